//! The tables. Numbers in keys are big-endian, so that the order of bytes is the order of numbers.
//!
//! Messages live in [`TIMELINE`], sorted by conversation and time, so a window is one range of
//! neighboring pages. The other tables of messages are small indexes that lead there.

use redb::TableDefinition;

/// A key of `N` bytes.
type Fixed<const N: usize> = &'static [u8; N];
/// A row: an encoded message of `rows`.
type Row = &'static [u8];

/// Single numbers: `schema_version` (u32), `next_message_id`, `next_job_id`, `next_conversation` (u64), `search_index`.
pub const META: TableDefinition<'_, &str, Row> = TableDefinition::new("meta");
/// `self` → `IdentityRow`.
pub const IDENTITY: TableDefinition<'_, &str, Row> = TableDefinition::new("identity");
/// Name → opaque bytes of a setting.
pub const SETTINGS: TableDefinition<'_, &str, Row> = TableDefinition::new("settings");
/// Name → opaque bytes the network wants back after a restart.
pub const NETWORK_CACHE: TableDefinition<'_, &str, Row> = TableDefinition::new("network_cache");
/// Name of a kind of config → its dump.
pub const CONFIG_DUMPS: TableDefinition<'_, &str, Row> = TableDefinition::new("config_dumps");
/// Account id (33) → `ContactRow`.
pub const CONTACTS: TableDefinition<'_, Fixed<33>, Row> = TableDefinition::new("contacts");
/// Conversation id (33) → `ConversationRow`.
pub const CONVERSATIONS: TableDefinition<'_, Fixed<33>, Row> = TableDefinition::new("conversations");
/// Place in the order (4) → `FolderRow`.
pub const FOLDERS: TableDefinition<'_, Fixed<4>, Row> = TableDefinition::new("folders");
/// Conversation number (4) → conversation id (33).
pub const CONVERSATION_NUMBERS: TableDefinition<'_, Fixed<4>, Fixed<33>> = TableDefinition::new("conversation_numbers");
/// Conversation number (4), sent at (8), message id (8) → `MessageRow`.
pub const TIMELINE: TableDefinition<'_, Fixed<20>, Row> = TableDefinition::new("timeline");
/// Message id (8) → conversation number (4), sent at (8).
pub const PLACES: TableDefinition<'_, Fixed<8>, Fixed<12>> = TableDefinition::new("places");
/// Author (33), sent at (8) → message id (8); 0 when the message was deleted.
pub const AUTHORED: TableDefinition<'_, Fixed<41>, Fixed<8>> = TableDefinition::new("authored");
/// Deleted at (8), author (33), sent at (8): when to forget that a message was deleted.
pub const TOMBSTONES: TableDefinition<'_, Fixed<49>, ()> = TableDefinition::new("tombstones");
/// Server hash → message id (8).
pub const HASHES: TableDefinition<'_, Row, Fixed<8>> = TableDefinition::new("hashes");
/// Disappears at (8), message id (8).
pub const EXPIRIES: TableDefinition<'_, Fixed<16>, ()> = TableDefinition::new("expiries");
/// Server hash → when our swarm is to drop it (8).
pub const SHORTENINGS: TableDefinition<'_, Row, Fixed<8>> = TableDefinition::new("shortenings");
/// Reader (33), sent at (8) → read at (8): receipts that came before what they are about.
pub const EARLY_READS: TableDefinition<'_, Fixed<41>, Fixed<8>> = TableDefinition::new("early_reads");
/// Message id (8), number of the file (1), number of the chunk (4) → bytes.
pub const FILE_CHUNKS: TableDefinition<'_, Fixed<13>, Row> = TableDefinition::new("file_chunks");
/// Conversation number (4), sent at (8), message id (8): the messages with files.
pub const FILED: TableDefinition<'_, Fixed<20>, ()> = TableDefinition::new("filed");
/// Account id (33) → `PortraitRow`.
pub const PORTRAITS: TableDefinition<'_, Fixed<33>, Row> = TableDefinition::new("portraits");
/// Job id (8) → `JobRow`.
pub const JOBS: TableDefinition<'_, Fixed<8>, Row> = TableDefinition::new("jobs");
/// Due at (8), job id (8).
pub const JOBS_DUE: TableDefinition<'_, Fixed<16>, ()> = TableDefinition::new("jobs_due");
/// Message id (8), job id (8).
pub const JOBS_OF_MESSAGE: TableDefinition<'_, Fixed<16>, ()> = TableDefinition::new("jobs_of_message");
/// Server hash → expires at (8).
pub const SEEN: TableDefinition<'_, Row, Fixed<8>> = TableDefinition::new("seen");
/// Expires at (8), server hash.
pub const SEEN_BY_EXPIRY: TableDefinition<'_, Row, ()> = TableDefinition::new("seen_by_expiry");
/// A term and the first of some message ids → distances to the others (`search::postings`).
pub const SEARCH: TableDefinition<'_, Row, Row> = TableDefinition::new("search");
/// A term and the id of a message that is not in [`SEARCH`] yet (`search::postings`).
pub const SEARCH_FRESH: TableDefinition<'_, Row, ()> = TableDefinition::new("search_fresh");
/// Service node (32), account or group (33), namespace (2) → server hash.
pub const LAST_HASHES: TableDefinition<'_, Fixed<67>, Row> = TableDefinition::new("last_hashes");

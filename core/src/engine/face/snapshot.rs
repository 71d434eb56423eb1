//! What a program shows: immutable, shared, ready to paint.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;

use super::arrange::Folder;
use super::attachment::FileInfo;
use super::failure::FailureCode;
use super::input::{EmojiTaste, NotificationLevel, TimelineId};
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};
use crate::protocol::content::Expiry;
use crate::storage::{FilesBrief, LinkPreview, Note};

/// Why the store can't be opened. Its files are as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreProblem {
    /// The keyring that holds the key can't be reached.
    KeyringMissing,
    /// The keyring can be reached, but has no key for this store.
    KeyMissing,
    /// The key doesn't open the store.
    KeyMismatch,
    /// A file in the store's place is not a store of ours.
    ForeignFile,
    /// The store is cut off or damaged.
    Damaged,
    /// The store was written by a newer version of the program.
    NewerSchema {
        /// Version found.
        found: u32,
        /// Newest version this program reads.
        supported: u32,
    },
    /// Another process has the store open.
    InUse,
    /// The disk says no: full, read-only, or forbidden.
    Unwritable,
}

/// A step of restoring an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoreStep {
    /// Keys are derived and the store is made.
    PreparingKeys,
    /// The first path through the network is built.
    Connecting,
    /// Name, contacts and settings are fetched from the swarm.
    FetchingSettings,
    /// Waiting messages are fetched from the swarm.
    FetchingMessages,
}

/// What the engine is able to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// The store is being opened.
    Opening,
    /// The store needs its password.
    Locked,
    /// The store can't be opened.
    StoreUnavailable(StoreProblem),
    /// There is no account yet.
    NoAccount {
        /// Whether the keyring of the system can hold the key; if not, a password is needed.
        is_keyring_available: bool,
    },
    /// An account is being restored.
    Restoring {
        /// What happens now.
        step: RestoreStep,
        /// 0 to 100.
        percent: u8,
    },
    /// There is an account and everything works.
    Ready,
}

/// Ourselves.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnProfile {
    /// Our account id.
    pub account: AccountId,
    /// Our display name; empty after a restore that found none.
    pub display_name: Arc<str>,
    /// Whether the store is behind a password.
    pub has_password: bool,
    /// Whether read receipts are sent and shown.
    pub sends_receipts: bool,
    /// Whether who types is sent and shown.
    pub shows_typing: bool,
    /// Which emoji we like.
    pub emoji: Arc<EmojiTaste>,
    /// The folders of the list, in their order.
    pub folders: Arc<[Folder]>,
    /// Whether small files of people we talk to are fetched at once.
    pub fetches_files: bool,
    /// Version of our picture, 0 if there is none here; another picture has another.
    pub portrait: u64,
}

/// What kind of conversation a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConversationKind {
    /// With another person.
    Contact,
    /// With ourselves.
    NoteToSelf,
}

/// How far a message of ours has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Received from somebody else.
    Received,
    /// Stored here, on its way.
    Sending,
    /// The recipient's swarm has it.
    Sent,
    /// Given up; the person may try again.
    Failed(FailureCode),
}

/// The newest message of a conversation, for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The start of the text, on one line.
    pub text: Arc<str>,
    /// How far it has come.
    pub delivery: Delivery,
    /// Which message it is.
    pub message: MessageId,
    /// Whether its author took it back; there is no text then.
    pub is_deleted: bool,
    /// What it says if it is no text.
    pub note: Option<Note>,
    /// Its files, if it has any.
    pub files: Option<FilesBrief>,
}

impl Preview {
    /// Whether we wrote it.
    pub fn is_ours(&self) -> bool {
        self.delivery != Delivery::Received
    }
}

/// One row of the list of conversations.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the row")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationSummary {
    /// Which conversation.
    pub conversation: ConversationId,
    /// What kind.
    pub kind: ConversationKind,
    /// Name to show: nickname, display name or shortened id.
    pub name: Arc<str>,
    /// The newest message, if there is one.
    pub preview: Option<Preview>,
    /// When something last happened.
    pub active_at: NetworkTime,
    /// Messages not read yet.
    pub unread: u32,
    /// Text typed but not sent.
    pub draft: Option<Arc<str>>,
    /// The message that it answers.
    pub draft_answers: Option<MessageId>,
    /// They wrote, we never answered.
    pub is_request: bool,
    /// We wrote, they never answered.
    pub is_awaiting_reply: bool,
    /// Their messages are dropped.
    pub is_blocked: bool,
    /// Above 0 pinned, higher first.
    pub priority: i64,
    /// Somebody marked it as unread although all is read.
    pub is_marked_unread: bool,
    /// What of it notifies.
    pub notifications: NotificationLevel,
    /// Nothing of it notifies before this moment.
    pub mute_until: Option<NetworkTime>,
    /// When what we write in it disappears.
    pub timer: Option<Expiry>,
    /// Put away on this device.
    pub is_archived: bool,
    /// Version of the other side's picture, 0 if there is none here.
    pub portrait: u64,
}

impl ConversationSummary {
    /// Whether it stands at the top of the list.
    pub const fn is_pinned(&self) -> bool {
        self.priority > 0
    }
}

/// A person we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Who.
    pub account: AccountId,
    /// The name to show: nickname, display name or shortened id.
    pub name: Arc<str>,
    /// The name they gave themselves; empty if unknown.
    pub display_name: Arc<str>,
    /// The name we gave them.
    pub nickname: Option<Arc<str>>,
    /// We accepted their request or wrote to them.
    pub is_approved: bool,
    /// They accepted our request or wrote to us.
    pub did_approve_us: bool,
    /// Their messages are dropped.
    pub is_blocked: bool,
    /// Version of their picture, 0 if there is none here.
    pub portrait: u64,
}

/// Everybody we know, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactList {
    /// The people.
    pub rows: Vec<Arc<ContactRow>>,
}

/// How far our devices agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SyncStatus {
    /// When this device last had all settings of the swarm.
    pub fetched_at: Option<NetworkTime>,
    /// When this device last stored settings in the swarm.
    pub stored_at: Option<NetworkTime>,
    /// Whether there are changes that our other devices don't have yet.
    pub is_pending: bool,
}

impl SyncStatus {
    /// Days for which a swarm keeps messages.
    pub const MESSAGE_DAYS: u32 = 14;
    /// Days for which a swarm keeps settings, counted anew whenever a device renews them.
    pub const SETTINGS_DAYS: u32 = 30;
}

/// All conversations: pinned ones first, then by newest activity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversationList {
    /// The rows.
    pub rows: Vec<Arc<ConversationSummary>>,
    /// Sum of the unread messages of whom we hear and what is not put away.
    pub unread: u32,
}

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From somebody else.
    Incoming,
    /// From us, on this or another device.
    Outgoing,
}

/// What a message answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The quoted message, if it is here.
    pub message: Option<MessageId>,
    /// Who wrote it.
    pub author: AccountId,
    /// The author's name.
    pub author_name: Arc<str>,
    /// When it was written.
    pub sent_at: NetworkTime,
    /// The start of its text; empty if it isn't here or was taken back.
    pub text: Arc<str>,
    /// Its first file, if it has any.
    pub file: Option<FileInfo>,
}

/// One emoji on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reacted {
    /// The emoji.
    pub emoji: Arc<str>,
    /// Who put it, with their names, in the order in which they did.
    pub by: Vec<(AccountId, Arc<str>)>,
    /// Whether we did.
    pub is_ours: bool,
}

/// One message of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineItem {
    /// Our number for it.
    pub message: MessageId,
    /// Who wrote it.
    pub author: AccountId,
    /// The author's name.
    pub author_name: Arc<str>,
    /// Which way it went.
    pub direction: Direction,
    /// When it was written, by its author's network time.
    pub sent_at: NetworkTime,
    /// When this device got it.
    pub received_at: NetworkTime,
    /// The text.
    pub body: Arc<str>,
    /// How far it has come.
    pub delivery: Delivery,
    /// What it answers.
    pub quote: Option<Arc<Quoted>>,
    /// The emoji on it, in the order in which they came.
    pub reactions: Vec<Reacted>,
    /// When the other side read it, if it said so.
    pub read_at: Option<NetworkTime>,
    /// Its author took it back: there is no text any more.
    pub is_deleted: bool,
    /// The timer it came with.
    pub timer: Option<Expiry>,
    /// When it disappears, once the timer runs.
    pub expires_at: Option<NetworkTime>,
    /// What it says if it is no text.
    pub note: Option<Note>,
    /// What its sender saw at a link in it.
    pub preview: Option<Arc<LinkPreview>>,
    /// Its files.
    pub files: Arc<[FileInfo]>,
}

/// A window of messages around a place in a conversation, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineSnapshot {
    /// The window's name.
    pub timeline: TimelineId,
    /// Which conversation.
    pub conversation: ConversationId,
    /// The messages.
    pub items: Arc<[Arc<TimelineItem>]>,
    /// Whether there are older messages before the first.
    pub has_older: bool,
    /// Whether there are newer messages after the last.
    pub has_newer: bool,
    /// The first message that was unread when the window opened.
    pub first_unread: Option<MessageId>,
    /// Where the reader left it: a message, and how far below the top of the view it began, in points.
    pub left_at: Option<(MessageId, i32)>,
    /// How far network time is ahead of the clock of this computer, in milliseconds.
    pub clock_ahead_millis: i64,
}

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// Which message.
    pub message: MessageId,
    /// Where it is.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub author: AccountId,
    /// The author's name.
    pub author_name: Arc<str>,
    /// Which way it went.
    pub direction: Direction,
    /// When it was written, by its author's network time.
    pub sent_at: NetworkTime,
    /// The piece of its text that matches, on one line.
    pub snippet: Arc<str>,
    /// What matches in the piece, in bytes, in order.
    pub matches: Vec<Range<usize>>,
}

/// How many messages match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchTotal {
    /// So many.
    pub count: usize,
    /// Whether there may be more.
    pub or_more: bool,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchResults {
    /// The messages, newest first.
    pub hits: Vec<SearchHit>,
    /// Where the next page begins, if there is one.
    pub next: Option<MessageId>,
    /// How many match in all: only of the first page, and of one conversation.
    pub total: Option<SearchTotal>,
    /// Older messages are still being indexed, so there may be more.
    pub is_indexing: bool,
}

/// How well the network can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NetworkState {
    /// The first connection is being made.
    #[default]
    Connecting,
    /// Requests get through.
    Connected,
    /// Nothing gets through; retried with growing pauses.
    Offline,
}

/// A service node on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeInfo {
    /// Where it is.
    pub address: SocketAddr,
}

/// One onion path, guard first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathInfo {
    /// The three nodes.
    pub nodes: Vec<NodeInfo>,
}

/// The state of the connection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Connectivity {
    /// How well the network can be reached.
    pub state: NetworkState,
    /// Why it can't be reached, when known.
    pub trouble: Option<FailureCode>,
    /// The paths that stand.
    pub paths: Vec<PathInfo>,
    /// How many service nodes are known.
    pub known_nodes: usize,
    /// When our swarm last answered.
    pub polled_at: Option<NetworkTime>,
    /// Whether a proxy carries the connections.
    pub is_proxied: bool,
}

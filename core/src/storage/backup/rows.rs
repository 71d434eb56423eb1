//! The rows in a backup: which tables, and how a row stands in the stream.
//!
//! The stream is the number of the schema (4 bytes, little-endian as all numbers), when the backup was made (8), how
//! many rows there are (8), and the rows by the numbers of their tables: number of the table (1), length of the key
//! (4), of the value (4), key, value. A row of table 0 without key and value is the end.

use redb::{Key, TableDefinition, Value};

use super::BackupError;
use crate::storage::schema::tables::{
    AUTHORED, CONFIG_DUMPS, CONTACTS, CONVERSATION_NUMBERS, CONVERSATIONS, EARLY_READS, EXPIRIES, FILE_CHUNKS, FILED,
    FOLDERS, HASHES, IDENTITY, META, PLACES, PORTRAITS, SEARCH, SEARCH_FRESH, SEEN, SEEN_BY_EXPIRY, SETTINGS,
    SHORTENINGS, TIMELINE, TOMBSTONES,
};

/// The number of the end.
pub(super) const END: u8 = 0;
/// The number of [`META`], of which the version of the schema is not a row of a backup.
pub(super) const META_NUMBER: u8 = 1;
/// The numbers of the tables with rows that say how far a message has come.
pub(super) const CONVERSATIONS_NUMBER: u8 = 6;
/// As above.
pub(super) const TIMELINE_NUMBER: u8 = 8;
/// The longest key that is read, in bytes.
pub(super) const MAX_KEY: usize = 64 * 1024;
/// The longest value that is read, in bytes.
pub(super) const MAX_VALUE: usize = 16 * 1024 * 1024;

/// Tables that stay out of a backup.
#[cfg(test)]
pub(super) const LEFT_OUT: [&str; 5] = ["network_cache", "jobs", "jobs_due", "jobs_of_message", "last_hashes"];

/// Does something with each table.
pub(super) trait Visit {
    /// Does it with one table, which has this number in backups.
    fn table<K: Key + 'static, V: Value + 'static>(
        &mut self,
        number: u8,
        table: TableDefinition<'static, K, V>,
    ) -> Result<(), BackupError>;
}

/// Visits the tables of a backup, by their numbers. A number is never given to another table.
pub(super) fn each(visit: &mut impl Visit) -> Result<(), BackupError> {
    visit.table(META_NUMBER, META)?;
    visit.table(2, IDENTITY)?;
    visit.table(3, SETTINGS)?;
    visit.table(4, CONFIG_DUMPS)?;
    visit.table(5, CONTACTS)?;
    visit.table(CONVERSATIONS_NUMBER, CONVERSATIONS)?;
    visit.table(7, CONVERSATION_NUMBERS)?;
    visit.table(TIMELINE_NUMBER, TIMELINE)?;
    visit.table(9, PLACES)?;
    visit.table(10, AUTHORED)?;
    visit.table(11, TOMBSTONES)?;
    visit.table(12, HASHES)?;
    visit.table(13, EXPIRIES)?;
    visit.table(14, SHORTENINGS)?;
    visit.table(15, EARLY_READS)?;
    visit.table(16, SEEN)?;
    visit.table(17, SEEN_BY_EXPIRY)?;
    visit.table(18, SEARCH)?;
    visit.table(19, SEARCH_FRESH)?;
    visit.table(20, FOLDERS)?;
    visit.table(21, FILE_CHUNKS)?;
    visit.table(22, FILED)?;
    visit.table(23, PORTRAITS)
}

//! Dumps of configs: what a device goes on from after a restart, by the name of their kind.

use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::schema::tables::CONFIG_DUMPS;

/// The dump of a kind, or nothing if none was ever kept.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn get(tx: &impl Reads, kind: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let table = tx.open(CONFIG_DUMPS)?;
    let dump = table.get(kind)?.map(|value| value.value().to_vec());
    Ok(dump)
}

/// Keeps the dump of a kind.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn put(tx: &WriteTx, kind: &str, dump: &[u8]) -> Result<(), StoreError> {
    tx.table(CONFIG_DUMPS)?.insert(kind, dump)?;
    Ok(())
}

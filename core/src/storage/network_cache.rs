//! What the network wants back after a restart, by name, as opaque bytes

use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::schema::tables::NETWORK_CACHE;

/// The bytes of a  node pool, guards, swarms.:blob, or nothing if it was never put.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn get(tx: &impl Reads, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let table = tx.open(NETWORK_CACHE)?;
    let value = table.get(name)?;
    Ok(value.map(|value| value.value().to_vec()))
}

/// Keeps a  node pool, guards, swarms.:blob; what was there under this name is replaced.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn put(tx: &WriteTx, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    tx.table(NETWORK_CACHE)?.insert(name, bytes)?;
    Ok(())
}

/// Forgets a  node pool, guards, swarms.:blob.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn remove(tx: &WriteTx, name: &str) -> Result<(), StoreError> {
    tx.table(NETWORK_CACHE)?.remove(name)?;
    Ok(())
}

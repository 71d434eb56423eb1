//! Settings by name, as opaque bytes; who writes them knows their form.

use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::schema::tables::SETTINGS;

/// The bytes of a setting, or nothing if it was never put.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn get(tx: &impl Reads, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let table = tx.open(SETTINGS)?;
    let value = table.get(name)?;
    Ok(value.map(|value| value.value().to_vec()))
}

/// Keeps a setting; what was there under this name is replaced.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn put(tx: &WriteTx, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    tx.table(SETTINGS)?.insert(name, bytes)?;
    Ok(())
}

/// Whether a setting is on: one byte, 1. One that was never put is off.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn is_on(tx: &impl Reads, name: &str) -> Result<bool, StoreError> {
    Ok(get(tx, name)?.as_deref() == Some(&[1]))
}

/// Turns a setting on or off, as [`is_on`] reads it.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn turn(tx: &WriteTx, name: &str, is_on: bool) -> Result<(), StoreError> {
    put(tx, name, &[u8::from(is_on)])
}

/// Forgets a setting.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn remove(tx: &WriteTx, name: &str) -> Result<(), StoreError> {
    tx.table(SETTINGS)?.remove(name)?;
    Ok(())
}

//! Tables, rows and their versions.
//!
//! A store carries the number of its schema. Opening runs the migrations that lead from it to
//! [`CURRENT`], each in one transaction together with the new number, so a crash repeats or finishes
//! a migration but never halves it. A higher number than [`CURRENT`] is refused before anything is
//! written. Every change of a table or of a row's fields is a new version with a migration in a file
//! of its own here and a kept store of the old version among the test fixtures; a program therefore
//! never meets a field it doesn't know.

pub(super) mod keys;
pub(super) mod rows;
pub(super) mod tables;
mod v1;
mod v2;
mod v3;
mod v4;
mod v5;

use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::search;

/// The version this program writes.
pub(in crate::storage) const CURRENT: u32 = 5;

/// The version of a store, or nothing when it has no tables yet.
pub(super) fn version(tx: &impl Reads) -> Result<Option<u32>, StoreError> {
    let meta = tx.open(tables::META)?;
    let Some(value) = meta.get("schema_version")? else { return Ok(None) };
    let bytes = <[u8; 4]>::try_from(value.value()).map_err(|_length| StoreError::Damaged)?;
    Ok(Some(u32::from_be_bytes(bytes)))
}

/// Brings the store from `found` (0: empty) to [`CURRENT`].
pub(super) fn migrate(tx: &WriteTx, found: u32) -> Result<(), StoreError> {
    if found < 1 {
        v1::create(tx)?;
    }
    if found < 2 {
        v2::migrate(tx)?;
    }
    if found < 3 {
        v3::migrate(tx)?;
    }
    if found < 4 {
        v4::migrate(tx)?;
    }
    if found < 5 {
        v5::migrate(tx)?;
    }
    search::prepare(tx)?;
    set_version(tx, CURRENT)
}

/// Writes the version; only tests ask for another than [`CURRENT`].
pub(super) fn set_version(tx: &WriteTx, version: u32) -> Result<(), StoreError> {
    tx.table(tables::META)?.insert("schema_version", version.to_be_bytes().as_slice())?;
    Ok(())
}

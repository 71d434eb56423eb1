//! Version 1: accounts with one-to-one conversations and texts.

use super::tables;
use crate::storage::db::WriteTx;
use crate::storage::error::StoreError;

/// Makes every table, since a reader can't open one that was never made.
pub(super) fn create(tx: &WriteTx) -> Result<(), StoreError> {
    tx.table(tables::META)?;
    tx.table(tables::IDENTITY)?;
    tx.table(tables::SETTINGS)?;
    tx.table(tables::NETWORK_CACHE)?;
    tx.table(tables::CONTACTS)?;
    tx.table(tables::CONVERSATIONS)?;
    tx.table(tables::CONVERSATION_NUMBERS)?;
    tx.table(tables::TIMELINE)?;
    tx.table(tables::PLACES)?;
    tx.table(tables::AUTHORED)?;
    tx.table(tables::TOMBSTONES)?;
    tx.table(tables::HASHES)?;
    tx.table(tables::JOBS)?;
    tx.table(tables::JOBS_DUE)?;
    tx.table(tables::JOBS_OF_MESSAGE)?;
    tx.table(tables::SEEN)?;
    tx.table(tables::SEEN_BY_EXPIRY)?;
    tx.table(tables::LAST_HASHES)?;
    Ok(())
}

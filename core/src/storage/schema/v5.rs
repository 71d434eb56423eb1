//! Version 5: files and profile pictures. Messages gain their files and people the version of their picture, whose
//! defaults are none; the tables of the files' bytes, of the messages with files and of the pictures are new.

use super::tables;
use crate::storage::db::WriteTx;
use crate::storage::error::StoreError;

/// Makes the new tables.
pub(super) fn migrate(tx: &WriteTx) -> Result<(), StoreError> {
    tx.table(tables::FILE_CHUNKS)?;
    tx.table(tables::FILED)?;
    tx.table(tables::PORTRAITS)?;
    Ok(())
}

//! Version 5: files. Messages gain their files, whose default is none; the tables of the files' bytes and of the
//! messages with files are new.

use super::tables;
use crate::storage::db::WriteTx;
use crate::storage::error::StoreError;

/// Makes the new tables.
pub(super) fn migrate(tx: &WriteTx) -> Result<(), StoreError> {
    tx.table(tables::FILE_CHUNKS)?;
    tx.table(tables::FILED)?;
    Ok(())
}

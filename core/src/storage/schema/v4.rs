//! Version 4: how a person arranges the list. Conversations gain a field whose default is what older rows mean; the
//! table of folders is new.

use super::tables;
use crate::storage::db::WriteTx;
use crate::storage::error::StoreError;

/// Makes the new table.
pub(super) fn migrate(tx: &WriteTx) -> Result<(), StoreError> {
    tx.table(tables::FOLDERS)?;
    Ok(())
}

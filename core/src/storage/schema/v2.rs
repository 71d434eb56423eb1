//! Version 2: settings shared with our other devices. Conversations gain fields whose defaults are what
//! older rows mean; only the table of dumps is new.

use super::tables;
use crate::storage::db::WriteTx;
use crate::storage::error::StoreError;

/// Makes the new table.
pub(super) fn migrate(tx: &WriteTx) -> Result<(), StoreError> {
    tx.table(tables::CONFIG_DUMPS)?;
    Ok(())
}

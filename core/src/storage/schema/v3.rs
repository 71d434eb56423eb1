//! Version 3: everything a message can do. Messages and conversations gain fields whose defaults are what older
//! rows mean; the tables of messages that disappear, of what our swarm is to drop earlier, and of early receipts
//! are new.

use super::tables;
use crate::storage::db::WriteTx;
use crate::storage::error::StoreError;

/// Makes the new tables.
pub(super) fn migrate(tx: &WriteTx) -> Result<(), StoreError> {
    tx.table(tables::EXPIRIES)?;
    tx.table(tables::SHORTENINGS)?;
    tx.table(tables::EARLY_READS)?;
    Ok(())
}

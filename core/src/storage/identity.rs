//! Ourselves: the seed everything derives from, and our name.

use prost::Message as _;
use redb::ReadableTable;
use zeroize::Zeroize;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::schema::rows::IdentityRow;
use super::schema::tables::IDENTITY;
use crate::crypto::keys::Seed;

const SELF: &str = "self";

/// Who we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The seed of the account.
    pub seed: Seed,
    /// Our display name; empty after a restore that found none.
    pub display_name: String,
    /// When the name was set, in Unix seconds of network time; 0 if never.
    pub name_updated_at_secs: u64,
}

/// The identity, or nothing in a store without an account.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn get(tx: &impl Reads) -> Result<Option<Identity>, StoreError> {
    let table = tx.open(IDENTITY)?;
    let Some(value) = table.get(SELF)? else { return Ok(None) };
    let mut row = IdentityRow::decode(value.value())?;
    let seed = <[u8; 32]>::try_from(row.seed.as_slice()).map_err(|_length| StoreError::Damaged);
    row.seed.zeroize();
    Ok(Some(Identity {
        seed: Seed::from_padded(seed?),
        display_name: row.display_name,
        name_updated_at_secs: row.name_updated_at_secs,
    }))
}

/// Writes the identity.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn put(tx: &WriteTx, identity: &Identity) -> Result<(), StoreError> {
    let mut row = IdentityRow {
        seed: identity.seed.as_bytes().to_vec(),
        display_name: identity.display_name.clone(),
        name_updated_at_secs: identity.name_updated_at_secs,
    };
    let mut bytes = row.encode_to_vec();
    row.seed.zeroize();
    let written = tx.table(IDENTITY)?.insert(SELF, bytes.as_slice()).map(drop);
    bytes.zeroize();
    Ok(written?)
}

/// Changes our display name.
///
/// # Errors
/// [`StoreError::NotFound`] in a store without an account.
pub fn set_display_name(tx: &WriteTx, display_name: &str, updated_at_secs: u64) -> Result<(), StoreError> {
    let identity = get(tx)?.ok_or(StoreError::NotFound)?;
    put(tx, &Identity { display_name: display_name.to_owned(), name_updated_at_secs: updated_at_secs, ..identity })
}

//! Profile pictures, ours and those of people we know: where each is, and its bytes once they are here.
//!
//! Where a picture is comes from the configs; when that changes, the bytes of the one before go (protocol notes,
//! messages 4.4 and config 7). A picture has a version, so that a program notices that it is another one.

use prost::Message as _;
use redb::ReadableTable;

use super::contacts;
use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::schema::rows::PortraitRow;
use super::schema::tables::PORTRAITS;
use crate::crypto::hash::blake2b_24;
use crate::id::{AccountId, ConversationId};
use crate::protocol::config::Avatar;

/// Waits to be fetched.
const WANTED: u32 = 0;
/// The bytes are here.
const HERE: u32 = 1;
/// The server has it no longer, or it can't be opened.
const LOST: u32 = 2;

/// What a program knows a picture by; 0 for none.
fn version(avatar: &Avatar) -> u64 {
    let hash = blake2b_24(b"", &[avatar.url.as_bytes(), &avatar.key]);
    hash.first_chunk::<8>().map_or(1, |bytes| u64::from_be_bytes(*bytes)).max(1)
}

fn row(tx: &impl Reads, account: AccountId) -> Result<Option<PortraitRow>, StoreError> {
    let table = tx.open(PORTRAITS)?;
    let Some(value) = table.get(&account.to_bytes())? else { return Ok(None) };
    Ok(Some(PortraitRow::decode(value.value())?))
}

fn put(tx: &WriteTx, account: AccountId, row: &PortraitRow) -> Result<(), StoreError> {
    tx.table(PORTRAITS)?.insert(&account.to_bytes(), row.encode_to_vec().as_slice())?;
    Ok(())
}

fn is_of(row: &PortraitRow, avatar: &Avatar) -> bool {
    row.url == avatar.url && row.key == avatar.key
}

/// Notes where a person's picture is, or that there is none. Gives its version if its bytes are here, 0 otherwise.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn want(tx: &WriteTx, account: AccountId, avatar: Option<&Avatar>) -> Result<u64, StoreError> {
    let known = row(tx, account)?;
    let Some(avatar) = avatar else {
        if known.is_some() {
            tx.table(PORTRAITS)?.remove(&account.to_bytes())?;
        }
        return Ok(0);
    };
    match known {
        Some(row) if is_of(&row, avatar) => Ok(if row.state == HERE { version(avatar) } else { 0 }),
        _ => {
            let (url, key) = (avatar.url.clone(), avatar.key.to_vec());
            put(tx, account, &PortraitRow { url, key, bytes: Vec::new(), state: WANTED })?;
            Ok(0)
        }
    }
}

/// Where a person's picture is.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn avatar(tx: &impl Reads, account: AccountId) -> Result<Option<Avatar>, StoreError> {
    row(tx, account)?.map(|row| of_row(&row)).transpose()
}

fn of_row(row: &PortraitRow) -> Result<Avatar, StoreError> {
    let key = row.key.as_slice().try_into().map_err(|_length| StoreError::Damaged)?;
    Ok(Avatar { url: row.url.clone(), key })
}

/// The version of a person's picture if its bytes are here, 0 otherwise.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn version_of(tx: &impl Reads, account: AccountId) -> Result<u64, StoreError> {
    match row(tx, account)? {
        Some(row) if row.state == HERE => Ok(version(&of_row(&row)?)),
        _ => Ok(0),
    }
}

/// The bytes of a person's picture; none if they aren't here.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn bytes(tx: &impl Reads, account: AccountId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(row(tx, account)?.filter(|row| row.state == HERE).map(|row| row.bytes))
}

/// The pictures that wait to be fetched: ours and those of people we talk to.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn missing(tx: &impl Reads, own: AccountId) -> Result<Vec<(AccountId, Avatar)>, StoreError> {
    let mut missing = Vec::new();
    for entry in tx.open(PORTRAITS)?.iter()? {
        let (key, value) = entry?;
        let ConversationId::Contact(account) = ConversationId::from_bytes(key.value())? else { continue };
        let row = PortraitRow::decode(value.value())?;
        let is_known = account == own
            || contacts::get(tx, account)?.is_some_and(|contact| contact.is_approved && !contact.is_blocked);
        if row.state == WANTED && is_known {
            missing.push((account, of_row(&row)?));
        }
    }
    Ok(missing)
}

/// Keeps the bytes of a picture, if it is still the one that is wanted. Says whether it is.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn keep(tx: &WriteTx, account: AccountId, avatar: &Avatar, bytes: &[u8]) -> Result<bool, StoreError> {
    end(tx, account, avatar, HERE, bytes)
}

/// Notes that a picture can't be had.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn lose(tx: &WriteTx, account: AccountId, avatar: &Avatar) -> Result<bool, StoreError> {
    end(tx, account, avatar, LOST, &[])
}

fn end(tx: &WriteTx, account: AccountId, avatar: &Avatar, state: u32, bytes: &[u8]) -> Result<bool, StoreError> {
    let Some(row) = row(tx, account)?.filter(|row| is_of(row, avatar)) else { return Ok(false) };
    put(tx, account, &PortraitRow { bytes: bytes.to_vec(), state, ..row })?;
    if contacts::get(tx, account)?.is_some() {
        let version = if state == HERE { version(avatar) } else { 0 };
        contacts::update(tx, account, |contact| contact.portrait = version)?;
    }
    Ok(true)
}

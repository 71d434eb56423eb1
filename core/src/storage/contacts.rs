//! People: names, and who approved or blocked whom.

use prost::Message as _;
use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::schema::rows::ContactRow;
use super::schema::tables::CONTACTS;
use crate::id::{AccountId, ConversationId};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who.
    pub account: AccountId,
    /// The name they gave themselves; empty if unknown.
    pub display_name: String,
    /// The name we gave them.
    pub nickname: Option<String>,
    /// When their profile was last changed, in Unix seconds by their clock.
    pub profile_updated_at_secs: u64,
    /// Their messages are dropped.
    pub is_blocked: bool,
    /// We accepted their request or wrote to them.
    pub is_approved: bool,
    /// They accepted our request or wrote to us.
    pub did_approve_us: bool,
    /// Version of their picture, 0 if there is none here.
    pub portrait: u64,
}

impl Contact {
    /// A person of whom nothing is known yet.
    pub const fn new(account: AccountId) -> Self {
        Self {
            account,
            display_name: String::new(),
            nickname: None,
            profile_updated_at_secs: 0,
            is_blocked: false,
            is_approved: false,
            did_approve_us: false,
            portrait: 0,
        }
    }

    fn from_row(account: AccountId, row: ContactRow) -> Self {
        Self {
            account,
            display_name: row.display_name,
            nickname: row.nickname,
            profile_updated_at_secs: row.profile_updated_at_secs,
            is_blocked: row.is_blocked,
            is_approved: row.is_approved,
            did_approve_us: row.did_approve_us,
            portrait: row.portrait,
        }
    }
}

/// A person, or nothing if unknown.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn get(tx: &impl Reads, account: AccountId) -> Result<Option<Contact>, StoreError> {
    let table = tx.open(CONTACTS)?;
    let Some(value) = table.get(&account.to_bytes())? else { return Ok(None) };
    Ok(Some(Contact::from_row(account, ContactRow::decode(value.value())?)))
}

/// Writes a person.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn put(tx: &WriteTx, contact: &Contact) -> Result<(), StoreError> {
    let row = ContactRow {
        display_name: contact.display_name.clone(),
        nickname: contact.nickname.clone(),
        profile_updated_at_secs: contact.profile_updated_at_secs,
        is_blocked: contact.is_blocked,
        is_approved: contact.is_approved,
        did_approve_us: contact.did_approve_us,
        portrait: contact.portrait,
    };
    tx.table(CONTACTS)?.insert(&contact.account.to_bytes(), row.encode_to_vec().as_slice())?;
    Ok(())
}

/// Forgets a person.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn remove(tx: &WriteTx, account: AccountId) -> Result<(), StoreError> {
    tx.table(CONTACTS)?.remove(&account.to_bytes())?;
    Ok(())
}

/// Changes a person; one who is unknown starts as [`Contact::new`]. Returns how they are now.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn update(tx: &WriteTx, account: AccountId, change: impl FnOnce(&mut Contact)) -> Result<Contact, StoreError> {
    let mut contact = get(tx, account)?.unwrap_or_else(|| Contact::new(account));
    change(&mut contact);
    put(tx, &contact)?;
    Ok(contact)
}

/// Everybody, in the order of their ids.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn all(tx: &impl Reads) -> Result<Vec<Contact>, StoreError> {
    let table = tx.open(CONTACTS)?;
    let mut contacts = Vec::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        let ConversationId::Contact(account) = ConversationId::from_bytes(key.value())? else {
            return Err(StoreError::Damaged);
        };
        contacts.push(Contact::from_row(account, ContactRow::decode(value.value())?));
    }
    Ok(contacts)
}

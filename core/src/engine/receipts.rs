//! Read receipts: off until one turns them on, and reciprocal: who sends none is shown none.
//!
//! Rules: protocol notes, messages 3.9. Only in one-to-one conversations with people we accepted and did not block,
//! never for notes to ourselves. A receipt names messages by the times they were written at; it goes out by a job, is
//! sealed when it does, and our other devices get no copy.

use super::account::{Account, store_failure};
use super::commands::Done;
use super::config_sync::Configs;
use super::face::Outcome;
use super::jobs::JobNews;
use super::letter::{JobKind, Letter};
use super::outbox::enqueue;
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId};
use crate::storage::{Reads, StoreError, WriteTx, conversations, messages, settings};

/// Name of the setting.
const SETTING: &str = "read_receipts";
/// Messages that one receipt names at most.
pub const MOST: usize = 200;

/// Whether receipts are sent and shown.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn are_on(tx: &impl Reads) -> Result<bool, StoreError> {
    settings::is_on(tx, SETTING)
}

/// Turns receipts on or off.
pub async fn turn(account: &Account, is_on: bool) -> Done {
    let written = account.store.write(move |tx| settings::turn(tx, SETTING, is_on));
    written.await.map_err(|error| store_failure(&error))?;
    account.me.send_modify(|me| me.sends_receipts = is_on);
    account.tell_profile();
    Ok(Outcome::Done)
}

/// Until when a conversation is read.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn read_up_to(tx: &impl Reads, id: ConversationId) -> Result<NetworkTime, StoreError> {
    Ok(conversations::get(tx, id)?.map_or(NetworkTime(0), |row| row.read_up_to))
}

/// Keeps the job of a receipt for what was read since `before`, if there is anybody to get one.
///
/// # Errors
/// [`StoreError`] when the store can't be read or written.
pub fn owe(
    tx: &WriteTx,
    configs: &Configs,
    own: AccountId,
    (id, before): (ConversationId, NetworkTime),
    now: NetworkTime,
) -> Result<Option<JobNews>, StoreError> {
    let ConversationId::Contact(other) = id else { return Ok(None) };
    let is_accepted = configs.contacts.get(other).is_some_and(|contact| contact.is_approved && !contact.is_blocked);
    if other == own || !is_accepted || !are_on(tx)? {
        return Ok(None);
    }
    let after = read_up_to(tx, id)?;
    let times = messages::incoming_between(tx, id, (before, after), MOST)?;
    if times.is_empty() {
        return Ok(None);
    }
    let letter = Letter::receipt(other, now, &times);
    enqueue(tx, letter.job(JobKind::Receipt, None, now)).map(Some)
}

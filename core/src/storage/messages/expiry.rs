//! Messages that disappear: when their timers start, and which are over.
//!
//! What is to disappear after sending starts when a swarm has it, what is to disappear after reading starts when it
//! is read, on every device of the account (protocol notes, messages 3.14). A started timer is an absolute moment of
//! network time, kept with the message and in an index by that moment, so sleep and restarts change nothing. Our
//! swarm must then drop the message at the same moment; what it is still to be told stands in a table of its own.

use prost::Message as _;
use redb::{ReadableTable, ReadableTableMetadata};

use super::message::{Message, Position};
use super::read;
use super::write::put_row;
use crate::clock::NetworkTime;
use crate::id::MessageId;
use crate::protocol::content::ExpiryMode;
use crate::storage::conversations;
use crate::storage::db::{Reads, WriteTx};
use crate::storage::error::StoreError;
use crate::storage::schema::keys;
use crate::storage::schema::rows::MessageRow;
use crate::storage::schema::tables::{EXPIRIES, SHORTENINGS, TIMELINE};

/// Notes in the index when a message disappears.
pub(super) fn index(tx: &WriteTx, message: &Message) -> Result<(), StoreError> {
    if let Some(at) = message.expires_at {
        tx.table(EXPIRIES)?.insert(&keys::pair(at.0, message.id.0), ())?;
    }
    Ok(())
}

/// Takes a message out of the index.
pub(super) fn unindex(tx: &WriteTx, message: &Message) -> Result<(), StoreError> {
    if let Some(at) = message.expires_at {
        tx.table(EXPIRIES)?.remove(&keys::pair(at.0, message.id.0))?;
    }
    Ok(())
}

/// Starts the timer of a message at a moment. Nothing if it has none, it runs already, or the message is gone.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn start_timer(tx: &WriteTx, id: MessageId, at: NetworkTime) -> Result<Option<Message>, StoreError> {
    let Some(mut message) = read::get(tx, id)? else { return Ok(None) };
    let Some(timer) = message.timer.filter(|_| message.expires_at.is_none()) else { return Ok(None) };
    message.expires_at = Some(at.plus_millis(u64::from(timer.timer_secs) * 1_000));
    let mut conversation = conversations::get(tx, message.conversation)?.ok_or(StoreError::Damaged)?;
    keep(tx, &mut conversation, &message)?;
    conversations::put(tx, &conversation)?;
    Ok(Some(message))
}

/// Lets a message whose timer runs disappear at an earlier moment. Nothing if it does so by then anyway.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn hasten(tx: &WriteTx, hash: &str, at: NetworkTime) -> Result<Option<Message>, StoreError> {
    let Some(id) = read::by_server_hash(tx, hash)? else { return Ok(None) };
    let Some(mut message) = read::get(tx, id)? else { return Ok(None) };
    let Some(now) = message.expires_at.filter(|now| *now > at) else { return Ok(None) };
    tx.table(EXPIRIES)?.remove(&keys::pair(now.0, id.0))?;
    message.expires_at = Some(at);
    let mut conversation = conversations::get(tx, message.conversation)?.ok_or(StoreError::Damaged)?;
    keep(tx, &mut conversation, &message)?;
    conversations::put(tx, &conversation)?;
    Ok(Some(message))
}

/// Keeps a message whose moment changed; who calls keeps its conversation.
fn keep(tx: &WriteTx, conversation: &mut conversations::Conversation, message: &Message) -> Result<(), StoreError> {
    put_row(tx, conversation.number, message)?;
    index(tx, message)?;
    conversation.look_again(message);
    Ok(())
}

/// Counts the messages of others written after `from`, up to and including `up_to`, and starts the timers that
/// reading starts.
pub(in crate::storage) fn read_between(
    tx: &WriteTx,
    conversation: &mut conversations::Conversation,
    (from, up_to): (NetworkTime, NetworkTime),
    now: NetworkTime,
) -> Result<u32, StoreError> {
    let number = conversation.number;
    let after = |at| Position { sent_at: at, message: MessageId(u64::MAX) }.key(number);
    let (first, last) = (after(from), after(up_to));
    let (mut count, mut started) = (0_u32, Vec::new());
    if first >= last {
        return Ok(count);
    }
    for entry in tx.open(TIMELINE)?.range::<&[u8; 20]>(&first..=&last)? {
        let (key, value) = entry?;
        let row = MessageRow::decode(value.value())?;
        count = count.saturating_add(u32::from(!row.is_outgoing));
        if !row.is_outgoing && row.expires_at == 0 && row.timer.is_some_and(|timer| timer.is_after_read) {
            let (sent_at, id) = keys::of_timeline(key.value())?;
            let position = Position { sent_at: NetworkTime(sent_at), message: MessageId(id) };
            started.push(Message::from_row(conversation.id, position, row)?);
        }
    }
    for mut message in started {
        start_by_reading(tx, &mut message, now)?;
        keep(tx, conversation, &message)?;
    }
    Ok(count)
}

/// Lets a message disappear because it is read now, and has our swarm drop it then.
pub(super) fn start_by_reading(tx: &WriteTx, message: &mut Message, now: NetworkTime) -> Result<(), StoreError> {
    let Some(timer) = message.timer.filter(|timer| timer.mode == ExpiryMode::AfterRead) else { return Ok(()) };
    let at = now.plus_millis(u64::from(timer.timer_secs) * 1_000);
    message.expires_at = Some(at);
    if let Some(hash) = &message.server_hash {
        tx.table(SHORTENINGS)?.insert(hash.as_bytes(), &at.0.to_be_bytes())?;
    }
    Ok(())
}

/// At most `limit` messages that are over at `now`, those that are longest first.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn due(tx: &impl Reads, now: NetworkTime, limit: usize) -> Result<Vec<MessageId>, StoreError> {
    let table = tx.open(EXPIRIES)?;
    let last = keys::pair(now.0, u64::MAX);
    let mut due = Vec::new();
    for entry in table.range::<&[u8; 16]>(&[0; 16]..=&last)?.take(limit) {
        due.push(MessageId(keys::last_u64(entry?.0.value())?));
    }
    Ok(due)
}

/// When the next message disappears.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn next_expiry(tx: &impl Reads) -> Result<Option<NetworkTime>, StoreError> {
    let table = tx.open(EXPIRIES)?;
    let Some((key, ())) = table.first()?.map(|(key, value)| (key, value.value())) else { return Ok(None) };
    keys::first_u64(key.value()).map(|at| Some(NetworkTime(at)))
}

/// At most `limit` messages that our swarm is to drop earlier, with when.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn shortenings(tx: &impl Reads, limit: usize) -> Result<Vec<(String, NetworkTime)>, StoreError> {
    let table = tx.open(SHORTENINGS)?;
    let mut all = Vec::new();
    if table.is_empty()? {
        return Ok(all);
    }
    for entry in table.iter()?.take(limit) {
        let (key, value) = entry?;
        let hash = std::str::from_utf8(key.value()).map_err(|_not_text| StoreError::Damaged)?;
        all.push((hash.to_owned(), NetworkTime(u64::from_be_bytes(*value.value()))));
    }
    Ok(all)
}

/// Forgets that our swarm is to drop a message earlier, if it was told this moment.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn forget_shortening(tx: &WriteTx, hash: &str, told: NetworkTime) -> Result<(), StoreError> {
    let mut table = tx.table(SHORTENINGS)?;
    let is_same = table.get(hash.as_bytes())?.is_some_and(|at| u64::from_be_bytes(*at.value()) == told.0);
    if is_same {
        table.remove(hash.as_bytes())?;
    }
    Ok(())
}

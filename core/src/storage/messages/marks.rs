//! What happens to a message after it was kept: emoji on it, that it was read, that its author took it back.
//!
//! Rules: protocol notes, messages 3.6, 3.9 and 3.11. A message that was taken back keeps its place, its author
//! and its time, and nothing else; emoji for it are ignored from then on.

use redb::ReadableTable;

use super::message::{Delivery, Message, Reaction};
use super::read;
use super::write::{forget_hash, is_taken, put_row};
use crate::clock::NetworkTime;
use crate::id::{AccountId, MessageId};
use crate::storage::conversations;
use crate::storage::db::WriteTx;
use crate::storage::error::StoreError;
use crate::storage::files;
use crate::storage::schema::keys;
use crate::storage::schema::tables::{AUTHORED, EARLY_READS, TOMBSTONES};
use crate::storage::search;

/// Messages of ours that one person may have read before this device has them, at most.
const MOST_EARLY: usize = 200;
/// Different emoji of one person on one message at most; no client offers to put more.
const MOST_OF_ONE: usize = 64;

/// Puts an emoji on a message or takes it away. Nothing when that changes nothing: it is there already, was not
/// there, or the message was taken back.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such message.
pub fn react(tx: &WriteTx, id: MessageId, reaction: &Reaction, is_put: bool) -> Result<Option<Message>, StoreError> {
    let mut message = read::get(tx, id)?.ok_or(StoreError::NotFound)?;
    let is_same = |known: &Reaction| known.author == reaction.author && known.emoji == reaction.emoji;
    let is_there = message.reactions.iter().any(is_same);
    let of_one = message.reactions.iter().filter(|known| known.author == reaction.author).count();
    if message.is_deleted || is_there == is_put || (is_put && of_one >= MOST_OF_ONE) {
        return Ok(None);
    }
    if is_put {
        // The same emoji stand together, at the place where the first of them came.
        let last = message.reactions.iter().rposition(|known| known.emoji == reaction.emoji);
        message.reactions.insert(last.map_or(message.reactions.len(), |last| last + 1), reaction.clone());
    } else {
        message.reactions.retain(|known| !is_same(known));
    }
    put(tx, &message)?;
    Ok(Some(message))
}

/// Notes when the other side read a message of ours. Nothing when that was known, or the message is not ours.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such message.
pub fn set_read(tx: &WriteTx, id: MessageId, at: NetworkTime) -> Result<Option<Message>, StoreError> {
    let mut message = read::get(tx, id)?.ok_or(StoreError::NotFound)?;
    if message.read_at.is_some() || message.delivery == Delivery::Received {
        return Ok(None);
    }
    message.read_at = Some(at);
    put(tx, &message)?;
    Ok(Some(message))
}

/// Leaves of a message only that there was one. Returns it as it was before.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such message.
pub fn retract(tx: &WriteTx, id: MessageId) -> Result<Message, StoreError> {
    let before = read::get(tx, id)?.ok_or(StoreError::NotFound)?;
    let after = Message {
        body: String::new(),
        quote: None,
        preview: None,
        files: Vec::new(),
        reactions: Vec::new(),
        server_hash: None,
        is_deleted: true,
        ..before.clone()
    };
    forget_hash(tx, &before)?;
    let mut conversation = put(tx, &after)?;
    search::remove(tx, conversation.number, &before)?;
    files::remove_all(tx, conversation.number, &before)?;
    conversation.look_again(&after);
    conversations::put(tx, &conversation)?;
    Ok(before)
}

/// Remembers that a message was deleted before it came, so that it is not shown when it does. Says whether that
/// was news.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn remember_deleted(
    tx: &WriteTx,
    author: AccountId,
    sent_at: NetworkTime,
    now: NetworkTime,
) -> Result<bool, StoreError> {
    if is_taken(tx, author, sent_at)? {
        return Ok(false);
    }
    let authored = keys::authored(&author.to_bytes(), sent_at.0);
    tx.table(AUTHORED)?.insert(&authored, &[0; 8])?;
    tx.table(TOMBSTONES)?.insert(&keys::join(&[&now.0.to_be_bytes(), &authored]), ())?;
    Ok(true)
}

/// Remembers that somebody read a message of ours which this device doesn't have yet: another device sent it, and
/// its copy is still on the way. Of many, those written last are remembered.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn remember_read(
    tx: &WriteTx,
    reader: AccountId,
    sent_at: NetworkTime,
    read_at: NetworkTime,
) -> Result<(), StoreError> {
    let mut reads = tx.table(EARLY_READS)?;
    let of_reader = |sent_at| keys::authored(&reader.to_bytes(), sent_at);
    reads.insert(&of_reader(sent_at.0), &read_at.0.to_be_bytes())?;
    let (mut oldest, mut count) = (None, 0_usize);
    for entry in reads.range::<&[u8; 41]>(&of_reader(0)..=&of_reader(u64::MAX))? {
        oldest = oldest.or(Some(*entry?.0.value()));
        count += 1;
    }
    if let Some(oldest) = oldest.filter(|_| count > MOST_EARLY) {
        reads.remove(&oldest)?;
    }
    Ok(())
}

/// Keeps a message that changed; who calls looks whether its conversation does, too.
pub(in crate::storage) fn put(tx: &WriteTx, message: &Message) -> Result<conversations::Conversation, StoreError> {
    let conversation = conversations::get(tx, message.conversation)?.ok_or(StoreError::Damaged)?;
    put_row(tx, conversation.number, message)?;
    Ok(conversation)
}

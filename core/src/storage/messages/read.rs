//! Looking messages up, and windows on conversations.

use prost::Message as _;
use redb::ReadableTable;

use super::message::{Message, Position};
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};
use crate::storage::conversations;
use crate::storage::db::Reads;
use crate::storage::error::StoreError;
use crate::storage::schema::keys;
use crate::storage::schema::rows::MessageRow;
use crate::storage::schema::tables::{AUTHORED, CONVERSATION_NUMBERS, HASHES, PLACES, TIMELINE};

/// A message, or nothing if it was deleted.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn get(tx: &impl Reads, id: MessageId) -> Result<Option<Message>, StoreError> {
    let Some((number, position)) = place(tx, id)? else { return Ok(None) };
    let conversation = conversation_of(tx, number)?;
    let timeline = tx.open(TIMELINE)?;
    let value = timeline.get(&position.key(number))?.ok_or(StoreError::Damaged)?;
    Message::from_row(conversation, position, MessageRow::decode(value.value())?).map(Some)
}

/// The conversation number and position of a message.
pub(in crate::storage) fn place(tx: &impl Reads, id: MessageId) -> Result<Option<(u32, Position)>, StoreError> {
    let places = tx.open(PLACES)?;
    let Some(value) = places.get(&id.0.to_be_bytes())? else { return Ok(None) };
    let (number, sent_at) = keys::of_place(value.value())?;
    Ok(Some((number, Position { sent_at: NetworkTime(sent_at), message: id })))
}

fn conversation_of(tx: &impl Reads, number: u32) -> Result<ConversationId, StoreError> {
    let numbers = tx.open(CONVERSATION_NUMBERS)?;
    let id = numbers.get(&number.to_be_bytes())?.ok_or(StoreError::Damaged)?;
    Ok(ConversationId::from_bytes(id.value())?)
}

/// The message an author wrote at a millisecond, or nothing.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn find(tx: &impl Reads, author: AccountId, sent_at: NetworkTime) -> Result<Option<MessageId>, StoreError> {
    let authored = tx.open(AUTHORED)?;
    let id = authored.get(&keys::authored(&author.to_bytes(), sent_at.0))?;
    let id = id.map(|id| u64::from_be_bytes(*id.value()));
    Ok(id.filter(|id| *id != 0).map(MessageId))
}

/// The message the swarm calls `hash`, or nothing.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn by_server_hash(tx: &impl Reads, hash: &str) -> Result<Option<MessageId>, StoreError> {
    let hashes = tx.open(HASHES)?;
    let id = hashes.get(hash.as_bytes())?;
    Ok(id.map(|id| MessageId(u64::from_be_bytes(*id.value()))))
}

/// Where a window is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowAnchor {
    /// After the newest message.
    Newest,
    /// Before a message, which is thus the first of the newer side.
    Message(MessageId),
    /// Before the first message written at this moment or later.
    Time(NetworkTime),
    /// At a place: messages before it are the older side, from it on the newer side. To extend a
    /// window use the first message's position, or the last one's [`Position::next`].
    At(Position),
}

/// Neighboring messages of a conversation, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// The messages.
    pub messages: Vec<Message>,
    /// Whether there are older ones before the first.
    pub has_older: bool,
    /// Whether there are newer ones after the last.
    pub has_newer: bool,
}

/// At most `older` messages before the anchor and `newer` from it on. An unknown conversation has none.
///
/// # Errors
/// [`StoreError::NotFound`] when the anchor is a message that isn't in this conversation.
pub fn window(
    tx: &impl Reads,
    conversation: ConversationId,
    anchor: WindowAnchor,
    older: usize,
    newer: usize,
) -> Result<Window, StoreError> {
    let Some(number) = conversations::number(tx, conversation)? else { return Ok(Window::default()) };
    let cut = match anchor {
        WindowAnchor::Newest => Position::LAST,
        WindowAnchor::Time(sent_at) => Position::at(sent_at),
        WindowAnchor::At(position) => position,
        WindowAnchor::Message(id) => match place(tx, id)? {
            Some((at, position)) if at == number => position,
            _ => return Err(StoreError::NotFound),
        },
    };
    let timeline = tx.open(TIMELINE)?;
    let (first, cut, last) = (Position::FIRST.key(number), cut.key(number), Position::LAST.key(number));
    let mut window = Window::default();
    for entry in timeline.range::<&[u8; 20]>(&first..&cut)?.rev() {
        if window.messages.len() == older {
            window.has_older = true;
            break;
        }
        let (key, value) = entry?;
        window.messages.push(decode(conversation, key.value(), value.value())?);
    }
    window.messages.reverse();
    let before = window.messages.len();
    for entry in timeline.range::<&[u8; 20]>(&cut..=&last)? {
        if window.messages.len() - before == newer {
            window.has_newer = true;
            break;
        }
        let (key, value) = entry?;
        window.messages.push(decode(conversation, key.value(), value.value())?);
    }
    Ok(window)
}

fn decode(conversation: ConversationId, key: &[u8; 20], value: &[u8]) -> Result<Message, StoreError> {
    let (sent_at, id) = keys::of_timeline(key)?;
    let position = Position { sent_at: NetworkTime(sent_at), message: MessageId(id) };
    Message::from_row(conversation, position, MessageRow::decode(value)?)
}

/// The oldest message of others that isn't read, or nothing.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn first_unread(tx: &impl Reads, conversation: ConversationId) -> Result<Option<MessageId>, StoreError> {
    let Some(found) = conversations::get(tx, conversation)? else { return Ok(None) };
    if found.unread == 0 {
        return Ok(None);
    }
    let timeline = tx.open(TIMELINE)?;
    let (from, last) = after(found.read_up_to, found.number);
    for entry in timeline.range::<&[u8; 20]>(&from..=&last)? {
        let (key, value) = entry?;
        if !MessageRow::decode(value.value())?.is_outgoing {
            return Ok(Some(MessageId(keys::of_timeline(key.value())?.1)));
        }
    }
    Ok(None)
}

/// Keys of the first place after a moment and of the last place.
fn after(moment: NetworkTime, number: u32) -> ([u8; 20], [u8; 20]) {
    let from = Position { sent_at: moment, message: MessageId(u64::MAX) };
    (from.key(number), Position::LAST.key(number))
}

/// When the messages of others in a conversation were written that lie after a moment, up to and including
/// another; the newest `most` of them, oldest first.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn incoming_between(
    tx: &impl Reads,
    conversation: ConversationId,
    (from, up_to): (NetworkTime, NetworkTime),
    most: usize,
) -> Result<Vec<NetworkTime>, StoreError> {
    let Some(number) = conversations::number(tx, conversation)? else { return Ok(Vec::new()) };
    let timeline = tx.open(TIMELINE)?;
    let ((first, _), (last, _)) = (after(from, number), after(up_to, number));
    let mut times = Vec::new();
    if first >= last {
        return Ok(times);
    }
    for entry in timeline.range::<&[u8; 20]>(&first..=&last)?.rev() {
        let (key, value) = entry?;
        if !MessageRow::decode(value.value())?.is_outgoing {
            times.push(NetworkTime(keys::of_timeline(key.value())?.0));
        }
        if times.len() == most {
            break;
        }
    }
    times.reverse();
    Ok(times)
}

/// The newest message of a conversation.
pub(in crate::storage) fn newest(
    tx: &impl Reads,
    conversation: ConversationId,
    number: u32,
) -> Result<Option<Message>, StoreError> {
    let timeline = tx.open(TIMELINE)?;
    let (first, last) = (Position::FIRST.key(number), Position::LAST.key(number));
    let Some(entry) = timeline.range::<&[u8; 20]>(&first..=&last)?.next_back() else { return Ok(None) };
    let (key, value) = entry?;
    decode(conversation, key.value(), value.value()).map(Some)
}

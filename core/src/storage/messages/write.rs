//! Keeping messages, changing how far they have come, deleting them.

use prost::Message as _;
use redb::ReadableTable;

use super::expiry;
use super::message::{Delivery, Direction, LinkPreview, Message, Note, Position, Quote};
use super::read;
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};
use crate::protocol::content::{Expiry, ExpiryMode};
use crate::storage::conversations;
use crate::storage::db::WriteTx;
use crate::storage::error::StoreError;
use crate::storage::files::{self, File};
use crate::storage::jobs::{self, JobId, NewJob};
use crate::storage::schema::keys;
use crate::storage::schema::tables::{AUTHORED, EARLY_READS, HASHES, PLACES, SHORTENINGS, TIMELINE, TOMBSTONES};
use crate::storage::search;

/// Messages that [`delete_all`] reads at a time.
const PAGE: usize = 500;

/// A message about to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// Where it belongs.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub author: AccountId,
    /// When it was written, by its author's network time.
    pub sent_at: NetworkTime,
    /// When this device got or made it.
    pub received_at: NetworkTime,
    /// The text.
    pub body: String,
    /// What the swarm calls it, if it comes from one.
    pub server_hash: Option<String>,
    /// Which message it answers.
    pub quote: Option<Quote>,
    /// The timer it comes with.
    pub timer: Option<Expiry>,
    /// When it disappears, if its timer runs already.
    pub expires_at: Option<NetworkTime>,
    /// What it says if it is no text.
    pub note: Option<Note>,
    /// What its sender saw at a link in it.
    pub preview: Option<LinkPreview>,
    /// Its files.
    pub files: Vec<File>,
}

impl NewMessage {
    /// A message of text only, received when it was written.
    pub fn text(
        conversation: ConversationId,
        author: AccountId,
        sent_at: NetworkTime,
        body: impl Into<String>,
    ) -> Self {
        Self {
            conversation,
            author,
            sent_at,
            received_at: sent_at,
            body: body.into(),
            server_hash: None,
            quote: None,
            timer: None,
            expires_at: None,
            note: None,
            preview: None,
            files: Vec::new(),
        }
    }
}

/// What became of a message from a swarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It is kept under this number.
    Inserted(MessageId),
    /// We have it already, or had it and deleted it; nothing was written.
    Duplicate,
}

/// Where an outgoing message was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its number.
    pub message: MessageId,
    /// Its time, which may be later than asked for: an author has one message a millisecond.
    pub sent_at: NetworkTime,
}

/// Keeps a message of somebody else.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn insert_incoming(tx: &WriteTx, new: &NewMessage) -> Result<Inserted, StoreError> {
    insert_once(tx, new, Direction::Incoming, Delivery::Received)
}

/// Keeps a message that another device of ours sent.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn insert_sync_copy(tx: &WriteTx, new: &NewMessage) -> Result<Inserted, StoreError> {
    let inserted = insert_once(tx, new, Direction::Outgoing, Delivery::Sent)?;
    if let (Inserted::Inserted(id), ConversationId::Contact(reader)) = (inserted, new.conversation) {
        // A receipt may have been quicker than the copy.
        let early = keys::authored(&reader.to_bytes(), new.sent_at.0);
        let read_at = tx.table(EARLY_READS)?.remove(&early)?.map(|at| u64::from_be_bytes(*at.value()));
        if let Some(read_at) = read_at {
            super::marks::set_read(tx, id, NetworkTime(read_at))?;
        }
    }
    Ok(inserted)
}

/// Keeps a line of ours that goes to nobody.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn insert_note(tx: &WriteTx, new: &NewMessage) -> Result<MessageId, StoreError> {
    insert(tx, &at_free_time(tx, new)?, Direction::Outgoing, Delivery::Sent)
}

/// A message of ours at the first millisecond from its own on that has none.
fn at_free_time(tx: &WriteTx, new: &NewMessage) -> Result<NewMessage, StoreError> {
    let mut sent_at = new.sent_at;
    while is_taken(tx, new.author, sent_at)? {
        sent_at = sent_at.plus_millis(1);
    }
    Ok(NewMessage { sent_at, ..new.clone() })
}

fn insert_once(
    tx: &WriteTx,
    new: &NewMessage,
    direction: Direction,
    delivery: Delivery,
) -> Result<Inserted, StoreError> {
    let is_known = match &new.server_hash {
        Some(hash) => read::by_server_hash(tx, hash)?.is_some(),
        None => false,
    };
    if is_known || is_taken(tx, new.author, new.sent_at)? {
        return Ok(Inserted::Duplicate);
    }
    insert(tx, new, direction, delivery).map(Inserted::Inserted)
}

/// Keeps a message of ours as [`Delivery::Sending`], together with the job that sends it. `job` gets
/// the number and the final time.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn insert_outgoing(
    tx: &WriteTx,
    new: &NewMessage,
    job: impl FnOnce(Place) -> NewJob,
) -> Result<(Place, JobId), StoreError> {
    let new = at_free_time(tx, new)?;
    let message = insert(tx, &new, Direction::Outgoing, Delivery::Sending)?;
    let place = Place { message, sent_at: new.sent_at };
    let job = NewJob { message: Some(message), ..job(place) };
    Ok((place, jobs::enqueue(tx, job)?))
}

/// Whether the author's millisecond belongs to a message, deleted ones included.
pub(super) fn is_taken(tx: &WriteTx, author: AccountId, sent_at: NetworkTime) -> Result<bool, StoreError> {
    let authored = tx.table(AUTHORED)?;
    let taken = authored.get(&keys::authored(&author.to_bytes(), sent_at.0))?.is_some();
    Ok(taken)
}

fn insert(tx: &WriteTx, new: &NewMessage, direction: Direction, delivery: Delivery) -> Result<MessageId, StoreError> {
    let mut conversation = conversations::ensure(tx, new.conversation, NetworkTime(0))?;
    let id = MessageId(tx.next_number("next_message_id")?);
    let mut message = Message {
        id,
        conversation: new.conversation,
        author: new.author,
        direction,
        sent_at: new.sent_at,
        received_at: new.received_at,
        body: new.body.clone(),
        delivery,
        server_hash: new.server_hash.clone(),
        quote: new.quote,
        reactions: Vec::new(),
        read_at: None,
        is_deleted: false,
        timer: new.timer,
        expires_at: new.expires_at,
        note: new.note,
        preview: new.preview.clone(),
        files: new.files.clone(),
    };
    let number = conversation.number;
    let is_late = direction == Direction::Incoming && new.sent_at <= conversation.read_up_to;
    let waits = message.timer.is_some_and(|timer| timer.mode == ExpiryMode::AfterRead) && message.expires_at.is_none();
    if is_late && waits {
        // What was written before is read, so this counts as read, too.
        expiry::start_by_reading(tx, &mut message, new.received_at)?;
    }
    expiry::index(tx, &message)?;
    files::index(tx, number, &message)?;
    put_row(tx, number, &message)?;
    tx.table(PLACES)?.insert(&id.0.to_be_bytes(), &keys::place(number, new.sent_at.0))?;
    let authored = keys::authored(&new.author.to_bytes(), new.sent_at.0);
    tx.table(AUTHORED)?.insert(&authored, &id.0.to_be_bytes())?;
    if let Some(hash) = &new.server_hash {
        tx.table(HASHES)?.insert(hash.as_bytes(), &id.0.to_be_bytes())?;
    }
    search::add(tx, number, &message)?;
    conversation.count_in(&message);
    conversations::put(tx, &conversation)?;
    Ok(id)
}

pub(super) fn put_row(tx: &WriteTx, number: u32, message: &Message) -> Result<(), StoreError> {
    let row = message.to_row().encode_to_vec();
    tx.table(TIMELINE)?.insert(&message.position().key(number), row.as_slice())?;
    Ok(())
}

/// Changes how far a message of ours has come. Returns the message as it is now.
///
/// # Errors
/// [`StoreError::NotFound`] if it was deleted.
pub fn set_delivery(tx: &WriteTx, id: MessageId, delivery: &Delivery) -> Result<Message, StoreError> {
    let mut message = read::get(tx, id)?.ok_or(StoreError::NotFound)?;
    message.delivery = delivery.clone();
    let mut conversation = conversations::get(tx, message.conversation)?.ok_or(StoreError::Damaged)?;
    put_row(tx, conversation.number, &message)?;
    if let Some(last) = conversation.last.as_mut().filter(|last| last.position == message.position()) {
        last.delivery = message.delivery.clone();
        conversations::put(tx, &conversation)?;
    }
    Ok(message)
}

/// Notes what the swarm calls a message.
///
/// # Errors
/// [`StoreError::NotFound`] if it was deleted.
pub fn set_server_hash(tx: &WriteTx, id: MessageId, hash: &str) -> Result<(), StoreError> {
    let mut message = read::get(tx, id)?.ok_or(StoreError::NotFound)?;
    let number = conversations::number(tx, message.conversation)?.ok_or(StoreError::Damaged)?;
    let mut hashes = tx.table(HASHES)?;
    if let Some(old) = message.server_hash.replace(hash.to_owned()) {
        hashes.remove(old.as_bytes())?;
    }
    hashes.insert(hash.as_bytes(), &id.0.to_be_bytes())?;
    drop(hashes);
    put_row(tx, number, &message)
}

/// Forgets what the swarm calls a message, and what the swarm was to be told of it by that name.
pub(super) fn forget_hash(tx: &WriteTx, message: &Message) -> Result<(), StoreError> {
    if let Some(hash) = &message.server_hash {
        tx.table(HASHES)?.remove(hash.as_bytes())?;
        tx.table(SHORTENINGS)?.remove(hash.as_bytes())?;
    }
    Ok(())
}

/// Deletes a message on this device. It is remembered as deleted until no swarm can serve it any
/// more. Jobs about it stay (see [`jobs::of_message`]). Returns the message as it was.
///
/// # Errors
/// [`StoreError::NotFound`] if it was deleted before.
pub fn delete(tx: &WriteTx, id: MessageId, now: NetworkTime) -> Result<Message, StoreError> {
    let message = read::get(tx, id)?.ok_or(StoreError::NotFound)?;
    let mut conversation = conversations::get(tx, message.conversation)?.ok_or(StoreError::Damaged)?;
    let position: Position = message.position();
    tx.table(TIMELINE)?.remove(&position.key(conversation.number))?;
    tx.table(PLACES)?.remove(&id.0.to_be_bytes())?;
    forget_hash(tx, &message)?;
    expiry::unindex(tx, &message)?;
    files::remove_all(tx, conversation.number, &message)?;
    let authored = keys::authored(&message.author.to_bytes(), message.sent_at.0);
    tx.table(AUTHORED)?.insert(&authored, &[0; 8])?;
    tx.table(TOMBSTONES)?.insert(&keys::join(&[&now.0.to_be_bytes(), &authored]), ())?;
    search::remove(tx, conversation.number, &message)?;
    let newest = read::newest(tx, message.conversation, conversation.number)?;
    conversation.count_out(&message, newest.as_ref());
    conversations::put(tx, &conversation)?;
    Ok(message)
}

/// Deletes all messages of a conversation on this device, as [`delete`] does. Returns their numbers.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn delete_all(tx: &WriteTx, id: ConversationId, now: NetworkTime) -> Result<Vec<MessageId>, StoreError> {
    let mut deleted = Vec::new();
    loop {
        let page = read::window(tx, id, read::WindowAnchor::Newest, PAGE, 0)?.messages;
        if page.is_empty() {
            return Ok(deleted);
        }
        for message in page {
            delete(tx, message.id, now)?;
            deleted.push(message.id);
        }
    }
}

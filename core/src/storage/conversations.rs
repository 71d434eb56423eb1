//! Conversations, each with what the list shows of it, so that showing the list reads no message.
//!
//! What was written up to `read_up_to` is read, by the author's time; this is how linked devices
//! agree on it too. Messages of ours are never unread.

use prost::Message as _;
use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::files::FilesBrief;
use super::messages::{self, Delivery, Direction, Message, Note, Position};
use super::schema::rows::{ConversationRow, LastRow, LeftRow};
use super::schema::tables::{CONVERSATION_NUMBERS, CONVERSATIONS};
use crate::clock::NetworkTime;
use crate::id::{ConversationId, MessageId};
use crate::protocol::content::Expiry;

/// Code points of a text that the list keeps.
const PREVIEW: usize = 160;

/// The newest message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// Where it is.
    pub position: Position,
    /// The start of its text, on one line.
    pub preview: String,
    /// How far it has come.
    pub delivery: Delivery,
    /// Whether its author took it back.
    pub is_deleted: bool,
    /// When it disappears, if its timer runs.
    pub expires_at: Option<NetworkTime>,
    /// What it says if it is no text.
    pub note: Option<Note>,
    /// Its files, if it has any.
    pub files: Option<FilesBrief>,
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// Short form of the id in the keys of messages.
    pub(super) number: u32,
    /// When something last happened.
    pub active_at: NetworkTime,
    /// Messages of others that aren't read.
    pub unread: u32,
    /// All messages.
    pub messages: u64,
    /// Everything written up to this moment is read.
    pub read_up_to: NetworkTime,
    /// Text typed but not sent.
    pub draft: Option<String>,
    /// The message that it answers.
    pub draft_answers: Option<MessageId>,
    /// Not in the list until something is written.
    pub is_hidden: bool,
    /// The newest message.
    pub last: Option<Last>,
    /// Above 0 pinned, higher first.
    pub priority: i64,
    /// Somebody marked it as unread.
    pub is_marked_unread: bool,
    /// What notifies: 0 as set for all, 1 everything, 2 nothing, 3 what mentions us.
    pub notifications: u32,
    /// Nothing notifies before, in Unix seconds; 0 for never muted.
    pub mute_until_secs: u64,
    /// Where the reader left it, if not at the end.
    pub left_at: Option<LeftAt>,
    /// When what we write here disappears.
    pub timer: Option<Expiry>,
    /// Put away by the person; the next message brings it back, unless nothing of it notifies.
    pub is_archived: bool,
}

/// Where a reader left a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftAt {
    /// A message that was in view.
    pub message: MessageId,
    /// From the top of the view to that of the message, in points.
    pub offset: i32,
}

/// What our devices agree on about a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// -1 hidden, above 0 pinned.
    pub priority: i64,
    /// As in [`Conversation::notifications`].
    pub notifications: u32,
    /// As in [`Conversation::mute_until_secs`].
    pub mute_until_secs: u64,
    /// As in [`Conversation::timer`].
    pub timer: Option<Expiry>,
}

impl Last {
    fn of(message: &Message) -> Self {
        let preview = message.body.chars().take(PREVIEW).map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self {
            position: message.position(),
            preview,
            delivery: message.delivery.clone(),
            is_deleted: message.is_deleted,
            expires_at: message.expires_at,
            note: message.note,
            files: FilesBrief::of(&message.files),
        }
    }

    fn from_row(row: LastRow) -> Result<Self, StoreError> {
        let position = Position { sent_at: NetworkTime(row.sent_at), message: MessageId(row.message) };
        let delivery = Delivery::from_row(row.delivery)?;
        Ok(Self {
            position,
            preview: row.preview,
            delivery,
            is_deleted: row.is_deleted,
            expires_at: Some(NetworkTime(row.expires_at)).filter(|at| at.0 > 0),
            note: row.note.as_ref().map(Note::from_row).transpose()?,
            files: row.files.map(FilesBrief::from_row),
        })
    }

    fn to_row(&self) -> LastRow {
        LastRow {
            sent_at: self.position.sent_at.0,
            message: self.position.message.0,
            preview: self.preview.clone(),
            delivery: Some(self.delivery.to_row()),
            is_deleted: self.is_deleted,
            expires_at: self.expires_at.map_or(0, NetworkTime::millis),
            note: self.note.map(Note::to_row),
            files: self.files.as_ref().map(FilesBrief::to_row),
        }
    }
}

impl Conversation {
    fn from_row(id: ConversationId, row: ConversationRow) -> Result<Self, StoreError> {
        Ok(Self {
            id,
            number: row.number,
            active_at: NetworkTime(row.active_at),
            unread: row.unread,
            messages: row.messages,
            read_up_to: NetworkTime(row.read_up_to),
            draft: row.draft,
            draft_answers: Some(MessageId(row.draft_answers)).filter(|id| id.0 > 0),
            is_hidden: row.is_hidden,
            last: row.last.map(Last::from_row).transpose()?,
            priority: row.priority,
            is_marked_unread: row.is_marked_unread,
            notifications: row.notifications,
            mute_until_secs: row.mute_until_secs,
            left_at: row.left_at.map(|left| LeftAt { message: MessageId(left.message), offset: left.offset }),
            timer: row.timer.and_then(messages::timer_from_row),
            is_archived: row.is_archived,
        })
    }

    fn to_row(&self) -> ConversationRow {
        ConversationRow {
            number: self.number,
            active_at: self.active_at.0,
            unread: self.unread,
            messages: self.messages,
            read_up_to: self.read_up_to.0,
            draft: self.draft.clone(),
            draft_answers: self.draft_answers.map_or(0, |id| id.0),
            is_hidden: self.is_hidden,
            last: self.last.as_ref().map(Last::to_row),
            priority: self.priority,
            is_marked_unread: self.is_marked_unread,
            notifications: self.notifications,
            mute_until_secs: self.mute_until_secs,
            left_at: self.left_at.map(|left| LeftRow { message: left.message.0, offset: left.offset }),
            timer: self.timer.map(messages::timer_to_row),
            is_archived: self.is_archived,
        }
    }

    /// Whether a message of it was not read.
    pub(super) fn is_unread(&self, message: &Message) -> bool {
        message.direction == Direction::Incoming && message.sent_at > self.read_up_to
    }

    /// Whether nothing of it notifies at a moment.
    fn is_muted(&self, at: NetworkTime) -> bool {
        self.notifications == 2 || self.mute_until_secs.saturating_mul(1_000) > at.0
    }

    /// Takes a new message into account. A clock far ahead must not pin the conversation to the top
    /// of the list, so activity is never later than the arrival.
    pub(super) fn count_in(&mut self, message: &Message) {
        self.messages = self.messages.saturating_add(1);
        self.unread = self.unread.saturating_add(u32::from(self.is_unread(message)));
        self.active_at = self.active_at.max(message.sent_at.min(message.received_at));
        self.is_hidden = false;
        self.is_archived &= message.direction == Direction::Incoming && self.is_muted(message.received_at);
        if self.last.as_ref().is_none_or(|last| last.position < message.position()) {
            self.last = Some(Last::of(message));
        }
    }

    /// Takes a message into account that looks different now.
    pub(super) fn look_again(&mut self, message: &Message) {
        if let Some(last) = self.last.as_mut().filter(|last| last.position == message.position()) {
            *last = Last::of(message);
        }
    }

    /// The newest message if it is still to be seen.
    pub fn last_at(&self, now: NetworkTime) -> Option<&Last> {
        self.last.as_ref().filter(|last| last.expires_at.is_none_or(|at| at > now))
    }

    /// Takes a deleted message into account; `newest` is the newest one left.
    pub(super) fn count_out(&mut self, message: &Message, newest: Option<&Message>) {
        self.messages = self.messages.saturating_sub(1);
        self.unread = self.unread.saturating_sub(u32::from(self.is_unread(message)));
        self.last = newest.map(Last::of);
    }
}

/// A conversation, or nothing if there is none.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn get(tx: &impl Reads, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
    let table = tx.open(CONVERSATIONS)?;
    let Some(value) = table.get(&id.to_bytes())? else { return Ok(None) };
    Conversation::from_row(id, ConversationRow::decode(value.value())?).map(Some)
}

/// Every conversation, hidden ones too, in the order of their ids.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn all(tx: &impl Reads) -> Result<Vec<Conversation>, StoreError> {
    let table = tx.open(CONVERSATIONS)?;
    let mut conversations = Vec::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        let id = ConversationId::from_bytes(key.value())?;
        conversations.push(Conversation::from_row(id, ConversationRow::decode(value.value())?)?);
    }
    Ok(conversations)
}

/// The conversation with this id, made if there is none; a new one is active at `now`.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn ensure(tx: &WriteTx, id: ConversationId, now: NetworkTime) -> Result<Conversation, StoreError> {
    if let Some(found) = get(tx, id)? {
        return Ok(found);
    }
    let number = u32::try_from(tx.next_number("next_conversation")?).map_err(|_full| StoreError::Damaged)?;
    let row = ConversationRow { number, active_at: now.0, ..ConversationRow::default() };
    let conversation = Conversation::from_row(id, row)?;
    tx.table(CONVERSATION_NUMBERS)?.insert(&number.to_be_bytes(), &id.to_bytes())?;
    put(tx, &conversation)?;
    Ok(conversation)
}

pub(super) fn put(tx: &WriteTx, conversation: &Conversation) -> Result<(), StoreError> {
    let row = conversation.to_row().encode_to_vec();
    tx.table(CONVERSATIONS)?.insert(&conversation.id.to_bytes(), row.as_slice())?;
    Ok(())
}

pub(super) fn number(tx: &impl Reads, id: ConversationId) -> Result<Option<u32>, StoreError> {
    Ok(get(tx, id)?.map(|conversation| conversation.number))
}

fn change(
    tx: &WriteTx,
    id: ConversationId,
    change: impl FnOnce(&mut Conversation),
) -> Result<Conversation, StoreError> {
    let mut conversation = get(tx, id)?.ok_or(StoreError::NotFound)?;
    change(&mut conversation);
    put(tx, &conversation)?;
    Ok(conversation)
}

/// Keeps a text that was typed but not sent, and what it answers; an empty one that answers nothing removes it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such conversation.
pub fn set_draft(
    tx: &WriteTx,
    id: ConversationId,
    text: &str,
    answers: Option<MessageId>,
) -> Result<Conversation, StoreError> {
    change(tx, id, |conversation| {
        conversation.draft = Some(text.to_owned()).filter(|text| !text.is_empty());
        conversation.draft_answers = answers;
    })
}

/// Keeps where the reader left a conversation; nothing is its end.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such conversation.
pub fn set_left_at(tx: &WriteTx, id: ConversationId, left_at: Option<LeftAt>) -> Result<Conversation, StoreError> {
    change(tx, id, |conversation| conversation.left_at = left_at)
}

/// Hides a conversation from the list, or shows it again; a new message shows it too.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such conversation.
pub fn set_hidden(tx: &WriteTx, id: ConversationId, is_hidden: bool) -> Result<Conversation, StoreError> {
    change(tx, id, |conversation| conversation.is_hidden = is_hidden)
}

/// Puts a conversation away, or takes it out again.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such conversation.
pub fn set_archived(tx: &WriteTx, id: ConversationId, is_archived: bool) -> Result<Conversation, StoreError> {
    change(tx, id, |conversation| conversation.is_archived = is_archived)
}

/// Sets what our devices agree on about a conversation. Says whether anything changed.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such conversation.
pub fn set_flags(tx: &WriteTx, id: ConversationId, flags: Flags) -> Result<bool, StoreError> {
    let before = get(tx, id)?.ok_or(StoreError::NotFound)?;
    let after = Conversation {
        priority: flags.priority,
        is_hidden: flags.priority < 0,
        notifications: flags.notifications,
        mute_until_secs: flags.mute_until_secs,
        timer: flags.timer,
        ..before.clone()
    };
    if after != before {
        put(tx, &after)?;
    }
    Ok(after != before)
}

/// Marks a conversation as unread although all of it is read, or takes that back.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such conversation.
pub fn set_marked_unread(tx: &WriteTx, id: ConversationId, is_marked: bool) -> Result<Conversation, StoreError> {
    change(tx, id, |conversation| conversation.is_marked_unread = is_marked)
}

/// Marks everything up to and including a message as read, at `now`. Never marks anything unread.
///
/// # Errors
/// [`StoreError::NotFound`] if the conversation doesn't exist or the message is not in it.
pub fn mark_read(
    tx: &WriteTx,
    id: ConversationId,
    up_to: MessageId,
    now: NetworkTime,
) -> Result<Conversation, StoreError> {
    let message = messages::get(tx, up_to)?.filter(|message| message.conversation == id);
    mark_read_until(tx, id, message.ok_or(StoreError::NotFound)?.sent_at, now)
}

/// Marks everything written up to a moment as read, at `now`, which starts the timers of what disappears after
/// reading. Never marks anything unread.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such conversation.
pub fn mark_read_until(
    tx: &WriteTx,
    id: ConversationId,
    up_to: NetworkTime,
    now: NetworkTime,
) -> Result<Conversation, StoreError> {
    let mut conversation = get(tx, id)?.ok_or(StoreError::NotFound)?;
    if up_to <= conversation.read_up_to {
        return Ok(conversation);
    }
    if conversation.unread > 0 {
        let between = (conversation.read_up_to, up_to);
        let read = messages::read_between(tx, &mut conversation, between, now)?;
        conversation.unread = conversation.unread.saturating_sub(read);
    }
    conversation.read_up_to = up_to;
    put(tx, &conversation)?;
    Ok(conversation)
}

//! A message and its row.

use std::borrow::Cow;

use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};
use crate::protocol::content::{Expiry, ExpiryMode};
use crate::storage::error::StoreError;
use crate::storage::files::File;
use crate::storage::schema::keys;
use crate::storage::schema::rows::{DeliveryRow, MessageRow, NoteRow, PreviewRow, QuoteRow, ReactionRow, TimerRow};

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From somebody else.
    Incoming,
    /// From us, on this or another device.
    Outgoing,
}

/// How far a message has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Received from somebody else.
    Received,
    /// Stored here, on its way.
    Sending,
    /// The recipient's swarm has it.
    Sent,
    /// Given up, for the reason with this stable word.
    Failed(String),
}

impl Delivery {
    pub(in crate::storage) fn to_row(&self) -> DeliveryRow {
        let (state, failure) = match self {
            Self::Received => (0, ""),
            Self::Sending => (1, ""),
            Self::Sent => (2, ""),
            Self::Failed(reason) => (3, reason.as_str()),
        };
        DeliveryRow { state, failure: failure.to_owned() }
    }

    pub(in crate::storage) fn from_row(row: Option<DeliveryRow>) -> Result<Self, StoreError> {
        let row = row.unwrap_or_default();
        match row.state {
            0 => Ok(Self::Received),
            1 => Ok(Self::Sending),
            2 => Ok(Self::Sent),
            3 => Ok(Self::Failed(row.failure)),
            _ => Err(StoreError::Damaged),
        }
    }
}

/// A place in a conversation: sorted by time of writing, then by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// When the message was written.
    pub sent_at: NetworkTime,
    /// Its number.
    pub message: MessageId,
}

impl Position {
    /// Before every message.
    pub const FIRST: Self = Self { sent_at: NetworkTime(0), message: MessageId(0) };
    /// After every message.
    pub const LAST: Self = Self { sent_at: NetworkTime(u64::MAX), message: MessageId(u64::MAX) };

    /// The place right after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.message.0.checked_add(1) {
            Some(message) => Self { sent_at: self.sent_at, message: MessageId(message) },
            None => Self { sent_at: self.sent_at.plus_millis(1), message: MessageId(0) },
        }
    }

    /// The first place at a moment.
    pub const fn at(sent_at: NetworkTime) -> Self {
        Self { sent_at, message: MessageId(0) }
    }

    pub(super) fn key(self, conversation: u32) -> [u8; 20] {
        keys::timeline(conversation, self.sent_at.0, self.message.0)
    }
}

/// Which message is answered: it may be one that we don't have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// Who wrote it.
    pub author: AccountId,
    /// When it was written.
    pub sent_at: NetworkTime,
}

impl Quote {
    fn from_row(row: &QuoteRow) -> Result<Self, StoreError> {
        Ok(Self { author: account(&row.author)?, sent_at: NetworkTime(row.sent_at) })
    }

    fn to_row(self) -> QuoteRow {
        QuoteRow { author: self.author.to_bytes().to_vec(), sent_at: self.sent_at.0 }
    }
}

/// An emoji that somebody put on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The emoji.
    pub emoji: String,
    /// Who put it.
    pub author: AccountId,
    /// When, by the author's network time.
    pub at: NetworkTime,
}

impl Reaction {
    fn from_row(row: ReactionRow) -> Result<Self, StoreError> {
        Ok(Self { author: account(&row.author)?, emoji: row.emoji, at: NetworkTime(row.at) })
    }

    fn to_row(&self) -> ReactionRow {
        ReactionRow { emoji: self.emoji.clone(), author: self.author.to_bytes().to_vec(), at: self.at.0 }
    }
}

fn account(bytes: &[u8]) -> Result<AccountId, StoreError> {
    match ConversationId::from_bytes(bytes)? {
        ConversationId::Contact(account) => Ok(account),
        ConversationId::Group(_) => Err(StoreError::Damaged),
    }
}

/// Something that happened in a conversation, told in place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Its author's messages disappear after this from now on, or don't.
    Timer(Option<Expiry>),
    /// Its author saved media.
    MediaSaved,
    /// Its author photographed the screen.
    Screenshot,
    /// Its author accepted a message request.
    RequestAccepted,
}

impl Note {
    pub(in crate::storage) fn from_row(row: &NoteRow) -> Result<Self, StoreError> {
        match row.kind {
            1 => Ok(Self::Timer(row.timer.and_then(timer_from_row))),
            2 => Ok(Self::MediaSaved),
            3 => Ok(Self::Screenshot),
            4 => Ok(Self::RequestAccepted),
            _ => Err(StoreError::Damaged),
        }
    }

    pub(in crate::storage) fn to_row(self) -> NoteRow {
        let kind = match self {
            Self::Timer(_) => 1,
            Self::MediaSaved => 2,
            Self::Screenshot => 3,
            Self::RequestAccepted => 4,
        };
        let timer = if let Self::Timer(timer) = self { timer.map(timer_to_row) } else { None };
        NoteRow { kind, timer }
    }
}

pub(in crate::storage) fn timer_from_row(row: TimerRow) -> Option<Expiry> {
    let mode = if row.is_after_read { ExpiryMode::AfterRead } else { ExpiryMode::AfterSend };
    (row.secs > 0).then_some(Expiry { mode, timer_secs: row.secs })
}

pub(in crate::storage) fn timer_to_row(timer: Expiry) -> TimerRow {
    TimerRow { is_after_read: timer.mode == ExpiryMode::AfterRead, secs: timer.timer_secs }
}

/// A link with what its sender saw there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPreview {
    /// The link, which is part of the text.
    pub url: String,
    /// Title of the page.
    pub title: String,
}

/// A kept message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Our number for it.
    pub id: MessageId,
    /// Where it is.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub author: AccountId,
    /// Which way it went.
    pub direction: Direction,
    /// When it was written, by its author's network time.
    pub sent_at: NetworkTime,
    /// When this device got it.
    pub received_at: NetworkTime,
    /// The text.
    pub body: String,
    /// How far it has come.
    pub delivery: Delivery,
    /// What the swarm calls it.
    pub server_hash: Option<String>,
    /// Which message it answers.
    pub quote: Option<Quote>,
    /// The emoji on it, in the order in which they were put.
    pub reactions: Vec<Reaction>,
    /// When the other side read it, if it said so.
    pub read_at: Option<NetworkTime>,
    /// Its author deleted it for everybody: nothing but this is left.
    pub is_deleted: bool,
    /// The timer it came with.
    pub timer: Option<Expiry>,
    /// When it disappears, once the timer runs.
    pub expires_at: Option<NetworkTime>,
    /// What it says if it is no text.
    pub note: Option<Note>,
    /// What its sender saw at a link in it.
    pub preview: Option<LinkPreview>,
    /// Its files.
    pub files: Vec<File>,
}

impl Message {
    /// Its place in the conversation.
    pub const fn position(&self) -> Position {
        Position { sent_at: self.sent_at, message: self.id }
    }

    /// What one can find it by: its text and the names of its files.
    pub fn searchable(&self) -> Cow<'_, str> {
        let names: Vec<&str> = self.files.iter().filter_map(|file| file.pointer.file_name.as_deref()).collect();
        if names.is_empty() {
            return Cow::Borrowed(&self.body);
        }
        let text = std::iter::once(self.body.as_str()).filter(|body| !body.is_empty());
        Cow::Owned(text.chain(names).collect::<Vec<_>>().join("\n"))
    }

    /// Whether it is no longer to be seen.
    pub fn is_over(&self, now: NetworkTime) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }

    pub(in crate::storage) fn from_row(
        conversation: ConversationId,
        position: Position,
        row: MessageRow,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            id: position.message,
            conversation,
            author: account(&row.author)?,
            direction: if row.is_outgoing { Direction::Outgoing } else { Direction::Incoming },
            sent_at: position.sent_at,
            received_at: NetworkTime(row.received_at),
            body: row.body,
            delivery: Delivery::from_row(row.delivery)?,
            server_hash: row.server_hash,
            quote: row.quote.as_ref().map(Quote::from_row).transpose()?,
            reactions: row.reactions.into_iter().map(Reaction::from_row).collect::<Result<_, _>>()?,
            read_at: Some(NetworkTime(row.read_at)).filter(|at| at.0 > 0),
            is_deleted: row.is_deleted,
            timer: row.timer.and_then(timer_from_row),
            expires_at: Some(NetworkTime(row.expires_at)).filter(|at| at.0 > 0),
            note: row.note.as_ref().map(Note::from_row).transpose()?,
            preview: row.preview.map(|preview| LinkPreview { url: preview.url, title: preview.title }),
            files: row.files.into_iter().map(File::from_row).collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn to_row(&self) -> MessageRow {
        MessageRow {
            author: self.author.to_bytes().to_vec(),
            is_outgoing: self.direction == Direction::Outgoing,
            received_at: self.received_at.0,
            body: self.body.clone(),
            delivery: Some(self.delivery.to_row()),
            server_hash: self.server_hash.clone(),
            quote: self.quote.map(Quote::to_row),
            reactions: self.reactions.iter().map(Reaction::to_row).collect(),
            read_at: self.read_at.map_or(0, NetworkTime::millis),
            is_deleted: self.is_deleted,
            timer: self.timer.map(timer_to_row),
            expires_at: self.expires_at.map_or(0, NetworkTime::millis),
            note: self.note.map(Note::to_row),
            preview: self.preview.as_ref().map(|it| PreviewRow { url: it.url.clone(), title: it.title.clone() }),
            files: self.files.iter().map(File::to_row).collect(),
        }
    }
}

//! What a sending job carries: the sealed bytes, and what is needed to seal them.
//!
//! The bytes are sealed once and kept before the first attempt, so that every attempt stores the same
//! bytes: the swarm knows them by their hash, and a repeat after a crash makes no second message.

use prost::Message as _;

use super::account::Account;
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};
use crate::protocol::content::{Content, ContentKind, Expiry, ExpiryMode, ReadReceipt};
use crate::protocol::envelope::{SealError, seal_for};
use crate::storage::{NewJob, StoreError};

/// Kinds of jobs, as the store numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// A message, to its recipient's swarm; its sync copy follows.
    Message,
    /// The copy of a sent message, to our own swarm.
    SyncCopy,
    /// The acceptance of a message request.
    RequestResponse,
    /// Something about a message, such as an emoji, sealed when it was asked for; its sync copy may follow.
    Content,
    /// Messages that our own swarm is to forget.
    Forget,
    /// That messages were read.
    Receipt,
    /// A file of a message that is fetched to this device; no letter.
    Fetch,
}

impl JobKind {
    /// The number in the store.
    pub const fn number(self) -> u32 {
        match self {
            Self::Message => 1,
            Self::SyncCopy => 2,
            Self::RequestResponse => 3,
            Self::Content => 4,
            Self::Forget => 5,
            Self::Receipt => 6,
            Self::Fetch => 7,
        }
    }

    /// The kind of a number.
    pub const fn from_number(number: u32) -> Option<Self> {
        match number {
            1 => Some(Self::Message),
            2 => Some(Self::SyncCopy),
            3 => Some(Self::RequestResponse),
            4 => Some(Self::Content),
            5 => Some(Self::Forget),
            6 => Some(Self::Receipt),
            7 => Some(Self::Fetch),
            _ => None,
        }
    }

    /// Jobs of one lane are done one after another: what one person gets, and what our own swarm gets.
    fn lane(self, recipient: AccountId) -> Vec<u8> {
        match self {
            Self::Message | Self::RequestResponse | Self::Content | Self::Receipt => recipient.to_bytes().to_vec(),
            Self::SyncCopy | Self::Forget => b"sync".to_vec(),
            Self::Fetch => b"file".to_vec(),
        }
    }
}

/// A letter as it is kept in its job.
#[derive(Clone, PartialEq, prost::Message)]
pub struct LetterRow {
    /// 33 bytes: whose swarm it goes to.
    #[prost(bytes = "vec", tag = "1")]
    pub recipient: Vec<u8>,
    /// The time inside the sealed bytes.
    #[prost(uint64, tag = "2")]
    pub sent_at: u64,
    /// What is stored in the swarm; missing until it is sealed.
    #[prost(bytes = "vec", optional, tag = "3")]
    pub sealed: Option<Vec<u8>>,
    /// The sealed sync copy, of a message to somebody else.
    #[prost(bytes = "vec", optional, tag = "4")]
    pub copy: Option<Vec<u8>>,
    /// How often a swarm refused it.
    #[prost(uint32, tag = "5")]
    pub refusals: u32,
    /// What our swarm is to forget.
    #[prost(string, repeated, tag = "6")]
    pub hashes: Vec<String>,
    /// When the messages were written that a receipt is about.
    #[prost(uint64, repeated, tag = "7")]
    pub times: Vec<u64>,
    /// How long the recipient's swarm keeps it; 0 for as long as it can.
    #[prost(uint32, tag = "8")]
    pub ttl_secs: u32,
    /// How long our swarm keeps the sync copy; 0 for as long as it can.
    #[prost(uint32, tag = "9")]
    pub copy_ttl_secs: u32,
}

/// How long swarms keep what doesn't disappear: 14 days.
const TTL_MILLIS: u64 = 14 * 24 * 3_600 * 1_000;
/// The shortest time for which a swarm takes a message.
const SHORTEST_TTL_MILLIS: u64 = 10_000;

/// A letter.
#[derive(Clone, PartialEq)]
pub struct Letter {
    /// Whose swarm it goes to.
    pub recipient: AccountId,
    /// The row it is kept as.
    pub row: LetterRow,
}

impl Letter {
    /// A letter that is not sealed yet.
    pub fn unsealed(recipient: AccountId, sent_at: NetworkTime) -> Self {
        let row = LetterRow { recipient: recipient.to_bytes().to_vec(), sent_at: sent_at.0, ..LetterRow::default() };
        Self { recipient, row }
    }

    /// Says that messages were read.
    pub fn receipt(recipient: AccountId, now: NetworkTime, times: &[NetworkTime]) -> Self {
        let mut letter = Self::unsealed(recipient, now);
        letter.row.times = times.iter().map(|time| time.0).collect();
        letter
    }

    /// Asks our own swarm to forget messages.
    pub fn to_forget(own: AccountId, hashes: Vec<String>) -> Self {
        let mut letter = Self::unsealed(own, NetworkTime(0));
        letter.row.hashes = hashes;
        letter
    }

    /// The letter of a job.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it isn't one.
    pub fn decode(payload: &[u8]) -> Result<Self, StoreError> {
        let row = LetterRow::decode(payload)?;
        match ConversationId::from_bytes(&row.recipient)? {
            ConversationId::Contact(recipient) => Ok(Self { recipient, row }),
            ConversationId::Group(_) => Err(StoreError::Damaged),
        }
    }

    /// The bytes to keep.
    pub fn encode(&self) -> Vec<u8> {
        self.row.encode_to_vec()
    }

    /// The job that delivers it.
    pub fn job(&self, kind: JobKind, message: Option<MessageId>, now: NetworkTime) -> NewJob {
        NewJob {
            kind: kind.number(),
            lane: kind.lane(self.recipient),
            message,
            payload: self.encode(),
            created_at: now,
            due_at: now,
        }
    }

    /// The letter with the sealed sync copy of a message that was sent; nothing if there is none.
    pub fn copy_for(&self, own: AccountId) -> Option<Self> {
        let sealed = Some(self.row.copy.clone()?);
        let mut copy = Self::unsealed(own, NetworkTime(self.row.sent_at));
        copy.row.sealed = sealed;
        copy.row.ttl_secs = self.row.copy_ttl_secs;
        Some(copy)
    }

    /// How long the swarm it goes to keeps it, in milliseconds.
    pub fn ttl_millis(&self) -> u64 {
        match u64::from(self.row.ttl_secs) * 1_000 {
            0 => TTL_MILLIS,
            ttl => ttl.clamp(SHORTEST_TTL_MILLIS, TTL_MILLIS),
        }
    }

    /// Seals a message, and its sync copy unless it is a note to ourselves, which is its own copy.
    ///
    /// # Errors
    /// [`SealError`] when the recipient's key or the size is impossible.
    pub fn seal_message(
        &mut self,
        account: &Account,
        kind: ContentKind,
        expiry: Option<Expiry>,
    ) -> Result<(), SealError> {
        let content = Content { profile: account.me.borrow().profile(), expiry, ..kind.into() };
        let copy = content.sync_copy(self.recipient);
        // What disappears after sending is dropped by both swarms; a copy is read already (messages 3.8, 3.17).
        let after_send = expiry.filter(|expiry| expiry.mode == ExpiryMode::AfterSend);
        self.row.ttl_secs = after_send.map_or(0, |expiry| expiry.timer_secs);
        self.row.copy_ttl_secs = expiry.map_or(0, |expiry| expiry.timer_secs);
        self.seal(account, &content, &copy)
    }

    /// Seals what is for the recipient, and what our other devices get of it.
    ///
    /// # Errors
    /// [`SealError`] when the recipient's key or the size is impossible.
    pub fn seal(&mut self, account: &Account, content: &Content, copy: &Content) -> Result<(), SealError> {
        let own = account.id();
        let sent_at = NetworkTime(self.row.sent_at);
        let seal = |to: &AccountId, content: &Content| seal_for(to, content, &account.keys, sent_at, &*account.rng);
        if self.recipient == own {
            self.row.sealed = Some(seal(&own, copy)?);
        } else {
            self.row.sealed = Some(seal(&self.recipient, content)?);
            self.row.copy = Some(seal(&own, copy)?);
        }
        Ok(())
    }

    /// Seals a receipt.
    ///
    /// # Errors
    /// [`SealError`] when the recipient's key is impossible.
    pub fn seal_receipt(&mut self, account: &Account) -> Result<(), SealError> {
        let sent_at = self.row.times.iter().copied().map(NetworkTime).collect();
        let content: Content = ContentKind::Receipt(ReadReceipt { sent_at }).into();
        let at = NetworkTime(self.row.sent_at);
        self.row.sealed = Some(seal_for(&self.recipient, &content, &account.keys, at, &*account.rng)?);
        Ok(())
    }

    /// Seals the acceptance of a message request.
    ///
    /// # Errors
    /// [`SealError`] when the recipient's key is impossible.
    pub fn seal_response(&mut self, account: &Account) -> Result<(), SealError> {
        let content = Content::request_response(account.me.borrow().profile());
        let sent_at = NetworkTime(self.row.sent_at);
        self.row.sealed = Some(seal_for(&self.recipient, &content, &account.keys, sent_at, &*account.rng)?);
        Ok(())
    }
}

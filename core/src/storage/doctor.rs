//! Looks whether a store agrees with itself: every row of every table is read, and each index is held against what it
//! leads to. Nothing is changed, and nothing of what people wrote is in the report.

use std::collections::{BTreeMap, HashMap};

use prost::Message as _;
use redb::{ReadableTable, ReadableTableMetadata};

use super::conversations::{self, Conversation};
use super::db::Reads;
use super::error::StoreError;
use super::files::FileState;
use super::messages::{self, Delivery, Message, Position};
use super::schema::keys;
use super::schema::rows::MessageRow;
use super::schema::tables::{
    AUTHORED, CONFIG_DUMPS, CONVERSATION_NUMBERS, CONVERSATIONS, EXPIRIES, FILE_CHUNKS, FOLDERS, HASHES, JOBS,
    JOBS_DUE, JOBS_OF_MESSAGE, PLACES, SEEN, SEEN_BY_EXPIRY, SETTINGS, SHORTENINGS, TIMELINE, TOMBSTONES,
};
use super::{contacts, files, folders, identity, jobs, search};
use crate::clock::NetworkTime;
use crate::id::{ConversationId, MessageId};

/// Something that doesn't fit, by a stable word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ill {
    /// There is no account.
    NoAccount,
    /// A row can't be read.
    Unreadable,
    /// A conversation and its number don't lead to each other.
    ConversationNumber,
    /// A conversation counts its messages or what is unread wrongly.
    Count,
    /// A conversation shows another newest message than it has.
    Newest,
    /// A message can't be found by its number.
    Place,
    /// A message can't be found by its author and time.
    Author,
    /// A message can't be found by what the swarm calls it, or something else is.
    Hash,
    /// A message that disappears is not in the index of those, or another moment is.
    Expiry,
    /// Our swarm is to be told of a message that isn't there.
    Shortening,
    /// A message is on its way, but nothing sends it.
    Unsent,
    /// A job and its indexes don't agree.
    Job,
    /// A deleted message is remembered by one table only.
    Tombstone,
    /// What was seen and when it may be forgotten don't agree.
    Seen,
    /// A file belongs to no message, or a message with files is not listed.
    File,
    /// The search finds what isn't there, or not what is.
    Search,
}

impl Ill {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAccount => "no-account",
            Self::Unreadable => "unreadable",
            Self::ConversationNumber => "conversation-number",
            Self::Count => "count",
            Self::Newest => "newest",
            Self::Place => "place",
            Self::Author => "author",
            Self::Hash => "hash",
            Self::Expiry => "expiry",
            Self::Shortening => "shortening",
            Self::Unsent => "unsent",
            Self::Job => "job",
            Self::Tombstone => "tombstone",
            Self::Seen => "seen",
            Self::File => "file",
            Self::Search => "search",
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Rows of each table, by its name.
    pub rows: BTreeMap<&'static str, u64>,
    /// How often each thing was found that doesn't fit.
    pub ills: BTreeMap<Ill, u64>,
}

impl Report {
    /// Whether everything fits.
    pub fn is_well(&self) -> bool {
        self.ills.is_empty()
    }

    fn note(&mut self, ill: Ill, is_ill: bool) {
        if is_ill {
            *self.ills.entry(ill).or_default() += 1;
        }
    }
}

/// What a conversation should say of itself.
#[derive(Default)]
struct Sum {
    messages: u64,
    unread: u32,
    newest: Option<Position>,
}

/// Looks through a store.
///
/// # Errors
/// [`StoreError`] when the file itself can't be read.
pub fn examine(tx: &impl Reads) -> Result<Report, StoreError> {
    let mut report = Report::default();
    report.note(Ill::NoAccount, identity::get(tx)?.is_none());
    report.note(Ill::Unreadable, contacts::all(tx).is_err());
    report.note(Ill::Unreadable, folders::all(tx).is_err());
    let known = conversations(tx, &mut report)?;
    messages(tx, &known, &mut report)?;
    indexes(tx, &mut report)?;
    jobs(tx, &mut report)?;
    seen(tx, &mut report)?;
    report.note(Ill::Search, search::is_complete(tx)? && !search::agrees(tx)?);
    report.rows.insert("file-chunks", tx.open(FILE_CHUNKS)?.len()?);
    report.rows.insert("folders", tx.open(FOLDERS)?.len()?);
    report.rows.insert("settings", tx.open(SETTINGS)?.len()?);
    report.rows.insert("configs", tx.open(CONFIG_DUMPS)?.len()?);
    Ok(report)
}

fn conversations(tx: &impl Reads, report: &mut Report) -> Result<HashMap<u32, Conversation>, StoreError> {
    let numbers = tx.open(CONVERSATION_NUMBERS)?;
    report.rows.insert("conversations", tx.open(CONVERSATIONS)?.len()?);
    let mut known = HashMap::new();
    let all = match conversations::all(tx) {
        Ok(all) => all,
        Err(_unreadable) => {
            report.note(Ill::Unreadable, true);
            return Ok(known);
        }
    };
    for conversation in all {
        let back = numbers.get(&conversation.number.to_be_bytes())?.map(|id| *id.value());
        report.note(Ill::ConversationNumber, back != Some(conversation.id.to_bytes()));
        known.insert(conversation.number, conversation);
    }
    report.note(Ill::ConversationNumber, numbers.len()? != u64::try_from(known.len()).unwrap_or(u64::MAX));
    Ok(known)
}

fn messages(tx: &impl Reads, known: &HashMap<u32, Conversation>, report: &mut Report) -> Result<(), StoreError> {
    let (timeline, places) = (tx.open(TIMELINE)?, tx.open(PLACES)?);
    let (authored, hashes, expiries) = (tx.open(AUTHORED)?, tx.open(HASHES)?, tx.open(EXPIRIES)?);
    let mut sums: HashMap<u32, Sum> = HashMap::new();
    let mut with_files = 0_u64;
    for entry in timeline.iter()? {
        let (key, value) = entry?;
        let number = key.value().first_chunk::<4>().map_or(0, |bytes| u32::from_be_bytes(*bytes));
        let (sent_at, id) = keys::of_timeline(key.value())?;
        let position = Position { sent_at: NetworkTime(sent_at), message: MessageId(id) };
        let Some(conversation) = known.get(&number) else {
            report.note(Ill::ConversationNumber, true);
            continue;
        };
        let Some(message) = read(conversation.id, position, value.value()) else {
            report.note(Ill::Unreadable, true);
            continue;
        };
        let place = places.get(&id.to_be_bytes())?.map(|place| *place.value());
        report.note(Ill::Place, place != Some(keys::place(number, sent_at)));
        let by_author = authored.get(&keys::authored(&message.author.to_bytes(), sent_at))?.map(|id| *id.value());
        report.note(Ill::Author, by_author != Some(id.to_be_bytes()));
        if let Some(hash) = &message.server_hash {
            let by_hash = hashes.get(hash.as_bytes())?.map(|id| *id.value());
            report.note(Ill::Hash, by_hash != Some(id.to_be_bytes()));
        }
        if let Some(at) = message.expires_at {
            report.note(Ill::Expiry, expiries.get(&keys::pair(at.0, id))?.is_none());
        }
        let is_fetching = message.files.iter().any(|file| file.state == FileState::Fetching);
        report.note(Ill::File, is_fetching && jobs::of_message(tx, message.id)?.is_empty());
        with_files += u64::from(!message.files.is_empty());
        let is_stuck = message.delivery == Delivery::Sending && jobs::of_message(tx, message.id)?.is_empty();
        report.note(Ill::Unsent, is_stuck);
        let sum = sums.entry(number).or_default();
        sum.messages += 1;
        sum.unread = sum.unread.saturating_add(u32::from(conversation.is_unread(&message)));
        sum.newest = sum.newest.max(Some(position));
    }
    for (number, conversation) in known {
        let sum = sums.remove(number).unwrap_or_default();
        report.note(Ill::Count, conversation.messages != sum.messages || conversation.unread != sum.unread);
        report.note(Ill::Newest, conversation.last.as_ref().map(|last| last.position) != sum.newest);
    }
    report.note(Ill::Place, places.len()? != timeline.len()?);
    report.note(Ill::File, files::is_ill(tx, with_files)?);
    report.rows.insert("messages", timeline.len()?);
    report.rows.insert("disappearing", expiries.len()?);
    Ok(())
}

fn read(conversation: ConversationId, position: Position, row: &[u8]) -> Option<Message> {
    let row = MessageRow::decode(row).ok()?;
    Message::from_row(conversation, position, row).ok()
}

/// From the indexes back to what they lead to.
fn indexes(tx: &impl Reads, report: &mut Report) -> Result<(), StoreError> {
    for entry in tx.open(HASHES)?.iter()? {
        let (key, id) = entry?;
        let message = messages::get(tx, MessageId(u64::from_be_bytes(*id.value())));
        let is_right =
            matches!(message, Ok(Some(it)) if it.server_hash.as_deref().map(str::as_bytes) == Some(key.value()));
        report.note(Ill::Hash, !is_right);
    }
    for entry in tx.open(EXPIRIES)?.iter()? {
        let key = entry?.0;
        let (at, id) = (keys::first_u64(key.value())?, keys::last_u64(key.value())?);
        let message = messages::get(tx, MessageId(id));
        report.note(Ill::Expiry, !matches!(message, Ok(Some(it)) if it.expires_at == Some(NetworkTime(at))));
    }
    let hashes = tx.open(HASHES)?;
    for entry in tx.open(SHORTENINGS)?.iter()? {
        report.note(Ill::Shortening, hashes.get(entry?.0.value())?.is_none());
    }
    let (authored, tombstones) = (tx.open(AUTHORED)?, tx.open(TOMBSTONES)?);
    let mut deleted = 0_u64;
    for entry in authored.iter()? {
        let (_key, id) = entry?;
        let id = u64::from_be_bytes(*id.value());
        deleted += u64::from(id == 0);
        report.note(Ill::Author, id != 0 && messages::place(tx, MessageId(id))?.is_none());
    }
    for entry in tombstones.iter()? {
        let key = entry?.0;
        let message = key.value().last_chunk::<41>().ok_or(StoreError::Damaged)?;
        let is_deleted = authored.get(message)?.is_some_and(|id| *id.value() == [0; 8]);
        report.note(Ill::Tombstone, !is_deleted);
    }
    report.note(Ill::Tombstone, deleted > tombstones.len()?);
    report.rows.insert("deleted", deleted);
    Ok(())
}

fn jobs(tx: &impl Reads, report: &mut Report) -> Result<(), StoreError> {
    let (due, of_message) = (tx.open(JOBS_DUE)?, tx.open(JOBS_OF_MESSAGE)?);
    report.rows.insert("jobs", tx.open(JOBS)?.len()?);
    let all = match jobs::all(tx) {
        Ok(all) => all,
        Err(_unreadable) => {
            report.note(Ill::Unreadable, true);
            return Ok(());
        }
    };
    let mut with_message = 0_u64;
    for job in &all {
        report.note(Ill::Job, due.get(&keys::pair(job.due_at.0, job.id.0))?.is_none());
        if let Some(message) = job.message {
            with_message += 1;
            report.note(Ill::Job, of_message.get(&keys::pair(message.0, job.id.0))?.is_none());
        }
    }
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
    report.note(Ill::Job, due.len()? != count || of_message.len()? != with_message);
    Ok(())
}

fn seen(tx: &impl Reads, report: &mut Report) -> Result<(), StoreError> {
    let (seen, by_expiry) = (tx.open(SEEN)?, tx.open(SEEN_BY_EXPIRY)?);
    for entry in by_expiry.iter()? {
        let key = entry?.0;
        let (at, hash) = key.value().split_first_chunk::<8>().ok_or(StoreError::Damaged)?;
        report.note(Ill::Seen, seen.get(hash)?.is_none_or(|known| known.value() != at));
    }
    report.note(Ill::Seen, seen.len()? != by_expiry.len()?);
    report.rows.insert("seen", seen.len()?);
    Ok(())
}

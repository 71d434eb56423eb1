//! Files of messages: what is known of them stands with the message, their bytes in a table of their own.
//!
//! A message has up to [`MOST`] files. The bytes lie in chunks of [`CHUNK_BYTES`], so that one fills a page of the
//! database; like everything in the store they are encrypted on the disk, and they go in the same transaction as the
//! message. A second table lists the messages with files of each conversation by time.

use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::messages::{self, Message};
use super::schema::keys;
use super::schema::rows::{FileRow, FilesRow};
use super::schema::tables::{FILE_CHUNKS, FILED};
use super::{WindowAnchor, conversations};
use crate::clock::NetworkTime;
use crate::id::{ConversationId, FileId, MessageId};
use crate::protocol::content::Attachment;

/// What the list of conversations says of the files of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesBrief {
    /// How many there are, 1 or more.
    pub count: usize,
    /// What the sender says the first one is, a media type; empty if nothing.
    pub content_type: String,
    /// Whether it was recorded as a voice message.
    pub is_voice: bool,
}

impl FilesBrief {
    /// What there is to say; nothing without files.
    pub fn of(files: &[File]) -> Option<Self> {
        let first = &files.first()?.pointer;
        let content_type = first.content_type.clone().unwrap_or_default();
        Some(Self { count: files.len(), content_type, is_voice: first.is_voice })
    }

    pub(in crate::storage) fn to_row(&self) -> FilesRow {
        let count = u32::try_from(self.count).unwrap_or(u32::MAX);
        FilesRow { count, content_type: self.content_type.clone(), is_voice: self.is_voice }
    }

    pub(in crate::storage) fn from_row(row: FilesRow) -> Self {
        let count = usize::try_from(row.count).unwrap_or(usize::MAX);
        Self { count, content_type: row.content_type, is_voice: row.is_voice }
    }
}

/// Files of one message at most.
pub const MOST: usize = 32;
/// Bytes of a chunk: with what the database adds, one fits in a page of 64 KiB.
const CHUNK_BYTES: usize = 60 * 1024;
/// The longest file that is kept, in bytes: more than any server takes.
pub const MAX_BYTES: usize = 16 << 20;

/// Where the bytes of a file are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// On a server; nobody asked for them.
    Offered,
    /// A job fetches them.
    Fetching,
    /// In this store.
    Here,
    /// They could not be fetched or opened, for the reason with this stable word.
    Failed(String),
    /// The server has them no longer.
    Expired,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it is, how it opens, and what its sender says of it.
    pub pointer: Attachment,
    /// Where its bytes are.
    pub state: FileState,
}

impl File {
    /// A file that somebody sent us.
    pub const fn offered(pointer: Attachment) -> Self {
        Self { pointer, state: FileState::Offered }
    }

    pub(in crate::storage) fn to_row(&self) -> FileRow {
        let (state, failure) = match &self.state {
            FileState::Offered => (0, ""),
            FileState::Fetching => (1, ""),
            FileState::Here => (2, ""),
            FileState::Failed(reason) => (3, reason.as_str()),
            FileState::Expired => (4, ""),
        };
        let pointer = &self.pointer;
        FileRow {
            url: pointer.url.clone(),
            key: pointer.key.clone(),
            digest: pointer.digest.clone(),
            content_type: pointer.content_type.clone(),
            name: pointer.file_name.clone(),
            size: pointer.size_bytes,
            width: pointer.dimensions.map_or(0, |(width, _)| width),
            height: pointer.dimensions.map_or(0, |(_, height)| height),
            is_voice: pointer.is_voice,
            caption: pointer.caption.clone(),
            state,
            failure: failure.to_owned(),
        }
    }

    pub(in crate::storage) fn from_row(row: FileRow) -> Result<Self, StoreError> {
        let state = match row.state {
            0 => FileState::Offered,
            1 => FileState::Fetching,
            2 => FileState::Here,
            3 => FileState::Failed(row.failure),
            4 => FileState::Expired,
            _ => return Err(StoreError::Damaged),
        };
        let pointer = Attachment {
            url: row.url,
            content_type: row.content_type,
            file_name: row.name,
            key: row.key,
            digest: row.digest,
            size_bytes: row.size,
            dimensions: (row.width > 0 && row.height > 0).then_some((row.width, row.height)),
            is_voice: row.is_voice,
            caption: row.caption,
        };
        Ok(Self { pointer, state })
    }
}

fn key(file: FileId, number: u32) -> [u8; 13] {
    keys::join(&[&file.message.0.to_be_bytes(), &[file.index], &number.to_be_bytes()])
}

/// Keeps the bytes of a file in place of those there were.
///
/// # Errors
/// [`StoreError::NotFound`] if there are more than [`MAX_BYTES`]; [`StoreError`] when the store can't be written.
pub fn put_bytes(tx: &WriteTx, file: FileId, bytes: &[u8]) -> Result<(), StoreError> {
    if bytes.len() > MAX_BYTES {
        return Err(StoreError::NotFound);
    }
    remove_bytes(tx, file)?;
    let mut table = tx.table(FILE_CHUNKS)?;
    for (number, chunk) in (0_u32..).zip(bytes.chunks(CHUNK_BYTES)) {
        table.insert(&key(file, number), chunk)?;
    }
    Ok(())
}

/// The bytes of a file; none if it isn't here.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn bytes(tx: &impl Reads, file: FileId) -> Result<Vec<u8>, StoreError> {
    let table = tx.open(FILE_CHUNKS)?;
    let mut bytes = Vec::new();
    for entry in table.range::<&[u8; 13]>(&key(file, 0)..=&key(file, u32::MAX))? {
        bytes.extend_from_slice(entry?.1.value());
    }
    Ok(bytes)
}

fn remove_bytes(tx: &WriteTx, file: FileId) -> Result<(), StoreError> {
    let mut table = tx.table(FILE_CHUNKS)?;
    table.retain_in::<&[u8; 13], _>(&key(file, 0)..=&key(file, u32::MAX), |_key, _chunk| false)?;
    Ok(())
}

/// Lists a message that has files.
pub(super) fn index(tx: &WriteTx, conversation: u32, message: &Message) -> Result<(), StoreError> {
    if !message.files.is_empty() {
        tx.table(FILED)?.insert(&keys::timeline(conversation, message.sent_at.0, message.id.0), ())?;
    }
    Ok(())
}

/// Forgets the files of a message, bytes and all.
pub(super) fn remove_all(tx: &WriteTx, conversation: u32, message: &Message) -> Result<(), StoreError> {
    if message.files.is_empty() {
        return Ok(());
    }
    tx.table(FILED)?.remove(&keys::timeline(conversation, message.sent_at.0, message.id.0))?;
    let of = |index, number| key(FileId { message: message.id, index }, number);
    let mut table = tx.table(FILE_CHUNKS)?;
    table.retain_in::<&[u8; 13], _>(&of(0, 0)..=&of(u8::MAX, u32::MAX), |_key, _chunk| false)?;
    Ok(())
}

/// A file, or nothing if it or its message is gone.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn get(tx: &impl Reads, file: FileId) -> Result<Option<File>, StoreError> {
    let message = messages::get(tx, file.message)?;
    Ok(message.and_then(|mut it| it.files.get_mut(usize::from(file.index)).map(|file| file.clone())))
}

/// Changes what is known of a file. Returns the message as it is now.
///
/// # Errors
/// [`StoreError::NotFound`] if it or its message is gone.
pub fn change(tx: &WriteTx, file: FileId, change: impl FnOnce(&mut File)) -> Result<Message, StoreError> {
    let mut message = messages::get(tx, file.message)?.ok_or(StoreError::NotFound)?;
    change(message.files.get_mut(usize::from(file.index)).ok_or(StoreError::NotFound)?);
    messages::put(tx, &message)?;
    Ok(message)
}

/// Messages of a conversation that have files, the newest first: at most `limit` of those before a place.
///
/// # Errors
/// [`StoreError::NotFound`] when the anchor is a message that isn't in this conversation.
pub fn page(
    tx: &impl Reads,
    conversation: ConversationId,
    before: WindowAnchor,
    limit: usize,
) -> Result<Vec<Message>, StoreError> {
    let Some(number) = conversations::number(tx, conversation)? else { return Ok(Vec::new()) };
    let (sent_at, message) = match before {
        WindowAnchor::Newest => (u64::MAX, u64::MAX),
        WindowAnchor::Time(at) => (at.0, 0),
        WindowAnchor::At(position) => (position.sent_at.0, position.message.0),
        WindowAnchor::Message(id) => match messages::place(tx, id)? {
            Some((at, position)) if at == number => (position.sent_at.0, id.0),
            _ => return Err(StoreError::NotFound),
        },
    };
    let table = tx.open(FILED)?;
    let (first, end) = (keys::timeline(number, 0, 0), keys::timeline(number, sent_at, message));
    let mut found = Vec::new();
    for entry in table.range::<&[u8; 20]>(&first..&end)?.rev().take(limit) {
        let (_sent_at, id) = keys::of_timeline(entry?.0.value())?;
        found.push(messages::get(tx, MessageId(id))?.ok_or(StoreError::Damaged)?);
    }
    Ok(found)
}

/// Whether any chunk or entry belongs to no message, or an entry is missing.
pub(super) fn is_ill(tx: &impl Reads, with_files: u64) -> Result<bool, StoreError> {
    let mut listed = 0_u64;
    for entry in tx.open(FILED)?.iter()? {
        let (sent_at, id) = keys::of_timeline(entry?.0.value())?;
        let message = messages::get(tx, MessageId(id))?;
        if !message.is_some_and(|it| !it.files.is_empty() && it.sent_at == NetworkTime(sent_at)) {
            return Ok(true);
        }
        listed += 1;
    }
    let mut known = None;
    for entry in tx.open(FILE_CHUNKS)?.iter()? {
        let key = *entry?.0.value();
        let (message, rest) = key.split_first_chunk::<8>().ok_or(StoreError::Damaged)?;
        let index = rest.first().copied().ok_or(StoreError::Damaged)?;
        let file = FileId { message: MessageId(u64::from_be_bytes(*message)), index };
        if known != Some(file) {
            if get(tx, file)?.is_none_or(|file| file.state != FileState::Here) {
                return Ok(true);
            }
            known = Some(file);
        }
    }
    Ok(listed != with_files)
}

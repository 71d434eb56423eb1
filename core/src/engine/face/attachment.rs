//! Files of messages, as programs send and show them.

use std::path::PathBuf;
use std::sync::Arc;

use super::failure::FailureCode;
use super::snapshot::Direction;
use crate::clock::NetworkTime;
use crate::id::{AccountId, FileId, MessageId};

/// Where the bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// On a server, for whoever asks.
    Offered,
    /// On their way to this device.
    Fetching,
    /// On this device.
    Here,
    /// They could not be had; the person may try again.
    Failed(FailureCode),
    /// No server has them any more.
    Expired,
}

/// A file of a message. All but its state is what the sender says.
#[derive(Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// Which.
    pub id: FileId,
    /// Its name; may be empty.
    pub name: Arc<str>,
    /// Its media type; may be empty.
    pub content_type: Arc<str>,
    /// Its bytes.
    pub size_bytes: Option<u32>,
    /// Width and height of a picture or video, in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// Whether it was recorded as a voice message.
    pub is_voice: bool,
    /// Where its bytes are.
    pub state: FileState,
}

/// Hides the name.
impl std::fmt::Debug for FileInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileInfo").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

/// A file about to be sent.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct NewFile {
    /// Its bytes, at most 10,000,000.
    pub bytes: Arc<[u8]>,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Width and height of a picture or video, in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// Whether it was recorded as a voice message.
    pub is_voice: bool,
}

/// Hides the name and the bytes.
impl std::fmt::Debug for NewFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewFile").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// A file of a conversation, in the list of all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// The file.
    pub file: FileInfo,
    /// Who sent it.
    pub author: AccountId,
    /// Which way it went.
    pub direction: Direction,
    /// When its message was written.
    pub sent_at: NetworkTime,
}

/// Files of a conversation, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilePage {
    /// The files.
    pub files: Vec<FileEntry>,
    /// Where the next page begins, if there may be one.
    pub next: Option<MessageId>,
}

/// What is to be done with a file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileWish {
    /// Fetch its bytes to this device.
    Fetch,
    /// Stop fetching them.
    Stop,
    /// Give its bytes, in an [`Outcome::File`](super::Outcome::File).
    Read,
    /// Write them into a file of this name, with a number if there is something already, and give its name in an
    /// [`Outcome::Saved`](super::Outcome::Saved); the other side of a conversation is told.
    Save(PathBuf),
}

//! What is written into files: a conversation to read elsewhere, and a backup of everything.
//!
//! The engine has no sentences and no time zone; a program that asks for a conversation brings both
//! along as an [`ExportVoice`].

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::input::{Protection, Secret};
use super::snapshot::TimelineItem;
use crate::clock::NetworkTime;
use crate::id::ConversationId;
use crate::storage::Note;

/// The form of an exported conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExportFormat {
    /// One page for a browser, with nothing outside of it.
    #[default]
    Html,
    /// For programs.
    Json,
    /// Plain text.
    Text,
}

impl ExportFormat {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Html, Self::Json, Self::Text];

    /// The end of the names of such files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Json => "json",
            Self::Text => "txt",
        }
    }
}

/// How an export speaks: sentences in the language of the person, times where the person is.
pub trait ExportWords {
    /// The tag of the language.
    fn language(&self) -> String;
    /// Whether it runs from right to left.
    fn is_right_to_left(&self) -> bool;
    /// The title of a conversation with somebody, or of the notes to ourselves.
    fn title(&self, name: Option<&str>) -> String;
    /// When it was made.
    fn made_at(&self, at: NetworkTime) -> String;
    /// The day above its messages.
    fn day(&self, at: NetworkTime) -> String;
    /// The time of day beside a message.
    fn clock(&self, at: NetworkTime) -> String;
    /// A line that says what happened.
    fn note(&self, note: Note, item: &TimelineItem) -> String;
    /// In place of a message that its author took back.
    fn deleted(&self) -> String;
    /// Beside a message that could not be sent.
    fn not_sent(&self) -> String;
    /// In place of a message that is answered, but isn't here.
    fn not_found(&self) -> String;
}

/// Makes the words of an export where they are needed: on the thread that writes it.
#[derive(Clone)]
pub struct ExportVoice(pub Arc<dyn Fn() -> Box<dyn ExportWords> + Send + Sync>);

impl fmt::Debug for ExportVoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExportVoice")
    }
}

/// A conversation to be written into a file.
#[derive(Clone)]
pub struct Export {
    /// Which conversation.
    pub conversation: ConversationId,
    /// In which form.
    pub format: ExportFormat,
    /// Where the file is to be; nothing may be there yet.
    pub path: PathBuf,
    /// The password of the store, if there is one.
    pub password: Option<Secret>,
    /// How it speaks.
    pub voice: ExportVoice,
}

/// Hides with whom and where.
impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export").field("format", &self.format).finish_non_exhaustive()
    }
}

/// A backup to be written.
#[derive(Clone)]
pub struct BackUp {
    /// Where the file is to be; nothing may be there yet.
    pub path: PathBuf,
    /// The password of the backup, of at least [`BackUp::MIN_CHARS`] characters.
    pub backup_password: Secret,
    /// The password of the store, if there is one.
    pub password: Option<Secret>,
}

impl BackUp {
    /// Fewest characters of the password of a backup.
    pub const MIN_CHARS: usize = crate::storage::backup::MIN_PASSWORD_CHARS;
}

/// Hides where.
impl fmt::Debug for BackUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackUp(…)")
    }
}

/// A backup to be restored.
#[derive(Clone)]
pub struct RestoreBackup {
    /// Where the file is.
    pub path: PathBuf,
    /// The password of the backup.
    pub backup_password: Secret,
    /// What guards the new store.
    pub protection: Protection,
}

/// Hides where.
impl fmt::Debug for RestoreBackup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RestoreBackup(…)")
    }
}

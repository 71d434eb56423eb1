//! What every form of an export has: a head, messages, an end.

use std::io::{self, Write};

use crate::clock::NetworkTime;
use crate::engine::face::{ExportWords, TimelineItem};
use crate::id::{AccountId, ConversationId};

/// What an export says first.
pub struct Head {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The name of the other side; nothing for the notes to ourselves.
    pub name: Option<String>,
    /// Ourselves.
    pub own: AccountId,
    /// When the export is made.
    pub made_at: NetworkTime,
}

/// A form of an export. What is written goes out at once.
pub trait Form {
    /// Writes what comes before the messages.
    fn begin(&mut self, out: &mut dyn Write, head: &Head, words: &dyn ExportWords) -> io::Result<()>;
    /// Writes a message.
    fn message(&mut self, out: &mut dyn Write, item: &TimelineItem, words: &dyn ExportWords) -> io::Result<()>;
    /// Writes what comes after so many messages.
    fn end(&mut self, out: &mut dyn Write, count: u64) -> io::Result<()>;
}

/// Whether a character is one that texts of people may have. The others steer terminals and printers.
pub fn is_plain(c: char) -> bool {
    c == '\t' || !c.is_control()
}

/// Whether a character begins a new line somewhere.
pub fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

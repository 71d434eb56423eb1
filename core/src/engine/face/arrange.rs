//! How a person arranges the list of conversations.

use crate::id::ConversationId;

pub use crate::storage::Folder;

/// One thing about the list that a person changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrangement {
    /// Puts a conversation away on this device, or takes it out again.
    Archived(ConversationId, bool),
    /// The order of what is pinned, the first one first, on all devices.
    PinOrder(Vec<ConversationId>),
    /// The folders of this device, in their order, in place of those there are.
    Folders(Vec<Folder>),
}

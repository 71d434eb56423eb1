//! What a commit changed, so that the views read only that again.

use std::collections::BTreeSet;

use crate::id::{AccountId, ConversationId, MessageId};
use crate::protocol::config::Avatar;

/// Rows that are not as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Conversations whose row changed, or came into being.
    pub conversations: BTreeSet<ConversationId>,
    /// Messages that are new, different or gone.
    pub messages: BTreeSet<(ConversationId, MessageId)>,
    /// People whose name or relation to us changed.
    pub people: BTreeSet<AccountId>,
    /// Our own profile, if it changed.
    pub own_name: Option<OwnName>,
}

/// Our own profile as the configs have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnName {
    /// The name.
    pub name: String,
    /// When the profile was changed, in Unix seconds.
    pub updated_at_secs: u64,
    /// Where our picture is.
    pub avatar: Option<Avatar>,
}

impl Changes {
    /// One conversation changed, but none of its messages.
    pub fn conversation(conversation: ConversationId) -> Self {
        let mut changes = Self::default();
        changes.conversations.insert(conversation);
        changes
    }

    /// One message changed, and its conversation with it.
    pub fn message(conversation: ConversationId, message: MessageId) -> Self {
        let mut changes = Self::default();
        changes.add_message(conversation, message);
        changes
    }

    /// Notes a message and its conversation.
    pub fn add_message(&mut self, conversation: ConversationId, message: MessageId) {
        self.conversations.insert(conversation);
        self.messages.insert((conversation, message));
    }

    /// Notes a person and the conversation with them.
    pub fn add_person(&mut self, account: AccountId) {
        self.people.insert(account);
        self.conversations.insert(ConversationId::Contact(account));
    }

    /// Takes in what another commit changed.
    pub fn merge(&mut self, other: Self) {
        self.conversations.extend(other.conversations);
        self.messages.extend(other.messages);
        self.people.extend(other.people);
        self.own_name = other.own_name.or(self.own_name.take());
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.conversations.is_empty() && self.messages.is_empty() && self.people.is_empty() && self.own_name.is_none()
    }
}

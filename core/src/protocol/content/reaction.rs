//! An emoji on a message (protocol notes, messages 3.6).

use super::author::Author;
use super::error::{ContentError, known, parsed, required};
use crate::clock::NetworkTime;
use crate::codec::proto;

/// Whether a reaction is put or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReactionAction {
    /// It is put on the message.
    React,
    /// It is taken away.
    Remove,
}

/// An emoji that somebody puts on a message or takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// When the message it is about was sent.
    pub target_sent_at: NetworkTime,
    /// Who wrote that message.
    pub target_author: Author,
    /// The emoji, never empty.
    pub emoji: String,
    /// Put or taken away.
    pub action: ReactionAction,
}

impl TryFrom<proto::Reaction> for Reaction {
    type Error = ContentError;

    fn try_from(reaction: proto::Reaction) -> Result<Self, ContentError> {
        let action = match known(reaction.action, "reaction")? {
            proto::ReactionAction::React => ReactionAction::React,
            proto::ReactionAction::Remove => ReactionAction::Remove,
        };
        Ok(Self {
            target_sent_at: NetworkTime(required(reaction.id, "reaction target")?),
            target_author: parsed(reaction.author, "reaction target")?,
            emoji: required(reaction.emoji.filter(|emoji| !emoji.is_empty()), "emoji")?,
            action,
        })
    }
}

impl From<Reaction> for proto::Reaction {
    fn from(reaction: Reaction) -> Self {
        let action = match reaction.action {
            ReactionAction::React => proto::ReactionAction::React,
            ReactionAction::Remove => proto::ReactionAction::Remove,
        };
        Self {
            id: Some(reaction.target_sent_at.millis()),
            author: Some(reaction.target_author.to_string()),
            emoji: Some(reaction.emoji),
            action: Some(action.into()),
        }
    }
}

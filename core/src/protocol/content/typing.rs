//! Typing indicators (protocol notes, messages 3.10).

use super::error::{ContentError, known, required};
use crate::clock::NetworkTime;
use crate::codec::proto;

/// Somebody types, or stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typing {
    /// When; must equal the time of the envelope.
    pub at: NetworkTime,
    /// Whether typing began; false when it stopped.
    pub is_typing: bool,
}

impl TryFrom<proto::TypingMessage> for Typing {
    type Error = ContentError;

    fn try_from(typing: proto::TypingMessage) -> Result<Self, ContentError> {
        let action = known::<proto::TypingAction>(typing.action, "typing action")?;
        Ok(Self {
            at: NetworkTime(required(typing.timestamp, "typing time")?),
            is_typing: action == proto::TypingAction::Started,
        })
    }
}

impl From<Typing> for proto::TypingMessage {
    fn from(typing: Typing) -> Self {
        let action = if typing.is_typing { proto::TypingAction::Started } else { proto::TypingAction::Stopped };
        Self { timestamp: Some(typing.at.millis()), action: Some(action.into()) }
    }
}

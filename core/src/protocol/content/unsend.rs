//! The wish that a message be deleted everywhere (protocol notes, messages 3.11).

use super::error::{ContentError, parsed, required};
use crate::clock::NetworkTime;
use crate::codec::proto;
use crate::id::AccountId;

/// A message is to be deleted. Valid only if its author sends this, or we ourselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsend {
    /// When the message was sent.
    pub sent_at: NetworkTime,
    /// Who wrote it.
    pub author: AccountId,
}

impl TryFrom<proto::UnsendRequest> for Unsend {
    type Error = ContentError;

    fn try_from(unsend: proto::UnsendRequest) -> Result<Self, ContentError> {
        Ok(Self {
            sent_at: NetworkTime(required(unsend.timestamp, "time to delete")?),
            author: parsed(unsend.author, "author to delete")?,
        })
    }
}

impl From<Unsend> for proto::UnsendRequest {
    fn from(unsend: Unsend) -> Self {
        Self { timestamp: Some(unsend.sent_at.millis()), author: Some(unsend.author.to_string()) }
    }
}

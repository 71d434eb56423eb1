//! Read receipts: which of our messages somebody has read (protocol notes, messages 3.9).

use super::error::{ContentError, known};
use crate::clock::NetworkTime;
use crate::codec::proto;

/// Messages were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadReceipt {
    /// When the messages were sent, which is how they are found.
    pub sent_at: Vec<NetworkTime>,
}

impl TryFrom<proto::ReceiptMessage> for ReadReceipt {
    type Error = ContentError;

    fn try_from(receipt: proto::ReceiptMessage) -> Result<Self, ContentError> {
        match known(receipt.r#type, "receipt")? {
            proto::ReceiptType::Read => Ok(Self { sent_at: receipt.timestamp.into_iter().map(NetworkTime).collect() }),
            // No client sends it any more, and it tells nothing a swarm's answer doesn't.
            proto::ReceiptType::Delivery => Err(ContentError::Invalid("receipt")),
        }
    }
}

impl From<ReadReceipt> for proto::ReceiptMessage {
    fn from(receipt: ReadReceipt) -> Self {
        Self {
            r#type: Some(proto::ReceiptType::Read.into()),
            timestamp: receipt.sent_at.into_iter().map(NetworkTime::millis).collect(),
        }
    }
}

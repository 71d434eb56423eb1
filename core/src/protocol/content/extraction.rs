//! Word that media was saved or the screen photographed (protocol notes, messages 3.13).

use super::error::{ContentError, known};
use crate::clock::NetworkTime;
use crate::codec::proto;

/// What was extracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtractionKind {
    /// The screen was photographed.
    Screenshot,
    /// Media was saved.
    MediaSaved,
}

/// Somebody took something out of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataExtraction {
    /// What.
    pub kind: ExtractionKind,
    /// When the message with the media was sent.
    pub message_sent_at: Option<NetworkTime>,
}

impl TryFrom<proto::DataExtractionNotification> for DataExtraction {
    type Error = ContentError;

    fn try_from(extraction: proto::DataExtractionNotification) -> Result<Self, ContentError> {
        let kind = match known(extraction.r#type, "extraction")? {
            proto::DataExtractionType::Screenshot => ExtractionKind::Screenshot,
            proto::DataExtractionType::MediaSaved => ExtractionKind::MediaSaved,
        };
        Ok(Self { kind, message_sent_at: extraction.timestamp.map(NetworkTime) })
    }
}

impl From<DataExtraction> for proto::DataExtractionNotification {
    fn from(extraction: DataExtraction) -> Self {
        let kind = match extraction.kind {
            ExtractionKind::Screenshot => proto::DataExtractionType::Screenshot,
            ExtractionKind::MediaSaved => proto::DataExtractionType::MediaSaved,
        };
        Self { r#type: Some(kind.into()), timestamp: extraction.message_sent_at.map(NetworkTime::millis) }
    }
}

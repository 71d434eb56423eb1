//! Where an attachment is and how it opens (protocol notes, messages 3.1 and 4.1).
//!
//! The file itself is fetched and opened elsewhere; type and name are only what the sender claims.

use crate::codec::proto;

/// Flag of a voice message.
const VOICE_MESSAGE: u32 = 1;

/// A pointer to an encrypted file.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// Address on a file server, with the fragment that names the encryption; may be empty.
    pub url: String,
    /// What the sender says the file is, a media type.
    pub content_type: Option<String>,
    /// Name the sender gave the file.
    pub file_name: Option<String>,
    /// Key of the file: 64 bytes (older encryption), 32 (newer) or none (communities).
    pub key: Vec<u8>,
    /// SHA-256 of the encrypted file; empty with the newer encryption.
    pub digest: Vec<u8>,
    /// Bytes of the file without padding.
    pub size_bytes: Option<u32>,
    /// Width and height of a picture or video in pixels, as the sender says.
    pub dimensions: Option<(u32, u32)>,
    /// Whether this was recorded as a voice message.
    pub is_voice: bool,
    /// Text for this file.
    pub caption: Option<String>,
}

/// Hides address, key and name.
impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attachment").field("size_bytes", &self.size_bytes).finish_non_exhaustive()
    }
}

impl From<proto::AttachmentPointer> for Attachment {
    fn from(pointer: proto::AttachmentPointer) -> Self {
        Self {
            url: pointer.url.unwrap_or_default(),
            content_type: pointer.content_type,
            file_name: pointer.file_name,
            key: pointer.key.unwrap_or_default(),
            digest: pointer.digest.unwrap_or_default(),
            size_bytes: pointer.size,
            dimensions: pointer.width.zip(pointer.height),
            is_voice: pointer.flags.unwrap_or_default() & VOICE_MESSAGE != 0,
            caption: pointer.caption,
        }
    }
}

impl From<Attachment> for proto::AttachmentPointer {
    fn from(attachment: Attachment) -> Self {
        Self {
            deprecated_id: Some(numeric_id(&attachment.url)),
            content_type: attachment.content_type,
            key: (!attachment.key.is_empty()).then_some(attachment.key),
            size: attachment.size_bytes,
            digest: (!attachment.digest.is_empty()).then_some(attachment.digest),
            file_name: attachment.file_name,
            flags: attachment.is_voice.then_some(VOICE_MESSAGE),
            width: attachment.dimensions.map(|(width, _)| width),
            height: attachment.dimensions.map(|(_, height)| height),
            caption: attachment.caption,
            url: Some(attachment.url),
        }
    }
}

/// The id that old clients require: the last segment of the address if it is a number, else 0.
fn numeric_id(url: &str) -> u64 {
    let without_fragment = url.split('#').next().unwrap_or_default();
    without_fragment.rsplit('/').next().and_then(|segment| segment.parse().ok()).unwrap_or(0)
}

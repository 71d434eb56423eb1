//! Visible messages: text and what is shown with it (protocol notes, messages 3.2 to 3.7 and 3.16).
//!
//! Lengths of texts count Unicode code points: we send at most 2,000 and show at most 10,000 of what
//! others send. A message that has nothing to show is no message.

use super::attachment::Attachment;
use super::author::Author;
use super::error::{ContentError, parsed, required};
use crate::clock::NetworkTime;
use crate::codec::proto;

/// Most code points of a text we send.
pub const MAX_SENT_CHARS: usize = 2_000;
/// Most code points of a received text that are kept.
pub const MAX_RECEIVED_CHARS: usize = 10_000;
/// Most attachments of a message.
pub const MAX_ATTACHMENTS: usize = 32;

/// Why a text can't be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// There is nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// There are more than [`MAX_SENT_CHARS`] code points.
    #[error("the text is too long")]
    TooLong,
}

/// Which message is answered. The quoted text is looked up, never sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// When the quoted message was sent.
    pub sent_at: NetworkTime,
    /// Who wrote it.
    pub author: Author,
}

/// A preview of a link that is part of the text.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkPreview {
    /// The link.
    pub url: String,
    /// Title of the page.
    pub title: Option<String>,
    /// Picture of the page.
    pub image: Option<Attachment>,
}

/// An invitation to a community; joining needs the person's word.
#[derive(Clone, PartialEq, Eq)]
pub struct CommunityInvitation {
    /// Address of the room with its public key.
    pub url: String,
    /// Name of the room.
    pub name: String,
}

/// A message that people see.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct VisibleMessage {
    /// The text; empty when there is only something else to show.
    pub body: String,
    /// The files, at most 32.
    pub attachments: Vec<Attachment>,
    /// Which message is answered.
    pub quote: Option<Quote>,
    /// A preview of a link in the text.
    pub preview: Option<LinkPreview>,
    /// An invitation to a community.
    pub invitation: Option<CommunityInvitation>,
    /// Whether the sender refuses message requests from communities; only said in communities.
    pub blocks_community_requests: Option<bool>,
}

/// Hides what people wrote.
impl std::fmt::Debug for VisibleMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VisibleMessage").field("attachments", &self.attachments.len()).finish_non_exhaustive()
    }
}

impl VisibleMessage {
    /// A message of text only.
    pub fn text(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// Whether there is nothing to show.
    pub const fn is_empty(&self) -> bool {
        self.body.is_empty()
            && self.attachments.is_empty()
            && self.quote.is_none()
            && self.preview.is_none()
            && self.invitation.is_none()
    }
}

/// Checks that a text can be sent.
///
/// # Errors
/// [`BodyError::Empty`] and [`BodyError::TooLong`].
pub fn check_body(body: &str) -> Result<(), BodyError> {
    if body.trim().is_empty() {
        return Err(BodyError::Empty);
    }
    if body.chars().nth(MAX_SENT_CHARS).is_some() {
        return Err(BodyError::TooLong);
    }
    Ok(())
}

impl TryFrom<proto::DataMessage> for VisibleMessage {
    type Error = ContentError;

    fn try_from(data: proto::DataMessage) -> Result<Self, ContentError> {
        if data.attachments.len() > MAX_ATTACHMENTS {
            return Err(ContentError::TooManyAttachments);
        }
        let message = Self {
            body: truncated(data.body.unwrap_or_default()),
            attachments: data.attachments.into_iter().map(Attachment::from).collect(),
            // A damaged extra must not cost the text it comes with.
            quote: data.quote.and_then(|quote| Quote::try_from(quote).ok()),
            preview: data.preview.into_iter().next().and_then(|preview| LinkPreview::try_from(preview).ok()),
            invitation: data.community_invitation.and_then(|invitation| invitation.try_into().ok()),
            blocks_community_requests: data.blocks_community_message_requests,
        };
        if message.is_empty() { Err(ContentError::Empty) } else { Ok(message) }
    }
}

impl From<VisibleMessage> for proto::DataMessage {
    fn from(message: VisibleMessage) -> Self {
        Self {
            body: (!message.body.is_empty()).then_some(message.body),
            attachments: message.attachments.into_iter().map(Into::into).collect(),
            quote: message.quote.map(Into::into),
            preview: message.preview.into_iter().map(Into::into).collect(),
            community_invitation: message.invitation.map(Into::into),
            blocks_community_message_requests: message.blocks_community_requests,
            ..Self::default()
        }
    }
}

/// The first [`MAX_RECEIVED_CHARS`] code points of a text.
fn truncated(mut body: String) -> String {
    if let Some((end, _)) = body.char_indices().nth(MAX_RECEIVED_CHARS) {
        body.truncate(end);
    }
    body
}

impl TryFrom<proto::Quote> for Quote {
    type Error = ContentError;

    fn try_from(quote: proto::Quote) -> Result<Self, ContentError> {
        Ok(Self {
            sent_at: NetworkTime(required(quote.id, "quoted time")?),
            author: parsed(quote.author, "quoted author")?,
        })
    }
}

impl From<Quote> for proto::Quote {
    fn from(quote: Quote) -> Self {
        Self { id: Some(quote.sent_at.millis()), author: Some(quote.author.to_string()) }
    }
}

impl TryFrom<proto::Preview> for LinkPreview {
    type Error = ContentError;

    fn try_from(preview: proto::Preview) -> Result<Self, ContentError> {
        Ok(Self {
            url: required(preview.url, "previewed link")?,
            title: preview.title,
            image: preview.image.map(Attachment::from),
        })
    }
}

impl From<LinkPreview> for proto::Preview {
    fn from(preview: LinkPreview) -> Self {
        Self { url: Some(preview.url), title: preview.title, image: preview.image.map(Into::into) }
    }
}

impl TryFrom<proto::CommunityInvitation> for CommunityInvitation {
    type Error = ContentError;

    fn try_from(invitation: proto::CommunityInvitation) -> Result<Self, ContentError> {
        Ok(Self {
            url: required(invitation.url, "community address")?,
            name: required(invitation.name, "community name")?,
        })
    }
}

impl From<CommunityInvitation> for proto::CommunityInvitation {
    fn from(invitation: CommunityInvitation) -> Self {
        Self { url: Some(invitation.url), name: Some(invitation.name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_measured_in_code_points() {
        assert_eq!(check_body(&"🐢".repeat(2_000)), Ok(()));
        assert_eq!(check_body(&"🐢".repeat(2_001)), Err(BodyError::TooLong));
        assert_eq!(check_body(" \n"), Err(BodyError::Empty));
        assert_eq!(truncated("🐢".repeat(10_001)), "🐢".repeat(10_000));
    }

    #[test]
    fn a_message_must_show_something() {
        assert_eq!(VisibleMessage::try_from(proto::DataMessage::default()), Err(ContentError::Empty));
        let attachments = vec![proto::AttachmentPointer::default(); 33];
        let many = proto::DataMessage { attachments, ..Default::default() };
        assert_eq!(VisibleMessage::try_from(many), Err(ContentError::TooManyAttachments));
    }

    #[test]
    fn what_people_write_is_not_printed() {
        assert!(!format!("{:?}", VisibleMessage::text("secret")).contains("secret"));
    }
}

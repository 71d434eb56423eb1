//! The decrypted payloads of messages: one file for each kind.
//!
//! Types here hold what the schema requires, and reading checks it; what a kind *does* is the engine's.
//! Lengths are bounded by what a service node stores, and again where a list could cost much.

mod attachment;
mod author;
mod call;
mod data;
mod dispatch;
mod error;
mod expiry;
mod extraction;
pub mod file_url;
mod group_update;
mod profile;
mod reaction;
mod receipt;
mod request;
#[cfg(test)]
mod tests;
mod typing;
mod unsend;

pub use attachment::Attachment;
pub use author::Author;
pub use call::{CallSignal, CallSignalKind, IceCandidate};
pub use data::{
    BodyError, CommunityInvitation, LinkPreview, MAX_ATTACHMENTS, MAX_RECEIVED_CHARS, MAX_SENT_CHARS, Quote,
    VisibleMessage, check_body,
};
pub use dispatch::{Content, ContentKind};
pub use error::ContentError;
pub use expiry::{Expiry, ExpiryMode};
pub use extraction::{DataExtraction, ExtractionKind};
pub use file_url::FileUrl;
pub use group_update::{GroupUpdate, InfoChange, MemberChange};
pub use profile::{Avatar, MAX_NAME_BYTES, Profile, truncated_name};
pub use reaction::{Reaction, ReactionAction};
pub use receipt::ReadReceipt;
pub use request::RequestResponse;
pub use typing::Typing;
pub use unsend::Unsend;

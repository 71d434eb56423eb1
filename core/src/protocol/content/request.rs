//! The answer to a message request (protocol notes, messages 3.12).
//!
//! Only acceptance is ever sent; a refusal is silence. The sender's profile travels with it.

use super::error::{ContentError, required};
use crate::codec::proto;

/// A message request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestResponse {
    /// Whether it was accepted. Readers ignore a `false`.
    pub is_approved: bool,
}

impl TryFrom<&proto::MessageRequestResponse> for RequestResponse {
    type Error = ContentError;

    fn try_from(response: &proto::MessageRequestResponse) -> Result<Self, ContentError> {
        Ok(Self { is_approved: required(response.is_approved, "approval")? })
    }
}

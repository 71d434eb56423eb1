//! Somebody accepted our message request (protocol notes, messages 3.12 and 7).
//!
//! From then on they have approved us. A refusal is never sent, and one that comes anyway is ignored; so
//! is an answer from another device of ours, since whom we approved is known from what we sent.

use super::{Desk, profile};
use crate::protocol::content::RequestResponse;
use crate::protocol::envelope::Opened;
use crate::storage::StoreError;

impl Desk<'_> {
    pub(super) fn request_response(
        &mut self,
        opened: &Opened,
        response: RequestResponse,
    ) -> Result<&'static str, StoreError> {
        if opened.sender == self.own || !response.is_approved {
            return Ok("response ignored");
        }
        self.change_person(opened.sender, |contact| {
            contact.did_approve_us = true;
            profile::apply(contact, opened.content.profile.as_ref());
        })?;
        Ok("response")
    }
}

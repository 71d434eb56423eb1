//! Somebody accepted our message request (protocol notes, messages 3.12 and 7).
//!
//! From then on they have approved us. A refusal is never sent, and one that comes anyway is ignored; so
//! is an answer from another device of ours, since whom we approved is known from what we sent.

use super::{Desk, profile};
use crate::id::ConversationId;
use crate::protocol::content::RequestResponse;
use crate::protocol::envelope::Opened;
use crate::storage::{Inserted, NewMessage, Note, StoreError, conversations, messages};

impl Desk<'_> {
    pub(super) fn request_response(
        &mut self,
        opened: &Opened,
        response: RequestResponse,
    ) -> Result<&'static str, StoreError> {
        if opened.sender == self.own || !response.is_approved {
            return Ok("response ignored");
        }
        let known = self.configs.contacts.get(opened.sender);
        let was_approving = known.as_ref().is_some_and(|contact| contact.did_approve_us);
        let is_contact = known.is_some_and(|contact| contact.is_approved);
        self.change_person(opened.sender, |contact| {
            contact.did_approve_us = true;
            profile::apply(contact, opened.content.profile.as_ref());
        })?;
        if !was_approving && is_contact {
            let conversation = ConversationId::Contact(opened.sender);
            let line = NewMessage {
                received_at: self.now,
                note: Some(Note::RequestAccepted),
                ..NewMessage::text(conversation, opened.sender, opened.sent_at, "")
            };
            if let Inserted::Inserted(id) = messages::insert_incoming(self.tx, &line)? {
                conversations::mark_read_until(self.tx, conversation, opened.sent_at, self.now)?;
                self.changes.add_message(conversation, id);
            }
        }
        Ok("response")
    }
}

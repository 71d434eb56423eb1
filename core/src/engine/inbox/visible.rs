//! Messages that people see, and copies of those that our other devices sent.
//!
//! From somebody else: kept once by author and time, with the name that came along; writing to us
//! approves us (protocol notes, messages 7). From ourselves: the conversation is the sync target, the
//! message is outgoing and read, and so is everything before it (messages 3.8); whom we wrote to is
//! approved. One without a target belongs to Note to Self.

use super::{Desk, profile};
use crate::id::{AccountId, ConversationId};
use crate::protocol::config::ContactEntry;
use crate::protocol::content::{Author, VisibleMessage};
use crate::protocol::envelope::Opened;
use crate::storage::{Inserted, NewMessage, Quote, StoreError, conversations, messages};

impl Desk<'_> {
    pub(super) fn visible(&mut self, opened: &Opened, message: &VisibleMessage) -> Result<&'static str, StoreError> {
        if opened.sender == self.own { self.sync_copy(opened, message) } else { self.other(opened, message) }
    }

    fn other(&mut self, opened: &Opened, message: &VisibleMessage) -> Result<&'static str, StoreError> {
        let new = self.row(opened, message, opened.sender);
        let Inserted::Inserted(id) = messages::insert_incoming(self.tx, &new)? else { return Ok("duplicate") };
        let sent_at_secs = opened.sent_at.millis() / 1_000;
        self.change_person(opened.sender, |contact| {
            contact.did_approve_us = true;
            show(contact, sent_at_secs);
            profile::apply(contact, opened.content.profile.as_ref());
        })?;
        self.changes.add_message(new.conversation, id);
        Ok("message")
    }

    fn sync_copy(&mut self, opened: &Opened, message: &VisibleMessage) -> Result<&'static str, StoreError> {
        let target = opened.content.sync_target.unwrap_or(self.own);
        let new = self.row(opened, message, target);
        let Inserted::Inserted(id) = messages::insert_sync_copy(self.tx, &new)? else { return Ok("duplicate") };
        conversations::mark_read_until(self.tx, new.conversation, new.sent_at)?;
        if target != self.own {
            let sent_at_secs = new.sent_at.millis() / 1_000;
            self.change_person(target, |contact| {
                contact.is_approved = true;
                show(contact, sent_at_secs);
            })?;
        } else if self.configs.profile.note_to_self_priority() < 0 {
            self.configs.profile.set_note_to_self_priority(0);
        }
        self.changes.add_message(new.conversation, id);
        Ok("sync copy")
    }

    fn row(&self, opened: &Opened, message: &VisibleMessage, with: AccountId) -> NewMessage {
        NewMessage {
            conversation: ConversationId::Contact(with),
            author: opened.sender,
            sent_at: opened.sent_at,
            received_at: self.now,
            body: readable(message),
            server_hash: Some(self.hash.to_owned()),
            quote: message.quote.and_then(quote),
        }
    }
}

/// What a message answers, where people have one id each.
fn quote(quote: crate::protocol::content::Quote) -> Option<Quote> {
    let Author::Account(author) = quote.author else { return None };
    Some(Quote { author, sent_at: quote.sent_at })
}

/// A message brings a hidden conversation back to the list, and dates a new one.
fn show(contact: &mut ContactEntry, sent_at_secs: u64) {
    contact.priority = contact.priority.max(0);
    if contact.created_at_secs == 0 {
        contact.created_at_secs = sent_at_secs;
    }
}

/// The text of a message, or what stands for it: until files and invitations have a form of their own,
/// their names say that something was sent.
fn readable(message: &VisibleMessage) -> String {
    let mut lines = Vec::new();
    if !message.body.is_empty() {
        lines.push(message.body.clone());
    }
    for attachment in &message.attachments {
        lines.push(format!("📎 {}", attachment.file_name.as_deref().unwrap_or_default()).trim_end().to_owned());
    }
    if let Some(invitation) = &message.invitation {
        lines.push(format!("{}\n{}", invitation.name, invitation.url));
    }
    lines.join("\n")
}

//! Messages that people see, and copies of those that our other devices sent.
//!
//! From somebody else: kept once by author and time, with the name that came along; writing to us
//! approves us (protocol notes, messages 7). From ourselves: the conversation is the sync target, the
//! message is outgoing and read, and so is everything before it (messages 3.8); whom we wrote to is
//! approved. One without a target belongs to Note to Self.

use super::{Desk, profile};
use crate::clock::NetworkTime;
use crate::engine::attachments::fetch;
use crate::id::{AccountId, ConversationId, FileId, MessageId};
use crate::protocol::config::ContactEntry;
use crate::protocol::content::{self, Author, Expiry, ExpiryMode, VisibleMessage};
use crate::protocol::envelope::Opened;
use crate::storage::{
    File, FileState, Inserted, LinkPreview, NewMessage, Quote, StoreError, conversations, files, messages,
};

/// Bytes of a previewed link at most.
const LONGEST_LINK: usize = 4_096;
/// Code points of a previewed title at most.
const LONGEST_TITLE: usize = 300;

impl Desk<'_> {
    pub(super) fn visible(&mut self, opened: &Opened, message: &VisibleMessage) -> Result<&'static str, StoreError> {
        if opened.sender == self.own { self.sync_copy(opened, message) } else { self.other(opened, message) }
    }

    fn other(&mut self, opened: &Opened, message: &VisibleMessage) -> Result<&'static str, StoreError> {
        let Some(new) = self.row(opened, message, opened.sender)? else { return Ok("over") };
        self.typing.push((opened.sender, self.now));
        let Inserted::Inserted(id) = messages::insert_incoming(self.tx, &new)? else { return Ok("duplicate") };
        self.fetch(id, &new)?;
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
        let Some(new) = self.row(opened, message, target)? else { return Ok("over") };
        let Inserted::Inserted(id) = messages::insert_sync_copy(self.tx, &new)? else { return Ok("duplicate") };
        self.fetch(id, &new)?;
        conversations::mark_read_until(self.tx, new.conversation, new.sent_at, self.now)?;
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

    /// Orders the files of a message that are wanted at once.
    fn fetch(&mut self, message: MessageId, new: &NewMessage) -> Result<(), StoreError> {
        for (index, file) in (0_u8..).zip(&new.files) {
            if file.state == FileState::Fetching {
                self.news.push(fetch::order(self.tx, FileId { message, index }, self.now)?);
            }
        }
        Ok(())
    }

    /// The files of a message; small ones of people we talk to are wanted at once.
    fn files(&self, opened: &Opened, message: &VisibleMessage) -> Result<Vec<File>, StoreError> {
        let is_known = opened.sender == self.own
            || self.configs.contacts.get(opened.sender).is_some_and(|contact| contact.is_approved);
        let is_automatic = is_known && fetch::is_automatic(self.tx)?;
        let file = |pointer: &content::Attachment| {
            let mut file = File::offered(pointer.clone());
            if is_automatic && fetch::is_small(pointer) {
                file.state = FileState::Fetching;
            }
            file
        };
        Ok(message.attachments.iter().take(files::MOST).map(file).collect())
    }

    /// The row of a message; nothing if it is over already.
    fn row(
        &self,
        opened: &Opened,
        message: &VisibleMessage,
        with: AccountId,
    ) -> Result<Option<NewMessage>, StoreError> {
        let conversation = ConversationId::Contact(with);
        let Some((timer, expires_at)) = self.timer(opened, conversation) else { return Ok(None) };
        Ok(Some(NewMessage {
            received_at: self.now,
            server_hash: Some(self.hash.to_owned()),
            quote: message.quote.and_then(quote),
            timer,
            expires_at,
            preview: message.preview.as_ref().and_then(|preview| link_preview(preview, &message.body)),
            files: self.files(opened, message)?,
            ..NewMessage::text(conversation, opened.sender, opened.sent_at, readable(message))
        }))
    }

    /// The timer of a message and when it disappears, if the timer runs already; nothing if it is over.
    ///
    /// A swarm drops what disappears when its time has come, so the time it gives tells when the timer started: when
    /// the message was stored, or when another device of ours read it (protocol notes, messages 3.14). A time that
    /// makes no sense counts as the nearest that does.
    pub(super) fn timer(
        &self,
        opened: &Opened,
        conversation: ConversationId,
    ) -> Option<(Option<Expiry>, Option<NetworkTime>)> {
        let Some(mut timer) = opened.content.expiry else { return Some((None, None)) };
        if conversation == ConversationId::Contact(self.own) {
            timer.mode = ExpiryMode::AfterSend;
        }
        let millis = u64::from(timer.timer_secs) * 1_000;
        let is_own = opened.sender == self.own;
        let was_read = is_own || self.expires_at <= self.now.plus_millis(millis);
        if timer.mode == ExpiryMode::AfterRead && !was_read {
            return Some((Some(timer), None));
        }
        let started = self.expires_at.minus_millis(millis).max(opened.sent_at).min(self.now);
        let expires_at = started.plus_millis(millis);
        (expires_at > self.now).then_some((Some(timer), Some(expires_at)))
    }
}

/// A preview is worth showing if its link is in the text and it says something (protocol notes, messages 3.5).
fn link_preview(preview: &content::LinkPreview, body: &str) -> Option<LinkPreview> {
    let title = preview.title.as_deref().map(str::trim).filter(|title| !title.is_empty())?;
    if preview.url.len() > LONGEST_LINK || !body.contains(&preview.url) {
        return None;
    }
    Some(LinkPreview { url: preview.url.clone(), title: title.chars().take(LONGEST_TITLE).collect() })
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

/// The text of a message, or what stands for it: until invitations have a form of their own, name and address say
/// that one was sent.
fn readable(message: &VisibleMessage) -> String {
    let mut lines = Vec::new();
    if !message.body.is_empty() {
        lines.push(message.body.clone());
    }
    if let Some(invitation) = &message.invitation {
        lines.push(format!("{}\n{}", invitation.name, invitation.url));
    }
    lines.join("\n")
}

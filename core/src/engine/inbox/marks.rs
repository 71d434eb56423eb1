//! Emoji on messages, messages that are taken back, and that messages were read.
//!
//! Both name a message by its author and time. What they name must be in the conversation they come from: with
//! the sender, or, from a device of ours, the one it says (protocol notes, messages 3.6 and 3.11). Only the author
//! may take a message back, and we ourselves on all our devices. One that comes later than what takes it back is
//! not shown.

use super::Desk;
use crate::engine::face::ReactionNews;
use crate::engine::receipts;
use crate::id::ConversationId;
use crate::protocol::content::{Author, Reaction, ReactionAction, ReadReceipt, Unsend};
use crate::protocol::envelope::Opened;
use crate::storage::{self, StoreError, messages};

/// An emoji is a few code points; longer ones are none.
const LONGEST_EMOJI: usize = 64;

impl Desk<'_> {
    pub(super) fn reaction(&mut self, opened: &Opened, reaction: &Reaction) -> Result<&'static str, StoreError> {
        let Author::Account(author) = reaction.target_author else { return Ok("reaction to nobody") };
        if reaction.emoji.len() > LONGEST_EMOJI || reaction.emoji.chars().any(char::is_control) {
            return Ok("reaction without emoji");
        }
        let target = match messages::find(self.tx, author, reaction.target_sent_at)? {
            Some(id) => messages::get(self.tx, id)?,
            None => None,
        };
        let from = self.place_of(opened);
        let Some(target) = target.filter(|message| message.conversation == from && message.note.is_none()) else {
            return Ok("reaction to nothing");
        };
        let put = storage::Reaction { emoji: reaction.emoji.clone(), author: opened.sender, at: opened.sent_at };
        let is_put = reaction.action == ReactionAction::React;
        match messages::react(self.tx, target.id, &put, is_put)? {
            Some(message) => {
                self.changes.add_message(message.conversation, message.id);
                self.note_reaction(opened, &message, reaction, is_put);
                Ok("reaction")
            }
            None => Ok("reaction known"),
        }
    }

    /// What somebody we accepted puts on a message of ours is news.
    fn note_reaction(&mut self, opened: &Opened, message: &storage::Message, reaction: &Reaction, is_put: bool) {
        let is_known = || self.configs.contacts.get(opened.sender).is_some_and(|contact| contact.is_approved);
        if is_put && opened.sender != self.own && message.author == self.own && is_known() {
            let (conversation, emoji) = (message.conversation, reaction.emoji.clone());
            self.reaction = Some(ReactionNews { conversation, message: message.id, emoji, at: opened.sent_at });
        }
    }

    pub(super) fn unsend(&mut self, opened: &Opened, unsend: Unsend) -> Result<&'static str, StoreError> {
        let is_own = opened.sender == self.own;
        if !is_own && unsend.author != opened.sender {
            return Ok("unsend of another's");
        }
        let Some(id) = messages::find(self.tx, unsend.author, unsend.sent_at)? else {
            messages::remember_deleted(self.tx, unsend.author, unsend.sent_at, self.now)?;
            return Ok("unsend of nothing");
        };
        let Some(message) = messages::get(self.tx, id)? else { return Ok("unsend of nothing") };
        if !is_own && message.conversation != ConversationId::Contact(opened.sender) {
            return Ok("unsend of nothing");
        }
        // Notes to ourselves go without a trace, and so does what another device of ours deleted of others.
        let is_note = message.conversation == ConversationId::Contact(self.own);
        if is_note || (is_own && unsend.author != self.own) {
            messages::delete(self.tx, id, self.now)?;
        } else {
            messages::retract(self.tx, id)?;
        }
        self.doomed.extend(message.server_hash);
        self.changes.add_message(message.conversation, id);
        Ok("unsend")
    }

    /// The other side read messages of ours; shown only to those who send receipts themselves.
    pub(super) fn receipt(&mut self, opened: &Opened, receipt: &ReadReceipt) -> Result<&'static str, StoreError> {
        if opened.sender == self.own || !receipts::are_on(self.tx)? {
            return Ok("receipt ignored");
        }
        let from = ConversationId::Contact(opened.sender);
        let known = self.configs.contacts.get(opened.sender);
        let is_heard = known.is_some_and(|contact| contact.is_approved && !contact.is_blocked);
        if !is_heard {
            return Ok("receipt ignored");
        }
        for sent_at in receipt.sent_at.iter().take(receipts::MOST) {
            let Some(id) = messages::find(self.tx, self.own, *sent_at)? else {
                messages::remember_read(self.tx, opened.sender, *sent_at, opened.sent_at)?;
                continue;
            };
            let is_theirs = messages::get(self.tx, id)?.is_some_and(|message| message.conversation == from);
            if is_theirs && messages::set_read(self.tx, id, opened.sent_at)?.is_some() {
                self.changes.add_message(from, id);
            }
        }
        Ok("receipt")
    }

    /// The conversation that a message belongs to.
    fn place_of(&self, opened: &Opened) -> ConversationId {
        let is_own = opened.sender == self.own;
        ConversationId::Contact(if is_own { opened.content.sync_target.unwrap_or(self.own) } else { opened.sender })
    }
}

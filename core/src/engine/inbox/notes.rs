//! Lines that say what happened: the other side's timer changed, media was saved, the screen photographed.
//!
//! A change of the timer concerns what its sender writes; ours stays as it is, and what our own devices agreed on
//! comes with the configs (protocol notes, messages 3.13 and 3.14). Strangers have nothing to tell in lines. Who
//! types is kept nowhere (3.10).

use super::Desk;
use crate::engine::typing;
use crate::id::ConversationId;
use crate::protocol::content::{DataExtraction, ExtractionKind, Typing};
use crate::protocol::envelope::Opened;
use crate::storage::{Inserted, NewMessage, Note, StoreError, conversations, messages};

impl Desk<'_> {
    pub(super) fn timer_change(&mut self, opened: &Opened) -> Result<&'static str, StoreError> {
        self.note(opened, Note::Timer(opened.content.expiry))
    }

    pub(super) fn extraction(
        &mut self,
        opened: &Opened,
        extraction: DataExtraction,
    ) -> Result<&'static str, StoreError> {
        self.note(
            opened,
            match extraction.kind {
                ExtractionKind::Screenshot => Note::Screenshot,
                ExtractionKind::MediaSaved => Note::MediaSaved,
            },
        )
    }

    fn note(&mut self, opened: &Opened, note: Note) -> Result<&'static str, StoreError> {
        let is_own = opened.sender == self.own;
        let with = if is_own { opened.content.sync_target.unwrap_or(self.own) } else { opened.sender };
        let is_known = with == self.own || self.configs.contacts.get(with).is_some_and(|known| known.is_approved);
        if !is_known {
            return Ok("note of a stranger");
        }
        let conversation = ConversationId::Contact(with);
        let Some((timer, expires_at)) = self.timer(opened, conversation) else { return Ok("over") };
        let new = NewMessage {
            received_at: self.now,
            server_hash: Some(self.hash.to_owned()),
            note: Some(note),
            timer,
            expires_at,
            ..NewMessage::text(conversation, opened.sender, opened.sent_at, "")
        };
        let inserted =
            if is_own { messages::insert_sync_copy(self.tx, &new)? } else { messages::insert_incoming(self.tx, &new)? };
        let Inserted::Inserted(id) = inserted else { return Ok("duplicate") };
        if is_own {
            conversations::mark_read_until(self.tx, conversation, new.sent_at, self.now)?;
        }
        self.changes.add_message(conversation, id);
        Ok("note")
    }

    pub(super) fn typing(&mut self, opened: &Opened, typed: Typing) -> Result<&'static str, StoreError> {
        let is_accepted = self.configs.contacts.get(opened.sender).is_some_and(|known| known.is_approved);
        if typed.at != opened.sent_at || !is_accepted || !typing::is_on(self.tx)? {
            return Ok("typing ignored");
        }
        let until = if typed.is_typing { opened.sent_at.plus_millis(typing::SHOWN_MILLIS) } else { self.now };
        self.typing.push((opened.sender, until));
        Ok("typing")
    }
}

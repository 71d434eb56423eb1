//! Messages as a program shows them: with names, what they answer, and the emoji on them.
//!
//! A quote names its message by author and time; the text is looked up here and never taken from the wire
//! (protocol notes, messages 3.4). Emoji stand in the order in which each first appeared (3.6).

use std::collections::HashMap;
use std::sync::Arc;

use super::attachments;
use super::face::{Direction, Quoted, Reacted, TimelineItem};
use super::summaries::{delivery, name_of};
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId};
use crate::storage::contacts::Contact;
use crate::storage::{self, Message, ReadTx, StoreError, messages};

/// Code points of a quoted text that are shown at most.
const QUOTED: usize = 200;

/// The names of everybody.
pub struct Names<'a> {
    /// People we know.
    pub people: &'a HashMap<AccountId, Contact>,
    /// Ourselves.
    pub own: AccountId,
    /// Our name.
    pub own_name: &'a Arc<str>,
    /// What is over by this moment is not shown as what is answered either.
    pub now: NetworkTime,
}

impl Names<'_> {
    fn of(&self, account: AccountId) -> Arc<str> {
        if account == self.own { Arc::clone(self.own_name) } else { name_of(account, self.people.get(&account)) }
    }

    /// A message as it is shown.
    ///
    /// # Errors
    /// [`StoreError`] when what it answers can't be read.
    pub fn item(&self, tx: &ReadTx, message: Message) -> Result<Arc<TimelineItem>, StoreError> {
        let files = attachments::infos(&message);
        let quote = message.quote.map(|quote| self.quoted(tx, message.conversation, quote)).transpose()?;
        Ok(Arc::new(TimelineItem {
            message: message.id,
            author: message.author,
            author_name: self.of(message.author),
            direction: match message.direction {
                storage::Direction::Incoming => Direction::Incoming,
                storage::Direction::Outgoing => Direction::Outgoing,
            },
            sent_at: message.sent_at,
            received_at: message.received_at,
            reactions: self.reacted(&message.reactions),
            body: message.body.into(),
            delivery: delivery(&message.delivery),
            quote: quote.map(Arc::new),
            read_at: message.read_at,
            is_deleted: message.is_deleted,
            timer: message.timer,
            expires_at: message.expires_at,
            note: message.note,
            preview: message.preview.map(Arc::new),
            files: files.into(),
        }))
    }

    fn quoted(&self, tx: &ReadTx, within: ConversationId, quote: storage::Quote) -> Result<Quoted, StoreError> {
        let found = match messages::find(tx, quote.author, quote.sent_at)? {
            Some(id) => messages::get(tx, id)?.filter(|it| it.conversation == within && !it.is_over(self.now)),
            None => None,
        };
        let text: String = found.iter().flat_map(|message| message.body.chars()).take(QUOTED).collect();
        Ok(Quoted {
            message: found.as_ref().filter(|message| !message.is_deleted).map(|message| message.id),
            author: quote.author,
            author_name: self.of(quote.author),
            sent_at: quote.sent_at,
            text: text.into(),
            file: found.iter().flat_map(attachments::infos).next(),
        })
    }

    fn reacted(&self, reactions: &[storage::Reaction]) -> Vec<Reacted> {
        let mut shown: Vec<Reacted> = Vec::new();
        for reaction in reactions {
            let by = (reaction.author, self.of(reaction.author));
            let is_ours = reaction.author == self.own;
            match shown.iter_mut().find(|known| *known.emoji == *reaction.emoji) {
                Some(known) => {
                    known.by.push(by);
                    known.is_ours |= is_ours;
                }
                None => shown.push(Reacted { emoji: reaction.emoji.as_str().into(), by: vec![by], is_ours }),
            }
        }
        shown
    }
}

/// The message with another name of a person, if that person has to do with it.
pub fn renamed(item: &TimelineItem, account: AccountId, name: &Arc<str>) -> Option<TimelineItem> {
    let is_quoted = item.quote.as_ref().is_some_and(|quote| quote.author == account);
    let has_reacted = item.reactions.iter().any(|reacted| reacted.by.iter().any(|(by, _)| *by == account));
    if item.author != account && !is_quoted && !has_reacted {
        return None;
    }
    let mut item = item.clone();
    if item.author == account {
        item.author_name = Arc::clone(name);
    }
    if let Some(quote) = item.quote.as_mut().filter(|_| is_quoted) {
        *quote = Arc::new(Quoted { author_name: Arc::clone(name), ..(**quote).clone() });
    }
    for (_, known) in item.reactions.iter_mut().flat_map(|it| &mut it.by).filter(|(by, _)| *by == account) {
        *known = Arc::clone(name);
    }
    Some(item)
}

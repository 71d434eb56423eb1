//! The list of conversations: names, order and marks, kept up to date row by row.
//!
//! Who approved whom decides what a conversation is (protocol notes, messages 7): they wrote and we
//! never answered, a request; we wrote and they never answered, awaiting a reply. The conversation with
//! our own account is Note to Self and is always approved.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use super::face::{
    ContactList, ContactRow, ConversationKind, ConversationList, ConversationSummary, Delivery, FailureCode,
    NotificationLevel, Preview,
};
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId};
use crate::storage;
use crate::storage::contacts::Contact;
use crate::storage::conversations::Conversation;

/// How a delivery of the store looks to a program.
pub fn delivery(stored: &storage::Delivery) -> Delivery {
    match stored {
        storage::Delivery::Received => Delivery::Received,
        storage::Delivery::Sending => Delivery::Sending,
        storage::Delivery::Sent => Delivery::Sent,
        storage::Delivery::Failed(word) => {
            Delivery::Failed(FailureCode::from_word(word).unwrap_or(FailureCode::Internal))
        }
    }
}

/// The name to show for a person: what we call them, what they call themselves, or the ends of their id.
pub fn name_of(account: AccountId, contact: Option<&Contact>) -> Arc<str> {
    let given = contact.and_then(|contact| contact.nickname.as_deref().or(Some(contact.display_name.as_str())));
    match given.filter(|name| !name.is_empty()) {
        Some(name) => name.into(),
        None => short(account),
    }
}

fn short(account: AccountId) -> Arc<str> {
    let text = account.to_string();
    let (start, _) = text.split_at(6);
    let (_, end) = text.split_at(text.len() - 4);
    format!("{start}…{end}").into()
}

/// The row of the list for a conversation; nothing for one that the list doesn't show.
pub fn summary(
    conversation: &Conversation,
    contact: Option<&Contact>,
    own: AccountId,
    now: NetworkTime,
) -> Option<ConversationSummary> {
    let ConversationId::Contact(account) = conversation.id else { return None };
    if conversation.is_hidden {
        return None;
    }
    let is_own = account == own;
    let did_approve_us = contact.is_some_and(|contact| contact.did_approve_us);
    let is_approved = contact.is_some_and(|contact| contact.is_approved);
    let preview = conversation.last_at(now).map(|last| Preview {
        text: last.preview.as_str().into(),
        delivery: delivery(&last.delivery),
        message: last.position.message,
        is_deleted: last.is_deleted,
        note: last.note,
        files: last.files.clone(),
    });
    Some(ConversationSummary {
        conversation: conversation.id,
        kind: if is_own { ConversationKind::NoteToSelf } else { ConversationKind::Contact },
        name: if is_own { "Note to Self".into() } else { name_of(account, contact) },
        preview,
        active_at: conversation.active_at,
        unread: conversation.unread,
        draft: conversation.draft.as_deref().map(Into::into),
        draft_answers: conversation.draft_answers,
        is_request: !is_own && did_approve_us && !is_approved,
        is_awaiting_reply: !is_own && is_approved && !did_approve_us && conversation.messages > 0,
        is_blocked: !is_own && contact.is_some_and(|contact| contact.is_blocked),
        priority: conversation.priority,
        is_marked_unread: conversation.is_marked_unread,
        notifications: match conversation.notifications {
            2 => NotificationLevel::Off,
            3 => NotificationLevel::MentionsOnly,
            _ => NotificationLevel::All,
        },
        mute_until: Some(conversation.mute_until_secs)
            .filter(|secs| *secs > 0)
            .map(|secs| NetworkTime(secs.saturating_mul(1_000))),
        timer: conversation.timer,
        is_archived: conversation.is_archived,
        portrait: contact.map_or(0, |contact| contact.portrait),
    })
}

/// Everybody we know, by the names to show.
pub fn contact_list<'a>(people: impl Iterator<Item = &'a Contact>, own: AccountId) -> ContactList {
    let row = |contact: &Contact| {
        Arc::new(ContactRow {
            account: contact.account,
            name: name_of(contact.account, Some(contact)),
            display_name: contact.display_name.as_str().into(),
            nickname: contact.nickname.as_deref().map(Into::into),
            is_approved: contact.is_approved,
            did_approve_us: contact.did_approve_us,
            is_blocked: contact.is_blocked,
            portrait: contact.portrait,
        })
    };
    let mut rows: Vec<Arc<ContactRow>> = people.filter(|contact| contact.account != own).map(row).collect();
    rows.sort_by_cached_key(|row| (row.name.to_lowercase(), row.account));
    ContactList { rows }
}

/// The rows, kept in order.
#[derive(Debug, Default)]
pub struct Summaries {
    rows: HashMap<ConversationId, Arc<ConversationSummary>>,
    is_changed: bool,
}

impl Summaries {
    /// Sets or removes the row of a conversation.
    pub fn set(&mut self, conversation: ConversationId, row: Option<ConversationSummary>) {
        match row {
            Some(row) => {
                if self.rows.get(&conversation).is_none_or(|known| **known != row) {
                    self.rows.insert(conversation, Arc::new(row));
                    self.is_changed = true;
                }
            }
            None => self.is_changed |= self.rows.remove(&conversation).is_some(),
        }
    }

    /// Makes the next [`Self::take_changed`] return the list even if nothing changes.
    pub const fn touch(&mut self) {
        self.is_changed = true;
    }

    /// The list, if it is not as it was at the last call.
    pub fn take_changed(&mut self) -> Option<ConversationList> {
        if !std::mem::take(&mut self.is_changed) {
            return None;
        }
        let mut rows: Vec<_> = self.rows.values().cloned().collect();
        rows.sort_unstable_by_key(|row| (Reverse(row.priority.max(0)), Reverse(row.active_at), row.conversation));
        let unread = rows
            .iter()
            .filter(|row| !row.is_blocked && !row.is_archived)
            .fold(0_u32, |sum, row| sum.saturating_add(row.unread));
        Some(ConversationList { rows, unread })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{NewMessage, Store, conversations, messages};

    const OWN: AccountId = AccountId::from_key([9; 32]);
    const ALICE: AccountId = AccountId::from_key([1; 32]);

    fn conversation(author: AccountId) -> Conversation {
        let store = Store::in_memory().expect("a store in memory");
        store
            .write_blocking(move |tx| {
                let conversation = ConversationId::Contact(ALICE);
                let now = NetworkTime(1_000);
                let new = NewMessage::text(conversation, author, now, "Hello");
                messages::insert_incoming(tx, &new)?;
                Ok(conversations::get(tx, conversation)?.expect("just made"))
            })
            .expect("a message is kept")
    }

    #[test]
    fn who_approved_whom_decides_what_a_conversation_is() {
        let conversation = conversation(ALICE);
        let of = |is_approved, did_approve_us| {
            let contact = Contact { is_approved, did_approve_us, ..Contact::new(ALICE) };
            let row = summary(&conversation, Some(&contact), OWN, NetworkTime(0)).expect("a visible conversation");
            (row.is_request, row.is_awaiting_reply)
        };
        assert_eq!(of(false, true), (true, false));
        assert_eq!(of(true, false), (false, true));
        assert_eq!(of(true, true), (false, false));
        assert_eq!(of(false, false), (false, false));
    }

    #[test]
    fn a_person_without_a_name_shows_the_ends_of_their_id() {
        assert_eq!(&*name_of(ALICE, None), "050101…0101");
        let named = Contact { display_name: "Alice".into(), ..Contact::new(ALICE) };
        assert_eq!(&*name_of(ALICE, Some(&named)), "Alice");
        let nicknamed = Contact { nickname: Some("Al".into()), ..named };
        assert_eq!(&*name_of(ALICE, Some(&nicknamed)), "Al");
    }

    #[test]
    fn the_conversation_with_ourselves_is_note_to_self() {
        let row = summary(&conversation(ALICE), None, ALICE, NetworkTime(0)).expect("a visible conversation");
        assert_eq!(row.kind, ConversationKind::NoteToSelf);
        assert!(!row.is_request && !row.is_awaiting_reply);
    }

    #[test]
    fn the_list_is_told_only_when_it_changed() {
        let mut list = Summaries::default();
        let row = summary(&conversation(ALICE), None, OWN, NetworkTime(0));
        list.set(ConversationId::Contact(ALICE), row.clone());
        assert_eq!(list.take_changed().map(|list| list.unread), Some(1));
        list.set(ConversationId::Contact(ALICE), row);
        assert!(list.take_changed().is_none());
        list.set(ConversationId::Contact(ALICE), None);
        assert_eq!(list.take_changed().map(|list| list.rows.len()), Some(0));
    }
}

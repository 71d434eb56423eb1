//! What a program may do about people and conversations: requests, blocks, names, pins, what is read.
//!
//! Every command edits the configs and derives the rows in one transaction, so that the list, the
//! contacts and our other devices never disagree (protocol notes, config 7 and messages 7).

use super::account::{Account, store_failure};
use super::changes::Changes;
use super::commands::Done;
use super::config_sync::{Configs, derive};
use super::face::{FailureCode, NotificationLevel, Outcome};
use super::jobs::JobNews;
use super::letter::{JobKind, Letter};
use super::{outbox, receipts};
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};
use crate::protocol::config::{ContactEntry, Notifications, ReadState, short_name};
use crate::storage::{NewMessage, Note, StoreError, WriteTx, conversations, messages};

/// The person of a conversation that is not Note to Self.
fn other(account: &Account, conversation: ConversationId) -> Result<AccountId, FailureCode> {
    match conversation {
        ConversationId::Contact(other) if other != account.id() => Ok(other),
        _ => Err(FailureCode::NotFound),
    }
}

async fn done<T>(written: impl Future<Output = Result<T, StoreError>>) -> Done {
    written.await.map(|_done| Outcome::Done).map_err(|error| store_failure(&error))
}

/// Changes a person everywhere.
async fn change_person(
    account: &Account,
    other: AccountId,
    change: impl Fn(&mut ContactEntry) + Send + 'static,
) -> Done {
    let now = account.clock.now();
    done(account.edit(move |tx, configs, changes| {
        configs.contacts.update(other, &change);
        derive::contact(tx, configs, other, now, changes)
    }))
    .await
}

/// Lets somebody who wrote to us talk to us, and tells them so.
pub async fn accept(account: &Account, conversation: ConversationId) -> Done {
    let other = other(account, conversation)?;
    let (own, now) = (account.id(), account.clock.now());
    let written = account.edit(move |tx, configs, changes| {
        let known = configs.contacts.get(other).ok_or(StoreError::NotFound)?;
        if known.is_approved {
            return Ok(None);
        }
        configs.contacts.update(other, |contact| contact.is_approved = true);
        derive::contact(tx, configs, other, now, changes)?;
        let line = NewMessage { note: Some(Note::RequestAccepted), ..NewMessage::text(conversation, own, now, "") };
        changes.add_message(conversation, messages::insert_note(tx, &line)?);
        let job = Letter::unsealed(other, now).job(JobKind::RequestResponse, None, now);
        outbox::enqueue(tx, job).map(Some)
    });
    let news: Option<JobNews> = written.await.map_err(|error| store_failure(&error))?;
    account.tell_jobs(news).await;
    Ok(Outcome::Done)
}

/// Forgets a person with the conversation: a request that is declined, or a contact that is deleted.
pub async fn forget(account: &Account, other: AccountId) -> Done {
    if other == account.id() {
        return Err(FailureCode::NotFound.into());
    }
    let now = account.clock.now();
    done(account.edit(move |tx, configs, changes| {
        configs.contacts.erase(other);
        configs.volatile.erase(ConversationId::Contact(other));
        derive::contact(tx, configs, other, now, changes)
    }))
    .await
}

/// Throws a request away.
pub async fn decline(account: &Account, conversation: ConversationId) -> Done {
    let other = other(account, conversation)?;
    forget(account, other).await
}

/// Throws several requests away.
pub async fn decline_all(account: &Account, conversations: Vec<ConversationId>) -> Done {
    let others: Vec<AccountId> = conversations.into_iter().filter_map(|id| other(account, id).ok()).collect();
    let now = account.clock.now();
    done(account.edit(move |tx, configs, changes| {
        for other in &others {
            configs.contacts.erase(*other);
            configs.volatile.erase(ConversationId::Contact(*other));
            derive::contact(tx, configs, *other, now, changes)?;
        }
        Ok(())
    }))
    .await
}

/// What becomes of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// They are heard again.
    No,
    /// They are not heard any more.
    Yes,
    /// And what they wrote goes.
    YesAndDelete,
}

/// Blocks or unblocks a person.
pub async fn set_blocked(account: &Account, other: AccountId, block: Block) -> Done {
    if other == account.id() {
        return Err(FailureCode::NotFound.into());
    }
    let now = account.clock.now();
    done(account.edit(move |tx, configs, changes| {
        configs.contacts.update(other, |contact| {
            contact.is_blocked = block != Block::No;
            if block == Block::YesAndDelete {
                contact.priority = -1;
            }
        });
        if block == Block::YesAndDelete {
            derive::clear(tx, ConversationId::Contact(other), now, changes)?;
        }
        derive::contact(tx, configs, other, now, changes)
    }))
    .await
}

/// Hears several people again.
pub async fn unblock(account: &Account, accounts: Vec<AccountId>) -> Done {
    let (own, now) = (account.id(), account.clock.now());
    done(account.edit(move |tx, configs, changes| {
        for other in accounts.iter().filter(|other| **other != own) {
            configs.contacts.update(*other, |contact| contact.is_blocked = false);
            derive::contact(tx, configs, *other, now, changes)?;
        }
        Ok(())
    }))
    .await
}

/// Gives a person a name of ours, or takes it back.
pub async fn set_nickname(account: &Account, other: AccountId, nickname: Option<String>) -> Done {
    if other == account.id() {
        return Err(FailureCode::NotFound.into());
    }
    let trimmed = nickname.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let nickname = trimmed.map(|name| short_name(name).to_owned());
    change_person(account, other, move |contact| contact.nickname.clone_from(&nickname)).await
}

/// Sets the priority of a conversation: -1 hidden, 0 normal, above 0 pinned, the higher the further up.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn prioritize(
    tx: &WriteTx,
    configs: &mut Configs,
    at: At,
    priority: impl Fn(i64) -> i64,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let ConversationId::Contact(other) = at.conversation else { return Err(StoreError::NotFound) };
    if other == at.own {
        let next = priority(configs.profile.note_to_self_priority());
        configs.profile.set_note_to_self_priority(next);
        return derive::profile(tx, at.own, configs, at.now, changes);
    }
    configs.contacts.update(other, |contact| contact.priority = priority(contact.priority));
    derive::contact(tx, configs, other, at.now, changes)
}

/// Which conversation, of whom, and when.
#[derive(Debug, Clone, Copy)]
pub struct At {
    /// Which.
    pub conversation: ConversationId,
    /// Ours.
    pub own: AccountId,
    /// When.
    pub now: NetworkTime,
}

impl At {
    fn new(account: &Account, conversation: ConversationId) -> Self {
        Self { conversation, own: account.id(), now: account.clock.now() }
    }
}

async fn set_priority(
    account: &Account,
    conversation: ConversationId,
    priority: impl Fn(i64) -> i64 + Send + 'static,
) -> Done {
    let at = At::new(account, conversation);
    done(account.edit(move |tx, configs, changes| prioritize(tx, configs, at, &priority, changes))).await
}

/// Pins a conversation to the top of the list, or unpins it.
pub async fn set_pinned(account: &Account, conversation: ConversationId, is_pinned: bool) -> Done {
    set_priority(account, conversation, move |now| if is_pinned { now.max(1) } else { now.min(0) }).await
}

/// Takes a conversation off the list, or puts it back.
pub async fn set_hidden(account: &Account, conversation: ConversationId, is_hidden: bool) -> Done {
    set_priority(account, conversation, move |now| if is_hidden { -1 } else { now.max(0) }).await
}

/// Makes sure there is a conversation with a person and that the list shows it.
pub async fn begin(account: &Account, other: AccountId) -> Done {
    let id = ConversationId::Contact(other);
    let at = At::new(account, id);
    account
        .edit(move |tx, configs, changes| {
            conversations::ensure(tx, id, at.now)?;
            changes.conversations.insert(id);
            let is_known = other == at.own || configs.contacts.get(other).is_some();
            if is_known {
                prioritize(tx, configs, at, |priority| priority.max(0), changes)?;
            }
            conversations::set_hidden(tx, id, false)?;
            Ok(())
        })
        .await
        .map_err(|error| store_failure(&error))?;
    Ok(Outcome::ConversationReady(id))
}

/// Sets what of a conversation notifies.
pub async fn set_notifications(
    account: &Account,
    conversation: ConversationId,
    level: NotificationLevel,
    mute_until: Option<NetworkTime>,
) -> Done {
    let other = other(account, conversation)?;
    let notifications = match level {
        NotificationLevel::All => Notifications::All,
        NotificationLevel::MentionsOnly => Notifications::MentionsOnly,
        NotificationLevel::Off => Notifications::Disabled,
    };
    let mute_until_secs = mute_until.map_or(0, |time| time.millis() / 1_000);
    change_person(account, other, move |contact| {
        contact.notifications = notifications;
        contact.mute_until_secs = mute_until_secs;
    })
    .await
}

/// Notes for our other devices how far a conversation is read.
fn note_read(
    tx: &WriteTx,
    configs: &mut Configs,
    id: ConversationId,
    now: NetworkTime,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let row = conversations::get(tx, id)?.ok_or(StoreError::NotFound)?;
    let known = configs.volatile.get(id).unwrap_or_default();
    let state = ReadState { last_read: row.read_up_to.max(known.last_read), is_marked_unread: false };
    configs.volatile.set(id, state, now);
    changes.conversations.insert(id);
    derive::read_state(tx, configs, id, now, changes)
}

/// Marks everything up to a message as read; one that is gone marks nothing.
pub async fn mark_read(account: &Account, id: ConversationId, up_to: MessageId) {
    let (own, now) = (account.id(), account.clock.now());
    let written = account.edit(move |tx, configs, changes| {
        let before = receipts::read_up_to(tx, id)?;
        conversations::mark_read(tx, id, up_to, now)?;
        note_read(tx, configs, id, now, changes)?;
        receipts::owe(tx, configs, own, (id, before), now)
    });
    match written.await {
        Ok(news) => account.tell_jobs(news).await,
        Err(StoreError::NotFound) => {}
        Err(error) => drop(store_failure(&error)),
    }
}

/// Marks all of a conversation as read.
pub async fn mark_all_read(account: &Account, id: ConversationId) -> Done {
    let (own, now) = (account.id(), account.clock.now());
    let written = account.edit(move |tx, configs, changes| {
        let row = conversations::get(tx, id)?.ok_or(StoreError::NotFound)?;
        let newest = row.last.map_or(row.read_up_to, |last| last.position.sent_at);
        conversations::mark_read_until(tx, id, newest, now)?;
        note_read(tx, configs, id, now, changes)?;
        receipts::owe(tx, configs, own, (id, row.read_up_to), now)
    });
    let news = written.await.map_err(|error| store_failure(&error))?;
    account.tell_jobs(news).await;
    Ok(Outcome::Done)
}

/// Marks all of every conversation as read. Requests stay as they are: reading one tells nobody, but hides it.
pub async fn mark_everything_read(account: &Account) -> Done {
    let (own, now) = (account.id(), account.clock.now());
    let written = account.edit(move |tx, configs, changes| {
        let mut news = Vec::new();
        for row in conversations::all(tx)? {
            let ConversationId::Contact(other) = row.id else { continue };
            let is_known = other == own || configs.contacts.get(other).is_some_and(|contact| contact.is_approved);
            if is_known && (row.unread > 0 || row.is_marked_unread) {
                let newest = row.last.as_ref().map_or(row.read_up_to, |last| last.position.sent_at);
                conversations::mark_read_until(tx, row.id, newest, now)?;
                note_read(tx, configs, row.id, now, changes)?;
                news.extend(receipts::owe(tx, configs, own, (row.id, row.read_up_to), now)?);
            }
        }
        Ok(news)
    });
    let news = written.await.map_err(|error| store_failure(&error))?;
    account.tell_jobs(news).await;
    Ok(Outcome::Done)
}

/// Makes a conversation look unread until it is read again.
pub async fn mark_unread(account: &Account, id: ConversationId) -> Done {
    let now = account.clock.now();
    done(account.edit(move |tx, configs, changes| {
        let row = conversations::get(tx, id)?.ok_or(StoreError::NotFound)?;
        let known = configs.volatile.get(id).unwrap_or_default();
        let last_read = row.read_up_to.max(known.last_read);
        configs.volatile.set(id, ReadState { last_read, is_marked_unread: true }, now);
        derive::read_state(tx, configs, id, now, changes)
    }))
    .await
}

/// Deletes the messages of a conversation here and takes it off the list everywhere.
pub async fn delete_conversation(account: &Account, id: ConversationId) -> Done {
    let at = At::new(account, id);
    done(account.edit(move |tx, configs, changes| {
        derive::clear(tx, id, at.now, changes)?;
        configs.volatile.erase(id);
        prioritize(tx, configs, at, |_priority| -1, changes)
    }))
    .await
}

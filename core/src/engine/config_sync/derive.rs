//! From configs to rows: names, approval, blocks, pins, mutes, what was read.
//!
//! Rows are what the rest of the engine reads; they are only ever written here, from the configs, in the
//! transaction that changed those. A person whom another device forgot is forgotten here with the
//! conversation (protocol notes, config 7.2 and 7.3).

use super::room::Configs;
use crate::clock::NetworkTime;
use crate::engine::changes::{Changes, OwnName};
use crate::id::{AccountId, ConversationId};
use crate::protocol::config::{ContactEntry, Notifications, TimerMode};
use crate::protocol::content::{Expiry, ExpiryMode};
use crate::storage::contacts::{self, Contact};
use crate::storage::conversations::{self, Flags};
use crate::storage::{StoreError, WriteTx, identity, messages, portraits};

/// Derives everything.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn all(
    tx: &WriteTx,
    own: AccountId,
    configs: &Configs,
    now: NetworkTime,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    profile(tx, own, configs, now, changes)?;
    for known in contacts::all(tx)? {
        if configs.contacts.get(known.account).is_none() {
            forget(tx, known.account, now, changes)?;
        }
    }
    for entry in configs.contacts.all().filter(|entry| entry.account != own) {
        of_entry(tx, configs, &entry, now, changes)?;
    }
    Ok(())
}

/// Derives our own name and Note to Self.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn profile(
    tx: &WriteTx,
    own: AccountId,
    configs: &Configs,
    now: NetworkTime,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let (name, updated_at) = (configs.profile.name(), configs.profile.updated_at_secs());
    let known = identity::get(tx)?.ok_or(StoreError::NotFound)?;
    let (avatar, known_avatar) = (configs.profile.avatar(), portraits::avatar(tx, own)?);
    let is_same = known.display_name == name && known.name_updated_at_secs == updated_at && avatar == known_avatar;
    // A profile that was never written says nothing about our name.
    if configs.profile.config().seqno() > 0 && !is_same {
        identity::set_display_name(tx, &name, updated_at)?;
        portraits::want(tx, own, avatar.as_ref())?;
        changes.own_name = Some(OwnName { name, updated_at_secs: updated_at, avatar });
    }
    let id = ConversationId::Contact(own);
    let priority = configs.profile.note_to_self_priority();
    let is_known = conversations::get(tx, id)?.is_some();
    let timer = timer(Some((TimerMode::AfterSend, configs.profile.note_to_self_timer_secs())));
    if !is_known && priority <= 0 && timer.is_none() {
        return Ok(());
    }
    if !is_known {
        conversations::ensure(tx, id, now)?;
    }
    if conversations::set_flags(tx, id, Flags { priority, timer, ..Flags::default() })? {
        changes.conversations.insert(id);
    }
    read_state(tx, configs, id, now, changes)
}

/// Derives one person and the conversation with them.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn contact(
    tx: &WriteTx,
    configs: &Configs,
    account: AccountId,
    now: NetworkTime,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    match configs.contacts.get(account) {
        Some(entry) => of_entry(tx, configs, &entry, now, changes),
        None => forget(tx, account, now, changes),
    }
}

fn of_entry(
    tx: &WriteTx,
    configs: &Configs,
    entry: &ContactEntry,
    now: NetworkTime,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let row = Contact {
        account: entry.account,
        display_name: entry.name.clone(),
        nickname: entry.nickname.clone(),
        profile_updated_at_secs: entry.updated_at_secs,
        is_blocked: entry.is_blocked,
        is_approved: entry.is_approved,
        did_approve_us: entry.did_approve_us,
        portrait: portraits::want(tx, entry.account, entry.avatar.as_ref())?,
    };
    if contacts::get(tx, entry.account)?.as_ref() != Some(&row) {
        contacts::put(tx, &row)?;
        changes.add_person(entry.account);
    }
    let id = ConversationId::Contact(entry.account);
    let is_shown = entry.priority >= 0 && (entry.is_approved || entry.did_approve_us);
    if conversations::get(tx, id)?.is_none() {
        if !is_shown {
            return Ok(());
        }
        conversations::ensure(tx, id, NetworkTime(entry.created_at_secs.saturating_mul(1_000)))?;
        changes.conversations.insert(id);
    }
    let flags = Flags {
        priority: entry.priority,
        notifications: match entry.notifications {
            Notifications::Default => 0,
            Notifications::All => 1,
            Notifications::Disabled => 2,
            Notifications::MentionsOnly => 3,
        },
        mute_until_secs: entry.mute_until_secs,
        timer: timer(entry.timer),
    };
    if conversations::set_flags(tx, id, flags)? {
        changes.conversations.insert(id);
    }
    read_state(tx, configs, id, now, changes)
}

/// A timer as the configs have it; one of no time is none.
fn timer(entry: Option<(TimerMode, u64)>) -> Option<Expiry> {
    let (mode, secs) = entry.filter(|(_, secs)| *secs > 0)?;
    let mode = match mode {
        TimerMode::AfterSend => ExpiryMode::AfterSend,
        TimerMode::AfterRead => ExpiryMode::AfterRead,
    };
    Some(Expiry { mode, timer_secs: u32::try_from(secs).unwrap_or(u32::MAX) })
}

/// Derives how far a conversation is read. Nothing becomes unread again but by a mark.
pub fn read_state(
    tx: &WriteTx,
    configs: &Configs,
    id: ConversationId,
    now: NetworkTime,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let Some(state) = configs.volatile.get(id) else { return Ok(()) };
    let Some(known) = conversations::get(tx, id)? else { return Ok(()) };
    if state.last_read > known.read_up_to {
        conversations::mark_read_until(tx, id, state.last_read, now)?;
        changes.conversations.insert(id);
    }
    if state.is_marked_unread != known.is_marked_unread {
        conversations::set_marked_unread(tx, id, state.is_marked_unread)?;
        changes.conversations.insert(id);
    }
    Ok(())
}

/// Forgets a person here, with the messages.
fn forget(tx: &WriteTx, account: AccountId, now: NetworkTime, changes: &mut Changes) -> Result<(), StoreError> {
    contacts::remove(tx, account)?;
    portraits::want(tx, account, None)?;
    changes.add_person(account);
    clear(tx, ConversationId::Contact(account), now, changes)
}

/// Deletes the messages of a conversation and takes it off the list.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn clear(tx: &WriteTx, id: ConversationId, now: NetworkTime, changes: &mut Changes) -> Result<(), StoreError> {
    if conversations::get(tx, id)?.is_none() {
        return Ok(());
    }
    for message in messages::delete_all(tx, id, now)? {
        crate::storage::jobs::finish_all_of(tx, message)?;
        changes.add_message(id, message);
    }
    conversations::set_draft(tx, id, "", None)?;
    conversations::set_flags(tx, id, Flags { priority: -1, ..Flags::default() })?;
    changes.conversations.insert(id);
    Ok(())
}

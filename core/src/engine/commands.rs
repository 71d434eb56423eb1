//! What a running account does for a program: one function for each command.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::account::{Account, store_failure};
use super::changes::Changes;
use super::config_sync::derive;
use super::face::{Failure, FailureCode, Outcome, Proxy, Secret, Ticket};
use super::jobs::JobNews;
use super::{opening, people, proxy};
use crate::crypto::mnemonic::ENGLISH;
use crate::id::{AccountId, ConversationId, IdError, MessageId};
use crate::storage::{self, StoreError, conversations, identity, jobs, messages};

/// What a command with a ticket comes to.
pub type Done = Result<Outcome, Failure>;

/// Runs what blocks where that is allowed.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FailureCode> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or(Err(FailureCode::Internal)).map_err(Failure::from)
}

/// Changes our own display name.
pub async fn set_display_name(account: &Account, typed: &str) -> Done {
    let name = opening::display_name(typed)?;
    let now_secs = account.clock.now().millis() / 1_000;
    let (own, now) = (account.id(), account.clock.now());
    let written = account.edit(move |tx, configs, changes| {
        configs.profile.set_name(&name, now_secs);
        derive::profile(tx, own, configs, now, changes)
    });
    written.await.map_err(|error| store_failure(&error))?;
    Ok(Outcome::Done)
}

/// The 13 words, if the password is right or none is set.
pub async fn reveal(account: &Account, location: storage::Location, password: Option<Secret>) -> Done {
    let store = account.store.clone();
    let words = blocking(move || {
        let password = password.as_ref().map(Secret::reveal);
        location.check_password(password).map_err(|error| opening::failure(&error))?;
        let identity = store.read(identity::get).map_err(|error| store_failure(&error).code)?;
        let seed = identity.ok_or(FailureCode::Internal)?.seed;
        // A seed that has no words came from elsewhere; no client makes one.
        ENGLISH.encode(&seed).ok_or(FailureCode::Internal)
    });
    Ok(Outcome::RecoveryPassword(Secret::new(words.await?.to_string())))
}

/// Says whether a password is that of the store.
pub async fn check_password(location: storage::Location, password: Secret) -> Done {
    blocking(move || location.check_password(Some(password.reveal())).map_err(|error| opening::failure(&error)))
        .await?;
    Ok(Outcome::Done)
}

/// Sets, changes or removes the password of the store.
pub async fn change_password(
    account: &Account,
    location: storage::Location,
    current: Option<Secret>,
    new: Option<Secret>,
) -> Done {
    let has_password = new.is_some();
    blocking(move || {
        let protection = match &new {
            Some(password) => opening::new_password(password)?,
            None => storage::Protection::Keyring,
        };
        let current = current.as_ref().map(Secret::reveal);
        location.change_protection(current, &protection).map_err(|error| opening::failure(&error))
    })
    .await?;
    account.me.send_modify(|me| me.has_password = has_password);
    account.tell_profile();
    Ok(Outcome::Done)
}

/// Makes sure there is a conversation with whom a person typed or pasted.
pub async fn start_conversation(account: &Account, typed: &str) -> Done {
    let other: AccountId = typed.parse().map_err(|error| match error {
        IdError::Prefix => FailureCode::AccountIdWrongKind,
        IdError::Length | IdError::Characters => FailureCode::AccountIdInvalid,
    })?;
    people::begin(account, other).await
}

/// Removes messages from this device, with what is still to be done about them.
pub async fn delete_locally(account: &Account, doomed: Vec<MessageId>) -> Done {
    let now = account.clock.now();
    let written = account.store.write(move |tx| {
        let mut changes = Changes::default();
        for id in &doomed {
            let message = match messages::delete(tx, *id, now) {
                Err(StoreError::NotFound) => continue,
                deleted => deleted?,
            };
            jobs::finish_all_of(tx, *id)?;
            changes.add_message(message.conversation, *id);
        }
        Ok(changes)
    });
    let changes = written.await.map_err(|error| store_failure(&error))?;
    account.changed(changes).await;
    Ok(Outcome::Done)
}

/// Keeps a text that was typed but not sent.
pub async fn set_draft(account: &Account, id: ConversationId, text: String, answers: Option<MessageId>) {
    let written = account.store.write(move |tx| conversations::set_draft(tx, id, &text, answers));
    quietly_changed(account, id, written.await.map(drop)).await;
}

/// Keeps where the reader is in a conversation.
pub async fn set_place(account: &Account, id: ConversationId, place: Option<(MessageId, i32)>) {
    let left_at = place.map(|(message, offset)| conversations::LeftAt { message, offset });
    match account.store.write(move |tx| conversations::set_left_at(tx, id, left_at)).await {
        Ok(_) | Err(StoreError::NotFound) => {}
        Err(error) => drop(store_failure(&error)),
    }
}

/// Passes on the end of a command that nobody waits for.
async fn quietly_changed(account: &Account, id: ConversationId, written: Result<(), StoreError>) {
    match written {
        Ok(()) => account.changed(Changes::conversation(id)).await,
        Err(StoreError::NotFound) => {}
        Err(error) => drop(store_failure(&error)),
    }
}

/// Tells the proxy that is set.
pub async fn reveal_proxy(account: &Account) -> Done {
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || store.read(proxy::read)).await;
    let proxy = read.unwrap_or(Err(StoreError::Panicked)).map_err(|error| store_failure(&error))?;
    Ok(Outcome::Proxy(proxy))
}

/// Sets or removes the proxy: first where it is kept, then for the connections.
pub async fn set_proxy(account: &Account, setting: Option<Proxy>) -> Done {
    let kept = setting.clone();
    let written = account.store.write(move |tx| proxy::write(tx, kept.as_ref()));
    written.await.map_err(|error| store_failure(&error))?;
    account.wire.set_proxy(setting).await.map(|()| Outcome::Done)
}

/// Tries a proxy; the answer comes when it is known, other commands need not wait for it.
pub fn test_proxy(account: Arc<Account>, ticket: Ticket, setting: Proxy) {
    tokio::spawn(async move {
        let tried = tokio::select! {
            () = account.stop.cancelled() => return,
            tried = account.wire.test_proxy(setting) => tried,
        };
        account.answer(ticket, tried.map(|()| Outcome::Done)).await;
    });
}

/// Asks the network now: for what waits there, and to take what waits here.
pub async fn poll_now(account: &Account) {
    account.tell_poll.store(true, Ordering::Relaxed);
    account.poll_now.notify_one();
    drop(account.jobs.send(JobNews::Connected).await);
}

//! Storing what changed here, and keeping the swarm from forgetting it.
//!
//! Edits wait a little for more of them; then the swarm is asked for news, and what is still unpushed is
//! stored in one sequence with the deletion of what became obsolete. Only a config whose every message
//! was accepted is confirmed; what was edited meanwhile, or merged, is pushed next. Once a day the life of
//! the present messages is extended, and what the swarm lost is stored again (protocol notes, config 5).

use std::sync::Arc;
use std::time::Duration;

use crate::engine::account::{Account, store_failure};
use crate::engine::backoff;
use crate::engine::commands::Done;
use crate::engine::face::{FailureCode, Outcome};
use crate::engine::wire::{ConfigPush, WireError};
use crate::protocol::config::ConfigKind;
use crate::storage::{StoreError, settings};

/// Name of the setting that says when messages were last renewed.
const RENEWED: &str = "configs-renewed";
/// How often they are renewed.
const RENEW_EVERY_MILLIS: u64 = 24 * 60 * 60 * 1_000;
/// How long a poll that comes before a push may take.
const POLL_PATIENCE: Duration = Duration::from_secs(10);

/// Why nothing was pushed.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The network.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What one push is about.
struct Batch {
    pushes: Vec<ConfigPush>,
    obsolete: Vec<(ConfigKind, Vec<String>)>,
}

/// Pushes and renews until the account stops.
pub async fn run(account: Arc<Account>) {
    let mut failures = 0_u32;
    let mut renew_at = 0;
    let mut polls = account.polls.subscribe();
    // What an earlier run left unpushed.
    account.configs_dirty.notify_one();
    loop {
        tokio::select! {
            () = account.stop.cancelled() => return,
            () = account.configs_dirty.notified() => {
                tokio::select! {
                    () = account.stop.cancelled() => return,
                    () = tokio::time::sleep(account.policy.config_pause) => {}
                }
                poll_first(&account, &mut polls).await;
            }
            changed = polls.changed() => if changed.is_err() { return },
        }
        let done = tokio::select! {
            () = account.stop.cancelled() => return,
            done = push_and_renew(&account, &mut renew_at) => done,
        };
        match done {
            Ok(()) => failures = 0,
            Err(error) => {
                failures = failures.saturating_add(1);
                tracing::info!(%error, failures, "configs were not pushed");
                let policy = &account.policy;
                let pause = backoff::pause(policy.retry_first, policy.retry_max, failures, &*account.rng);
                tokio::select! {
                    () = account.stop.cancelled() => return,
                    () = tokio::time::sleep(pause) => account.configs_dirty.notify_one(),
                }
            }
        }
    }
}

/// Fetches news, so that a push conflicts with as little as possible.
pub async fn poll_first(account: &Account, polls: &mut tokio::sync::watch::Receiver<u64>) {
    polls.mark_unchanged();
    account.poll_now.notify_one();
    drop(tokio::time::timeout(POLL_PATIENCE, polls.changed()).await);
}

/// Does what is due; `renew_at` is when the next renewal is, in network time. With nothing to do it
/// doesn't touch the store, since it is called after each poll.
async fn push_and_renew(account: &Account, renew_at: &mut u64) -> Result<(), PushError> {
    // Before the first answer of the swarm nobody knows what a push would collide with.
    if *account.polls.borrow() == 0 {
        return Ok(());
    }
    let is_pending = account.sync.borrow().is_pending;
    if is_pending {
        push_all(account).await?;
    }
    if account.clock.now().millis() >= *renew_at {
        *renew_at = renew(account).await?;
    }
    Ok(())
}

/// Pushes until nothing is left; a merge that comes in between may leave something.
///
/// # Errors
/// [`PushError`]; what was not accepted stays to be pushed.
pub async fn push_all(account: &Account) -> Result<(), PushError> {
    let _one_at_a_time = account.pushing.lock().await;
    let batch = take_batch(account).await?;
    if batch.pushes.is_empty() {
        return Ok(());
    }
    account.set_sync(|sync| sync.is_pending = true);
    let doomed: Vec<String> = batch.obsolete.iter().flat_map(|(_kind, hashes)| hashes).cloned().collect();
    let kinds: Vec<(ConfigKind, i64)> = batch.pushes.iter().map(|push| (push.kind, push.seqno)).collect();
    let answer = match account.wire.push_configs(batch.pushes, doomed).await {
        Ok(answer) => answer,
        Err(error) => {
            give_back(account, batch.obsolete).await?;
            return Err(error.into());
        }
    };
    let is_refused = answer.stored.iter().any(Option::is_none);
    let accepted: Vec<(ConfigKind, i64, Vec<String>)> = kinds
        .into_iter()
        .zip(answer.stored)
        .filter_map(|((kind, seqno), hashes)| Some((kind, seqno, hashes?)))
        .collect();
    let is_pending = confirm(account, accepted).await?;
    if !answer.is_deleted {
        give_back(account, batch.obsolete).await?;
    }
    let now = account.clock.now();
    account.set_sync(|sync| {
        sync.stored_at = Some(now);
        sync.is_pending = is_pending;
    });
    if is_refused {
        return Err(WireError::Refused.into());
    }
    if is_pending {
        account.configs_dirty.notify_one();
    }
    Ok(())
}

/// What is to be stored now. The dumps that know of it are kept before it goes out.
async fn take_batch(account: &Account) -> Result<Batch, StoreError> {
    let now = account.clock.now();
    account
        .edit(move |_tx, configs, _changes| {
            let mut batch = Batch { pushes: Vec::new(), obsolete: Vec::new() };
            if configs.volatile.config().needs_push() {
                configs.volatile.prune(now);
            }
            for config in configs.all_mut() {
                if !config.needs_push() {
                    continue;
                }
                let kind = config.kind();
                match config.push() {
                    Ok(push) => {
                        batch.obsolete.push((kind, push.obsolete));
                        batch.pushes.push(ConfigPush { kind, seqno: push.seqno, messages: push.messages });
                    }
                    Err(error) => tracing::error!(%error, kind = kind.name(), "a config can't be pushed"),
                }
            }
            Ok(batch)
        })
        .await
}

/// Confirms what was accepted. Says whether something is still to be pushed.
async fn confirm(account: &Account, accepted: Vec<(ConfigKind, i64, Vec<String>)>) -> Result<bool, StoreError> {
    account
        .edit(move |_tx, configs, _changes| {
            for (kind, seqno, hashes) in &accepted {
                if let Some(config) = configs.of_kind(*kind) {
                    config.confirm(*seqno, hashes);
                }
            }
            Ok(configs.needs_push())
        })
        .await
}

/// Keeps for the next push what should have been deleted.
async fn give_back(account: &Account, obsolete: Vec<(ConfigKind, Vec<String>)>) -> Result<(), StoreError> {
    account
        .edit(move |_tx, configs, _changes| {
            for (kind, hashes) in &obsolete {
                if let Some(config) = configs.of_kind(*kind) {
                    config.return_obsolete(hashes);
                }
            }
            Ok(())
        })
        .await
}

/// Extends the life of what the swarm keeps of our configs, once a day. Gives when to do so next.
async fn renew(account: &Account) -> Result<u64, PushError> {
    let now = account.clock.now();
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || store.read(|tx| settings::get(tx, RENEWED)));
    let renewed = read.await.unwrap_or(Err(StoreError::Panicked))?;
    let renewed_at = renewed.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes);
    let next = renewed_at.saturating_add(RENEW_EVERY_MILLIS);
    if now.millis() < next {
        return Ok(next);
    }
    let held = account
        .edit(|_tx, configs, _changes| {
            Ok(configs.all_mut().map(|config| (config.kind(), config.active_hashes())).to_vec())
        })
        .await?;
    let hashes: Vec<String> = held.iter().flat_map(|(_kind, hashes)| hashes).cloned().collect();
    if !hashes.is_empty() {
        let kept = account.wire.renew(hashes).await?;
        let lost = held.into_iter().filter(|(_kind, hashes)| hashes.iter().any(|hash| !kept.contains(hash)));
        store_again(account, lost.map(|(kind, _hashes)| kind).collect()).await?;
    }
    let written = account.store.write(move |tx| settings::put(tx, RENEWED, &now.millis().to_be_bytes()));
    written.await?;
    Ok(now.millis().saturating_add(RENEW_EVERY_MILLIS))
}

/// Stores clean configs again that the swarm lost; their bytes, and so their hashes, are the same.
async fn store_again(account: &Account, lost: Vec<ConfigKind>) -> Result<(), PushError> {
    let pushes = account
        .edit(move |_tx, configs, _changes| {
            let mut pushes = Vec::new();
            for kind in &lost {
                let Some(config) = configs.of_kind(*kind).filter(|config| !config.needs_push()) else { continue };
                if let Ok(push) = config.push() {
                    config.return_obsolete(&push.obsolete);
                    pushes.push(ConfigPush { kind: *kind, seqno: push.seqno, messages: push.messages });
                }
            }
            Ok(pushes)
        })
        .await?;
    if !pushes.is_empty() {
        tracing::info!(configs = pushes.len(), "configs that the swarm lost are stored again");
        account.wire.push_configs(pushes, Vec::new()).await?;
    }
    Ok(())
}

/// Exchanges settings now: fetches what there is, pushes what we have.
pub async fn sync_now(account: &Account) -> Done {
    let mut polls = account.polls.subscribe();
    poll_first(account, &mut polls).await;
    match push_all(account).await {
        Ok(()) => Ok(Outcome::Done),
        Err(PushError::Store(error)) => Err(store_failure(&error)),
        Err(PushError::Wire(WireError::Later(code))) => Err(code.into()),
        Err(PushError::Wire(WireError::Refused | WireError::Gone)) => Err(FailureCode::Refused.into()),
        Err(PushError::Wire(WireError::Clock)) => Err(FailureCode::ClockWrong.into()),
    }
}

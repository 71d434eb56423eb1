//! Fetching what waits in our swarm.
//!
//! Every few seconds, at once after the start, when somebody asks or when the connection is back; after
//! failures with growing pauses (protocol notes, network 6.1 and 6.3). While a node has more, the next
//! page is fetched at once. A page is opened on several threads and applied in one transaction that also
//! keeps how far we have read at that node, so a crash repeats a page but never skips one.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::account::Account;
use super::backoff;
use super::config_sync::intake;
use super::face::Event;
use super::inbox::{self, Arrival, Tally};
use super::wire::{Fetched, Page, WireError};
use crate::clock::NetworkTime;
use crate::id::ConversationId;
use crate::protocol::config::ConfigKind;
use crate::protocol::envelope;
use crate::storage::{Store, StoreError, swarm_state};

/// Namespace of one-to-one messages.
pub const MESSAGES: i16 = 0;
/// Messages that one thread opens at a time.
const SHARE: usize = 64;
/// Rows of things that expired which one poll removes at most.
const SWEEP: usize = 256;

/// Why a poll brought nothing.
#[derive(Debug, thiserror::Error)]
enum PollError {
    /// The network.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Polls until the account stops.
pub async fn run(account: Arc<Account>) {
    let policy = &account.policy;
    let mut failures = 0_u32;
    loop {
        let polled = tokio::select! {
            () = account.stop.cancelled() => return,
            polled = poll(&account) => polled,
        };
        let pause = match polled {
            Ok(has_more) => {
                failures = 0;
                tell_polled(&account);
                if has_more {
                    continue;
                }
                account.polls.send_modify(|polls| *polls = polls.saturating_add(1));
                account.caught_up.send_replace(true);
                policy.poll_every
            }
            Err(error) => {
                failures = failures.saturating_add(1);
                tracing::info!(%error, failures, "a poll failed");
                backoff::pause(policy.poll_every, policy.poll_backoff_max, failures, &*account.rng)
            }
        };
        tokio::select! {
            () = account.stop.cancelled() => return,
            () = account.poll_now.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Notes the time. It is told when somebody asked; telling it each time would repaint an idle window.
fn tell_polled(account: &Account) {
    let is_asked = account.tell_poll.swap(false, Ordering::Relaxed);
    let now = account.clock.now();
    account.polled_at.send_if_modified(|polled_at| {
        let is_first = polled_at.is_none();
        *polled_at = Some(now);
        is_asked || is_first
    });
}

/// Fetches and applies one page. Says whether there is more.
async fn poll(account: &Arc<Account>) -> Result<bool, PollError> {
    let page = account.wire.fetch(account.store.clone()).await?;
    let now = account.clock.now();
    let Page { node, messages, configs, has_more } = page;
    take_configs(account, now, node, configs).await?;
    let Some(last) = messages.last().map(|message| message.hash.clone()) else {
        sweep(account, now).await?;
        return Ok(false);
    };
    let fresh = unseen(&account.store, messages).await?;
    let is_news = !fresh.is_empty();
    let arrivals = open(account, fresh).await?;
    let tally = apply(account, now, arrivals, node, last).await?;
    if is_news {
        tracing::info!(?tally, has_more, "messages came in");
    }
    Ok(has_more)
}

/// Merges the config messages of a page, with how far they are read at this node.
async fn take_configs(
    account: &Account,
    now: NetworkTime,
    node: [u8; 32],
    configs: Vec<(ConfigKind, Vec<Fetched>)>,
) -> Result<(), StoreError> {
    let own = account.id();
    let (owner, is_news) = (ConversationId::Contact(own), configs.iter().any(|(_kind, messages)| !messages.is_empty()));
    if is_news {
        account
            .edit(move |tx, room, changes| {
                intake::take_in(tx, own, room, now, &configs, changes)?;
                for (kind, messages) in &configs {
                    if let Some(last) = messages.last() {
                        swarm_state::set_last_hash(tx, &node, &owner, kind.namespace(), &last.hash)?;
                    }
                }
                Ok(())
            })
            .await?;
    }
    account.config_pages.send_modify(|pages| *pages = pages.saturating_add(1));
    account.set_sync_quietly(|sync| sync.fetched_at = Some(now));
    Ok(())
}

async fn sweep(account: &Account, now: NetworkTime) -> Result<(), StoreError> {
    let store = account.store.clone();
    let is_due = *account.caught_up.borrow();
    if is_due {
        return Ok(());
    }
    // Once per start is enough: what expires takes two weeks to do so.
    store.write(move |tx| swarm_state::sweep(tx, now, SWEEP)).await.map(drop)
}

async fn unseen(store: &Store, messages: Vec<Fetched>) -> Result<Vec<Fetched>, StoreError> {
    let store = store.clone();
    let read = tokio::task::spawn_blocking(move || {
        store.read(|tx| {
            let mut fresh = Vec::new();
            for message in messages {
                if !swarm_state::is_seen(tx, &message.hash)? {
                    fresh.push(message);
                }
            }
            Ok(fresh)
        })
    });
    read.await.unwrap_or(Err(StoreError::Panicked))
}

/// Opens messages on several threads and returns them in their order.
async fn open(account: &Account, messages: Vec<Fetched>) -> Result<Vec<Arrival>, StoreError> {
    let mut shares = Vec::new();
    let mut rest = messages.into_iter();
    loop {
        let share: Vec<Fetched> = rest.by_ref().take(SHARE).collect();
        if share.is_empty() {
            break;
        }
        let keys = Arc::clone(&account.keys);
        shares.push(tokio::task::spawn_blocking(move || {
            let opened = share.into_iter().map(|message| Arrival {
                opened: envelope::open(&message.data, &keys),
                hash: message.hash,
                expires_at: message.expires_at,
            });
            opened.collect::<Vec<Arrival>>()
        }));
    }
    let mut arrivals = Vec::new();
    for share in shares {
        arrivals.extend(share.await.map_err(|_panicked| StoreError::Panicked)?);
    }
    Ok(arrivals)
}

/// Applies a page. If a handler panics, the messages are applied one by one, and the one that does it is
/// only marked as seen: one bad message must not hold up all that come after it.
async fn apply(
    account: &Account,
    now: NetworkTime,
    arrivals: Vec<Arrival>,
    node: [u8; 32],
    last: String,
) -> Result<Tally, StoreError> {
    let own = account.id();
    let owner = ConversationId::Contact(own);
    let arrivals: Arc<[Arrival]> = arrivals.into();
    let page = Arc::clone(&arrivals);
    let hash = last.clone();
    let whole = account.edit(move |tx, configs, changes| {
        let mut taken = inbox::take_in(tx, configs, own, now, &page)?;
        swarm_state::set_last_hash(tx, &node, &owner, MESSAGES, &hash)?;
        changes.merge(std::mem::take(&mut taken.changes));
        Ok(taken)
    });
    match whole.await {
        Err(StoreError::Panicked) => {}
        Err(error) => return Err(error),
        Ok(taken) => {
            account.typing.note(&taken.typing);
            if let Some(reaction) = taken.reaction {
                account.queue.tell(Event::ReactionCame(Arc::new(reaction)));
            }
            account.tell_jobs(taken.news).await;
            return Ok(taken.tally);
        }
    }
    tracing::error!("a message made its handler panic");
    for arrival in arrivals.iter().cloned() {
        let (hash, expires_at) = (arrival.hash.clone(), arrival.expires_at);
        let one = account.edit(move |tx, configs, changes| {
            let taken = inbox::take_in(tx, configs, own, now, std::slice::from_ref(&arrival))?;
            changes.merge(taken.changes);
            Ok(taken.news)
        });
        match one.await {
            Ok(news) => account.tell_jobs(news).await,
            Err(StoreError::Panicked) => {
                account.store.write(move |tx| swarm_state::mark_seen(tx, &hash, expires_at)).await?;
            }
            Err(error) => return Err(error),
        }
    }
    account.store.write(move |tx| swarm_state::set_last_hash(tx, &node, &owner, MESSAGES, &last)).await?;
    Ok(Tally::new())
}

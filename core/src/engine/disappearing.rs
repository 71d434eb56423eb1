//! Messages that disappear: deleting them when their time has come, having our swarm drop them then, and setting the
//! timer of a conversation.
//!
//! Which timer runs how is the store's and the inbox's business (protocol notes, messages 3.14); this is what happens
//! as time passes. A message that is over is hidden from the moment it is; it is deleted by a clock that we trust:
//! after a start, a sleep or a change of the clock that is once our swarm answered, since an answer corrects a wrong
//! clock, or after two minutes without one, since what is to disappear must not wait for a connection.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::account::{Account, store_failure};
use super::backoff;
use super::changes::Changes;
use super::commands::Done;
use super::config_sync::{Configs, derive};
use super::face::{FailureCode, Outcome};
use super::letter::Letter;
use super::outbox;
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId};
use crate::protocol::config::TimerMode;
use crate::protocol::content::{Expiry, ExpiryMode};
use crate::storage::{NewMessage, Note, StoreError, WriteTx, jobs, messages};

/// Messages deleted in one commit.
const BATCH: usize = 200;
/// Hashes in one request to our swarm.
const HASHES: usize = 100;
/// How far the two clocks may part between two looks before the time is doubted, in milliseconds.
const JUMP_MILLIS: u64 = 30_000;
/// How long a doubted clock is not acted on, in milliseconds.
const DOUBT_MILLIS: u64 = 120_000;
/// The longest timer that may be set: two weeks, in seconds.
const LONGEST_SECS: u32 = 14 * 24 * 3_600;

/// What tells whether the time can be acted on.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// The local wall clock, in milliseconds.
    wall: u64,
    /// The clock that never goes back, in milliseconds.
    monotonic: u64,
    /// How often our swarm answered.
    polls: u64,
}

impl Look {
    fn at(account: &Account) -> Self {
        let local = account.clock.local();
        Self { wall: local.wall_millis(), monotonic: local.monotonic_millis(), polls: *account.polls.borrow() }
    }
}

/// Whether the time can be acted on.
#[derive(Debug)]
struct Trust {
    last: Look,
    /// Answers of our swarm when the doubt began.
    polls: u64,
    /// When the doubt ends without an answer.
    until: u64,
    is_sure: bool,
}

impl Trust {
    const fn new(now: Look) -> Self {
        Self { last: now, polls: now.polls, until: now.monotonic.saturating_add(DOUBT_MILLIS), is_sure: false }
    }

    /// Looks at the clocks again. Says whether the time began to be doubted.
    const fn look(&mut self, now: Look) -> bool {
        let passed = now.monotonic.saturating_sub(self.last.monotonic);
        let is_jump = now.wall.abs_diff(self.last.wall.saturating_add(passed)) > JUMP_MILLIS;
        if is_jump {
            *self = Self::new(now);
        }
        self.last = now;
        self.is_sure = self.is_sure || now.polls > self.polls || now.monotonic >= self.until;
        is_jump
    }
}

/// Deletes what is over until the account stops.
pub async fn run(account: Arc<Account>) {
    let mut trust = Trust::new(Look::at(&account));
    let mut failures = 0;
    let mut not_before = NetworkTime(0);
    let mut polls = account.polls.subscribe();
    loop {
        if trust.look(Look::at(&account)) {
            account.poll_now.notify_one();
        }
        let is_sure = trust.is_sure;
        let pause = match step(&account, is_sure).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "what disappears can't be read or written");
                Some(account.policy.expiry_tick)
            }
        };
        if account.clock.now() >= not_before {
            let told = tell_swarm(&account).await;
            failures = if told { 0 } else { failures + 1 };
            let wait = backoff::pause(account.policy.retry_first, account.policy.retry_max, failures, &*account.rng);
            let wait = if told { 0 } else { u64::try_from(wait.as_millis()).unwrap_or(u64::MAX) };
            not_before = account.clock.now().plus_millis(wait);
        }
        let is_waiting = pause.is_some() || failures > 0 || !is_sure;
        let pause = pause.unwrap_or(account.policy.expiry_tick).min(account.policy.expiry_tick);
        tokio::select! {
            () = account.stop.cancelled() => return,
            () = account.messages_changed.notified() => {}
            Ok(()) = polls.changed(), if !is_sure => {}
            () = tokio::time::sleep(pause), if is_waiting => {}
        }
    }
}

/// Deletes what is over, and says how long until the next is; nothing if there is none.
async fn step(account: &Arc<Account>, is_sure: bool) -> Result<Option<Duration>, StoreError> {
    let now = account.clock.now();
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || store.read(messages::next_expiry));
    let Some(next) = read.await.unwrap_or(Err(StoreError::Panicked))? else { return Ok(None) };
    if next > now {
        return Ok(Some(Duration::from_millis(next.0.saturating_sub(now.0).max(20))));
    }
    if !is_sure {
        return Ok(Some(account.policy.expiry_tick));
    }
    let changes = account.store.write(move |tx| delete_due(tx, now)).await?;
    tracing::info!(count = changes.messages.len(), "messages disappeared");
    account.changed(changes).await;
    // What is left is looked at next: that messages changed wakes this service.
    Ok(Some(account.policy.expiry_tick))
}

/// Deletes what is over, with what was still to be done about it.
fn delete_due(tx: &WriteTx, now: NetworkTime) -> Result<Changes, StoreError> {
    let mut changes = Changes::default();
    for id in messages::due(tx, now, BATCH)? {
        let message = messages::delete(tx, id, now)?;
        jobs::finish_all_of(tx, id)?;
        changes.add_message(message.conversation, id);
    }
    Ok(changes)
}

/// Tells our swarm when to drop what was read. Says whether it is told everything.
async fn tell_swarm(account: &Account) -> bool {
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || store.read(|tx| messages::shortenings(tx, HASHES)));
    let Ok(Ok(waiting)) = read.await else { return false };
    let mut by_moment: BTreeMap<NetworkTime, Vec<String>> = BTreeMap::new();
    for (hash, until) in waiting {
        by_moment.entry(until).or_default().push(hash);
    }
    for (until, hashes) in by_moment {
        // A moment that has passed can't be asked for; the message is about to be dropped anyway.
        let at = until.max(account.clock.now());
        let kept = match account.wire.shorten(hashes.clone(), at).await {
            Ok(kept) => kept,
            Err(error) => {
                tracing::info!(%error, "our swarm was not told what disappears");
                return false;
            }
        };
        let told = account.store.write(move |tx| told(tx, until, &hashes, &kept));
        match told.await {
            Ok(changes) => account.changed(changes).await,
            Err(_store) => return false,
        }
        account.messages_changed.notify_one();
    }
    true
}

/// Notes that our swarm was told, and what it said.
fn told(
    tx: &WriteTx,
    until: NetworkTime,
    hashes: &[String],
    kept: &BTreeMap<String, NetworkTime>,
) -> Result<Changes, StoreError> {
    let mut changes = Changes::default();
    for hash in hashes {
        messages::forget_shortening(tx, hash, until)?;
        // Another device of ours may have read it before this one heard of that.
        let earlier = kept.get(hash).map(|at| messages::hasten(tx, hash, *at)).transpose()?.flatten();
        if let Some(message) = earlier {
            changes.add_message(message.conversation, message.id);
        }
    }
    Ok(changes)
}

/// Sets the timer of a conversation and tells the other side, and our other devices.
pub async fn set_timer(account: &Account, conversation: ConversationId, timer: Option<Expiry>) -> Done {
    let ConversationId::Contact(with) = conversation else { return Err(FailureCode::NotFound.into()) };
    let (own, now) = (account.id(), account.clock.now());
    let is_fit = timer.is_none_or(|timer| {
        (1..=LONGEST_SECS).contains(&timer.timer_secs) && (with != own || timer.mode == ExpiryMode::AfterSend)
    });
    if !is_fit {
        return Err(FailureCode::TimerInvalid.into());
    }
    let written = account.edit(move |tx, configs, changes| {
        if with != own {
            let known = configs.contacts.get(with).filter(|known| known.is_approved).ok_or(StoreError::NotFound)?;
            if known.is_blocked {
                return Ok(Err(FailureCode::Blocked));
            }
        }
        if !write_timer(tx, configs, (own, with), timer, now, changes)? {
            return Ok(Ok(None));
        }
        let line = NewMessage { timer, note: Some(Note::Timer(timer)), ..NewMessage::text(conversation, own, now, "") };
        let (place, job) = outbox::insert(tx, &line, |sent_at| Letter::unsealed(with, sent_at))?;
        changes.add_message(conversation, place.message);
        Ok(Ok(Some(job)))
    });
    let news = written.await.map_err(|error| store_failure(&error))??;
    account.tell_jobs(news).await;
    Ok(Outcome::Done)
}

/// Writes the timer where our devices agree on it. Says whether that changed anything.
fn write_timer(
    tx: &WriteTx,
    configs: &mut Configs,
    (own, with): (AccountId, AccountId),
    timer: Option<Expiry>,
    now: NetworkTime,
    changes: &mut Changes,
) -> Result<bool, StoreError> {
    let secs = timer.map_or(0, |timer| u64::from(timer.timer_secs));
    if with == own {
        let is_changed = configs.profile.note_to_self_timer_secs() != secs;
        configs.profile.set_note_to_self_timer_secs(secs);
        crate::storage::conversations::ensure(tx, ConversationId::Contact(own), now)?;
        derive::profile(tx, own, configs, now, changes)?;
        return Ok(is_changed);
    }
    let entry = timer.map(|timer| match timer.mode {
        ExpiryMode::AfterSend => (TimerMode::AfterSend, secs),
        ExpiryMode::AfterRead => (TimerMode::AfterRead, secs),
    });
    let is_changed = configs.contacts.get(with).is_some_and(|known| known.timer != entry);
    configs.contacts.update(with, |contact| contact.timer = entry);
    derive::contact(tx, configs, with, now, changes)?;
    Ok(is_changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn look(wall: u64, monotonic: u64, polls: u64) -> Look {
        Look { wall, monotonic, polls }
    }

    #[test]
    fn a_clock_is_trusted_after_an_answer_or_two_minutes() {
        let mut trust = Trust::new(look(1_000_000, 0, 4));
        assert!(!trust.look(look(1_001_000, 1_000, 4)) && !trust.is_sure);
        assert!(!trust.look(look(1_002_000, 2_000, 5)) && trust.is_sure, "our swarm answered");
        let mut alone = Trust::new(look(1_000_000, 0, 4));
        assert!(!alone.look(look(1_119_000, 119_000, 4)) && !alone.is_sure);
        assert!(!alone.look(look(1_120_000, 120_000, 4)) && alone.is_sure);
    }

    #[test]
    fn a_clock_that_jumps_is_doubted_again() {
        let mut trust = Trust::new(look(1_000_000, 0, 4));
        assert!(!trust.look(look(1_001_000, 1_000, 5)) && trust.is_sure);
        assert!(trust.look(look(90_000_000, 2_000, 5)), "set ahead, or the computer slept");
        assert!(!trust.is_sure);
        assert!(!trust.look(look(90_001_000, 3_000, 5)) && !trust.is_sure);
        assert!(!trust.look(look(90_002_000, 4_000, 6)) && trust.is_sure);
        assert!(trust.look(look(1_000_000, 5_000, 6)), "set back");
        assert!(!trust.is_sure);
    }
}

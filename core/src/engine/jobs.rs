//! Jobs: what must reach the network, however often the program ends in between.
//!
//! A job is tried until it works, with growing pauses; those of one lane in order. That there is no
//! connection is no reason to give up: a message stays `Sending` and goes out when there is one. It fails
//! when the swarm refuses it several times, when our clock can't be corrected, or when it is two weeks
//! old. What an attempt achieved is committed in one transaction: the state of the message, the end of the
//! job and the job of the sync copy. A crash before that repeats the attempt with the same bytes.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::account::{Account, Inlet};
use super::attachments::{fetch, upload};
use super::backoff;
use super::changes::Changes;
use super::face::FailureCode;
use super::job_index::JobIndex;
use super::letter::{JobKind, Letter};
use super::outbox::enqueue;
use super::wire::{Stored, WireError};
use crate::clock::NetworkTime;
use crate::protocol::content::{Author, ContentKind, Quote, VisibleMessage};
use crate::storage::{Delivery, Job, JobId, Message, Note, StoreError, WriteTx, jobs, messages, swarm_state};

/// Jobs that run at the same time.
const AT_ONCE: usize = 6;
/// Longest sleep of the runner, so that a clock that was set back doesn't stop it.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);

/// News for whom runs the jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobNews {
    /// A job was kept.
    Added {
        /// Which.
        job: JobId,
        /// Its lane.
        lane: Vec<u8>,
        /// When it is due.
        due_at: NetworkTime,
    },
    /// There is a connection again: everything is due.
    Connected,
}

/// How a run of a job ended.
struct Ended {
    job: JobId,
    /// When to run it again; nothing if it is finished.
    again_at: Option<NetworkTime>,
    /// A job that follows from it.
    follower: Option<JobNews>,
}

/// Runs jobs until the account stops. What runs then is cut off, and repeated after the next start.
pub async fn run(account: Arc<Account>, news: Inlet<JobNews>) {
    let mut news = news.lock_owned().await;
    let mut index = match load(&account).await {
        Ok(index) => index,
        Err(error) => {
            tracing::error!(%error, "the jobs can't be read");
            return;
        }
    };
    let mut running: JoinSet<Ended> = JoinSet::new();
    loop {
        let now = account.clock.now();
        for job in index.start_due(now, AT_ONCE.saturating_sub(index.running())) {
            running.spawn(run_one(Arc::clone(&account), job));
        }
        let until_next = match index.next_due() {
            Some(due_at) if index.running() < AT_ONCE => Duration::from_millis(due_at.0.saturating_sub(now.0)),
            _ => LONGEST_SLEEP,
        };
        tokio::select! {
            () = account.stop.cancelled() => return,
            one = news.recv() => match one {
                None => return,
                Some(JobNews::Added { job, lane, due_at }) => index.put(job, lane, due_at),
                Some(JobNews::Connected) => index.hurry(),
            },
            ended = running.join_next(), if !running.is_empty() => match ended {
                Some(Ok(ended)) => {
                    index.ended(ended.job, ended.again_at);
                    if let Some(JobNews::Added { job, lane, due_at }) = ended.follower {
                        index.put(job, lane, due_at);
                    }
                }
                // A job that panicked is read again with all others.
                Some(Err(error)) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                _ => {}
            },
            () = tokio::time::sleep(until_next.clamp(Duration::from_millis(5), LONGEST_SLEEP)) => {}
        }
    }
}

async fn load(account: &Account) -> Result<JobIndex, StoreError> {
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || {
        store.read(|tx| {
            let mut index = JobIndex::default();
            for job in jobs::all(tx)? {
                index.put(job.id, job.lane, job.due_at);
            }
            Ok(index)
        })
    });
    read.await.unwrap_or(Err(StoreError::Panicked))
}

/// Runs a job once. A store that fails is tried again later, like a network that does.
async fn run_one(account: Arc<Account>, id: JobId) -> Ended {
    match attempt(&account, id).await {
        Ok(ended) => ended,
        Err(error) => {
            tracing::error!(%error, "a job can't be read or written");
            let again_at = account.clock.now().plus_millis(millis(account.policy.retry_max));
            Ended { job: id, again_at: Some(again_at), follower: None }
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

async fn attempt(account: &Arc<Account>, id: JobId) -> Result<Ended, StoreError> {
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || store.read(|tx| jobs::get(tx, id)));
    let Some(job) = read.await.unwrap_or(Err(StoreError::Panicked))? else {
        return Ok(Ended { job: id, again_at: None, follower: None });
    };
    if job.kind == JobKind::Fetch.number() {
        let again_at = fetch::attempt(account, &job).await?;
        return Ok(Ended { job: id, again_at, follower: None });
    }
    if let (Some(JobKind::Message), Some(message)) = (JobKind::from_number(job.kind), job.message)
        && let Err(error) = upload::all(account, message).await?
    {
        let letter = Letter::decode(&job.payload)?;
        return not_delivered(account, job, JobKind::Message, letter, error).await;
    }
    let Some((job, kind, letter)) = sealed_letter(account, id).await? else {
        return Ok(Ended { job: id, again_at: None, follower: None });
    };
    if kind == JobKind::Forget {
        return match account.wire.forget(letter.row.hashes.clone()).await {
            Ok(()) => delivered(account, &job, kind, &letter, Stored::default()).await,
            Err(error) => not_delivered(account, job, kind, letter, error).await,
        };
    }
    let Some(sealed) = letter.row.sealed.clone() else { return Err(StoreError::Damaged) };
    match account.wire.store(letter.recipient, sealed, letter.ttl_millis()).await {
        Ok(stored) => delivered(account, &job, kind, &letter, stored).await,
        Err(error) => not_delivered(account, job, kind, letter, error).await,
    }
}

/// A job with its sealed letter; nothing when it has become pointless, and is gone now.
async fn sealed_letter(account: &Arc<Account>, id: JobId) -> Result<Option<(Job, JobKind, Letter)>, StoreError> {
    let reader = Arc::clone(account);
    let read = tokio::task::spawn_blocking(move || {
        let Some(job) = reader.store.read(|tx| jobs::get(tx, id))? else { return Ok(None) };
        let kind = JobKind::from_number(job.kind).ok_or(StoreError::Damaged)?;
        let mut letter = Letter::decode(&job.payload)?;
        if letter.row.sealed.is_some() || kind == JobKind::Forget {
            return Ok(Some((job, kind, letter)));
        }
        let is_sealed = match kind {
            JobKind::Message => {
                let message = job.message.ok_or(StoreError::Damaged)?;
                match reader.store.read(|tx| messages::get(tx, message))? {
                    Some(message) => {
                        let expiry = message.timer;
                        letter.seal_message(&reader, on_wire(message), expiry).is_ok()
                    }
                    None => false,
                }
            }
            JobKind::RequestResponse => letter.seal_response(&reader).is_ok(),
            JobKind::Receipt => letter.seal_receipt(&reader).is_ok(),
            JobKind::SyncCopy | JobKind::Content | JobKind::Forget | JobKind::Fetch => false,
        };
        if !is_sealed {
            reader.store.write_blocking(move |tx| jobs::finish(tx, id))?;
            return Ok(None);
        }
        let payload = letter.encode();
        reader.store.write_blocking(move |tx| jobs::update(tx, id, |job| job.payload.clone_from(&payload)))?;
        Ok(Some((job, kind, letter)))
    });
    read.await.unwrap_or(Err(StoreError::Panicked))
}

/// What a kept message says on the wire.
fn on_wire(message: Message) -> ContentKind {
    if matches!(message.note, Some(Note::Timer(_))) {
        return ContentKind::ExpiryChange;
    }
    let quote = message.quote.map(|quote| Quote { sent_at: quote.sent_at, author: Author::Account(quote.author) });
    let attachments = message.files.into_iter().map(|file| file.pointer).collect();
    ContentKind::Visible(Box::new(VisibleMessage { attachments, quote, ..VisibleMessage::text(message.body) }))
}

/// The swarm has it: commits that, with the job of the sync copy.
async fn delivered(
    account: &Account,
    job: &Job,
    kind: JobKind,
    letter: &Letter,
    stored: Stored,
) -> Result<Ended, StoreError> {
    let (id, message, own, now) = (job.id, job.message, account.id(), account.clock.now());
    let letter = letter.clone();
    let is_ours = letter.recipient == own;
    let (follower, changes) = account
        .store
        .write(move |tx| {
            if !jobs::finish(tx, id)? {
                return Ok((None, Changes::default()));
            }
            if is_ours && kind != JobKind::Forget {
                swarm_state::mark_seen(tx, &stored.hash, stored.expires_at)?;
                if let Some(message) = message {
                    ignore_deleted(messages::set_server_hash(tx, message, &stored.hash))?;
                }
            }
            let changes = match (kind, message) {
                (JobKind::Message, Some(message)) => {
                    let changes = set_delivery(tx, message, &Delivery::Sent)?;
                    // For its sender a message counts as read when it is sent (protocol notes, messages 3.14).
                    messages::start_timer(tx, message, now)?;
                    changes
                }
                _ => Changes::default(),
            };
            let follower = match letter.copy_for(own) {
                Some(copy) => Some(enqueue(tx, copy.job(JobKind::SyncCopy, message, now))?),
                None => None,
            };
            Ok((follower, changes))
        })
        .await?;
    account.changed(changes).await;
    Ok(Ended { job: id, again_at: None, follower })
}

fn ignore_deleted(result: Result<(), StoreError>) -> Result<(), StoreError> {
    match result {
        Err(StoreError::NotFound) => Ok(()),
        other => other,
    }
}

/// Changes how far a message has come, unless it was deleted meanwhile.
fn set_delivery(tx: &WriteTx, message: crate::id::MessageId, delivery: &Delivery) -> Result<Changes, StoreError> {
    match messages::set_delivery(tx, message, delivery) {
        Ok(message) => Ok(Changes::message(message.conversation, message.id)),
        Err(StoreError::NotFound) => Ok(Changes::default()),
        Err(error) => Err(error),
    }
}

/// What to do after an attempt that failed.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Again,
    GiveUp(FailureCode),
}

/// Decides whether a letter is tried again. `refusals` counts this one.
fn next(error: WireError, refusals: u32, most_refusals: u32, age_millis: u64, most_age_millis: u64) -> Next {
    match error {
        WireError::Clock if refusals >= most_refusals => Next::GiveUp(FailureCode::ClockWrong),
        WireError::Refused | WireError::Gone if refusals >= most_refusals => Next::GiveUp(FailureCode::Refused),
        WireError::Later(code) if age_millis >= most_age_millis => Next::GiveUp(code),
        _ => Next::Again,
    }
}

async fn not_delivered(
    account: &Account,
    job: Job,
    kind: JobKind,
    mut letter: Letter,
    error: WireError,
) -> Result<Ended, StoreError> {
    let (id, policy, now) = (job.id, &account.policy, account.clock.now());
    if !matches!(error, WireError::Later(_)) {
        letter.row.refusals = letter.row.refusals.saturating_add(1);
    }
    let age = now.0.saturating_sub(job.created_at.0);
    let next = next(error, letter.row.refusals, policy.refusals, age, millis(policy.give_up_after));
    tracing::info!(%error, attempts = job.attempts.saturating_add(1), "a message was not delivered");
    if let Next::GiveUp(code) = next {
        return give_up(account, &job, kind, code).await;
    }
    let pause = backoff::pause(policy.retry_first, policy.retry_max, job.attempts.saturating_add(1), &*account.rng);
    let again_at = now.plus_millis(millis(pause));
    let payload = letter.encode();
    let is_there = account
        .store
        .write(move |tx| {
            let written = jobs::update(tx, id, |job| {
                job.attempts = job.attempts.saturating_add(1);
                job.due_at = again_at;
                job.payload.clone_from(&payload);
            });
            match written {
                Ok(_) => Ok(true),
                Err(StoreError::NotFound) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await?;
    Ok(Ended { job: id, again_at: is_there.then_some(again_at), follower: None })
}

async fn give_up(account: &Account, job: &Job, kind: JobKind, code: FailureCode) -> Result<Ended, StoreError> {
    let (id, message) = (job.id, job.message);
    let changes = account
        .store
        .write(move |tx| {
            let was_there = jobs::finish(tx, id)?;
            match (kind, message) {
                (JobKind::Message, Some(message)) if was_there => {
                    set_delivery(tx, message, &Delivery::Failed(code.as_str().to_owned()))
                }
                _ => Ok(Changes::default()),
            }
        })
        .await?;
    account.changed(changes).await;
    Ok(Ended { job: id, again_at: None, follower: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_given_up_for_few_reasons() {
        let offline = WireError::Later(FailureCode::Offline);
        assert_eq!(next(offline, 0, 3, 999, 1_000), Next::Again);
        assert_eq!(next(offline, 0, 3, 1_000, 1_000), Next::GiveUp(FailureCode::Offline));
        assert_eq!(next(WireError::Refused, 2, 3, 0, 1_000), Next::Again);
        assert_eq!(next(WireError::Refused, 3, 3, 0, 1_000), Next::GiveUp(FailureCode::Refused));
        assert_eq!(next(WireError::Clock, 3, 3, 0, 1_000), Next::GiveUp(FailureCode::ClockWrong));
    }
}

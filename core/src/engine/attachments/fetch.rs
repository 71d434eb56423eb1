//! Files of others: fetched by jobs of their own, opened, and kept.

use std::sync::Arc;

use crate::clock::NetworkTime;
use crate::crypto::files::{FileError, legacy, stream};
use crate::engine::account::Account;
use crate::engine::backoff;
use crate::engine::changes::Changes;
use crate::engine::face::FailureCode;
use crate::engine::jobs::JobNews;
use crate::engine::letter::JobKind;
use crate::engine::outbox::enqueue;
use crate::engine::wire::WireError;
use crate::id::FileId;
use crate::protocol::content::{Attachment, FileUrl};
use crate::storage::{File, FileState, Job, NewJob, StoreError, WriteTx, files, jobs, settings};

/// Files that are fetched at the same time.
const AT_ONCE: u64 = 3;
/// Attempts after which a file is given up; that there is no connection doesn't count.
const ATTEMPTS: u32 = 6;
/// Bytes of a picture or voice message that is fetched without being asked for, at most.
const SMALL_BYTES: u32 = 4_000_000;
/// Name of the setting that nothing is fetched without being asked for.
const SETTING: &str = "asks_before_files";

/// Whether small files of people we talk to are fetched at once.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn is_automatic(tx: &impl crate::storage::Reads) -> Result<bool, StoreError> {
    Ok(!settings::is_on(tx, SETTING)?)
}

/// Has small files fetched at once, or only when asked for.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn set_automatic(tx: &WriteTx, is_automatic: bool) -> Result<(), StoreError> {
    settings::turn(tx, SETTING, !is_automatic)
}

/// Whether a file is one that may be fetched without being asked for.
pub fn is_small(pointer: &Attachment) -> bool {
    let is_shown = pointer.is_voice || pointer.content_type.as_deref().is_some_and(|it| it.starts_with("image/"));
    is_shown && pointer.size_bytes.is_some_and(|size| size <= SMALL_BYTES)
}

/// Keeps the job that fetches a file.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn order(tx: &WriteTx, file: FileId, now: NetworkTime) -> Result<JobNews, StoreError> {
    let lane = (file.message.0.wrapping_add(u64::from(file.index))) % AT_ONCE;
    let job = NewJob {
        kind: JobKind::Fetch.number(),
        lane: format!("file{lane}").into_bytes(),
        message: Some(file.message),
        payload: vec![file.index],
        created_at: now,
        due_at: now,
    };
    enqueue(tx, job)
}

/// Runs such a job once. Gives when to run it again; nothing if it is finished.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn attempt(account: &Arc<Account>, job: &Job) -> Result<Option<NetworkTime>, StoreError> {
    let (Some(message), Some(index)) = (job.message, job.payload.first().copied()) else {
        return Err(StoreError::Damaged);
    };
    let id = FileId { message, index };
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || store.read(|tx| files::get(tx, id)));
    let file: Option<File> = read.await.unwrap_or(Err(StoreError::Panicked))?;
    let Some(file) = file.filter(|file| file.state == FileState::Fetching) else {
        let finished = job.id;
        return account.store.write(move |tx| jobs::finish(tx, finished)).await.map(|_was_there| None);
    };
    let pointer = file.pointer;
    match account.wire.download(pointer.url.clone()).await {
        Ok(sealed) => {
            let opened = tokio::task::spawn_blocking(move || open(&sealed, &pointer)).await;
            match opened.map_err(|_panicked| StoreError::Panicked)? {
                Ok(plain) => end(account, job, id, FileState::Here, plain).await,
                Err(error) => {
                    tracing::info!(%error, "a file can't be opened");
                    fail(account, job, id, FailureCode::FileDamaged).await
                }
            }
        }
        Err(WireError::Gone) => end(account, job, id, FileState::Expired, Vec::new()).await,
        Err(WireError::Refused) => fail(account, job, id, FailureCode::Refused).await,
        Err(error) => again(account, job, id, error).await,
    }
}

/// Opens a file by what its pointer says.
fn open(sealed: &[u8], pointer: &Attachment) -> Result<Vec<u8>, FileError> {
    let size = pointer.size_bytes.and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
    let is_stream = FileUrl::parse(&pointer.url).is_some_and(|url| url.is_stream);
    if !is_stream {
        return legacy::open(sealed, &pointer.key, &pointer.digest, size);
    }
    let mut plain = stream::open(sealed, &pointer.key)?;
    if size > plain.len() {
        return Err(FileError::Size);
    }
    if size > 0 {
        plain.truncate(size);
    }
    Ok(plain)
}

async fn again(
    account: &Arc<Account>,
    job: &Job,
    id: FileId,
    error: WireError,
) -> Result<Option<NetworkTime>, StoreError> {
    let attempts = job.attempts.saturating_add(1);
    let code = match error {
        WireError::Later(code) => code,
        _ => FailureCode::ClockWrong,
    };
    if attempts >= ATTEMPTS && code != FailureCode::Offline {
        return fail(account, job, id, code).await;
    }
    let policy = &account.policy;
    let pause = backoff::pause(policy.retry_first, policy.retry_max, attempts, &*account.rng);
    let again_at = account.clock.now().plus_millis(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX));
    let job = job.id;
    match account.store.write(move |tx| jobs::reschedule(tx, job, again_at)).await {
        Ok(_) => Ok(Some(again_at)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn fail(
    account: &Arc<Account>,
    job: &Job,
    id: FileId,
    code: FailureCode,
) -> Result<Option<NetworkTime>, StoreError> {
    end(account, job, id, FileState::Failed(code.as_str().to_owned()), Vec::new()).await
}

/// Commits how it ended.
async fn end(
    account: &Arc<Account>,
    job: &Job,
    id: FileId,
    state: FileState,
    plain: Vec<u8>,
) -> Result<Option<NetworkTime>, StoreError> {
    let job = job.id;
    let written = account.store.write(move |tx| {
        if !jobs::finish(tx, job)? {
            return Ok(Changes::default());
        }
        match files::change(tx, id, |file| file.state = state.clone()) {
            Ok(message) => {
                if state == FileState::Here {
                    files::put_bytes(tx, id, &plain)?;
                }
                Ok(Changes::message(message.conversation, message.id))
            }
            Err(StoreError::NotFound) => Ok(Changes::default()),
            Err(error) => Err(error),
        }
    });
    let changes = written.await?;
    account.changed(changes).await;
    Ok(None)
}

//! Things to do that must survive a restart: sending a message, its sync copy, and what comes later.
//!
//! A job is due at a moment of network time. Who runs it finishes it or moves it to a later moment;
//! nothing is taken out of the store by looking at it, so a crash in between runs it again.

use prost::Message as _;
use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::schema::keys;
use super::schema::rows::JobRow;
use super::schema::tables::{JOBS, JOBS_DUE, JOBS_OF_MESSAGE};
use crate::clock::NetworkTime;
use crate::id::MessageId;

/// Number of a job, unique in one store and never reused; a later job has a higher number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// A job about to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewJob {
    /// What is to be done; the engine gives the numbers.
    pub kind: u32,
    /// Jobs of one lane are done in the order of their numbers; empty: no order. The engine's rule.
    pub lane: Vec<u8>,
    /// The message it is about.
    pub message: Option<MessageId>,
    /// What is needed to do it.
    pub payload: Vec<u8>,
    /// When it was made.
    pub created_at: NetworkTime,
    /// When it is due.
    pub due_at: NetworkTime,
}

/// A kept job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What is to be done.
    pub kind: u32,
    /// Jobs of one lane are done in order.
    pub lane: Vec<u8>,
    /// The message it is about.
    pub message: Option<MessageId>,
    /// What is needed to do it.
    pub payload: Vec<u8>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was made.
    pub created_at: NetworkTime,
    /// When it is due.
    pub due_at: NetworkTime,
}

impl Job {
    fn from_row(id: JobId, row: JobRow) -> Self {
        Self {
            id,
            kind: row.kind,
            lane: row.lane,
            message: row.message.map(MessageId),
            payload: row.payload,
            attempts: row.attempts,
            created_at: NetworkTime(row.created_at),
            due_at: NetworkTime(row.due_at),
        }
    }

    fn to_row(&self) -> JobRow {
        JobRow {
            kind: self.kind,
            lane: self.lane.clone(),
            message: self.message.map(|message| message.0),
            payload: self.payload.clone(),
            attempts: self.attempts,
            created_at: self.created_at.0,
            due_at: self.due_at.0,
        }
    }
}

/// Keeps a job.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn enqueue(tx: &WriteTx, new: NewJob) -> Result<JobId, StoreError> {
    let id = JobId(tx.next_number("next_job_id")?);
    let job = Job {
        id,
        kind: new.kind,
        lane: new.lane,
        message: new.message,
        payload: new.payload,
        attempts: 0,
        created_at: new.created_at,
        due_at: new.due_at,
    };
    if let Some(message) = job.message {
        tx.table(JOBS_OF_MESSAGE)?.insert(&keys::pair(message.0, id.0), ())?;
    }
    tx.table(JOBS_DUE)?.insert(&keys::pair(job.due_at.0, id.0), ())?;
    tx.table(JOBS)?.insert(&id.0.to_be_bytes(), job.to_row().encode_to_vec().as_slice())?;
    Ok(id)
}

/// A job, or nothing if it is finished.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn get(tx: &impl Reads, id: JobId) -> Result<Option<Job>, StoreError> {
    let table = tx.open(JOBS)?;
    let Some(value) = table.get(&id.0.to_be_bytes())? else { return Ok(None) };
    Ok(Some(Job::from_row(id, JobRow::decode(value.value())?)))
}

/// Changes a job: attempts, payload, moment. Its number, message and lane stay.
///
/// # Errors
/// [`StoreError::NotFound`] if it is finished.
pub fn update(tx: &WriteTx, id: JobId, change: impl FnOnce(&mut Job)) -> Result<Job, StoreError> {
    let before = get(tx, id)?.ok_or(StoreError::NotFound)?;
    let mut job = before.clone();
    change(&mut job);
    let job = Job { id, message: before.message, lane: before.lane, ..job };
    if job.due_at != before.due_at {
        let mut due = tx.table(JOBS_DUE)?;
        due.remove(&keys::pair(before.due_at.0, id.0))?;
        due.insert(&keys::pair(job.due_at.0, id.0), ())?;
    }
    tx.table(JOBS)?.insert(&id.0.to_be_bytes(), job.to_row().encode_to_vec().as_slice())?;
    Ok(job)
}

/// Counts an attempt and moves the job to `due_at`.
///
/// # Errors
/// [`StoreError::NotFound`] if it is finished.
pub fn reschedule(tx: &WriteTx, id: JobId, due_at: NetworkTime) -> Result<Job, StoreError> {
    update(tx, id, |job| {
        job.attempts = job.attempts.saturating_add(1);
        job.due_at = due_at;
    })
}

/// Forgets a job, done or given up. Says whether it was there.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn finish(tx: &WriteTx, id: JobId) -> Result<bool, StoreError> {
    let Some(job) = get(tx, id)? else { return Ok(false) };
    tx.table(JOBS)?.remove(&id.0.to_be_bytes())?;
    tx.table(JOBS_DUE)?.remove(&keys::pair(job.due_at.0, id.0))?;
    if let Some(message) = job.message {
        tx.table(JOBS_OF_MESSAGE)?.remove(&keys::pair(message.0, id.0))?;
    }
    Ok(true)
}

/// Forgets every job about a message.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn finish_all_of(tx: &WriteTx, message: MessageId) -> Result<(), StoreError> {
    for job in of_message(tx, message)? {
        finish(tx, job.id)?;
    }
    Ok(())
}

/// Jobs due at `now`, at most `limit`, longest due first.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn due(tx: &impl Reads, now: NetworkTime, limit: usize) -> Result<Vec<Job>, StoreError> {
    let table = tx.open(JOBS_DUE)?;
    let mut jobs = Vec::new();
    for entry in table.range::<&[u8; 16]>(..=&keys::pair(now.0, u64::MAX))?.take(limit) {
        let id = JobId(keys::last_u64(entry?.0.value())?);
        jobs.push(get(tx, id)?.ok_or(StoreError::Damaged)?);
    }
    Ok(jobs)
}

/// When the next job is due, if there is one.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn next_due(tx: &impl Reads) -> Result<Option<NetworkTime>, StoreError> {
    let table = tx.open(JOBS_DUE)?;
    let Some((key, ())) = table.first()?.map(|(key, _)| (key, ())) else { return Ok(None) };
    Ok(Some(NetworkTime(keys::first_u64(key.value())?)))
}

/// Every job, oldest first.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn all(tx: &impl Reads) -> Result<Vec<Job>, StoreError> {
    let table = tx.open(JOBS)?;
    let mut jobs = Vec::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        jobs.push(Job::from_row(JobId(keys::last_u64(key.value())?), JobRow::decode(value.value())?));
    }
    Ok(jobs)
}

/// The jobs about a message, oldest first.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn of_message(tx: &impl Reads, message: MessageId) -> Result<Vec<Job>, StoreError> {
    let table = tx.open(JOBS_OF_MESSAGE)?;
    let mut jobs = Vec::new();
    for entry in table.range::<&[u8; 16]>(&keys::pair(message.0, 0)..=&keys::pair(message.0, u64::MAX))? {
        let id = JobId(keys::last_u64(entry?.0.value())?);
        jobs.push(get(tx, id)?.ok_or(StoreError::Damaged)?);
    }
    Ok(jobs)
}

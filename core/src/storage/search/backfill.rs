//! Messages that were kept before there was an index.
//!
//! When a store meets the index for the first time, a mark says which messages came before. They are indexed
//! afterwards, the oldest first, in batches that leave the writer free in between; what comes in the meantime is
//! indexed when it comes, and what is deleted has nothing to be taken out. When letters are folded in another way
//! one day, the version in the mark changes and all is indexed anew.

use redb::ReadableTable;

use super::postings;
use crate::id::MessageId;
use crate::storage::db::{Reads, WriteTx};
use crate::storage::error::StoreError;
use crate::storage::messages;
use crate::storage::schema::keys;
use crate::storage::schema::tables::{META, PLACES, SEARCH, SEARCH_FRESH};

/// How letters are folded and words are made.
const VERSION: u64 = 2;
/// Where the mark is.
const MARK: &str = "search_index";

/// Messages from `next` up to but not including `until` are not indexed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    next: u64,
    until: u64,
}

/// The mark; nothing if there is none of this version.
fn mark(tx: &impl Reads) -> Result<Option<Mark>, StoreError> {
    let meta = tx.open(META)?;
    let Some(value) = meta.get(MARK)? else { return Ok(None) };
    let bytes = value.value();
    let number = |at: usize| bytes.get(at..at + 8).ok_or(StoreError::Damaged).and_then(keys::first_u64);
    if number(0)? != VERSION {
        return Ok(None);
    }
    Ok(Some(Mark { next: number(8)?, until: number(16)? }))
}

fn set_mark(tx: &WriteTx, mark: Mark) -> Result<(), StoreError> {
    let bytes = [VERSION, mark.next, mark.until].map(u64::to_be_bytes).concat();
    tx.table(META)?.insert(MARK, bytes.as_slice())?;
    Ok(())
}

/// Whether the store has an index of this version, finished or not.
pub(in crate::storage) fn is_prepared(tx: &impl Reads) -> Result<bool, StoreError> {
    Ok(mark(tx)?.is_some())
}

/// Makes the index of a store that has none. Costs the same whatever is in the store.
pub(in crate::storage) fn prepare(tx: &WriteTx) -> Result<(), StoreError> {
    if is_prepared(tx)? {
        return Ok(());
    }
    tx.delete_table(SEARCH)?;
    tx.delete_table(SEARCH_FRESH)?;
    tx.table(SEARCH)?;
    tx.table(SEARCH_FRESH)?;
    let last = tx.open(META)?.get("next_message_id")?.map(|value| keys::last_u64(value.value())).transpose()?;
    set_mark(tx, Mark { next: 1, until: last.unwrap_or(0).saturating_add(1) })
}

/// Whether every message can be found.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn is_complete(tx: &impl Reads) -> Result<bool, StoreError> {
    Ok(mark(tx)?.is_some_and(|mark| mark.next >= mark.until))
}

/// Indexes up to `count` messages of those from before. Says whether all are done.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn backfill(tx: &WriteTx, count: usize) -> Result<bool, StoreError> {
    let mark = mark(tx)?.ok_or(StoreError::Damaged)?;
    let ids = waiting(tx, mark, count)?;
    for id in &ids {
        if let Some(message) = messages::get(tx, MessageId(*id))? {
            let (number, _) = messages::place(tx, message.id)?.ok_or(StoreError::Damaged)?;
            postings::add(tx, number, &message)?;
        }
    }
    let next = if ids.len() < count { mark.until } else { ids.last().map_or(mark.until, |last| last + 1) };
    if next != mark.next {
        set_mark(tx, Mark { next, ..mark })?;
    }
    Ok(next >= mark.until)
}

fn waiting(tx: &WriteTx, mark: Mark, count: usize) -> Result<Vec<u64>, StoreError> {
    let places = tx.open(PLACES)?;
    let (from, to) = (mark.next.to_be_bytes(), mark.until.to_be_bytes());
    if from >= to {
        return Ok(Vec::new());
    }
    let mut ids = Vec::with_capacity(count);
    for entry in places.range::<&[u8; 8]>(&from..&to)?.take(count) {
        ids.push(u64::from_be_bytes(*entry?.0.value()));
    }
    Ok(ids)
}

/// Forgets that there is an index, for tests.
#[cfg(test)]
pub(super) fn forget(tx: &WriteTx) -> Result<(), StoreError> {
    tx.table(META)?.remove(MARK)?;
    Ok(())
}

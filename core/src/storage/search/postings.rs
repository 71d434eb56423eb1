//! Lists of message numbers: which messages have a term.
//!
//! The numbers of a term are cut into rows of about 250 bytes. A key is the term, a zero byte (no term of
//! letters has one), and the first number of the row; the value has the distances to the others as variable-length
//! numbers. So rows are found by their numbers.
//!
//! The rows of a message's terms lie apart from each other, and writing one message would write forty pages. So
//! new messages first go to a small table of their own, one key a term and message, whose pages lie together; when
//! it has those of about a hundred messages, they are moved in one go. Many messages at once go to the rows directly:
//! within a transaction changes are gathered and written when it ends, since messages share most of their terms.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use redb::{ReadableTable, ReadableTableMetadata};

use super::words::{self, Term};
use crate::storage::db::WriteTx;
use crate::storage::error::StoreError;
use crate::storage::messages::Message;
use crate::storage::schema::tables::{SEARCH, SEARCH_FRESH};

/// Bytes of a value after which a row is full.
const FULL: usize = 250;
/// Changes that are gathered at most, which is about 30 MB.
const MOST_PENDING: usize = 200_000;
/// Changes of one transaction that go past the fresh ones.
const MANY: usize = 2_000;
/// Fresh pairs of a term and a message that are kept apart.
const MOST_FRESH: u64 = 4_000;

/// Of each term and message whether it has it.
type Changes = BTreeMap<Term, BTreeMap<u64, bool>>;

/// Changes that wait for the end of their transaction.
#[derive(Debug, Default)]
pub(in crate::storage) struct Pending {
    changes: RefCell<Changes>,
    count: RefCell<usize>,
}

/// Puts a message into the index.
pub(in crate::storage) fn add(tx: &WriteTx, number: u32, message: &Message) -> Result<(), StoreError> {
    note(tx, number, message, true)
}

/// Takes a message out of the index, which it is in as it is.
pub(in crate::storage) fn remove(tx: &WriteTx, number: u32, message: &Message) -> Result<(), StoreError> {
    note(tx, number, message, false)
}

fn note(tx: &WriteTx, number: u32, message: &Message, is_there: bool) -> Result<(), StoreError> {
    let pending = tx.pending();
    let terms = terms_of(number, message);
    *pending.count.borrow_mut() += terms.len();
    {
        let mut changes = pending.changes.borrow_mut();
        for term in terms {
            changes.entry(term).or_default().insert(message.id.0, is_there);
        }
    }
    if *pending.count.borrow() > MOST_PENDING { flush(tx) } else { Ok(()) }
}

/// Everything a message is found by: nothing, if its author took it back or nobody wrote it.
pub(super) fn terms_of(number: u32, message: &Message) -> BTreeSet<Term> {
    if message.is_deleted || message.note.is_some() {
        return BTreeSet::new();
    }
    let mut terms = words::terms(&message.searchable());
    terms.insert(words::in_conversation(number));
    terms.insert(words::by_author(&message.author.to_bytes()));
    terms.insert(words::on_day(day(message.sent_at.0)));
    if words::has_link(&message.body) {
        terms.insert(words::with_link());
    }
    if !message.files.is_empty() {
        terms.insert(words::with_file());
    }
    terms
}

/// The day of a moment in milliseconds.
pub(super) fn day(millis: u64) -> u32 {
    u32::try_from(millis / 86_400_000).unwrap_or(u32::MAX)
}

/// Writes what was gathered. No table of the index may be open.
pub(in crate::storage) fn flush(tx: &WriteTx) -> Result<(), StoreError> {
    let pending = tx.pending();
    let changes = std::mem::take(&mut *pending.changes.borrow_mut());
    let are_many = pending.count.replace(0) > MANY;
    if changes.is_empty() {
        return Ok(());
    }
    let rows = keep_fresh(tx, changes, are_many)?;
    let mut table = tx.table(SEARCH)?;
    for (term, changes) in &rows {
        change_term(&mut table, term, changes)?;
    }
    Ok(())
}

/// Changes what is fresh, and gives what is to be changed in the rows.
fn keep_fresh(tx: &WriteTx, changes: Changes, are_many: bool) -> Result<Changes, StoreError> {
    let mut rows = Changes::new();
    let mut fresh = tx.table(SEARCH_FRESH)?;
    for (term, changes) in changes {
        for (number, is_there) in changes {
            let pair = key(&term, number);
            let is_done = match (is_there, are_many) {
                (true, true) => false,
                (true, false) => fresh.insert(pair.as_slice(), ()).map(|_| true)?,
                (false, _) => fresh.remove(pair.as_slice())?.is_some(),
            };
            if !is_done {
                rows.entry(term.clone()).or_default().insert(number, is_there);
            }
        }
    }
    if fresh.len()? <= MOST_FRESH {
        return Ok(rows);
    }
    for entry in fresh.iter()? {
        let (pair, _) = entry?;
        let (term, number) = (term_of(pair.value())?, first_of(pair.value())?);
        rows.entry(term.to_vec()).or_default().insert(number, true);
    }
    drop(fresh);
    tx.delete_table(SEARCH_FRESH)?;
    tx.table(SEARCH_FRESH)?;
    Ok(rows)
}

type Table<'t> = redb::Table<'t, &'static [u8], &'static [u8]>;

/// The key of a row.
pub(super) fn key(term: &[u8], first: u64) -> Vec<u8> {
    let mut key = Vec::with_capacity(term.len() + 9);
    key.extend_from_slice(term);
    key.push(0);
    key.extend_from_slice(&first.to_be_bytes());
    key
}

/// The first number of a row, from its key.
pub(super) fn first_of(key: &[u8]) -> Result<u64, StoreError> {
    crate::storage::schema::keys::last_u64(key)
}

/// The term of a row, from its key.
pub(super) fn term_of(key: &[u8]) -> Result<&[u8], StoreError> {
    key.len().checked_sub(9).and_then(|end| key.get(..end)).ok_or(StoreError::Damaged)
}

/// Applies the changes of one term, row by row.
fn change_term(table: &mut Table<'_>, term: &[u8], changes: &BTreeMap<u64, bool>) -> Result<(), StoreError> {
    let mut numbers = Vec::new();
    let mut left = changes.iter().peekable();
    while let Some((first_change, _)) = left.peek() {
        let row = row_for(table, term, **first_change)?;
        let end = next_row(table, term, row.unwrap_or(**first_change))?;
        numbers.clear();
        if let Some(first) = row
            && let Some(value) = table.get(key(term, first).as_slice())?
        {
            decode(first, value.value(), &mut numbers)?;
        }
        let mut is_changed = false;
        while let Some((number, is_there)) = left.next_if(|(number, _)| end.is_none_or(|end| **number < end)) {
            match (numbers.binary_search(number), *is_there) {
                (Err(place), true) => numbers.insert(place, *number),
                (Ok(place), false) => drop(numbers.remove(place)),
                _ => continue,
            }
            is_changed = true;
        }
        if is_changed {
            write_rows(table, term, row, &numbers)?;
        }
    }
    Ok(())
}

/// The row that a number belongs to: the last one that doesn't begin after it.
fn row_for(table: &Table<'_>, term: &[u8], number: u64) -> Result<Option<u64>, StoreError> {
    let (from, to) = (key(term, 0), key(term, number));
    match table.range(from.as_slice()..=to.as_slice())?.next_back() {
        Some(entry) => first_of(entry?.0.value()).map(Some),
        None => Ok(None),
    }
}

/// Where the row after one begins.
fn next_row(table: &Table<'_>, term: &[u8], row: u64) -> Result<Option<u64>, StoreError> {
    let (from, to) = (key(term, row.saturating_add(1)), key(term, u64::MAX));
    match table.range(from.as_slice()..=to.as_slice())?.next() {
        Some(entry) => first_of(entry?.0.value()).map(Some),
        None => Ok(None),
    }
}

/// Replaces a row by rows of these numbers.
fn write_rows(table: &mut Table<'_>, term: &[u8], old: Option<u64>, numbers: &[u64]) -> Result<(), StoreError> {
    if let Some(old) = old.filter(|old| numbers.first() != Some(old)) {
        table.remove(key(term, old).as_slice())?;
    }
    let mut value = Vec::with_capacity(FULL + 10);
    let mut row: Option<(u64, u64)> = None;
    for number in numbers {
        row = match row {
            Some((first, last)) if value.len() < FULL => {
                put_varint(&mut value, number - last);
                Some((first, *number))
            }
            full => {
                if let Some((first, _)) = full {
                    table.insert(key(term, first).as_slice(), value.as_slice())?;
                }
                value.clear();
                Some((*number, *number))
            }
        };
    }
    if let Some((first, _)) = row {
        table.insert(key(term, first).as_slice(), value.as_slice())?;
    }
    Ok(())
}

fn put_varint(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return bytes.push(low & 0x7F);
        }
        bytes.push(low | 0x80);
    }
}

/// Reads the numbers of a row, ascending.
pub(super) fn decode(first: u64, value: &[u8], numbers: &mut Vec<u64>) -> Result<(), StoreError> {
    numbers.push(first);
    let (mut last, mut number, mut shift) = (first, 0_u64, 0_u32);
    for byte in value {
        number |= u64::from(byte & 0x7F).checked_shl(shift).ok_or(StoreError::Damaged)?;
        shift += 7;
        if byte & 0x80 == 0 {
            last = last.checked_add(number).filter(|_| number > 0).ok_or(StoreError::Damaged)?;
            numbers.push(last);
            (number, shift) = (0, 0);
        }
    }
    if shift == 0 { Ok(()) } else { Err(StoreError::Damaged) }
}

/// Changes the numbers of one term, for tests.
#[cfg(test)]
pub(super) fn change(tx: &WriteTx, term: &[u8], numbers: &[u64], is_there: bool) -> Result<(), StoreError> {
    let mut table = tx.table(SEARCH)?;
    change_term(&mut table, term, &numbers.iter().map(|number| (*number, is_there)).collect())
}

/// The numbers of one term, for tests.
#[cfg(test)]
pub(super) fn all(tx: &impl crate::storage::Reads, term: &[u8]) -> Result<Vec<u64>, StoreError> {
    let table = tx.open(SEARCH)?;
    let mut numbers = Vec::new();
    for entry in table.range(key(term, 0).as_slice()..=key(term, u64::MAX).as_slice())? {
        let (key, value) = entry?;
        let from = numbers.len();
        decode(first_of(key.value())?, value.value(), &mut numbers)?;
        assert!(value.value().len() < FULL + 10 && numbers.len() > from);
    }
    Ok(numbers)
}

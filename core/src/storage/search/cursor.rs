//! Walks the messages of a term from the newest to the oldest.
//!
//! A cursor holds one row. Asked for the newest message up to a number it answers from this row, or finds the row
//! that has it by its key, so that a rare term leads a common one in long steps. The few fresh messages of a term are
//! read at once.

use std::collections::{BTreeSet, BinaryHeap};

use redb::ReadableTable;

use super::postings::{decode, first_of, key, term_of};
use super::words::Term;
use crate::storage::error::StoreError;

/// Terms that one beginning of a word may stand for.
pub(super) const MOST_TERMS: usize = 2_000;

/// What cursors read from.
pub(super) trait Lists {
    /// Puts the numbers of the last row that begins up to `most` into `row`. False if there is none.
    fn row(&self, term: &[u8], most: u64, row: &mut Vec<u64>) -> Result<bool, StoreError>;
    /// The fresh messages of a term, ascending.
    fn fresh(&self, term: &[u8]) -> Result<Vec<u64>, StoreError>;
    /// The first term from `from` up to but not including `to`.
    fn next_term(&self, from: &[u8], to: &[u8]) -> Result<Option<Term>, StoreError>;
}

/// The two tables of the index.
pub(super) struct Index<R, F> {
    /// The rows.
    pub rows: R,
    /// What is not in the rows yet.
    pub fresh: F,
}

impl<R, F> Lists for Index<R, F>
where
    R: ReadableTable<&'static [u8], &'static [u8]>,
    F: ReadableTable<&'static [u8], ()>,
{
    fn row(&self, term: &[u8], most: u64, row: &mut Vec<u64>) -> Result<bool, StoreError> {
        let (from, to) = (key(term, 0), key(term, most));
        let Some(entry) = self.rows.range(from.as_slice()..=to.as_slice())?.next_back() else { return Ok(false) };
        let (key, value) = entry?;
        decode(first_of(key.value())?, value.value(), row)?;
        Ok(true)
    }

    fn fresh(&self, term: &[u8]) -> Result<Vec<u64>, StoreError> {
        let (from, to) = (key(term, 0), key(term, u64::MAX));
        self.fresh.range(from.as_slice()..=to.as_slice())?.map(|entry| first_of(entry?.0.value())).collect()
    }

    fn next_term(&self, from: &[u8], to: &[u8]) -> Result<Option<Term>, StoreError> {
        let row = self.rows.range(from..to)?.next().transpose()?;
        let row = row.map(|(key, _)| term_of(key.value()).map(<[u8]>::to_vec)).transpose()?;
        let fresh = self.fresh.range(from..to)?.next().transpose()?;
        let fresh = fresh.map(|(key, _)| term_of(key.value()).map(<[u8]>::to_vec)).transpose()?;
        Ok(match (row, fresh) {
            (Some(row), Some(fresh)) => Some(row.min(fresh)),
            (row, fresh) => row.or(fresh),
        })
    }
}

/// Something that messages are taken from, newest first.
pub(super) enum Source<'t, T> {
    /// Those with a term.
    One(Cursor<'t, T>),
    /// Those with any of several terms.
    Any(Union<'t, T>),
}

impl<'t, T: Lists> Source<'t, T> {
    /// The newest message with a number up to `most`.
    pub(super) fn seek(&mut self, most: u64) -> Result<Option<u64>, StoreError> {
        match self {
            Self::One(cursor) => cursor.seek(most),
            Self::Any(union) => union.seek(most),
        }
    }

    /// The messages with one term.
    pub(super) const fn one(table: &'t T, term: Term) -> Self {
        Self::One(Cursor::new(table, term))
    }
}

/// A place in the messages of a term.
pub(super) struct Cursor<'t, T> {
    index: &'t T,
    term: Term,
    row: Vec<u64>,
    has_no_more_rows: bool,
    fresh: Option<Vec<u64>>,
}

impl<'t, T: Lists> Cursor<'t, T> {
    const fn new(index: &'t T, term: Term) -> Self {
        Self { index, term, row: Vec::new(), has_no_more_rows: false, fresh: None }
    }

    /// The newest message up to `most`, which must not grow from one question to the next.
    fn seek(&mut self, most: u64) -> Result<Option<u64>, StoreError> {
        let in_rows = self.seek_row(most)?;
        let fresh = match &mut self.fresh {
            Some(fresh) => fresh,
            unread => unread.insert(self.index.fresh(&self.term)?),
        };
        Ok(in_rows.max(last_up_to(fresh, most)))
    }

    fn seek_row(&mut self, most: u64) -> Result<Option<u64>, StoreError> {
        loop {
            if let Some(found) = last_up_to(&mut self.row, most) {
                return Ok(Some(found));
            }
            if self.has_no_more_rows || !self.index.row(&self.term, most, &mut self.row)? {
                self.has_no_more_rows = true;
                return Ok(None);
            }
        }
    }
}

/// The last number up to `most`; those after it are dropped.
fn last_up_to(numbers: &mut Vec<u64>, most: u64) -> Option<u64> {
    numbers.truncate(numbers.partition_point(|number| *number <= most));
    numbers.last().copied()
}

/// Several terms as one.
pub(super) struct Union<'t, T> {
    cursors: Vec<Cursor<'t, T>>,
    /// The newest of each cursor.
    heads: BinaryHeap<(u64, usize)>,
}

impl<'t, T: Lists> Union<'t, T> {
    pub(super) fn new(table: &'t T, terms: impl IntoIterator<Item = Term>) -> Result<Self, StoreError> {
        let mut union = Self { cursors: Vec::new(), heads: BinaryHeap::new() };
        for term in terms {
            let mut cursor = Cursor::new(table, term);
            if let Some(newest) = cursor.seek(u64::MAX)? {
                union.heads.push((newest, union.cursors.len()));
                union.cursors.push(cursor);
            }
        }
        Ok(union)
    }

    fn seek(&mut self, most: u64) -> Result<Option<u64>, StoreError> {
        while let Some((newest, index)) = self.heads.peek().copied() {
            if newest <= most {
                return Ok(Some(newest));
            }
            self.heads.pop();
            if let Some(cursor) = self.cursors.get_mut(index)
                && let Some(next) = cursor.seek(most)?
            {
                self.heads.push((next, index));
            }
        }
        Ok(None)
    }
}

/// The terms from `from` up to but not including `to` that some message has; nothing if there are more than
/// [`MOST_TERMS`].
pub(super) fn terms_between(index: &impl Lists, from: &[u8], to: &[u8]) -> Result<Option<BTreeSet<Term>>, StoreError> {
    let mut terms = BTreeSet::new();
    let mut at = from.to_vec();
    while let Some(term) = index.next_term(&at, to)? {
        if terms.len() == MOST_TERMS {
            return Ok(None);
        }
        at = key(&term, u64::MAX);
        at.push(0);
        terms.insert(term);
    }
    Ok(Some(terms))
}

//! Walks the messages of a term from the newest to the oldest.
//!
//! A cursor holds one row. Asked for the newest message up to a number it answers from this row, or finds the row
//! that has it by its key, so that a rare term leads a common one in long steps.

use std::collections::{BTreeSet, BinaryHeap};

use redb::ReadableTable;

use super::postings::{decode, first_of, key, term_of};
use super::words::Term;
use crate::storage::error::StoreError;

/// Terms that one beginning of a word may stand for.
pub(super) const MOST_TERMS: usize = 2_000;

/// Something that messages are taken from, newest first.
pub(super) enum Source<'t, T> {
    /// Those with a term.
    One(Cursor<'t, T>),
    /// Those with any of several terms.
    Any(Union<'t, T>),
}

impl<'t, T: ReadableTable<&'static [u8], &'static [u8]>> Source<'t, T> {
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
    table: &'t T,
    term: Term,
    row: Vec<u64>,
    is_first_row: bool,
}

impl<'t, T: ReadableTable<&'static [u8], &'static [u8]>> Cursor<'t, T> {
    const fn new(table: &'t T, term: Term) -> Self {
        Self { table, term, row: Vec::new(), is_first_row: false }
    }

    fn seek(&mut self, most: u64) -> Result<Option<u64>, StoreError> {
        loop {
            let from = self.row.partition_point(|number| *number <= most);
            if let Some(found) = from.checked_sub(1).and_then(|at| self.row.get(at)) {
                let found = *found;
                self.row.truncate(from);
                return Ok(Some(found));
            }
            if self.is_first_row || !self.read(most)? {
                return Ok(None);
            }
        }
    }

    /// Reads the row with the newest message up to `most`.
    fn read(&mut self, most: u64) -> Result<bool, StoreError> {
        let (from, to) = (key(&self.term, 0), key(&self.term, most));
        self.row.clear();
        let Some(entry) = self.table.range(from.as_slice()..=to.as_slice())?.next_back() else {
            self.is_first_row = true;
            return Ok(false);
        };
        let (key, value) = entry?;
        decode(first_of(key.value())?, value.value(), &mut self.row)?;
        Ok(true)
    }
}

/// Several terms as one.
pub(super) struct Union<'t, T> {
    cursors: Vec<Cursor<'t, T>>,
    /// The newest of each cursor.
    heads: BinaryHeap<(u64, usize)>,
}

impl<'t, T: ReadableTable<&'static [u8], &'static [u8]>> Union<'t, T> {
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
pub(super) fn terms_between<T: ReadableTable<&'static [u8], &'static [u8]>>(
    table: &T,
    from: &[u8],
    to: &[u8],
) -> Result<Option<BTreeSet<Term>>, StoreError> {
    let mut terms = BTreeSet::new();
    let mut at = from.to_vec();
    loop {
        let Some(entry) = table.range(at.as_slice()..to)?.next() else { return Ok(Some(terms)) };
        let term = term_of(entry?.0.value())?.to_vec();
        if terms.len() == MOST_TERMS {
            return Ok(None);
        }
        at = key(&term, u64::MAX);
        at.push(0);
        terms.insert(term);
    }
}

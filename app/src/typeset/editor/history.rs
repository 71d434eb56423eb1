//! Undo and redo: changes as they were made, typed characters of one go as one.
//!
//! Bounded in number and bytes; the oldest go first.

use std::collections::VecDeque;
use std::ops::Range;

/// Changes that can be taken back.
const MOST: usize = 200;
/// Bytes of all changes.
const MOST_BYTES: usize = 256 << 10;
/// Characters typed within this time belong together, in seconds.
const TOGETHER: f64 = 1.0;

/// A change: at a byte some text was taken away and other text put there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where, in bytes.
    pub at: usize,
    /// What was there before.
    pub removed: String,
    /// What is there now.
    pub inserted: String,
}

impl Change {
    fn bytes(&self) -> usize {
        self.removed.len() + self.inserted.len()
    }

    /// The change that takes this one back.
    fn inverse(&self) -> Self {
        Self { at: self.at, removed: self.inserted.clone(), inserted: self.removed.clone() }
    }

    /// The bytes that the change puts in the place of its own.
    pub fn target(&self) -> Range<usize> {
        self.at..self.at + self.removed.len()
    }

    /// Whether `next` goes on typing or deleting where this one ended.
    fn goes_on(&self, next: &Self) -> bool {
        let types = self.removed.is_empty()
            && next.removed.is_empty()
            && next.at == self.at + self.inserted.len()
            && !next.inserted.contains('\n')
            && (!self.inserted.ends_with(char::is_whitespace) || next.inserted.starts_with(char::is_whitespace));
        let deletes_back = self.inserted.is_empty() && next.inserted.is_empty() && next.target().end == self.at;
        types || deletes_back
    }

    fn join(&mut self, next: &Self) {
        if next.removed.is_empty() {
            self.inserted.push_str(&next.inserted);
        } else {
            self.removed.insert_str(0, &next.removed);
            self.at = next.at;
        }
    }
}

/// What can be taken back and made again.
#[derive(Debug, Clone, Default)]
pub struct History {
    done: VecDeque<Change>,
    undone: Vec<Change>,
    bytes: usize,
    last: f64,
}

impl History {
    /// Remembers a change made at a time in seconds.
    pub fn note(&mut self, change: Change, now: f64) {
        self.undone.clear();
        let is_soon = now - self.last < TOGETHER;
        self.last = now;
        self.bytes += change.bytes();
        match self.done.back_mut().filter(|last| is_soon && last.goes_on(&change)) {
            Some(last) => last.join(&change),
            None => self.done.push_back(change),
        }
        while self.done.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.done.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(oldest.bytes());
        }
    }

    /// The change that takes back the last one.
    pub fn undo(&mut self) -> Option<Change> {
        let change = self.done.pop_back()?;
        self.bytes = self.bytes.saturating_sub(change.bytes());
        let inverse = change.inverse();
        self.undone.push(change);
        self.last = 0.0;
        Some(inverse)
    }

    /// The change that makes again what was taken back last.
    pub fn redo(&mut self) -> Option<Change> {
        let change = self.undone.pop()?;
        self.bytes += change.bytes();
        self.done.push_back(change.clone());
        self.last = 0.0;
        Some(change)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

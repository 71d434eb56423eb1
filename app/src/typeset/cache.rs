//! Layouts that were made before, by what they were made from.
//!
//! The least recently used go when all together need more than the budget. What is used in the current frame
//! stays, or a page full of long texts would be laid out in every frame.

use std::collections::HashMap;
use std::sync::Arc;

use super::laid::Laid;

/// What all cached layouts may need, in bytes.
pub const BUDGET: usize = 24 << 20;

struct Entry {
    laid: Arc<Laid>,
    bytes: usize,
    used: u64,
}

/// The layouts.
pub struct Cache {
    entries: HashMap<u64, Entry>,
    bytes: usize,
    budget: usize,
    frame: u64,
}

impl Default for Cache {
    fn default() -> Self {
        Self::new(BUDGET)
    }
}

impl Cache {
    /// With another budget, in bytes.
    pub fn new(budget: usize) -> Self {
        Self { entries: HashMap::new(), bytes: 0, budget, frame: 0 }
    }

    /// Bytes of all layouts, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many layouts there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// A layout, if it is of this text.
    pub fn get(&mut self, key: u64, text: &str, frame: u64) -> Option<Arc<Laid>> {
        self.frame = frame;
        let entry = self.entries.get_mut(&key).filter(|entry| *entry.laid.text == *text)?;
        entry.used = frame;
        Some(Arc::clone(&entry.laid))
    }

    /// Keeps a layout.
    pub fn put(&mut self, key: u64, laid: Arc<Laid>) {
        let bytes = laid.bytes();
        if let Some(old) = self.entries.insert(key, Entry { laid, bytes, used: self.frame }) {
            self.bytes -= old.bytes;
        }
        self.bytes += bytes;
        if self.bytes > self.budget {
            self.evict();
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }

    /// Removes the least recently used until a quarter of the budget is free, so that this is rare.
    fn evict(&mut self) {
        let mut ages: Vec<(u64, u64)> = self.entries.iter().map(|(key, entry)| (entry.used, *key)).collect();
        ages.sort_unstable();
        for (used, key) in ages {
            if self.bytes <= self.budget - self.budget / 4 || used >= self.frame {
                break;
            }
            if let Some(entry) = self.entries.remove(&key) {
                self.bytes -= entry.bytes;
            }
        }
    }
}

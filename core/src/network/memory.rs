//! What the network remembers between starts. The engine keeps it in the store.

use std::collections::HashMap;
use std::sync::Mutex;

/// One thing to remember.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemoryItem {
    /// All known service nodes.
    Pool,
    /// The guards that were in use.
    Guards,
    /// Network time less local time.
    ClockOffset,
    /// The swarm of an account (prefix byte and key).
    Swarm([u8; 33]),
}

/// Where things are remembered. Calls must be quick: `save` may finish in the background.
pub trait NetworkMemory: Send + Sync + 'static {
    /// What was last saved.
    fn load(&self, item: MemoryItem) -> Option<Vec<u8>>;
    /// Remembers; a later save of the same item replaces it.
    fn save(&self, item: MemoryItem, bytes: Vec<u8>);
}

/// Remembers until the program ends.
#[derive(Debug, Default)]
pub struct Forgetful(Mutex<HashMap<MemoryItem, Vec<u8>>>);

impl NetworkMemory for Forgetful {
    fn load(&self, item: MemoryItem) -> Option<Vec<u8>> {
        self.0.lock().ok()?.get(&item).cloned()
    }

    fn save(&self, item: MemoryItem, bytes: Vec<u8>) {
        if let Ok(mut map) = self.0.lock() {
            map.insert(item, bytes);
        }
    }
}

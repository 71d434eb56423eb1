//! What every part of the network works with.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::error::NetworkError;
use super::memory::{MemoryItem, NetworkMemory};
use super::path_pool::{Path, PathPool, Plan};
use super::policy::NetworkPolicy;
use super::snode_pool::SnodePool;
use super::spec::NetworkSpec;
use super::status::Board;
use super::swarm::SwarmCache;
use super::transport::Transport;
use crate::clock::{NetworkClock, Rng};

pub(super) struct Shared {
    pub spec: NetworkSpec,
    pub policy: NetworkPolicy,
    pub transport: Transport,
    pub clock: Arc<NetworkClock>,
    pub rng: Arc<dyn Rng>,
    pub memory: Arc<dyn NetworkMemory>,
    pub board: Board,
    /// Rung when a path or the whole list of nodes is wanted.
    pub wanted: Notify,
    pub stop: CancellationToken,
    /// Held while seeds are asked, so that many requests ask once.
    pub bootstrapping: tokio::sync::Mutex<()>,
    /// Held while the clock is set, for the same reason.
    pub syncing: tokio::sync::Mutex<()>,
    /// Set when a node's time is far from ours, until three nodes were asked.
    pub is_clock_doubted: AtomicBool,
    doubted_at: Mutex<Option<u64>>,
    pool: Mutex<SnodePool>,
    paths: Mutex<PathPool>,
    swarms: Mutex<HashMap<[u8; 33], SwarmCache>>,
}

/// A poisoned lock guards plain data that is never half written here, so it is used on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What [`Shared::new`] takes over.
pub(super) struct Parts {
    pub spec: NetworkSpec,
    pub policy: NetworkPolicy,
    pub transport: Transport,
    pub clock: Arc<NetworkClock>,
    pub rng: Arc<dyn Rng>,
    pub memory: Arc<dyn NetworkMemory>,
    pub is_proxied: bool,
}

impl Shared {
    pub fn new(parts: Parts) -> Self {
        let memory = parts.memory;
        let pool = memory.load(MemoryItem::Pool).map(|bytes| SnodePool::from_bytes(&bytes)).unwrap_or_default();
        let mut paths = PathPool::default();
        paths.set_guards_from(&memory.load(MemoryItem::Guards).unwrap_or_default());
        if let Some(offset) = memory.load(MemoryItem::ClockOffset).and_then(|bytes| bytes.try_into().ok()) {
            parts.clock.set_offset_millis(i64::from_be_bytes(offset));
        }
        let board = Board::new(parts.is_proxied);
        board.update(|status| status.known_nodes = pool.len());
        Self {
            spec: parts.spec,
            policy: parts.policy,
            transport: parts.transport,
            clock: parts.clock,
            rng: parts.rng,
            memory,
            board,
            wanted: Notify::new(),
            stop: CancellationToken::new(),
            bootstrapping: tokio::sync::Mutex::default(),
            syncing: tokio::sync::Mutex::default(),
            is_clock_doubted: AtomicBool::new(false),
            doubted_at: Mutex::default(),
            pool: Mutex::new(pool),
            paths: Mutex::new(paths),
            swarms: Mutex::default(),
        }
    }

    pub fn pool(&self) -> MutexGuard<'_, SnodePool> {
        lock(&self.pool)
    }

    pub fn paths(&self) -> MutexGuard<'_, PathPool> {
        lock(&self.paths)
    }

    pub fn swarms(&self) -> MutexGuard<'_, HashMap<[u8; 33], SwarmCache>> {
        lock(&self.swarms)
    }

    /// Monotonic milliseconds of the last doubt.
    pub fn doubted_at(&self) -> MutexGuard<'_, Option<u64>> {
        lock(&self.doubted_at)
    }

    pub fn wall(&self) -> u64 {
        self.clock.local().wall_millis()
    }

    pub fn monotonic(&self) -> u64 {
        self.clock.local().monotonic_millis()
    }

    pub fn rng(&self) -> &dyn Rng {
        &*self.rng
    }

    pub fn save_pool(&self) {
        let (bytes, count) = {
            let pool = self.pool();
            (pool.to_bytes(), pool.len())
        };
        self.memory.save(MemoryItem::Pool, bytes);
        self.board.update(|status| status.known_nodes = count);
    }

    /// Shows the proven paths.
    pub fn show_paths(&self) {
        let shown = {
            let paths = self.paths();
            let proven = paths.paths().iter().filter(|path| path.is_proven());
            proven.map(|path| path.nodes.iter().map(super::ServiceNode::address).collect()).collect()
        };
        self.board.update(|status| status.paths = shown);
    }

    /// Plans one more path and adds it, unproven.
    pub fn add_path(&self, keep_guard: Option<[u8; 32]>, avoid: Option<[u8; 32]>) -> Option<Arc<Path>> {
        let pool = self.pool();
        let mut paths = self.paths();
        let plan = Plan {
            pool: &pool,
            policy: &self.policy,
            rng: self.rng(),
            now_wall: self.wall(),
            now_monotonic: self.monotonic(),
            allow_shared_subnets: self.spec.allow_shared_subnets,
            keep_guard,
            avoid,
        };
        let path = Arc::new(paths.plan(&plan)?);
        paths.add(Arc::clone(&path));
        Some(path)
    }

    /// A path that does not go through `destination`; a new one when none stands.
    pub async fn path_for(&self, destination: Option<&[u8; 32]>) -> Result<Arc<Path>, NetworkError> {
        let standing = self.paths().choose(self.rng(), destination);
        if let Some(path) = standing {
            return Ok(path);
        }
        self.ensure_nodes().await?;
        if let Some(path) = self.add_path(None, destination.copied()) {
            return Ok(path);
        }
        // Every free node may be on a path through the destination: start over.
        self.paths().clear();
        self.add_path(None, destination.copied()).ok_or(NetworkError::Offline)
    }

    /// An answer came back through a path.
    pub fn path_worked(&self, path: &Path) {
        self.board.succeeded(self.monotonic());
        if path.succeed() {
            let guard = path.guard().ed25519;
            let (is_new, bytes) = {
                let mut paths = self.paths();
                (paths.remember_guard(&guard), paths.guards_to_bytes())
            };
            if is_new {
                self.memory.save(MemoryItem::Guards, bytes);
            }
            self.show_paths();
            self.wanted.notify_one();
        }
    }

    /// No answer came back, and nobody in particular is to blame.
    pub fn path_failed(&self, path: &Arc<Path>) {
        if path.fail(&self.policy) {
            self.give_up(path);
        }
    }

    pub fn give_up(&self, path: &Arc<Path>) {
        self.paths().remove(path);
        self.show_paths();
        self.wanted.notify_one();
    }

    /// A node did not do its part.
    pub fn strike(&self, key: &[u8; 32]) {
        let is_out = self.pool().strike(key, self.wall(), &self.policy);
        if is_out && self.paths().remove_through(key) {
            self.show_paths();
            self.wanted.notify_one();
        }
    }

    /// The network does not know a node any more.
    pub fn drop_node(&self, key: &[u8; 32]) {
        self.pool().remove(key);
        for cache in self.swarms().values_mut() {
            cache.nodes.retain(|node| node.ed25519 != *key);
        }
        self.paths().remove_through(key);
        self.save_pool();
        self.show_paths();
        self.wanted.notify_one();
    }
}

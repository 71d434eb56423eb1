//! Onion paths: three service nodes each, no node in two of them.
//!
//! The guard sees our address, so it is chosen rarely: guards are remembered over restarts and kept
//! when a path is rotated. Nodes of one path come from different /24 subnets, unless the network says
//! that it lives in one (protocol notes, network 3.7). A path counts as proven once an answer came back
//! through it. The pool is data; who proves paths is in `maintenance`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::policy::NetworkPolicy;
use super::snode_pool::SnodePool;
use crate::clock::{Rng, random_below};
use crate::crypto::onion::{HOPS, Hop};
use crate::protocol::storage_rpc::ServiceNode;

/// Guards remembered at most.
const MAX_GUARDS: usize = 4;

/// Three service nodes, guard first.
#[derive(Debug)]
pub(super) struct Path {
    pub nodes: [ServiceNode; HOPS],
    /// Monotonic milliseconds.
    pub built_at: u64,
    failures: AtomicU32,
    is_proven: AtomicBool,
}

impl Path {
    pub fn guard(&self) -> &ServiceNode {
        let [guard, ..] = &self.nodes;
        guard
    }

    pub fn hops(&self) -> [Hop; HOPS] {
        self.nodes.map(|node| node.hop())
    }

    pub fn contains(&self, key: &[u8; 32]) -> bool {
        self.nodes.iter().any(|node| node.ed25519 == *key)
    }

    pub fn is_proven(&self) -> bool {
        self.is_proven.load(Ordering::Relaxed)
    }

    /// An answer came back; says whether it was the first.
    pub fn succeed(&self) -> bool {
        self.failures.store(0, Ordering::Relaxed);
        !self.is_proven.swap(true, Ordering::Relaxed)
    }

    /// No answer came back; says whether the path should be given up. One that never worked goes at once.
    pub fn fail(&self, policy: &NetworkPolicy) -> bool {
        let count = self.failures.fetch_add(1, Ordering::Relaxed) + 1;
        count >= policy.path_failures || !self.is_proven()
    }
}

/// The paths that stand, and the guards to prefer.
#[derive(Debug, Default)]
pub(super) struct PathPool {
    paths: Vec<Arc<Path>>,
    guards: Vec<[u8; 32]>,
}

impl PathPool {
    pub fn paths(&self) -> &[Arc<Path>] {
        &self.paths
    }

    /// A path that does not go through `destination`, proven ones first.
    pub fn choose(&self, rng: &dyn Rng, destination: Option<&[u8; 32]>) -> Option<Arc<Path>> {
        let fits = |path: &&Arc<Path>| destination.is_none_or(|key| !path.contains(key));
        let proven: Vec<_> = self.paths.iter().filter(fits).filter(|path| path.is_proven()).collect();
        let any: Vec<_> = if proven.is_empty() { self.paths.iter().filter(fits).collect() } else { proven };
        any.get(random_below(rng, any.len().max(1))).map(|path| Arc::clone(path))
    }

    /// Plans a path of nodes that no other path uses and that is not `destination`.
    pub fn plan(&self, ask: &Plan<'_>) -> Option<Path> {
        let is_free = |node: &ServiceNode| {
            ask.avoid != Some(node.ed25519)
                && self
                    .paths
                    .iter()
                    .all(|path| !path.contains(&node.ed25519) || ask.keep_guard == Some(path.guard().ed25519))
        };
        let guard = match ask.keep_guard {
            Some(key) => ask.pool.get(&key).copied(),
            None => self.remembered_guard(ask, is_free).or_else(|| ask.pick(is_free)),
        }?;
        let mut nodes = vec![guard];
        while nodes.len() < HOPS {
            let next = ask.pick(|node| {
                let is_other = nodes.iter().all(|taken| taken.ed25519 != node.ed25519);
                let is_elsewhere = nodes.iter().all(|taken| taken.subnet() != node.subnet());
                is_other && (is_elsewhere || ask.allow_shared_subnets) && is_free(node)
            })?;
            nodes.push(next);
        }
        Some(Path {
            nodes: nodes.try_into().ok()?,
            built_at: ask.now_monotonic,
            failures: AtomicU32::new(0),
            is_proven: AtomicBool::new(false),
        })
    }

    fn remembered_guard(&self, ask: &Plan<'_>, is_free: impl Fn(&ServiceNode) -> bool) -> Option<ServiceNode> {
        let known = self.guards.iter().filter_map(|key| ask.pool.get(key));
        known.copied().find(|node| ask.pool.is_usable(&node.ed25519, ask.now_wall, ask.policy) && is_free(node))
    }

    pub fn add(&mut self, path: Arc<Path>) {
        self.paths.push(path);
    }

    pub fn remove(&mut self, path: &Arc<Path>) {
        self.paths.retain(|other| !Arc::ptr_eq(other, path));
    }

    /// Gives up every path through a node; says whether there was one.
    pub fn remove_through(&mut self, key: &[u8; 32]) -> bool {
        let before = self.paths.len();
        self.paths.retain(|path| !path.contains(key));
        self.guards.retain(|guard| guard != key);
        self.paths.len() != before
    }

    pub fn forget_guard(&mut self, key: &[u8; 32]) {
        self.guards.retain(|guard| guard != key);
    }

    /// Remembers the guard of a proven path; says whether that is new.
    pub fn remember_guard(&mut self, key: &[u8; 32]) -> bool {
        if self.guards.contains(key) {
            return false;
        }
        self.guards.insert(0, *key);
        self.guards.truncate(MAX_GUARDS);
        true
    }

    /// Forgets paths and guards.
    pub fn clear(&mut self) {
        self.paths.clear();
        self.guards.clear();
    }

    pub fn guards_to_bytes(&self) -> Vec<u8> {
        self.guards.concat()
    }

    pub fn set_guards_from(&mut self, bytes: &[u8]) {
        self.guards = bytes.as_chunks::<32>().0.iter().take(MAX_GUARDS).copied().collect();
    }
}

/// What a path is planned from.
pub(super) struct Plan<'a> {
    pub pool: &'a SnodePool,
    pub policy: &'a NetworkPolicy,
    pub rng: &'a dyn Rng,
    pub now_wall: u64,
    pub now_monotonic: u64,
    pub allow_shared_subnets: bool,
    /// Keeps this guard, whose present path is about to go.
    pub keep_guard: Option<[u8; 32]>,
    /// A node that must not be on the path.
    pub avoid: Option<[u8; 32]>,
}

impl Plan<'_> {
    fn pick(&self, wanted: impl Fn(&ServiceNode) -> bool) -> Option<ServiceNode> {
        self.pool.pick(self.rng, self.now_wall, self.policy, wanted)
    }
}

//! The service nodes we know, and how far we trust each to work.
//!
//! A node with three strikes is not used until they are two days old (protocol notes, network 1.5 and
//! 3.8). The pool is data; who fills it is in `bootstrap`.

use std::collections::{BTreeMap, HashMap};

use super::policy::NetworkPolicy;
use crate::clock::{Rng, random_below};
use crate::protocol::storage_rpc::ServiceNode;

/// First line of the remembered form.
const HEADER: &str = "onionskin nodes 1";

#[derive(Debug, Clone, Copy)]
struct Strikes {
    count: u32,
    /// Wall clock milliseconds of the newest.
    at: u64,
}

/// All known nodes.
#[derive(Debug, Default)]
pub(super) struct SnodePool {
    nodes: BTreeMap<[u8; 32], ServiceNode>,
    strikes: HashMap<[u8; 32], Strikes>,
    /// Wall clock milliseconds when the list was last known to be right; 0 for never.
    pub refreshed_at: u64,
}

impl SnodePool {
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn get(&self, key: &[u8; 32]) -> Option<&ServiceNode> {
        self.nodes.get(key)
    }

    /// Takes over a new list. Strikes of nodes that are still there remain.
    pub fn replace(&mut self, nodes: impl IntoIterator<Item = ServiceNode>, now: u64) {
        self.nodes = nodes.into_iter().map(|node| (node.ed25519, node)).collect();
        let nodes = &self.nodes;
        self.strikes.retain(|key, _| nodes.contains_key(key));
        self.refreshed_at = now;
    }

    pub fn is_usable(&self, key: &[u8; 32], now: u64, policy: &NetworkPolicy) -> bool {
        let life = u64::try_from(policy.strike_life.as_millis()).unwrap_or(u64::MAX);
        self.strikes
            .get(key)
            .is_none_or(|strikes| strikes.count < policy.node_strikes || now.saturating_sub(strikes.at) > life)
    }

    /// One more strike; says whether the node is out of use now.
    pub fn strike(&mut self, key: &[u8; 32], now: u64, policy: &NetworkPolicy) -> bool {
        let strikes = self.strikes.entry(*key).or_insert(Strikes { count: 0, at: now });
        *strikes = Strikes { count: strikes.count.saturating_add(1), at: now };
        strikes.count >= policy.node_strikes
    }

    /// The network does not know the node any more.
    pub fn remove(&mut self, key: &[u8; 32]) {
        self.nodes.remove(key);
        self.strikes.remove(key);
    }

    pub fn forgive(&mut self, key: &[u8; 32]) {
        self.strikes.remove(key);
    }

    /// So many nodes failed that it was us.
    pub fn forgive_all(&mut self) {
        self.strikes.clear();
    }

    pub fn usable<'a>(&'a self, now: u64, policy: &'a NetworkPolicy) -> impl Iterator<Item = &'a ServiceNode> {
        self.nodes.values().filter(move |node| self.is_usable(&node.ed25519, now, policy))
    }

    /// A random usable node that `wanted` accepts.
    pub fn pick(
        &self,
        rng: &dyn Rng,
        now: u64,
        policy: &NetworkPolicy,
        wanted: impl Fn(&ServiceNode) -> bool,
    ) -> Option<ServiceNode> {
        let fit: Vec<&ServiceNode> = self.usable(now, policy).filter(|node| wanted(node)).collect();
        fit.get(random_below(rng, fit.len().max(1))).map(|node| **node)
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{HEADER}\n{}\n", self.refreshed_at);
        for node in self.nodes.values() {
            text.push_str(&node.to_line());
            text.push('\n');
        }
        text.into_bytes()
    }

    /// Reads the remembered form; anything else gives an empty pool.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut lines = std::str::from_utf8(bytes).unwrap_or_default().lines();
        if lines.next() != Some(HEADER) {
            return Self::default();
        }
        let refreshed_at = lines.next().and_then(|line| line.parse().ok()).unwrap_or(0);
        let mut pool = Self::default();
        pool.replace(lines.filter_map(ServiceNode::from_line), refreshed_at);
        pool
    }
}

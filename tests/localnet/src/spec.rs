//! How a local network is made: how many nodes, which swarms, from which seed of randomness.

use std::time::Duration;

use crate::NetworkError;
use crate::keys::unhex;

/// What [`LocalNetwork::start`](crate::LocalNetwork::start) makes.
#[derive(Debug, Clone)]
pub struct Spec {
    /// How many service nodes; 1 to 500.
    pub nodes: usize,
    /// How many swarms; 1 to `nodes`.
    pub swarms: usize,
    /// All node keys follow from it.
    pub seed: u64,
    /// How long a node waits for a dead member of its swarm; 5 s on the real network.
    pub peer_timeout: Duration,
    /// How long a node waits for a dead next hop; 30 s on the real network.
    pub relay_timeout: Duration,
    /// Requests of one address that a node takes at once in the clear; 600 on the real network.
    pub rate_limit: u32,
    /// Nodes with given keys, instead of `nodes` and `swarms`: for replaying a recording.
    pub recorded: Vec<RecordedNode>,
}

impl Default for Spec {
    /// Twelve nodes in three swarms, with short waits, as most tests want it.
    fn default() -> Self {
        Self {
            nodes: 12,
            swarms: 3,
            seed: 1,
            peer_timeout: Duration::from_millis(500),
            relay_timeout: Duration::from_secs(2),
            rate_limit: 600,
            recorded: Vec::new(),
        }
    }
}

impl Spec {
    /// A network of that many nodes in that many swarms.
    pub fn new(nodes: usize, swarms: usize) -> Self {
        Self { nodes, swarms, ..Self::default() }
    }

    /// As slow to give up on dead nodes as the real network.
    #[must_use]
    pub fn with_real_timeouts(mut self) -> Self {
        self.peer_timeout = Duration::from_secs(5);
        self.relay_timeout = Duration::from_secs(30);
        self
    }

    pub(crate) fn check(&self) -> Result<(), NetworkError> {
        if self.recorded.is_empty() && !(1..=500).contains(&self.nodes) {
            return Err(NetworkError::Spec("there must be 1 to 500 nodes"));
        }
        if self.recorded.is_empty() && !(1..=self.nodes).contains(&self.swarms) {
            return Err(NetworkError::Spec("there must be 1 swarm at least and no more than nodes"));
        }
        Ok(())
    }
}

/// A node of a recording.
#[derive(Debug, Clone)]
pub struct RecordedNode {
    /// Ed25519 public key.
    pub ed25519: [u8; 32],
    /// X25519 secret.
    pub x25519_secret: [u8; 32],
    /// Legacy public key.
    pub legacy: [u8; 32],
    /// Swarm id.
    pub swarm: u64,
    /// HTTPS port that lists show; the real one differs.
    pub https_port: u16,
    /// OMQ port that lists show.
    pub omq_port: u16,
}

impl RecordedNode {
    /// A node from hex texts: Ed25519 public key, X25519 secret, legacy key, swarm id.
    pub fn from_hex(keys: [&str; 4], https_port: u16, omq_port: u16) -> Option<Self> {
        let [ed25519, x25519_secret, legacy, swarm] = keys;
        Some(Self {
            ed25519: unhex(ed25519)?,
            x25519_secret: unhex(x25519_secret)?,
            legacy: unhex(legacy)?,
            swarm: u64::from_str_radix(swarm, 16).ok()?,
            https_port,
            omq_port,
        })
    }
}

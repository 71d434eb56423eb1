//! The network as the services of an account see it: store, fetch, and how well it goes.
//!
//! The services need few of the network's many errors apart: whether the same may work later without
//! anybody doing anything, whether the swarm refused the bytes themselves, and whether our clock is to
//! blame. Behind this seam is [`Network`](crate::network) or, in tests, a swarm in memory.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::watch;

use super::face::{Connectivity, Failure, FailureCode, NodeInfo, Proxy};
use crate::clock::NetworkTime;
use crate::id::AccountId;
use crate::protocol::config::ConfigKind;
use crate::storage::Store;

/// Why a request did nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// It did not get through, or the swarm is busy; the same may work later.
    #[error("not delivered: {}", .0.as_str())]
    Later(FailureCode),
    /// The swarm refused it.
    #[error("refused by the swarm")]
    Refused,
    /// There is no such thing, or no longer.
    #[error("not there")]
    Gone,
    /// Our clock is too far off, also after it was corrected.
    #[error("the clock is wrong")]
    Clock,
}

/// An answer that takes its time.
pub type Answer<'a, T, E = WireError> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// A message that a swarm took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// What the swarm calls it.
    pub hash: String,
    /// Until when the swarm keeps it.
    pub expires_at: NetworkTime,
}

/// A message that a swarm had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// What the swarm calls it.
    pub hash: String,
    /// The stored bytes.
    pub data: Vec<u8>,
    /// Until when the swarm keeps it.
    pub expires_at: NetworkTime,
}

/// What a node of our swarm had for us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Ed25519 key of the node.
    pub node: [u8; 32],
    /// The messages, in the order of the node.
    pub messages: Vec<Fetched>,
    /// The config messages of each kind, in the order of the node.
    pub configs: Vec<(ConfigKind, Vec<Fetched>)>,
    /// Whether the node has more.
    pub has_more: bool,
}

/// One config to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigPush {
    /// Which.
    pub kind: ConfigKind,
    /// The number to confirm.
    pub seqno: i64,
    /// Its messages: one, or its parts.
    pub messages: Vec<Vec<u8>>,
}

/// What became of a push.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pushed {
    /// For each config what the swarm calls its messages; nothing if it did not take all of them.
    pub stored: Vec<Option<Vec<String>>>,
    /// Whether what was obsolete is deleted.
    pub is_deleted: bool,
}

/// What the nodes of our swarm said to being asked to forget us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// How many nodes deleted everything.
    pub deleted: usize,
    /// The nodes that did not.
    pub refused: Vec<NodeInfo>,
}

/// The network.
pub trait Wire: Send + Sync + 'static {
    /// Stores bytes in somebody's swarm, in the namespace of messages.
    fn store(&self, to: AccountId, data: Vec<u8>, ttl_millis: u64) -> Answer<'_, Stored>;
    /// Fetches what a node of our swarm has since the last hashes of that node in `store`.
    fn fetch(&self, store: Store) -> Answer<'_, Page>;
    /// Stores configs in our swarm, all of them in order, then deletes what they made obsolete.
    fn push_configs(&self, pushes: Vec<ConfigPush>, obsolete: Vec<String>) -> Answer<'_, Pushed>;
    /// Makes our swarm keep messages for another thirty days; gives those it has.
    fn renew(&self, hashes: Vec<String>) -> Answer<'_, Vec<String>>;
    /// Makes our swarm forget messages; those it doesn't have are forgotten already.
    fn forget(&self, hashes: Vec<String>) -> Answer<'_, ()>;
    /// Makes our swarm drop messages at a moment, if it would keep them longer. Gives when it drops those it has.
    fn shorten(&self, hashes: Vec<String>, until: NetworkTime) -> Answer<'_, BTreeMap<String, NetworkTime>>;
    /// Makes our swarm forget everything.
    fn forget_all(&self) -> Answer<'_, Forgotten>;
    /// Stores an encrypted file at the file server and gives its address.
    fn upload(&self, file: Vec<u8>) -> Answer<'_, String>;
    /// Fetches an encrypted file from its address.
    fn download(&self, url: String) -> Answer<'_, Vec<u8>>;
    /// How well the network can be reached; `polled_at` is left out.
    fn connectivity(&self) -> watch::Receiver<Arc<Connectivity>>;
    /// Throws the paths away.
    fn rebuild_paths(&self);
    /// Sends everything through another proxy, or through none.
    fn set_proxy(&self, proxy: Option<Proxy>) -> Answer<'_, (), Failure>;
    /// Tries a proxy without keeping it.
    fn test_proxy(&self, proxy: Proxy) -> Answer<'_, (), Failure>;
    /// Ends everything that runs.
    fn shutdown(&self) -> Answer<'_, (), std::convert::Infallible>;
}

//! What happened on the network, for tests to look at: connections, requests, counts.
//!
//! Only the newest [`KEPT`] of each are kept; the counts are of all.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Mutex;

use crate::locked;

/// How many records are kept of each kind.
pub const KEPT: usize = 50_000;

/// Which listener was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Listener {
    /// The seed.
    Seed,
    /// A service node, by its number.
    Node(usize),
}

/// A connection that was accepted.
#[derive(Debug, Clone, Copy)]
pub struct Connection {
    /// Where.
    pub listener: Listener,
    /// From where.
    pub from: SocketAddr,
    /// When, ms of the network's clock.
    pub at: u64,
}

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// Through an onion path: the node doesn't know from whom.
    Onion,
    /// Straight to the node, in the clear.
    Plain,
    /// From inside this process: a peer or bot without onion requests, or a late delivery.
    Local,
}

/// A storage request that reached its node; the items of a batch are one each.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which node carried it out.
    pub node: usize,
    /// How it came.
    pub via: Via,
    /// The method.
    pub method: String,
    /// The account, 66 hex digits.
    pub account: Option<String>,
    /// The namespace.
    pub namespace: Option<i16>,
    /// The status of the answer.
    pub status: u16,
    /// When, ms of the network's clock.
    pub at: u64,
}

#[derive(Debug, Default)]
struct Inner {
    connections: VecDeque<Connection>,
    requests: VecDeque<Request>,
    counts: BTreeMap<String, u64>,
}

/// The records of a network.
#[derive(Debug, Default)]
pub struct Records {
    inner: Mutex<Inner>,
}

impl Records {
    /// The connections accepted, oldest first.
    pub fn connections(&self) -> Vec<Connection> {
        locked(&self.inner).connections.iter().copied().collect()
    }

    /// The storage requests carried out, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.inner).requests.iter().cloned().collect()
    }

    /// How often something happened: a storage method, or `connection`, `seed`, `onion`, `relay`, `server`.
    pub fn count(&self, what: &str) -> u64 {
        locked(&self.inner).counts.get(what).copied().unwrap_or(0)
    }

    /// Forgets everything so far.
    pub fn clear(&self) {
        *locked(&self.inner) = Inner::default();
    }

    pub(crate) fn connection(&self, connection: Connection) {
        let mut inner = locked(&self.inner);
        count(&mut inner, "connection");
        if inner.connections.len() == KEPT {
            inner.connections.pop_front();
        }
        inner.connections.push_back(connection);
    }

    pub(crate) fn request(&self, request: Request) {
        let mut inner = locked(&self.inner);
        count(&mut inner, &request.method);
        if inner.requests.len() == KEPT {
            inner.requests.pop_front();
        }
        inner.requests.push_back(request);
    }

    pub(crate) fn event(&self, what: &str) {
        count(&mut locked(&self.inner), what);
    }
}

fn count(inner: &mut Inner, what: &str) {
    // A hostile client may invent method names: no more names than there are real ones.
    if let Some(count) = inner.counts.get_mut(what) {
        *count += 1;
    } else if inner.counts.len() < 100 {
        inner.counts.insert(what.to_owned(), 1);
    }
}

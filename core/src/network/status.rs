//! The state of the connection, for those who want to show it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use super::error::NetworkError;

/// How well the network can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Nothing is known yet.
    #[default]
    Connecting,
    /// The last request got through.
    Connected,
    /// The last request did not get through.
    Offline,
}

/// The state of the connection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkStatus {
    /// How well the network can be reached.
    pub reach: Reach,
    /// Why it can't be reached.
    pub trouble: Option<NetworkError>,
    /// The paths that proved to work, guard first.
    pub paths: Vec<Vec<SocketAddr>>,
    /// How many service nodes are known.
    pub known_nodes: usize,
    /// Whether a proxy carries the connections.
    pub is_proxied: bool,
}

/// Holds the status and tells who watches, only when something changed.
pub(super) struct Board {
    sender: watch::Sender<NetworkStatus>,
    /// Monotonic milliseconds of the last success plus one; 0 for none.
    succeeded_at: AtomicU64,
}

impl Board {
    pub fn new(is_proxied: bool) -> Self {
        let status = NetworkStatus { is_proxied, ..NetworkStatus::default() };
        Self { sender: watch::Sender::new(status), succeeded_at: AtomicU64::new(0) }
    }

    pub fn watch(&self) -> watch::Receiver<NetworkStatus> {
        self.sender.subscribe()
    }

    /// Applies a change and tells the watchers if it was one.
    pub fn update(&self, change: impl FnOnce(&mut NetworkStatus)) {
        self.sender.send_if_modified(|status| {
            let before = status.clone();
            change(status);
            *status != before
        });
    }

    pub fn succeeded(&self, now_millis: u64) {
        self.succeeded_at.store(now_millis.saturating_add(1), Ordering::Relaxed);
        self.update(|status| {
            status.reach = Reach::Connected;
            status.trouble = None;
        });
    }

    pub fn failed(&self, error: NetworkError) {
        if error.is_offline() || error == NetworkError::ClockWrong {
            self.update(|status| {
                status.reach = Reach::Offline;
                status.trouble = Some(error);
            });
        }
    }

    /// Whether something got through in the last minute: then a failure is somebody else's.
    pub fn is_online(&self, now_millis: u64) -> bool {
        let at = self.succeeded_at.load(Ordering::Relaxed);
        at != 0 && now_millis.saturating_sub(at) < 60_000
    }
}

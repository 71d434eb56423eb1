//! A strict emulation of the Session network in one process, on 127.0.0.1 only.
//!
//! [`LocalNetwork::start`] makes a seed, service nodes in swarms with their own keys and TLS, onion
//! relaying, storage as version 2.8.0 of the real server has it, and a file server. It shares no code
//! with the client it tests: one bug can't hide another. It also runs the demonstration inside the
//! app ([`Demo`]).
//!
//! | Start here | for |
//! | --- | --- |
//! | [`LocalNetwork`], [`Spec`] | starting and changing a network |
//! | [`Faults`], [`Rule`] | breaking it |
//! | [`Records`] | seeing what happened |
//! | [`client`] | an independent peer that sends and receives text messages |
//! | [`Demo`] | scripted contacts |
//!
//! Source of every rule: the protocol notes this project keeps (network layer, messages), and the
//! recorded answers in `tests/vectors/storage_rpc.json`.

mod bots;
pub mod client;
mod clock;
mod faults;
mod files;
mod keys;
mod layer;
mod listener;
mod network;
mod onion;
mod records;
mod routes;
mod rpc;
mod script;
mod seed;
mod servers;
mod spec;
mod store;
mod swarm;
mod tls;
mod trickle;
mod v4;
mod world;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use bots::{Bots, Contact, Demo};
pub use faults::{Fault, Faults, Place, Rule, RuleId, SEED};
pub use files::{FILE_SERVER_HOST, Failure, FileServer};
pub use network::{LocalNetwork, NodeInfo, StoredMessage};
pub use records::{Connection, KEPT, Listener, Records, Request, Via};
pub use servers::{HttpServer, ServerAnswer, Service, ServiceRequest, ServiceResponse, V4Server};
pub use spec::{RecordedNode, Spec};

/// Why a local network can't run.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The [`Spec`] makes no sense.
    #[error("the network can't be made: {0}")]
    Spec(&'static str),
    /// No port, no thread.
    #[error("the system refused: {0}")]
    Io(#[from] std::io::Error),
    /// A certificate could not be made.
    #[error("a certificate could not be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// TLS could not be set up.
    #[error("TLS could not be set up: {0}")]
    Tls(#[from] rustls::Error),
}

/// Locks, also after a panic elsewhere: all state is consistent between statements.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

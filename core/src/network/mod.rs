//! Sockets and timers: everything that talks to service nodes. It returns protocol types.
//!
//! Only seeds and guards are ever connected to; everything else travels in onion requests. What must be
//! remembered goes through [`NetworkMemory`], so that this module knows no store.
//!
//! | Room | Holds |
//! | --- | --- |
//! | [`spec`] | which network: seeds, pins, built-in nodes, file server |
//! | `transport` | TLS, proxies, blocking requests on threads of their own |
//! | `bootstrap`, `snode_pool` | which service nodes there are |
//! | `path_pool`, `maintenance` | onion paths, and keeping them ready |
//! | `onion_client`, `swarm` | requests to a node, and to an account's swarm |
//! | `time_sync` | network time |

mod bootstrap;
mod client;
mod error;
mod file_server;
mod maintenance;
mod memory;
mod onion_client;
mod path_pool;
mod policy;
mod shared;
mod snode_pool;
pub mod spec;
mod status;
mod swarm;
mod time_sync;
pub mod transport;

pub use client::{LastHashes, MAX_STORED_BYTES, Network, NetworkConfig, Retrieved, RetrievedMailbox};
pub use error::NetworkError;
pub use file_server::FileServerError;
pub use memory::{Forgetful, MemoryItem, NetworkMemory};
pub use policy::NetworkPolicy;
pub use status::{NetworkStatus, Reach};
pub use transport::ProxyConfig;

use crate::protocol::storage_rpc::ServiceNode;

//! What clients and service nodes say to each other about stored messages.
//!
//! Requests are built and signed here, answers are read here; nothing is sent. Requests are JSON with
//! a method and parameters, signed texts are the exact concatenations of the protocol notes, network
//! 4.2. Answers come from strangers: every field may be missing or of another type, which makes the
//! answer or the entry unusable, never a panic.

mod answer;
mod namespace;
mod node;
mod request;
mod swarm_map;

pub use answer::{
    AnswerError, BatchItem, RetrievedMessage, RpcAnswer, StoredMessage, all_deleted, answer_time, batch_items, expired,
    expiries, nodes_of, open_answer, retrieved, service_node_list, stored_message,
};
pub use namespace::Namespace;
pub use node::{ServiceNode, parse_active_nodes};
pub use request::{
    BatchKind, ExpiryChange, Request, RequestSigner, StoreRequest, active_nodes, batch, delete, delete_all, expire,
    get_expiries, info, retrieve, seed_service_nodes, service_nodes, store, swarm,
};
pub use swarm_map::{NO_SWARM, swarm_for, swarm_space};

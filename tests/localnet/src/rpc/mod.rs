//! The storage server's RPC (protocol notes: network 4), as version 2.8.0 answers it.
//!
//! A request is parsed whole before anything runs, so that one ill-typed item refuses a whole batch.
//! Then it runs at its node: swarm membership first, then times, then signatures. Statuses, texts and
//! the shape of answers are those of the recording `tests/vectors/storage_rpc.json`, which
//! `tests/tests/localnet_replay.rs` replays.
//!
//! | module | methods |
//! | --- | --- |
//! | [`parse`], [`params`], [`auth`] | from JSON to requests; who may do what |
//! | [`run`] | dispatch, batches, faults, records |
//! | [`swarm_wide`] | carrying a request out at every member of the swarm |
//! | [`store`], [`retrieve`], [`remove`], [`expire`], [`revoke`], [`info`] | the methods |

mod auth;
mod expire;
mod info;
mod params;
mod parse;
mod remove;
mod retrieve;
mod revoke;
mod run;
mod store;
mod swarm_wide;

use std::time::Duration;

use serde_json::Value;

pub(crate) use info::node_list;
pub(crate) use parse::Request;
pub(crate) use run::{call, redeliver};

/// The body of an answer.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// An object.
    Json(Value),
    /// Plain text: errors.
    Text(String),
    /// Anything: faults.
    Bytes(Vec<u8>),
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Body,
    /// How long it takes until the answer is there.
    pub(crate) wait: Duration,
    /// Whether it never arrives.
    pub(crate) lost: bool,
}

impl Reply {
    pub(crate) fn json(status: u16, body: impl Into<Value>) -> Self {
        Self { status, body: Body::Json(body.into()), wait: Duration::ZERO, lost: false }
    }

    pub(crate) fn text(status: u16, text: impl Into<String>) -> Self {
        Self { status, body: Body::Text(text.into()), wait: Duration::ZERO, lost: false }
    }

    /// The body as it goes over the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match &self.body {
            Body::Json(value) => value.to_string().into_bytes(),
            Body::Text(text) => text.clone().into_bytes(),
            Body::Bytes(bytes) => bytes.clone(),
        }
    }
}

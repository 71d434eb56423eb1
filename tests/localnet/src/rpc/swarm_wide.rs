//! Carrying a request out at every member of the swarm (protocol notes: network 4.1, *recursive*).
//!
//! The node that was asked answers for all: its own entry with JSON booleans, those of the others
//! with 0 and 1. A member that is away is reported as timed out and gets the request when it is back.

use serde_json::{Map, Value, json};

use super::parse::Request;
use super::run::stamped;
use super::{Reply, expire, remove, revoke, store};
use crate::keys::hex;
use crate::world::{Late, State, World};

/// Who asks, and thus how far a signature's time may be off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tolerance {
    /// A client: 60 s.
    Client,
    /// Another node: 70 s.
    Forwarded,
}

impl Tolerance {
    pub(super) fn millis(self) -> u64 {
        match self {
            Self::Client => 60_000,
            Self::Forwarded => 70_000,
        }
    }

    /// Whether a signature's time is near enough.
    pub(super) fn allows(self, timestamp: u64, now: u64) -> bool {
        timestamp.abs_diff(now) <= self.millis()
    }
}

/// A refusal: status and text.
pub(super) type Refused = (u16, String);

/// Runs a recursive request at `node` and at its peers.
pub(super) fn run(world: &World, state: &mut State, node: usize, request: &Request) -> Reply {
    let own = match apply(world, state, node, request, Tolerance::Client) {
        Ok(own) => own,
        Err((status, text)) => return Reply::text(status, text),
    };
    let mut body = Map::new();
    let mut own = own;
    if let (Request::Store(_), Some(hash)) = (request, own.get("hash").cloned()) {
        body.insert("hash".to_owned(), hash);
        own.insert("t".to_owned(), Value::from(world.node_now(state, node)));
    }
    let mut entries = Map::from_iter([(hex(&world.node(node).keys.ed25519), Value::from(own))]);
    let swarm = state.nodes.get(node).and_then(|node| node.swarm);
    let mut timed_out = false;
    for peer in state.members(swarm).into_iter().filter(|peer| *peer != node) {
        let entry = if state.nodes.get(peer).is_some_and(crate::world::NodeState::answers_nodes) {
            forwarded(apply(world, state, peer, request, Tolerance::Forwarded))
        } else {
            timed_out = true;
            if let Some(peer) = state.node(peer) {
                peer.later(Late::Storage(Box::new(request.clone())));
            }
            json!({ "failed": true, "timeout": true })
        };
        entries.insert(hex(&world.node(peer).keys.ed25519), entry);
    }
    body.insert("swarm".to_owned(), Value::from(entries));
    let mut reply = Reply::json(200, stamped(world, state, node, body));
    if timed_out {
        reply.wait = world.peer_timeout();
    }
    reply
}

/// A peer's entry: its booleans are numbers.
fn forwarded(result: Result<Map<String, Value>, Refused>) -> Value {
    match result {
        Ok(entry) => entry.into_iter().map(|(name, value)| (name, as_number(value))).collect(),
        Err((code, reason)) => json!({ "failed": true, "code": code, "reason": reason }),
    }
}

fn as_number(value: Value) -> Value {
    match value {
        Value::Bool(flag) => Value::from(u8::from(flag)),
        other => other,
    }
}

/// Carries a recursive request out at one member.
pub(super) fn apply(
    world: &World,
    state: &mut State,
    node: usize,
    request: &Request,
    tolerance: Tolerance,
) -> Result<Map<String, Value>, Refused> {
    let now = world.node_now(state, node);
    let keys = &world.node(node).keys;
    let Some(account) = request.account() else { return Err((500, "request failed".to_owned())) };
    let Some(node) = state.node(node) else { return Err((500, "request failed".to_owned())) };
    let shelf = node.store.shelf(&account.bytes, now);
    let here = Here { keys, now, tolerance };
    match request {
        Request::Store(request) => store::store(&here, shelf, request),
        Request::Delete(request) => remove::delete(&here, shelf, request),
        Request::DeleteAll(request) => remove::delete_all(&here, shelf, request),
        Request::DeleteBefore(request) => remove::delete_before(&here, shelf, request),
        Request::Expire(request) => expire::expire(&here, shelf, request),
        Request::ExpireAll(request) => expire::expire_all(&here, shelf, request),
        Request::Revoke(request) => revoke::revoke(&here, shelf, request),
        Request::Unrevoke(request) => revoke::unrevoke(&here, shelf, request),
        _ => Err((500, "request failed".to_owned())),
    }
}

/// The node a request runs at.
pub(super) struct Here<'a> {
    pub(super) keys: &'a crate::keys::NodeKeys,
    pub(super) now: u64,
    pub(super) tolerance: Tolerance,
}

//! The paths of a service node (protocol notes: network 2.4).

use std::net::IpAddr;

use hyper::Method;
use hyper::http::request::Parts;
use serde_json::json;

use crate::locked;
use crate::onion;
use crate::records::Via;
use crate::rpc::{self, Reply};
use crate::world::{VERSION, World};

/// Answers one HTTP request at a node.
pub(crate) fn answer(world: &World, node: usize, parts: &Parts, body: &[u8], from: IpAddr) -> Reply {
    let path = parts.uri.path();
    match (&parts.method, path) {
        (&Method::POST, "/onion_req/v2") => not_ready(world, node).unwrap_or_else(|| onion::peel(world, node, body)),
        (&Method::POST, "/storage_rpc/v1") => storage(world, node, parts, body, from),
        (&Method::POST, "/ping_test/v1") => Reply::text(200, ""),
        (&Method::GET, "/get_stats/v1") => {
            let version = VERSION.map(|part| part.to_string()).join(".");
            Reply::json(200, json!({ "version": version }))
        }
        (method, path) => Reply::text(404, format!("{} {path} Not Found", method.as_str().to_lowercase())),
    }
}

fn storage(world: &World, node: usize, parts: &Parts, body: &[u8], from: IpAddr) -> Reply {
    {
        let mut state = locked(&world.state);
        let now = world.clock.now();
        if !state.node(node).is_none_or(|node| node.admit(from, world.spec.rate_limit, now)) {
            return Reply::text(429, "Too Many Requests\n");
        }
    }
    if let Some(refused) = not_ready(world, node) {
        return refused;
    }
    if parts.headers.contains_key("x-loki-long-poll") {
        return Reply::text(410, "long polling is no longer supported, client upgrade required");
    }
    rpc::call(world, node, body, Via::Plain)
}

/// 503, if the node is in no swarm.
fn not_ready(world: &World, node: usize) -> Option<Reply> {
    let state = locked(&world.state);
    let ready = state.nodes.get(node).is_some_and(|node| node.swarm.is_some() && node.listed);
    (!ready).then(|| Reply::text(503, "Service node is not ready: not in any swarm\n"))
}

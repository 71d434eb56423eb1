//! The seed: the chain daemon's JSON-RPC, of which clients use one method (protocol notes: network 1.3).

use hyper::Method;
use hyper::http::request::Parts;
use serde_json::{Map, Value, json};

use crate::locked;
use crate::rpc::{Reply, node_list};
use crate::world::World;

/// Answers one HTTP request at the seed.
pub(crate) fn answer(world: &World, parts: &Parts, body: &[u8]) -> Reply {
    world.records.event("seed");
    if parts.method != Method::POST || parts.uri.path() != "/json_rpc" {
        return Reply::text(404, "Not Found");
    }
    let Ok(request) = serde_json::from_slice::<Map<String, Value>>(body) else {
        return Reply::json(200, json!({ "error": { "code": -32700, "message": "Parse error" }, "jsonrpc": "2.0" }));
    };
    let id = request.get("id").cloned().unwrap_or(Value::Null);
    let method = request.get("method").and_then(Value::as_str).unwrap_or("");
    if !matches!(method, "get_n_service_nodes" | "get_service_nodes" | "get_all_service_nodes") {
        let error = json!({ "code": -32601, "message": "Method not found" });
        return Reply::json(200, json!({ "error": error, "id": id, "jsonrpc": "2.0" }));
    }
    let params = request.get("params").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut result = node_list(world, &locked(&world.state), &params);
    result.insert("status".to_owned(), Value::from("OK"));
    Reply::json(200, json!({ "id": id, "jsonrpc": "2.0", "result": result }))
}

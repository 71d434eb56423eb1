//! What any node tells anyone: `info`, swarms, the list of service nodes, names.

use serde_json::{Map, Value, json};

use super::Reply;
use super::params::Account;
use super::run::stamped;
use crate::world::{State, VERSION, World};

pub(super) fn info(world: &World, state: &State, node: usize) -> Reply {
    let body = Map::from_iter([
        ("timestamp".to_owned(), Value::from(world.node_now(state, node))),
        ("version".to_owned(), json!(VERSION)),
    ]);
    Reply::json(200, stamped(world, state, node, body))
}

pub(super) fn get_swarm(world: &World, state: &State, node: usize, account: &Account) -> Reply {
    let swarm = world.swarm_json(state, state.swarm_of(&account.bytes));
    Reply::json(200, stamped(world, state, node, swarm))
}

pub(super) fn service_nodes(world: &World, state: &State, node: usize, params: &Map<String, Value>) -> Reply {
    let mut result = node_list(world, state, params);
    result.insert("status".to_owned(), Value::from("OK"));
    let body = Map::from_iter([("result".to_owned(), Value::from(result))]);
    Reply::json(200, stamped(world, state, node, body))
}

/// The chain's answer to `get_service_nodes`: seeds and nodes pass it on.
pub(crate) fn node_list(world: &World, state: &State, params: &Map<String, Value>) -> Map<String, Value> {
    let wanted = |name: &str| match params.get("fields") {
        Some(Value::Object(fields)) => {
            [name, "all"].iter().any(|name| fields.get(*name).and_then(Value::as_bool) == Some(true))
        }
        Some(Value::Array(fields)) => fields.iter().any(|field| field.as_str() == Some(name)),
        _ => true,
    };
    let active_only = params.get("active_only").and_then(Value::as_bool) == Some(true);
    let limit = params.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let nodes = state.nodes.iter().enumerate().filter(|(_, node)| node.listed);
    let nodes = nodes.filter(|(_, node)| !active_only || node.swarm.is_some());
    let mut states: Vec<Value> = nodes
        .map(|(index, node)| {
            let entry = node_entry(world, index, node.swarm, state.height);
            entry.into_iter().filter(|(name, _)| wanted(name)).collect()
        })
        .collect();
    if let Some(limit) = limit.filter(|limit| *limit > 0) {
        states.truncate(limit);
    }
    let mut result = Map::from_iter([("service_node_states".to_owned(), Value::from(states))]);
    if wanted("height") {
        result.insert("height".to_owned(), Value::from(state.height));
    }
    result
}

fn node_entry(world: &World, index: usize, swarm: Option<u64>, height: u64) -> Map<String, Value> {
    let node = world.node(index);
    let swarm = swarm.unwrap_or(u64::MAX);
    let entry = json!({
        "public_ip": "127.0.0.1",
        "storage_port": node.https_port,
        "storage_lmq_port": node.omq_port,
        "pubkey_ed25519": crate::keys::hex(&node.keys.ed25519),
        "pubkey_x25519": crate::keys::hex(&node.keys.x25519),
        "service_node_pubkey": crate::keys::hex(&node.keys.legacy),
        "requested_unlock_height": 0,
        "storage_server_version": VERSION,
        "swarm_id": swarm,
        "swarm": format!("{swarm:x}"),
        "active": swarm != u64::MAX,
        "funded": true,
        "last_uptime_proof": height,
    });
    if let Value::Object(entry) = entry { entry } else { Map::new() }
}

pub(super) fn resolve_name(world: &World, state: &State, node: usize, params: &Map<String, Value>) -> Reply {
    let name = params.get("name_hash").and_then(Value::as_str).unwrap_or("");
    let result = state
        .names
        .get(name)
        .map_or_else(|| json!({}), |(encrypted, nonce)| json!({ "encrypted_value": encrypted, "nonce": nonce }));
    let body = Map::from_iter([("result".to_owned(), result)]);
    Reply::json(200, stamped(world, state, node, body))
}

/// 51 bytes a node, as base64 (protocol notes: network 2.2).
pub(super) fn active_nodes(world: &World, state: &State) -> Reply {
    let mut bytes = Vec::new();
    for (index, node) in state.nodes.iter().enumerate().filter(|(_, node)| node.listed && node.swarm.is_some()) {
        let ports = world.node(index);
        bytes.extend(ports.keys.ed25519);
        bytes.extend(node.swarm.unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend([127, 0, 0, 1]);
        bytes.extend(ports.https_port.to_be_bytes());
        bytes.extend(ports.omq_port.to_be_bytes());
        bytes.extend(VERSION.map(|part| u8::try_from(part).unwrap_or(u8::MAX)));
    }
    Reply::text(200, data_encoding::BASE64.encode(&bytes))
}

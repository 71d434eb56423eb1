//! Onion requests: peeling a layer, relaying, answering (protocol notes: network 3).
//!
//! Every body is `LE32 length, ciphertext, JSON`. Peeling it gives the same shape again, and the JSON
//! says what is next: `headers` means this node is the destination, `host` a server, `destination`
//! another node. Hops call each other inside this process, but with the bytes they would send.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::faults::{Fault, Place};
use crate::keys::{hex, unhex};
use crate::layer::{Cipher, LayerKey};
use crate::locked;
use crate::records::Via;
use crate::rpc::{self, Body, Reply};
use crate::world::{Late, World};

/// The most hops of a path.
const MAX_HOPS: i64 = 15;
/// The only statuses that travel between hops.
const RELAYED: [u16; 13] = [200, 400, 401, 403, 404, 406, 410, 413, 421, 429, 500, 502, 503];

/// Splits `LE32 length, bytes, rest`; the error says what is wrong with the sizes.
pub(crate) fn unframe(body: &[u8]) -> Result<(&[u8], &[u8]), String> {
    let (size, rest) =
        body.split_first_chunk::<4>().ok_or("Unexpected payload size; expected ciphertext size".to_owned())?;
    let size = usize::try_from(u32::from_le_bytes(*size)).unwrap_or(usize::MAX);
    rest.split_at_checked(size).ok_or_else(|| format!("Unexpected payload size {}, expected >= {size}", rest.len()))
}

/// Makes `LE32 length, bytes, JSON`.
pub(crate) fn frame(bytes: &[u8], json: &Value) -> Vec<u8> {
    let size = u32::try_from(bytes.len()).expect("bodies are 10 MiB at most");
    [size.to_le_bytes().as_slice(), bytes, json.to_string().as_bytes()].concat()
}

/// Who encrypted a layer, and how.
pub(crate) struct Wrapping {
    pub(crate) ephemeral: [u8; 32],
    pub(crate) cipher: Cipher,
    pub(crate) hop: i64,
}

impl Wrapping {
    /// Reads `ephemeral_key`, `enc_type` and `hop_no`.
    pub(crate) fn read(json: &Map<String, Value>) -> Result<Self, String> {
        let ephemeral = json.get("ephemeral_key").and_then(Value::as_str).and_then(unhex);
        let ephemeral = ephemeral.ok_or("Invalid ephemeral_key")?;
        let cipher = match json.get("enc_type") {
            None | Some(Value::Null) => Cipher::AesGcm,
            Some(Value::String(name)) => {
                Cipher::named(name).ok_or_else(|| format!("Invalid encryption type {name}"))?
            }
            Some(_) => return Err("Invalid encryption type".to_owned()),
        };
        Ok(Self { ephemeral, cipher, hop: json.get("hop_no").and_then(Value::as_i64).unwrap_or(0) })
    }
}

fn clear(status: u16, text: impl Into<String>) -> Reply {
    Reply::text(status, text)
}

/// Answers the body of an onion request at a node.
pub(crate) fn peel(world: &World, node: usize, body: &[u8]) -> Reply {
    world.records.event("onion");
    let parts = unframe(body).and_then(|(sealed, json)| {
        let json: Map<String, Value> = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        Ok((sealed, Wrapping::read(&json)?))
    });
    let (sealed, wrapping) = match parts {
        Ok(parts) => parts,
        Err(why) => return clear(400, format!("Error parsing onion request: {why}")),
    };
    if !(0..=MAX_HOPS).contains(&wrapping.hop) {
        return clear(400, "onion request max path length exceeded");
    }
    let keys = &world.node(node).keys;
    let key = LayerKey::new(wrapping.cipher, &keys.shared(&wrapping.ephemeral), &wrapping.ephemeral, &keys.x25519);
    let Some(plain) = key.open(sealed) else { return clear(400, "Invalid ciphertext") };
    let (payload, control) = match unframe(&plain) {
        Ok(parts) => parts,
        Err(why) => return clear(400, format!("Invalid internal onion request: {why}")),
    };
    let Ok(control) = serde_json::from_slice::<Map<String, Value>>(control) else {
        return sealed_reply(&key, &Reply::text(400, "Invalid json"), &Map::new());
    };
    if control.contains_key("headers") {
        let reply = rpc::call(world, node, payload, Via::Onion);
        return sealed_reply(&key, &reply, &control);
    }
    if let Some(host) = control.get("host").and_then(Value::as_str) {
        return to_server(world, &key, host, &control, &plain);
    }
    match Next::read(&control) {
        Some(next) => relay(world, node, &next, payload, wrapping.hop + 1),
        None => sealed_reply(&key, &Reply::text(400, "Invalid json"), &control),
    }
}

/// Wraps the storage server's answer and encrypts it.
fn sealed_reply(key: &LayerKey, reply: &Reply, control: &Map<String, Value>) -> Reply {
    let embed = control.get("json").and_then(Value::as_bool) == Some(true);
    let body = match (&reply.body, embed) {
        (Body::Json(value), true) => value.clone(),
        _ => Value::from(String::from_utf8_lossy(&reply.bytes()).into_owned()),
    };
    let sealed = key.seal(json!({ "status": reply.status, "body": body }).to_string().as_bytes());
    let body = if control.get("base64").and_then(Value::as_bool) == Some(false) {
        Body::Bytes(sealed)
    } else {
        Body::Text(data_encoding::BASE64.encode(&sealed))
    };
    Reply { status: 200, body, wait: reply.wait, lost: reply.lost }
}

/// Where a relay request goes.
struct Next {
    destination: [u8; 32],
    wrapping: Value,
}

impl Next {
    fn read(control: &Map<String, Value>) -> Option<Self> {
        let destination = control.get("destination").and_then(Value::as_str).and_then(unhex)?;
        let wrapping = Wrapping::read(control).ok()?;
        let wrapping = json!({ "ephemeral_key": hex(&wrapping.ephemeral), "enc_type": wrapping.cipher.name() });
        Some(Self { destination, wrapping })
    }
}

/// Hands the inner layer to the next node.
fn relay(world: &World, node: usize, next: &Next, payload: &[u8], hop: i64) -> Reply {
    world.records.event("relay");
    let mut delay = Duration::ZERO;
    match world.faults.take(Place::Relay, node, None) {
        Some(Fault::Drop) => return timed_out(world, Duration::ZERO),
        Some(Fault::Delay(wait) | Fault::Trickle(_, wait)) => delay = wait,
        Some(Fault::Status(status, text) | Fault::StatusAfter(status, text)) => return clear(status, text),
        Some(Fault::Garbage) => return clear(500, "Invalid response from snode"),
        _ => {}
    }
    let name = hex(&next.destination);
    let mut wrapping = next.wrapping.clone();
    if let Some(wrapping) = wrapping.as_object_mut() {
        wrapping.insert("hop_no".to_owned(), Value::from(hop));
    }
    let body = frame(payload, &wrapping);
    let index = {
        let mut state = locked(&world.state);
        let Some(index) = world.find(&state, &next.destination) else {
            return clear(502, format!("Next node not found: {name}"));
        };
        let Some(target) = state.node(index) else { return clear(502, format!("Next node not found: {name}")) };
        if !target.answers_nodes() {
            target.later(Late::Onion { body, hop });
            return timed_out(world, delay);
        }
        if target.swarm.is_none() {
            return clear(503, format!("Snode not ready: {name}"));
        }
        index
    };
    let mut reply = peel(world, index, &body);
    reply.wait += delay;
    if reply.lost || reply.wait > world.spec.relay_timeout {
        return timed_out(world, Duration::ZERO);
    }
    if !RELAYED.contains(&reply.status) && reply.status != 504 {
        reply.status = 500;
    }
    reply
}

fn timed_out(world: &World, already: Duration) -> Reply {
    let mut reply = clear(504, "Request time out");
    reply.wait = world.spec.relay_timeout + already;
    reply
}

/// Posts the whole decrypted plaintext to a server, as an exit node does.
fn to_server(world: &World, key: &LayerKey, host: &str, control: &Map<String, Value>, plain: &[u8]) -> Reply {
    world.records.event("server");
    let text = |name: &str, default: &'static str| match control.get(name) {
        None => Some(default.to_owned()),
        Some(value) => value.as_str().map(str::to_owned),
    };
    let target = text("target", "").unwrap_or_default();
    let protocol = text("protocol", "https").unwrap_or_default();
    let good_target = (target.starts_with("/loki/") || target.starts_with("/oxen/"))
        && target.ends_with("/lsrpc")
        && !target.contains('?');
    if !good_target || !matches!(protocol.as_str(), "http" | "https") {
        return sealed_reply(key, &Reply::text(400, "Invalid url"), &Map::new());
    }
    let port = control.get("port").and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok()).unwrap_or(443);
    let Some(server) = world.servers.find(host, port) else {
        return clear(502, format!("Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server"));
    };
    let answer = server.post(&target, plain, world.clock.now());
    let status = if RELAYED.contains(&answer.status) || answer.status == 504 { answer.status } else { 500 };
    Reply { status, body: Body::Bytes(answer.body), wait: Duration::ZERO, lost: false }
}

/// Delivers what reached a node while it was away; the answers go nowhere.
pub(crate) fn deliver_late(world: &World, node: usize, late: Vec<Late>) {
    for delivery in late {
        match delivery {
            Late::Onion { body, hop } => {
                let reply = peel(world, node, &body);
                tracing::debug!(node, hop, status = reply.status, "delivered an onion request late");
            }
            Late::Storage(request) => rpc::redeliver(world, node, &request),
        }
    }
}

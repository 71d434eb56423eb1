//! Replays every recorded exchange with real storage servers (`vectors/storage_rpc.json`, version 2.8.0)
//! against the local network and requires the same status, content type and body.
//!
//! Same nodes (their X25519 secrets are recorded), same accounts, the clock set to the recording's.
//! Equal must be: keys, types, counts, order, hashes, texts, times. Only signatures of nodes may differ,
//! for nobody kept the Ed25519 secrets, and what [`EXCEPTIONS`] names.

#![expect(clippy::indexing_slicing, reason = "a vector that is shorter than expected should fail loudly")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use onionskin_localnet::client::{Answer, Https, Layer};
use onionskin_localnet::{HttpServer, LocalNetwork, RecordedNode, ServerAnswer, Spec};
use serde_json::{Value, json};

/// Cases in which something is compared less strictly, with the reason.
const EXCEPTIONS: [(&str, Leniency, &str); 6] = [
    ("batch", Leniency::Passing, "a millisecond passed from item to item"),
    ("sequence_stops", Leniency::Passing, "a millisecond passed from item to item"),
    ("sequence_ok", Leniency::Passing, "three milliseconds passed from item to item"),
    ("expire_capped", Leniency::Times, "each node capped by its own clock, 1 ms apart"),
    ("topology_new_member", Leniency::Times, "2.8.0 shifts the times of messages that peers push"),
    (
        "topology_back",
        Leniency::Returned,
        "as above; and a deleted message came back from a member that happened to have it still",
    ),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Leniency {
    /// The node's own times may be up to 10 ms apart.
    Passing,
    /// Times are not compared.
    Times,
    /// Nor is one message that came back.
    Returned,
}

fn recording() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/storage_rpc.json");
    let text = std::fs::read_to_string(path).expect("the recording is in the repository");
    expand(serde_json::from_str(&text).expect("the recording is JSON"))
}

/// Writes out `{"$repeat": c, "count": n}`.
fn expand(value: Value) -> Value {
    match value {
        Value::Object(map) => match (map.get("$repeat").and_then(Value::as_str), map.get("count")) {
            (Some(piece), Some(count)) => {
                Value::from(piece.repeat(usize::try_from(count.as_u64().expect("a count")).expect("it is small")))
            }
            _ => map.into_iter().map(|(name, value)| (name, expand(value))).collect(),
        },
        Value::Array(list) => list.into_iter().map(expand).collect(),
        other => other,
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("there is a text {name}"))
}

fn index(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a node number")).expect("it is small")
}

/// The server that stood behind the exit nodes of the recording.
#[derive(Default)]
struct Upstream {
    saw: Mutex<Vec<(String, Vec<u8>)>>,
}

const UPSTREAM_ANSWER: &[u8] = b"l12:proxied-bodye\x00\xff\x80";

impl HttpServer for Upstream {
    fn post(&self, target: &str, body: &[u8], _now: u64) -> ServerAnswer {
        self.saw.lock().expect("nobody panicked").push((target.to_owned(), body.to_vec()));
        match target {
            "/oxen/v4/lsrpc" => ServerAnswer { status: 200, body: UPSTREAM_ANSWER.to_vec() },
            _ => ServerAnswer { status: 404, body: b"upstream says no".to_vec() },
        }
    }
}

/// The network of the recording with a connection to each node.
struct Replay {
    network: LocalNetwork,
    recording: Value,
    connections: Vec<Option<Https>>,
    upstream: Arc<Upstream>,
    now: u64,
}

impl Replay {
    fn new() -> Self {
        let recording = recording();
        let nodes = recording["nodes"].as_array().expect("there are nodes");
        let recorded = nodes
            .iter()
            .map(|node| {
                let keys = ["ed25519", "x25519_secret", "legacy", "swarm"].map(|name| text(node, name));
                let port = |name: &str| u16::try_from(node[name].as_u64().expect("a port")).expect("a port");
                RecordedNode::from_hex(keys, port("https_port"), port("omq_port")).expect("good keys")
            })
            .collect();
        let wait = Duration::from_millis(20);
        let spec = Spec { recorded, peer_timeout: wait, relay_timeout: wait, ..Spec::default() };
        let network = LocalNetwork::start(spec).expect("a local network starts");
        network.set_height(1_500_012);
        let ons = case(&recording, "oxend_ons");
        let answer = &ons["response"]["json"]["result"];
        let hash = &ons["request"]["body"]["params"]["params"]["name_hash"];
        network.add_name(hash.as_str().expect("a hash"), text(answer, "encrypted_value"), text(answer, "nonce"));
        let upstream = Arc::new(Upstream::default());
        network.add_server("127.0.0.1", 35_990, upstream.clone());
        let connections = nodes.iter().map(|_| None).collect();
        Self { network, recording, connections, upstream, now: 1_795_404_975_000 }
    }

    /// What was done to the network of the recording before a case.
    fn prepare(&mut self, id: &str) {
        let swarm = |node: usize| self.network.nodes()[node].swarm;
        match id {
            "store_member_down" => self.network.kill(3),
            "onion_next_hop_down_late" => self.network.revive(3).expect("its port is free"),
            "order_member_first" => self.race(),
            "topology_moved_node_421" => self.network.move_node(1, swarm(4)),
            "topology_decommissioned" => self.network.move_node(4, None),
            "topology_back" => self.network.move_node(1, swarm(0)),
            "rate_limited" => {
                for _ in 0..600 {
                    self.send(1, "POST", "/storage_rpc/v1", &[], br#"{"method":"info","params":{}}"#);
                }
            }
            _ => {}
        }
    }

    /// The same messages in different orders at two members: each stored while they can't reach each other.
    fn race(&self) {
        let members: Vec<usize> = self.network.nodes().iter().map(|node| node.index).collect();
        for node in &members {
            self.network.set_reachable(*node, false);
        }
        for (node, id) in [(0, "order_member_first"), (1, "order_member_second")] {
            let case = case(&self.recording, id);
            for message in case["response"]["json"]["messages"].as_array().expect("there are messages") {
                let store = json!({ "method": "store", "params": {
                    "pubkey": case["request"]["body"]["params"]["pubkey"],
                    "timestamp": message["timestamp"], "expiry": message["expiration"], "data": message["data"] } });
                assert_eq!(self.network.storage_rpc(node, store.to_string().as_bytes()).0, 200);
            }
        }
        for node in &members {
            self.network.set_reachable(*node, true);
        }
    }

    fn send(&mut self, node: usize, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let port = self.network.nodes()[node].port;
        let size = body.len().to_string();
        let mut headers = headers.to_vec();
        if !headers.iter().any(|(name, _)| *name == "Content-Length") {
            headers.push(("Content-Length", &size));
        }
        // A kept connection may have been closed by the node, as after a refused body: once more on a new one.
        if let Some(connection) = &mut self.connections[node]
            && let Ok(answer) = connection.request(method, path, &headers, body)
        {
            return answer;
        }
        let mut connection = Https::connect(port).expect("the node listens");
        let answer = connection.request(method, path, &headers, body).expect("the node answers");
        self.connections[node] = Some(connection);
        answer
    }

    /// Runs one case; what differs from the recording.
    fn run(&mut self, case: &Value) -> Vec<String> {
        let id = text(case, "id");
        self.set_clock(case);
        self.prepare(id);
        self.set_clock(case);
        let response = &case["response"];
        let answer = if case["transport"] == "https" { self.https(case) } else { self.onion(case) };
        let mut wrong = Vec::new();
        if answer.status != response["status"] {
            wrong.push(format!("status {} instead of {}", answer.status, response["status"]));
        }
        if answer.content_type != text(response, "content_type") {
            wrong.push(format!("content type {}", answer.content_type));
        }
        let leniency = EXCEPTIONS.iter().find(|(name, ..)| *name == id).map(|(_, leniency, _)| *leniency);
        if let Some(decrypted) = case.get("response_decrypted") {
            match self.open(case, &answer) {
                Some(opened) => compare(&parsed(decrypted), &parsed(&opened), leniency, "", &mut wrong),
                None => wrong.push("the answer does not open".to_owned()),
            }
        } else if let Some(body) = response.get("json") {
            match serde_json::from_slice(&answer.body) {
                Ok(given) => compare(body, &given, leniency, "", &mut wrong),
                Err(_) => wrong.push(format!("no JSON: {}", String::from_utf8_lossy(&answer.body))),
            }
        } else if let Some(base64) = response["base64"].as_str() {
            if data_encoding::BASE64.encode(&answer.body) != base64 {
                wrong.push(format!("bytes {}", data_encoding::BASE64.encode(&answer.body)));
            }
        } else if String::from_utf8_lossy(&answer.body) != text(response, "text") {
            wrong.push(format!("text {:?}", String::from_utf8_lossy(&answer.body)));
        }
        wrong
    }

    /// The clock stands at the time the node told; else it goes on a little.
    fn set_clock(&mut self, case: &Value) {
        let decrypted = parsed(&case["response_decrypted"]);
        let json = &case["response"]["json"];
        let told = [json, &decrypted["body"], &json["results"][0]["body"], &json["result"]["body"]]
            .into_iter()
            .find_map(|body| body["t"].as_u64());
        let asked = case["request"]["body"]["params"]["timestamp"].as_u64().filter(|asked| *asked > self.now);
        let error = text(case, "category") == "error";
        self.now = told.or(asked.filter(|_| !error)).unwrap_or(self.now + 1);
        self.network.freeze_clock(self.now);
    }

    fn https(&mut self, case: &Value) -> Answer {
        let request = &case["request"];
        let body = match (&request["body"], request["body_text"].as_str()) {
            (Value::Null, text) => text.unwrap_or_default().to_owned(),
            (body, _) => body.to_string(),
        };
        let headers: Vec<(&str, &str)> = request["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), value.as_str().expect("a text")))
            .collect();
        let (method, path) = (text(request, "http_method"), text(request, "path"));
        self.send(index(&case["node"]), method, path, &headers, body.as_bytes())
    }

    fn onion(&mut self, case: &Value) -> Answer {
        let body = match case["wire_base64"].as_str() {
            Some(wire) => data_encoding::BASE64.decode(wire.as_bytes()).expect("it is base64"),
            None => self.build(case),
        };
        self.send(index(&case["entry_node"]), "POST", "/onion_req/v2", &[], &body)
    }

    /// The body of an onion request from its recorded layers.
    fn build(&self, case: &Value) -> Vec<u8> {
        let mut payload = case["final"]["body"].to_string().into_bytes();
        let mut control = case["final"]["control"].clone();
        for layer in case["layers"].as_array().expect("there are layers").iter().rev() {
            let node = &self.recording["nodes"][index(&layer["node"])];
            let (sealed, ephemeral) = self.layer(layer).seal(&payload, &control).expect("good keys");
            payload = sealed;
            control = json!({
                "destination": node["ed25519"], "ephemeral_key": ephemeral, "enc_type": layer["enc_type"] });
        }
        Layer::wire(&payload, &case["entry_json"])
    }

    fn layer<'a>(&'a self, layer: &'a Value) -> Layer<'a> {
        let node = text(&self.recording["nodes"][index(&layer["node"])], "x25519");
        // A layer without a cipher's name is of the default one.
        let enc_type = layer["enc_type"].as_str().unwrap_or("aes-gcm");
        Layer { enc_type, secret: text(layer, "ephemeral_secret"), node }
    }

    fn open(&self, case: &Value, answer: &Answer) -> Option<Value> {
        let layers = case["layers"].as_array()?;
        let which = case.get("decrypts_with_layer").map_or(layers.len() - 1, index);
        let sealed = if case["response"].get("base64").is_some() {
            answer.body.clone()
        } else {
            data_encoding::BASE64.decode(&answer.body).ok()?
        };
        serde_json::from_slice(&self.layer(&layers[which]).open(&sealed)?).ok()
    }
}

fn case<'a>(recording: &'a Value, id: &str) -> &'a Value {
    let cases = recording["cases"].as_array().expect("there are cases");
    cases.iter().find(|case| case["id"] == id).expect("there is such a case")
}

/// An opened answer whose body, if it is the text of JSON, is that JSON with a mark that it was text.
fn parsed(opened: &Value) -> Value {
    let mut opened = opened.clone();
    if let Some(body) = opened["body"].as_str()
        && let Ok(inner @ Value::Object(_)) = serde_json::from_str::<Value>(body)
    {
        opened["body"] = inner;
        opened["was text"] = Value::from(true);
    }
    opened
}

fn compare(want: &Value, given: &Value, leniency: Option<Leniency>, at: &str, wrong: &mut Vec<String>) {
    let name = at.rsplit('/').next().unwrap_or_default();
    match (want, given) {
        (Value::Object(want), Value::Object(given)) => {
            let keys = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            if keys(want) != keys(given) {
                wrong.push(format!("{at}: keys {:?} instead of {:?}", keys(given), keys(want)));
            }
            for (key, value) in want {
                if let Some(other) = given.get(key) {
                    compare(value, other, leniency, &format!("{at}/{key}"), wrong);
                }
            }
        }
        (Value::Array(want), Value::Array(given)) => {
            let mut want = want.clone();
            if leniency == Some(Leniency::Returned) && name == "messages" {
                want.retain(|message| message["data"] != "b25lIG1lbWJlciBkb3du");
            }
            if want.len() != given.len() {
                wrong.push(format!("{at}: {} items instead of {}", given.len(), want.len()));
            }
            for (index, (want, given)) in want.iter().zip(given).enumerate() {
                compare(want, given, leniency, &format!("{at}/{index}"), wrong);
            }
        }
        (Value::String(want), Value::String(given)) if name == "signature" => {
            if want.len() != given.len() {
                wrong.push(format!("{at}: a signature of {} characters", given.len()));
            }
        }
        (Value::Number(_), Value::Number(_))
            if matches!(leniency, Some(Leniency::Times | Leniency::Returned))
                && matches!(name, "timestamp" | "expiration" | "expiry" | "t") => {}
        (Value::Number(want), Value::Number(given))
            if leniency == Some(Leniency::Passing)
                && matches!(name, "timestamp" | "t")
                && want.as_u64().zip(given.as_u64()).is_some_and(|(want, given)| want.abs_diff(given) <= 10) => {}
        (want, given) if want == given => {}
        (want, given) => wrong.push(format!("{at}: {given} instead of {want}")),
    }
}

#[test]
fn the_local_network_answers_as_real_servers_did() {
    let mut replay = Replay::new();
    let cases = replay.recording["cases"].as_array().expect("there are cases").clone();
    assert!(cases.len() > 150, "the recording is whole");
    let mut wrong = Vec::new();
    for case in &cases {
        let id = text(case, "id");
        wrong.extend(replay.run(case).into_iter().map(|what| format!("{id}: {what}")));
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    let server_saw = &case(&replay.recording, "onion_to_server")["server_saw"];
    let saw = replay.upstream.saw.lock().expect("nobody panicked");
    assert_eq!(saw[0].0, text(server_saw, "path"));
    assert_eq!(data_encoding::BASE64.encode(&saw[0].1), text(server_saw, "body_base64"));
}

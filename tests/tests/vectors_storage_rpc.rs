//! Our requests and our reading of answers against exchanges recorded with real storage servers.
//!
//! `tests/vectors/storage_rpc.json` holds both sides. Here our side is held against it: what we sign, how
//! we encrypt, what we understand. `localnet_replay.rs` holds the local network against the same file.

#![expect(clippy::indexing_slicing, reason = "a vector that is shorter than expected should fail loudly")]

use std::collections::BTreeSet;
use std::sync::Mutex;

use data_encoding::{BASE64, HEXLOWER};
use onionskin_core::clock::{NetworkTime, Rng};
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::crypto::message_hash::message_hash;
use onionskin_core::crypto::onion::{AnswerKeys, Cipher, Destination, Hop, LayerKey, build};
use onionskin_core::protocol::storage_rpc::{
    ExpiryChange, Namespace, Request, RequestSigner, StoreRequest, answer_time, batch_items, delete, delete_all,
    expire, expired, expiries, get_expiries, info, nodes_of, open_answer, retrieve, retrieved, service_node_list,
    store, stored_message, swarm,
};
use serde_json::{Value, json};

fn recording() -> Value {
    serde_json::from_str(include_str!("../vectors/storage_rpc.json")).expect("a JSON file")
}

fn cases(recording: &Value) -> &[Value] {
    recording["cases"].as_array().expect("a list")
}

fn case<'a>(recording: &'a Value, id: &str) -> &'a Value {
    cases(recording).iter().find(|case| case["id"] == id).expect("there is such a case")
}

fn answer<'a>(recording: &'a Value, id: &str) -> &'a Value {
    let body = &case(recording, id)["response"]["json"];
    assert!(body.is_object(), "{id} has no JSON");
    body
}

fn array<const N: usize>(hex: &Value) -> [u8; N] {
    let hex = hex.as_str().expect("a text");
    HEXLOWER.decode(hex.as_bytes()).expect("hex digits").try_into().expect("the right length")
}

/// An account or a group of the recording.
struct Signer {
    keys: AccountKeys,
    account: [u8; 33],
}

impl RequestSigner for Signer {
    fn account(&self) -> [u8; 33] {
        self.account
    }

    fn ed25519_public(&self) -> Option<[u8; 32]> {
        (self.account[0] == 5).then(|| *self.keys.ed25519_public())
    }

    fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.keys.sign(text)
    }
}

fn signer(recording: &Value, account: &Value) -> Option<Signer> {
    let user = recording["users"].as_array()?.iter().find(|user| user["account_id"] == *account)?;
    let keys = AccountKeys::from_seed(&Seed::from_padded(array(&user["seed"])));
    Some(Signer { keys, account: array(&user["account_id"]) })
}

fn hashes(params: &Value) -> Option<Vec<String>> {
    serde_json::from_value(params["messages"].clone()).ok()
}

/// Our request that asks for the same; nothing where we never ask so.
fn ours(recording: &Value, method: &str, params: &Value) -> Option<Request> {
    let signer = signer(recording, &params["pubkey"])?;
    let at = NetworkTime(params["timestamp"].as_u64().unwrap_or_default());
    let namespace = match &params["namespace"] {
        Value::Null => Namespace::INBOX,
        number => Namespace(number.as_i64().and_then(|number| i16::try_from(number).ok()).unwrap_or_default()),
    };
    Some(match method {
        "store" => {
            let data = BASE64.decode(params["data"].as_str()?.as_bytes()).ok()?;
            let what =
                StoreRequest { account: signer.account, namespace, data: &data, ttl_millis: params["ttl"].as_u64()? };
            let is_signed = params.get("signature").is_some();
            store(&what, at, is_signed.then_some(&signer as &dyn RequestSigner))
        }
        "retrieve" => retrieve(&signer, namespace, params["last_hash"].as_str().unwrap_or_default(), -1, at),
        "delete" => delete(&signer, &hashes(params)?),
        "delete_all" => delete_all(&signer, (params["namespace"] != "all").then_some(namespace), at),
        "get_expiries" => get_expiries(&signer, &hashes(params)?, at),
        "expire" => {
            let change = match (params.get("shorten"), params.get("extend")) {
                (Some(_), _) => ExpiryChange::Shorten,
                (_, Some(_)) => ExpiryChange::Extend,
                _ => ExpiryChange::Set,
            };
            expire(&signer, &hashes(params)?, NetworkTime(params["expiry"].as_u64()?), change)
        }
        "get_swarm" => swarm(&signer.account),
        "info" => info(),
        _ => return None,
    })
}

/// The plain requests of a case: itself, or the items of its batch.
fn requests(case: &Value) -> Vec<(&str, &Value)> {
    let body = if case["request"].is_null() { &case["final"]["body"] } else { &case["request"]["body"] };
    let items = body["params"]["requests"].as_array().map_or_else(|| std::slice::from_ref(body), Vec::as_slice);
    items.iter().filter_map(|item| Some((item["method"].as_str()?, &item["params"]))).collect()
}

#[test]
fn requests_are_signed_and_spelled_as_servers_accepted_them() {
    let recording = recording();
    let (mut signed, mut plain) = (BTreeSet::new(), 0);
    let is_accepted = |case: &Value| {
        let status = case["response_decrypted"].get("status").unwrap_or(&case["response"]["status"]);
        *status == 200 && case["deviation"].is_null()
    };
    for case in cases(&recording).iter().filter(|case| is_accepted(case)) {
        for (method, params) in requests(case) {
            // Another member's signature under a group, and batch items meant to fail, are not ours to make.
            let is_meant_wrong =
                ["batch_wrong_swarm_sub", "sequence_stops", "batch"].iter().any(|id| case["id"] == *id);
            if params.get("subaccount").is_some() || is_meant_wrong {
                continue;
            }
            let Some(request) = ours(&recording, method, params) else { continue };
            for (name, recorded) in params.as_object().expect("an object") {
                if !matches!(name.as_str(), "max_count" | "max_size" | "required") {
                    assert_eq!(request.params.get(name), Some(recorded), "{}: {name}", case["id"]);
                }
            }
            if params.get("signature").is_some() {
                signed.insert(case["id"].to_string());
            } else {
                plain += 1;
            }
        }
    }
    assert!(signed.len() >= 40, "{} signed cases: {signed:?}", signed.len());
    assert!(plain >= 14, "{plain} plain requests");
}

/// Hands out what it was given, then the same byte for ever.
struct Scripted(Mutex<Vec<u8>>);

impl Rng for Scripted {
    fn fill(&self, wanted: &mut [u8]) {
        let mut script = self.0.lock().expect("no thread panicked");
        for byte in wanted {
            *byte = if script.is_empty() { 0x5a } else { script.remove(0) };
        }
    }
}

fn node(recording: &Value, layer: &Value) -> Hop {
    let index = usize::try_from(layer["node"].as_u64().expect("a number")).expect("a small number");
    let node = &recording["nodes"][index];
    Hop { ed25519: array(&node["ed25519"]), x25519: array(&node["x25519"]) }
}

fn cipher(layer: &Value) -> Cipher {
    match layer["enc_type"].as_str() {
        Some("xchacha20" | "xchacha20-poly1305") => Cipher::XChaCha20,
        _ => Cipher::AesGcm,
    }
}

fn unframed(bytes: &[u8]) -> (&[u8], Value) {
    let (length, rest) = bytes.split_first_chunk::<4>().expect("a length");
    let (inner, json) = rest.split_at(usize::try_from(u32::from_le_bytes(*length)).expect("it is small"));
    (inner, serde_json::from_slice(json).expect("JSON"))
}

fn layers(case: &Value) -> &[Value] {
    case["layers"].as_array().map(Vec::as_slice).unwrap_or_default()
}

#[test]
fn our_layers_are_those_that_servers_accepted() {
    let recording = recording();
    let mut count = 0;
    let is_right = |case: &&Value| case["deviation"].is_null() && case["wire_base64"].is_string();
    for case in cases(&recording).iter().filter(is_right).filter(|case| !layers(case).is_empty()) {
        let wire = BASE64.decode(case["wire_base64"].as_str().expect("a text").as_bytes()).expect("base64");
        let (mut ciphertext, mut json) = (unframed(&wire).0.to_vec(), unframed(&wire).1);
        assert_eq!(json, case["entry_json"]);
        for (at, layer) in layers(case).iter().enumerate() {
            let node = node(&recording, layer);
            assert_eq!(json["ephemeral_key"], layer["ephemeral_public"]);
            assert!(at == 0 || json["destination"] == HEXLOWER.encode(&node.ed25519), "{}", case["id"]);
            let ephemeral = array(&layer["ephemeral_public"]);
            let secret = array(&layer["ephemeral_secret"]);
            let key = LayerKey::derive(cipher(layer), &secret, &node.x25519, &ephemeral, &node.x25519);
            let key = key.expect("good keys");
            let plain = key.decrypt(&ciphertext).expect("our key opens it");
            let nonce = HEXLOWER.decode(layer["nonce"].as_str().expect("a text").as_bytes()).expect("hex digits");
            assert_eq!(key.encrypt(&plain, &Scripted(Mutex::new(nonce))), Ok(ciphertext), "{}", case["id"]);
            let (inner, next) = unframed(&plain);
            (ciphertext, json) = (inner.to_vec(), next);
        }
        assert_eq!(json, case["final"]["control"]);
        let body = &case["final"]["body"];
        match body["text"].as_str() {
            Some(text) => assert_eq!(ciphertext, text.as_bytes()),
            None => assert_eq!(serde_json::from_slice::<Value>(&ciphertext).expect("JSON"), *body),
        }
        count += 1;
    }
    assert_eq!(count, 25);
}

/// What opens the answer to a recorded request: the keys of one of ours with the same last layer.
fn answer_keys(recording: &Value, layer: &Value) -> AnswerKeys {
    let nonce = layer["nonce"].as_str().expect("a text").len() / 2;
    let script = [&array::<32>(&layer["ephemeral_secret"])[..], &vec![0; nonce]].concat();
    let path = [0, 1, 2].map(|index| node(recording, &json!({ "node": index })));
    let destination = Destination::Node(node(recording, layer));
    build(&path, &destination, b"", cipher(layer), &Scripted(Mutex::new(script))).expect("good keys").answer
}

#[test]
fn every_encrypted_answer_is_opened() {
    let recording = recording();
    let mut count = 0;
    for case in cases(&recording).iter().filter(|case| case["response_decrypted"].is_object()) {
        let response = &case["response"];
        let body = match response["base64"].as_str() {
            Some(raw) => BASE64.decode(raw.as_bytes()).expect("base64"),
            None => response["text"].as_str().expect("a text").as_bytes().to_vec(),
        };
        let keys = answer_keys(&recording, layers(case).last().expect("there are layers"));
        let opened = open_answer(&keys, &body);
        if case.get("decrypts_with_layer").is_some() {
            assert!(opened.is_err(), "a relay's own words are not the destination's");
            continue;
        }
        let opened = opened.expect("it opens");
        let wanted = &case["response_decrypted"];
        assert_eq!(wanted["status"], opened.status, "{}", case["id"]);
        let text = wanted["body"].as_str();
        let parsed = text.and_then(|text| serde_json::from_str::<Value>(text).ok()).filter(Value::is_object);
        assert_eq!(opened.body, parsed.unwrap_or_else(|| wanted["body"].clone()), "{}", case["id"]);
        let wrapped = json!({ "result": BASE64.encode(&raw_of(&body)) }).to_string();
        assert_eq!(open_answer(&keys, wrapped.as_bytes()), Ok(opened), "{}", case["id"]);
        count += 1;
    }
    assert!(count >= 18, "{count} answers");
}

fn raw_of(body: &[u8]) -> Vec<u8> {
    BASE64.decode(body).unwrap_or_else(|_raw| body.to_vec())
}

#[test]
fn answers_of_reading_methods_are_understood() {
    let recording = recording();
    for case in cases(&recording).iter().filter(|case| case["response"]["status"] == 200) {
        let (params, body) = (&case["request"]["body"]["params"], &case["response"]["json"]);
        if case["request"]["body"]["method"] != "retrieve" {
            continue;
        }
        let (messages, has_more) = retrieved(body).expect("a list of messages");
        assert_eq!(body["more"], has_more, "{}", case["id"]);
        let listed = body["messages"].as_array().expect("a list");
        assert_eq!(messages.len(), listed.len(), "{}", case["id"]);
        for (message, wanted) in messages.iter().zip(listed) {
            assert_eq!(wanted["hash"], message.hash);
            assert_eq!(wanted["timestamp"], message.stored_at.millis());
            assert_eq!(wanted["expiration"], message.expires_at.millis());
            let namespace = params["namespace"].as_i64().map_or(0, |number| i16::try_from(number).expect("16 bits"));
            if let Some(data) = &message.data {
                assert_eq!(message_hash(&array(&params["pubkey"]), namespace, data), message.hash);
            }
            assert_eq!(message.data.is_some(), wanted["data"].is_string(), "{}", case["id"]);
        }
        assert_eq!(answer_time(body).map(NetworkTime::millis), body["t"].as_u64());
    }
    let more = retrieved(answer(&recording, "retrieve_limited")).expect("a list of messages");
    assert!(more.1, "a node told that it has more");
}

#[test]
fn a_message_counts_as_stored_when_one_node_keeps_it() {
    let recording = recording();
    for id in ["store", "store_duplicate", "store_config", "store_group", "store_member_down", "store_outbox"] {
        let body = answer(&recording, id);
        let stored = stored_message(body).expect("it is stored");
        assert_eq!(body["hash"], stored.hash, "{id}");
        let params = &case(&recording, id)["request"]["body"]["params"];
        if let Some(ttl) = params["ttl"].as_u64() {
            let expiry = params["timestamp"].as_u64().expect("a time") + ttl;
            assert_eq!(stored.expires_at, Some(NetworkTime(expiry)), "{id}");
        }
    }
    let mut all_failed = answer(&recording, "store_member_down").clone();
    for entry in all_failed["swarm"].as_object_mut().expect("entries").values_mut() {
        *entry = json!({ "failed": 1, "timeout": 1 });
    }
    assert_eq!(stored_message(&all_failed), None);
}

#[test]
fn swarms_and_lists_of_nodes_are_read() {
    let recording = recording();
    for id in ["get_swarm", "get_swarm_other", "get_swarm_group", "wrong_swarm_retrieve", "wrong_swarm_store"] {
        let body = answer(&recording, id);
        let nodes = nodes_of(body);
        assert_eq!(nodes.len(), body["snodes"].as_array().expect("a list").len(), "{id}");
        for node in nodes {
            let ed25519 = HEXLOWER.encode(&node.ed25519);
            let known = recording["nodes"].as_array().expect("a list").iter().find(|known| known["ed25519"] == ed25519);
            let known = known.expect("a node of the recording");
            assert_eq!(known["x25519"], HEXLOWER.encode(&node.x25519), "{id}");
            assert_eq!(known["https_port"], node.https_port, "{id}");
            assert_eq!(known["omq_port"], node.omq_port, "{id}");
            assert_eq!(node.swarm_id.map(|swarm| format!("{swarm:x}")).as_deref(), body["swarm"].as_str());
        }
    }
    let listed = service_node_list(answer(&recording, "oxend_get_service_nodes"));
    assert_eq!(listed.len(), recording["nodes"].as_array().expect("a list").len());
}

#[test]
fn answers_of_changing_methods_are_understood() {
    let recording = recording();
    let requested = |id: &str| {
        let mut hashes = hashes(&case(&recording, id)["request"]["body"]["params"]).expect("hashes");
        hashes.sort_unstable();
        hashes
    };
    for id in ["expire", "expire_shorten"] {
        assert_eq!(expired(answer(&recording, id), "updated"), requested(id), "{id}");
    }
    assert_eq!(expired(answer(&recording, "expire_shorten_unchanged"), "updated"), [""; 0]);
    for id in ["delete", "delete_member_down"] {
        assert_eq!(expired(answer(&recording, id), "deleted"), requested(id), "{id}");
    }
    assert_eq!(expired(answer(&recording, "delete_again"), "deleted"), [""; 0]);
    let times = expiries(answer(&recording, "get_expiries"));
    let keys: Vec<String> = times.keys().cloned().collect();
    assert_eq!(keys, requested("get_expiries"));
}

#[test]
fn batches_give_an_item_for_each_request_that_ran() {
    let recording = recording();
    for id in ["batch", "sequence_stops", "sequence_ok", "batch_wrong_swarm_sub"] {
        let body = answer(&recording, id);
        let items = batch_items(body).expect("a list of items");
        let results = body["results"].as_array().expect("a list");
        assert_eq!(items.len(), results.len(), "{id}");
        for (item, wanted) in items.iter().zip(results) {
            assert_eq!(wanted["code"], item.code, "{id}");
            assert_eq!(wanted["body"], item.body, "{id}");
        }
    }
    let codes =
        |id| batch_items(answer(&recording, id)).expect("a list of items").iter().map(|item| item.code).collect();
    let stopped: Vec<u16> = codes("sequence_stops");
    assert!(stopped.last().is_some_and(|code| *code >= 400), "{stopped:?}");
}

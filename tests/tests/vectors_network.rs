//! The network layer against vectors of the reference clients and servers.
//!
//! `tests/vectors/network.json` was made with the reference implementations; `tests/vectors/README.md`
//! says which of its vectors are covered here and which wait for a later feature.

#![expect(clippy::indexing_slicing, reason = "a vector that is shorter than expected should fail loudly")]

use std::collections::BTreeMap;
use std::sync::Mutex;

use data_encoding::{BASE64, HEXLOWER};
use onionskin_core::clock::{NetworkTime, Rng};
use onionskin_core::codec::onion_v4::{V4Request, decode_response};
use onionskin_core::crypto::keys::{AccountKeys, Seed, x25519_from_ed25519};
use onionskin_core::crypto::message_hash::message_hash;
use onionskin_core::crypto::onion::{Cipher, Destination, Hop, LayerKey, build};
use onionskin_core::network::spec::NetworkSpec;
use onionskin_core::protocol::storage_rpc::{
    ExpiryChange, Namespace, Request, StoreRequest, delete, delete_all, expire, get_expiries, open_answer,
    parse_active_nodes, retrieve, store, swarm_for, swarm_space,
};
use serde_json::{Value, json};

struct Vector {
    inputs: Value,
    expected: Value,
}

fn vector(name: &str) -> Vector {
    let all: Value = serde_json::from_str(include_str!("../vectors/network.json")).expect("a JSON file");
    let all = all["vectors"].as_array().expect("a list");
    let found = all.iter().find(|vector| vector["name"] == name).expect("there is such a vector");
    Vector { inputs: found["inputs"].clone(), expected: found["expected"].clone() }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("the vector has no text {name}"))
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("the vector has no list {name}"))
}

fn bytes(hex: &Value) -> Vec<u8> {
    HEXLOWER.decode(hex.as_str().expect("a text").as_bytes()).expect("hex digits")
}

fn array<const N: usize>(hex: &Value) -> [u8; N] {
    bytes(hex).try_into().expect("the right length")
}

/// Hands out what it was given, so that a request comes out as recorded.
struct Scripted(Mutex<Vec<u8>>);

impl Scripted {
    fn new(pieces: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self(Mutex::new(pieces.into_iter().flatten().collect()))
    }
}

impl Rng for Scripted {
    fn fill(&self, wanted: &mut [u8]) {
        let mut script = self.0.lock().expect("no thread panicked");
        let rest = script.split_off(wanted.len());
        wanted.copy_from_slice(&script);
        *script = rest;
    }
}

#[test]
fn both_sides_of_a_layer_derive_the_recorded_key() {
    for (name, cipher) in [("hop_aes_gcm", Cipher::AesGcm), ("hop_xchacha20", Cipher::XChaCha20)] {
        let Vector { inputs, expected } = vector(name);
        let client_public = array(&inputs["client_ephemeral_x25519_pk"]);
        let node_public = array(&inputs["node_x25519_pk"]);
        let client_secret = array(&inputs["client_ephemeral_x25519_sk"]);
        let node_secret = array(&inputs["node_x25519_sk"]);
        for (secret, theirs) in [(client_secret, node_public), (node_secret, client_public)] {
            let key = LayerKey::derive(cipher, &secret, &theirs, &client_public, &node_public).expect("good keys");
            let ciphertext = bytes(&inputs["ciphertext"]);
            assert_eq!(key.decrypt(&ciphertext), Ok(bytes(&expected["plaintext"])), "{name}");
            let rng = Scripted::new([bytes(&expected["nonce"])]);
            assert_eq!(key.encrypt(&bytes(&expected["plaintext"]), &rng), Ok(ciphertext.clone()));
            for at in 0..ciphertext.len() {
                let mut changed = ciphertext.clone();
                changed[at] ^= 1;
                assert!(key.decrypt(&changed).is_err(), "{name}: byte {at} may be changed");
            }
        }
    }
}

#[test]
fn a_combined_payload_opens_with_the_key_of_its_node() {
    for (name, cipher) in
        [("combined_payload_aes-gcm", Cipher::AesGcm), ("combined_payload_xchacha20", Cipher::XChaCha20)]
    {
        let Vector { inputs, expected } = vector(name);
        let body = bytes(&inputs["body"]);
        let (length, rest) = body.split_first_chunk::<4>().expect("a length");
        let length = usize::try_from(u32::from_le_bytes(*length)).expect("it is small");
        assert_eq!(expected["length_prefix"], length);
        let (ciphertext, json) = rest.split_at(length);
        let json: Value = serde_json::from_slice(json).expect("JSON");
        let (ephemeral, node) = (array(&json["ephemeral_key"]), array(&inputs["node_x25519_pk"]));
        let key = LayerKey::derive(cipher, &array(&inputs["node_x25519_sk"]), &ephemeral, &ephemeral, &node);
        assert_eq!(key.expect("good keys").decrypt(ciphertext), Ok(bytes(&expected["plaintext"])), "{name}");
    }
}

#[test]
fn the_keys_of_a_node_follow_from_its_ed25519_key() {
    let Vector { inputs, expected } = vector("node_keys");
    for (given, wanted) in list(&inputs, "nodes").iter().zip(list(&expected, "nodes")) {
        let keys = AccountKeys::from_seed(&Seed::from_padded(array(&given["ed25519_seed"])));
        assert_eq!(*keys.ed25519_public(), array(&wanted["pubkey_ed25519"]));
        assert_eq!(*keys.x25519_secret(), array(&wanted["x25519_sk"]));
        assert_eq!(x25519_from_ed25519(keys.ed25519_public()), Some(array(&wanted["pubkey_x25519"])));
    }
    let Vector { inputs, expected } = vector("file_server_keys");
    for (ed25519, x25519) in list(&inputs, "ed25519").iter().zip(list(&expected, "x25519")) {
        assert_eq!(x25519_from_ed25519(&array(ed25519)), Some(array(x25519)));
    }
    for spec in [NetworkSpec::mainnet(), NetworkSpec::testnet()] {
        assert_eq!(x25519_from_ed25519(&spec.file_server.ed25519.0), Some(spec.file_server.x25519.0));
    }
}

fn path(inputs: &Value) -> [Hop; 3] {
    let keys = list(inputs, "path_ed25519").iter().zip(list(inputs, "path_x25519"));
    let hops: Vec<Hop> = keys.map(|(ed, x)| Hop { ed25519: array(ed), x25519: array(x) }).collect();
    hops.try_into().expect("three hops")
}

/// The random bytes of the recorded request in the order in which they are drawn.
fn script(inputs: &Value) -> Scripted {
    let layers = list(inputs, "layers_inside_out").iter();
    Scripted::new(layers.flat_map(|layer| [bytes(&layer["ephemeral_sk"]), bytes(&layer["nonce"])]))
}

const CIPHERS: [(&str, Cipher); 2] = [("aes-gcm", Cipher::AesGcm), ("xchacha20", Cipher::XChaCha20)];

#[test]
fn onion_requests_to_a_node_come_out_byte_for_byte() {
    for (suffix, cipher) in CIPHERS {
        let Vector { inputs, expected } = vector(&format!("onion_to_snode_{suffix}"));
        let node = Hop { ed25519: array(&inputs["destination_ed25519"]), x25519: array(&inputs["destination_x25519"]) };
        let payload = text(&inputs, "payload_utf8").as_bytes();
        let built = build(&path(&inputs), &Destination::Node(node), payload, cipher, &script(&inputs));
        let built = built.expect("good keys");
        assert_eq!(HEXLOWER.encode(&built.body), text(&expected, "body"), "{suffix}");
        let answer = open_answer(&built.answer, text(&expected, "response_body_base64").as_bytes()).expect("it opens");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["timestamp"], 1_700_000_000_000_u64, "{suffix}");
    }
}

#[test]
fn onion_requests_to_a_server_come_out_byte_for_byte() {
    for (suffix, cipher) in CIPHERS {
        let Vector { inputs, expected } = vector(&format!("onion_to_server_v4_{suffix}"));
        let server = &inputs["server"];
        let destination = Destination::Server {
            protocol: text(server, "protocol").to_owned(),
            host: text(server, "host").to_owned(),
            port: serde_json::from_value(server["port"].clone()).expect("a port"),
            x25519: array(&server["x25519_pk"]),
        };
        let request = V4Request { method: "GET", endpoint: "/file/abc/info", headers: BTreeMap::new() }.encode(None);
        assert_eq!(request, text(&inputs, "v4_payload_utf8").as_bytes());
        let built = build(&path(&inputs), &destination, &request, cipher, &script(&inputs)).expect("good keys");
        assert_eq!(HEXLOWER.encode(&built.body), text(&expected, "body"), "{suffix}");
        let plain = built.answer.open(&bytes(&expected["response_body_raw"])).expect("it opens");
        assert_eq!(plain, text(&expected, "response_plaintext_utf8").as_bytes());
        assert_eq!(decode_response(&plain).expect("a V4 answer").body, br#"{"id": 123}"#);
    }
}

#[test]
fn v4_requests_and_answers_are_framed_as_recorded() {
    let get = V4Request {
        method: "GET",
        endpoint: "/room/some-room",
        headers: BTreeMap::from([("Some-Header", "12345".to_owned())]),
    };
    assert_eq!(get.encode(None), bytes(&vector("v4_request_get").expected["encoded"]));
    let Vector { inputs, expected } = vector("v4_request_post");
    let headers = BTreeMap::from([("Some-Header", "a".to_owned())]);
    let post = V4Request { method: "POST", endpoint: "/some/thing", headers };
    assert_eq!(post.encode(Some(&bytes(&inputs["body"]))), bytes(&expected["encoded"]));
    for name in ["v4_response_json", "v4_response_binary"] {
        let Vector { inputs, expected } = vector(name);
        let answer = decode_response(&bytes(&inputs["encoded"])).expect("a V4 answer");
        assert_eq!(expected["code"], answer.code, "{name}");
        assert_eq!(answer.body, bytes(&expected["body"]), "{name}");
        for (header, value) in expected["headers"].as_object().into_iter().flatten() {
            assert_eq!(answer.headers.get(header).map(String::as_str), value.as_str());
        }
    }
}

fn number(value: &Value) -> u64 {
    value.as_str().expect("a text").parse().expect("a number")
}

/// The key of an account id, without the prefix.
fn key_of(account: &Value) -> [u8; 32] {
    bytes(account)[1..].try_into().expect("33 bytes")
}

#[test]
fn accounts_belong_to_the_recorded_swarms() {
    let spaces = vector("pubkey_to_swarm_space").expected;
    assert_eq!(list(&spaces, "results").len(), 11);
    for case in list(&spaces, "results") {
        assert_eq!(swarm_space(&key_of(&case["pubkey"])), number(&case["swarm_space"]), "{case}");
    }
    for set in list(&vector("pubkey_to_swarm_id").expected, "results") {
        let ids: Vec<u64> = list(set, "swarm_ids").iter().map(number).collect();
        for case in list(set, "cases") {
            let swarm = swarm_for(swarm_space(&key_of(&case["pubkey"])), &ids);
            assert_eq!(swarm, number(&case["swarm_id"]), "{case}");
        }
    }
}

#[test]
fn messages_are_named_by_the_recorded_hashes() {
    for name in ["message_hash_default_ns", "message_hash_ns_2", "message_hash_ns_11", "message_hash_ns_-11"] {
        let Vector { inputs, expected } = vector(name);
        let namespace = serde_json::from_value(inputs["namespace"].clone()).expect("a namespace");
        let hash = message_hash(&array(&inputs["pubkey"]), namespace, &bytes(&inputs["data"]));
        assert_eq!(hash, text(&expected, "hash"), "{name}");
    }
}

/// Our request for a recorded signature; nothing for methods that we don't send.
fn request_named(name: &str, keys: &AccountKeys, inputs: &Value) -> Option<Request> {
    let at = NetworkTime(inputs["timestamp_ms"].as_u64().expect("a time"));
    let expiry = NetworkTime(inputs["expiry_ms"].as_u64().expect("a time"));
    let hashes: Vec<String> = serde_json::from_value(inputs["hashes"].clone()).expect("hashes");
    let stored = |namespace: i16| {
        let account = keys.account_id().to_bytes();
        let what = StoreRequest { account, namespace: Namespace(namespace), data: b"x", ttl_millis: 60_000 };
        store(&what, at, Some(keys))
    };
    Some(match name {
        "store_ns2" => stored(2),
        "store_ns0" => stored(0),
        "store_ns-11" => stored(-11),
        "retrieve_ns0" => retrieve(keys, Namespace::INBOX, "", -1, at),
        "retrieve_ns3" => retrieve(keys, Namespace::CONTACTS, "", -1, at),
        "delete" => delete(keys, &hashes),
        "delete_all_all" => delete_all(keys, None, at),
        "delete_all_ns11" => delete_all(keys, Some(Namespace::GROUP_MESSAGES), at),
        "expire" => expire(keys, &hashes, expiry, ExpiryChange::Set),
        "expire_extend" => expire(keys, &hashes, expiry, ExpiryChange::Extend),
        "expire_shorten" => expire(keys, &hashes, expiry, ExpiryChange::Shorten),
        "get_expiries" => get_expiries(keys, &hashes, at),
        _ => return None,
    })
}

#[test]
fn requests_carry_the_recorded_signatures() {
    let Vector { inputs, expected } = vector("request_signatures");
    let keys = AccountKeys::from_seed(&Seed::from_padded(array(&inputs["ed25519_seed"])));
    let mut covered = 0;
    for case in list(&expected, "cases") {
        let Some(request) = request_named(text(case, "name"), &keys, &inputs) else { continue };
        assert_eq!(request.params["signature"], case["signature_base64"], "{}", case["name"]);
        assert_eq!(request.params["pubkey"], inputs["account_id"]);
        assert_eq!(request.params["pubkey_ed25519"], inputs["pubkey_ed25519"]);
        covered += 1;
    }
    assert_eq!(covered, 12);
}

#[test]
fn the_short_list_of_nodes_is_read() {
    let Vector { inputs, expected } = vector("active_nodes_bin");
    let blob = bytes(&inputs["blob"]);
    assert_eq!(BASE64.encode(&blob), text(&inputs, "blob_base64"));
    let nodes = parse_active_nodes(&blob);
    let shown: Vec<Value> = nodes
        .iter()
        .map(|node| {
            json!({
                "pubkey_ed25519": HEXLOWER.encode(&node.ed25519), "pubkey_x25519": HEXLOWER.encode(&node.x25519),
                "swarm_id_hex": node.swarm_id.map(|id| format!("{id:x}")), "ip": node.ip.to_string(),
                "https_port": node.https_port, "omq_quic_port": node.omq_port, "version": [2, 11, 0],
            })
        })
        .collect();
    assert_eq!(Value::from(shown), expected["nodes"], "the version is not kept, the record without address skipped");
}

#[test]
fn seeds_are_built_in_with_their_pins() {
    let Vector { inputs, expected } = vector("seed_pins");
    let seeds = NetworkSpec::mainnet().seeds;
    assert_eq!(seeds.len(), list(&expected, "seeds").len());
    for (seed, wanted) in seeds.iter().zip(list(&expected, "seeds")) {
        assert_eq!(seed.url, format!("https://{}:{}/", text(wanted, "host"), inputs["port"]));
        assert_eq!(seed.pin_sha256.map(|pin| pin.0), Some(array(&wanted["cert_sha256"])));
    }
}

//! Rules of the storage server that the recording has no case for, on the local network.

use std::time::Duration;

use onionskin_localnet::client::{Content, Peer};
use onionskin_localnet::{LocalNetwork, Spec};
use serde_json::{Value, json};

const DAY: u64 = 86_400_000;

fn network() -> LocalNetwork {
    LocalNetwork::start(Spec::new(4, 1)).expect("a local network starts")
}

/// Stores bytes in a namespace of one's own.
fn store(network: &LocalNetwork, peer: &mut Peer, namespace: i16, data: &str) -> (u16, Value) {
    let now = network.now();
    let space = if namespace == 0 { String::new() } else { namespace.to_string() };
    let data = data_encoding::BASE64.encode(data.as_bytes());
    let params = json!({ "namespace": namespace, "timestamp": now, "ttl": DAY, "data": data });
    peer.request("store", &format!("store{space}{now}"), &params).expect("the swarm answers")
}

fn expiry_of(network: &LocalNetwork, peer: &Peer, hash: &str) -> u64 {
    let stored = network.stored(&peer.account_id());
    stored.into_iter().find(|message| message.hash == hash).expect("it is stored").expiry
}

#[test]
fn expiries_are_extended_and_shortened_only_that_way() {
    let network = network();
    let mut peer = Peer::new(&network, "Owner", &[3; 32]);
    let (_, stored) = store(&network, &mut peer, 2, "config");
    let hash = stored["hash"].as_str().expect("there is a hash").to_owned();
    let before = expiry_of(&network, &peer, &hash);
    let mut expire = |mode: &str, expiry: u64| {
        let mut params = json!({ "messages": [hash], "expiry": expiry });
        if !mode.is_empty() {
            params[mode] = Value::from(true);
        }
        let (status, body) = peer.request("expire", &format!("expire{mode}{expiry}{hash}"), &params).expect("answers");
        assert_eq!(status, 200);
        let entry = body["swarm"].as_object().and_then(|swarm| swarm.values().next()).expect("an entry").clone();
        (entry["updated"].as_array().expect("a list").len(), entry.get("unchanged").cloned())
    };
    assert_eq!(expire("extend", before - 1), (0, Some(json!({ hash.as_str(): before }))));
    assert_eq!(expire("shorten", before + 1), (0, Some(json!({ hash.as_str(): before }))));
    assert_eq!(expire("extend", before + DAY).0, 1);
    assert_eq!(expire("shorten", before - DAY / 2).0, 1);
    assert_eq!(expire("", before), (1, None));
    assert_eq!(expiry_of(&network, &peer, &hash), before);
}

#[test]
fn version_2_8_0_trips_over_its_own_answers() {
    let network = network();
    let mut peer = Peer::new(&network, "Owner", &[3; 32]);
    let (_, first) = store(&network, &mut peer, -1, "profile one");
    let (status, second) = store(&network, &mut peer, -1, "profile two");
    assert_eq!((status, second.get("hash")), (200, None), "an outbox that is alone can't be replaced");
    let entries = second["swarm"].as_object().expect("there are entries");
    assert!(entries.values().all(|entry| entry["query_failure"] == true || entry["query_failure"] == 1));
    assert_eq!(network.stored(&peer.account_id())[0].hash, first["hash"].as_str().expect("a hash"));
    let before = network.now() + 1;
    let all = json!({ "namespace": "all", "before": before });
    let (status, text) = peer.request("delete_before", &format!("delete_beforeall{before}"), &all).expect("answers");
    assert_eq!((status, text.as_str()), (500, Some("request failed")));
    assert_eq!(network.stored(&peer.account_id()).len(), 0, "but it deletes");
    let (status, _) = peer.request("delete_before", &format!("delete_beforeall{before}"), &all).expect("answers");
    assert_eq!(status, 200);
}

#[test]
fn a_dead_member_is_reported_and_gets_the_message_when_it_is_back() {
    let network = LocalNetwork::start(Spec { peer_timeout: Duration::from_millis(1), ..Spec::new(4, 1) })
        .expect("a local network starts");
    let mut peer = Peer::new(&network, "Owner", &[3; 32]);
    network.kill(2);
    let (status, stored) = store(&network, &mut peer, 0, "message");
    let dead = &stored["swarm"][&network.nodes()[2].ed25519];
    assert_eq!((status, dead), (200, &json!({ "failed": true, "timeout": true })));
    assert_eq!(network.stored_on(2, &peer.account_id()).len(), 0);
    network.revive(2).expect("its port is free");
    assert_eq!(network.stored_on(2, &peer.account_id()).len(), 1);
}

#[test]
fn newer_methods_answer_too() {
    let network = network();
    let mut peer = Peer::new(&network, "Owner", &[3; 32]);
    let (_, nodes) = network.storage_rpc(0, br#"{"method":"active_nodes_bin","params":{}}"#);
    let nodes = data_encoding::BASE64.decode(&nodes).expect("it is base64");
    assert_eq!(nodes.len(), 4 * 51);
    let now = network.now();
    let params = json!({ "timestamp": now });
    let text = format!("revoked_subaccounts{now}");
    let (status, body) = peer.request("revoked_subaccounts", &text, &params).expect("answers");
    assert_eq!((status, &body["revoked_subaccounts"]), (200, &json!([])));
    let choice = json!({ "method": "ifelse", "params": { "if": { "hf_before": [19, 0] }, "then": {
        "method": "info", "params": {} } } });
    let (status, body) = network.storage_rpc(0, choice.to_string().as_bytes());
    let body: Value = serde_json::from_slice(&body).expect("it is JSON");
    assert_eq!((status, &body["condition"], body.get("result")), (200, &json!(false), None));
}

#[test]
fn three_thousand_messages_arrive_in_order_and_once_each() {
    let network = network();
    let mut alice = Peer::new(&network, "Alice", &[1; 32]);
    let mut bob = Peer::new(&network, "Bob", &[2; 32]);
    let (to, start) = (bob.account_id(), network.now());
    for index in 0..3_000 {
        let content = Content::Text { text: index.to_string(), sync_target: None };
        alice.send(&to, start + index, &content).expect("the swarm takes it");
    }
    let texts: Vec<String> = bob.receive().expect("the swarm answers").into_iter().map(|m| m.text).collect();
    assert_eq!(texts, (0..3_000).map(|index| index.to_string()).collect::<Vec<_>>());
}

#[test]
fn the_engine_reads_the_network_file() {
    let network = network();
    let spec = onionskin_core::network::spec::NetworkSpec::from_json(&network.network_json()).expect("it is one");
    assert!(spec.allow_shared_subnets && spec.seeds[0].pin_sha256.is_some());
    assert_eq!(spec.bootstrap_nodes.len(), 3);
}

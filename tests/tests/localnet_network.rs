//! The local network by itself: peers talk through it, faults do what they say, time passes.

use std::time::{Duration, Instant};

use onionskin_localnet::client::{Content, Hop, Https, OnionClient, Peer, Received};
use onionskin_localnet::{Bots, Demo, FILE_SERVER_HOST, Fault, LocalNetwork, Place, Rule, Spec, Via};
use serde_json::{Value, json};

fn network() -> LocalNetwork {
    LocalNetwork::start(Spec::default()).expect("a local network starts")
}

/// A path of three nodes other than `not`.
fn path(network: &LocalNetwork, not: usize) -> Vec<Hop> {
    network.nodes().iter().filter(|node| node.index != not).take(3).map(Hop::from).collect()
}

fn info() -> Value {
    json!({ "method": "info", "params": {} })
}

#[test]
fn two_peers_talk_both_ways_through_onions() {
    let network = network();
    let nodes: Vec<Hop> = network.nodes().iter().map(Hop::from).collect();
    let mut alice = Peer::new(&network, "Alice", &[1; 32]).with_onions(OnionClient::new(nodes[0..3].to_vec(), true));
    let mut bob = Peer::new(&network, "Bob", &[2; 32]).with_onions(OnionClient::new(nodes[3..6].to_vec(), false));
    let (alice_id, bob_id) = (alice.account_id(), bob.account_id());

    let sent_at = alice.send_text(&bob_id, "hello").expect("the swarm takes it");
    let received = bob.receive().expect("the swarm answers");
    assert_eq!(received.len(), 1);
    assert_eq!((received[0].from.as_str(), received[0].text.as_str()), (alice_id.as_str(), "hello"));
    assert_eq!((received[0].sent_at, received[0].name.as_deref()), (sent_at, Some("Alice")));

    bob.send_text(&alice_id, "hi").expect("the swarm takes it");
    let received = alice.receive().expect("the swarm answers");
    let targets: Vec<_> = received.iter().map(|message| message.sync_target.as_deref()).collect();
    assert_eq!(targets, [Some(bob_id.as_str()), None], "first the sync copy, then the answer");
    assert!(bob.receive().expect("the swarm answers").iter().all(|message| message.sync_target.is_some()));
    assert!(network.records().requests().iter().all(|request| request.via == Via::Onion));
    assert_eq!(network.stored(&bob_id).len(), 2, "alice's message and bob's sync copy");
}

#[test]
fn every_member_of_a_swarm_holds_a_message_until_it_expires() {
    let network = network();
    let mut alice = Peer::new(&network, "Alice", &[1; 32]);
    let bob = Peer::new(&network, "Bob", &[2; 32]).account_id();
    let now = network.now();
    alice.send(&bob, now, &Content::RequestAccepted).expect("the swarm takes it");
    let members = network.swarm_of(&bob);
    assert_eq!(members.len(), 4);
    assert!(members.iter().all(|member| network.stored_on(*member, &bob).len() == 1));
    network.advance(Duration::from_hours(14 * 24 - 1));
    assert_eq!(network.stored(&bob).len(), 1);
    network.advance(Duration::from_hours(1));
    assert_eq!(network.stored(&bob).len(), 0);
}

#[test]
fn a_dead_hop_is_a_timeout_and_delivers_late() {
    let network = LocalNetwork::start(Spec { relay_timeout: Duration::from_millis(50), ..Spec::default() })
        .expect("a local network starts");
    let bob = Peer::new(&network, "Bob", &[2; 32]).account_id();
    let destination = network.swarm_of(&bob)[0];
    let path = path(&network, destination);
    let target = Hop::from(&network.nodes()[destination]);
    let mut client = OnionClient::new(path.clone(), true);
    let middle = network.nodes().iter().position(|node| node.port == path[1].port).expect("it is in the list");

    network.kill(middle);
    let store = json!({ "method": "store", "params": {
        "pubkey": bob, "timestamp": network.now(), "ttl": 86_400_000, "data": "bGF0ZQ==" } });
    let answer = client.storage(&target, &store).expect("the guard answers");
    assert_eq!((answer.status, answer.body.as_str(), answer.clear), (504, "Request time out", true));
    assert_eq!(network.stored(&bob).len(), 0);
    network.revive(middle).expect("its port is free");
    assert_eq!(network.stored(&bob).len(), 1, "what was answered with a timeout was carried out late");
    let answer = client.storage(&target, &info()).expect("the guard answers");
    assert_eq!((answer.status, answer.clear), (200, false));
}

#[test]
fn a_dead_guard_refuses_connections_and_comes_back() {
    let network = network();
    let port = network.nodes()[0].port;
    let mut connection = Https::connect(port).expect("it listens");
    assert_eq!(connection.request("GET", "/get_stats/v1", &[], b"").expect("it answers").status, 200);
    network.kill(0);
    assert!(connection.request("GET", "/get_stats/v1", &[], b"").is_err(), "its connections end");
    let refused = || Https::connect(port).and_then(|mut fresh| fresh.request("GET", "/get_stats/v1", &[], b""));
    assert!(refused().is_err());
    network.revive(0).expect("its port is free");
    assert_eq!(refused().expect("it answers").status, 200);
}

#[test]
fn faults_at_the_guard_do_what_they_say() {
    let network = network();
    let guard = &network.nodes()[0];
    let target = Hop::from(&network.nodes()[3]);
    let ask = || OnionClient::new(path(&network, 3), true).storage(&target, &info());
    let with = |fault: Fault| {
        let rule = network.faults().add(Rule::new(Place::Http, fault).on_node(guard.index).times(1));
        let answer = ask();
        network.faults().remove(rule);
        answer
    };
    assert!(with(Fault::Drop).is_err());
    assert!(with(Fault::Garbage).is_err());
    assert!(with(Fault::Oversized(1_000_000)).is_err());
    let refused = with(Fault::Status(429, "Too Many Requests\n".to_owned())).expect("it answers");
    assert_eq!((refused.status, refused.clear), (429, true));
    let slow = with(Fault::Trickle(10, Duration::from_millis(1))).expect("it answers in the end");
    assert_eq!(slow.status, 200);
    assert_eq!(ask().expect("the fault is over").status, 200);
}

#[test]
fn faults_of_the_storage_server_do_what_they_say() {
    let network = network();
    let mut alice = Peer::new(&network, "Alice", &[1; 32]);
    let mut bob = Peer::new(&network, "Bob", &[2; 32]);
    let to_bob = bob.account_id();
    let rule = |fault: Fault| Rule::new(Place::Storage, fault).on_method("store").times(1);
    network.faults().add(rule(Fault::WrongSwarm));
    alice.send_text(&to_bob, "at the second member").expect("another member takes it");
    network.faults().add(rule(Fault::StatusAfter(500, "request failed".to_owned())));
    alice.send_text(&to_bob, "taken but not said").expect("another member takes it");
    assert_eq!(bob.receive().expect("the swarm answers").len(), 2, "the same message twice is one message");
    network.faults().add(Rule::new(Place::Storage, Fault::Replay));
    assert_eq!(bob.receive().expect("the swarm answers").len(), 0, "a peer remembers what it has seen");
}

#[test]
fn a_node_with_a_wrong_clock_refuses_signatures() {
    let network = network();
    let mut bob = Peer::new(&network, "Bob", &[2; 32]);
    let members = network.swarm_of(&bob.account_id());
    for member in &members {
        network.set_skew(*member, 120_000);
    }
    assert!(bob.receive().is_err());
    for member in members.iter().skip(1) {
        network.set_skew(*member, 0);
    }
    assert!(bob.receive().is_ok());
}

#[test]
fn a_node_that_moves_takes_over_the_messages_of_its_new_swarm() {
    let network = network();
    let mut alice = Peer::new(&network, "Alice", &[1; 32]);
    let bob = Peer::new(&network, "Bob", &[2; 32]).account_id();
    alice.send(&bob, network.now(), &Content::RequestAccepted).expect("the swarm takes it");
    let members = network.swarm_of(&bob);
    let outsider = network.nodes().into_iter().find(|node| !members.contains(&node.index)).expect("there are 3 swarms");
    network.move_node(outsider.index, network.nodes()[members[0]].swarm);
    assert_eq!(network.stored_on(outsider.index, &bob).len(), 1);
    network.move_node(outsider.index, outsider.swarm);
    assert_eq!(network.stored_on(outsider.index, &bob).len(), 0);
    assert_eq!(network.swarm_of(&bob), members);
}

#[test]
fn a_file_goes_up_and_comes_down_through_onions() {
    let network = network();
    let spec: Value = serde_json::from_str(&network.network_json()).expect("it is JSON");
    let key = spec["file_server"]["x25519"].as_str().expect("there is a key");
    for newer in [false, true] {
        let mut client = OnionClient::new(path(&network, 11), newer);
        let post = json!({ "method": "POST", "endpoint": "/file", "headers": {} });
        let (code, body) =
            client.server(FILE_SERVER_HOST, key, &post, Some(b"hello file")).expect("the server answers");
        let answer: Value = serde_json::from_slice(&body).expect("it is JSON");
        assert_eq!((code, answer["id"].as_str()), (200, Some("IWDaYR2uy9UtUEu2eVMlKQJPDgEcQeJDY7ZRFhoVKaIp")));
        let endpoint = format!("/file/{}", answer["id"].as_str().expect("it has an id"));
        let get = json!({ "method": "GET", "endpoint": endpoint, "headers": {} });
        let (code, body) = client.server(FILE_SERVER_HOST, key, &get, None).expect("the server answers");
        assert_eq!((code, body.as_slice()), (200, b"hello file".as_slice()));
    }
    assert_eq!(network.files().count(), 1);
    let get = json!({ "method": "GET", "endpoint": "/", "headers": {} });
    let refused = OnionClient::new(path(&network, 11), true).server("nobody.localnet", key, &get, None);
    assert!(refused.is_err_and(|error| error.to_string().contains("502")));
}

#[test]
fn hostile_bodies_get_an_error_and_nothing_else() {
    let network = network();
    let mut connection = Https::connect(network.nodes()[0].port).expect("it listens");
    let mut bytes: Vec<u8> = (0..4_096_u32).map(|index| u8::try_from(index * 31 % 251).expect("below 251")).collect();
    for size in [0, 1, 3, 4, 5, 60, 4_096] {
        let answer = connection.post("/onion_req/v2", &bytes[..size]).expect("it answers");
        assert_eq!(answer.status, 400);
        let answer = connection.post("/storage_rpc/v1", &bytes[..size]).expect("it answers");
        assert_eq!(answer.status, 400);
    }
    bytes[..4].fill(0xff);
    assert_eq!(connection.post("/onion_req/v2", &bytes).expect("it answers").status, 400);
    let deep = "[".repeat(100_000);
    assert_eq!(connection.post("/storage_rpc/v1", deep.as_bytes()).expect("it answers").status, 400);
}

/// Receives until `enough` of it came.
fn receive_until(peer: &mut Peer, enough: impl Fn(&[Received]) -> bool) -> Vec<Received> {
    let mut all = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !enough(&all) {
        assert!(Instant::now() < deadline, "only {} messages came", all.len());
        all.extend(peer.receive().expect("the swarm answers"));
        std::thread::sleep(Duration::from_millis(2));
    }
    all
}

#[test]
fn the_contacts_of_the_demo_write_and_answer() {
    let network = network();
    let mut newcomer = Peer::new(&network, "Newcomer", &[7; 32]);
    let own = newcomer.account_id();
    let bots = Bots::start(&network, &own, Duration::from_millis(5)).expect("a thread starts");
    let [echo, maya, sam] = bots.contacts() else { panic!("there are three") };
    assert!(!echo.is_stranger && !maya.is_stranger && sam.is_stranger);
    let opening = receive_until(&mut newcomer, |all| {
        [(echo, 3), (maya, 5), (sam, 1)]
            .iter()
            .all(|(bot, count)| all.iter().filter(|message| message.from == bot.account_id).count() == *count)
    });
    assert_eq!(
        opening.iter().find(|message| message.from == sam.account_id).and_then(|m| m.name.as_deref()),
        Some("Sam")
    );

    newcomer.send_text(&echo.account_id, "¿hello?\nwith lines").expect("the swarm takes it");
    newcomer.accept(&sam.account_id).expect("the swarm takes it");
    let answers = receive_until(&mut newcomer, |all| {
        let from = |bot: &str, text: &str| all.iter().any(|message| message.from == bot && message.text.contains(text));
        from(&echo.account_id, "¿hello?\nwith lines") && from(&sam.account_id, "Thanks")
    });
    let accepted = answers.iter().filter(|message| message.content == Content::RequestAccepted).count();
    assert_eq!(accepted, 2, "who is written to accepts");
}

#[test]
fn the_demo_starts_a_network_of_its_own() {
    let demo = Demo::start().expect("a local network starts");
    let spec: Value = serde_json::from_str(&demo.network_json()).expect("it is JSON");
    assert!(spec["seeds"][0]["url"].as_str().is_some_and(|url| url.starts_with("https://127.0.0.1:")));
    assert!(demo.introduce("nobody").is_err());
    let newcomer = Peer::new(demo.network(), "Newcomer", &[7; 32]).account_id();
    assert_eq!(demo.introduce(&newcomer).expect("a thread starts").len(), 3);
}

//! Looking for messages between real processes over the local network: two people, a second device of one of them, a
//! fault, a kill.

use onionskin_tests::process::{Process, World};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");

fn search(process: &mut Process, params: &Value) -> Vec<Value> {
    let found = process.call("search", params);
    found.get("messages").and_then(Value::as_array).expect("a list").clone()
}

fn snippets(process: &mut Process, params: &Value) -> Vec<String> {
    search(process, params).iter().map(|hit| hit["snippet"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Waits until a search finds these texts, newest first.
fn finds(process: &mut Process, params: &Value, expected: &[&str]) {
    process.wait_until(&format!("{params} to find {expected:?}"), |process| {
        (snippets(process, params) == expected).then_some(())
    });
}

fn number(process: &mut Process, text: &str) -> Value {
    let found = search(process, &json!({ "text": text }));
    found.first().expect("a message")["message"].clone()
}

#[test]
fn messages_are_found_on_all_devices_and_not_once_they_are_gone() {
    let world = World::new(BINARY);
    let (mut first, alice) = world.home("first").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    let words = first.words();
    bob.say(&alice, "Crème brûlée at eight");
    finds(&mut first, &json!({ "text": "creme bru" }), &["Crème brûlée at eight"]);
    first.call("accept_request", &json!({ "conversation": bob_id }));
    let mut second = world.restore("second", &words);
    finds(&mut second, &json!({ "text": "EIGHT" }), &["Crème brûlée at eight"]);

    // What one device sends, the other finds, by words, by author, by kind, by conversation.
    first.say(&bob_id, "見て https://example.org 日本語で");
    for process in [&mut first, &mut second] {
        finds(process, &json!({ "text": "日本語" }), &["見て https://example.org 日本語で"]);
        finds(process, &json!({ "kind": "links" }), &["見て https://example.org 日本語で"]);
        finds(process, &json!({ "text": "eight", "author": bob_id }), &["Crème brûlée at eight"]);
        finds(process, &json!({ "text": "eight", "author": alice }), &[]);
        let within = process.call("search", &json!({ "text": "eight", "conversation": bob_id }));
        assert_eq!(within["total"]["count"], 1);
        let range = &within["messages"][0]["matches"][0];
        assert_eq!((range[0].as_u64(), range[1].as_u64()), (Some(19), Some(24)), "bytes of the snippet");
    }

    // Bob takes his message back while a swarm is away and he is killed; then nobody finds it.
    let nodes = world.network.swarm_of(&alice);
    let message = number(&mut bob, "eight");
    for node in &nodes {
        world.network.set_reachable(*node, false);
    }
    bob.call("delete_elsewhere", &json!({ "messages": [message], "reach": "everybody" }));
    finds(&mut bob, &json!({ "text": "eight" }), &[]);
    bob.kill_and_keep(|_| {});
    for node in &nodes {
        world.network.set_reachable(*node, true);
    }
    let mut bob = world.home("bob").start();
    bob.call("conversations", &json!({}));
    finds(&mut bob, &json!({ "text": "eight" }), &[]);
    for process in [&mut first, &mut second] {
        finds(process, &json!({ "text": "eight" }), &[]);
        finds(process, &json!({ "author": bob_id }), &[]);
    }

    // A conversation that is deleted leaves nothing to be found, also not after a restart.
    second.call("delete_conversation", &json!({ "conversation": bob_id }));
    finds(&mut second, &json!({ "text": "日本語" }), &[]);
    second.kill_and_keep(|_| {});
    let mut second = world.home("second").start();
    second.call("conversations", &json!({}));
    finds(&mut second, &json!({ "kind": "links" }), &[]);
}

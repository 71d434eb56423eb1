//! Answers, emoji and messages that are taken back, between real processes over the local network: two people, a
//! second device of one of them, a fault, a kill.

use onionskin_tests::process::World;
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");

fn emoji(message: &Value) -> Vec<(String, usize)> {
    let reactions = message["reactions"].as_array().expect("a list");
    let one =
        |it: &Value| (it["emoji"].as_str().unwrap_or_default().to_owned(), it["by"].as_array().map_or(0, Vec::len));
    reactions.iter().map(one).collect()
}

#[test]
fn answers_emoji_and_what_is_taken_back_reach_everybody_over_faults_and_a_kill() {
    let world = World::new(BINARY);
    let (mut first, alice) = world.home("first").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    bob.say(&alice, "Hello Alice");
    first.with_text(&bob_id, "Hello Alice");
    first.call("accept_request", &json!({ "conversation": bob_id }));
    let words = first.words();
    let mut second = world.restore("second", &words);

    // Alice answers on her first device; Bob and her second device see what she answers.
    let hello = first.with_text(&bob_id, "Hello Alice");
    let params = json!({ "conversation": bob_id, "text": "Hello Bob", "reply_to": hello["message"] });
    first.call("send", &params);
    for (process, with) in [(&mut bob, &alice), (&mut second, &bob_id)] {
        let answer = process.with_text(with, "Hello Bob");
        assert_eq!(answer["quote"]["text"], "Hello Alice");
        assert_eq!(answer["quote"]["author"], bob_id.as_str());
    }

    // Bob reacts while the whole swarm of Alice is away, is killed, and started again.
    let answer = bob.with_text(&alice, "Hello Bob");
    let nodes = world.network.swarm_of(&alice);
    for node in &nodes {
        world.network.set_reachable(*node, false);
    }
    bob.call("react", &json!({ "message": answer["message"], "emoji": "🎉" }));
    bob.kill_and_keep(|_| {});
    for node in &nodes {
        world.network.set_reachable(*node, true);
    }
    let mut bob = world.home("bob").start();
    for process in [&mut first, &mut second] {
        process.line("an emoji", &bob_id, |it| it["text"] == "Hello Bob" && emoji(it) == [("🎉".to_owned(), 1)]);
    }
    let seen = second.with_text(&bob_id, "Hello Bob");
    second.call("react", &json!({ "message": seen["message"], "emoji": "🎉" }));
    for (process, with) in [(&mut bob, &alice), (&mut first, &bob_id)] {
        process.line("two emoji", with, |it| it["text"] == "Hello Bob" && emoji(it) == [("🎉".to_owned(), 2)]);
    }

    // Alice takes it back from her second device: nobody has the text any more, also not after another restart.
    let copies = world.network.stored(&alice).len();
    let seen = second.with_text(&bob_id, "Hello Bob");
    second.call("delete_elsewhere", &json!({ "messages": [seen["message"]], "reach": "everybody" }));
    for (process, with) in [(&mut bob, &alice), (&mut first, &bob_id), (&mut second, &bob_id)] {
        let left = process.line("a place", with, |it| it["deleted"] == true);
        assert!(left["text"] == "" && emoji(&left).is_empty());
    }
    // The request itself is one message more, the copy of what was taken back is one less.
    first.wait_until("the swarm to forget the copy", |_| (world.network.stored(&alice).len() <= copies).then_some(()));
    bob.kill_and_keep(|_| {});
    world.home("bob").examine();
    let mut bob = world.home("bob").start();
    bob.say(&alice, "Still here");
    first.with_text(&bob_id, "Still here");
    let texts: Vec<Value> = bob.messages(&alice).iter().map(|it| it["text"].clone()).collect();
    assert_eq!(texts, ["Hello Alice", "", "Still here"]);
}

#[test]
fn receipts_reach_the_author_over_a_fault_and_a_restart() {
    let world = World::new(BINARY);
    let (mut alice_device, alice) = world.home("alice").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    for process in [&mut alice_device, &mut bob] {
        process.call("set_read_receipts", &json!({ "on": true }));
    }
    alice_device.say(&bob_id, "Did you see this?");
    let seen = bob.with_text(&alice, "Did you see this?");
    bob.call("accept_request", &json!({ "conversation": alice }));
    let nodes = world.network.swarm_of(&alice);
    for node in &nodes {
        world.network.set_reachable(*node, false);
    }
    bob.call("mark_read", &json!({ "conversation": alice, "up_to": seen["message"] }));
    bob.kill_and_keep(|_| {});
    for node in &nodes {
        world.network.set_reachable(*node, true);
    }
    let mut bob = world.home("bob").start();
    bob.call("conversations", &json!({}));
    let is_read = |it: &Value| it["text"] == "Did you see this?" && it["read_at"].is_u64();
    alice_device.line("a receipt", &bob_id, is_read);
}

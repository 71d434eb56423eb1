//! Messages that disappear, between real processes over the local network: two people, a second device of one of
//! them, a fault, a kill; and what the swarms keep.

use onionskin_tests::process::{Process, World};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");

fn wait_gone(process: &mut Process, with: &str, text: &str) {
    process.wait_until("a message to disappear", |process| {
        process.messages(with).iter().all(|message| message["text"] != text).then_some(())
    });
}

#[test]
fn what_disappears_goes_from_all_devices_and_swarms_over_a_fault_and_a_kill() {
    let world = World::new(BINARY);
    let (mut first, alice) = world.home("first").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    bob.say(&alice, "Hello Alice");
    first.line("a request", &bob_id, |it| it["text"] == "Hello Alice");
    first.call("accept_request", &json!({ "conversation": bob_id }));
    let words = first.words();
    let mut second = world.restore("second", &words);
    bob.line("a line about the request", &alice, |it| it["note"]["kind"] == "request-accepted");

    // After reading, half a minute: a time that no client offers, but all take.
    let timer = json!({ "after": "read", "seconds": 30 });
    let mut params = json!({ "conversation": alice });
    params.as_object_mut().expect("an object").extend(timer.as_object().expect("an object").clone());
    bob.call("set_timer", &params);
    let is_line = |it: &Value| it["note"] == json!({ "kind": "timer", "timer": timer });
    for process in [&mut first, &mut second] {
        process.line("a line about the timer", &bob_id, is_line);
    }
    bob.say(&alice, "Read me and forget me");
    let seen = first.line("a message", &bob_id, |it| it["text"] == "Read me and forget me");
    second.line("a message", &bob_id, |it| it["text"] == "Read me and forget me");
    assert_eq!((seen["timer"].clone(), seen["expires_at"].clone()), (timer, Value::Null), "nobody has read it");
    let kept = |of: &str| {
        let now = first_millis();
        let kept = world.network.stored(of).into_iter().filter(|it| it.namespace == 0);
        kept.map(|it| it.expiry.saturating_sub(now) / 1_000).max().unwrap_or(0)
    };
    assert!(kept(&alice) > 13 * 24 * 3_600, "two weeks at first");

    // Read while the swarm is away; the device is killed before it could say so.
    let nodes = world.network.swarm_of(&alice);
    for node in &nodes {
        world.network.set_reachable(*node, false);
    }
    first.call("mark_all_read", &json!({ "conversation": bob_id }));
    first.kill_and_keep(|_| {});
    world.home("first").examine();
    for node in &nodes {
        world.network.set_reachable(*node, true);
    }
    let mut first = world.home("first").start();
    second.line("word of reading", &bob_id, |it| it["text"] == "Read me and forget me" && it["expires_at"].is_u64());
    wait_gone(&mut first, &bob_id, "Read me and forget me");
    wait_gone(&mut second, &bob_id, "Read me and forget me");
    wait_gone(&mut bob, &alice, "Read me and forget me");
    first.say(&bob_id, "Stays");
    bob.line("an answer", &alice, |it| it["text"] == "Stays");
}

fn first_millis() -> u64 {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[test]
fn typing_reaches_the_other_side() {
    let world = World::new(BINARY);
    let (mut alice_device, alice) = world.home("alice").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    for process in [&mut alice_device, &mut bob] {
        process.call("set_typing_indicators", &json!({ "on": true }));
    }
    bob.say(&alice, "Hello Alice");
    alice_device.line("a request", &bob_id, |it| it["text"] == "Hello Alice");
    alice_device.say(&bob_id, "Hello Bob");
    bob.line("an answer", &alice, |it| it["text"] == "Hello Bob");
    alice_device.call("typing", &json!({ "conversation": bob_id }));
    let mut seq = 0;
    loop {
        let news = bob.call("wait", &json!({ "after": seq, "timeout_ms": 20_000 }));
        seq = news["seq"].as_u64().expect("a number");
        let events = news["events"].as_array().expect("events");
        assert!(!events.is_empty(), "nobody said that Alice types");
        if events.iter().any(|event| event["event"] == "typing" && event["conversations"] == json!([alice])) {
            return;
        }
    }
}

//! One account on three devices, two contacts, real processes: whatever is changed anywhere, at the
//! same time, after a long absence, by a device restored in between or over a kill, all devices come to
//! the same state. The tests print it.

#![expect(clippy::indexing_slicing, reason = "a panic here is a failed test")]

use std::time::Duration;

use onionskin_tests::process::{Process, World};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");

/// What a device shows of the account, without what is its own affair (numbers, drafts, times of arrival).
fn state(device: &mut Process) -> Value {
    let account = device.call("account", &json!({}));
    let rows = device.call("conversations", &json!({}))["conversations"].clone();
    let mut conversations: Vec<Value> = rows
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            let mut kept = serde_json::Map::new();
            for key in [
                "conversation",
                "kind",
                "name",
                "unread",
                "is_request",
                "is_blocked",
                "is_pinned",
                "is_hidden",
                "is_marked_unread",
                "notifications",
                "mute_until",
            ] {
                kept.insert(key.to_owned(), row[key].clone());
            }
            Value::Object(kept)
        })
        .collect();
    conversations.sort_by_key(|row| row["conversation"].to_string());
    let mut contacts = device.call("contacts", &json!({}))["contacts"].as_array().expect("contacts").clone();
    contacts.sort_by_key(|contact| contact["account_id"].to_string());
    json!({ "name": account["display_name"], "conversations": conversations, "contacts": contacts })
}

/// Waits until all devices show the same and `check` holds for it; returns it.
fn converge(what: &str, devices: &mut [&mut Process], check: impl Fn(&Value) -> bool) -> Value {
    let deadline = std::time::Instant::now() + Duration::from_secs(90);
    loop {
        for device in devices.iter_mut() {
            device.call("sync", &json!({}));
        }
        let states: Vec<Value> = devices.iter_mut().map(|device| state(device)).collect();
        if states.windows(2).all(|pair| pair[0] == pair[1]) && check(&states[0]) {
            println!("{what}: all {} devices show\n{:#}", states.len(), states[0]);
            return states[0].clone();
        }
        assert!(std::time::Instant::now() < deadline, "{what}: no agreement\n{states:#?}");
        devices[0].call("wait", &json!({ "timeout_ms": 200, "after": 9_007_199_254_740_991_u64 }));
    }
}

fn contact<'a>(state: &'a Value, id: &str) -> &'a Value {
    let contacts = state["contacts"].as_array().expect("contacts");
    contacts.iter().find(|contact| contact["account_id"] == id).unwrap_or(&Value::Null)
}

fn row<'a>(state: &'a Value, id: &str) -> &'a Value {
    let rows = state["conversations"].as_array().expect("rows");
    rows.iter().find(|row| row["conversation"] == id).unwrap_or(&Value::Null)
}

/// Alice's first device, Bob and Carol, who both are her contacts.
struct Friends {
    world: World,
    first: Process,
    alice: String,
    words: Value,
    bob: Process,
    bob_id: String,
    carol: Process,
    carol_id: String,
}

fn friends() -> Friends {
    let world = World::new(BINARY);
    let (mut first, alice) = world.home("first").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    let (mut carol, carol_id) = world.home("carol").create("Carol");
    for (friend, id) in [(&mut bob, &bob_id), (&mut carol, &carol_id)] {
        friend.say(&alice, "Hello Alice");
        first.wait_until("a request", |first| (!first.texts(id, "incoming").is_empty()).then_some(()));
        first.call("accept_request", &json!({ "conversation": id }));
    }
    let words = first.words();
    Friends { world, first, alice, words, bob, bob_id, carol, carol_id }
}

#[test]
fn three_devices_agree_on_what_each_of_them_changed() {
    let Friends { world, mut first, alice, words, mut bob, bob_id, mut carol, carol_id } = friends();
    let mut second = world.restore("second", &words);
    let mut third = world.restore("third", &words);
    let (bob_name, carol_name) = ("Bob", "Carol");
    let both = |state: &Value| {
        contact(state, &bob_id)["display_name"] == bob_name && contact(state, &carol_id)["display_name"] == carol_name
    };
    let found = converge("restored", &mut [&mut first, &mut second, &mut third], both);
    assert_eq!(found["name"], "Alice", "the name came with the words");
    assert_eq!(contact(&found, &bob_id)["is_approved"], true);

    // Different things of the same contact, the same thing of one contact, and different contacts, all at once.
    first.post("set_nickname", &json!({ "account_id": bob_id, "nickname": "Bobby" }));
    second.post("set_pinned", &json!({ "conversation": bob_id, "pinned": true }));
    third.post("set_notifications", &json!({ "conversation": bob_id, "notifications": "off" }));
    first.post("set_nickname", &json!({ "account_id": carol_id, "nickname": "One" }));
    second.post("set_nickname", &json!({ "account_id": carol_id, "nickname": "Two" }));
    third.post("set_hidden", &json!({ "conversation": carol_id, "hidden": true }));
    first.call("set_display_name", &json!({ "display_name": "Alice in Chains" }));
    let agreed = converge("concurrent edits", &mut [&mut first, &mut second, &mut third], |state| {
        let bob = row(state, &bob_id);
        contact(state, &bob_id)["nickname"] == "Bobby"
            && bob["is_pinned"] == true
            && bob["notifications"] == "off"
            && contact(state, &carol_id)["nickname"].is_string()
            && state["name"] == "Alice in Chains"
    });
    let nickname = contact(&agreed, &carol_id)["nickname"].clone();
    assert!(nickname == "One" || nickname == "Two", "{nickname}");

    // What is read on one device is read on all.
    bob.say(&alice, "Read me once");
    for device in [&mut first, &mut second, &mut third] {
        device.wait_until("the message", |device| {
            device.texts(&bob_id, "incoming").contains(&"Read me once".to_owned()).then_some(())
        });
    }
    let last = second.messages(&bob_id).last().expect("a message")["message"].clone();
    second.call("mark_read", &json!({ "conversation": bob_id, "up_to": last }));
    converge("read once", &mut [&mut first, &mut second, &mut third], |state| row(state, &bob_id)["unread"] == 0);

    // Blocked on one, blocked on all: what they write is not heard anywhere.
    third.call("set_blocked", &json!({ "account_id": carol_id, "blocked": true }));
    converge("blocked", &mut [&mut first, &mut second, &mut third], |state| {
        contact(state, &carol_id)["is_blocked"] == true
    });
    carol.say(&alice, "You can't hear me");
    bob.say(&alice, "After Carol");
    for device in [&mut first, &mut second, &mut third] {
        device.wait_until("what came after", |device| {
            device.texts(&bob_id, "incoming").contains(&"After Carol".to_owned()).then_some(())
        });
        assert!(!device.texts(&carol_id, "incoming").contains(&"You can't hear me".to_owned()));
    }
}

#[test]
fn a_device_that_was_away_for_twenty_days_catches_up() {
    let Friends { world, mut first, alice, words, mut bob, bob_id, carol: _carol, carol_id } = friends();
    let second_home = world.home("second");
    let mut second = second_home.start();
    second.call("restore_account", &json!({ "recovery_password": words }));
    converge("restored", &mut [&mut first, &mut second], |state| contact(state, &bob_id)["is_approved"] == true);
    second.finish();

    first.call("set_nickname", &json!({ "account_id": bob_id, "nickname": "Before" }));
    first.call("sync", &json!({}));
    // Messages are kept for fourteen days, settings for thirty.
    world.network.advance(Duration::from_hours(20 * 24));
    first.call("set_pinned", &json!({ "conversation": carol_id, "pinned": true }));
    for number in 0..7 {
        first.call("set_nickname", &json!({ "account_id": carol_id, "nickname": format!("Number {number}") }));
        first.call("sync", &json!({}));
    }
    bob.say(&alice, "Long time no see");
    let mut second = second_home.start();
    converge("twenty days later", &mut [&mut first, &mut second], |state| {
        contact(state, &bob_id)["nickname"] == "Before"
            && contact(state, &carol_id)["nickname"] == "Number 6"
            && row(state, &carol_id)["is_pinned"] == true
    });
    second.wait_until("the new message", |second| {
        second.texts(&bob_id, "incoming").contains(&"Long time no see".to_owned()).then_some(())
    });
    // A device that is new after all this time finds the settings too, but no messages the swarm forgot.
    let mut third = world.restore("third", &words);
    let expected = state(&mut first)["contacts"].clone();
    third.wait_until("the contacts", |third| (state(third)["contacts"] == expected).then_some(()));
    assert_eq!(row(&state(&mut third), &carol_id)["is_pinned"], true);
    assert_eq!(third.texts(&bob_id, "incoming"), ["Long time no see"]);
}

#[test]
fn a_device_that_stays_online_keeps_the_settings_alive() {
    let Friends { world, mut first, alice, words, bob: _bob, bob_id, carol: _carol, carol_id: _carol_id } = friends();
    first.call("set_nickname", &json!({ "account_id": bob_id, "nickname": "Kept" }));
    first.call("sync", &json!({}));
    // Four times twelve days are more than the thirty for which a swarm keeps settings.
    for _ in 0..4 {
        let twelve_days = Duration::from_hours(12 * 24);
        world.network.advance(twelve_days);
        let later = world.network.now() + 25 * 86_400_000;
        first.wait_until("renewed settings", |first| {
            first.call("poll", &json!({}));
            let stored = world.network.stored(&alice);
            let mut settings = stored.iter().filter(|message| message.namespace != 0).peekable();
            (settings.peek().is_some() && settings.all(|message| message.expiry > later)).then_some(())
        });
    }
    let mut second = world.restore("second", &words);
    second.wait_until("the nickname", |second| (contact(&state(second), &bob_id)["nickname"] == "Kept").then_some(()));
}

#[test]
fn a_kill_between_storing_and_confirming_loses_nothing() {
    let Friends { world, mut first, alice: _alice, words, bob: _bob, bob_id, carol: _carol, carol_id } = friends();
    let mut second = world.restore("second", &words);
    converge("restored", &mut [&mut first, &mut second], |state| contact(state, &bob_id)["is_approved"] == true);
    first.finish();
    let home = world.home("first");
    for round in 0..6 {
        let mut device = home.start();
        let nickname = format!("Round {round}");
        device.call("set_nickname", &json!({ "account_id": bob_id, "nickname": nickname }));
        second.call("set_nickname", &json!({ "account_id": carol_id, "nickname": nickname }));
        device.post("sync", &json!({}));
        std::thread::sleep(Duration::from_millis(15 * round * round));
        device.kill_and_keep(|_dead| {});
    }
    let mut first = home.start();
    converge("after six kills", &mut [&mut first, &mut second], |state| {
        contact(state, &bob_id)["nickname"] == "Round 5" && contact(state, &carol_id)["nickname"] == "Round 5"
    });
}

#[test]
fn clearing_the_network_leaves_nothing_for_the_words_to_find() {
    let Friends { world, mut first, alice, words, bob: _bob, bob_id: _bob_id, carol: _carol, carol_id: _carol_id } =
        friends();
    first.call("sync", &json!({}));
    assert!(!world.network.stored(&alice).is_empty());
    let cleared = first.call("clear_data", &json!({ "scope": "device-and-network" }));
    assert_eq!(cleared["refused"], json!([]));
    first.wait_until("no account", |first| (first.call("state", &json!({}))["phase"] == "no-account").then_some(()));
    assert!(world.network.stored(&alice).is_empty());
    let mut again = world.home("again").start();
    again.call("restore_account", &json!({ "recovery_password": words }));
    assert_eq!(state(&mut again)["contacts"], json!([]));
    assert_eq!(again.call("account", &json!({}))["display_name"], "");
}

//! How the list is arranged, between real processes over the local network: an archived conversation comes back, the
//! order of pins reaches a second device over a fault, folders outlive a kill.

#![expect(clippy::indexing_slicing, reason = "a panic here is a failed test")]

use onionskin_tests::process::{Process, World};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");

fn row(process: &mut Process, id: &str) -> Value {
    let rows = process.call("conversations", &json!({}))["conversations"].clone();
    let rows = rows.as_array().expect("rows").clone();
    rows.into_iter().find(|row| row["conversation"] == id).unwrap_or_default()
}

/// The ids of what is pinned, in the order of the list.
fn pins(process: &mut Process) -> Vec<String> {
    let rows = process.call("conversations", &json!({}))["conversations"].clone();
    let rows = rows.as_array().expect("rows").iter().filter(|row| row["is_pinned"] == true);
    rows.filter_map(|row| row["conversation"].as_str()).map(str::to_owned).collect()
}

#[test]
fn archived_conversations_pins_and_folders_are_kept_over_a_fault_and_a_kill() {
    let world = World::new(BINARY);
    let home = world.home("first");
    let (mut first, alice) = home.create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    let (mut carol, carol_id) = world.home("carol").create("Carol");
    for (id, text) in [(&bob_id, "Hello Bob"), (&carol_id, "Hello Carol"), (&alice, "A note")] {
        first.say(id, text);
    }
    bob.with_text(&alice, "Hello Bob");
    carol.with_text(&alice, "Hello Carol");
    let words = first.words();
    let mut second = world.restore("second", &words);
    second.with_text(&carol_id, "Hello Carol");

    // The order of pins goes to the second device although the swarm is away at first.
    let nodes = world.network.swarm_of(&alice);
    for node in &nodes {
        world.network.set_reachable(*node, false);
    }
    for id in [&alice, &bob_id, &carol_id] {
        first.call("set_pinned", &json!({ "conversation": id, "pinned": true }));
    }
    let order = [carol_id.clone(), alice.clone(), bob_id.clone()];
    first.call("set_pin_order", &json!({ "conversations": order }));
    first.wait_until("the order", |first| (pins(first) == order).then_some(()));
    for node in &nodes {
        world.network.set_reachable(*node, true);
    }
    second.wait_until("the order", |second| (pins(second) == order).then_some(()));
    second.call("set_pinned", &json!({ "conversation": carol_id, "pinned": false }));
    first.wait_until("one pin fewer", |first| (pins(first) == [alice.clone(), bob_id.clone()]).then_some(()));

    // What is archived and the folders are there after a kill, on this device only.
    for id in [&bob_id, &carol_id] {
        first.call("set_archived", &json!({ "conversation": id, "archived": true }));
    }
    first.call("set_notifications", &json!({ "conversation": carol_id, "notifications": "off" }));
    let folder = json!({ "id": 4, "name": "Friends", "conversations": [bob_id], "all": false, "only_unread": true,
        "only_unanswered": false, "without_muted": false });
    first.call("set_folders", &json!({ "folders": [folder] }));
    let refused = first.ask("set_folders", &json!({ "folders": [{ "id": 1, "name": " " }] }));
    assert_eq!(refused, Err("folder-invalid".to_owned()));
    first.kill_and_keep(|_dead| {});
    home.examine();
    let mut first = home.start();
    first.wait_until("the list", |first| (row(first, &bob_id)["is_archived"] == true).then_some(()));
    assert_eq!(row(&mut first, &carol_id)["is_archived"], true);
    assert_eq!(first.call("account", &json!({}))["folders"], json!([folder]));
    assert_eq!(row(&mut second, &bob_id)["is_archived"], false, "no client shares this");

    // A message brings back what is not muted.
    bob.say(&alice, "Are you there?");
    carol.say(&alice, "And you?");
    first.with_text(&bob_id, "Are you there?");
    first.with_text(&carol_id, "And you?");
    first.wait_until("Bob to come back", |first| (row(first, &bob_id)["is_archived"] == false).then_some(()));
    assert_eq!(row(&mut first, &carol_id)["is_archived"], true, "it is muted");
}

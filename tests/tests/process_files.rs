//! Conversations and backups in files, between real processes over the local network: two people, a second device of
//! one of them, a swarm that is away, a kill in the middle of restoring.

use std::path::{Path, PathBuf};

use onionskin_tests::process::{Process, World};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");
const SECRET: &str = "correct horse";

fn with_text(process: &mut Process, with: &str, text: &str) -> Value {
    process.wait_until(text, |process| process.messages(with).into_iter().find(|it| it["text"] == text))
}

fn all_texts(process: &mut Process, with: &str) -> Vec<String> {
    let texts = process.messages(with);
    texts.iter().map(|it| it["text"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Writes a conversation into a file and reads that.
fn exported(process: &mut Process, with: &str, format: &str, folder: &Path) -> String {
    let path = folder.join(format!("chat.{format}"));
    let saved = process.call("export", &json!({ "conversation": with, "format": format, "path": path }));
    assert_eq!(saved.get("path").and_then(Value::as_str).map(PathBuf::from), Some(path.clone()));
    std::fs::read_to_string(path).expect("it was written")
}

#[test]
fn an_export_holds_what_was_said_and_not_what_was_deleted() {
    let world = World::new(BINARY);
    let files = tempfile::tempdir().expect("a folder");
    let (mut first, alice) = world.home("first").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    let words = first.call("recovery_password", &json!({}))["recovery_password"].clone();
    let mut second = world.home("second").start();
    second.call("restore_account", &json!({ "recovery_password": words }));
    for text in ["Hello <b>Bob</b>", "taken back", "only for me"] {
        first.say(&bob_id, text);
        with_text(&mut bob, &alice, text);
    }
    let hello = with_text(&mut bob, &alice, "Hello <b>Bob</b>");
    bob.call("send", &json!({ "conversation": alice, "text": "Hello Alice", "reply_to": hello["message"] }));
    bob.call("react", &json!({ "message": hello["message"], "emoji": "🎉" }));
    with_text(&mut first, &bob_id, "Hello Alice");
    first.wait_until("an emoji", |first| {
        let has_emoji = |it: &Value| it["reactions"].as_array().is_some_and(|all| !all.is_empty());
        first.messages(&bob_id).iter().any(has_emoji).then_some(())
    });
    let doomed = with_text(&mut first, &bob_id, "only for me")["message"].clone();
    first.call("delete", &json!({ "messages": [doomed] }));
    // The second device takes back what the first sent; the first hears of it.
    let doomed = with_text(&mut second, &bob_id, "taken back")["message"].clone();
    second.call("delete_elsewhere", &json!({ "messages": [doomed], "reach": "everybody" }));
    first.wait_until("a place", |first| first.messages(&bob_id).iter().any(|it| it["deleted"] == true).then_some(()));

    let json = exported(&mut first, &bob_id, "json", files.path());
    let (html, text) =
        (exported(&mut first, &bob_id, "html", files.path()), exported(&mut first, &bob_id, "txt", files.path()));
    for file in [&json, &html, &text] {
        assert!(file.contains("Hello Alice") && file.contains('🎉'), "{file}");
        assert!(!file.contains("taken back") && !file.contains("only for me"), "{file}");
    }
    assert!(html.contains("Hello &lt;b&gt;Bob&lt;/b&gt;") && text.contains("Hello <b>Bob</b>"));
    let value: Value = serde_json::from_str(&json).expect("it is JSON");
    let messages = value["messages"].as_array().expect("a list");
    assert_eq!(value["count"].as_u64().map(usize::try_from), Some(Ok(messages.len())));
    let answer = messages.iter().find(|it| it["text"] == "Hello Alice").expect("it is in it");
    assert_eq!((&answer["quote"]["text"], &answer["author_name"]), (&"Hello <b>Bob</b>".into(), &"Bob".into()));
    // What is there is not replaced, and a wrong password opens nothing.
    let again = json!({ "conversation": bob_id, "format": "txt", "path": files.path().join("chat.txt") });
    assert_eq!(first.ask("export", &again), Err("file-exists".to_owned()));
    let path = files.path().join("other.txt");
    let wrong = json!({ "conversation": bob_id, "format": "txt", "path": path, "password": "guessed" });
    assert_eq!(first.ask("export", &wrong), Err("wrong-password".to_owned()));
    assert!(!path.exists());
}

#[test]
fn an_account_carries_on_from_its_backup_over_a_kill_and_nothing_is_sent_twice() {
    let world = World::new(BINARY);
    let files = tempfile::tempdir().expect("a folder");
    let home = world.home("first");
    let (mut first, alice) = home.create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    let words = first.call("recovery_password", &json!({}))["recovery_password"].clone();
    let mut second = world.home("second").start();
    second.call("restore_account", &json!({ "recovery_password": words }));
    first.say(&bob_id, "before");
    with_text(&mut bob, &alice, "before");
    bob.say(&alice, "answer");
    with_text(&mut first, &bob_id, "answer");

    // Something is on its way while the backup is made.
    let nodes = world.network.swarm_of(&bob_id);
    for node in &nodes {
        world.network.set_reachable(*node, false);
    }
    first.say(&bob_id, "on its way");
    let path = files.path().join("alice.backup");
    let wanted = json!({ "path": path, "backup_password": SECRET });
    assert_eq!(
        first.ask("back_up", &json!({ "path": path, "backup_password": "short" })),
        Err("backup-password-short".to_owned())
    );
    first.call("back_up", &wanted);
    assert_eq!(first.ask("restore_backup", &wanted), Err("wrong-phase".to_owned()));
    first.call("clear_data", &json!({ "scope": "device" }));
    for node in &nodes {
        world.network.set_reachable(*node, true);
    }

    let wrong = json!({ "path": path, "backup_password": "wrong horse" });
    assert_eq!(first.ask("restore_backup", &wrong), Err("backup-password-wrong".to_owned()));
    first.post("restore_backup", &wanted);
    first.kill_and_keep(|_| {});
    let mut first = home.start();
    first.wait_until("all or nothing", |first| match first.call("state", &json!({}))["phase"].as_str() {
        Some("no-account") => {
            first.call("restore_backup", &wanted);
            Some(())
        }
        Some("ready") => Some(()),
        _ => None,
    });
    assert_eq!(first.call("account", &json!({}))["account_id"], alice);
    let failed = with_text(&mut first, &bob_id, "on its way");
    assert_eq!((&failed["delivery"], &failed["reason"]), (&"failed".into(), &"sending-unknown".into()));

    // What is said from now on goes both ways, and to the second device.
    bob.say(&alice, "are you back?");
    for process in [&mut first, &mut second] {
        with_text(process, &bob_id, "are you back?");
    }
    first.say(&bob_id, "I am");
    with_text(&mut second, &bob_id, "I am");
    with_text(&mut bob, &alice, "I am");
    let mut there = all_texts(&mut bob, &alice);
    // An attempt of the old device may still arrive, as with any network; one of the restored one would follow "I am".
    there.retain(|text| text != "on its way");
    assert_eq!(there, ["before", "answer", "are you back?", "I am"]);
    first.call("retry", &json!({ "message": failed["message"] }));
    first.say(&bob_id, "once more");
    with_text(&mut bob, &alice, "once more");
    let mut there = all_texts(&mut bob, &alice);
    there.sort();
    assert_eq!(there, ["I am", "answer", "are you back?", "before", "on its way", "once more"]);
    let mut here = all_texts(&mut first, &bob_id);
    here.sort();
    assert_eq!(here, ["I am", "answer", "are you back?", "before", "on its way", "once more"]);
    first.kill_and_keep(|_| {});
    home.examine();
}

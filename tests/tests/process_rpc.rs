//! Real processes of the program talk over the local network, driven as a script would.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use onionskin_tests::process::{Process, World};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");

fn wait_for_texts(process: &mut Process, conversation: &str, direction: &str, expected: &[&str]) {
    process.wait_until(&format!("{direction} {expected:?}"), |process| {
        (process.texts(conversation, direction) == expected).then_some(())
    });
}

#[test]
fn alice_and_bob_write_to_each_other() {
    let world = World::new(BINARY);
    let (mut alice, alice_id) = world.home("alice").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    alice.say(&bob_id, "Hello Bob");
    wait_for_texts(&mut bob, &alice_id, "incoming", &["Hello Bob"]);
    bob.say(&alice_id, "Hello Alice, 你好 🎉");
    wait_for_texts(&mut alice, &bob_id, "incoming", &["Hello Alice, 你好 🎉"]);
    let row = bob.call("conversations", &json!({}))["conversations"][0].clone();
    assert_eq!((row["name"].as_str(), row["kind"].as_str()), (Some("Alice"), Some("contact")));
    bob.wait_until("sent", |bob| bob.messages(&alice_id).iter().any(|m| m["delivery"] == "sent").then_some(()));
    let connectivity = alice.call("connectivity", &json!({}));
    assert_eq!(connectivity["paths"][0].as_array().map(Vec::len), Some(3), "{connectivity}");
    assert_eq!(connectivity["known_nodes"], 8);
    alice.finish();
    bob.finish();
}

#[test]
fn everything_is_there_after_a_restart() {
    let world = World::new(BINARY);
    let home = world.home("alice");
    let (mut alice, alice_id) = home.create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    alice.say(&bob_id, "one");
    wait_for_texts(&mut bob, &alice_id, "incoming", &["one"]);
    alice.finish();
    bob.say(&alice_id, "two, while you are away");
    let mut alice = home.start();
    assert_eq!(alice.call("account", &json!({}))["account_id"], alice_id);
    wait_for_texts(&mut alice, &bob_id, "outgoing", &["one"]);
    wait_for_texts(&mut alice, &bob_id, "incoming", &["two, while you are away"]);
}

#[test]
fn a_second_device_shows_what_the_first_sent_and_got() {
    let world = World::new(BINARY);
    let (mut first, alice_id) = world.home("first").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    first.say(&bob_id, "from the first device");
    bob.say(&alice_id, "to both devices");
    wait_for_texts(&mut first, &bob_id, "incoming", &["to both devices"]);
    let words = first.words();
    let mut second = world.home("second").start();
    let account = second.call("restore_account", &json!({ "recovery_password": words, "display_name": "Alice" }));
    assert_eq!(account["account_id"], alice_id);
    wait_for_texts(&mut second, &bob_id, "incoming", &["to both devices"]);
    wait_for_texts(&mut second, &bob_id, "outgoing", &["from the first device"]);
    second.call("send", &json!({ "conversation": bob_id, "text": "from the second" }));
    wait_for_texts(&mut first, &bob_id, "outgoing", &["from the first device", "from the second"]);
    wait_for_texts(&mut bob, &alice_id, "incoming", &["from the first device", "from the second"]);
}

#[test]
fn mistakes_are_answered_with_stable_codes() {
    let world = World::new(BINARY);
    let mut alice = world.home("alice").start();
    let ask = |process: &mut Process, method: &str, params| process.ask(method, &params).expect_err(method);
    assert_eq!(alice.call("state", &json!({}))["phase"], "no-account");
    assert_eq!(ask(&mut alice, "account", json!({})), "wrong-phase");
    let words = |text: &str| json!({ "recovery_password": text });
    assert_eq!(ask(&mut alice, "restore_account", words("only three words")), "recovery-too-few-words");
    assert_eq!(ask(&mut alice, "create_account", json!({ "display_name": "  " })), "name-empty");
    alice.call("create_account", &json!({ "display_name": "Alice" }));
    let with = |account: String| json!({ "account_id": account });
    assert_eq!(ask(&mut alice, "start_conversation", with("nobody".to_owned())), "account-id-invalid");
    assert_eq!(ask(&mut alice, "start_conversation", with(format!("15{}", "0a".repeat(32)))), "account-id-wrong-kind");
    let me = alice.call("account", &json!({}))["account_id"].clone();
    let text = |text: String| json!({ "conversation": me, "text": text });
    assert_eq!(ask(&mut alice, "send", text(" \n".to_owned())), "message-empty");
    assert_eq!(ask(&mut alice, "send", text("x".repeat(2_001))), "message-too-long");
    assert!(ask(&mut alice, "frobnicate", json!({})).contains("no method"));
}

#[test]
fn a_wrong_password_opens_nothing_and_harms_nothing() {
    let world = World::new(BINARY);
    let home = world.home("alice");
    let (alice, alice_id) = home.create("Alice");
    alice.finish();
    let password_file = world.folder.path().join("alice.password");
    std::fs::write(&password_file, "another password\n").expect("the folder is ours");
    let mut locked = home.start();
    assert_eq!(locked.call("state", &json!({}))["phase"], "locked");
    assert_eq!(locked.ask("unlock", &json!({ "password": "wrong too" })), Err("wrong-password".to_owned()));
    locked.call("unlock", &json!({ "password": "a password for tests" }));
    let id = locked.wait_until("open", |process| process.ask("account", &json!({})).ok());
    assert_eq!(id["account_id"], alice_id);
}

#[test]
fn requests_before_the_end_of_stdin_are_answered() {
    let world = World::new(BINARY);
    let home = world.home("alice");
    let (alice, alice_id) = home.create("Alice");
    alice.finish();
    let mut again = home.start();
    let id = again.post("account", &json!({}));
    again.close_stdin();
    assert_eq!(again.answer_to(id).expect("an answer")["account_id"], alice_id);
    again.finish();
}

fn files_below(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("the profile is readable").map(|entry| entry.expect("an entry")) {
        if entry.path().is_dir() {
            files_below(&entry.path(), found);
        } else {
            found.push(std::fs::read(entry.path()).expect("a file of the profile"));
        }
    }
}

#[test]
fn no_file_of_the_profile_shows_names_ids_texts_or_the_recovery_password() {
    let world = World::new(BINARY);
    let home = world.home("alice");
    let (mut alice, alice_id) = home.create("Alice Liddell");
    let (mut bob, bob_id) = world.home("bob").create("Bob Dodgson");
    bob.say(&alice_id, "a very secret sentence");
    wait_for_texts(&mut alice, &bob_id, "incoming", &["a very secret sentence"]);
    let words = alice.call("recovery_password", &json!({}))["recovery_password"].clone();
    alice.finish();
    let mut files = Vec::new();
    files_below(home.profile(), &mut files);
    assert!(files.len() >= 3, "store, key and log");
    let words = words.as_str().expect("words").to_owned();
    let secrets = ["Alice Liddell", "Bob Dodgson", "a very secret sentence", &alice_id, &bob_id, &words];
    for secret in secrets {
        let is_shown = files.iter().any(|file| file.windows(secret.len()).any(|part| part == secret.as_bytes()));
        assert!(!is_shown, "{secret} stands in a file");
    }
    assert!(files.iter().any(|file| file.windows(7).any(|part| part == b"started")), "there is a log");
}

#[test]
fn the_echo_bot_of_the_readme_answers() {
    let world = World::new(BINARY);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/echo_bot.py");
    let mut bot = Command::new("python3")
        .arg(script)
        .args(world.home("bot").command_line())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is installed");
    let mut first_line = String::new();
    BufReader::new(bot.stdout.take().expect("piped")).read_line(&mut first_line).expect("a line");
    let bot_id = first_line.trim().strip_prefix("Write to ").expect("the bot says its id").to_owned();
    let (mut alice, _) = world.home("alice").create("Alice");
    for (count, text) in ["Is anybody there?", "Yes?"].into_iter().enumerate() {
        alice.say(&bot_id, text);
        alice.wait_until(text, |alice| (alice.texts(&bot_id, "incoming").len() == count + 1).then_some(()));
    }
    assert_eq!(alice.texts(&bot_id, "incoming"), ["Is anybody there?", "Yes?"]);
    bot.kill().expect("the bot is ours");
    bot.wait().expect("the bot is ours");
}

#[test]
fn the_command_line_speaks_in_sentences() {
    let run = |arguments: &[&str]| {
        let output = Command::new(BINARY).args(arguments).stdin(Stdio::null()).output().expect("the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, out, _) = run(&["--version"]);
    assert_eq!((code, out.as_str()), (Some(0), concat!("onionskin ", env!("CARGO_PKG_VERSION"), "\n")));
    assert!(run(&["--help"]).1.contains("--password-file"));
    let (code, _, said) = run(&["--nonsense"]);
    assert_eq!((code, said.trim()), (Some(2), "onionskin: there is no option --nonsense; --help lists all"));
    let (code, _, said) = run(&["--network", "missing.json", "rpc"]);
    assert!(code == Some(1) && said.contains("missing.json can't be read"), "{said}");
}

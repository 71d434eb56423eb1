//! Files between real processes over the local network: two people, a second device of one of them, a file server in
//! trouble, restarts in the middle, and files that are spoiled or gone.

#![expect(clippy::indexing_slicing, reason = "a missing field fails the test, as it should")]

use std::path::PathBuf;

use onionskin_localnet::Failure;
use onionskin_tests::process::{Process, World};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");

/// A file of a message with a text, once it is in a state.
fn file_in(process: &mut Process, with: &str, text: &str, state: &str) -> Value {
    process.wait_until(&format!("{text} {state}"), |process| {
        let found = process.messages(with).into_iter().find(|it| it["text"] == text)?;
        let file = found["files"].as_array()?.first()?.clone();
        (file["state"] == state).then_some(file)
    })
}

fn saved(process: &mut Process, file: &Value, to: PathBuf) -> Vec<u8> {
    process.call("save_file", &json!({ "message": file["message"], "index": file["index"], "path": to }));
    std::fs::read(to).expect("it was written")
}

fn fetch(process: &mut Process, file: &Value) {
    process.call("file", &json!({ "message": file["message"], "index": file["index"], "action": "fetch" }));
}

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|at| u8::try_from((at * 31 + at / 251) % 256).expect("a byte")).collect()
}

#[test]
fn files_arrive_the_same_on_every_device_through_trouble_and_restarts() {
    let world = World::new(BINARY);
    let folder = tempfile::tempdir().expect("a folder");
    let home = world.home("alice");
    let (mut alice, alice_id) = home.create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    let mut second = world.restore("second", &alice.words());
    alice.say(&bob_id, "Hello");
    bob.wait_until("a greeting", |bob| (!bob.messages(&alice_id).is_empty()).then_some(()));
    bob.say(&alice_id, "Welcome");
    alice.wait_until("an answer", |alice| (alice.messages(&bob_id).len() == 2).then_some(()));
    let (small, large) = (folder.path().join("small.bin"), folder.path().join("large.bin"));
    std::fs::write(&small, bytes(70_001)).expect("written");
    std::fs::write(&large, bytes(9_999_999)).expect("written");
    world.network.files().fail(Failure::Code(503), 3);
    let send =
        |text: &str, path: &PathBuf| json!({ "conversation": bob_id, "text": text, "files": [{ "path": path }] });
    alice.call("send", &send("small", &small));
    let offered = file_in(&mut bob, &alice_id, "small", "offered");
    assert_eq!(offered["name"], "small.bin");
    assert_eq!(offered["size"], 70_001);
    assert_eq!(world.network.files().failures_left(), 0, "the server was in trouble");
    world.network.files().fail(Failure::Half, 1);
    world.network.files().fail(Failure::Code(500), 2);
    fetch(&mut bob, &offered);
    let half = file_in(&mut bob, &alice_id, "small", "failed");
    assert_eq!(half["reason"], "file-damaged", "half a file is none");
    fetch(&mut bob, &offered);
    let here = file_in(&mut bob, &alice_id, "small", "here");
    assert_eq!(saved(&mut bob, &here, folder.path().join("bob.bin")), bytes(70_001));
    let of_second = file_in(&mut second, &bob_id, "small", "offered");
    fetch(&mut second, &of_second);
    let of_second = file_in(&mut second, &bob_id, "small", "here");
    assert_eq!(saved(&mut second, &of_second, folder.path().join("second.bin")), bytes(70_001));
    alice.wait_until("word that it was saved", |alice| {
        alice.lines(&bob_id).iter().any(|it| it["note"]["kind"] == "media-saved").then_some(())
    });
    // A large one: the sender is stopped before it can be uploaded, the other side while it fetches.
    world.network.files().fail(Failure::Code(503), 2);
    alice.call("send", &send("large", &large));
    alice.finish();
    let mut alice = home.start();
    let offered = file_in(&mut bob, &alice_id, "large", "offered");
    fetch(&mut bob, &offered);
    bob.finish();
    let mut bob = world.home("bob").start();
    let here = file_in(&mut bob, &alice_id, "large", "here");
    assert!(saved(&mut bob, &here, folder.path().join("bob-large.bin")) == bytes(9_999_999), "ten megabytes");
    let listed = bob.call("files", &json!({ "conversation": alice_id }));
    let names: Vec<_> =
        listed["files"].as_array().expect("a list").iter().map(|it| it["file"]["name"].clone()).collect();
    assert_eq!(names, ["large.bin", "small.bin"]);
    let refused = alice.ask("send", &send("too large", &folder.path().join("nothing.bin")));
    assert_eq!(refused, Err("file-unreadable".to_owned()));
}

#[test]
fn a_picture_is_fetched_at_once_without_what_it_told_and_spoiled_or_expired_files_say_so() {
    let world = World::new(BINARY);
    let folder = tempfile::tempdir().expect("a folder");
    let (mut alice, alice_id) = world.home("alice").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    alice.say(&bob_id, "Hello");
    bob.wait_until("a greeting", |bob| (!bob.messages(&alice_id).is_empty()).then_some(()));
    bob.say(&alice_id, "Welcome");
    let picture = folder.path().join("evening.png");
    let mut plain = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(320, 200, |x, y| {
        image::Rgb([u8::try_from(x % 256).expect("a byte"), 90, u8::try_from(y).expect("a byte")])
    })
    .write_to(&mut plain, image::ImageFormat::Png)
    .expect("memory takes it");
    let mut told = plain.into_inner();
    // A text chunk before the end, as cameras and editors write them.
    let body = b"tEXtComment\0taken at home";
    let end = told.len() - 12;
    let mut chunk = u32::try_from(body.len() - 4).expect("small").to_be_bytes().to_vec();
    chunk.extend_from_slice(body);
    chunk.extend_from_slice(&crc32fast::hash(body).to_be_bytes());
    told.splice(end..end, chunk);
    std::fs::write(&picture, &told).expect("written");
    let send = |text: &str| json!({ "conversation": bob_id, "text": text, "files": [{ "path": picture }] });
    alice.call("send", &send("Look"));
    let here = file_in(&mut bob, &alice_id, "Look", "here");
    assert_eq!((here["width"].as_u64(), here["height"].as_u64()), (Some(320), Some(200)));
    let got = saved(&mut bob, &here, folder.path().join("got.png"));
    assert!(!got.windows(7).any(|it| it == b"at home"), "what the file told is gone");
    let (sent, got) =
        (image::load_from_memory(&told).expect("a picture"), image::load_from_memory(&got).expect("a picture"));
    assert_eq!(sent.to_rgb8(), got.to_rgb8());
    bob.call("fetch_files", &json!({ "on": false }));
    alice.call("send", &send("spoiled"));
    let offered = file_in(&mut bob, &alice_id, "spoiled", "offered");
    world.network.files().spoil();
    fetch(&mut bob, &offered);
    assert_eq!(file_in(&mut bob, &alice_id, "spoiled", "failed")["reason"], "file-damaged");
    world.network.files().forget();
    fetch(&mut bob, &offered);
    file_in(&mut bob, &alice_id, "spoiled", "expired");
    assert_eq!(file_in(&mut bob, &alice_id, "Look", "here")["state"], "here", "what is here stays");
}

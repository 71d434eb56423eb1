//! Files between two people and three devices: sent, fetched, refused, saved, deleted.

use super::*;
use crate::engine::face::{FileInfo, FileState, FileWish, NewFile, Note, Reach};
use crate::id::FileId;

/// Alice on two devices and Bob, who talk to each other.
struct Three {
    swarms: Arc<Swarms>,
    alice: Device,
    second: Device,
    bob: Device,
    a: AccountId,
    b: AccountId,
}

impl Three {
    fn talking() -> Self {
        let swarms = Arc::default();
        let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
        let (a, b) = (alice.account(), bob.account());
        let mut second = alice.twin(&swarms);
        alice.send(b, "Hello");
        bob.wait_items(a, &[("Hello", Received)]);
        bob.send(a, "Welcome");
        for device in [&mut alice, &mut second] {
            device.wait_items(b, &[("Hello", Sent), ("Welcome", Received)]);
        }
        Self { swarms, alice, second, bob, a, b }
    }
}

fn file(content_type: &str, size: usize) -> NewFile {
    let bytes: Vec<u8> = (0..size).map(|at| u8::try_from(at * 7 % 251).expect("a byte")).collect();
    let name = format!("{size}.bin");
    NewFile { bytes: bytes.into(), name, content_type: content_type.to_owned(), ..NewFile::default() }
}

fn picture() -> NewFile {
    NewFile { dimensions: Some((40, 30)), ..file("image/png", 200_000) }
}

impl Device {
    fn try_send_files(&mut self, to: AccountId, text: &str, files: Vec<NewFile>) -> Result<Outcome, FailureCode> {
        let conversation = ConversationId::Contact(to);
        let draft = Draft { text: text.to_owned(), files, ..Draft::default() };
        let sent = self.ask(|ticket| Command::SendMessage { ticket, conversation, draft });
        sent.map_err(|failure| failure.code)
    }

    fn send_files(&mut self, to: AccountId, text: &str, files: Vec<NewFile>) -> MessageId {
        match self.try_send_files(to, text, files) {
            Ok(Outcome::MessageQueued(message)) => message,
            other => panic!("not queued: {other:?}"),
        }
    }

    /// The file of the message with a text, once that message has it in a state.
    #[track_caller]
    fn wait_file(&mut self, with: AccountId, body: &str, state: FileState) -> FileInfo {
        let item = self.wait_item(with, |item| {
            &*item.body == body && !item.files.is_empty() && item.files.iter().all(|file| file.state == state)
        });
        item.files[0].clone()
    }

    fn wish(&mut self, file: FileId, wish: FileWish) -> Result<Outcome, FailureCode> {
        self.ask(|ticket| Command::UseFile { ticket, file, wish }).map_err(|failure| failure.code)
    }

    fn bytes(&mut self, file: FileId) -> Result<Arc<[u8]>, FailureCode> {
        match self.wish(file, FileWish::Read)? {
            Outcome::File(bytes) => Ok(bytes),
            other => panic!("no bytes: {other:?}"),
        }
    }
}

#[test]
fn a_picture_arrives_on_all_devices_and_the_same() {
    let Three { mut alice, mut second, mut bob, a, b, .. } = Three::talking();
    alice.send_files(b, "Look", vec![picture(), NewFile { is_voice: true, ..file("audio/mp4", 70_000) }]);
    for (device, with) in [(&mut alice, b), (&mut second, b), (&mut bob, a)] {
        let shown = device.wait_item(with, |item| {
            item.files.len() == 2 && item.files.iter().all(|file| file.state == FileState::Here)
        });
        assert_eq!(&*shown.body, "Look");
        let (first, voice) = (&shown.files[0], &shown.files[1]);
        assert_eq!((&*first.name, &*first.content_type, first.dimensions), ("200000.bin", "image/png", Some((40, 30))));
        assert!(voice.is_voice && !first.is_voice);
        assert_eq!(device.bytes(first.id).expect("the bytes"), picture().bytes);
        assert_eq!(device.bytes(voice.id).expect("the bytes").len(), 70_000);
        device.restart();
        assert_eq!(device.bytes(first.id).expect("the bytes"), picture().bytes, "after a restart");
        let conversation = ConversationId::Contact(with);
        match device.ask(|ticket| Command::ListFiles { ticket, conversation, before: None }) {
            Ok(Outcome::Files(page)) => assert_eq!((page.files.len(), page.next), (2, None)),
            other => panic!("no list: {other:?}"),
        }
        let brief = device.list.rows.iter().find_map(|row| row.preview.as_ref()?.files.clone()).expect("files");
        assert_eq!((brief.count, brief.content_type.as_str()), (2, "image/png"));
    }
}

#[test]
fn other_files_wait_until_they_are_asked_for_and_the_sender_hears_that_they_are_saved() {
    let Three { mut alice, mut bob, a, b, .. } = Three::talking();
    alice.send_files(b, "", vec![file("application/pdf", 5_000)]);
    let offered = bob.wait_file(a, "", FileState::Offered);
    assert_eq!((offered.size_bytes, bob.bytes(offered.id)), (Some(5_000), Err(FailureCode::NotFound)));
    bob.wish(offered.id, FileWish::Fetch).expect("ordered");
    bob.wait_file(a, "", FileState::Here);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("paper.pdf");
    bob.wish(offered.id, FileWish::Save(path.clone())).expect("saved");
    assert_eq!(std::fs::read(&path).expect("a file"), &*file("", 5_000).bytes);
    match bob.wish(offered.id, FileWish::Save(path)) {
        Ok(Outcome::Saved(path)) => assert_eq!(path, folder.path().join("paper (2).pdf")),
        other => panic!("not saved: {other:?}"),
    }
    alice.wait_item(b, |item| item.note == Some(Note::MediaSaved));
}

#[test]
fn nothing_is_fetched_at_once_when_that_is_turned_off_nor_from_strangers() {
    let Three { swarms, mut alice, mut bob, a, b, .. } = Three::talking();
    bob.ask(|ticket| Command::SetFetchesFiles { ticket, is_on: false }).expect("turned off");
    bob.wait("the setting", |bob| bob.profile.as_ref().is_some_and(|own| !own.fetches_files));
    alice.send_files(b, "one", vec![picture()]);
    bob.wait_file(a, "one", FileState::Offered);
    let mut carol = Device::create(&swarms, "Carol");
    let c = carol.account();
    carol.send_files(a, "who", vec![picture()]);
    alice.wait_file(c, "who", FileState::Offered);
}

#[test]
fn files_survive_trouble_and_restarts_in_both_directions() {
    let Three { swarms, mut alice, mut bob, a, b, .. } = Three::talking();
    swarms.fail_files.store(2, Ordering::Relaxed);
    alice.send_files(b, "trouble", vec![picture()]);
    bob.wait_file(a, "trouble", FileState::Here);
    assert_eq!(swarms.fail_files.load(Ordering::Relaxed), 0);
    swarms.is_offline.store(true, Ordering::Relaxed);
    alice.send_files(b, "offline", vec![picture()]);
    alice.send(b, "after");
    alice.restart();
    swarms.is_offline.store(false, Ordering::Relaxed);
    bob.wait_file(a, "offline", FileState::Here);
    let timeline = bob.open(a);
    bob.wait("all", |bob| bob.items(timeline).len() == 5);
    let bodies: Vec<&str> = bob.items(timeline).into_iter().map(|(body, _)| body).collect();
    assert_eq!(bodies[2..], ["trouble", "offline", "after"], "the order is kept");
    alice.send_files(b, "later", vec![file("text/plain", 300)]);
    let offered = bob.wait_file(a, "later", FileState::Offered);
    swarms.fail_files.store(1_000, Ordering::Relaxed);
    bob.wish(offered.id, FileWish::Fetch).expect("ordered");
    bob.wait_file(a, "later", FileState::Fetching);
    bob.wish(offered.id, FileWish::Stop).expect("stopped");
    bob.wait_file(a, "later", FileState::Offered);
    bob.wish(offered.id, FileWish::Fetch).expect("ordered");
    bob.restart();
    swarms.fail_files.store(0, Ordering::Relaxed);
    bob.wait_file(a, "later", FileState::Here);
}

#[test]
fn a_file_that_was_changed_or_is_gone_is_never_shown() {
    let Three { swarms, mut alice, mut bob, a, b, .. } = Three::talking();
    alice.send_files(b, "changed", vec![file("text/plain", 300)]);
    let changed = bob.wait_file(a, "changed", FileState::Offered);
    {
        let mut files = swarms.files.lock().expect("no panic while held");
        let bytes = files.values_mut().next().expect("a file");
        bytes[20] ^= 1;
    }
    bob.wish(changed.id, FileWish::Fetch).expect("ordered");
    bob.wait_file(a, "changed", FileState::Failed(FailureCode::FileDamaged));
    assert_eq!(bob.bytes(changed.id), Err(FailureCode::NotFound));
    swarms.files.lock().expect("no panic while held").clear();
    bob.wish(changed.id, FileWish::Fetch).expect("ordered again");
    bob.wait_file(a, "changed", FileState::Expired);
}

#[test]
fn files_go_with_their_message() {
    let Three { mut alice, mut second, mut bob, a, b, .. } = Three::talking();
    let sent = alice.send_files(b, "gone soon", vec![picture()]);
    let (of_second, of_bob) =
        (second.wait_file(b, "gone soon", FileState::Here), bob.wait_file(a, "gone soon", FileState::Here));
    alice
        .ask(|ticket| Command::DeleteEverywhere { ticket, messages: vec![sent], reach: Reach::Everybody })
        .expect("deleted");
    for (device, with, id) in [(&mut second, b, of_second.id), (&mut bob, a, of_bob.id)] {
        let gone = device.wait_item(with, |item| item.is_deleted);
        assert!(gone.files.is_empty());
        assert_eq!(device.bytes(id), Err(FailureCode::NotFound));
        device.stop();
    }
}

#[test]
fn what_is_too_large_empty_or_too_much_is_refused_before_it_is_kept() {
    let swarms = Arc::default();
    let mut alice = Device::create(&swarms, "Alice");
    let a = alice.account();
    let too_large = NewFile { bytes: vec![0; 10_000_001].into(), ..NewFile::default() };
    for refused in [too_large, NewFile::default()] {
        assert_eq!(alice.try_send_files(a, "x", vec![refused]).err(), Some(FailureCode::FileTooLarge));
    }
    let many = (0..33).map(|_| file("", 1)).collect();
    assert_eq!(alice.try_send_files(a, "x", many).err(), Some(FailureCode::TooManyFiles));
    assert_eq!(alice.try_send_files(a, " ", Vec::new()).err(), Some(FailureCode::MessageEmpty));
    let timeline = alice.open(a);
    assert!(alice.items(timeline).is_empty());
}

#[test]
fn messages_are_found_by_their_files_and_the_names_of_these() {
    let swarms = Arc::default();
    let mut alice = Device::create(&swarms, "Alice");
    let a = alice.account();
    alice.send(a, "no file");
    let named = NewFile { name: "Quarterly Zebra.pdf".to_owned(), ..file("application/pdf", 100) };
    let with = alice.send_files(a, "", vec![named]);
    let found = |alice: &mut Device, text: &str, kind| {
        let query = SearchQuery { text: text.to_owned(), kind, limit: 10, ..SearchQuery::default() };
        match alice.ask(|ticket| Command::Search { ticket, instead_of: None, query }) {
            Ok(Outcome::Found(results)) => {
                results.hits.iter().map(|hit| (hit.message, hit.snippet.to_string())).collect::<Vec<_>>()
            }
            other => panic!("not found: {other:?}"),
        }
    };
    let expected = vec![(with, "Quarterly Zebra.pdf".to_owned())];
    assert_eq!(found(&mut alice, "zeb", SearchKind::Any), expected);
    assert_eq!(found(&mut alice, "", SearchKind::Files), expected);
    assert_eq!(found(&mut alice, "no", SearchKind::Files), []);
}

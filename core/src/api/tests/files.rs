//! Conversations written into files.

use std::path::PathBuf;

use super::*;
use crate::engine::face::Note;
use crate::engine::face::{Export, ExportFormat, ExportVoice, ExportWords, TimelineItem};

struct Terse;

impl ExportWords for Terse {
    fn language(&self) -> String {
        "en".to_owned()
    }
    fn is_right_to_left(&self) -> bool {
        false
    }
    fn title(&self, name: Option<&str>) -> String {
        name.unwrap_or_default().to_owned()
    }
    fn made_at(&self, _at: NetworkTime) -> String {
        String::new()
    }
    fn day(&self, _at: NetworkTime) -> String {
        String::new()
    }
    fn clock(&self, _at: NetworkTime) -> String {
        String::new()
    }
    fn note(&self, _note: Note, _item: &TimelineItem) -> String {
        "note".to_owned()
    }
    fn deleted(&self) -> String {
        "deleted".to_owned()
    }
    fn not_sent(&self) -> String {
        "not sent".to_owned()
    }
    fn not_found(&self) -> String {
        "not here".to_owned()
    }
}

fn export(with: AccountId, path: PathBuf, password: Option<&str>) -> Export {
    Export {
        conversation: ConversationId::Contact(with),
        format: ExportFormat::Text,
        path,
        password: password.map(|text| Secret::new(text.to_owned())),
        voice: ExportVoice(Arc::new(|| Box::new(Terse))),
    }
}

impl Device {
    fn export(&mut self, with: AccountId, path: PathBuf, password: Option<&str>) -> Result<PathBuf, FailureCode> {
        let export = export(with, path, password);
        match self.ask(|ticket| Command::Export { ticket, export }) {
            Ok(Outcome::Saved(path)) => Ok(path),
            Ok(other) => panic!("not saved: {other:?}"),
            Err(failure) => Err(failure.code),
        }
    }
}

#[test]
fn a_conversation_of_many_windows_is_written_whole_and_in_order() {
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    for number in 0..270 {
        alice.send(b, &format!("message {number}"));
    }
    let doomed = alice.send(b, "not for long");
    bob.wait("all", |bob| bob.list.unread == 271);
    bob.send(a, "I read it");
    alice.wait("an answer", |alice| alice.list.rows.iter().any(|row| row.unread == 1));
    alice.ask(|ticket| Command::DeleteLocally { ticket, messages: vec![doomed] }).expect("deleted");
    let folder = tempfile::tempdir().expect("a folder");
    let path = alice.export(b, folder.path().join("chat.txt"), None).expect("written");
    let text = std::fs::read_to_string(path).expect("it is there");
    let said: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("[] ")).collect();
    assert_eq!((said.len(), said[0], said[269]), (272, "Alice: message 0", "Alice: message 269"));
    assert_eq!(&said[270..], ["* note", "Bob: I read it"]);
    assert!(!text.contains("not for long"));
}

#[test]
fn an_export_is_behind_the_password_and_replaces_nothing() {
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let b = bob.account();
    alice.send(b, "Hello");
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let new = Some(Secret::new("open sesame".to_owned()));
    alice.ask(|ticket| Command::ChangePassword { ticket, current: None, new }).expect("set");
    assert_eq!(alice.export(b, path("a"), None), Err(FailureCode::WrongPassword));
    assert_eq!(alice.export(b, path("a"), Some("open says me")), Err(FailureCode::WrongPassword));
    assert_eq!(alice.export(b, path("a"), Some("open sesame")), Ok(path("a")));
    assert_eq!(alice.export(b, path("a"), Some("open sesame")), Err(FailureCode::FileExists));
    assert_eq!(alice.export(b, path("no/b"), Some("open sesame")), Err(FailureCode::FileUnwritable));
    let nobody = AccountId::from_key([3; 32]);
    assert_eq!(alice.export(nobody, path("c"), Some("open sesame")), Err(FailureCode::NotFound));
    let names = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(names, 1, "nothing unfinished is left");
}

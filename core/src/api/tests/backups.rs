//! Backups of whole accounts: taken, lost, restored, carried on with.

use std::path::{Path, PathBuf};

use super::*;
use crate::engine::face::{BackUp, ClearScope, RestoreBackup};

const SECRET: &str = "correct horse";

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

impl Device {
    fn back_up(&mut self, path: &Path, backup_password: &str, password: Option<&str>) -> Result<PathBuf, FailureCode> {
        let backup =
            BackUp { path: path.to_owned(), backup_password: secret(backup_password), password: password.map(secret) };
        match self.ask(|ticket| Command::BackUp { ticket, backup }) {
            Ok(Outcome::Saved(path)) => Ok(path),
            Ok(other) => panic!("not saved: {other:?}"),
            Err(failure) => Err(failure.code),
        }
    }

    fn restore(&mut self, path: &Path, backup_password: &str) -> Result<(), FailureCode> {
        let (path, backup_password) = (path.to_owned(), secret(backup_password));
        let restore = RestoreBackup { path, backup_password, protection: Protection::Keyring };
        self.ask(|ticket| Command::RestoreBackup { ticket, restore }).map(drop).map_err(|failure| failure.code)
    }

    fn forget(&mut self) {
        self.ask(|ticket| Command::ClearData { ticket, scope: ClearScope::Device }).expect("forgotten");
        self.wait("no account", |device| matches!(device.phase, Some(Phase::NoAccount { .. })));
    }
}

#[test]
fn an_account_carries_on_from_its_backup_and_nothing_is_sent_twice() {
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    alice.send(b, "Hello");
    bob.wait_items(a, &[("Hello", Received)]);
    bob.send(a, "Welcome");
    alice.wait_items(b, &[("Hello", Sent), ("Welcome", Received)]);
    swarms.is_offline.store(true, Ordering::Relaxed);
    alice.send(b, "on its way");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("alice.onionskin");
    assert_eq!(alice.back_up(&path, SECRET, None), Ok(path.clone()));
    swarms.is_offline.store(false, Ordering::Relaxed);
    // The old device sends it after all.
    bob.wait_items(a, &[("Hello", Received), ("Welcome", Sent), ("on its way", Received)]);
    bob.stop();
    alice.forget();
    // Nobody stores anything now.
    let to_bob = swarms.count(b);
    alice.restore(&path, SECRET).expect("restored");
    alice.wait_ready();
    assert_eq!(alice.account(), a);
    let unknown = Failed(FailureCode::SendingUnknown);
    alice.wait_items(b, &[("Hello", Sent), ("Welcome", Received), ("on its way", unknown)]);
    alice.send(b, "I am back");
    let all = [("Hello", Sent), ("Welcome", Received), ("on its way", unknown), ("I am back", Sent)];
    alice.wait_items(b, &all);
    assert_eq!(swarms.count(b), to_bob + 1, "messages to one person go in their order, so nothing else went");
    bob.start();
    bob.wait_ready();
    bob.send(a, "Good");
    alice.wait_items(b, &[all.as_slice(), &[("Good", Received)]].concat());
    let at_bob = [("Hello", Received), ("Welcome", Sent), ("on its way", Received), ("I am back", Received)];
    bob.wait_items(a, &[at_bob.as_slice(), &[("Good", Sent)]].concat());
    alice.restart();
    assert_eq!(alice.list.rows.len(), 1);
}

#[test]
fn what_is_wrong_with_a_backup_is_told_and_leaves_no_account() {
    let swarms: Arc<Swarms> = Arc::default();
    let mut alice = Device::create(&swarms, "Alice");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("alice.onionskin");
    assert_eq!(alice.back_up(&path, "seven c", None), Err(FailureCode::BackupPasswordShort));
    let new = Some(secret("open sesame"));
    alice.ask(|ticket| Command::ChangePassword { ticket, current: None, new }).expect("set");
    assert_eq!(alice.back_up(&path, SECRET, Some("sesame")), Err(FailureCode::WrongPassword));
    assert_eq!(alice.back_up(&path, SECRET, Some("open sesame")), Ok(path.clone()));
    assert_eq!(alice.back_up(&path, SECRET, Some("open sesame")), Err(FailureCode::FileExists));
    assert_eq!(alice.restore(&path, SECRET), Err(FailureCode::WrongPhase), "there is an account");
    alice.forget();
    assert_eq!(alice.restore(&path, "wrong horse"), Err(FailureCode::BackupPasswordWrong));
    assert_eq!(alice.restore(&folder.path().join("none"), SECRET), Err(FailureCode::FileUnreadable));
    let bytes = std::fs::read(&path).expect("it is there");
    let bad = folder.path().join("bad");
    std::fs::write(&bad, &bytes[..bytes.len() - 1]).expect("the folder is ours");
    assert_eq!(alice.restore(&bad, SECRET), Err(FailureCode::BackupDamaged));
    std::fs::write(&bad, "a letter").expect("the folder is ours");
    assert_eq!(alice.restore(&bad, SECRET), Err(FailureCode::BackupForeign));
    alice.stop();
    alice.start();
    alice.wait("no account", |alice| matches!(alice.phase, Some(Phase::NoAccount { .. })));
    alice.restore(&path, SECRET).expect("restored");
    alice.wait_ready();
    let profile = alice.profile.clone().expect("told before it is ready");
    assert!(!profile.has_password, "the new store is protected as was chosen for it");
    assert_eq!(&*profile.display_name, "Alice");
}

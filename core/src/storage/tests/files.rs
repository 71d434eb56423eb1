//! Making, opening, damaging, moving: every state of the files on the disk.

use super::*;

fn bodies(store: &Store, byte: u8) -> Vec<String> {
    let window = store.read(|tx| messages::window(tx, conversation(byte), WindowAnchor::Newest, 1_000, 0));
    window.expect("a window").messages.into_iter().map(|message| message.body).collect()
}

fn write(store: &Store, new: NewMessage) {
    store.write_blocking(move |tx| messages::insert_incoming(tx, &new)).expect("a commit");
}

#[test]
fn what_was_written_is_there_after_closing_and_opening() {
    let (_folder, location, store) = fresh();
    write(&store, incoming(1, 10, "hello"));
    store.close();
    assert!(matches!(store.read(|_tx| Ok(())), Err(StoreError::Closed)));
    let store = location.open(None).expect("it opens");
    assert_eq!(store.read(identity::get).expect("it reads"), Some(identity()));
    assert_eq!(bodies(&store, 1), ["hello"]);
}

#[test]
fn a_folder_without_a_store_has_nothing_until_one_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let location = location(&folder.path().join("deep/er"), &Arc::default());
    assert_eq!(location.find().expect("it looks"), Found::Nothing);
    assert!(matches!(location.open(None), Err(OpenError::NoStore)));
    let failed = location.create(&Protection::Keyring, 1, |_tx| Err(StoreError::NotFound));
    assert!(matches!(failed, Err(OpenError::Fill(StoreError::NotFound))));
    assert_eq!(location.find().expect("it looks"), Found::Nothing);
    let store = location.create(&password("p"), 1, |_tx| Ok(())).expect("a store");
    store.close();
    assert_eq!(location.find().expect("it looks"), Found::Password);
    assert!(matches!(location.create(&password("p"), 1, |_tx| Ok(())), Err(OpenError::AlreadyThere)));
}

#[test]
fn a_second_opener_is_told_that_the_store_is_in_use() {
    let (_folder, location, store) = fresh();
    assert!(matches!(location.find(), Err(OpenError::InUse)));
    assert!(matches!(location.open(None), Err(OpenError::InUse)));
    assert!(matches!(location.set_aside(1), Err(OpenError::InUse)));
    store.close();
    location.open(None).expect("the first one let go");
}

#[test]
fn the_password_is_asked_checked_and_changed() {
    let (_folder, location, store) = fresh();
    location.change_protection(None, &password("first")).expect("from the keyring to a password");
    assert!(location.check_password(Some("first")).is_ok(), "also while the store is open");
    store.close();
    assert!(matches!(location.open(None), Err(OpenError::PasswordNeeded)));
    assert!(matches!(location.open(Some("frist")), Err(OpenError::WrongPassword)));
    let wrong = location.change_protection(Some("frist"), &password("second"));
    assert!(matches!(wrong, Err(OpenError::WrongPassword)));
    location.change_protection(Some("first"), &password("second")).expect("another password");
    assert!(matches!(location.open(Some("first")), Err(OpenError::WrongPassword)));
    location.open(Some("second")).expect("it opens").close();
    location.change_protection(Some("second"), &Protection::Keyring).expect("back to the keyring");
    assert_eq!(location.find().expect("it looks"), Found::Keyring);
    location.open(None).expect("it opens without");
}

#[test]
fn a_missing_keyring_and_a_missing_key_are_told_apart() {
    let (folder, location, store) = fresh();
    store.close();
    let gone = Location::new(folder.path().to_owned(), Arc::new(NoKeyring));
    assert!(matches!(gone.open(None), Err(OpenError::KeyringMissing)));
    let empty = Location::new(folder.path().to_owned(), Arc::new(MemoryKeeper::default()));
    assert!(matches!(empty.open(None), Err(OpenError::KeyMissing)));
    let keys = folder.path().join("onionskin.keys");
    let kept = std::fs::read(&keys).expect("the key file");
    std::fs::remove_file(&keys).expect("it goes");
    assert!(matches!(location.find(), Err(OpenError::KeyMissing)));
    std::fs::write(&keys, kept).expect("it comes back");
    location.open(None).expect("it opens");
}

#[test]
fn the_key_of_another_store_is_a_mismatch() {
    let (folder, location, store) = fresh();
    store.close();
    let (other_folder, _other, other_store) = fresh();
    other_store.close();
    let keys = folder.path().join("onionskin.keys");
    let kept = std::fs::read(&keys).expect("the key file");
    std::fs::copy(other_folder.path().join("onionskin.keys"), &keys).expect("a copy");
    assert!(matches!(location.open(None), Err(OpenError::KeyMismatch)));
    std::fs::write(&keys, kept).expect("it comes back");

    let keeper = Arc::new(MemoryKeeper::default());
    let location = super::location(folder.path(), &keeper);
    let head = page_file::Head::read(&folder.path().join("onionskin.db")).expect("a head");
    let entry = format!("store {}", data_encoding::HEXLOWER.encode(&head.store));
    keeper.put(&entry, &StoreKey::generate()).expect("it keeps");
    assert!(matches!(location.open(None), Err(OpenError::KeyMismatch)));
}

#[test]
fn a_foreign_file_is_not_touched() {
    let (folder, location, store) = fresh();
    store.close();
    for (name, content) in [
        ("onionskin.db", "a letter to my grandmother, longer than the head of a store is"),
        ("onionskin.keys", "notes"),
    ] {
        let path = folder.path().join(name);
        let kept = std::fs::read(&path).expect("a file");
        std::fs::write(&path, content).expect("it is replaced");
        assert!(matches!(location.find(), Err(OpenError::ForeignFile)), "{name}");
        assert!(matches!(location.open(None), Err(OpenError::ForeignFile)), "{name}");
        assert_eq!(std::fs::read_to_string(&path).expect("a file"), content);
        std::fs::write(&path, kept).expect("it comes back");
    }
    location.open(None).expect("it opens");
}

#[test]
fn a_store_cut_off_anywhere_is_damaged_and_stays_as_it_is() {
    let (folder, location, store) = fresh();
    for number in 0..200 {
        write(&store, incoming(1, number, &"long text ".repeat(50)));
    }
    store.close();
    let path = folder.path().join("onionskin.db");
    let whole = std::fs::read(&path).expect("the store");
    let steps = (0..64).chain((64..whole.len()).step_by(whole.len() / 40)).chain([whole.len() - 1]);
    for length in steps {
        std::fs::write(&path, &whole[..length]).expect("it is cut");
        let opened = location.open(None);
        assert!(matches!(opened, Err(OpenError::Damaged)), "cut to {length} of {}: {opened:?}", whole.len());
        assert_eq!(std::fs::read(&path).expect("the store"), &whole[..length], "cut to {length}");
    }
    std::fs::write(&path, &whole).expect("it is whole again");
    assert_eq!(bodies(&location.open(None).expect("it opens"), 1).len(), 200);
}

#[test]
fn a_torn_copy_of_page_0_leaves_the_other() {
    let (folder, location, store) = fresh();
    write(&store, incoming(1, 1, "kept"));
    store.close();
    let path = folder.path().join("onionskin.db");
    let whole = std::fs::read(&path).expect("the store");
    let slot = 24 + 8 + 4096 + 16;
    // After a clean end both copies are good; whichever a power cut tears, the other opens.
    for torn in 0..2 {
        let mut bytes = whole.clone();
        let start = 64 + torn * slot;
        bytes[start + slot / 2..start + slot].fill(0xAA);
        std::fs::write(&path, &bytes).expect("it is torn");
        let store = location.open(None).expect("the other copy opens");
        assert_eq!(bodies(&store, 1), ["kept"]);
        store.close();
    }
    let mut bytes = whole.clone();
    bytes[64 + 100] ^= 1;
    bytes[64 + slot + 100] ^= 1;
    std::fs::write(&path, &bytes).expect("both are torn");
    assert!(matches!(location.open(None), Err(OpenError::Damaged)));
    assert_eq!(std::fs::read(&path).expect("the store"), bytes);
}

#[test]
fn changed_pages_never_read_as_something_else() {
    let (folder, location, store) = fresh();
    let text = "long text ".repeat(50);
    for number in 0..200 {
        write(&store, incoming(1, number, &text));
    }
    store.close();
    let path = folder.path().join("onionskin.db");
    let whole = std::fs::read(&path).expect("the store");
    let mut refused = 0;
    for page in (1..(whole.len() - 64 - 2 * 4144) / 4136).step_by(3) {
        let mut bytes = whole.clone();
        bytes[64 + 2 * 4144 + page * 4136 + 1000] ^= 1;
        std::fs::write(&path, &bytes).expect("it is changed");
        let Ok(store) = location.open(None) else {
            refused += 1;
            continue;
        };
        let read = store.read(|tx| messages::window(tx, conversation(1), WindowAnchor::Newest, 1_000, 0));
        match read {
            Ok(window) => assert!(window.messages.iter().all(|message| message.body == text)),
            Err(StoreError::Damaged) => refused += 1,
            Err(other) => panic!("another error: {other:?}"),
        }
    }
    assert!(refused > 5, "only {refused} changes were noticed");
}

#[test]
fn a_newer_schema_is_refused_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let keeper: Arc<dyn KeyKeeper> = Arc::new(MemoryKeeper::default());
    let location = Location::new(folder.path().to_owned(), Arc::clone(&keeper));
    let store = location.create(&Protection::Keyring, 1, |_tx| Ok(())).expect("a store");
    write(&store, incoming(1, 1, "from the future"));
    store.write_blocking(|tx| schema::set_version(tx, 7)).expect("a commit");
    store.close();
    let opened = location.open(None);
    assert!(
        matches!(opened, Err(OpenError::NewerSchema { found: 7, supported }) if supported == schema::CURRENT),
        "{opened:?}"
    );
    let aside = location.set_aside(1_700_000_000).expect("it moves");
    assert!(aside.ends_with("set-aside-1700000000"));
    assert_eq!(location.find().expect("it looks"), Found::Nothing);
    let moved = Location::new(aside, Arc::clone(&keeper));
    assert!(matches!(moved.open(None), Err(OpenError::NewerSchema { .. })), "the same store, elsewhere");
    location.create(&Protection::Keyring, 1, |_tx| Ok(())).expect("room for a new one").close();
    let second = location.set_aside(1_700_000_000).expect("a second one in the same second");
    assert!(second.ends_with("set-aside-1700000000-2"));
}

#[test]
fn a_crash_while_making_a_store_leaves_room_for_it() {
    let (folder, location, store) = fresh();
    store.close();
    // Before the last step: the key file is there, the data has its other name.
    let data = folder.path().join("onionskin.db");
    std::fs::rename(&data, folder.path().join("onionskin.db.new")).expect("it is undone");
    assert_eq!(location.find().expect("it looks"), Found::Nothing);
    location.create(&password("p"), 9, |tx| identity::put(tx, &identity())).expect("a store").close();
    assert!(folder.path().join("set-aside-9/onionskin.keys").exists(), "no key is ever overwritten");
    location.open(Some("p")).expect("it opens");
}

#[test]
fn nothing_readable_is_on_the_disk() {
    let (folder, _location, store) = fresh();
    write(&store, incoming(1, 1, "a very recognizable sentence"));
    store.write_blocking(|tx| settings::put(tx, "proxy", b"recognizable setting")).expect("a commit");
    store.close();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
        let is_there = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
        assert!(!is_there(b"recognizable"));
        assert!(!is_there("Zoë".as_bytes()));
        assert!(!is_there(&[42; 16]), "the seed");
        assert!(!is_there(account(1).key()));
        assert!(!is_there(b"timeline"), "not even the names of tables");
        seen += bytes.len();
    }
    assert!(seen > 10_000, "there was something to search");
}

#[test]
#[cfg(unix)]
fn a_folder_that_can_not_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let blocker = folder.path().join("file");
    std::fs::write(&blocker, "not a folder").expect("a file");
    let below = location(&blocker.join("profile"), &Arc::default());
    assert!(matches!(below.create(&Protection::Keyring, 1, |_tx| Ok(())), Err(OpenError::Unwritable(_))));
    let (folder, _location, _store) = fresh();
    let mode = std::fs::metadata(folder.path().join("onionskin.db")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o077, 0, "only the owner reads it");
}

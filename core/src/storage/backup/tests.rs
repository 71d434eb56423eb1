//! Backups: whole, equal, and refused when anything about them is not right.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use prost::Message as _;
use redb::{Key, ReadableTable, TableDefinition, TableHandle, Value};

use super::chunks::{CHUNK, TAG};
use super::rows::{LEFT_OUT, Visit, each};
use super::*;
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, FileId};
use crate::storage::db::{ReadTx, Reads};
use crate::storage::doctor::examine;
use crate::storage::error::OpenError;
use crate::storage::messages::{self, Delivery};
use crate::storage::schema::rows::IdentityRow;
use crate::storage::schema::tables::{EARLY_READS, SEARCH, SHORTENINGS};
use crate::storage::tests::doctor::full;
use crate::storage::tests::{location, password};
use crate::storage::vault::PasswordCost;
use crate::storage::{
    File, FileState, Inserted, Location, MemoryKeeper, NewMessage, Store, StoreError, WriteTx, config_dumps, contacts,
    files, folders, identity, portraits, settings,
};

const SECRET: &str = "correct horse";
const MADE_AT: NetworkTime = NetworkTime(1_795_435_200_000);

/// A store with a row in every table of a backup.
fn everything() -> Store {
    let store = full();
    let filled = store.write_blocking(|tx| {
        settings::put(tx, "a setting", &[1, 2, 3])?;
        config_dumps::put(tx, "profile", b"a dump")?;
        contacts::put(tx, &contacts::Contact::new(AccountId::from_key([1; 32])))?;
        folders::replace(tx, &[folders::Folder { id: 1, name: "Work".to_owned(), ..folders::Folder::default() }])?;
        tx.table(SHORTENINGS)?.insert(b"goes".as_slice(), &9_u64.to_be_bytes())?;
        tx.table(EARLY_READS)?.insert(&[5; 41], &[6; 8])?;
        let avatar = crate::protocol::config::Avatar { url: "http://a/file/1".to_owned(), key: [3; 32] };
        portraits::want(tx, AccountId::from_key([1; 32]), Some(&avatar))?;
        add_file(tx)?;
        tx.table(SEARCH)?.insert(b"\x01term\0\0\0\0\0\0\0\x01".as_slice(), [].as_slice())?;
        Ok(())
    });
    filled.expect("a commit");
    store
}

/// A message with a file that is here, and one that is being fetched.
fn add_file(tx: &WriteTx) -> Result<(), StoreError> {
    let file = |state| File { state, ..File::offered(crate::protocol::content::Attachment::default()) };
    let files = vec![file(FileState::Here), file(FileState::Fetching)];
    let author = AccountId::from_key([1; 32]);
    let message =
        NewMessage { files, ..NewMessage::text(ConversationId::Contact(author), author, NetworkTime(77), "") };
    let Inserted::Inserted(message) = messages::insert_incoming(tx, &message)? else {
        return Err(StoreError::NotFound);
    };
    files::put_bytes(tx, FileId { message, index: 0 }, &vec![7; 100_000])
}

fn backup(store: &Store) -> Vec<u8> {
    write(store, Vec::new(), (SECRET, PasswordCost::TRIFLING), MADE_AT, &mut |_, _| true).expect("it is written")
}

fn check(bytes: &[u8]) -> Result<u64, BackupError> {
    Reader::open(bytes, SECRET)?.check()
}

fn restored(location: &Location, bytes: &[u8]) -> Result<Store, BackupError> {
    restore(location, (bytes, SECRET), (&password("device"), 7), &mut |_, _| true, |_tx| Ok(()))
}

fn folder() -> (tempfile::TempDir, Location) {
    let folder = tempfile::tempdir().expect("a folder");
    let location = location(folder.path(), &Arc::new(MemoryKeeper::default()));
    (folder, location)
}

type Rows = BTreeMap<(u8, Vec<u8>), Vec<u8>>;

/// All rows that a backup has, and the names of their tables.
struct Collect<'a> {
    tx: &'a ReadTx,
    rows: Rows,
    names: Vec<String>,
}

impl Visit for Collect<'_> {
    fn table<K: Key + 'static, V: Value + 'static>(
        &mut self,
        number: u8,
        table: TableDefinition<'static, K, V>,
    ) -> Result<(), BackupError> {
        self.names.push(table.name().to_owned());
        for entry in self.tx.open(table)?.iter()? {
            let (key, value) = entry?;
            let (key, value) = (key.value(), value.value());
            self.rows.insert((number, K::as_bytes(&key).as_ref().to_vec()), V::as_bytes(&value).as_ref().to_vec());
        }
        Ok(())
    }
}

fn collect(store: &Store) -> (Rows, Vec<String>) {
    let read = store.read(|tx| {
        let mut collect = Collect { tx, rows: Rows::new(), names: Vec::new() };
        each(&mut collect).expect("it reads");
        Ok((collect.rows, collect.names))
    });
    read.expect("it reads")
}

#[test]
fn every_table_is_in_a_backup_or_left_out_for_a_reason() {
    let store = full();
    let mut known = collect(&store).1;
    known.extend(LEFT_OUT.map(str::to_owned));
    let mut there = store.read(|tx| Ok(tx.table_names())).expect("it reads");
    known.sort();
    there.sort();
    assert_eq!(known, there);
}

#[test]
fn what_is_restored_equals_what_was_backed_up_but_for_what_was_on_its_way() {
    let (_folder, location) = folder();
    let well = restored(&location, &backup(&full())).expect("it is restored");
    let report = well.read(examine).expect("it reads");
    assert!(report.is_well(), "{:?}", report.ills);
    assert_eq!(report.rows["jobs"], 0);
    let store = everything();
    let (_folder, location) = self::folder();
    let copy = restored(&location, &backup(&store)).expect("it is restored");
    let (mut before, mut after) = (collect(&store).0, collect(&copy).0);
    let filled: std::collections::BTreeSet<u8> = before.keys().map(|(number, _)| *number).collect();
    assert_eq!(filled.len(), collect(&store).1.len(), "something is in every table");
    let differ: Vec<u8> =
        before.iter().filter(|(key, value)| after.get(*key) != Some(*value)).map(|(key, _)| key.0).collect();
    let timeline = rows::TIMELINE_NUMBER;
    let expected = [rows::CONVERSATIONS_NUMBER, timeline, timeline];
    assert_eq!(differ, expected, "the message on its way, and the one with a file on its way");
    before.retain(|(table, _), _| !differ.contains(table));
    after.retain(|(table, _), _| !differ.contains(table));
    assert_eq!(before, after);
    let delivery = |store: &Store| {
        let number = |(table, key): &(u8, Vec<u8>)| (*table == 9).then(|| key.clone());
        let ids = collect(store).0.keys().filter_map(number).collect::<Vec<_>>();
        let ids = ids.iter().map(|id| u64::from_be_bytes(id.as_slice().try_into().expect("a number")));
        let read = |id| store.read(|tx| messages::get(tx, crate::id::MessageId(id))).expect("it reads");
        ids.filter_map(read).map(|message| message.delivery).filter(|it| *it != Delivery::Received).collect::<Vec<_>>()
    };
    assert_eq!(delivery(&store), [Delivery::Sending]);
    assert_eq!(delivery(&copy), [Delivery::Failed(SENDING_UNKNOWN.to_owned())]);
    let author = AccountId::from_key([1; 32]);
    let with_files = copy.read(|tx| messages::find(tx, author, NetworkTime(77))).expect("it reads").expect("a message");
    let states: Vec<FileState> = [0, 1]
        .map(|index| copy.read(|tx| files::get(tx, FileId { message: with_files, index })).expect("it reads"))
        .map(|file| file.expect("a file").state)
        .to_vec();
    assert_eq!(states, [FileState::Here, FileState::Offered], "nothing goes on fetching");
    let bytes = copy.read(|tx| files::bytes(tx, FileId { message: with_files, index: 0 })).expect("it reads");
    assert_eq!(bytes, vec![7; 100_000]);
}

#[test]
fn a_restored_store_is_behind_its_own_protection_and_opens_again() {
    let (folder, location) = folder();
    let copy = restored(&location, &backup(&full())).expect("it is restored");
    copy.close();
    assert!(location.open(Some(SECRET)).is_err(), "the password of the backup is not that of the store");
    let again = location.open(Some("device")).expect("it opens");
    assert!(again.read(identity::get).expect("it reads").is_some());
    assert!(matches!(
        restored(&location, &backup(&full())),
        Err(BackupError::Open(OpenError::AlreadyThere | OpenError::InUse))
    ));
    drop(folder);
}

#[test]
fn a_backup_that_is_cut_off_anywhere_is_refused() {
    let bytes = backup(&full());
    assert!(check(&bytes).is_ok());
    for end in 0..bytes.len() {
        let refused = check(&bytes[..end]);
        assert!(matches!(refused, Err(BackupError::Damaged | BackupError::Foreign)), "{end}: {refused:?}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert!(matches!(check(&longer), Err(BackupError::Damaged)));
}

#[test]
fn a_byte_that_is_changed_anywhere_is_noticed() {
    let bytes = backup(&full());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        assert!(check(&changed).is_err(), "{at}");
    }
}

#[test]
fn chunks_that_are_changed_moved_doubled_or_missing_are_noticed() {
    let store = full();
    let big: Vec<u8> = (0..300_000_u32).map(|number| number.to_le_bytes()[1]).collect();
    store.write_blocking(move |tx| settings::put(tx, "big", &big)).expect("a commit");
    let bytes = backup(&store);
    assert!(check(&bytes).is_ok());
    let (head, body) = bytes.split_at(head::LENGTH);
    let chunks: Vec<&[u8]> = body.chunks(CHUNK + TAG).collect();
    assert!(chunks.len() >= 5);
    let is_refused = |chunks: &[&[u8]]| matches!(check(&[head, &chunks.concat()].concat()), Err(BackupError::Damaged));
    for at in 0..chunks.len() {
        let mut flipped = chunks[at].to_vec();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        let mut changed = chunks.clone();
        changed[at] = &flipped;
        assert!(is_refused(&changed), "chunk {at} changed");
        let mut missing = chunks.clone();
        missing.remove(at);
        assert!(is_refused(&missing), "chunk {at} missing");
        let mut doubled = chunks.clone();
        doubled.insert(at, chunks[at]);
        assert!(is_refused(&doubled), "chunk {at} doubled");
    }
    let mut moved = chunks.clone();
    moved.swap(1, 2);
    assert!(is_refused(&moved));
    let other = backup(&store);
    let (_, other) = other.split_at(head::LENGTH);
    assert!(is_refused(&[other]), "chunks of another backup");
}

#[test]
fn each_way_of_not_being_a_backup_has_a_name() {
    let bytes = backup(&full());
    assert!(matches!(Reader::open(bytes.as_slice(), "incorrect horse"), Err(BackupError::WrongPassword)));
    assert!(matches!(check(b"<html>"), Err(BackupError::Foreign)));
    assert!(matches!(check(b""), Err(BackupError::Foreign)));
    let mut newer = bytes.clone();
    newer[8] = 2;
    assert!(matches!(check(&newer), Err(BackupError::Newer)));
    let mut dear = bytes[..head::LENGTH - 4].to_vec();
    dear[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    dear.extend_from_slice(&crc32fast::hash(&dear).to_le_bytes());
    assert!(matches!(check(&dear), Err(BackupError::Damaged)), "nobody has us compute for hours");
    assert!(matches!(check(&sealed(crate::storage::schema::CURRENT + 1, 0, &[])), Err(BackupError::Newer)));
}

/// A backup made by hand: a schema, how many rows it says to have, and its rows.
fn sealed(schema: u32, total: u64, rows: &[(u8, &[u8], &[u8])]) -> Vec<u8> {
    let mut plain = [schema.to_le_bytes().as_slice(), &MADE_AT.millis().to_le_bytes(), &total.to_le_bytes()].concat();
    for (table, key, value) in rows.iter().chain(&[(rows::END, [].as_slice(), [].as_slice())]) {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("it is short").to_le_bytes();
        plain.push(*table);
        plain.extend([length(key), length(value)].concat());
        plain.extend([*key, *value].concat());
    }
    super::sealed(&plain, SECRET, PasswordCost::TRIFLING).expect("memory takes it")
}

#[test]
fn rows_that_fit_no_table_are_refused_even_when_they_are_authentic() {
    let row = IdentityRow { seed: vec![42; 32], ..IdentityRow::default() }.encode_to_vec();
    let own = (2_u8, b"self".as_slice(), row.as_slice());
    let whole = |rows: &[(u8, &[u8], &[u8])]| {
        let (_folder, location) = folder();
        restored(&location, &sealed(1, rows.len() as u64, rows)).map(drop)
    };
    assert!(whole(&[own]).is_ok(), "an older schema is migrated");
    let short_key = (9_u8, [1_u8; 7].as_slice(), [1_u8; 12].as_slice());
    let no_text = (3_u8, [0xff_u8].as_slice(), [].as_slice());
    let unknown = (200_u8, [].as_slice(), [].as_slice());
    for odd in [short_key, no_text, unknown] {
        assert!(matches!(whole(&[own, odd]), Err(BackupError::Damaged)), "{odd:?}");
    }
    assert!(matches!(whole(&[]), Err(BackupError::Damaged)), "there is no account in it");
    assert!(matches!(whole(&[no_text, own]), Err(BackupError::Damaged)), "out of order");
    let (_folder, location) = folder();
    assert!(matches!(restored(&location, &sealed(1, 2, &[own])), Err(BackupError::Damaged)), "one is missing");
}

#[test]
fn what_is_stopped_or_fails_leaves_no_store() {
    let store = full();
    store
        .write_blocking(|tx| (0..500).try_for_each(|number| settings::put(tx, &format!("setting {number}"), b"x")))
        .expect("a commit");
    let bytes = backup(&store);
    let (_folder, location) = folder();
    let stopped = restore(&location, (bytes.as_slice(), SECRET), (&password("x"), 1), &mut |_, _| false, |_tx| Ok(()));
    assert!(matches!(stopped, Err(BackupError::Stopped)));
    assert!(matches!(restored(&location, &bytes[..bytes.len() - 1]), Err(BackupError::Damaged)));
    assert_eq!(location.find().expect("it looks"), crate::storage::Found::Nothing);
    let told = Cell::new((0, 0));
    let mut progress = |done, total| {
        told.set((done, total));
        true
    };
    let made = restore(&location, (bytes.as_slice(), SECRET), (&password("x"), 1), &mut progress, |_tx| Ok(()));
    assert!(made.is_ok());
    assert!(told.get().0 > 400 && told.get().0 <= told.get().1, "{:?}", told.get());
    let stopped = write(&store, Vec::new(), (SECRET, PasswordCost::TRIFLING), MADE_AT, &mut |_, _| false);
    assert!(matches!(stopped, Err(BackupError::Stopped)));
}

#[test]
fn what_a_crash_left_of_a_restore_is_in_nobodys_way() {
    let bytes = backup(&everything());
    let (folder, location) = folder();
    // A crash leaves the file of the store under another name, without its key or with one that was not yet in place.
    std::fs::write(folder.path().join("onionskin.db.new"), &bytes).expect("the folder is ours");
    std::fs::write(folder.path().join("onionskin.keys"), "half a key file").expect("the folder is ours");
    assert_eq!(location.find().expect("it looks"), crate::storage::Found::Nothing);
    let copy = restored(&location, &bytes).expect("it is restored");
    assert_eq!(collect(&copy).0.len(), collect(&everything()).0.len());
}

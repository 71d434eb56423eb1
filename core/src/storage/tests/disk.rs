//! A disk that refuses, and what a power cut does to single pages.

use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicBool, Ordering};

use redb::StorageBackend;

use super::*;
use crate::storage::open::open_database;
use crate::storage::page_file::PageFile;

/// A file on a disk that can be made to refuse.
#[derive(Debug)]
struct Flaky {
    file: PageFile,
    is_full: Arc<AtomicBool>,
}

impl Flaky {
    fn ask(&self) -> io::Result<()> {
        if self.is_full.load(Ordering::SeqCst) { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

impl StorageBackend for Flaky {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.ask()?;
        self.file.set_len(length)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.ask()?;
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.ask()?;
        self.file.write(offset, data)
    }
}

#[test]
fn a_full_disk_fails_writes_and_works_again_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data");
    let key = StoreKey::generate();
    drop(PageFile::create(&path, [1; 16], &key).expect("a file"));
    let is_full = Arc::new(AtomicBool::new(false));
    let open = {
        let (path, key, is_full) = (path.clone(), key.clone(), Arc::clone(&is_full));
        move |file: Option<PageFile>| {
            let file = file.map_or_else(|| PageFile::open(&path, &key), Ok)?;
            open_database(Flaky { file, is_full: Arc::clone(&is_full) })
        }
    };
    let database = open(Some(PageFile::create(&path, [1; 16], &key).expect("a file"))).expect("a database");
    let tx = db::begin(&database).expect("a transaction");
    schema::migrate(&tx, 0).expect("tables");
    db::commit(tx).expect("a commit");
    let store = Store::start(database, None, Box::new(move || open(None))).expect("a store");

    let write = |number: u64| {
        let new = incoming(1, number, &"text ".repeat(500));
        store.write_blocking(move |tx| messages::insert_incoming(tx, &new))
    };
    let kept = || {
        let window = store.read(|tx| messages::window(tx, conversation(1), WindowAnchor::Newest, 100, 0));
        window.expect("it reads").messages.iter().map(|message| message.sent_at.0).collect::<Vec<_>>()
    };
    write(1).expect("there is room");
    is_full.store(true, Ordering::SeqCst);
    for number in 2..5 {
        assert!(write(number).is_err(), "there is no room");
    }
    is_full.store(false, Ordering::SeqCst);
    // The first write after the disk works again may still meet the old database.
    if write(5).is_err() {
        write(5).expect("there is room again");
    }
    assert_eq!(kept(), [1, 5], "nothing was lost and nothing half done");
    is_full.store(true, Ordering::SeqCst);
    write(6).expect_err("there is no room");
    is_full.store(false, Ordering::SeqCst);
    // Reading alone brings it back too; each try asks for it.
    let read = || store.read(|tx| messages::window(tx, conversation(1), WindowAnchor::Newest, 100, 0));
    let started = std::time::Instant::now();
    while read().is_err() {
        assert!(started.elapsed().as_secs() < 10, "it never came back");
        std::thread::yield_now();
    }
    assert_eq!(kept(), [1, 5]);
    store.close();
}

fn page_file() -> (tempfile::TempDir, std::path::PathBuf, StoreKey, PageFile) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data");
    let key = StoreKey::generate();
    let file = PageFile::create(&path, [1; 16], &key).expect("a file");
    (folder, path, key, file)
}

fn read(file: &PageFile, offset: u64, length: usize) -> Vec<u8> {
    let mut out = vec![0xEE; length];
    file.read(offset, &mut out).expect("it reads");
    out
}

#[test]
fn bytes_are_kept_wherever_they_are_written() {
    let (_folder, path, key, file) = page_file();
    let pages = 5;
    file.set_len(pages * 4096).expect("it grows");
    let mut model = vec![0_u8; usize::try_from(pages).expect("small") * 4096];
    let spots =
        [(0, 320), (100, 50), (4000, 200), (4096, 4096), (8192, 8192), (3 * 4096 - 7, 20), (0, 5 * 4096), (9000, 1)];
    for (number, (offset, length)) in (1_u8..).zip(spots) {
        let data = vec![number; length];
        file.write(offset, &data).expect("it writes");
        let start = usize::try_from(offset).expect("small");
        model[start..start + length].copy_from_slice(&data);
        assert_eq!(read(&file, 0, model.len()), model);
        assert_eq!(read(&file, offset, length), data);
    }
    file.sync_data().expect("a sync");
    assert!(file.read(5 * 4096 - 1, &mut [0; 2]).is_err(), "past the end");
    assert!(file.write(5 * 4096, &[1]).is_err(), "past the end");
    drop(file);
    let file = PageFile::open(&path, &key).expect("it opens");
    assert_eq!(file.len().expect("a length"), 5 * 4096);
    assert_eq!(read(&file, 0, model.len()), model);
    file.set_len(2 * 4096).expect("it shrinks");
    file.set_len(3 * 4096).expect("it grows");
    assert_eq!(read(&file, 0, 2 * 4096), model[..2 * 4096]);
    assert_eq!(read(&file, 2 * 4096, 4096), [0; 4096], "what was cut off reads as zeros");
}

#[test]
fn pages_can_not_change_places_and_the_same_text_never_looks_the_same() {
    let (_folder, path, key, file) = page_file();
    file.set_len(4 * 4096).expect("it grows");
    file.write(4096, &[7; 2 * 4096]).expect("it writes");
    file.write(0, &[1; 4096]).expect("it writes");
    file.sync_data().expect("a sync");
    drop(file);
    let mut bytes = std::fs::read(&path).expect("the file");
    let page = |number: usize| 64 + 2 * 4144 + (number - 1) * 4136;
    let (one, two) = (bytes[page(1)..page(2)].to_vec(), bytes[page(2)..page(3)].to_vec());
    assert_ne!(one[24..], two[24..]);
    bytes[page(1)..page(2)].copy_from_slice(&two);
    std::fs::write(&path, &bytes).expect("it is changed");
    let file = PageFile::open(&path, &key).expect("page 0 is good");
    let error = file.read(4096, &mut [0; 4096]).expect_err("a page from elsewhere");
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    assert_eq!(read(&file, 2 * 4096, 4096), [7; 4096]);
}

#[test]
fn a_power_cut_can_only_take_the_copy_of_page_0_that_is_not_safe() {
    let (_folder, path, key, file) = page_file();
    file.set_len(2 * 4096).expect("it grows");
    file.write(0, b"safe").expect("it writes");
    file.sync_data().expect("a sync");
    let synced = std::fs::read(&path).expect("the file");
    // Two more writes without a sync: both go to the same copy.
    file.write(0, b"lost").expect("it writes");
    file.write(0, b"last").expect("it writes");
    drop(file);
    let slot = |bytes: &[u8], number: usize| bytes[64 + number * 4144..64 + (number + 1) * 4144].to_vec();
    let mut bytes = std::fs::read(&path).expect("the file");
    assert_eq!(slot(&bytes, 0), slot(&synced, 0), "the safe copy was not touched");
    assert_eq!(read(&PageFile::open(&path, &key).expect("it opens"), 0, 4), b"last");
    bytes[64 + 4144 + 2000..64 + 2 * 4144].fill(0);
    std::fs::write(&path, &bytes).expect("it is torn");
    assert_eq!(read(&PageFile::open(&path, &key).expect("it opens"), 0, 4), b"safe");
}

#[test]
fn a_copy_of_page_0_that_survived_its_file_growing_does_not_count() {
    let (_folder, path, key, file) = page_file();
    file.set_len(2 * 4096).expect("it grows");
    file.write(0, b"before").expect("it writes");
    file.sync_data().expect("a sync");
    let length = std::fs::metadata(&path).expect("the file").len();
    file.set_len(9 * 4096).expect("it grows");
    file.write(0, b"grown!").expect("it writes");
    drop(file);
    let data = std::fs::File::options().write(true).open(&path).expect("the file");
    data.set_len(length).expect("the growth is lost");
    assert_eq!(read(&PageFile::open(&path, &key).expect("it opens"), 0, 6), b"before");
    data.set_len(length - 1).expect("it is cut");
    assert!(matches!(PageFile::open(&path, &key), Err(OpenError::Damaged)));
}

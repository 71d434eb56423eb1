//! Backups that somebody put in the place of ours: the file, and what is inside when it is authentic.

use onionskin_core::clock::NetworkTime;
use onionskin_core::storage::backup::{Head, Reader, sealed, write};
use onionskin_core::storage::{PasswordCost, Store, settings};

const PASSWORD: &str = "password";
/// Bytes of a head, which is followed by chunks.
const HEAD: usize = 79;

/// A file. A head that is read must be written the same again; a reader that opens must end.
pub fn file(bytes: &[u8]) {
    if let Ok(head) = Head::decode(bytes) {
        assert_eq!(bytes.get(..HEAD), Some(head.encode().as_slice()));
    }
    if let Ok(reader) = Reader::open(bytes, PASSWORD) {
        drop(reader.check());
    }
}

/// The rows inside. As many as are told must be there.
pub fn rows(bytes: &[u8]) {
    let file = sealed(bytes, PASSWORD, PasswordCost::TRIFLING).expect("there is memory");
    if let Ok(reader) = Reader::open(file.as_slice(), PASSWORD) {
        let told = bytes.get(12..20).and_then(|told| told.try_into().ok()).map(u64::from_le_bytes);
        if let Ok(found) = reader.check() {
            assert_eq!(Some(found), told);
        }
    }
}

pub fn files() -> Vec<Vec<u8>> {
    let store = Store::in_memory().expect("there is memory");
    let put = store.write_blocking(|tx| settings::put(tx, "a setting", b"its value"));
    put.expect("it is written");
    let guard = (PASSWORD, PasswordCost::TRIFLING);
    let written = write(&store, Vec::new(), guard, NetworkTime(1), &mut |_done, _total| true);
    vec![written.expect("it is written")]
}

pub fn streams() -> Vec<Vec<u8>> {
    let row = |table: u8, key: &[u8], value: &[u8]| {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("it is short").to_le_bytes();
        [[table].as_slice(), &length(key), &length(value), key, value].concat()
    };
    let start = |count: u64| [1_u32.to_le_bytes().as_slice(), &[0; 8], &count.to_le_bytes()].concat();
    let end = row(0, &[], &[]);
    vec![
        [start(0), end.clone()].concat(),
        [start(2), row(2, b"self", &[1; 40]), row(3, b"a setting", b"its value"), end].concat(),
    ]
}

//! Where the accounts of a profile are: the first in the folder of the profile itself, the others below `accounts`.

use std::path::{Path, PathBuf};

use crate::shell::MOST_ACCOUNTS;

/// The file of a store, by which a folder is known to hold an account.
const STORE: &str = "onionskin.db";

/// The folder of the account of a number, from 1.
pub fn folder(profile: &Path, number: u32) -> PathBuf {
    if number <= 1 { profile.to_owned() } else { profile.join("accounts").join(number.to_string()) }
}

/// The numbers of the accounts that there are; only the first, yet to be made, if there is none.
pub fn present(profile: &Path) -> Vec<u32> {
    let numbers = 1..=u32::try_from(MOST_ACCOUNTS).unwrap_or(1);
    let present: Vec<u32> = numbers.filter(|number| folder(profile, *number).join(STORE).is_file()).collect();
    if present.is_empty() { vec![1] } else { present }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_by_their_stores() {
        let profile = tempfile::tempdir().expect("a folder");
        assert_eq!(present(profile.path()), [1], "the first is yet to be made");
        for number in [2, 7] {
            let folder = folder(profile.path(), number);
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(folder.join(STORE), b"").expect("a file");
        }
        std::fs::create_dir_all(folder(profile.path(), 3)).expect("a folder");
        assert_eq!(present(profile.path()), [2, 7], "the first was cleared, the third never made");
        std::fs::write(profile.path().join(STORE), b"").expect("a file");
        assert_eq!(present(profile.path()), [1, 2, 7]);
    }
}

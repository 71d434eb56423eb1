//! The folders of the person.

use std::path::PathBuf;

/// Where downloads go; the home folder where there is no such folder. Reads a file of the system.
pub fn downloads() -> Option<PathBuf> {
    let folders = directories::UserDirs::new()?;
    let downloads = folders.download_dir().filter(|folder| folder.is_dir());
    Some(downloads.unwrap_or(folders.home_dir()).to_owned())
}

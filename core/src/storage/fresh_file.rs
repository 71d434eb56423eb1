//! A file that appears whole or not at all.
//!
//! What is written goes to a file beside the target, readable by its owner only; [`FreshFile::finish`] brings it to
//! the disk and gives it its name. One that is dropped before leaves nothing behind. Nothing that is there already
//! is ever replaced.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::positioned::{only_for_owner, sync_folder};
use crate::clock::{SystemRng, random};

/// Bytes that are gathered before they are written.
const BUFFER: usize = 64 * 1024;

/// A file that is being written.
pub struct FreshFile {
    /// Nothing once it is finished.
    out: Option<BufWriter<File>>,
    unfinished: PathBuf,
    target: PathBuf,
}

/// Hides where it is.
impl std::fmt::Debug for FreshFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FreshFile")
    }
}

impl FreshFile {
    /// Begins a file that will be at `target`.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`] when there is something already, [`ErrorKind::InvalidInput`] for a path without
    /// a name, and what the disk says.
    pub fn create(target: &Path) -> io::Result<Self> {
        refuse_existing(target)?;
        let name = target.file_name().ok_or(ErrorKind::InvalidInput)?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", data_encoding::HEXLOWER.encode(&random::<6>(&SystemRng))));
        let unfinished = target.with_file_name(hidden);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        only_for_owner(&mut options);
        let out = BufWriter::with_capacity(BUFFER, options.open(&unfinished)?);
        Ok(Self { out: Some(out), unfinished, target: target.to_owned() })
    }

    /// Brings it to the disk and gives it its name.
    ///
    /// # Errors
    /// As [`Self::create`]; nothing is left then.
    pub fn finish(mut self) -> io::Result<()> {
        let out = self.out.take().ok_or(ErrorKind::BrokenPipe)?;
        let named = out.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| {
            file.sync_all()?;
            drop(file);
            refuse_existing(&self.target)?;
            std::fs::rename(&self.unfinished, &self.target)
        });
        if named.is_err() {
            self.discard();
        }
        named?;
        match self.target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => sync_folder(folder),
            None => Ok(()),
        }
    }

    fn discard(&self) {
        if let Err(error) = std::fs::remove_file(&self.unfinished) {
            tracing::warn!(kind = %error.kind(), "an unfinished file can't be removed");
        }
    }
}

impl Write for FreshFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.as_mut().ok_or(ErrorKind::BrokenPipe)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().ok_or(ErrorKind::BrokenPipe)?.flush()
    }
}

impl Drop for FreshFile {
    fn drop(&mut self) {
        if self.out.take().is_some() {
            self.discard();
        }
    }
}

fn refuse_existing(target: &Path) -> io::Result<()> {
    match target.symlink_metadata() {
        Ok(_) => Err(ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_appears_whole_and_only_for_its_owner() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("chat.txt");
        let mut file = FreshFile::create(&target).expect("it begins");
        file.write_all(b"hello").expect("it takes bytes");
        assert!(!target.exists());
        file.finish().expect("it is finished");
        assert_eq!(std::fs::read(&target).expect("it is there"), b"hello");
        assert_eq!(names(folder.path()), ["chat.txt"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = target.metadata().expect("it is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut file = FreshFile::create(&folder.path().join("chat.txt")).expect("it begins");
        file.write_all(b"half").expect("it takes bytes");
        drop(file);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn nothing_is_ever_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("chat.txt");
        let late = FreshFile::create(&target).expect("there is none yet");
        std::fs::write(&target, "mine").expect("the folder is ours");
        let refused = FreshFile::create(&target).map(drop).map_err(|error| error.kind());
        assert_eq!(refused, Err(ErrorKind::AlreadyExists));
        assert_eq!(late.finish().map_err(|error| error.kind()), Err(ErrorKind::AlreadyExists));
        assert_eq!(std::fs::read(&target).expect("it is there"), b"mine");
        assert_eq!(names(folder.path()), ["chat.txt"]);
    }
}

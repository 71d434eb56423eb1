//! A backup: everything that a store holds, in one encrypted file.
//!
//! The file is a head ([`head`]) and chunks of 64 KiB ([`chunks`]); in them lie the rows of the tables ([`rows`]). It
//! does not depend on how pages lie in the file of the store, and is read by later versions of the program: rows of an
//! older schema are migrated as those of an older store are.
//!
//! What only this device knows stays out: how far it had read at which node, what the network remembers, and what
//! waited to be done. A message that was on its way is a failed one in the backup: nobody knows whether it arrives,
//! and a restored device must not send it again by itself.
//!
//! | bytes | what |
//! | --- | --- |
//! | 79 | head: version, cost of guessing, salt, nonces, checks |
//! | … | chunks: 65,536 bytes each but for the last, each with a tag of 16 |

mod chunks;
mod head;
mod read;
mod rows;
mod write;

#[cfg(test)]
mod tests;

pub use head::{Head, MIN_PASSWORD_CHARS};
pub use read::{Reader, restore};
pub use write::write;

use std::io;

use super::error::{OpenError, StoreError};
use super::vault::VaultError;

/// The word of a message that was on its way when the backup was made.
pub const SENDING_UNKNOWN: &str = "sending-unknown";

/// Why a backup could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// It isn't a backup.
    #[error("this is no backup")]
    Foreign,
    /// A newer version of the program wrote it.
    #[error("the backup was written by a newer version")]
    Newer,
    /// It is cut off or changed.
    #[error("the backup is damaged")]
    Damaged,
    /// The password is wrong.
    #[error("the password of the backup is wrong")]
    WrongPassword,
    /// There is not enough memory to check the password.
    #[error("there is not enough memory to check the password")]
    OutOfMemory,
    /// Somebody stopped it.
    #[error("it was stopped")]
    Stopped,
    /// The file can't be read or written.
    #[error("the file can't be read or written")]
    File(#[source] io::Error),
    /// The store can't be read or written.
    #[error("the store can't be read or written")]
    Store(#[from] StoreError),
    /// The store can't be made.
    #[error("the store can't be made")]
    Open(#[source] OpenError),
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<VaultError> for BackupError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::OutOfMemory => Self::OutOfMemory,
            VaultError::WrongPassword => Self::WrongPassword,
            VaultError::Foreign | VaultError::Damaged | VaultError::Newer(_) => Self::Damaged,
        }
    }
}

impl From<redb::StorageError> for BackupError {
    fn from(error: redb::StorageError) -> Self {
        Self::Store(error.into())
    }
}

/// Told how many rows of how many are done; says whether to go on.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

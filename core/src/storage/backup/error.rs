//! What can go wrong with a backup. Each is a sentence to a person; none carries what is in it.

use std::io;

use crate::storage::error::{OpenError, StoreError};
use crate::storage::vault::VaultError;

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

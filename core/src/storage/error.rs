//! What can go wrong with the store.
//!
//! Opening and working have their own errors: the first become screens with a way forward, the
//! second become a failed command. Neither carries user data.

use std::io;

/// Why a store can't be opened or made. The files are as they were.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no store in the folder.
    #[error("there is no store in this folder")]
    NoStore,
    /// There is a store in the folder already.
    #[error("there is a store in this folder already")]
    AlreadyThere,
    /// The keyring that holds the key can't be reached.
    #[error("the keyring of the system can't be reached")]
    KeyringMissing,
    /// The keyring can be reached, but has no key for this store, or the key file is gone.
    #[error("there is no key for this store")]
    KeyMissing,
    /// The key doesn't open the store.
    #[error("the key doesn't open this store")]
    KeyMismatch,
    /// The store is behind a password and none was given.
    #[error("this store needs its password")]
    PasswordNeeded,
    /// The password is wrong.
    #[error("the password is wrong")]
    WrongPassword,
    /// A file in the store's place is not a store of ours.
    #[error("a file in the store's place is not a store")]
    ForeignFile,
    /// The store or its key file is cut off or damaged.
    #[error("the store is damaged")]
    Damaged,
    /// The store was written by a newer version of the program.
    #[error("the store has version {found}, this program reads up to {supported}")]
    NewerSchema {
        /// Version found.
        found: u32,
        /// Newest version this program reads.
        supported: u32,
    },
    /// Another process has the store open.
    #[error("another process has the store open")]
    InUse,
    /// The disk says no: full, read-only, or forbidden.
    #[error("the disk can't be read or written")]
    Unwritable(#[source] io::Error),
    /// What should have been in the store from the start could not be written.
    #[error("the store could not be filled")]
    Fill(#[source] StoreError),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Unwritable(error)
    }
}

/// Why a transaction did nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such row.
    #[error("there is no such row")]
    NotFound,
    /// A row or page can't be read back.
    #[error("the store is damaged")]
    Damaged,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The code of the transaction panicked; nothing was written.
    #[error("the transaction panicked")]
    Panicked,
    /// The disk or the database below refused.
    #[error("the database refuses")]
    Database(#[source] Box<redb::Error>),
}

impl From<redb::Error> for StoreError {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Corrupted(_) => Self::Damaged,
            redb::Error::Io(io) if io.kind() == io::ErrorKind::InvalidData => Self::Damaged,
            other => Self::Database(Box::new(other)),
        }
    }
}

/// Lets `?` take the error types of single database calls.
macro_rules! from_database {
    ($($error:ident),*) => {
        $(impl From<redb::$error> for StoreError {
            fn from(error: redb::$error) -> Self {
                redb::Error::from(error).into()
            }
        })*
    };
}

from_database!(TransactionError, TableError, StorageError, CommitError, SetDurabilityError);

/// A row that doesn't decode is damage.
impl From<prost::DecodeError> for StoreError {
    fn from(_undecodable: prost::DecodeError) -> Self {
        Self::Damaged
    }
}

/// So is an id that isn't one.
impl From<crate::id::IdError> for StoreError {
    fn from(_malformed: crate::id::IdError) -> Self {
        Self::Damaged
    }
}

//! The store: everything this program remembers, in one encrypted file.
//!
//! The domain rules come from the design notes of the store: encrypted at rest from the first byte,
//! one writer, readers on snapshots, a commit is on the disk before anybody hears of it, and no list
//! of messages is ever scanned: windows are ranges of keys.
//!
//! | file | holds |
//! | --- | --- |
//! | `onionskin.db` | the data, as encrypted pages ([`page_file`]) |
//! | `onionskin.keys` | how the key of the data is found ([`vault`]) |
//! | `onionskin.lock` | nothing; locked while a process has the store open |
//!
//! [`Location`] finds, makes and opens stores, [`Store`] runs transactions, and each kind of row has a
//! module with plain functions over a transaction ([`WriteTx`], or any [`Reads`] for reading).

pub mod backup;
pub mod config_dumps;
pub mod contacts;
pub mod conversations;
mod db;
pub mod doctor;
mod error;
pub mod files;
pub mod folders;
mod fresh_file;
pub mod identity;
pub mod jobs;
mod keeper;
mod key;
pub mod messages;
pub mod network_cache;
mod open;
pub mod page_file;
pub mod portraits;
mod positioned;
mod schema;
pub mod search;
pub mod settings;
pub mod swarm_state;
#[cfg(test)]
mod tests;
pub mod vault;

pub use db::{ReadTx, Reads, Store, WriteTx};
pub use error::{OpenError, StoreError};
pub use files::{File, FileState, FilesBrief};
pub use folders::Folder;
pub use fresh_file::FreshFile;
pub use jobs::{Job, JobId, NewJob};
pub use keeper::{KeeperError, KeyKeeper, MemoryKeeper, NoKeyring, SystemKeyring};
pub use key::{StoreId, StoreKey};
pub use messages::{
    Delivery, Direction, Inserted, LinkPreview, Message, NewMessage, Note, Place, Position, Quote, Reaction, Window,
    WindowAnchor,
};
pub use open::{Found, Location, Protection};
pub use vault::PasswordCost;

//! The store: everything this program remembers, in one encrypted file.
//!
//! The domain rules come from the design notes of the store: encrypted at rest from the first byte,
//! one writer, readers on snapshots, a commit is on the disk before anybody hears of it, and no list
//! of messages is ever scanned: windows are ranges of keys.
//!
//! | file | holds |
//! | --- | --- |
//! | `onionskin.db` | the data, as encrypted pages |
//! | `onionskin.keys` | how the key of the data is found |
//! | `onionskin.lock` | nothing; locked while a process has the store open |
//!
//! [`Store`] runs transactions, and each kind of row has a
//! module with plain functions over a transaction ([`WriteTx`], or any [`Reads`] for reading).

pub mod contacts;
pub mod conversations;
mod db;
mod error;
pub mod identity;
pub mod jobs;
pub mod messages;
pub mod network_cache;
mod schema;
pub mod settings;
pub mod swarm_state;

pub use db::{ReadTx, Reads, Store, WriteTx};
pub use error::{OpenError, StoreError};
pub use jobs::{Job, JobId, NewJob};
pub use messages::{Delivery, Direction, Inserted, Message, NewMessage, Place, Position, Window, WindowAnchor};

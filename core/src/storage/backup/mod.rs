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
mod error;
mod head;
mod read;
mod rows;
mod write;

#[cfg(test)]
mod tests;

pub use error::BackupError;
pub use head::{Head, MIN_PASSWORD_CHARS};
pub use read::{Reader, restore};
pub use write::{sealed, write};

/// The word of a message that was on its way when the backup was made.
pub const SENDING_UNKNOWN: &str = "sending-unknown";

/// Told how many rows of how many are done; says whether to go on.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

//! Encryption of files: attachments and pictures of people and groups (protocol notes, messages 4).
//!
//! Three schemes are in use. `legacy` is what every client reads and sends for attachments, `stream` is
//! the newer one whose key follows from the content, `avatar` the older one of profile pictures. Which
//! one a file has is told by its pointer, not by its bytes. Pure: bytes in, bytes out; nothing is given
//! out before all of it was authenticated.

pub mod avatar;
pub mod legacy;
mod secretstream;
pub mod stream;

/// Most bytes of a file that is sent (protocol notes, messages 3.18).
pub const MAX_FILE_BYTES: usize = 10_000_000;

/// Why a file doesn't open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There are fewer bytes than the scheme has at least.
    #[error("the file is too short")]
    TooShort,
    /// The key of the pointer has not the length of the scheme.
    #[error("the key has a wrong length")]
    Key,
    /// The file begins as none of this scheme does.
    #[error("unknown encryption of a file")]
    Unknown,
    /// The bytes were changed, cut off or encrypted with another key.
    #[error("the file was changed or the key is another")]
    Authentication,
    /// The bytes are not those the pointer means.
    #[error("the digest is another")]
    Digest,
    /// There is less in it than the pointer says.
    #[error("the file holds less than it should")]
    Size,
}

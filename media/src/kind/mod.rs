//! What a file is, by its first bytes.
//!
//! Neither a name nor a declared type says what a stranger's file is, so whatever is decoded, played or
//! offered goes by [`sniff`]. Only what has no first bytes of its own (office documents, which are ZIP
//! archives) is told apart by its name, and only among harmless kinds: [`identify`]. Which formats are
//! shown and which are offered as files follows what the official clients do (`protocol` notes, outgoing media).

mod danger;
mod formats;
mod sniff;

pub use danger::is_dangerous;
pub use formats::{Archive, Audio, Document, Executable, Kind, OtherPicture, Picture, Shown, Video, of_name};
pub use sniff::{identify, sniff};

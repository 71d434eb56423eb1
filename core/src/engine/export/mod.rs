//! Writing one conversation into a file that others can read: HTML, JSON, plain text.
//!
//! The messages are read in windows, oldest first, and written as they come, so that a conversation of any length
//! takes the memory of one window. Each window is a fresh look at the store: what disappears or is deleted meanwhile
//! is not in the file. Of a deleted message only that there was one is told. It is behind the password of the store,
//! as the recovery password is, and the file is its owner's only.

mod form;
mod html;
mod json;
mod run;
mod text;
mod time;

pub use run::{file_failure, start};

#[cfg(test)]
mod tests;

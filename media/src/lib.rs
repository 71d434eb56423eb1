//! Pictures, files, voice and calls, without knowing what they are for.
//!
//! This crate takes and gives bytes, pixels and its own types; it imports nothing of the workspace
//! and knows neither conversations nor accounts. Bytes handed to it come from strangers: every entry
//! has limits, and nothing here panics on bad input.

pub mod audio;
mod bytes;
pub mod clean;
pub mod image;
pub mod kind;
pub mod name;
pub mod video;

//! The pure meaning of the bytes: no sockets, no files.

pub mod config;
pub mod content;
pub mod envelope;
pub mod groups;
pub mod storage_rpc;

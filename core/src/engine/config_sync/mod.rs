//! Keeping the devices of an account in agreement by config messages.
//!
//! The configs are the source of truth for names, contacts, approval, blocks, pins and what was read:
//! `room` holds them, `derive` writes the rows that follow from them in the same transaction, `intake`
//! takes in what other devices stored, `push` stores what changed here, and renews what the swarm would
//! forget (protocol notes, config 5). Nothing is confirmed that the swarm did not accept.

pub mod derive;
pub mod intake;
pub mod push;
pub mod room;

pub use room::{ConfigRoom, Configs};

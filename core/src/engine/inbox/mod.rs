//! Received messages: which handler takes them, and what all handlers share.
//!
//! The poller opens a page of messages and hands it over with an open transaction; the handlers write
//! rows and note what changed. Each message of the page is marked as seen until it expires in the swarm,
//! also one that could not be opened: it never will be (protocol notes, messages 2.4). A handler drops
//! a message that breaks a rule and returns an error only when the store fails.

mod dispatch;
mod marks;
mod notes;
mod profile;
mod request;
#[cfg(test)]
mod tests;
mod visible;

#[cfg(test)]
use dispatch::Taken;
pub use dispatch::{Arrival, Tally, take_in};

use dispatch::Desk;

//! The way to an account: a new one, one that exists, or a look around offline.
//!
//! Nothing is kept until the last step: then one command makes the store with its protection and the
//! account in it. Where the system has no keyring, a password is asked for in a step of its own.

mod backup;
mod create;
mod flow;
mod progress;
mod protect;
mod restore;
mod start;

pub use flow::Onboarding;

use flow::Step;

//! The services of an account: they decide what to fetch, store, send and announce.
//!
//! The supervisor owns the phases and starts the tasks of an account; the poller fetches, the inbox
//! applies, the outbox keeps what is to be sent as jobs, and the views turn commits into snapshots.
//! Everything a task needs after a crash is in the store, so any of them may be started again.

pub mod config;
pub mod face;
pub mod queue;
mod supervisor;
mod timeline;

pub use supervisor::run;

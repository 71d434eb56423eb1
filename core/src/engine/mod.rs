//! The services of an account: they decide what to fetch, store, send and announce.
//!
//! The supervisor owns the phases and starts the tasks of an account; the poller fetches, the inbox
//! applies, the outbox keeps what is to be sent as jobs, and the views turn commits into snapshots.
//! Everything a task needs after a crash is in the store, so any of them may be started again.

mod account;
mod backoff;
mod changes;
pub mod config;
pub mod face;
mod inbox;
mod job_index;
mod jobs;
mod letter;
mod outbox;
mod poller;
pub mod queue;
mod summaries;
mod supervisor;
mod timeline;
mod views;
mod wire;

pub use supervisor::run;

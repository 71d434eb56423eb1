//! The services of an account: they decide what to fetch, store, send and announce.
//!
//! The supervisor owns the phases and starts the tasks of an account; the poller fetches, the inbox
//! applies, the outbox keeps what is to be sent as jobs, and the views turn commits into snapshots.
//! Everything a task needs after a crash is in the store, so any of them may be started again.

mod account;
mod arrange;
mod attachments;
mod backoff;
mod backup;
mod changes;
mod clear;
mod commands;
pub mod config;
mod config_sync;
mod connectivity;
mod disappearing;
mod doctor;
mod export;
pub mod face;
mod inbox;
mod items;
mod job_index;
mod jobs;
mod letter;
mod marks;
mod network_wire;
mod opening;
mod outbox;
mod people;
mod poller;
mod portraits;
mod proxy;
pub mod queue;
mod receipts;
mod search;
mod services;
mod summaries;
mod supervisor;
mod tasks;
mod taste;
mod timeline;
mod typing;
mod views;
pub mod wire;
mod work;

pub use crate::storage::doctor::{Ill, Report};
pub use doctor::doctor;
pub use network_wire::connect;
pub use services::{Connect, StartFailed, WireSetup};
pub use supervisor::run;

//! Sockets and timers: everything that talks to service nodes. It returns protocol types.

pub mod spec;

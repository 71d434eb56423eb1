//! Onionskin: the window, and what starts it.

pub mod cli;
pub mod logging;

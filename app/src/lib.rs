//! Onionskin: the window, the scripts' door, and what starts them.

pub mod cli;
pub mod launch;
pub mod logging;
pub mod rpc;

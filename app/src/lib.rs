//! Onionskin: the window, the scripts' door, and what starts them.

pub mod accounts;
pub mod actions;
pub mod bridge;
pub mod cli;
pub mod demo;
pub mod launch;
pub mod logging;
mod memory;
pub mod model;
pub mod platform;
pub mod rpc;
pub mod screens;
pub mod shell;
pub mod text;
pub mod theme;
pub mod typeset;
pub mod unlocking;
pub mod widgets;

pub use shell::{App, AppConfig};

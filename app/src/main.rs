//! The binary: everything is in the library, so that tests can host it.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    onionskin::launch::main_entry(std::env::args_os().skip(1))
}

//! The program as its users get it, built with the tests so that they can start, kill and restart it.

use std::process::ExitCode;

fn main() -> ExitCode {
    onionskin::launch::main_entry(std::env::args_os().skip(1))
}

//! A D-Bus of a test's own, which shares nothing with the desktop that the test runs on.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A process that ends with its test.
#[derive(Debug)]
pub struct Ended(pub Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // One that has ended already is fine.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts a bus, and gives its address.
///
/// # Panics
/// When `dbus-daemon` is not installed.
pub fn bus() -> (Ended, String) {
    let mut daemon = Command::new("dbus-daemon")
        .args(["--session", "--nofork", "--print-address"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("dbus-daemon is installed");
    let mut address = String::new();
    let stdout = daemon.stdout.take().expect("stdout is piped");
    BufReader::new(stdout).read_line(&mut address).expect("an address");
    (Ended(daemon), address.trim().to_owned())
}

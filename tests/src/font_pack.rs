//! The font pack for tests, assembled by `packaging/fonts`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder of the pack, assembled once in a process. None where Debian's font packages can't be had.
///
/// # Panics
/// With `CI` set if the pack can't be assembled.
pub fn pack() -> Option<&'static Path> {
    static PACK: OnceLock<Option<PathBuf>> = OnceLock::new();
    let assembled = PACK.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let is_done = Command::new(root.join("packaging/fonts")).status().is_ok_and(|status| status.success());
        assert!(is_done || std::env::var_os("CI").is_none(), "the font pack could not be assembled");
        if !is_done {
            eprintln!("NOT CHECKED: the font pack could not be assembled");
        }
        is_done.then(|| root.join("target/fonts"))
    });
    assembled.as_deref()
}

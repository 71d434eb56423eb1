//! The text files of the repository, with paths relative to its root and `/` between folders.

use std::fs;
use std::path::Path;

/// One file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path from the root of the repository.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// Whether it is Rust code.
    pub fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }
}

/// Folders that hold nothing of ours.
const SKIPPED: [&str; 5] = ["target", ".git", "corpus", "artifacts", "snapshots"];

/// All text files below the root of the workspace.
pub fn repository() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace");
    let mut found = Vec::new();
    walk(root, "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("the repository is readable") {
        let entry = entry.expect("the repository is readable");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let kind = entry.file_type().expect("the repository is readable");
        if kind.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                walk(&entry.path(), &path, found);
            }
        } else if kind.is_file() && name != ".git" && entry.metadata().is_ok_and(|meta| meta.len() < 1 << 20) {
            // What isn't text has no words to check.
            if let Ok(text) = fs::read_to_string(entry.path()) {
                found.push(Source { path, text });
            }
        }
    }
}

/// The code of a Rust file without comments and without what stands in string literals.
pub fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut code = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        match (at(i), at(i + 1)) {
            ('/', '/') => {
                while i < chars.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            ('"', _) => {
                code.push_str("\"\"");
                i += 1;
                while i < chars.len() && at(i) != '"' {
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                i += 1;
            }
            // A quote as a char literal must not open a string.
            ('\'', '"') if at(i + 2) == '\'' => {
                i += 3;
            }
            (other, _) => {
                code.push(other);
                i += 1;
            }
        }
    }
    code
}

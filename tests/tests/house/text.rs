//! Rules on the text of files: sizes, colors, unfinished work, words, module docs.

use super::files::{Source, code_only};

/// Lines a source file may have; tests may have more, a `mod.rs` fewer, `main.rs` fewest.
pub fn sizes(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let is_test = file.path.starts_with("tests/tests/") || file.path.ends_with("tests.rs");
        let limit = match file.path.rsplit('/').next() {
            Some("mod.rs") if !is_test => 80,
            Some("main.rs") if file.path.starts_with("app/") => 60,
            _ if is_test => 800,
            _ => 600,
        };
        let is_generated = file.text.lines().take(5).any(|line| line.contains("@generated"));
        let lines = file.text.lines().count();
        if lines > limit && !is_generated {
            complaints.push(format!("{}: {lines} lines, {limit} are the limit", file.path));
        }
    }
    complaints
}

/// Colors come from the theme's roles.
pub fn colors(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    let window = files.iter().filter(|file| file.is_rust() && file.path.starts_with("app/src/"));
    for file in window.filter(|file| !file.path.starts_with("app/src/theme/")) {
        let code = code_only(&file.text);
        let makes = ["Color32::from_", "hex_color!", "Rgba::from_", "Hsva::new"];
        for found in makes.iter().filter(|found| code.contains(**found)) {
            complaints.push(format!("{}: {found} belongs into the theme", file.path));
        }
        for name in code.split("Color32::").skip(1).filter_map(|after| after.split(|c: char| !is_word(c)).next()) {
            let is_color = name.chars().all(|c| c.is_ascii_uppercase() || c == '_') && !name.is_empty();
            // Nothing, "as the text style says", and "tint a picture by nothing" are no colors.
            if is_color && !matches!(name, "TRANSPARENT" | "PLACEHOLDER" | "WHITE") {
                complaints.push(format!("{}: Color32::{name} belongs into the theme", file.path));
            }
        }
    }
    complaints
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Nothing is left for later, unless an issue has its number.
pub fn unfinished(files: &[Source]) -> Vec<String> {
    let marks = [concat!("to", "do!("), concat!("unimpl", "emented!("), concat!("FIX", "ME")];
    let later = concat!("TO", "DO");
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        for (number, line) in file.text.lines().enumerate() {
            let has_mark = marks.iter().any(|mark| line.contains(mark));
            let has_later = line.contains(later) && !line.contains(&format!("{later}(#"));
            if has_mark || has_later {
                complaints.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    complaints
}

/// Words that are not used, since the thing has another name or since they are nobody's business.
/// They are written in halves, so that this file does not hold them.
const WORDS: [(&str, &str); 12] = [
    ("sess", "ion id"),
    ("sess", "ion_id"),
    ("Sess", "ionId"),
    ("master ", "node"),
    ("master_", "node"),
    ("pass", "phrase"),
    ("ephem", "eral message"),
    ("self-", "destruct"),
    ("clos", "ing note"),
    ("/wo", "rk/"),
    ("/tm", "p/"),
    ("as an a", "i "),
];

/// One thing has one name, and nothing names the machine it was written on.
pub fn words(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    // Lists of foreign words, recorded answers of servers and the lock file are not ours to choose.
    let is_foreign =
        |path: &str| path.starts_with("assets/mnemonic/") || path.starts_with("tests/vectors/") || path == "Cargo.lock";
    for file in files.iter().filter(|file| !is_foreign(&file.path)) {
        for (number, line) in file.text.lines().enumerate() {
            for (start, end) in WORDS {
                if line.contains(&format!("{start}{end}")) {
                    complaints.push(format!("{}:{}: \"{start}{end}\"", file.path, number + 1));
                }
            }
        }
    }
    complaints
}

/// Every module begins by saying what it is for.
pub fn module_docs(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    // A fuzz target is five lines that call a function with a doc.
    let modules = files.iter().filter(|file| file.is_rust() && !file.path.starts_with("tests/fuzz/"));
    for file in modules {
        let lines = file.text.lines().filter(|line| line.trim_start().starts_with("//!")).count();
        let is_first =
            file.text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.starts_with("//"));
        if lines == 0 || !is_first {
            complaints.push(format!("{}: does not say what it is for", file.path));
        } else if lines > 30 {
            complaints.push(format!("{}: {lines} lines of module doc, 30 are the limit", file.path));
        }
    }
    complaints
}

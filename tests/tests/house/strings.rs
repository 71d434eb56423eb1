//! Rules on sentences: every key that is asked for exists, every key that exists is asked for, with the arguments
//! that its sentence has; and no sentence stands in the code of the window.

use std::collections::{BTreeMap, BTreeSet};

use super::files::Source;

/// The keys of English with the names of their arguments.
fn english(files: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with("assets/strings/en/")) {
        let mut last = String::new();
        for line in file.text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                key.clone_into(&mut last);
            }
            let names = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            keys.entry(last.clone()).or_default().extend(names.map(str::to_owned));
        }
    }
    keys.remove("");
    keys
}

/// The code of the window without its tests.
fn window(files: &[Source]) -> impl Iterator<Item = (&str, &str)> {
    let files = files.iter().filter(|file| file.path.starts_with("app/src/") && file.is_rust());
    let files = files.filter(|file| !file.path.contains("/tests"));
    files.map(|file| (file.path.as_str(), file.text.split("#[cfg(test)]").next().unwrap_or_default()))
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The literal that an expression begins with.
fn literal(code: &str) -> Option<&str> {
    code.trim_start().strip_prefix('"')?.split('"').next()
}

/// Keys that are asked for and don't exist.
pub fn unknown(files: &[Source]) -> Vec<String> {
    let known = english(files);
    let mut complaints = Vec::new();
    for (path, code) in window(files) {
        for call in [".t(", ".count(", ".with(", ".entry("] {
            let keys = code.split(call).skip(1).filter_map(literal).filter(|key| is_key(key) && key.contains('-'));
            complaints.extend(
                keys.filter(|key| !known.contains_key(*key)).map(|key| format!("{path}: {key} is no key of English")),
            );
        }
    }
    complaints
}

/// Keys that nobody asks for. A key may be chosen in one place and asked for in another, so every literal counts.
pub fn unused(files: &[Source]) -> Vec<String> {
    let mut literals = BTreeSet::new();
    for (_, code) in window(files) {
        literals.extend(code.split('"').skip(1).filter(|text| is_key(text)));
    }
    let generated = ["language-name"];
    let known = english(files);
    let unused = known.keys().filter(|key| !literals.contains(key.as_str()) && !generated.contains(&key.as_str()));
    unused.map(|key| format!("assets/strings/en: nobody asks for {key}")).collect()
}

/// Calls whose arguments are not those of the sentence.
pub fn arguments(files: &[Source]) -> Vec<String> {
    let known = english(files);
    let mut complaints = Vec::new();
    for (path, code) in window(files) {
        for call in code.split(".with(").skip(1) {
            let Some(arguments) = literal(call).and_then(|key| Some((key, known.get(key)?))) else { continue };
            let (key, wanted) = arguments;
            let Some((_, list)) = call.split_once("&[(").filter(|(before, _)| before.len() < key.len() + 40) else {
                continue;
            };
            let list = format!("({}", list.split(']').next().unwrap_or_default());
            let given: BTreeSet<String> =
                list.split("(\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
            if !wanted.is_subset(&given) {
                complaints.push(format!("{path}: {key} wants {wanted:?} and is given {given:?}"));
            }
        }
        for call in code.split(".count(").skip(1) {
            let Some((key, wanted)) = literal(call).and_then(|key| Some((key, known.get(key)?))) else { continue };
            if wanted.iter().any(|name| name != "count") {
                complaints.push(format!("{path}: {key} wants {wanted:?} and is given a count"));
            }
        }
    }
    complaints
}

/// Sentences in the code: literals with two words of letters, but for what goes to logs, to the terminal, or to
/// those who develop.
pub fn sentences(files: &[Source]) -> Vec<String> {
    const TERMINAL: [&str; 9] = [
        "app/src/cli.rs",
        "app/src/launch.rs",
        "app/src/logging.rs",
        "app/src/demo.rs",
        "app/src/rpc/",
        "app/src/unlocking.rs",
        "app/src/main.rs",
        "app/src/typeset/",
        // A table of a test.
        "app/src/theme/contrast.rs",
    ];
    const NOT_SHOWN: [&str; 16] = [
        "expect(",
        "reason =",
        "tracing::",
        "panic!",
        "assert",
        "#[",
        "//",
        "error(",
        "write!",
        "writeln!",
        "warn!",
        "debug_name",
        "include",
        ".name(",
        "field(",
        "RegEx",
    ];
    let mut complaints = Vec::new();
    for (path, code) in window(files).filter(|(path, _)| !TERMINAL.iter().any(|start| path.starts_with(start))) {
        let mut before = "";
        for line in code.lines() {
            let is_shown = !NOT_SHOWN.iter().any(|mark| line.contains(mark)) && !before.contains("expect(");
            before = line;
            let literals = line.split('"').skip(1).step_by(2).filter(|_| is_shown);
            let words = |text: &str| {
                text.split(' ')
                    .filter(|word| word.len() > 1 && word.chars().all(|c| c.is_alphabetic() || c == ','))
                    .count()
            };
            complaints.extend(literals.filter(|text| words(text) > 1).map(|text| format!("{path}: {text:?}")));
        }
    }
    complaints
}

//! Words about files: names, sizes, what became of them.

use onionskin_core::api::{FileInfo, FileState, FilesBrief};

use crate::bridge::Look;
use crate::text::{Strings, failure_sentence};

/// What is said of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileWords {
    /// Its name.
    pub name: String,
    /// Its size and state.
    pub state: String,
    /// Everything, for screen readers.
    pub label: String,
}

impl FileWords {
    /// Those of a file.
    pub fn of(file: &FileInfo, text: &Strings) -> Self {
        Self { name: name(file, text), state: state(file, text), label: label(file, text) }
    }
}

/// A size as people read it, with units of a thousand as file managers use them.
pub fn size(bytes: u64, text: &Strings) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a rounded size is shown")]
    let of = |unit: u64| bytes as f64 / unit as f64;
    let (key, number) = match bytes {
        0..1_000 => ("size-bytes", bytes.to_string()),
        1_000..1_000_000 => ("size-kilobytes", format!("{:.0}", of(1_000))),
        _ => ("size-megabytes", format!("{:.1}", of(1_000_000))),
    };
    text.with(key, &[("number", &number)])
}

/// The name of a file, or what stands for it.
fn name(file: &FileInfo, text: &Strings) -> String {
    if file.is_voice {
        return text.get("file-voice").to_owned();
    }
    if file.name.trim().is_empty() {
        return text.get(kind_key(Look::of(file))).to_owned();
    }
    file.name.to_string()
}

const fn kind_key(look: Look) -> &'static str {
    match look {
        Look::Picture => "file-picture",
        Look::Sound => "file-sound",
        Look::Video => "file-video",
        Look::Archive | Look::File => "file-file",
    }
}

/// Size and state of a file in a few words.
fn state(file: &FileInfo, text: &Strings) -> String {
    let size = file.size_bytes.map(|bytes| size(u64::from(bytes), text)).unwrap_or_default();
    let word = match file.state {
        FileState::Here | FileState::Offered => return size,
        FileState::Fetching => text.get("file-fetching"),
        FileState::Failed(code) => failure_sentence(text, code),
        FileState::Expired => text.get("file-expired"),
    };
    if size.is_empty() { word.to_owned() } else { format!("{word} · {size}") }
}

/// Everything of a file, for screen readers.
fn label(file: &FileInfo, text: &Strings) -> String {
    let key = match file.state {
        FileState::Here if Look::of(file) == Look::Picture => "file-label-open",
        FileState::Here if Look::of(file) == Look::Sound => "file-label-play",
        FileState::Here => "file-label-save",
        FileState::Offered => "file-label-fetch",
        FileState::Fetching => "file-label-stop",
        FileState::Failed(_) => "file-label-retry",
        FileState::Expired => "file-label-expired",
    };
    text.with(key, &[("name", &name(file, text)), ("state", &state(file, text))])
}

/// What the list says of a message that has files and perhaps no text.
pub fn in_list(files: &FilesBrief, body: &str, text: &Strings) -> String {
    let word = if files.is_voice {
        text.get("file-voice").to_owned()
    } else if files.count > 1 {
        text.count("file-count", files.count)
    } else {
        text.get(kind_key(Look::of_brief(files))).to_owned()
    };
    let sign = if files.is_voice { "🎤" } else { "📎" };
    if body.is_empty() { format!("{sign} {word}") } else { format!("{sign} {body}") }
}

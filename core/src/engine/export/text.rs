//! A conversation as plain text.
//!
//! A line per message, under the days. What follows the first line of a message is indented, so that no text can
//! pass itself off as a message; characters that steer terminals are replaced.

use std::io::{self, Write};

use super::form::{Form, Head, is_break, is_plain};
use crate::engine::face::{Delivery, ExportWords, TimelineItem};

/// The state between two messages.
#[derive(Default)]
pub struct Text {
    day: String,
}

const INDENT: &str = "    ";

impl Form for Text {
    fn begin(&mut self, out: &mut dyn Write, head: &Head, words: &dyn ExportWords) -> io::Result<()> {
        let title = words.title(head.name.as_deref());
        writeln!(out, "{}\n{}", one_line(&title), one_line(&words.made_at(head.made_at)))
    }

    fn message(&mut self, out: &mut dyn Write, item: &TimelineItem, words: &dyn ExportWords) -> io::Result<()> {
        let day = words.day(item.sent_at);
        if day != self.day {
            writeln!(out, "\n== {} ==\n", one_line(&day))?;
            self.day = day;
        }
        let clock = words.clock(item.sent_at);
        if let Some(note) = item.note {
            return writeln!(out, "[{clock}] * {}", one_line(&words.note(note, item)));
        }
        write!(out, "[{clock}] {}: ", one_line(&item.author_name))?;
        if item.is_deleted {
            return writeln!(out, "({})", one_line(&words.deleted()));
        }
        indented(out, &item.body)?;
        if let Some(quote) = &item.quote {
            let text = if quote.text.is_empty() { words.not_found() } else { quote.text.to_string() };
            writeln!(out, "{INDENT}> {}: {}", one_line(&quote.author_name), one_line(&text))?;
        }
        if let Some(preview) = &item.preview {
            writeln!(out, "{INDENT}<{}> {}", one_line(&preview.url), one_line(&preview.title))?;
        }
        for reacted in &item.reactions {
            let names: Vec<String> = reacted.by.iter().map(|(_, name)| one_line(name)).collect();
            writeln!(out, "{INDENT}{} {}", one_line(&reacted.emoji), names.join(", "))?;
        }
        if let Delivery::Failed(_) = item.delivery {
            writeln!(out, "{INDENT}({})", one_line(&words.not_sent()))?;
        }
        Ok(())
    }

    fn end(&mut self, _out: &mut dyn Write, _count: u64) -> io::Result<()> {
        Ok(())
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if is_break(c) { ' ' } else { plain(c) }).collect()
}

const fn replaced() -> char {
    '\u{fffd}'
}

fn plain(c: char) -> char {
    if is_plain(c) { c } else { replaced() }
}

/// Writes a text whose further lines are indented.
fn indented(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let text = text.replace("\r\n", "\n");
    for (number, line) in text.split(is_break).enumerate() {
        let line: String = line.chars().map(plain).collect();
        let indent = if number == 0 { "" } else { INDENT };
        writeln!(out, "{indent}{line}")?;
    }
    Ok(())
}

//! A conversation as one page for a browser.
//!
//! The page asks for nothing outside of it and runs nothing: a policy in its head forbids both. Whatever people wrote
//! is escaped, and each piece of it finds its own direction. Light or dark is as the browser likes it.

use std::io::{self, Write};

use super::form::{Form, Head, is_plain};
use super::time::rfc3339;
use crate::engine::face::{Delivery, Direction, ExportWords, Quoted, TimelineItem};

/// The look.
const STYLE: &str = include_str!("page.css");
/// What the page may do: show itself.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The state between two messages.
#[derive(Default)]
pub struct Html {
    day: String,
}

impl Form for Html {
    fn begin(&mut self, out: &mut dyn Write, head: &Head, words: &dyn ExportWords) -> io::Result<()> {
        let (language, title) = (escaped(&words.language()), escaped(&words.title(head.name.as_deref())));
        let direction = if words.is_right_to_left() { "rtl" } else { "ltr" };
        writeln!(out, "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>")?;
        writeln!(out, "<meta charset=\"utf-8\">")?;
        writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">")?;
        writeln!(out, "<meta name=\"referrer\" content=\"no-referrer\">")?;
        writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
        writeln!(out, "<meta name=\"generator\" content=\"Onionskin\">")?;
        writeln!(out, "<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>")?;
        let made_at = escaped(&words.made_at(head.made_at));
        writeln!(out, "<header>\n<h1 dir=\"auto\">{title}</h1>\n<p>{made_at}</p>\n</header>\n<main>")
    }

    fn message(&mut self, out: &mut dyn Write, item: &TimelineItem, words: &dyn ExportWords) -> io::Result<()> {
        let day = words.day(item.sent_at);
        if day != self.day {
            writeln!(out, "<h2>{}</h2>", escaped(&day))?;
            self.day = day;
        }
        if let Some(note) = item.note {
            return writeln!(out, "<p class=\"note\" dir=\"auto\">{}</p>", escaped(&words.note(note, item)));
        }
        let side = if item.direction == Direction::Outgoing { " class=\"ours\"" } else { "" };
        writeln!(out, "<article id=\"m{}\"{side}>", item.message.0)?;
        writeln!(out, "<p class=\"who\" dir=\"auto\">{}</p>", escaped(&item.author_name))?;
        if item.is_deleted {
            writeln!(out, "<p class=\"gone\">{}</p>", escaped(&words.deleted()))?;
        } else {
            content(out, item, words)?;
        }
        let clock = escaped(&words.clock(item.sent_at));
        writeln!(out, "<time datetime=\"{}\">{clock}</time>", rfc3339(item.sent_at))?;
        writeln!(out, "</article>")
    }

    fn end(&mut self, out: &mut dyn Write, _count: u64) -> io::Result<()> {
        writeln!(out, "</main>\n</body>\n</html>")
    }
}

fn content(out: &mut dyn Write, item: &TimelineItem, words: &dyn ExportWords) -> io::Result<()> {
    if let Some(quoted) = &item.quote {
        quote(out, quoted, words)?;
    }
    writeln!(out, "<p class=\"text\" dir=\"auto\">{}</p>", escaped(&item.body))?;
    if let Some(preview) = &item.preview {
        let (title, url) = (escaped(&preview.title), escaped(&preview.url));
        writeln!(out, "<p class=\"link\" dir=\"auto\"><bdi>{title}</bdi> <bdi>{url}</bdi></p>")?;
    }
    if !item.reactions.is_empty() {
        writeln!(out, "<ul>")?;
        for reacted in &item.reactions {
            let names: Vec<&str> = reacted.by.iter().map(|(_, name)| &**name).collect();
            let (emoji, names) = (escaped(&reacted.emoji), escaped(&names.join(", ")));
            writeln!(out, "<li>{emoji} <bdi>{names}</bdi></li>")?;
        }
        writeln!(out, "</ul>")?;
    }
    if let Delivery::Failed(_) = item.delivery {
        writeln!(out, "<p class=\"state\">{}</p>", escaped(&words.not_sent()))?;
    }
    Ok(())
}

fn quote(out: &mut dyn Write, quoted: &Quoted, words: &dyn ExportWords) -> io::Result<()> {
    let text = if quoted.text.is_empty() { escaped(&words.not_found()) } else { escaped(&quoted.text) };
    let inside =
        format!("<p class=\"who\" dir=\"auto\">{}</p><p dir=\"auto\">{text}</p>", escaped(&quoted.author_name));
    match quoted.message {
        Some(message) => writeln!(out, "<blockquote><a href=\"#m{}\">{inside}</a></blockquote>", message.0),
        None => writeln!(out, "<blockquote>{inside}</blockquote>"),
    }
}

/// A text that is nothing but text, between tags as well as in an attribute.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' => safe.push(c),
            c if is_plain(c) => safe.push(c),
            _ => safe.push('\u{fffd}'),
        }
    }
    safe
}

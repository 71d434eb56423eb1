//! A conversation as JSON, for programs. Version 1 of the form; fields may be added to it.
//!
//! ```text
//! { "format": "onionskin-conversation", "version": 1,
//!   "exported_at": TIME,
//!   "conversation": { "id": ID, "kind": "contact" | "note-to-self", "name": TEXT | null },
//!   "account_id": ID,                        ourselves
//!   "messages": [ MESSAGE, … ],              oldest first, one a line
//!   "count": NUMBER }                        how many there are; a file that was cut off has none
//!
//! MESSAGE = { "id": NUMBER,                  of this export only
//!   "author": ID, "author_name": TEXT, "direction": "incoming" | "outgoing",
//!   "sent_at": TIME, "received_at": TIME, "read_at": TIME | null,
//!   "delivery": "received" | "sending" | "sent" | "failed",
//!   "text": TEXT,                            empty when deleted, or when there is a note
//!   "deleted": BOOL,
//!   "note": null | { "kind": "timer" | "media-saved" | "screenshot" | "request-accepted", "timer": TIMER },
//!   "quote": null | { "id": NUMBER | null, "author": ID, "author_name": TEXT, "sent_at": TIME, "text": TEXT },
//!   "preview": null | { "url": TEXT, "title": TEXT },
//!   "reactions": [ { "emoji": TEXT, "by": [ { "account_id": ID, "name": TEXT }, … ] }, … ],
//!   "timer": TIMER, "expires_at": TIME | null }
//!
//! TIMER = null | { "after": "read" | "send", "seconds": NUMBER }
//! TIME = RFC 3339 in UTC with milliseconds, by network time; ID = account id in hexadecimal digits
//! ```

use std::io::{self, Write};

use serde::Serialize;

use super::form::{Form, Head};
use super::time::rfc3339;
use crate::engine::face::{Delivery, Direction, Expiry, ExpiryMode, ExportWords, Quoted, Reacted, TimelineItem};
use crate::storage::{LinkPreview, Note};

/// The state between two messages.
#[derive(Default)]
pub struct Json {
    has_messages: bool,
}

#[derive(Serialize)]
struct ConversationJson<'a> {
    id: String,
    kind: &'a str,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct TimerJson {
    after: &'static str,
    seconds: u32,
}

#[derive(Serialize)]
struct NoteJson {
    kind: &'static str,
    timer: Option<TimerJson>,
}

#[derive(Serialize)]
struct QuoteJson<'a> {
    id: Option<u64>,
    author: String,
    author_name: &'a str,
    sent_at: String,
    text: &'a str,
}

#[derive(Serialize)]
struct PreviewJson<'a> {
    url: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct PersonJson<'a> {
    account_id: String,
    name: &'a str,
}

#[derive(Serialize)]
struct ReactionJson<'a> {
    emoji: &'a str,
    by: Vec<PersonJson<'a>>,
}

#[derive(Serialize)]
struct MessageJson<'a> {
    id: u64,
    author: String,
    author_name: &'a str,
    direction: &'static str,
    sent_at: String,
    received_at: String,
    read_at: Option<String>,
    delivery: &'static str,
    text: &'a str,
    deleted: bool,
    note: Option<NoteJson>,
    quote: Option<QuoteJson<'a>>,
    preview: Option<PreviewJson<'a>>,
    reactions: Vec<ReactionJson<'a>>,
    timer: Option<TimerJson>,
    expires_at: Option<String>,
}

impl Form for Json {
    fn begin(&mut self, out: &mut dyn Write, head: &Head, _words: &dyn ExportWords) -> io::Result<()> {
        let kind = if head.name.is_some() { "contact" } else { "note-to-self" };
        let conversation = ConversationJson { id: head.conversation.to_string(), kind, name: head.name.as_deref() };
        writeln!(out, "{{\"format\":\"onionskin-conversation\",\"version\":1,")?;
        writeln!(out, "\"exported_at\":\"{}\",", rfc3339(head.made_at))?;
        write!(out, "\"conversation\":")?;
        serde_json::to_writer(&mut *out, &conversation)?;
        write!(out, ",\n\"account_id\":\"{}\",\n\"messages\":[", head.own)
    }

    fn message(&mut self, out: &mut dyn Write, item: &TimelineItem, _words: &dyn ExportWords) -> io::Result<()> {
        out.write_all(if self.has_messages { b",\n" } else { b"\n" })?;
        self.has_messages = true;
        serde_json::to_writer(out, &message(item))?;
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, count: u64) -> io::Result<()> {
        writeln!(out, "\n],\n\"count\":{count}}}")
    }
}

fn message(item: &TimelineItem) -> MessageJson<'_> {
    MessageJson {
        id: item.message.0,
        author: item.author.to_string(),
        author_name: &item.author_name,
        direction: match item.direction {
            Direction::Incoming => "incoming",
            Direction::Outgoing => "outgoing",
        },
        sent_at: rfc3339(item.sent_at),
        received_at: rfc3339(item.received_at),
        read_at: item.read_at.map(rfc3339),
        delivery: match item.delivery {
            Delivery::Received => "received",
            Delivery::Sending => "sending",
            Delivery::Sent => "sent",
            Delivery::Failed(_) => "failed",
        },
        text: &item.body,
        deleted: item.is_deleted,
        note: item.note.map(note),
        quote: item.quote.as_deref().map(quote),
        preview: item.preview.as_deref().map(preview),
        reactions: item.reactions.iter().map(reaction).collect(),
        timer: item.timer.map(timer),
        expires_at: item.expires_at.map(rfc3339),
    }
}

fn timer(timer: Expiry) -> TimerJson {
    let after = match timer.mode {
        ExpiryMode::AfterRead => "read",
        ExpiryMode::AfterSend => "send",
    };
    TimerJson { after, seconds: timer.timer_secs }
}

fn note(note: Note) -> NoteJson {
    let (kind, set) = match note {
        Note::Timer(set) => ("timer", set),
        Note::MediaSaved => ("media-saved", None),
        Note::Screenshot => ("screenshot", None),
        Note::RequestAccepted => ("request-accepted", None),
    };
    NoteJson { kind, timer: set.map(timer) }
}

fn quote(quote: &Quoted) -> QuoteJson<'_> {
    QuoteJson {
        id: quote.message.map(|message| message.0),
        author: quote.author.to_string(),
        author_name: &quote.author_name,
        sent_at: rfc3339(quote.sent_at),
        text: &quote.text,
    }
}

fn preview(preview: &LinkPreview) -> PreviewJson<'_> {
    PreviewJson { url: &preview.url, title: &preview.title }
}

fn reaction(reacted: &Reacted) -> ReactionJson<'_> {
    let by = reacted.by.iter().map(|(account, name)| PersonJson { account_id: account.to_string(), name });
    ReactionJson { emoji: &reacted.emoji, by: by.collect() }
}

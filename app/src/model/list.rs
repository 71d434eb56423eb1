//! The rows of the list of conversations, ready to paint.

use std::sync::Arc;

use onionskin_core::api::{ConversationId, ConversationKind, ConversationSummary, NotificationLevel, Preview, fold};

use super::state::Now;
use super::{files, note};
use crate::text::{Strings, time};
use crate::widgets::{Avatar, Portrait};

/// One row.
#[derive(Debug)]
pub struct Row {
    /// What the engine says.
    pub summary: Arc<ConversationSummary>,
    /// The name to show.
    pub name: String,
    /// The name without case and accents, for the search.
    pub name_folded: String,
    /// The id as text.
    pub id_text: String,
    /// The picture.
    pub avatar: Avatar,
    /// When something last happened.
    pub time: String,
    /// Words before the preview: that it is a draft, or ours.
    pub lead: String,
    /// The start of the newest message or of the draft.
    pub preview: String,
    /// Unread messages, empty if there are none.
    pub unread: String,
    /// When what we write in it disappears, in a few words; empty if it stays.
    pub timer: String,
    /// Everything, for screen readers.
    pub label: String,
}

impl Row {
    /// Makes the row of a conversation.
    pub fn new(summary: Arc<ConversationSummary>, now: &Now, text: &Strings) -> Self {
        let id_text = summary.conversation.to_string();
        let is_note = summary.kind == ConversationKind::NoteToSelf;
        let name = if is_note { text.get("note-to-self").to_owned() } else { summary.name.to_string() };
        let portrait = Portrait::of(summary.conversation.to_bytes(), summary.portrait);
        let avatar =
            if is_note { Avatar::of_notes(&id_text) } else { Avatar::of_person(&id_text, &name).with(portrait) };
        let (lead, preview) = preview(&summary, is_note, text);
        let unread = match summary.unread {
            0 => String::new(),
            1..=999 => summary.unread.to_string(),
            _ => "999+".to_owned(),
        };
        let has_time = summary.active_at.millis() > 0;
        let time = if has_time { time::row(&now.local(summary.active_at), &now.moment, text) } else { String::new() };
        let now_millis = u64::try_from(now.moment.timestamp().as_millisecond()).unwrap_or(0);
        let is_muted = is_muted(&summary, now_millis);
        let label = label((&summary, is_muted), &name, &preview, text);
        // Whoever learned the name in English finds it in every language.
        let name_folded = if is_note { fold(&format!("{name} {}", text.english("note-to-self"))) } else { fold(&name) };
        let timer = summary.timer.map(|timer| note::timer(timer, text)).unwrap_or_default();
        Self { summary, name, name_folded, id_text, avatar, time, lead, preview, unread, timer, label }
    }

    /// Whether nothing of it notifies at a moment, in Unix milliseconds.
    pub fn is_muted(&self, now_millis: u64) -> bool {
        is_muted(&self.summary, now_millis)
    }

    /// Whether it looks unread.
    pub fn is_unread(&self) -> bool {
        self.summary.unread > 0 || self.summary.is_marked_unread
    }

    /// Whether the other side wrote last.
    pub fn is_unanswered(&self) -> bool {
        let is_theirs = |preview: &Preview| !preview.is_ours() && !preview.is_deleted && preview.note.is_none();
        self.summary.kind != ConversationKind::NoteToSelf && self.summary.preview.as_ref().is_some_and(is_theirs)
    }

    /// Which conversation.
    pub fn conversation(&self) -> ConversationId {
        self.summary.conversation
    }
}

fn is_muted(summary: &ConversationSummary, now_millis: u64) -> bool {
    summary.notifications == NotificationLevel::Off
        || summary.mute_until.is_some_and(|until| until.millis() > now_millis)
}

fn preview(summary: &ConversationSummary, is_note: bool, text: &Strings) -> (String, String) {
    if let Some(draft) = summary.draft.as_deref().filter(|draft| !draft.trim().is_empty()) {
        return (text.get("list-draft").to_owned(), one_line(draft));
    }
    match &summary.preview {
        Some(preview @ Preview { note: Some(what), .. }) => {
            (String::new(), note::in_list(*what, preview.is_ours(), &summary.name, text))
        }
        None => (String::new(), text.get("list-no-messages").to_owned()),
        Some(preview) if preview.is_deleted => (String::new(), text.get("message-deleted").to_owned()),
        Some(preview) => {
            let is_ours = preview.is_ours() && !is_note;
            let lead = if is_ours { text.get("list-you").to_owned() } else { String::new() };
            let shown = match &preview.files {
                Some(some) => files::in_list(some, &one_line(&preview.text), text),
                None => one_line(&preview.text),
            };
            (lead, shown)
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().flat_map(|word| [word, " "]).take(60).collect::<String>().trim_end().to_owned()
}

fn label((summary, is_muted): (&ConversationSummary, bool), name: &str, preview: &str, text: &Strings) -> String {
    let mut parts = vec![name.to_owned()];
    if summary.is_request {
        parts.push(text.get("list-request").to_owned());
    }
    if summary.is_blocked {
        parts.push(text.get("list-blocked").to_owned());
    }
    if summary.is_archived {
        parts.push(text.get("list-archived").to_owned());
    }
    if summary.is_pinned() {
        parts.push(text.get("list-pinned").to_owned());
    }
    if is_muted {
        parts.push(text.get("list-muted").to_owned());
    }
    if summary.is_marked_unread && summary.unread == 0 {
        parts.push(text.get("list-marked-unread").to_owned());
    }
    if summary.unread > 0 {
        parts.push(text.count("list-unread", usize::try_from(summary.unread).unwrap_or(usize::MAX)));
    }
    if !preview.is_empty() {
        parts.push(preview.to_owned());
    }
    parts.join(", ")
}

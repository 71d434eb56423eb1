//! Lines that say what happened in a conversation, as sentences.

use onionskin_core::api::{Direction, Expiry, ExpiryMode, Note, TimelineItem};

use crate::text::{Strings, time};

/// The sentence of a line in a conversation.
pub fn sentence(note: Note, item: &TimelineItem, text: &Strings) -> String {
    in_list(note, item.direction == Direction::Outgoing, &item.author_name, text)
}

/// The same in the list of conversations, where only the other side can be somebody else.
pub fn in_list(note: Note, is_ours: bool, author: &str, text: &Strings) -> String {
    let name = [("name", author)];
    match (note, is_ours) {
        (Note::Timer(None), true) => text.get("note-timer-off-ours").to_owned(),
        (Note::Timer(None), false) => text.with("note-timer-off", &name),
        (Note::Timer(Some(timer)), _) => {
            let span = time::span(timer.timer_secs, text);
            let key = match (timer.mode, is_ours) {
                (ExpiryMode::AfterSend, true) => "note-timer-send-ours",
                (ExpiryMode::AfterSend, false) => "note-timer-send",
                (ExpiryMode::AfterRead, true) => "note-timer-read-ours",
                (ExpiryMode::AfterRead, false) => "note-timer-read",
            };
            text.with(key, &[("name", author), ("time", &span)])
        }
        (Note::MediaSaved, true) => text.get("note-saved-ours").to_owned(),
        (Note::MediaSaved, false) => text.with("note-saved", &name),
        (Note::Screenshot, true) => text.get("note-screenshot-ours").to_owned(),
        (Note::Screenshot, false) => text.with("note-screenshot", &name),
        (Note::RequestAccepted, true) => text.get("note-accepted-ours").to_owned(),
        (Note::RequestAccepted, false) => text.with("note-accepted", &name),
    }
}

/// A timer in a few words, as in the header.
pub fn timer(timer: Expiry, text: &Strings) -> String {
    let key = match timer.mode {
        ExpiryMode::AfterSend => "timer-send-short",
        ExpiryMode::AfterRead => "timer-read-short",
    };
    text.with(key, &[("time", &time::span(timer.timer_secs, text))])
}

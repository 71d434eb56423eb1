//! How an exported conversation speaks: the sentences of the window, and times in the zone of the computer.

use std::sync::Arc;

use jiff::tz::TimeZone;
use onionskin_core::api::{ExportVoice, ExportWords, NetworkTime, Note, TimelineItem};

use super::note;
use crate::text::{ClockForm, Direction, Strings, time};

struct Words {
    text: Strings,
    zone: TimeZone,
}

/// The voice of a language, by its tag, or of the language of the system.
pub fn voice(tag: Option<&str>, clock: ClockForm, zone: &TimeZone) -> ExportVoice {
    let (tag, zone) = (tag.map(str::to_owned), zone.clone());
    ExportVoice(Arc::new(move || Box::new(Words { text: Strings::choose(tag.as_deref(), clock), zone: zone.clone() })))
}

impl ExportWords for Words {
    fn language(&self) -> String {
        self.text.tag()
    }

    fn is_right_to_left(&self) -> bool {
        self.text.direction() == Direction::RightToLeft
    }

    fn title(&self, name: Option<&str>) -> String {
        match name {
            Some(name) => self.text.with("export-page-title", &[("name", name)]),
            None => self.text.get("note-to-self").to_owned(),
        }
    }

    fn made_at(&self, at: NetworkTime) -> String {
        let moment = time::full(&time::local(at, &self.zone), &self.text);
        self.text.with("export-page-made", &[("time", &moment)])
    }

    fn day(&self, at: NetworkTime) -> String {
        time::full_day(&time::local(at, &self.zone), &self.text)
    }

    fn clock(&self, at: NetworkTime) -> String {
        time::clock(&time::local(at, &self.zone), &self.text)
    }

    fn note(&self, note: Note, item: &TimelineItem) -> String {
        note::sentence(note, item, &self.text)
    }

    fn deleted(&self) -> String {
        self.text.get("message-deleted").to_owned()
    }

    fn not_sent(&self) -> String {
        self.text.get("export-page-not-sent").to_owned()
    }

    fn not_found(&self) -> String {
        self.text.get("quote-missing").to_owned()
    }
}

/// What of a name can stand in the name of a file on every system, never empty.
pub fn file_name(name: &str) -> String {
    let is_fine = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '(' | ')' | ',');
    let fine: String = name.chars().filter(is_fine).take(48).collect();
    let fine = fine.trim();
    if fine.is_empty() { "onionskin".to_owned() } else { fine.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_speaks_the_language_that_was_chosen() {
        let words = (voice(Some("he"), ClockForm::Hours24, &TimeZone::UTC).0)();
        assert_eq!((words.language().as_str(), words.is_right_to_left()), ("he", true));
        let words = (voice(Some("en"), ClockForm::Hours24, &TimeZone::UTC).0)();
        assert!(!words.is_right_to_left());
        assert_eq!(words.title(Some("Bob")), "Conversation with Bob");
        let at = NetworkTime(1_795_435_200_000);
        assert_eq!((words.day(at), words.clock(at)), ("Monday, 23 November 2026".to_owned(), "12:00".to_owned()));
        assert_eq!(words.made_at(at), "Exported from Onionskin on Monday, 23 November 2026, 12:00:00");
    }

    #[test]
    fn a_name_of_a_file_leads_nowhere_else() {
        assert_eq!(file_name("Ada Lovelace"), "Ada Lovelace");
        assert_eq!(file_name("../../etc/pass:wd\n"), "etcpasswd");
        assert_eq!(file_name("/<>"), "onionskin");
        assert_eq!(file_name(" 📎 אדה "), "אדה");
    }
}

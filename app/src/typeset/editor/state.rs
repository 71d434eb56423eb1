//! What an editor knows of its text: caret, selection, composition of an input method, history.
//!
//! The text itself belongs to the program. What is *shown* differs from it in two cases: a secret is shown as
//! dots, and what an input method composes is shown at the caret before it belongs to the text.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroizing;

use super::history::{Change, History};
use crate::typeset::laid::{Caret, Laid};
use crate::typeset::moves::Move;

/// Stands for each character of a secret.
const DOT: char = '•';

/// What an input method composes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composition {
    /// The text so far.
    pub text: String,
    /// The part of it that is being chosen, in bytes; the caret is at its end.
    pub active: Option<Range<usize>>,
}

/// What an editor remembers between frames.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Where typing goes; the moving end of the selection. In bytes of the text.
    pub caret: Caret,
    /// The other end of the selection, in bytes of the text.
    pub anchor: usize,
    /// Where the caret wants to be when it goes up and down, in points.
    pub column: Option<f32>,
    /// What an input method composes.
    pub composition: Option<Composition>,
    /// Whether the text is a secret: nothing of it is kept.
    pub is_secret: bool,
    /// Whether dots are shown for it.
    pub is_masked: bool,
    /// What can be taken back; empty for secrets.
    pub history: History,
    /// Parts of the text that are one to the caret, such as mentions.
    pub atoms: Vec<Range<usize>>,
    seen: Option<u64>,
}

fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl State {
    /// Notices a text that the program has changed: the caret goes to its end.
    pub fn meet(&mut self, text: &str) {
        let now = fingerprint(text);
        if self.seen.replace(now) != Some(now) {
            self.place(Caret { byte: text.len(), is_upstream: true });
            self.history.clear();
            self.composition = None;
        }
    }

    /// The selected bytes.
    pub fn selected(&self) -> Range<usize> {
        self.anchor.min(self.caret.byte)..self.anchor.max(self.caret.byte)
    }

    /// Puts the caret somewhere and selects nothing.
    pub fn place(&mut self, caret: Caret) {
        self.caret = caret;
        self.anchor = caret.byte;
        self.column = None;
    }

    /// Selects everything.
    pub fn select_all(&mut self, text: &str) {
        self.anchor = 0;
        self.caret = Caret { byte: text.len(), is_upstream: true };
    }

    /// Replaces a part of the text.
    pub fn replace(&mut self, text: &mut String, range: Range<usize>, with: &str, now: f64) {
        let Some(removed) = text.get(range.clone()) else { return };
        if removed == with && !removed.is_empty() {
            return;
        }
        if !self.is_secret {
            let change = Change { at: range.start, removed: removed.to_owned(), inserted: with.to_owned() };
            self.history.note(change, now);
        }
        self.put(text, range, with);
    }

    fn put(&mut self, text: &mut String, range: Range<usize>, with: &str) {
        let end = range.start + with.len();
        if self.is_secret && text.capacity() < text.len() + with.len() {
            // Growing would leave a copy of the secret behind.
            let mut larger = String::with_capacity((text.len() + with.len()) * 2 + 64);
            larger.push_str(text);
            drop(Zeroizing::new(std::mem::replace(text, larger)));
        }
        text.replace_range(range, with);
        self.place(Caret { byte: end, is_upstream: end > 0 });
        self.seen = Some(fingerprint(text));
    }

    /// Writes at the caret, in place of what is selected.
    pub fn insert(&mut self, text: &mut String, new: &str, now: f64) {
        self.replace(text, self.selected(), new, now);
    }

    /// Takes the last change back, or makes it again. Whether there was one.
    pub fn undo(&mut self, text: &mut String, is_again: bool) -> bool {
        let change = if is_again { self.history.redo() } else { self.history.undo() };
        let Some(change) = change.filter(|change| text.get(change.target()) == Some(change.removed.as_str())) else {
            return false;
        };
        self.put(text, change.target(), &change.inserted);
        true
    }

    /// Deletes what is selected, or the character before or behind the caret.
    pub fn delete(&mut self, text: &mut String, is_forward: bool, now: f64) {
        let mut range = self.selected();
        if range.is_empty() {
            let at = range.start;
            range = if is_forward { at..next_grapheme(text, at) } else { previous_deletion(text, at)..at };
            let atom = self.atoms.iter().find(|atom| atom.start < range.end && range.start < atom.end);
            if let Some(atom) = atom {
                range = atom.start.min(range.start)..atom.end.max(range.end);
            }
        }
        if !range.is_empty() {
            self.replace(text, range, "", now);
        }
    }

    /// Deletes what is selected, or up to the beginning or end of a word.
    pub fn delete_word(&mut self, text: &mut String, laid: &Laid, is_forward: bool, now: f64) {
        let mut range = self.selected();
        if range.is_empty() {
            let at = self.to_shown(text, range.start);
            let other = if is_forward { laid.word_after(at) } else { laid.word_before(at) };
            let other = self.of_shown(text, other);
            range = range.start.min(other)..range.start.max(other);
        }
        if !range.is_empty() {
            self.replace(text, range, "", now);
        }
    }

    /// Moves the caret; with `extends` the other end of the selection stays.
    pub fn go(&mut self, text: &str, laid: &Laid, by: Move, extends: bool) {
        let selected = self.selected();
        if !extends && !selected.is_empty() && matches!(by, Move::Left | Move::Right) {
            let rects = [selected.start, selected.end]
                .map(|byte| laid.caret_rect(Caret { byte: self.to_shown(text, byte), is_upstream: byte > 0 }));
            // The end that is on that side for the eye.
            let [start, end] = rects.map(|rect| (rect.top(), rect.left()));
            let is_in_order = if laid.is_mirrored { start.1 >= end.1 } else { start.1 <= end.1 };
            let starts_left = start.0 < end.0 || ((start.0 - end.0).abs() < 1.0 && is_in_order);
            let byte = if starts_left == (by == Move::Left) { selected.start } else { selected.end };
            self.place(Caret { byte, is_upstream: byte == selected.end });
            return;
        }
        let shown = Caret { byte: self.to_shown(text, self.caret.byte), ..self.caret };
        let mut column = self.column;
        let moved = laid.moved(shown, by, &mut column);
        let mut caret = Caret { byte: self.of_shown(text, moved.byte), ..moved };
        if let Some(atom) = self.atoms.iter().find(|atom| atom.start < caret.byte && caret.byte < atom.end) {
            caret.byte = if caret.byte > self.caret.byte { atom.end } else { atom.start };
        }
        let anchor = self.anchor;
        self.place(caret);
        self.column = column;
        if extends {
            self.anchor = anchor;
        }
    }

    /// What is shown for the text.
    pub fn shown(&self, text: &str) -> String {
        let mut shown: String = if self.is_masked { text.chars().map(|_| DOT).collect() } else { text.to_owned() };
        if let Some(composition) = &self.composition {
            let at = self.shown_byte(text, self.caret.byte);
            let composed: String =
                if self.is_masked { composition.text.chars().map(|_| DOT).collect() } else { composition.text.clone() };
            shown.insert_str(at, &composed);
        }
        shown
    }

    /// The bytes of the composition in what is shown.
    pub fn shown_composition(&self, text: &str) -> Option<Range<usize>> {
        let composition = self.composition.as_ref()?;
        let start = self.shown_byte(text, self.caret.byte);
        let length =
            if self.is_masked { composition.text.chars().count() * DOT.len_utf8() } else { composition.text.len() };
        Some(start..start + length)
    }

    /// The caret in what is shown.
    pub fn shown_caret(&self, text: &str) -> Caret {
        match (&self.composition, self.shown_composition(text)) {
            (Some(composition), Some(range)) if !self.is_masked => {
                let inner = composition.active.as_ref().map_or(composition.text.len(), |active| active.end);
                Caret { byte: range.start + inner, is_upstream: true }
            }
            (_, Some(range)) => Caret { byte: range.end, is_upstream: true },
            _ => Caret { byte: self.shown_byte(text, self.caret.byte), ..self.caret },
        }
    }

    fn shown_byte(&self, text: &str, byte: usize) -> usize {
        if self.is_masked { text.get(..byte).unwrap_or(text).chars().count() * DOT.len_utf8() } else { byte }
    }

    /// The byte of what is shown for a byte of the text.
    pub fn to_shown(&self, text: &str, byte: usize) -> usize {
        let shown = self.shown_byte(text, byte);
        match self.shown_composition(text) {
            Some(composition) if byte > self.caret.byte => shown + composition.len(),
            _ => shown,
        }
    }

    /// The byte of the text for a byte of what is shown.
    pub fn of_shown(&self, text: &str, shown: usize) -> usize {
        let shown = match self.shown_composition(text) {
            Some(composition) if shown >= composition.end => shown - composition.len(),
            Some(composition) => shown.min(composition.start),
            None => shown,
        };
        if self.is_masked {
            text.char_indices().nth(shown / DOT.len_utf8()).map_or(text.len(), |(at, _)| at)
        } else {
            text.floor_char_boundary(shown)
        }
    }

    /// Begins or goes on with a composition, in place of what is selected.
    pub fn compose(&mut self, text: &mut String, composed: &str, active: Option<Range<usize>>, now: f64) {
        if self.composition.is_none() && !self.selected().is_empty() {
            self.replace(text, self.selected(), "", now);
        }
        self.composition = (!composed.is_empty()).then(|| Composition { text: composed.to_owned(), active });
    }

    /// Ends a composition with a text.
    pub fn commit(&mut self, text: &mut String, committed: &str, now: f64) {
        self.composition = None;
        if !committed.is_empty() {
            self.insert(text, committed, now);
        }
    }

    /// What is composed becomes part of the text as it stands.
    pub fn settle(&mut self, text: &mut String, now: f64) {
        if let Some(composition) = self.composition.take() {
            self.insert(text, &composition.text, now);
        }
    }

    /// Deletes characters around the caret, as an input method asks.
    pub fn delete_around(&mut self, text: &mut String, before: usize, after: usize, now: f64) {
        let at = self.caret.byte;
        let start = text.get(..at).and_then(|left| left.char_indices().rev().take(before).last());
        let start = start.map_or(at, |(start, _)| start);
        let end = text.get(at..).and_then(|right| right.char_indices().nth(after));
        let end = end.map_or(text.len(), |(end, _)| at + end);
        if start < end {
            self.replace(text, start..end, "", now);
            self.place(Caret { byte: start, is_upstream: start > 0 });
        }
    }
}

/// The end of the grapheme at a byte.
fn next_grapheme(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.graphemes(true).next().map_or(0, str::len)
}

/// Where the key Backspace deletes from: an emoji or a line break goes as a whole, and of other graphemes the
/// last character, so that a wrong accent can be typed again.
fn previous_deletion(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let Some(grapheme) = before.graphemes(true).next_back() else { return 0 };
    let is_whole = grapheme == "\r\n"
        || grapheme.chars().any(|character| {
            matches!(character, '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}')
        });
    let last = grapheme.chars().next_back().map_or(0, char::len_utf8);
    at - if is_whole { grapheme.len() } else { last }
}

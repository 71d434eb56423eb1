//! Which event changes what: the keys of each system, pasting, input methods.

use egui::os::OperatingSystem;
use egui::{Context, Event, ImeEvent, Key, Modifiers};

use super::state::State;
use crate::typeset::laid::Laid;
use crate::typeset::moves::Move;

/// What kind of editor it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// One line; Enter leaves.
    One,
    /// Many lines; Enter breaks the line if the program has not taken it.
    Many,
    /// A line that wraps; Enter leaves.
    Wrapped,
}

/// What came of the events of a frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the text is another.
    pub is_changed: bool,
    /// Whether the caret or the selection has moved.
    pub is_moved: bool,
    /// Whether Enter asks to leave.
    pub leaves: bool,
}

/// What the events of a frame work on.
pub struct Work<'a> {
    pub ctx: &'a Context,
    pub text: &'a mut String,
    pub state: &'a mut State,
    pub lines: Lines,
    pub now: f64,
}

impl Work<'_> {
    /// Takes one event. `lay` lays out what is shown now.
    pub fn take(&mut self, event: &Event, lay: &mut dyn FnMut(&State, &str) -> std::sync::Arc<Laid>) -> Outcome {
        let before = (self.state.caret, self.state.anchor);
        let mut outcome = Outcome::default();
        match event {
            Event::Copy => self.copy(),
            Event::Cut => {
                self.copy();
                outcome.is_changed = !self.state.selected().is_empty();
                self.state.insert(self.text, "", self.now);
            }
            Event::Paste(new) => outcome.is_changed = self.write(new),
            Event::Text(new) if new != "\n" && new != "\r" => outcome.is_changed = self.write(new),
            Event::Ime(ime) => outcome.is_changed = self.ime(ime),
            Event::Key { key, pressed: true, modifiers, .. } if self.state.composition.is_none() => {
                outcome = self.key(*key, *modifiers, lay);
            }
            _ => {}
        }
        outcome.is_moved = outcome.is_changed || before != (self.state.caret, self.state.anchor);
        outcome
    }

    fn copy(&self) {
        let selected = self.text.get(self.state.selected()).filter(|selected| !selected.is_empty());
        if let Some(selected) = selected.filter(|_| !self.state.is_masked) {
            self.ctx.copy_text(selected.to_owned());
        }
    }

    fn write(&mut self, new: &str) -> bool {
        let new: String = match self.lines {
            Lines::Many => new.replace("\r\n", "\n").replace('\r', "\n"),
            Lines::One | Lines::Wrapped => {
                new.trim_end_matches(['\n', '\r']).replace("\r\n", " ").replace(['\n', '\r', '\u{2029}'], " ")
            }
        };
        let is_changed = !new.is_empty();
        if is_changed {
            self.state.insert(self.text, &new, self.now);
        }
        is_changed
    }

    fn ime(&mut self, ime: &ImeEvent) -> bool {
        let is_composing = self.state.composition.is_some();
        match ime {
            // Some systems send empty events when nothing is composed; they must not delete what is selected.
            ImeEvent::Preedit { text, .. } | ImeEvent::Commit(text) if text.is_empty() && !is_composing => false,
            ImeEvent::Preedit { text, .. } | ImeEvent::Commit(text) if text == "\n" || text == "\r" => false,
            ImeEvent::Preedit { text, active_range_chars } => {
                let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
                let active = active_range_chars.as_ref().map(|range| byte(range.start)..byte(range.end));
                self.state.compose(self.text, text, active, self.now);
                true
            }
            ImeEvent::Commit(text) => {
                self.state.commit(self.text, text, self.now);
                true
            }
            ImeEvent::DeleteSurrounding { before_chars, after_chars } => {
                self.state.delete_around(self.text, *before_chars, *after_chars, self.now);
                true
            }
            #[expect(deprecated, reason = "egui no longer sends them, but the list must be whole")]
            ImeEvent::Enabled | ImeEvent::Disabled => false,
        }
    }

    fn key(
        &mut self,
        key: Key,
        modifiers: Modifiers,
        lay: &mut dyn FnMut(&State, &str) -> std::sync::Arc<Laid>,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let is_mac = self.ctx.os().is_mac();
        let by_word = if is_mac { modifiers.alt } else { modifiers.ctrl };
        match key {
            Key::Backspace | Key::Delete if modifiers.shift && key == Key::Delete => {}
            Key::Backspace | Key::Delete => {
                let length = self.text.len();
                let is_forward = key == Key::Delete;
                if by_word {
                    let laid = lay(self.state, self.text);
                    self.state.delete_word(self.text, &laid, is_forward, self.now);
                } else if is_mac && modifiers.command && !is_forward {
                    let laid = lay(self.state, self.text);
                    self.state.go(self.text, &laid, Move::LineStart, true);
                    self.state.insert(self.text, "", self.now);
                } else {
                    self.state.delete(self.text, is_forward, self.now);
                }
                outcome.is_changed = length != self.text.len();
            }
            Key::Enter if self.lines == Lines::Many && !modifiers.command => outcome.is_changed = self.write("\n"),
            Key::Enter => outcome.leaves = true,
            Key::A if modifiers.command => self.state.select_all(self.text),
            Key::Z if modifiers.command => outcome.is_changed = self.state.undo(self.text, modifiers.shift),
            Key::Y if modifiers.command && !is_mac => outcome.is_changed = self.state.undo(self.text, true),
            _ => {
                if let Some(by) = moved(key, modifiers, self.ctx.os()) {
                    let laid = lay(self.state, self.text);
                    self.state.go(self.text, &laid, by, modifiers.shift);
                }
            }
        }
        outcome
    }
}

/// The move that a key asks for on a system.
fn moved(key: Key, modifiers: Modifiers, os: OperatingSystem) -> Option<Move> {
    let is_mac = os.is_mac();
    let by_word = if is_mac { modifiers.alt } else { modifiers.ctrl };
    let to_end = is_mac && modifiers.command;
    Some(match key {
        Key::ArrowLeft if to_end => Move::LineStart,
        Key::ArrowRight if to_end => Move::LineEnd,
        Key::ArrowUp if to_end => Move::Start,
        Key::ArrowDown if to_end => Move::End,
        Key::ArrowLeft if by_word => Move::WordLeft,
        Key::ArrowRight if by_word => Move::WordRight,
        Key::ArrowUp if by_word => Move::ParagraphStart,
        Key::ArrowDown if by_word => Move::ParagraphEnd,
        Key::ArrowLeft => Move::Left,
        Key::ArrowRight => Move::Right,
        Key::ArrowUp => Move::Up,
        Key::ArrowDown => Move::Down,
        Key::Home if modifiers.command => Move::Start,
        Key::End if modifiers.command => Move::End,
        Key::Home => Move::LineStart,
        Key::End => Move::LineEnd,
        Key::A if is_mac && modifiers.mac_cmd && modifiers.ctrl => Move::LineStart,
        Key::E if is_mac && modifiers.ctrl => Move::LineEnd,
        Key::B if is_mac && modifiers.ctrl => Move::Left,
        Key::F if is_mac && modifiers.ctrl => Move::Right,
        Key::P if is_mac && modifiers.ctrl => Move::Up,
        Key::N if is_mac && modifiers.ctrl => Move::Down,
        _ => return None,
    })
}

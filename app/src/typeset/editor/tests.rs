//! Rules of editing, without a window.

use std::sync::Arc;

use egui::{Context, Event, ImeEvent, Key, Modifiers};

use super::input::{Lines, Work};
use super::state::State;
use crate::typeset::{Caret, Laid, Move, Options, OwnFont, Purpose, TextStyle, Typesetter};

static OWN: [OwnFont; 1] =
    [OwnFont { bytes: include_bytes!("../../../../assets/fonts/Roboto-Regular.ttf"), purpose: Purpose::Text(400) }];

/// An editor without a window.
struct Bench {
    ctx: Context,
    typesetter: Typesetter,
    text: String,
    state: State,
    lines: Lines,
    now: f64,
}

impl Bench {
    fn new(text: &str) -> Self {
        let ctx = Context::default();
        let typesetter = Typesetter::new(&OWN);
        typesetter.keep_in(&ctx);
        let mut state = State::default();
        state.meet(text);
        Self { ctx, typesetter, text: text.to_owned(), state, lines: Lines::Many, now: 0.0 }
    }

    fn laid(&self) -> Arc<Laid> {
        let text: Arc<str> = self.state.shown(&self.text).into();
        self.typesetter.layout_once(&self.ctx, &text, TextStyle::new(15.0), 400.0, Options::default())
    }

    fn take(&mut self, event: &Event) {
        let (ctx, typesetter) = (self.ctx.clone(), self.typesetter.clone());
        let mut lay = |state: &State, text: &str| {
            let text: Arc<str> = state.shown(text).into();
            typesetter.layout_once(&ctx, &text, TextStyle::new(15.0), 400.0, Options::default())
        };
        let mut work =
            Work { ctx: &self.ctx, text: &mut self.text, state: &mut self.state, lines: self.lines, now: self.now };
        work.take(event, &mut lay);
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) {
        self.take(&Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers });
    }

    fn write(&mut self, text: &str) {
        for character in text.chars() {
            self.take(&Event::Text(character.to_string()));
        }
    }

    fn compose(&mut self, text: &str) {
        self.take(&Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None }));
    }
}

#[test]
fn typing_replaces_what_is_selected() {
    let mut bench = Bench::new("one two");
    bench.state.anchor = 4;
    bench.write("three");
    assert_eq!(bench.text, "one three");
    assert_eq!(bench.state.caret.byte, 9);
}

#[test]
fn a_word_is_taken_back_at_once_and_can_be_made_again() {
    let mut bench = Bench::new("");
    bench.write("hello");
    bench.now = 5.0;
    bench.write(" world");
    bench.key(Key::Z, Modifiers::COMMAND);
    assert_eq!(bench.text, "hello ");
    bench.key(Key::Z, Modifiers::COMMAND);
    bench.key(Key::Z, Modifiers::COMMAND);
    assert_eq!(bench.text, "");
    bench.key(Key::Z, Modifiers::COMMAND | Modifiers::SHIFT);
    bench.key(Key::Z, Modifiers::COMMAND | Modifiers::SHIFT);
    bench.key(Key::Y, Modifiers::COMMAND);
    assert_eq!(bench.text, "hello world");
    assert_eq!(bench.state.caret.byte, 11);
}

#[test]
fn what_was_taken_back_is_forgotten_when_something_else_is_typed() {
    let mut bench = Bench::new("");
    bench.write("a");
    bench.key(Key::Z, Modifiers::COMMAND);
    bench.write("b");
    bench.key(Key::Y, Modifiers::COMMAND);
    assert_eq!(bench.text, "b");
}

#[test]
fn of_a_secret_nothing_can_be_taken_back() {
    let mut bench = Bench::new("");
    bench.state.is_secret = true;
    bench.state.is_masked = true;
    bench.write("pä😀s");
    assert_eq!(bench.state.shown(&bench.text), "••••");
    bench.key(Key::Z, Modifiers::COMMAND);
    assert_eq!(bench.text, "pä😀s");
    bench.key(Key::ArrowLeft, Modifiers::NONE);
    bench.key(Key::ArrowLeft, Modifiers::NONE);
    bench.write("x");
    assert_eq!(bench.text, "päx😀s");
}

#[test]
fn an_emoji_is_deleted_as_one_and_an_accent_alone() {
    let mut bench = Bench::new("a👩‍👩‍👧‍👦");
    bench.key(Key::Backspace, Modifiers::NONE);
    assert_eq!(bench.text, "a");
    let mut bench = Bench::new("e\u{301}");
    bench.key(Key::Backspace, Modifiers::NONE);
    assert_eq!(bench.text, "e");
    let mut bench = Bench::new("x🇨🇭");
    bench.key(Key::Backspace, Modifiers::NONE);
    assert_eq!(bench.text, "x");
}

#[test]
fn the_caret_passes_what_looks_like_one_character_at_once() {
    let mut bench = Bench::new("e\u{301}👩‍👩‍👧‍👦x");
    bench.state.place(Caret::at(0));
    let mut stops = Vec::new();
    for _ in 0..3 {
        bench.key(Key::ArrowRight, Modifiers::NONE);
        stops.push(bench.state.caret.byte);
    }
    assert_eq!(stops, [3, 28, 29]);
}

#[test]
fn in_hebrew_the_left_arrow_goes_on() {
    let mut bench = Bench::new("שלום");
    bench.state.place(Caret::at(0));
    bench.key(Key::ArrowLeft, Modifiers::NONE);
    assert_eq!(bench.state.caret.byte, 2);
    bench.key(Key::ArrowRight, Modifiers::NONE);
    assert_eq!(bench.state.caret.byte, 0);
}

#[test]
fn arrows_follow_the_eye_where_directions_mix() {
    let mut bench = Bench::new("ab שלום cd");
    bench.state.place(Caret::at(0));
    let mut places = vec![bench.laid().caret_rect(bench.state.caret).left()];
    for _ in 0..10 {
        bench.key(Key::ArrowRight, Modifiers::NONE);
        places.push(bench.laid().caret_rect(bench.state.caret).left());
    }
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(bench.state.caret.byte, bench.text.len());
}

#[test]
fn the_caret_goes_from_paragraph_to_paragraph() {
    let mut bench = Bench::new("ab\n\ncd");
    bench.state.place(Caret::at(2));
    let mut stops = Vec::new();
    for _ in 0..3 {
        bench.key(Key::ArrowRight, Modifiers::NONE);
        stops.push(bench.state.caret.byte);
    }
    assert_eq!(stops, [3, 4, 5]);
    bench.key(Key::ArrowUp, Modifiers::NONE);
    bench.key(Key::ArrowUp, Modifiers::NONE);
    assert_eq!(bench.state.caret.byte, 1, "the column is remembered over an empty line");
}

#[test]
fn words_are_passed_and_deleted_with_the_control_key() {
    let word = if cfg!(target_os = "macos") { Modifiers::ALT } else { Modifiers::CTRL };
    let mut bench = Bench::new("one two three");
    bench.key(Key::Backspace, word);
    assert_eq!(bench.text, "one two ");
    bench.key(Key::ArrowLeft, word);
    assert_eq!(bench.state.caret.byte, 4);
    bench.key(Key::Delete, word);
    assert_eq!(bench.text, "one ");
}

#[test]
fn a_composition_is_shown_and_becomes_text_only_at_its_end() {
    let mut bench = Bench::new("ab");
    bench.state.place(Caret::at(1));
    bench.compose("に");
    bench.compose("にほん");
    assert_eq!((bench.text.as_str(), bench.state.shown(&bench.text).as_str()), ("ab", "aにほんb"));
    assert_eq!(bench.state.shown_composition(&bench.text), Some(1..10));
    bench.take(&Event::Ime(ImeEvent::Commit("日本".to_owned())));
    assert_eq!(bench.text, "a日本b");
    assert_eq!(bench.state.caret.byte, 7);
    bench.key(Key::Z, Modifiers::COMMAND);
    assert_eq!(bench.text, "ab");
}

#[test]
fn an_empty_composition_does_not_delete_what_is_selected() {
    let mut bench = Bench::new("ab");
    bench.state.select_all("ab");
    bench.compose("");
    bench.take(&Event::Ime(ImeEvent::Commit(String::new())));
    assert_eq!(bench.text, "ab");
}

#[test]
fn an_input_method_may_delete_around_the_caret() {
    let mut bench = Bench::new("αβγδ");
    bench.state.place(Caret::at(4));
    bench.take(&Event::Ime(ImeEvent::DeleteSurrounding { before_chars: 1, after_chars: 1 }));
    assert_eq!(bench.text, "αδ");
    assert_eq!(bench.state.caret.byte, 2);
}

#[test]
fn one_line_takes_no_line_breaks() {
    let mut bench = Bench::new("");
    bench.lines = Lines::One;
    bench.take(&Event::Paste("one\r\ntwo\n".to_owned()));
    assert_eq!(bench.text, "one two");
}

#[test]
fn a_mention_is_passed_and_deleted_as_one() {
    let mut bench = Bench::new("hi @Ada!");
    bench.state.atoms.push(3..7);
    bench.key(Key::ArrowLeft, Modifiers::NONE);
    bench.key(Key::ArrowLeft, Modifiers::NONE);
    assert_eq!(bench.state.caret.byte, 3);
    bench.key(Key::Delete, Modifiers::NONE);
    assert_eq!(bench.text, "hi !");
}

#[test]
fn without_shift_an_arrow_goes_to_the_end_of_the_selection_that_the_eye_sees_there() {
    let mut bench = Bench::new("שלום");
    bench.state.select_all("שלום");
    bench.state.go("שלום", &bench.laid(), Move::Left, false);
    assert_eq!(bench.state.caret.byte, 8);
}

#[test]
fn a_text_from_elsewhere_puts_the_caret_at_its_end() {
    let mut bench = Bench::new("one");
    bench.write("!");
    bench.state.meet("another text");
    assert_eq!(bench.state.caret.byte, 12);
    assert!(!bench.state.undo(&mut bench.text, false));
}

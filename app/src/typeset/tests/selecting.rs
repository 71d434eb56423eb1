//! Selection inside a text and across texts.

use std::sync::Arc;

use egui::Id;

use super::OWN;
use crate::typeset::build::{Fit, lay};
use crate::typeset::fonts::FontBook;
use crate::typeset::{Caret, Grain, Laid, Move, Options, TextKey, TextSelection, TextStyle};

fn texts() -> Vec<(TextKey, Laid)> {
    let mut book = FontBook::new(&OWN, false);
    let fit = Fit::new(TextStyle::new(15.0), 300.0, Options::default(), 1.0);
    let texts = ["First message here", "second one\nwith two lines", "third שלום עולם"];
    let laid =
        texts.iter().zip(1..).map(|(text, order)| (TextKey::new(order), lay(&mut book, &Arc::from(*text), &fit)));
    laid.collect()
}

fn scope() -> Id {
    Id::unique("conversation")
}

#[test]
fn a_selection_across_texts_is_copied_in_their_order() {
    let texts = texts();
    let mut selection = TextSelection::default();
    selection.begin(scope(), texts[2].0, &texts[2].1, Caret::at(5), Grain::Character);
    selection.extend(texts[0].0, &texts[0].1, Caret::at(6));
    // The text between is seen while the mouse passes.
    assert!(selection.range_in(scope(), texts[1].0, texts[1].1.text()).is_some());
    assert_eq!(selection.copied().expect("something is selected"), "message here\nsecond one\nwith two lines\nthird");
}

#[test]
fn a_text_outside_of_the_selection_or_of_its_scope_has_no_part_in_it() {
    let texts = texts();
    let mut selection = TextSelection::default();
    selection.begin(scope(), texts[0].0, &texts[0].1, Caret::at(0), Grain::Character);
    selection.extend(texts[1].0, &texts[1].1, Caret::at(3));
    assert_eq!(selection.range_in(scope(), texts[2].0, texts[2].1.text()), None);
    assert_eq!(selection.range_in(Id::unique("another"), texts[0].0, texts[0].1.text()), None);
    assert_eq!(selection.range_in(scope(), texts[0].0, texts[0].1.text()), Some(0..18));
    assert_eq!(selection.range_in(scope(), texts[1].0, texts[1].1.text()), Some(0..3));
}

#[test]
fn a_double_click_takes_words_and_a_triple_click_paragraphs() {
    let texts = texts();
    let mut selection = TextSelection::default();
    selection.begin(scope(), texts[0].0, &texts[0].1, Caret::at(8), Grain::Word);
    assert_eq!(selection.copied().as_deref(), Some("message"));
    selection.extend(texts[0].0, &texts[0].1, Caret::at(2));
    assert_eq!(selection.copied().as_deref(), Some("First message"));
    selection.begin(scope(), texts[1].0, &texts[1].1, Caret::at(14), Grain::Paragraph);
    assert_eq!(selection.copied().as_deref(), Some("with two lines"));
}

#[test]
fn words_are_found_in_hebrew_and_in_thai() {
    let texts = texts();
    let laid = &texts[2].1;
    let byte = laid.text().find("עולם").expect("it is there");
    assert_eq!(laid.text().get(laid.word_at(Caret::at(byte + 2))), Some("עולם"));
    let mut book = FontBook::new(&OWN, false);
    let fit = Fit::new(TextStyle::new(15.0), 300.0, Options::default(), 1.0);
    let thai = lay(&mut book, &Arc::from("ภาษาไทย"), &fit);
    assert_eq!(thai.text().get(thai.word_at(Caret::at(0))), Some("ภาษา"));
}

#[test]
fn keys_move_the_end_of_the_selection() {
    let texts = texts();
    let (key, laid) = (texts[0].0, &texts[0].1);
    let mut selection = TextSelection::default();
    selection.begin(scope(), key, laid, Caret::at(0), Grain::Character);
    let mut column = None;
    let to = laid.moved(selection.focus().expect("it has begun").caret, Move::WordRight, &mut column);
    selection.extend_to(key, laid, to);
    assert_eq!(selection.copied().as_deref().map(str::trim_end), Some("First"));
    selection.select_all(scope(), key, laid);
    assert_eq!(selection.copied().as_deref(), Some("First message here"));
}

#[test]
fn a_click_selects_nothing() {
    let texts = texts();
    let mut selection = TextSelection::default();
    selection.begin(scope(), texts[0].0, &texts[0].1, Caret::at(3), Grain::Character);
    assert!(selection.is_empty());
    assert_eq!(selection.copied(), None);
}

//! What layouts promise: the cache keeps to its budget, texts are cut where they are too long, places are right.

use std::sync::Arc;

use egui::{Context, vec2};

use super::OWN;
use crate::typeset::build::{Fit, lay, paragraphs};
use crate::typeset::cache::Cache;
use crate::typeset::fonts::FontBook;
use crate::typeset::{Caret, Laid, Options, TextStyle, Typesetter};

fn laid(text: &str, width: f32, options: Options<'_>) -> Laid {
    let mut book = FontBook::new(&OWN, false);
    lay(&mut book, &text.into(), &Fit::new(TextStyle::new(15.0), width, options, 1.0))
}

#[test]
fn the_cache_keeps_to_its_budget_and_to_what_is_in_sight() {
    let mut book = FontBook::new(&OWN, false);
    let mut cache = Cache::new(200_000);
    let fit = Fit::new(TextStyle::new(15.0), 300.0, Options::default(), 1.0);
    for number in 0..1_000_u64 {
        let text: Arc<str> = format!("message number {number} with some words in it").into();
        assert!(cache.get(number, &text, number).is_none());
        cache.put(number, Arc::new(lay(&mut book, &text, &fit)));
        assert!(cache.bytes() <= 200_000 + 10_000, "{} bytes", cache.bytes());
    }
    assert!(cache.len() > 10);
    assert!(cache.get(999, "message number 999 with some words in it", 1_000).is_some());
    assert!(cache.get(0, "message number 0 with some words in it", 1_000).is_none());
}

#[test]
fn another_text_with_the_same_key_is_not_taken_for_it() {
    let mut cache = Cache::default();
    cache.put(7, Arc::new(laid("one", 100.0, Options::default())));
    assert!(cache.get(7, "two", 1).is_none());
    assert!(cache.get(7, "one", 1).is_some());
}

#[test]
fn one_line_is_cut_to_its_room() {
    let text = "A sentence that is much longer than the room it has here";
    for width in [30.0, 60.0, 100.0, 200.0, 300.0] {
        let cut = laid(text, width, Options::one_line());
        assert!(cut.size().x <= width + 1.0, "{} in {width}", cut.size().x);
        assert!(cut.is_elided());
        assert_eq!(cut.lines(), 1);
    }
    assert!(!laid(text, 1_000.0, Options::one_line()).is_elided());
}

#[test]
fn a_cut_name_uses_nearly_all_of_its_room() {
    let cut = laid("Wolfeschlegelsteinhausenbergerdorff the Elder", 150.0, Options::one_line());
    assert!(cut.size().x > 130.0, "{}", cut.size().x);
}

#[test]
fn lines_are_counted_over_paragraphs() {
    let text = "one\ntwo\nthree\nfour";
    let cut = laid(text, 300.0, Options::lines(3));
    assert_eq!(cut.lines(), 3);
    assert!(cut.is_elided());
    assert!(!laid(text, 300.0, Options::lines(4)).is_elided());
}

#[test]
fn a_very_long_text_on_one_line_is_not_shaped_whole() {
    let text = "words and ".repeat(50_000);
    let started = std::time::Instant::now();
    let cut = laid(&text, 300.0, Options::one_line());
    assert!(cut.is_elided());
    assert!(started.elapsed().as_secs() < 5);
}

#[test]
fn paragraphs_end_at_all_line_breaks() {
    let found = paragraphs("a\r\nb\rc\u{2029}d\n");
    assert_eq!(found, [(0..1, 2), (3..4, 1), (5..6, 3), (9..10, 1), (11..11, 0)]);
}

#[test]
fn each_paragraph_has_the_direction_of_its_content() {
    let laid = laid("hello\nשלום", 300.0, Options::default());
    let directions: Vec<bool> = laid.paragraphs.iter().map(|it| it.layout.is_rtl()).collect();
    assert_eq!(directions, [false, true]);
}

#[test]
fn every_place_is_found_again_by_its_rectangle() {
    let text = "ab שלום cd\nמה קורה x\n\nend";
    let laid = laid(text, 90.0, Options::default());
    for (byte, _) in text.char_indices() {
        let caret = Caret::at(byte);
        let rect = laid.caret_rect(caret);
        assert!(rect.height() > 5.0, "no caret at {byte}");
        let found = laid.hit(rect.center().to_vec2());
        let again = laid.caret_rect(found);
        assert!((again.left() - rect.left()).abs() < 1.5, "{byte}: {rect:?} is found as {found:?} {again:?}");
    }
}

#[test]
fn an_empty_text_has_a_caret() {
    let laid = laid("", 100.0, Options::default());
    assert!(laid.size().y >= 20.0);
    assert!(laid.caret_rect(Caret::at(0)).height() > 10.0);
    assert_eq!(laid.hit(vec2(50.0, 5.0)), Caret::at(0));
}

#[test]
fn a_range_in_mixed_directions_has_several_rectangles() {
    let laid = laid("ab שלום cd", 300.0, Options::default());
    assert_eq!(laid.rects(0..2).len(), 1);
    // From the middle of the Latin word into the middle of the Hebrew one: a gap lies between.
    assert_eq!(laid.rects(1..5).len(), 2);
}

#[test]
fn the_direction_of_the_text_decides_on_which_side_it_stands() {
    let hebrew = laid("שלום", 300.0, Options { is_full_width: true, ..Options::default() });
    assert!(hebrew.caret_rect(Caret::at(0)).left() > 250.0);
    let tight = laid("שלום", 300.0, Options::default());
    assert!(tight.caret_rect(Caret::at(0)).left() <= tight.size().x + 0.5);
}

#[test]
fn a_typesetter_lays_out_the_same_text_once() {
    let ctx = Context::default();
    let typesetter = Typesetter::new(&OWN);
    for _ in 0..3 {
        for number in 0..20 {
            let text = format!("message {number}");
            typesetter.layout_str(&ctx, &text, TextStyle::new(15.0), 300.0, Options::default());
        }
    }
    assert_eq!(typesetter.held().shaped, 20);
}

#[test]
fn a_text_for_a_mirrored_window_is_the_same_reflected_in_its_box() {
    let text = "two words, and enough of them for a second line";
    let fit = Fit::new(TextStyle::new(15.0), 120.0, Options::default(), 1.0);
    let mut book = FontBook::new(&OWN, false);
    let plain = lay(&mut book, &text.into(), &fit);
    let mirrored = lay(&mut book, &text.into(), &fit.mirrored(true));
    assert_eq!(plain.size(), mirrored.size());
    assert!(mirrored.is_rtl() && !plain.is_rtl(), "it runs against the window");
    for byte in 0..text.len() {
        let (was, is) = (plain.caret_rect(Caret::at(byte)), mirrored.caret_rect(Caret::at(byte)));
        assert!((plain.size().x - was.left() - is.right()).abs() < 0.01, "byte {byte}");
        let near = vec2(is.left() - 1.0, is.center().y);
        assert_eq!(mirrored.hit(near).byte, plain.hit(vec2(plain.size().x - near.x, near.y)).byte);
    }
    let (was, is) = (plain.last_line(), mirrored.last_line());
    assert!((was.0 + is.1 - plain.size().x).abs() < 0.01 && (was.1 + is.0 - plain.size().x).abs() < 0.01);
}

#[test]
fn the_fonts_of_the_program_stay_the_same_when_others_are_found() {
    let first = FontBook::new(&OWN, false);
    let ids = |book: &FontBook| book.own().iter().map(|(blob, _)| blob.id()).collect::<Vec<_>>();
    let second = FontBook::completed(first.own(), &[]);
    assert_eq!(ids(&first), ids(&second), "or every glyph is drawn a second time");
    assert_ne!(ids(&first), ids(&FontBook::new(&OWN, false)), "the same bytes alone are not enough");
}

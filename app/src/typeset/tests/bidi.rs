//! UAX 9: the order in which characters are seen, by cases of `BidiCharacterTest.txt`.

use parley::{BaseDirection, Layout};

use super::{Brush, FontBook, OWN, cases, text_of};
use crate::typeset::fonts::family;
use crate::typeset::style::Family;

const CASES: &str = include_str!("../../../../tests/vectors/unicode/BidiCharacterTest.txt");

/// Characters that are shown at all, in the order in which they are seen.
fn order(layout: &Layout<Brush>, text: &str) -> Vec<usize> {
    let index: std::collections::HashMap<usize, usize> =
        text.char_indices().enumerate().map(|(index, (byte, _))| (byte, index)).collect();
    let mut seen = Vec::new();
    for line in layout.lines() {
        for run in line.runs() {
            seen.extend(run.visual_clusters().filter_map(|cluster| index.get(&cluster.text_range().start).copied()));
        }
    }
    seen
}

#[test]
fn characters_stand_in_the_order_of_the_standard() {
    let mut book = FontBook::new(&OWN, false);
    let (mut checked, mut wrong) = (0, Vec::new());
    for case in cases(CASES) {
        let fields: Vec<&str> = case.split(';').collect();
        let [codes, direction, level, levels, expected] = fields.as_slice() else { panic!("{case}") };
        let text = text_of(codes);
        // A text of ours is a paragraph, and what stands with another as one grapheme has no place of its own.
        let graphemes = unicode_segmentation::UnicodeSegmentation::graphemes(text.as_str(), true).count();
        if text.contains(['\u{2029}', '\n', '\r', '\u{85}', '\u{1c}', '\u{1d}', '\u{1e}'])
            || graphemes != text.chars().count()
        {
            continue;
        }
        let mut builder = book.layouts.ranged_builder(&mut book.fonts, &text, 1.0, true);
        builder.push_default(family(Family::Text));
        builder.set_base_direction(match *direction {
            "0" => BaseDirection::Ltr,
            "1" => BaseDirection::Rtl,
            _ => BaseDirection::Auto,
        });
        let mut layout = builder.build(&text);
        layout.break_all_lines(None);
        let removed: Vec<bool> = levels.split_whitespace().map(|level| level == "x").collect();
        let mut seen = order(&layout, &text);
        seen.retain(|index| removed.get(*index) == Some(&false));
        let expected: Vec<usize> = expected.split_whitespace().map(|it| it.parse().expect("a number")).collect();
        checked += 1;
        if seen != expected || layout.is_rtl() != (*level == "1") {
            wrong.push(format!("{case}: {seen:?}"));
        }
    }
    assert!(checked > 1_000, "only {checked} cases were checked");
    assert!(wrong.is_empty(), "{} of {checked} are wrong:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

//! UAX 14: where lines may end, by cases of `LineBreakTest.txt`.

use parley::{OverflowWrap, StyleProperty};

use unicode_segmentation::UnicodeSegmentation;

use super::{FontBook, OWN, cases, text_of};
use crate::typeset::build::paragraphs;
use crate::typeset::fonts::family;
use crate::typeset::style::Family;

const CASES: &str = include_str!("../../../../tests/vectors/unicode/LineBreakTest.txt");

/// Cases that come out differently, all for known reasons: a line of no width is not too long yet, so nothing
/// breaks behind characters without width (here 0000, 200B, lone marks); the dictionaries for Burmese break around
/// a lone vowel sign; numbers and brackets follow ICU's tailoring of the rule LB25.
const KNOWN: usize = 37;

/// The ends of lines of a paragraph when every opportunity is taken.
fn ends(book: &mut FontBook, text: &str) -> Vec<usize> {
    let mut builder = book.layouts.ranged_builder(&mut book.fonts, text, 1.0, true);
    builder.push_default(family(Family::Text));
    builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Normal));
    let mut layout = builder.build(text);
    layout.break_all_lines(Some(0.0));
    let ends = layout.lines().map(|line| line.text_range().end);
    // An empty paragraph is laid out as a space.
    ends.filter(|end| (1..=text.len()).contains(end)).collect()
}

#[test]
fn lines_end_where_the_standard_allows() {
    let mut book = FontBook::new(&OWN, false);
    let (mut checked, mut wrong) = (0, Vec::new());
    for case in cases(CASES) {
        let codes: String = case.replace(['÷', '×'], " ");
        let text = text_of(&codes);
        // Bytes behind which the standard allows a break.
        let mut expected = Vec::new();
        let mut bytes = 0;
        for part in case.split_whitespace() {
            match part {
                "÷" if bytes > 0 => expected.push(bytes),
                "÷" | "×" => {}
                code => bytes += text_of(code).len(),
            }
        }
        let mut found = Vec::new();
        for (range, break_bytes) in paragraphs(&text) {
            found.extend(ends(&mut book, &text[range.clone()]).into_iter().map(|end| range.start + end));
            found.extend((break_bytes > 0).then_some(range.end + break_bytes));
        }
        // White space stays at the end of its line, and a grapheme is never torn apart.
        let is_kept = |at: &usize| {
            let rest = text.get(*at..).expect("a boundary");
            let is_start = text.grapheme_indices(true).any(|(start, _)| start == *at);
            rest.is_empty() || (is_start && !rest.starts_with(char::is_whitespace))
        };
        found.retain(is_kept);
        expected.retain(is_kept);
        found.dedup();
        checked += 1;
        if found != expected {
            wrong.push(format!("{case}: {found:?}, not {expected:?}"));
        }
    }
    assert!(checked > 1_000, "only {checked} cases were checked");
    let shown = wrong.iter().take(50).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.len() <= KNOWN, "{} of {checked} are wrong:\n{shown}", wrong.len());
}

//! What is in a text besides its words: links, code, light marks such as `**bold**`, and whether it is emoji only.
//!
//! Marks are decoration: the text stays as it was written, with its signs, which are dimmed. Links are taken with
//! `http` or `https` only. In code nothing else counts. Sizes of emoji follow the official clients: one or two
//! are twice as large, three or four 1.8 times, five or six 1.5 times, more 1.1 times.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use unicode_segmentation::UnicodeSegmentation;

use super::link::Link;
use crate::typeset::{Ink, Look, Span};

/// Links of one text at most; a text with more has the first ones.
const MOST_LINKS: usize = 64;
/// Emoji of a text that is emoji only, at most, to be larger.
const MOST_EMOJI: usize = 40;
/// What opens and closes a stretch of code.
const FENCE: &str = "```";

/// What is in a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    /// Looks of its parts, in order and apart.
    pub spans: Vec<Span>,
    /// Its links, in order.
    pub links: Vec<Link>,
    /// How much larger its text is; 1 for all that is not emoji only.
    pub scale: f32,
}

/// A mark before it is joined with others.
struct Mark {
    range: Range<usize>,
    look: Look,
    ink: Ink,
}

impl Content {
    /// Finds what is in a text.
    pub fn of(text: &str) -> Self {
        let scale = emoji_scale(text);
        if scale > 1.0 {
            return Self { spans: Vec::new(), links: Vec::new(), scale };
        }
        let mut marks = Vec::new();
        let mut code = Vec::new();
        fences(text, &mut marks, &mut code);
        let links = links(text, &code);
        marks.extend(links.iter().map(|link| Mark {
            range: link.range.clone(),
            look: Look::UNDERLINE,
            ink: Ink::Accent,
        }));
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let range = start..start + line.len();
            start = range.end;
            if !code.iter().any(|it| overlaps(it, &range)) {
                inline(text, range, &links, &mut marks);
            }
        }
        Self { spans: joined(&marks), links, scale }
    }

    /// The link at a byte.
    pub fn link_at(&self, byte: usize) -> Option<&Link> {
        self.links.iter().find(|link| link.range.contains(&byte))
    }
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// How much larger a text is that is emoji only.
fn emoji_scale(text: &str) -> f32 {
    let mut count = 0_usize;
    for grapheme in text.graphemes(true).filter(|grapheme| !grapheme.trim().is_empty()) {
        count += 1;
        if count > MOST_EMOJI || !is_emoji(grapheme) {
            return 1.0;
        }
    }
    match count {
        0 => 1.0,
        1 | 2 => 2.0,
        3 | 4 => 1.8,
        5 | 6 => 1.5,
        _ => 1.1,
    }
}

/// Whether a grapheme is shown as a picture: it has a character that always is, or the sign that asks for it.
fn is_emoji(grapheme: &str) -> bool {
    let is_picture = |c: char| {
        matches!(u32::from(c),
            0x1F300..=0x1F64F | 0x1F680..=0x1F6FF | 0x1F7E0..=0x1F7EB | 0x1F90C..=0x1F9FF | 0x1FA70..=0x1FAFF
            | 0x1F1E6..=0x1F1FF | 0x1F004 | 0x1F0CF | 0x1F18E | 0x1F191..=0x1F19A | 0x1F201 | 0x1F21A | 0x1F22F
            | 0x231A | 0x231B | 0x23E9..=0x23EC | 0x23F0 | 0x23F3 | 0x25FD | 0x25FE | 0x2614 | 0x2615
            | 0x2648..=0x2653 | 0x267F | 0x2693 | 0x26A1 | 0x26AA | 0x26AB | 0x26BD | 0x26BE | 0x26C4 | 0x26C5
            | 0x26CE | 0x26D4 | 0x26EA | 0x26F2 | 0x26F3 | 0x26F5 | 0x26FA | 0x26FD | 0x2705 | 0x270A | 0x270B
            | 0x2728 | 0x274C | 0x274E | 0x2753..=0x2755 | 0x2757 | 0x2795..=0x2797 | 0x27B0 | 0x27BF | 0x2B1B
            | 0x2B1C | 0x2B50 | 0x2B55)
    };
    grapheme.chars().any(is_picture) || grapheme.contains('\u{fe0f}') || grapheme.ends_with('\u{20e3}')
}

/// Code between lines that begin with a fence: all of it, with its fences, is put into `code`.
fn fences(text: &str, marks: &mut Vec<Mark>, code: &mut Vec<Range<usize>>) {
    let mut start = 0;
    while let Some(open) = text.get(start..).and_then(|rest| rest.find(FENCE)).map(|at| start + at) {
        let inside = open + FENCE.len();
        let Some(close) = text.get(inside..).and_then(|rest| rest.find(FENCE)).map(|at| inside + at) else { return };
        let end = close + FENCE.len();
        let is_code = text.get(inside..close).is_some_and(|inner| !inner.trim().is_empty());
        if is_code {
            marks.push(Mark { range: open..inside, look: Look::MONO, ink: Ink::Dim });
            // The line breaks beside the fences are no code.
            let inner = text.get(inside..close).unwrap_or_default();
            let start = inside + inner.len() - inner.trim_start_matches(['\n', '\r']).len();
            let end = start + text.get(start..close).unwrap_or_default().trim_end_matches(['\n', '\r']).len();
            marks.push(Mark { range: start..end, look: Look::MONO | Look::GROUND, ink: Ink::Text });
            marks.push(Mark { range: close..end, look: Look::MONO, ink: Ink::Dim });
            code.push(open..end);
        }
        start = end;
    }
}

fn links(text: &str, code: &[Range<usize>]) -> Vec<Link> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let found = finder.links(text).filter(|link| !code.iter().any(|it| overlaps(it, &(link.start()..link.end()))));
    found.filter_map(|link| Link::new(link.as_str(), link.start()..link.end())).take(MOST_LINKS).collect()
}

/// The signs that dress what they enclose, the longer before the shorter.
const SIGNS: [(&str, Look); 5] =
    [("**", Look::BOLD), ("~~", Look::STRIKE), ("`", Look::PLAIN), ("*", Look::ITALIC), ("_", Look::ITALIC)];

/// Marks of one line. A sign opens before a letter and after a space, and closes the other way round.
fn inline(text: &str, line: Range<usize>, links: &[Link], marks: &mut Vec<Mark>) {
    let Some(content) = text.get(line.clone()) else { return };
    let trimmed = content.trim_end_matches(['\n', '\r']);
    if let Some(quoted) = trimmed.strip_prefix("> ").filter(|quoted| !quoted.trim().is_empty()) {
        let inside = line.start + 2;
        marks.push(Mark { range: line.start..inside, look: Look::PLAIN, ink: Ink::Dim });
        marks.push(Mark { range: inside..inside + quoted.len(), look: Look::ITALIC, ink: Ink::Text });
    }
    let end = line.start + trimmed.len();
    let mut at = line.start;
    while at < end {
        if let Some(link) = links.iter().find(|link| link.range.contains(&at)) {
            at = link.range.end;
            continue;
        }
        let Some(rest) = text.get(at..end) else { return };
        let found = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign) && opens(text, at, sign));
        let closed = found.and_then(|(sign, look)| Some((*sign, *look, closing(text, at + sign.len(), end, sign)?)));
        let Some((sign, look, close)) = closed else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let inside = at + sign.len();
        let is_code = sign == "`";
        let look = if is_code { Look::MONO | Look::GROUND } else { look };
        let dim = |range| Mark { range, look: Look::PLAIN, ink: Ink::Dim };
        marks.push(dim(at..inside));
        marks.push(Mark { range: inside..close, look, ink: Ink::Text });
        marks.push(dim(close..close + sign.len()));
        // Code is left as it is; elsewhere marks may stand within marks.
        at = if is_code { close + sign.len() } else { inside };
    }
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// A sign opens at the start of a word.
fn opens(text: &str, at: usize, sign: &str) -> bool {
    let is_outside = before(text, at).is_none_or(|c| !c.is_alphanumeric() && !sign.starts_with(c));
    is_outside && after(text, at + sign.len()).is_some_and(|c| !c.is_whitespace() && !sign.starts_with(c))
}

/// Where a sign that opened before `from` closes: at the end of a word.
fn closing(text: &str, from: usize, end: usize, sign: &str) -> Option<usize> {
    let inner = text.get(from..end)?;
    inner.match_indices(sign).map(|(at, _)| from + at).find(|at| {
        let is_inside = before(text, *at).is_some_and(|c| !c.is_whitespace()) && *at > from;
        let next = after(text, *at + sign.len());
        is_inside && next.is_none_or(|c| !c.is_alphanumeric() && !sign.starts_with(c))
    })
}

/// Marks that lie on each other as spans that stand beside each other: looks join, the last color wins.
fn joined(marks: &[Mark]) -> Vec<Span> {
    let mut edges: Vec<usize> = marks.iter().flat_map(|mark| [mark.range.start, mark.range.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut spans: Vec<Span> = Vec::new();
    for (start, end) in edges.iter().copied().zip(edges.iter().copied().skip(1)) {
        let here = marks.iter().filter(|mark| mark.range.start <= start && mark.range.end >= end);
        let (look, ink) = here.fold((Look::PLAIN, Ink::Text), |(look, ink), mark| {
            (look | mark.look, if mark.ink == Ink::Text { ink } else { mark.ink })
        });
        if look == Look::PLAIN && ink == Ink::Text {
            continue;
        }
        match spans.last_mut().filter(|last| last.range.end == start && last.look == look && last.ink == ink) {
            Some(last) => last.range.end = end,
            None => spans.push(Span::new(start..end, look, ink)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dressed(text: &str, look: Look) -> Vec<&str> {
        let content = Content::of(text);
        let spans = content.spans.into_iter().filter(|span| span.look.has(look));
        spans.filter_map(|span| text.get(span.range)).collect()
    }

    #[test]
    fn light_marks_dress_what_they_enclose() {
        assert_eq!(dressed("so **very bold** it is", Look::BOLD), ["very bold"]);
        assert_eq!(dressed("*yes* and _no_", Look::ITALIC), ["yes", "no"]);
        assert_eq!(dressed("~~gone~~, `let x = *y;`", Look::STRIKE), ["gone"]);
        assert_eq!(dressed("~~gone~~, `let x = *y;`", Look::MONO), ["let x = *y;"]);
        assert_eq!(dressed("> said before\nand now", Look::ITALIC), ["said before"]);
    }

    #[test]
    fn what_only_looks_like_a_mark_is_none() {
        for text in ["2 * 3 * 4", "snake_case_name", "a ** b ** c", "`", "** **", "5*3=15 and 2*2", "__init__ x"] {
            assert!(dressed(text, Look::ITALIC).is_empty() && dressed(text, Look::BOLD).is_empty(), "{text}");
        }
        assert!(Content::of(">no space").spans.is_empty());
    }

    #[test]
    fn marks_within_marks_join() {
        let text = "**bold and *both* here**";
        assert_eq!(dressed(text, Look::BOLD | Look::ITALIC), ["both"]);
    }

    #[test]
    fn fenced_code_is_code_and_nothing_else() {
        let text = "see:\n```\nfn f() { **x** } // https://a.example\n```\n**after**";
        let content = Content::of(text);
        assert!(content.links.is_empty());
        assert_eq!(dressed(text, Look::BOLD), ["after"]);
        assert_eq!(dressed(text, Look::MONO | Look::GROUND).len(), 1);
        assert!(dressed("``` ```", Look::MONO).is_empty());
    }

    #[test]
    fn links_are_found_with_their_real_end() {
        let text =
            "look at https://example.org/a_(b)?q=1, and http://x.example. Not ftp://y.example or mailto:a@b.example";
        let urls: Vec<_> = Content::of(text).links.iter().map(|link| link.url.clone()).collect();
        assert_eq!(urls, ["https://example.org/a_(b)?q=1", "http://x.example"]);
        assert!(dressed("https://example.org/_a_/*b*", Look::ITALIC).is_empty());
    }

    #[test]
    fn emoji_alone_are_larger() {
        let scale = |text: &str| Content::of(text).scale;
        let near = |text: &str, wanted: f32| assert!((scale(text) - wanted).abs() < 0.01, "{text}: {}", scale(text));
        near("👍🏽", 2.0);
        near("👩‍👩‍👧‍👦 🇨🇭", 2.0);
        near("☺️1️⃣❤️", 1.8);
        near("😀😀😀😀😀", 1.5);
        near("😀😀😀😀😀😀😀", 1.1);
        near("👍 ok", 1.0);
        near("12", 1.0);
        near("", 1.0);
        near("©", 1.0);
    }

    #[test]
    fn whatever_is_written_spans_stand_apart_on_whole_characters() {
        let pieces = ["**", "*", "_", "`", "```", "~~", "> ", "\n", " ", "wörd", "👩‍👩‍👧‍👦", "https://é.example/ü", "שלום"];
        let mut seed = 7_u64;
        for _ in 0..3_000 {
            let mut text = String::new();
            for _ in 0..seed % 13 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let index = usize::try_from((seed >> 33) % 13).expect("small");
                text.push_str(pieces.get(index).expect("one of thirteen"));
            }
            seed = seed.wrapping_add(1);
            let content = Content::of(&text);
            let mut last = 0;
            for span in &content.spans {
                assert!(span.range.start >= last && span.range.start < span.range.end, "{text:?}");
                assert!(text.get(span.range.clone()).is_some(), "{text:?}");
                last = span.range.end;
            }
            assert!(content.links.iter().all(|link| text.get(link.range.clone()) == Some(&*link.url)));
        }
    }
}

//! Where a text matches a query, and the piece of it that shows why.
//!
//! The same letters and runs as in the index, so that what is emphasised is what was found.

use std::ops::Range;

use super::words::{Letter, Part, Run, Shape, fold, parts, runs};

/// Bytes of a text before its first match that a piece shows.
const BEFORE: usize = 40;
/// Bytes of a text that a piece shows at most.
const MOST: usize = 200;

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matcher {
    parts: Vec<Part>,
    is_blank: bool,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// The piece, on one line, with `…` where it was cut.
    pub text: String,
    /// What matches in it, in bytes.
    pub matches: Vec<Range<usize>>,
}

impl Matcher {
    /// What a query asks for.
    pub fn new(query: &str) -> Self {
        Self { parts: parts(query), is_blank: query.trim().is_empty() }
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether it asks for nothing that could be found.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether nothing but spaces was written.
    pub(super) const fn is_blank(&self) -> bool {
        self.is_blank
    }

    /// Whether a text has all that is asked for. Asking for nothing fits nothing.
    pub fn fits(&self, text: &str) -> bool {
        let letters = fold(text);
        let runs = runs(&letters);
        let has = |part| !places(part, &letters, &runs).is_empty();
        !self.parts.is_empty() && self.parts.iter().all(has)
    }

    /// Everything in a text that is asked for, in bytes, in order, without overlaps.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let letters = fold(text);
        let runs = runs(&letters);
        let mut found: Vec<_> = self.parts.iter().flat_map(|part| places(part, &letters, &runs)).collect();
        found.sort_by_key(|range| (range.start, range.end));
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match merged.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        merged
    }

    /// The piece of a text around its first match.
    pub fn snippet(&self, text: &str) -> Snippet {
        let matches = self.ranges(text);
        let first = matches.first().map_or(0, |range| range.start);
        let start = word_before(text, first, BEFORE);
        let end = word_after(text, start, MOST).max(matches.first().map_or(0, |range| range.end));
        let mut snippet = Snippet::default();
        if start > 0 {
            snippet.text.push('…');
        }
        let shift = snippet.text.len();
        let piece = text.get(start..end).unwrap_or_default();
        // Spaces have the size of what they replace, so that places stay right.
        snippet.text.extend(piece.chars().map(|c| if c.is_ascii_control() { ' ' } else { c }));
        let within = matches.into_iter().filter(|range| range.end <= end);
        snippet.matches = within.map(|range| range.start - start + shift..range.end - start + shift).collect();
        if end < text.len() {
            snippet.text.push('…');
        }
        snippet
    }
}

/// Where to begin, at most `most` bytes before a place: at a word if there is one.
fn word_before(text: &str, place: usize, most: usize) -> usize {
    if place <= most {
        return 0;
    }
    let mut from = place - most;
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let skipped = text.get(from..place).unwrap_or_default();
    match skipped.char_indices().find(|(_, c)| c.is_whitespace()) {
        Some((at, space)) => from + at + space.len_utf8(),
        None => from,
    }
}

/// Where to end, at most `most` bytes after a place.
fn word_after(text: &str, place: usize, most: usize) -> usize {
    if text.len() - place <= most {
        return text.len();
    }
    let mut to = place + most;
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let kept = text.get(place..to).unwrap_or_default();
    let space = kept.char_indices().rev().take(BEFORE).find(|(_, c)| c.is_whitespace());
    space.map_or(to, |(at, _)| place + at)
}

/// Where a part is, in bytes.
fn places(part: &Part, letters: &[Letter], runs: &[Run]) -> Vec<Range<usize>> {
    let (wanted, is_dense) = match part {
        Part::Whole(text) | Part::Beginning(text) => (text, false),
        Part::Dense(text) => (text, true),
    };
    let wanted: Vec<char> = wanted.chars().collect();
    let is_beginning = matches!(part, Part::Beginning(_));
    let mut found = Vec::new();
    for run in runs.iter().filter(|run| (run.shape == Shape::Dense) == is_dense) {
        let of_run = letters.get(run.letters.clone()).unwrap_or_default();
        let begins = |at: &[Letter]| at.len() >= wanted.len() && at.iter().zip(&wanted).all(|(a, b)| a.letter == *b);
        if is_dense {
            let places = of_run.windows(wanted.len()).filter(|window| begins(window));
            found.extend(places.filter_map(whole));
        } else if begins(of_run) && (is_beginning || of_run.len() == wanted.len() || is_cut(&wanted)) {
            found.extend(of_run.get(..wanted.len()).and_then(whole));
        }
    }
    found
}

/// Whether only the beginning of a word counts since it is too long.
fn is_cut(wanted: &[char]) -> bool {
    wanted.len() >= super::words::LONGEST
}

fn whole(letters: &[Letter]) -> Option<Range<usize>> {
    Some(letters.first()?.start..letters.last()?.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched<'a>(query: &str, text: &'a str) -> Vec<&'a str> {
        Matcher::new(query).ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn what_is_emphasised_is_what_was_asked_for() {
        assert_eq!(matched("creme bru", "Crème brûlée, crème bru."), ["Crème", "brû", "crème", "bru"]);
        assert_eq!(matched("the ", "The other theme"), ["The"]);
        assert_eq!(matched("日本", "在日本語日本"), ["日本", "日本"]);
        assert_eq!(matched("本", "日本"), ["本"]);
        assert_eq!(matched("🎉", "so 🎉!"), ["🎉"]);
        assert_eq!(matched("strass", "Straße"), ["Straß"], "as much as the letters came from");
        assert!(matched("", "anything").is_empty());
        assert!(matched("x", "no").is_empty());
    }

    #[test]
    fn all_of_a_query_must_be_there() {
        assert!(Matcher::new("good mor").fits("Morning is good"));
        assert!(!Matcher::new("good mor").fits("goodness, morning"));
        assert!(!Matcher::new("日本語").fits("日本 本語"), "apart is not enough");
        assert!(!Matcher::new("").fits("anything"));
    }

    #[test]
    fn a_piece_is_cut_around_the_first_match() {
        let text = format!("{}needle{}", "some words before it ".repeat(5), "\nand words after it".repeat(20));
        let piece = Matcher::new("needle").snippet(&text);
        assert!(piece.text.starts_with("…") && piece.text.ends_with('…') && !piece.text.contains('\n'), "{piece:?}");
        assert!(piece.text.len() < 210);
        assert_eq!(&piece.text[piece.matches[0].clone()], "needle");
        let short = Matcher::new("b").snippet("a\nb");
        assert_eq!((short.text.as_str(), short.matches.first()), ("a b", Some(&(2..3))));
        let emoji = "🎉".repeat(100);
        assert!(!Matcher::new("x").snippet(&emoji).text.is_empty());
    }
}

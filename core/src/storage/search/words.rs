//! From texts to the terms of the index.
//!
//! Letters are folded: compatibility decomposition, no accents (of Latin, Greek, Cyrillic, Hebrew and Arabic;
//! in other scripts marks are letters), no case, and a few letters with strokes as their plain forms. Each folded
//! letter remembers where in the text it came from.
//!
//! Words are runs of letters and digits. Scripts that are written without spaces (Chinese, Japanese, Thai, Lao,
//! Khmer, Burmese) have no words that a table of rules could find, so their runs are indexed by pairs of letters;
//! dictionaries would find other words in the text than in the query. Emoji are words of their own.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};

/// Letters of a word that count; of longer words only the beginning is found.
pub(super) const LONGEST: usize = 40;
/// Letters of a beginning that is kept as a term of its own.
pub(super) const SHORT: usize = 2;

/// A folded letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    /// The letter.
    pub letter: char,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
}

/// What a run of letters is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Letters between spaces.
    Word,
    /// Letters of a script without spaces.
    Dense,
    /// One emoji.
    Emoji,
}

/// A run of letters of one shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// What it is.
    pub shape: Shape,
    /// Which letters, by their index.
    pub letters: Range<usize>,
}

/// Folds a text.
pub(super) fn fold(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    for (start, original) in text.char_indices() {
        let end = start + original.len_utf8();
        if original.is_ascii() {
            letters.push(Letter { letter: original.to_ascii_lowercase(), start, end });
        } else if !is_ignored(original) {
            decompose_compatible(original, |part| push(&mut letters, part, start, end));
        }
    }
    letters
}

/// A text as it compares: without case, accents and forms.
pub fn folded(text: &str) -> String {
    fold(text).into_iter().map(|letter| letter.letter).collect()
}

fn push(letters: &mut Vec<Letter>, part: char, start: usize, end: usize) {
    if is_accent(part) {
        if let Some(last) = letters.last_mut() {
            last.end = end;
        }
        return;
    }
    // In Japanese the two marks make other letters, which have forms of their own.
    if matches!(part, '\u{3099}' | '\u{309A}')
        && let Some(last) = letters.last_mut()
        && let Some(whole) = compose(last.letter, part)
    {
        last.letter = whole;
        last.end = end;
        return;
    }
    for letter in part.to_uppercase().flat_map(char::to_lowercase) {
        match plain(letter) {
            Some(plain) => letters.extend(plain.chars().map(|letter| Letter { letter, start, end })),
            None => letters.push(Letter { letter, start, end }),
        }
    }
}

/// Letters with strokes, and two in one, that have no decomposition.
const fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

/// What is not seen and separates nothing: joiners, marks of direction, forms of emoji, soft hyphens.
const fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{61C}'
            | '\u{640}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{1F3FB}'..='\u{1F3FF}'
    )
}

const fn is_accent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36F}'
            | '\u{483}'..='\u{489}'
            | '\u{591}'..='\u{5BD}'
            | '\u{5BF}'
            | '\u{5C1}'
            | '\u{5C2}'
            | '\u{5C4}'
            | '\u{5C5}'
            | '\u{5C7}'
            | '\u{610}'..='\u{61A}'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}'
            | '\u{6D6}'..='\u{6DC}'
            | '\u{6DF}'..='\u{6E4}'
            | '\u{6E7}'
            | '\u{6E8}'
            | '\u{6EA}'..='\u{6ED}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{FE20}'..='\u{FE2F}'
    )
}

/// Scripts that are written without spaces.
const fn is_dense(c: char) -> bool {
    matches!(
        c,
        '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{1950}'..='\u{19FF}'
            | '\u{1A20}'..='\u{1AAF}'
            | '\u{2E80}'..='\u{2FDF}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{312F}'
            | '\u{31A0}'..='\u{31FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{A9E0}'..='\u{A9FF}'
            | '\u{AA60}'..='\u{AA7F}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

const fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}' | '\u{1F000}'..='\u{1FAFF}')
}

/// The shape of a letter after a run of another; nothing for what separates.
fn shape(letter: char, before: Option<Shape>) -> Option<Shape> {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric().then_some(Shape::Word);
    }
    if is_combining_mark(letter) {
        return before.filter(|shape| *shape != Shape::Emoji).or(Some(Shape::Word));
    }
    if is_emoji(letter) {
        return Some(Shape::Emoji);
    }
    let kind = if is_dense(letter) { Shape::Dense } else { Shape::Word };
    letter.is_alphanumeric().then_some(kind)
}

/// The runs of folded letters.
pub(super) fn runs(letters: &[Letter]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before = None;
    for (index, letter) in letters.iter().enumerate() {
        let now = shape(letter.letter, before);
        match (now, runs.last_mut()) {
            (Some(shape), Some(run)) if before == now && shape != Shape::Emoji => run.letters.end = index + 1,
            (Some(shape), _) => runs.push(Run { shape, letters: index..index + 1 }),
            (None, _) => {}
        }
        before = now;
    }
    runs
}

/// A part of what somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A whole word, or an emoji.
    Whole(String),
    /// The beginning of a word.
    Beginning(String),
    /// Letters that follow each other in a script without spaces.
    Dense(String),
}

fn cut(letters: &[Letter], run: &Run) -> String {
    let most = if run.shape == Shape::Dense { usize::MAX } else { LONGEST };
    letters.get(run.letters.clone()).unwrap_or_default().iter().take(most).map(|letter| letter.letter).collect()
}

/// What a query asks for. Its last word may go on, unless something separates it from the end.
pub(super) fn parts(query: &str) -> Vec<Part> {
    let letters = fold(query);
    let mut parts: Vec<Part> = Vec::new();
    for run in runs(&letters) {
        let text = cut(&letters, &run);
        let part = match run.shape {
            Shape::Dense => Part::Dense(text),
            Shape::Word if run.letters.end == letters.len() && run.letters.len() < LONGEST => Part::Beginning(text),
            Shape::Word | Shape::Emoji => Part::Whole(text),
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}

/// A term of the index, as the first bytes of its keys.
pub(super) type Term = Vec<u8>;

const WORD: u8 = b'w';
const SHORT_BEGINNING: u8 = b'p';

fn tagged(tag: u8, bytes: &[u8]) -> Term {
    let mut term = Vec::with_capacity(bytes.len() + 1);
    term.push(tag);
    term.extend_from_slice(bytes);
    term
}

/// The term of a whole word, of an emoji, or of two letters of a script without spaces.
pub(super) fn word(text: &str) -> Term {
    tagged(WORD, text.as_bytes())
}

/// The term of a beginning of at most [`SHORT`] letters.
pub(super) fn short(text: &str) -> Term {
    tagged(SHORT_BEGINNING, text.as_bytes())
}

/// The term of everything in a conversation, by its number.
pub(super) fn in_conversation(number: u32) -> Term {
    tagged(b'c', &number.to_be_bytes())
}

/// The term of everything that somebody wrote.
pub(super) fn by_author(author: &[u8; 33]) -> Term {
    tagged(b'a', author)
}

/// The term of everything with a link.
pub(super) fn with_link() -> Term {
    tagged(b'l', b"")
}

/// The term of everything with a file.
pub(super) fn with_file() -> Term {
    tagged(b'f', b"")
}

/// The term of everything written on a day, counted from 1970 in universal time.
pub(super) fn on_day(day: u32) -> Term {
    tagged(b'd', &day.to_be_bytes())
}

/// Whether there is a link in a text.
pub(super) fn has_link(text: &str) -> bool {
    let follows = |at: usize, word: &str| text.get(at..at + word.len()).is_some_and(|is| is.eq_ignore_ascii_case(word));
    let starts = text.match_indices("://").map(|(at, _)| at);
    let is_link = |at: usize| {
        let goes_on = text.get(at + 3..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
        let is_web = (at >= 5 && follows(at - 5, "https")) || (at >= 4 && follows(at - 4, "http"));
        goes_on && is_web
    };
    starts.into_iter().any(is_link)
}

/// The terms of the words of a text, each once.
pub(super) fn terms(text: &str) -> BTreeSet<Term> {
    let letters = fold(text);
    let mut terms = BTreeSet::new();
    let mut buffer = String::new();
    for run in runs(&letters) {
        if run.shape == Shape::Dense {
            let run = letters.get(run.letters.clone()).unwrap_or_default();
            for (index, letter) in run.iter().enumerate() {
                buffer.clear();
                buffer.push(letter.letter);
                terms.insert(short(&buffer));
                if let Some(next) = run.get(index + 1) {
                    buffer.push(next.letter);
                    terms.insert(word(&buffer));
                }
            }
        } else {
            let text = cut(&letters, &run);
            terms.insert(word(&text));
            if run.shape == Shape::Word {
                terms.extend(beginnings(&text).map(short));
            }
        }
    }
    terms
}

/// The beginnings of a word of at most [`SHORT`] letters.
fn beginnings(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().take(SHORT).filter_map(|(at, letter)| text.get(..at + letter.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let letters = fold(text);
        runs(&letters).iter().map(|run| cut(&letters, run)).collect()
    }

    #[test]
    fn case_accents_and_forms_do_not_count() {
        assert_eq!(words("Crème BRÛLÉE"), ["creme", "brulee"]);
        assert_eq!(words("cre\u{300}me"), ["creme"], "accents of their own");
        assert_eq!(words("Straße STRASSE"), ["strasse", "strasse"]);
        assert_eq!(words("İstanbul ışık"), ["istanbul", "isik"]);
        assert_eq!(words("Ødegård, Łódź"), ["odegard", "lodz"]);
        assert_eq!(words("Ёлка Ὀδυσσεύς"), ["елка", "οδυσσευσ"]);
        assert_eq!(words("שָׁלוֹם"), ["שלום"]);
        assert_eq!(words("أَحْمَد مـحمد"), ["احمد", "محمد"]);
        assert_eq!(words("ｆｕｌｌ ｶﾞ ﬁn"), ["full", "ガ", "fin"]);
        assert_eq!(words("soft\u{AD}ly می\u{200C}روم"), ["softly", "میروم"]);
    }

    #[test]
    fn words_end_where_something_else_begins() {
        assert_eq!(words("don't https://example.com/a_b 5€"), ["don", "t", "https", "example", "com", "a", "b", "5"]);
        assert_eq!(words("iPhone手机 ok"), ["iphone", "手机", "ok"]);
        assert_eq!(words("party🎉🎉!"), ["party", "🎉", "🎉"]);
        assert_eq!(words("👍🏽"), ["👍"]);
        assert_eq!(words("हिन्दी"), ["हिन्दी"], "marks are letters there");
        assert_eq!(words("...  —"), Vec::<String>::new());
    }

    #[test]
    fn letters_know_where_they_came_from() {
        let text = "aé\u{301}ß";
        let letters = fold(text);
        let from: Vec<_> = letters.iter().map(|it| (it.letter, it.start, it.end)).collect();
        assert_eq!(from, [('a', 0, 1), ('e', 1, 5), ('s', 5, 7), ('s', 5, 7)]);
    }

    #[test]
    fn only_the_last_word_of_a_query_may_go_on() {
        let (whole, beginning) = (|it: &str| Part::Whole(it.to_owned()), |it: &str| Part::Beginning(it.to_owned()));
        assert_eq!(parts("Good mor"), [whole("good"), beginning("mor")]);
        assert_eq!(parts("good morning "), [whole("good"), whole("morning")]);
        assert_eq!(parts("日本語 go"), [Part::Dense("日本語".to_owned()), beginning("go")]);
        assert_eq!(parts("the the "), [whole("the")]);
        assert_eq!(parts("?! "), []);
        let long = "x".repeat(60);
        assert_eq!(parts(&long), [whole(&"x".repeat(LONGEST))], "the rest of a long word doesn't count");
    }

    #[test]
    fn dense_scripts_have_pairs_and_each_letter_begins_something() {
        let terms = terms("日本語");
        let expected = [short("日"), short("本"), short("語"), word("日本"), word("本語")];
        assert_eq!(terms, BTreeSet::from(expected));
    }

    #[test]
    fn links_are_those_of_the_web() {
        assert!(has_link("see HTTPS://example.org"));
        assert!(has_link("http://a"));
        assert!(!has_link("ftp://example.org and https:// alone"));
        assert!(!has_link("é://x"));
    }
}

//! What a language and a region bring along besides sentences: direction, clock, thousands, the choice itself.
//!
//! The language of the system is read where Unix keeps it: `LC_ALL`, `LC_MESSAGES`, `LANG`; the form of the clock
//! follows the region of `LC_TIME`. Elsewhere English and 24 hours are the start, and the settings change both.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Where a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// On the left.
    #[default]
    LeftToRight,
    /// On the right.
    RightToLeft,
}

/// How the time of day is written, as the person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockForm {
    /// As is usual in the region of the system.
    #[default]
    System,
    /// 0:00 to 23:59.
    Hours24,
    /// 12:00 AM to 11:59 PM.
    Hours12,
}

impl ClockForm {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Hours24, Self::Hours12];

    /// Whether hours are counted to twelve.
    pub fn is_12(self) -> bool {
        match self {
            Self::Hours12 => true,
            Self::Hours24 => false,
            Self::System => variable(&["LC_ALL", "LC_TIME", "LANG"]).is_some_and(|locale| counts_to_twelve(&locale)),
        }
    }
}

/// Regions where hours are counted to twelve in writing.
fn counts_to_twelve(locale: &str) -> bool {
    const REGIONS: [&str; 16] =
        ["US", "CA", "AU", "NZ", "PH", "IN", "PK", "BD", "EG", "SA", "JO", "MY", "CO", "KR", "PR", "LK"];
    let region = locale.split(['.', '@']).next().and_then(|tag| tag.split(['_', '-']).nth(1));
    region.is_some_and(|region| REGIONS.contains(&region))
}

/// The tag of the language of the system, such as `he-IL`.
pub fn system_tag() -> Option<String> {
    variable(&["LC_ALL", "LC_MESSAGES", "LANG"]).as_deref().and_then(tag_of)
}

fn variable(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

fn tag_of(locale: &str) -> Option<String> {
    let tag = locale.split(['.', '@']).next()?.replace('_', "-");
    (!tag.is_empty() && tag != "C" && tag != "POSIX").then_some(tag)
}

/// What stands between thousands.
pub fn separator(name: &str) -> &'static str {
    match name {
        "comma" => ",",
        "dot" => ".",
        "space" => "\u{202f}",
        "apostrophe" => "’",
        _ => "",
    }
}

/// A number with its thousands apart. Four digits stay together where a space separates.
pub fn grouped(number: u64, separator: &str) -> String {
    let digits = number.to_string();
    if digits.len() <= 3 || (digits.len() == 4 && separator == "\u{202f}") {
        return digits;
    }
    let first = digits.len() % 3;
    let mut text = String::with_capacity(digits.len() + 6);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 3 == first {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

/// A text of English as no language writes it: readable, with accents, and longer by two fifths, to find what is
/// cut off and what was never translated.
pub fn pseudo(text: &str) -> Cow<'_, str> {
    let mut longer = String::with_capacity(text.len() * 2);
    let mut letters = 0_usize;
    for c in text.chars() {
        longer.push(accented(c));
        letters += usize::from(c.is_alphabetic());
        if letters % 5 == 2 && c.is_alphabetic() || letters % 5 == 4 && c.is_alphabetic() {
            longer.push(accented(c));
        }
    }
    Cow::Owned(longer)
}

const fn accented(c: char) -> char {
    match c {
        'a' => 'á',
        'c' => 'ç',
        'e' => 'é',
        'i' => 'î',
        'n' => 'ñ',
        'o' => 'ö',
        's' => 'š',
        'u' => 'ü',
        'y' => 'ý',
        'A' => 'Å',
        'E' => 'Ê',
        'O' => 'Ø',
        'S' => 'Š',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_as_the_language_has_it() {
        assert_eq!(grouped(1_612, ","), "1,612");
        assert_eq!(grouped(1_612, "\u{202f}"), "1612");
        assert_eq!(grouped(1_234_567, "."), "1.234.567");
        assert_eq!(grouped(999, ","), "999");
        assert_eq!(grouped(100_000, ""), "100000");
    }

    #[test]
    fn the_language_of_the_system_is_what_its_variables_say() {
        assert_eq!(tag_of("he_IL.UTF-8").as_deref(), Some("he-IL"));
        assert_eq!(tag_of("ca@valencia").as_deref(), Some("ca"));
        assert_eq!(tag_of("C.UTF-8"), None);
        assert!(counts_to_twelve("en_US.UTF-8") && !counts_to_twelve("de_CH.UTF-8") && !counts_to_twelve("C"));
    }

    #[test]
    fn the_pseudo_language_is_longer_by_two_fifths() {
        let text = "People who write to you for the first time";
        let (short, long) = (text.chars().count() as f32, pseudo(text).chars().count() as f32);
        assert!((1.3..1.45).contains(&(long / short)), "{}", pseudo(text));
    }
}

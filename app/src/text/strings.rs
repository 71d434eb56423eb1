//! The sentences of the window, by key, from the Fluent files in `assets/strings/<language>`.
//!
//! Messages without arguments are resolved once when a language is loaded, so that a frame only looks
//! them up. A key that a language lacks falls back to English; a key that English lacks is shown as it
//! is and fails a test. A further language is a folder of files.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use unic_langid::LanguageIdentifier;

use super::locale::{self, ClockForm, Direction};

/// The files of one language.
struct Language {
    tag: &'static str,
    files: &'static [&'static str],
}

/// All languages, English first: the folders of `assets/strings`, found when the program is built.
const LANGUAGES: &[Language] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A language that nobody speaks, made from English, to find what is cut off or was never translated.
pub const PSEUDO: &str = "en-XA";

/// The tag and the own name of every language, English first.
pub fn languages() -> Vec<(&'static str, &'static str)> {
    let own_name = |language: &Language| {
        let line =
            language.files.iter().flat_map(|file| file.lines()).find_map(|line| line.strip_prefix("language-name = "));
        (language.tag, line.unwrap_or(language.tag))
    };
    LANGUAGES.iter().map(own_name).collect()
}

/// The language for a tag: the very one, or the one of which it is a variety.
fn language_of(tag: &str) -> Option<&'static Language> {
    let find = |tag: &str| LANGUAGES.iter().find(|language| language.tag.eq_ignore_ascii_case(tag));
    find(tag).or_else(|| find(tag.split('-').next()?))
}

/// The sentences of one language over those of English.
pub struct Strings {
    resolved: HashMap<String, String>,
    bundles: Vec<FluentBundle<FluentResource>>,
    direction: Direction,
    separator: &'static str,
    is_12: bool,
}

impl std::fmt::Debug for Strings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Strings").field("messages", &self.resolved.len()).finish_non_exhaustive()
    }
}

impl Default for Strings {
    fn default() -> Self {
        Self::load("en")
    }
}

impl Strings {
    /// Loads a language by its tag, such as `he` or `he-IL`; English if there is no such language.
    pub fn load(tag: &str) -> Self {
        let english = LANGUAGES.first();
        let wanted = language_of(tag).filter(|language| english.is_none_or(|english| language.tag != english.tag));
        let mut strings = Self {
            resolved: HashMap::new(),
            bundles: Vec::new(),
            direction: Direction::LeftToRight,
            separator: "",
            is_12: false,
        };
        for language in wanted.into_iter().chain(english) {
            strings.add(language, tag == PSEUDO);
        }
        if strings.get("language-direction") == "rtl" {
            strings.direction = Direction::RightToLeft;
        }
        strings.separator = locale::separator(strings.get("number-group"));
        strings
    }

    /// Loads the language that the person chose, or that of the system.
    pub fn choose(tag: Option<&str>, clock: ClockForm) -> Self {
        let mut strings = match (tag, locale::system_tag()) {
            (Some(tag), _) => Self::load(tag),
            (None, Some(tag)) => Self::load(&tag),
            (None, None) => Self::default(),
        };
        strings.is_12 = clock.is_12();
        strings
    }

    /// Where a line begins.
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// The tag of the language.
    pub fn tag(&self) -> String {
        let language = self.bundles.first().and_then(|bundle| bundle.locales.first());
        language.map(ToString::to_string).unwrap_or_default()
    }

    /// Whether hours are counted to twelve.
    pub const fn is_12(&self) -> bool {
        self.is_12
    }

    /// A number as the language writes it.
    pub fn number(&self, number: u64) -> String {
        locale::grouped(number, self.separator)
    }

    /// An entry of a list that is separated by `|`.
    pub fn entry<'a>(&'a self, key: &'a str, index: usize) -> &'a str {
        self.get(key).split('|').nth(index).unwrap_or_default()
    }

    fn add(&mut self, language: &Language, is_pseudo: bool) {
        let tag: LanguageIdentifier = language.tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![tag]);
        // The marks that isolate arguments would be drawn as boxes.
        bundle.set_use_isolating(false);
        for text in language.files {
            // The rules of the language itself must stay what they are.
            let is_rules = text.contains("language-direction =");
            bundle.set_transform((is_pseudo && !is_rules).then_some(locale::pseudo as fn(&str) -> Cow<'_, str>));
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
                tracing::warn!(count = errors.len(), "a file of sentences has errors");
                resource
            });
            self.resolve(&mut bundle, resource);
        }
        bundle.set_transform(is_pseudo.then_some(locale::pseudo as fn(&str) -> Cow<'_, str>));
        self.bundles.push(bundle);
    }

    /// Adds a file to a bundle and keeps what needs no arguments.
    fn resolve(&mut self, bundle: &mut FluentBundle<FluentResource>, resource: FluentResource) {
        let keys: Vec<String> = keys(resource.source()).map(str::to_owned).collect();
        bundle.add_resource_overriding(resource);
        for key in keys {
            let mut errors = Vec::new();
            let Some(pattern) = bundle.get_message(&key).and_then(|message| message.value()) else { continue };
            let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            if errors.is_empty() {
                self.resolved.entry(key).or_insert(text);
            }
        }
    }

    /// The sentence of a key that takes no arguments, in English.
    pub fn english(&self, key: &str) -> String {
        let pattern = |bundle: &FluentBundle<FluentResource>| {
            let message = bundle.get_message(key)?;
            Some(bundle.format_pattern(message.value()?, None, &mut Vec::new()).into_owned())
        };
        self.bundles.last().and_then(pattern).unwrap_or_default()
    }

    /// The sentence of a key that takes no arguments.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.resolved.get(key).map_or(key, String::as_str)
    }

    /// Whether a key is known, with or without arguments.
    pub fn has(&self, key: &str) -> bool {
        self.bundles.iter().any(|bundle| bundle.has_message(key))
    }

    /// The sentence of a key with one number, which also chooses between one and many.
    pub fn count(&self, key: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", count);
        let text = self.format(key, &args);
        // Fluent writes digits only; the number is written once at most.
        let digits = count.to_string();
        if count < 1_000 { text } else { text.replacen(&digits, &self.number(count as u64), 1) }
    }

    /// The sentence of a key with texts put in. Not for every frame: keep the result.
    pub fn with(&self, key: &str, values: &[(&'static str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, *value);
        }
        self.format(key, &args)
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        for bundle in &self.bundles {
            if let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) {
                return bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned();
            }
        }
        key.to_owned()
    }
}

/// The keys of a file: what stands at the start of a line before a `=`.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let (key, _text) = line.split_once('=')?;
        let key = key.trim_end();
        let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        is_key.then_some(key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses_and_no_key_stands_twice() {
        for language in LANGUAGES {
            let mut seen = std::collections::HashSet::new();
            for text in language.files {
                if let Err((_resource, errors)) = FluentResource::try_new((*text).to_owned()) {
                    panic!("{}: {errors:?}", language.tag);
                }
                for key in keys(text) {
                    assert!(seen.insert(key), "{key} stands twice");
                }
            }
        }
    }

    #[test]
    fn numbers_choose_between_one_and_many() {
        let strings = Strings::default();
        assert_eq!(strings.count("list-unread", 1), "1 unread message");
        assert_eq!(strings.count("list-unread", 3), "3 unread messages");
        assert_eq!(strings.get("no-such-key"), "no-such-key");
        assert_eq!(strings.count("path-known", 1_612), "1,612 service nodes are known");
        let hebrew = Strings::load("he");
        assert_eq!(hebrew.count("list-unread", 2), "שתי הודעות שלא נקראו");
        assert_eq!(hebrew.count("list-unread", 7), "7 הודעות שלא נקראו");
    }

    #[test]
    fn a_variety_of_a_language_falls_back_to_it_and_an_unknown_one_to_english() {
        assert_eq!(Strings::load("he-IL").direction(), Direction::RightToLeft);
        assert_eq!(Strings::load("tlh").get("cancel"), "Cancel");
        assert_eq!(Strings::load("tlh").direction(), Direction::LeftToRight);
        assert!(languages().starts_with(&[("en", "English")]) && languages().contains(&("he", "עברית")));
    }

    #[test]
    fn the_pseudo_language_changes_sentences_but_neither_arguments_nor_rules() {
        let pseudo = Strings::load(PSEUDO);
        let said = pseudo.with("welcome-title", &[("name", "Ada Lovelace")]);
        assert!(said.ends_with("Ada Lovelace") && !said.starts_with("Hello"), "{said}");
        assert_eq!(pseudo.entry("date-weekdays", 0), "Monday");
    }

    #[test]
    fn every_language_has_the_keys_and_arguments_of_english_and_no_others() {
        let variables = |text: &str| -> std::collections::BTreeSet<String> {
            text.split("{ $").skip(1).filter_map(|rest| Some(rest.split([' ', '}']).next()?.to_owned())).collect()
        };
        let messages = |language: &Language| -> HashMap<String, std::collections::BTreeSet<String>> {
            let mut all: HashMap<String, std::collections::BTreeSet<String>> = HashMap::new();
            for file in language.files {
                let mut last = String::new();
                for line in file.lines().filter(|line| !line.starts_with('#')) {
                    if let Some(key) = keys(line).next() {
                        last = key.to_owned();
                    }
                    all.entry(last.clone()).or_default().extend(variables(line));
                }
            }
            all
        };
        let (english, others) = LANGUAGES.split_first().expect("English");
        let english = messages(english);
        for language in others {
            let theirs = messages(language);
            let known = |key: &&String| english.contains_key(*key);
            assert_eq!(theirs.keys().find(|key| !known(key)), None, "{}: no such key in English", language.tag);
            for (key, arguments) in &english {
                let Some(found) = theirs.get(key) else { panic!("{} lacks {key}", language.tag) };
                assert!(found.is_subset(arguments), "{}: {key} has {found:?}, not {arguments:?}", language.tag);
            }
        }
    }
}

//! The sentences of the window, by key, from the Fluent files in `assets/strings/<language>`.
//!
//! Messages without arguments are resolved once when a language is loaded, so that a frame only looks
//! them up. A key that a language lacks falls back to English; a key that English lacks is shown as it
//! is and fails a test. A further language is a folder of files and a line in [`LANGUAGES`].

use std::collections::HashMap;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use unic_langid::LanguageIdentifier;

/// The files of one language.
struct Language {
    tag: &'static str,
    files: &'static [&'static str],
}

const ENGLISH: Language = Language {
    tag: "en",
    files: &[
        include_str!("../../../assets/strings/en/main.ftl"),
        include_str!("../../../assets/strings/en/onboarding.ftl"),
        include_str!("../../../assets/strings/en/settings.ftl"),
        include_str!("../../../assets/strings/en/network.ftl"),
        include_str!("../../../assets/strings/en/failures.ftl"),
        include_str!("../../../assets/strings/en/people.ftl"),
    ],
};

/// All languages, English first.
const LANGUAGES: &[Language] = &[ENGLISH];

/// The sentences of one language over those of English.
pub struct Strings {
    resolved: HashMap<String, String>,
    bundles: Vec<FluentBundle<FluentResource>>,
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
    /// Loads a language by its tag, such as `en`.
    pub fn load(tag: &str) -> Self {
        let wanted = LANGUAGES.iter().find(|language| language.tag == tag && tag != ENGLISH.tag);
        let mut strings = Self { resolved: HashMap::new(), bundles: Vec::new() };
        for language in wanted.into_iter().chain([&ENGLISH]) {
            strings.add(language);
        }
        strings
    }

    fn add(&mut self, language: &Language) {
        let tag: LanguageIdentifier = language.tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![tag]);
        // The marks that isolate arguments would be drawn as boxes.
        bundle.set_use_isolating(false);
        for text in language.files {
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
                tracing::warn!(count = errors.len(), "a file of sentences has errors");
                resource
            });
            self.resolve(&mut bundle, resource);
        }
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
        self.format(key, &args)
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
    }
}

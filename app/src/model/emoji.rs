//! Emoji by name: what is found for a word, what a shortcode stands for, the tone a person likes.
//!
//! Names, groups and shortcodes are those of Unicode and of GitHub, from the crate `emojis`.

use emojis::{Emoji, EmojiVersion, Group, SkinTone};

/// The groups in the order of the picker.
pub const GROUPS: [Group; 9] = [
    Group::SmileysAndEmotion,
    Group::PeopleAndBody,
    Group::AnimalsAndNature,
    Group::FoodAndDrink,
    Group::TravelAndPlaces,
    Group::Activities,
    Group::Objects,
    Group::Symbols,
    Group::Flags,
];

/// The sentence with the name of a group.
pub const fn group_key(group: Group) -> &'static str {
    match group {
        Group::SmileysAndEmotion => "emoji-smileys",
        Group::PeopleAndBody => "emoji-people",
        Group::AnimalsAndNature => "emoji-nature",
        Group::FoodAndDrink => "emoji-food",
        Group::TravelAndPlaces => "emoji-travel",
        Group::Activities => "emoji-activities",
        Group::Objects => "emoji-objects",
        Group::Symbols => "emoji-symbols",
        Group::Flags => "emoji-flags",
    }
}

/// An emoji in the tone of a number, 0 for yellow; the same if it has no tones.
pub fn toned(emoji: &'static Emoji, tone: u8) -> &'static Emoji {
    let tone = match tone {
        1 => SkinTone::Light,
        2 => SkinTone::MediumLight,
        3 => SkinTone::Medium,
        4 => SkinTone::MediumDark,
        5 => SkinTone::Dark,
        _ => return emoji,
    };
    emoji.with_skin_tone(tone).unwrap_or(emoji)
}

/// Whether other programs and fonts know an emoji: newer ones than these are boxes to most people.
pub fn is_known(emoji: &&'static Emoji) -> bool {
    emoji.emoji_version() <= EmojiVersion::new(15, 0)
}

/// The emoji that fit what was typed, best first: those whose name in code begins with it, then those with a word
/// that does, then those with it anywhere.
pub fn find(query: &str, most: usize) -> Vec<&'static Emoji> {
    let query = query.trim().to_lowercase();
    let code = query.replace([' ', '-'], "_");
    if query.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(u8, &'static Emoji)> = emojis::iter()
        .filter(is_known)
        .filter_map(|emoji| {
            let codes = || emoji.shortcodes();
            let rank = if codes().any(|known| known == code) {
                0
            } else if codes().any(|known| known.starts_with(&code)) {
                1
            } else if emoji.name().split([' ', '-']).any(|word| word.to_lowercase().starts_with(&query)) {
                2
            } else if codes().any(|known| known.contains(&code)) || emoji.name().to_lowercase().contains(&query) {
                3
            } else {
                return None;
            };
            Some((rank, emoji))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().take(most).map(|(_, emoji)| emoji).collect()
}

/// The beginning of a shortcode right before a caret: where its colon is, and the letters after it.
///
/// A colon counts at the start of a word only, so that neither times nor links begin one.
pub fn begun(text: &str, caret: usize) -> Option<(usize, &str)> {
    let before = text.get(..caret)?;
    let colon = before.rfind(':')?;
    let (lead, letters) = (before.get(..colon)?, before.get(colon + 1..)?);
    let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '+' | '-');
    let is_start = lead.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(' || !c.is_ascii());
    (is_start && letters.len() >= 2 && letters.len() <= 40 && letters.chars().all(is_code)).then_some((colon, letters))
}

/// A whole shortcode with both colons right before a caret: where it begins, and its emoji.
pub fn whole(text: &str, caret: usize) -> Option<(usize, &'static Emoji)> {
    let end = caret.checked_sub(1)?;
    if text.get(end..caret) != Some(":") {
        return None;
    }
    let (start, letters) = begun(text, end)?;
    Some((start, emojis::get_by_shortcode(letters)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_best_comes_first() {
        let names = |query| find(query, 3).iter().map(|emoji| emoji.as_str()).collect::<Vec<_>>();
        assert_eq!(names("tada"), ["🎉"]);
        assert_eq!(names("heart").first(), Some(&"❤️"));
        assert!(find("turtle", 5).iter().any(|emoji| emoji.as_str() == "🐢"));
        assert!(find("", 5).is_empty() && find("no such thing", 5).is_empty());
        assert_eq!(find("a", 10).len(), 10);
    }

    #[test]
    fn a_shortcode_begins_at_the_start_of_a_word() {
        assert_eq!(begun("Hello :smi", 10), Some((6, "smi")));
        assert_eq!(begun(":sm", 3), Some((0, "sm")));
        assert_eq!(begun(":s", 2), None, "one letter says too little");
        assert_eq!(begun("http://x", 8), None);
        assert_eq!(begun("at 12:30", 8), None);
        assert_eq!(begun("(:smile", 7), Some((1, "smile")));
        assert_eq!(begun("é:smile", 8), Some((2, "smile")), "letters of others don't run into it");
    }

    #[test]
    fn a_whole_shortcode_is_its_emoji() {
        assert_eq!(whole("so :tada:", 9).map(|(at, emoji)| (at, emoji.as_str())), Some((3, "🎉")));
        assert!(whole("so :nothing_like_it:", 20).is_none());
        assert!(whole("12:30:", 6).is_none());
    }

    #[test]
    fn a_tone_is_given_to_what_has_tones() {
        let wave = emojis::get("👋").expect("known");
        assert_eq!(toned(wave, 5).as_str(), "👋🏿");
        assert_eq!(toned(wave, 0).as_str(), "👋");
        let turtle = emojis::get("🐢").expect("known");
        assert_eq!(toned(turtle, 3).as_str(), "🐢");
    }
}

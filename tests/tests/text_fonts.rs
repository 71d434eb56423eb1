//! No language shows boxes on a bare system: texts laid out with the fonts of the program and the font pack alone.
//!
//! The pack is assembled by `packaging/fonts` from Debian's font packages. Where those can't be had the tests say
//! so; with `CI` set they fail.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;
use onionskin::theme::Weight;
use onionskin::theme::fonts::OWN;
use onionskin::typeset::{Laid, Options, Typesetter};
use onionskin_tests::font_pack::pack;
use onionskin_tests::languages::LANGUAGES;

struct Bare {
    ctx: Context,
    typesetter: Typesetter,
}

impl Bare {
    /// A system without fonts, and the program with those in some folders.
    fn new(folders: &[PathBuf]) -> Self {
        let ctx = Context::default();
        let typesetter = Typesetter::install_without_system(&ctx, &OWN, folders);
        Self { ctx, typesetter }
    }

    fn lay(&self, text: &str) -> Arc<Laid> {
        let style = Weight::Regular.style(15.0);
        self.typesetter.layout_str(&self.ctx, text, style, 400.0, Options::default())
    }

    /// The parts of a text that no font has.
    fn missing(&self, text: &str) -> BTreeSet<String> {
        let glyphs = self.lay(text).glyphs();
        assert!(glyphs.len() > 1, "something is laid out of {text}");
        glyphs.into_iter().filter(|(_, glyph)| *glyph == 0).map(|(bytes, _)| text[bytes].to_owned()).collect()
    }
}

#[test]
fn every_language_of_session_is_there_once() {
    let tags: BTreeSet<&str> = LANGUAGES.iter().map(|(tag, _)| *tag).collect();
    assert_eq!(tags.len(), 81);
}

#[test]
fn no_language_shows_boxes_on_a_bare_system_with_the_font_pack() {
    let Some(pack) = pack() else { return };
    let bare = Bare::new(&[pack.to_owned()]);
    let boxes: Vec<_> = LANGUAGES
        .iter()
        .map(|(tag, text)| (*tag, bare.missing(text)))
        .filter(|(_, missing)| !missing.is_empty())
        .collect();
    assert!(boxes.is_empty(), "{boxes:#?}");
}

#[test]
fn languages_in_latin_greek_and_cyrillic_letters_need_no_font_pack() {
    let bare = Bare::new(&[]);
    let is_european = |text: &str| {
        let letters = text.chars().filter(|letter| letter.is_alphabetic());
        letters.into_iter().all(|letter| u32::from(letter) < 0x530 || (0x1e00..0x2000).contains(&u32::from(letter)))
    };
    let european: Vec<_> = LANGUAGES.iter().filter(|(_, text)| is_european(text)).collect();
    assert!(european.len() > 50, "most languages: {}", european.len());
    let boxes: Vec<_> = european
        .iter()
        .map(|(tag, text)| (*tag, bare.missing(text)))
        .filter(|(_, missing)| !missing.is_empty())
        .collect();
    assert!(boxes.is_empty(), "{boxes:#?}");
    assert!(!bare.missing("สวัสดี").is_empty(), "and others do, or this shows nothing");
}

#[test]
fn rare_letters_and_symbols_come_from_the_font_pack() {
    let Some(pack) = pack() else { return };
    let bare = Bare::new(&[pack.to_owned()]);
    for text in
        ["Ɖɖ Ɛɛ Ƒƒ Ɣɣ Ŋŋ Ɔɔ Ʋʋ", "ʃ ʒ θ ɲ ɮ ʡ", "Ꙗ ꙗ Ѣѣ Ѳѳ", "∑∞≠ ← ⇒ ☃ ♞ ① ✓ ⌘", "ᏣᎳᎩ ⵣ ᐃᓄᒃ ߒߞߏ", "བོད་སྐད ꦗꦮ ᠮᠣᠩᠭᠣᠯ"]
    {
        assert_eq!(bare.missing(text), BTreeSet::new(), "{text}");
    }
}

#[test]
fn an_emoji_of_many_parts_is_one_picture_with_the_font_pack() {
    let Some(pack) = pack() else { return };
    let bare = Bare::new(&[pack.to_owned()]);
    let emoji = [
        ("family", "👩‍👩‍👧‍👦"),
        ("flag", "🇨🇭"),
        ("flag with tags", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("rainbow", "🏳️‍🌈"),
        ("skin tone", "👍🏽"),
        ("astronaut", "🧑🏿‍🚀"),
        ("couple of two tones", "👩🏻‍❤️‍💋‍👩🏿"),
        ("keycap", "1️⃣"),
        ("heart", "❤️"),
    ];
    for (name, text) in emoji {
        let glyphs: Vec<u32> = bare.lay(text).glyphs().into_iter().map(|(_, glyph)| glyph).collect();
        assert!(matches!(glyphs.as_slice(), [glyph] if *glyph != 0), "{name}: {glyphs:?}");
    }
}

#[test]
fn the_pack_says_what_it_holds_and_under_which_licenses() {
    let Some(pack) = pack() else { return };
    let manifest = std::fs::read_to_string(pack.join("MANIFEST")).expect("there is a manifest");
    let mut listed = BTreeSet::from(["MANIFEST".to_owned()]);
    for line in manifest.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let [name, bytes, _sum, license, package, _version] = fields.as_slice() else { panic!("{line}") };
        let size = std::fs::metadata(pack.join(name)).expect("it is there").len();
        assert_eq!(size.to_string(), **bytes, "{name}");
        assert_eq!(*license, "OFL-1.1", "{name}");
        listed.extend([(*name).to_owned(), format!("LICENSE-{package}.txt")]);
    }
    let files = std::fs::read_dir(pack).expect("it is a folder").map(|file| file.expect("it reads").file_name());
    let there: BTreeSet<String> = files.map(|name| name.into_string().expect("plain names")).collect();
    assert_eq!(there, listed);
}

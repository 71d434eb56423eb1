//! One database of fonts for everything that is drawn.
//!
//! A text is shaped with the first font that has its characters: the text font of the program; for emoji, the
//! color emoji of the system; then a good font named for the script; then what the system proposes; then fonts
//! of symbols. The order is CSS's, with one rule of ours: a named font for each script comes before the system's
//! proposal, since the first proposal for Thai, Khmer or symbols is often a poor one.
//!
//! Enumerating fonts takes tens of milliseconds, so a thread does it. Until it is done only the fonts of the
//! program are known, and characters that they lack are not drawn.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use egui::epaint::text::{FallbackRequest, FontData, FontInsert, FontPriority, FontProvider, InsertFontFamily};
use parley::fontique::{Blob, Collection, CollectionOptions, FamilyId, FontInfoOverride, Script, SourceCache};
use parley::{FontContext, FontFamily, FontFamilyName, FontWeight, GenericFamily, LayoutContext, StyleProperty};

use super::style::Family;
use super::typesetter::Typesetter;

/// The name under which the text fonts of the program are known.
const TEXT: &str = "Typeset Text";
/// The name under which the fonts of equally wide characters are known.
const MONO: &str = "Typeset Mono";
/// The name under which fonts for what is left are known.
const REST: &str = "Typeset Rest";

/// What a font of the program is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Text of a weight, as in CSS.
    Text(u16),
    /// Characters of equal width.
    Mono,
    /// What no other font has.
    Rest,
}

/// A font that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct OwnFont {
    /// The file.
    pub bytes: &'static [u8],
    /// What it is for.
    pub purpose: Purpose,
}

/// The index of a color among the inks, and how it looks, for each glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Brush {
    /// The color.
    pub ink: super::style::Ink,
    /// The look.
    pub look: super::style::Look,
}

/// Fonts that are good at a script, on any system, best first.
const BY_SCRIPT: &[([u8; 4], &[&str])] = &[
    (*b"Arab", &["Noto Sans Arabic", "Geeza Pro", "Segoe UI", "Noto Naskh Arabic"]),
    (*b"Armn", &["Noto Sans Armenian", "Mshtakan", "Segoe UI"]),
    (*b"Beng", &["Noto Sans Bengali", "Kohinoor Bangla", "Nirmala UI"]),
    (*b"Bopo", &["Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei"]),
    (*b"Cans", &["Noto Sans Canadian Aboriginal", "Euphemia UCAS", "Gadugi"]),
    (*b"Cher", &["Noto Sans Cherokee", "Plantagenet Cherokee", "Gadugi"]),
    (*b"Deva", &["Noto Sans Devanagari", "Kohinoor Devanagari", "Nirmala UI"]),
    (*b"Ethi", &["Noto Sans Ethiopic", "Kefa", "Ebrima"]),
    (*b"Geor", &["Noto Sans Georgian", "Helvetica Neue", "Segoe UI"]),
    (*b"Gujr", &["Noto Sans Gujarati", "Kohinoor Gujarati", "Nirmala UI"]),
    (*b"Guru", &["Noto Sans Gurmukhi", "Gurmukhi MN", "Nirmala UI"]),
    (*b"Hang", &["Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic"]),
    (*b"Hani", &["Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"]),
    (*b"Hebr", &["Noto Sans Hebrew", "Arial Hebrew", "Segoe UI"]),
    (*b"Hira", &["Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI"]),
    (*b"Java", &["Noto Sans Javanese", "Javanese Text"]),
    (*b"Kana", &["Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI"]),
    (*b"Khmr", &["Noto Sans Khmer", "Khmer Sangam MN", "Leelawadee UI"]),
    (*b"Knda", &["Noto Sans Kannada", "Kannada MN", "Nirmala UI"]),
    (*b"Laoo", &["Noto Sans Lao", "Lao Sangam MN", "Leelawadee UI"]),
    (*b"Mlym", &["Noto Sans Malayalam", "Malayalam MN", "Nirmala UI"]),
    (*b"Mong", &["Noto Sans Mongolian", "Mongolian Baiti"]),
    (*b"Mymr", &["Noto Sans Myanmar", "Myanmar Sangam MN", "Myanmar Text"]),
    (*b"Nkoo", &["Noto Sans NKo", "Ebrima"]),
    (*b"Orya", &["Noto Sans Oriya", "Oriya MN", "Nirmala UI"]),
    (*b"Sinh", &["Noto Sans Sinhala", "Sinhala MN", "Nirmala UI"]),
    (*b"Syrc", &["Noto Sans Syriac", "Segoe UI Historic"]),
    (*b"Taml", &["Noto Sans Tamil", "Tamil Sangam MN", "Nirmala UI"]),
    (*b"Telu", &["Noto Sans Telugu", "Kohinoor Telugu", "Nirmala UI"]),
    (*b"Tfng", &["Noto Sans Tifinagh", "Ebrima"]),
    (*b"Thaa", &["Noto Sans Thaana", "MV Boli"]),
    (*b"Thai", &["Noto Sans Thai", "Thonburi", "Leelawadee UI"]),
    (*b"Tibt", &["Noto Serif Tibetan", "Kailasa", "Microsoft Himalaya"]),
    (*b"Zyyy", &[]),
    (*b"Zinh", &[]),
    (*b"Grek", &[]),
    (*b"Cyrl", &[]),
    (*b"Latn", &[]),
];

/// Han characters look different in Japan, Korea and Taiwan; the language of the text decides.
const HAN_BY_LANGUAGE: &[(&str, &[&str])] = &[
    ("ja", &["Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI"]),
    ("ko", &["Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic"]),
    ("zh-TW", &["Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei"]),
];

/// Fonts with symbols and rare letters, after the fonts of a script.
const SYMBOLS: &[&str] = &[
    "Noto Sans",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Symbols 2",
    "Noto Sans Math",
    "Segoe UI Symbol",
    "Apple Symbols",
    "DejaVu Sans",
    REST,
];

/// Color emoji, best first; what comes with the program is last.
const EMOJI: &[&str] =
    &["Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", "Twemoji", "JoyPixels", "Noto Emoji", REST];

/// The fonts, and what shaping keeps between texts.
pub struct FontBook {
    /// Fonts and their files.
    pub fonts: FontContext,
    /// Buffers of the shaper.
    pub layouts: LayoutContext<Brush>,
    /// Whether all fonts that there are were found.
    pub is_complete: bool,
    /// The fonts of the program.
    own: Vec<(Blob<u8>, Purpose)>,
}

impl FontBook {
    /// Only the fonts of the program until others are found, or those of the system too.
    pub fn new(own: &[OwnFont], has_system: bool) -> Self {
        Self::of(own.iter().map(|font| (Blob::new(Arc::new(font.bytes)), font.purpose)).collect(), has_system)
    }

    /// Fonts of the program, with those of the system and in folders. The fonts of the program stay the same, so their
    /// glyphs need not be drawn again.
    pub fn completed(own: Vec<(Blob<u8>, Purpose)>, folders: &[PathBuf]) -> Self {
        let mut book = Self::of(own, true);
        book.add_folders(folders);
        book
    }

    /// The fonts of the program, to share them with another book.
    pub fn own(&self) -> Vec<(Blob<u8>, Purpose)> {
        self.own.clone()
    }

    fn of(own: Vec<(Blob<u8>, Purpose)>, has_system: bool) -> Self {
        let collection = Collection::new(CollectionOptions { shared: false, system_fonts: has_system });
        let mut fonts = FontContext { collection, source_cache: SourceCache::default() };
        for (blob, purpose) in &own {
            register(&mut fonts.collection, blob, *purpose);
        }
        order(&mut fonts.collection);
        Self { fonts, layouts: LayoutContext::new(), is_complete: has_system, own }
    }

    /// The fonts of the program and those in folders, as on a system that has none.
    pub fn without_system(own: &[OwnFont], folders: &[PathBuf]) -> Self {
        let mut book = Self::new(own, false);
        book.add_folders(folders);
        book.is_complete = true;
        book
    }

    /// Adds the fonts in folders; they are as good as those of the system.
    fn add_folders(&mut self, folders: &[PathBuf]) {
        let present: Vec<&PathBuf> = folders.iter().filter(|folder| folder.is_dir()).collect();
        if !present.is_empty() {
            self.fonts.collection.load_fonts_from_paths(present);
            order(&mut self.fonts.collection);
        }
    }

    /// Opens the fonts that nearly every text needs, so that the first one does not wait for files.
    pub fn warm(&mut self) {
        for sample in ["Aa", "👍"] {
            let mut builder = self.layouts.ranged_builder(&mut self.fonts, sample, 1.0, true);
            builder.push_default(family(Family::Text));
            drop(builder.build(sample));
        }
    }

    /// The font that a cluster is shaped with, as egui takes it.
    fn font_of(&mut self, cluster: &str, style: Family, weight: u16) -> Option<FontInsert> {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, cluster, 1.0, true);
        builder.push_default(family(style));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(f32::from(weight))));
        let mut layout = builder.build(cluster);
        layout.break_all_lines(None);
        let line = layout.get(0)?;
        let run = line.runs().next()?;
        if run.clusters().any(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0)) {
            return None;
        }
        let font = run.font();
        let name = format!("typeset:{}:{}", font.data.id(), font.index);
        let (blob, _) = font.data.clone().into_raw_parts();
        Some(FontInsert { name, data: FontData::from_blob(blob, font.index), families: Vec::new() })
    }
}

fn register(collection: &mut Collection, blob: &Blob<u8>, purpose: Purpose) {
    let (name, weight) = match purpose {
        Purpose::Text(weight) => (TEXT, weight),
        Purpose::Mono => (MONO, 400),
        Purpose::Rest => (REST, 400),
    };
    let named = FontInfoOverride {
        family_name: Some(name),
        weight: Some(FontWeight::new(f32::from(weight))),
        ..FontInfoOverride::default()
    };
    collection.register_fonts(blob.clone(), Some(named));
}

/// Sets the fonts that each script falls back to.
fn order(collection: &mut Collection) {
    let ids = |collection: &mut Collection, names: &[&str]| -> Vec<FamilyId> {
        names.iter().filter_map(|name| collection.family_id(name)).collect()
    };
    let symbols = ids(collection, SYMBOLS);
    for (script, names) in BY_SCRIPT {
        let mut families = ids(collection, names);
        // Without a good font of ours the proposal of the system comes first; asking for it costs time, so
        // only common characters, which every text has, and scripts with a named font are settled here.
        let is_settled = !families.is_empty() || names.is_empty();
        if is_settled {
            families.extend(&symbols);
            collection.set_fallbacks(Script::from_bytes(*script), families.into_iter());
        }
    }
    for (language, names) in HAN_BY_LANGUAGE {
        let families = ids(collection, names);
        if !families.is_empty() {
            collection.set_fallbacks((Script::from_bytes(*b"Hani"), *language), families.into_iter());
        }
    }
    let emoji = ids(collection, EMOJI);
    collection.set_generic_families(GenericFamily::Emoji, emoji.into_iter());
}

/// The fonts of a family before any fallback.
pub fn family(family: Family) -> StyleProperty<'static, Brush> {
    const fn named(name: &'static str) -> FontFamilyName<'static> {
        FontFamilyName::Named(Cow::Borrowed(name))
    }
    const FOR_TEXT: &[FontFamilyName<'static>] = &[named(TEXT)];
    const FOR_MONO: &[FontFamilyName<'static>] = &[named(MONO), named(TEXT)];
    let names = match family {
        Family::Text => FOR_TEXT,
        Family::Mono => FOR_MONO,
    };
    StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(names)))
}

/// Gives egui's own texts the same fonts in the same order.
pub struct EguiFonts(pub Typesetter);

impl FontProvider for EguiFonts {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let (style, weight) = match request.family {
            egui::FontFamily::Monospace => (Family::Mono, 400),
            egui::FontFamily::Name(name) if name.contains("bold") => (Family::Text, 700),
            egui::FontFamily::Name(name) if name.contains("medium") => (Family::Text, 500),
            egui::FontFamily::Name(_) | egui::FontFamily::Proportional => (Family::Text, 400),
        };
        let mut insert =
            self.0.with_book(|book| book.is_complete.then(|| book.font_of(request.cluster, style, weight)))?;
        if let Some(insert) = &mut insert {
            insert.families.push(InsertFontFamily { family: request.family.clone(), priority: FontPriority::Lowest });
        } else {
            tracing::debug!("no font has a character of the window");
        }
        insert
    }
}

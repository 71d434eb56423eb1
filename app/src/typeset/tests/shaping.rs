//! Shaping held against HarfBuzz's own program, glyph by glyph, in texts of many scripts.
//!
//! It needs `hb-shape` (Debian: `libharfbuzz-bin`) and the fonts of the system. Where one is missing the test
//! says so; with `CI` set it fails.

use std::io::Write;
use std::process::{Command, Stdio};

use parley::Run;

use super::{Brush, FontBook, OWN};
use crate::typeset::fonts::family;
use crate::typeset::style::Family;

const TEXTS: [(&str, &str); 22] = [
    ("Latin", "Affluent office: naïve ﬁancé, Tiếng Việt e\u{301}"),
    ("Greek", "Ὅλοι οἱ ἄνθρωποι γεννιοῦνται"),
    ("Cyrillic", "Все люди рождаются й й"),
    ("Arabic", "يولد جميع الناس أحراراً متساوين ﷲ لا"),
    ("Urdu", "تمام انسان آزاد اور حقوق"),
    ("Hebrew", "כל בני האדם נולדו שָׁלוֹם"),
    ("Devanagari", "सभी मनुष्यों को गौरव क्षत्रिय र्क श्र"),
    ("Bengali", "সমস্ত মানুষ স্বাধীনভাবে ক্ষ র্ক"),
    ("Tamil", "மனிதப் பிறிவியினர் கொண்டு ஸ்ரீ"),
    ("Telugu", "ప్రతిపత్తి స్వత్వముల"),
    ("Kannada", "ಎಲ್ಲಾ ಮಾನವರೂ ಸ್ವತಂತ್ರ"),
    ("Malayalam", "മനുഷ്യരെല്ലാവരും തുല്യ"),
    ("Gujarati", "સર્વ માનવો જન્મથી"),
    ("Sinhala", "සියලු මනුෂ්\u{200d}යයෝ"),
    ("Thai", "มนุษย์ทั้งหลาย น้ำ ผู้ที่"),
    ("Khmer", "មនុស្សទាំងអស់ កើតមក"),
    ("Myanmar", "လူတိုင်းသည် လွတ်လပ်သော"),
    ("Tibetan", "འགྲོ་བ་མིའི་རིགས་རྒྱུད"),
    ("Chinese", "人人生而自由，在尊严"),
    ("Korean", "모든 인간은 태어날"),
    ("Georgian", "ყველა ადამიანი"),
    ("Ethiopic", "የሰው፡ልጅ፡ሁሉ"),
];

/// Glyphs and their widths in units of the font, in the order in which they are seen.
fn ours(run: &Run<'_, Brush>) -> Vec<(u32, i64)> {
    let glyphs = run.visual_clusters().flat_map(|cluster| cluster.glyphs().collect::<Vec<_>>());
    #[expect(clippy::cast_possible_truncation, reason = "widths of glyphs are small")]
    glyphs.map(|glyph| (glyph.id, glyph.advance.round() as i64)).collect()
}

/// The same of HarfBuzz.
fn theirs(font: &std::path::Path, index: u32, text: &str, is_rtl: bool) -> Vec<(u32, i64)> {
    let mut shaper = Command::new("hb-shape")
        .arg(format!("--face-index={index}"))
        .arg(format!("--direction={}", if is_rtl { "rtl" } else { "ltr" }))
        .args(["--no-glyph-names", "--no-clusters", "--language=und"])
        .arg(font)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("hb-shape starts");
    shaper.stdin.take().expect("it was piped").write_all(text.as_bytes()).expect("it reads");
    let output = shaper.wait_with_output().expect("it ends");
    assert!(output.status.success(), "hb-shape failed");
    parse(&String::from_utf8(output.stdout).expect("it writes text"))
}

/// `[glyph@x,y+advance|…]`.
fn parse(line: &str) -> Vec<(u32, i64)> {
    let glyphs = line.trim().trim_matches(['[', ']']).split('|').filter(|glyph| !glyph.is_empty());
    let parts = glyphs.map(|glyph| {
        let (id, advance) = glyph.split_once('+').unwrap_or((glyph, "0"));
        let id = id.split_once('@').map_or(id, |(id, _)| id);
        (id.parse().expect("a glyph"), advance.parse().expect("a width"))
    });
    parts.collect()
}

#[test]
fn glyphs_are_those_of_harfbuzz() {
    let is_strict = std::env::var_os("CI").is_some();
    let has_shaper = Command::new("hb-shape").arg("--version").output().is_ok();
    assert!(has_shaper || !is_strict, "hb-shape is missing: install libharfbuzz-bin");
    if !has_shaper {
        eprintln!("NOT CHECKED: hb-shape is missing (Debian: libharfbuzz-bin)");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = FontBook::new(&OWN, true);
    let (mut checked, mut missing, mut wrong) = (0, Vec::new(), Vec::new());
    for (script, text) in TEXTS {
        let mut builder = book.layouts.ranged_builder(&mut book.fonts, text, 1.0, false);
        builder.push_default(family(Family::Text));
        builder.push_default(parley::StyleProperty::FontSize(1_000.0));
        let mut layout = builder.build(text);
        layout.break_all_lines(None);
        let line = layout.get(0).expect("there is a line");
        let mut is_whole = true;
        for (number, run) in line.runs().enumerate() {
            let font = run.font();
            let bytes = font.data.as_ref();
            let reference = swash::FontRef::from_index(bytes, font.index as usize).expect("a font");
            let units = f32::from(reference.metrics(&[]).units_per_em);
            let path = folder.path().join(format!("{script}-{number}"));
            std::fs::write(&path, bytes).expect("the font is written");
            let part = &text[run.text_range()];
            let scaled: Vec<(u32, i64)> = ours(&run);
            #[expect(clippy::cast_possible_truncation, reason = "widths of glyphs are small")]
            let expected: Vec<(u32, i64)> = theirs(&path, font.index, part, run.is_rtl())
                .into_iter()
                .map(|(id, width)| (id, (width as f32 * 1_000.0 / units).round() as i64))
                .collect();
            is_whole &= scaled.iter().all(|(id, _)| *id != 0);
            let same = scaled.len() == expected.len()
                && scaled.iter().zip(&expected).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() <= 1);
            if !same {
                wrong.push(format!("{script} {part:?}:\n  ours   {scaled:?}\n  theirs {expected:?}"));
            }
        }
        if is_whole { checked += 1 } else { missing.push(script) }
    }
    if !missing.is_empty() {
        eprintln!("NOT CHECKED for want of fonts: {missing:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked >= 12 || !is_strict, "only {checked} scripts have fonts here");
}

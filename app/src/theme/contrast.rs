//! Every text and every mark can be seen on what it stands on: all themes, all accents, plain and clear.
//!
//! Ratios as WCAG 2.2 defines them: 4.5:1 for texts (7:1 in the clear manner), 3:1 for marks and what bounds a
//! control. What cannot be used, and icons that repeat a text beside them, need none.

use egui::Color32;

use super::{Accent, Palette, ThemeName};

fn luminance(color: Color32) -> f64 {
    let channel = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.039_28 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
}

fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A color with transparency on an opaque one.
fn over(front: Color32, back: Color32) -> Color32 {
    back.blend(front)
}

/// What stands on what.
type Pair = (&'static str, Color32, Color32);

fn texts(p: &Palette) -> Vec<Pair> {
    let grounds = [
        ("background", p.background),
        ("deep", p.background_deep),
        ("hovered row", over(p.row_hover, p.background)),
        ("selected row", over(p.row_selected, p.background)),
        ("field", p.field),
        ("dialog", p.dialog),
        ("raised", p.background_raised),
    ];
    let mut pairs = Vec::new();
    for (on, ground) in grounds {
        pairs.extend([(on, p.text, ground), (on, p.text_secondary, ground)]);
    }
    for (on, ground) in [("background", p.background), ("dialog", p.dialog), ("deep", p.background_deep)] {
        pairs.extend([(on, p.accent_text, ground), (on, p.danger, ground)]);
    }
    pairs.extend([
        ("warning", p.warning, p.background),
        ("on accent", p.on_accent, p.accent),
        ("on danger", p.on_danger, p.danger),
        ("bubble of ours", p.bubble_out_text, p.bubble_out),
        ("bubble of others", p.bubble_in_text, p.bubble_in),
        ("time in ours", p.bubble_out_dim, p.bubble_out),
        ("time in others\'", p.bubble_in_dim, p.bubble_in),
        ("name of a day", p.text_secondary, p.day),
        ("selected text", p.text, over(p.selection, p.background)),
        ("selected text in ours", p.bubble_out_text, p.bubble_out_selection),
        ("selected text in others\'", p.bubble_in_text, p.bubble_in_selection),
    ]);
    pairs.extend(Accent::ALL.map(|accent| ("initials", over(p.on_avatar, accent.color()), accent.color())));
    pairs
}

fn marks(p: &Palette) -> Vec<Pair> {
    vec![
        ("focus ring", p.accent_text, p.background),
        ("ring of a switch", p.text_secondary, p.background),
        ("path stands", p.path_ok, p.background),
        ("no path", p.path_error, p.background),
        ("icon", p.text_secondary, p.background),
    ]
}

fn check(pairs: Vec<Pair>, least: f64, what: &str) -> Vec<String> {
    let poor =
        pairs.into_iter().map(|(on, front, back)| (on, contrast(front, back))).filter(|(_, ratio)| *ratio < least);
    poor.map(|(on, ratio)| format!("{what} {on}: {ratio:.2}, not {least}")).collect()
}

#[test]
fn every_text_can_be_read_and_every_mark_seen_in_every_theme() {
    let mut poor = Vec::new();
    for theme in ThemeName::ALL {
        for accent in Accent::ALL {
            let palette = Palette::new(theme, accent);
            let what = format!("{theme:?} {accent:?}");
            poor.extend(check(texts(&palette), 4.5, &what));
            poor.extend(check(marks(&palette), 3.0, &what));
        }
    }
    assert!(poor.is_empty(), "{}", poor.join("\n"));
}

#[test]
fn the_clear_manner_has_seven_to_one_and_lines_that_can_be_seen() {
    let mut poor = Vec::new();
    for theme in ThemeName::ALL {
        for accent in Accent::ALL {
            let palette = Palette::new(theme, accent).clearer();
            let what = format!("clear {theme:?} {accent:?}");
            let is_selection = |pair: &Pair| pair.0.starts_with("selected text");
            let (selections, others): (Vec<Pair>, Vec<Pair>) = texts(&palette).into_iter().partition(is_selection);
            poor.extend(check(others, 7.0, &what));
            poor.extend(check(selections, 4.5, &what));
            poor.extend(check(marks(&palette), 3.0, &what));
            let lines = [
                ("line", palette.border, palette.background),
                ("line around a bubble", palette.bubble_line, palette.background_deep),
            ];
            poor.extend(check(lines.to_vec(), 3.0, &what));
        }
    }
    assert!(poor.is_empty(), "{}", poor.join("\n"));
}

#[test]
fn the_counterpart_of_a_theme_differs_only_in_brightness() {
    for theme in ThemeName::ALL {
        assert_ne!(theme.is_dark(), theme.counterpart().is_dark());
        assert_eq!(theme.counterpart().counterpart(), theme);
        assert!(theme.with_darkness(true).is_dark());
    }
}

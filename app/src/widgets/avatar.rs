//! The round picture of a person: initials on a color that follows from the id.
//!
//! Design notes on screens, 1.6: SHA-512 of the id as text, its first 12 hex digits modulo 7 choose the
//! accent. Initials of one word are its first two letters, of several the first of the first two. We draw
//! them dark, since white is not readable on these colors.

use egui::epaint::RectShape;
use egui::{Align2, Painter, Pos2, Rect, Response, Sense, Ui, Vec2, pos2};
use sha2::{Digest, Sha512};

use super::icon::paint_icon;
use super::portraits::{Portrait, Portraits};
use crate::theme::palette;
use crate::theme::{Accent, Icon, Theme, Weight};
use crate::typeset;

/// What is drawn in the circle. Made when the model changes, not in a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avatar {
    accent: Accent,
    sign: Sign,
    portrait: Option<Portrait>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Sign {
    Initials(String),
    Icon(Icon),
}

impl Avatar {
    /// The avatar of somebody with an id, as text, and a name.
    pub fn of_person(id: &str, name: &str) -> Self {
        let initials = initials(id, name);
        let sign = if initials.is_empty() { Sign::Icon(Icon::User) } else { Sign::Initials(initials) };
        Self { accent: accent(id), sign, portrait: None }
    }

    /// The same with a picture, if there is one.
    #[must_use]
    pub fn with(self, portrait: Option<Portrait>) -> Self {
        Self { portrait, ..self }
    }

    /// The avatar of an account of which there is nothing to tell.
    pub fn of_icon(icon: Icon) -> Self {
        Self { accent: Accent::default(), sign: Sign::Icon(icon), portrait: None }
    }

    /// The avatar of Note to Self.
    pub fn of_notes(id: &str) -> Self {
        Self { accent: accent(id), sign: Sign::Icon(Icon::NotebookPen), portrait: None }
    }
}

fn accent(id: &str) -> Accent {
    let hash = Sha512::digest(id.as_bytes());
    let number = hash.iter().take(6).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let index = usize::try_from(number % 7).unwrap_or(0);
    Accent::ALL.get(index).copied().unwrap_or_default()
}

fn initials(id: &str, name: &str) -> String {
    let is_bare_id = name.is_empty() || id.starts_with(name.trim_end_matches('…')) || name.starts_with("05");
    if is_bare_id {
        return id.chars().nth(2).map(|c| c.to_uppercase().collect()).unwrap_or_default();
    }
    let mut words = name.split([' ', '-']).filter_map(|word| {
        let letters: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).take(2).collect();
        (!letters.is_empty()).then_some(letters)
    });
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    let letters: String = match second {
        Some(second) => first.iter().take(1).chain(second.iter().take(1)).collect(),
        None => first.into_iter().collect(),
    };
    letters.to_uppercase().chars().take(2).collect()
}

/// Paints an avatar into the circle within `rect`.
pub fn paint_avatar(painter: &Painter, rect: Rect, avatar: &Avatar) {
    let palette = Theme::of(painter.ctx()).palette;
    let size = rect.width();
    if let Some(texture) = avatar.portrait.and_then(|portrait| Portraits::of(painter.ctx()).get(portrait)) {
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        let circle = Rect::from_center_size(rect.center(), Vec2::splat(size));
        let shape = RectShape::filled(circle, circle.width() / 2.0, palette::UNTINTED).with_texture(texture, whole);
        painter.add(shape);
        return;
    }
    painter.circle_filled(rect.center(), size / 2.0, avatar.accent.color());
    let ink = palette.on_avatar;
    match &avatar.sign {
        Sign::Initials(text) => {
            let share = if text.chars().count() > 1 { 0.38 } else { 0.46 };
            let laid = typeset::text(painter.ctx(), text, Weight::Medium.style(size * share));
            laid.paint(painter, Align2::CENTER_CENTER.anchor_size(rect.center(), laid.size()).min, ink);
        }
        Sign::Icon(icon) => paint_icon(painter, rect.center(), *icon, size * 0.5, ink),
    }
}

/// An avatar of a size.
pub fn avatar_ui(ui: &mut Ui, avatar: &Avatar, size: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::click());
    paint_avatar(ui.painter(), rect, avatar);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0577cb6c50ed49a2c45e383ac3ca855375c68300f7ff0c803ea93cb18437d61f46";

    #[test]
    fn initials_come_from_the_first_two_words() {
        assert_eq!(initials(ID, "alice"), "AL");
        assert_eq!(initials(ID, "Alice Liddell Pleasance"), "AL");
        assert_eq!(initials(ID, "Jean-Luc"), "JL");
        assert_eq!(initials(ID, "x"), "X");
        assert_eq!(initials(ID, "(·) ß"), "SS");
        assert_eq!(initials(ID, "0577…1f46"), "7");
        assert_eq!(initials(ID, "🐢"), "");
    }

    #[test]
    fn the_color_depends_on_the_id_alone() {
        assert_eq!(Avatar::of_person(ID, "a").accent, Avatar::of_person(ID, "b").accent);
        let other = ID.replace('7', "8");
        assert_ne!(Avatar::of_person(ID, "a"), Avatar::of_person(&other, "b"));
    }
}

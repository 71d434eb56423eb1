//! What the pages about passwords share.

use egui::{Sense, Ui, vec2};

use super::Cx;
use crate::theme::tokens::gap;
use crate::widgets::fine_ui;

/// The shortest password, in characters.
pub const MIN_CHARACTERS: usize = 6;

/// How hard a password is to guess, 0 to 3: by its length and by how many kinds of characters it has.
fn strength(password: &str) -> usize {
    let length = password.chars().count();
    if length < MIN_CHARACTERS {
        return 0;
    }
    let has = |kind: fn(char) -> bool| usize::from(password.chars().any(kind));
    let kinds =
        has(char::is_lowercase) + has(char::is_uppercase) + has(char::is_numeric) + has(|c| !c.is_alphanumeric());
    match (length, kinds) {
        (16.., _) | (12.., 3..) => 3,
        (10.., 2..) | (12.., _) => 2,
        _ => 1,
    }
}

/// Three bars and a word; nothing is forbidden but a short one.
pub fn strength_ui(ui: &mut Ui, cx: &Cx<'_>, password: &str) {
    let palette = cx.palette();
    let level = strength(password);
    let (color, key) = match level {
        0 => (palette.disabled, "protect-short"),
        1 => (palette.danger, "protect-weak"),
        2 => (palette.warning, "protect-fair"),
        _ => (palette.path_ok, "protect-strong"),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = gap::XS;
        for bar in 1..=3 {
            let (rect, _) = ui.allocate_exact_size(vec2(40.0, 4.0), Sense::hover());
            ui.painter().rect_filled(rect, 2, if bar <= level { color } else { palette.background_raised });
        }
        ui.add_space(gap::XS);
        fine_ui(ui, cx.t(key));
    });
}

#[cfg(test)]
mod tests {
    use super::strength;

    #[test]
    fn length_counts_more_than_oddness() {
        assert_eq!(strength("aB1!x"), 0);
        assert_eq!(strength("aB1!xy"), 1);
        assert_eq!(strength("onion12345"), 2);
        assert_eq!(strength("correct horse battery"), 3);
    }
}

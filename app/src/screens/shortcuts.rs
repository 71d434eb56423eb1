//! The list of the keys of the window.

use egui::{Align, Context, CornerRadius, Frame, Layout, Margin, Stroke, Ui};

use super::Cx;
use crate::actions::Action;
use crate::theme::tokens::{font, radius, size};
use crate::theme::{Theme, Weight};
use crate::widgets::label::rich;
use crate::widgets::{Dialog, DialogEnd};

const KEYS: [(&str, &[&str]); 14] = [
    ("shortcuts-new", &["Ctrl", "N"]),
    ("shortcuts-search", &["Ctrl", "F"]),
    ("shortcuts-settings", &["Ctrl", ","]),
    ("shortcuts-go", &["Ctrl", "1 … 9"]),
    ("shortcuts-next", &["Alt", "↓ ↑"]),
    ("shortcuts-menu", &["Shift", "F10"]),
    ("shortcuts-send", &["Enter"]),
    ("shortcuts-newline", &["Shift", "Enter"]),
    ("shortcuts-close", &["Ctrl", "W"]),
    ("shortcuts-escape", &["Esc"]),
    ("shortcuts-zoom-in", &["Ctrl", "+"]),
    ("shortcuts-zoom-out", &["Ctrl", "−"]),
    ("shortcuts-zoom-reset", &["Ctrl", "0"]),
    ("shortcuts-list", &["Ctrl", "/"]),
];

/// Shows the list.
pub fn shortcuts_ui(ctx: &Context, cx: &Cx<'_>) {
    let dialog = Dialog::new("shortcuts", cx.t("shortcuts-title"), cx.t("close")).width(size::DIALOG);
    let (end, ()) = dialog.show(ctx, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for (key, caps) in KEYS {
            ui.horizontal(|ui| {
                ui.set_min_height(32.0);
                ui.add(rich(cx.t(key), font::NAME, Weight::Regular, cx.palette().text));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.spacing_mut().item_spacing.x = 5.0;
                    for cap in caps.iter().rev() {
                        cap_ui(ui, cap);
                    }
                });
            });
        }
    });
    if end != DialogEnd::Open {
        cx.act(Action::CloseOverlay);
    }
}

fn cap_ui(ui: &mut Ui, cap: &str) {
    let palette = Theme::of(ui.ctx()).palette;
    Frame::new()
        .fill(palette.background_raised)
        .stroke(Stroke::new(1.0, palette.border))
        .corner_radius(CornerRadius::same(radius::SMALL))
        .inner_margin(Margin::symmetric(8, 3))
        .show(ui, |ui| ui.add(rich(cap, font::SMALL, Weight::Medium, palette.text)));
}

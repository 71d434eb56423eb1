//! What stands between messages: names of days, the line over unread ones.

use egui::{Align2, Color32, CornerRadius, Rect, Stroke, Ui, pos2, vec2};

use crate::screens::Cx;
use crate::theme::Weight;
use crate::theme::tokens::font;
use crate::typeset;

/// Height of the name of a day.
pub const DAY: f32 = 46.0;
/// Height of the line over unread messages.
pub const UNREAD: f32 = 40.0;

/// Paints the name of a day in the middle of `row`.
pub fn day(ui: &Ui, cx: &Cx<'_>, name: &str, row: Rect) {
    let palette = cx.palette();
    pill(ui, name, row.center(), (palette.day, palette.text_secondary));
}

/// Paints the line over unread messages.
pub fn unread(ui: &Ui, cx: &Cx<'_>, text: &str, row: Rect) {
    let palette = cx.palette();
    let middle = row.center().y - 3.0;
    let color = palette.accent_text;
    let laid = typeset::text(ui.ctx(), text, Weight::Medium.style(font::FINE));
    let half = laid.size().x / 2.0 + 12.0;
    let center = row.center().x;
    let line = Stroke::new(1.0, color.gamma_multiply(0.5));
    ui.painter().hline(row.left()..=center - half, middle, line);
    ui.painter().hline(center + half..=row.right(), middle, line);
    let at = Align2::CENTER_CENTER.anchor_size(pos2(center, middle), laid.size()).min;
    laid.paint(ui.painter(), at, color);
}

/// Paints a text on a rounded ground.
pub fn pill(ui: &Ui, text: &str, center: egui::Pos2, (fill, ink): (Color32, Color32)) {
    let laid = typeset::text(ui.ctx(), text, Weight::Medium.style(12.0));
    let rect = Rect::from_center_size(center, laid.size() + vec2(22.0, 8.0));
    ui.painter().rect_filled(rect, CornerRadius::same(12), fill);
    laid.paint(ui.painter(), rect.min + vec2(11.0, 4.0), ink);
}

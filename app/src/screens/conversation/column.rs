//! What stands between messages: names of days, the line over unread ones.

use egui::{Align2, Color32, CornerRadius, Rect, Stroke, Ui, pos2, vec2};

use crate::screens::Cx;
use crate::theme::Weight;
use crate::theme::tokens::font;

/// Height of the name of a day.
pub const DAY: f32 = 46.0;
/// Height of the line over unread messages.
pub const UNREAD: f32 = 40.0;

/// Paints the name of a day in the middle of `row`.
pub fn day(ui: &Ui, cx: &Cx<'_>, name: &str, row: Rect) {
    let palette = cx.palette();
    pill(ui, name, row.center(), (palette.border.gamma_multiply(0.55), palette.text_secondary));
}

/// Paints the line over unread messages.
pub fn unread(ui: &Ui, cx: &Cx<'_>, row: Rect) {
    let palette = cx.palette();
    let middle = row.center().y - 3.0;
    let font = Weight::Medium.font(font::FINE);
    let color = palette.accent_text;
    let galley = ui.painter().layout_no_wrap(cx.t("conversation-unread").to_owned(), font, color);
    let half = galley.size().x / 2.0 + 12.0;
    let center = row.center().x;
    let line = Stroke::new(1.0, color.gamma_multiply(0.5));
    ui.painter().hline(row.left()..=center - half, middle, line);
    ui.painter().hline(center + half..=row.right(), middle, line);
    let at = Align2::CENTER_CENTER.anchor_size(pos2(center, middle), galley.size()).min;
    ui.painter().galley(at, galley, color);
}

/// Paints a text on a rounded ground.
pub fn pill(ui: &Ui, text: &str, center: egui::Pos2, (fill, ink): (Color32, Color32)) {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), Weight::Medium.font(12.0), ink);
    let rect = Rect::from_center_size(center, galley.size() + vec2(22.0, 10.0));
    ui.painter().rect_filled(rect, CornerRadius::same(12), fill);
    ui.painter().galley(rect.min + vec2(11.0, 5.0), galley, ink);
}

//! Chips: small rounded buttons that are on or off, or open a menu.

use egui::{CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::icon::paint_icon;
use super::ring::focus_ring;
use crate::theme::tokens::font;
use crate::theme::{Icon, Theme, Weight};
use crate::typeset;

const HEIGHT: f32 = 28.0;
/// Longest text, in points.
const LONGEST: f32 = 150.0;

/// A chip; filled while it is on.
pub fn chip_ui(ui: &mut Ui, text: &str, icon: Option<Icon>, is_on: bool) -> Response {
    let palette = Theme::of(ui.ctx()).palette;
    let laid = typeset::line(ui.ctx(), text, Weight::Medium.style(font::SMALL), LONGEST);
    let before = if icon.is_some() { 20.0 } else { 0.0 };
    let (rect, response) = ui.allocate_exact_size(Vec2::new(laid.size().x + before + 22.0, HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_on, text));
    let (fill, ink) = match (is_on, response.hovered()) {
        (true, _) => (palette.accent, palette.on_accent),
        (false, true) => (palette.row_selected, palette.text),
        (false, false) => (palette.field, palette.text),
    };
    let stroke = if is_on { Stroke::NONE } else { Stroke::new(1.0, palette.border) };
    ui.painter().rect(rect, CornerRadius::same(14), fill, stroke, StrokeKind::Inside);
    if let Some(icon) = icon {
        paint_icon(ui.painter(), pos2(rect.left() + 18.0, rect.center().y), icon, font::ICON_SMALL - 1.0, ink);
    }
    laid.paint(ui.painter(), pos2(rect.left() + 11.0 + before, rect.center().y - laid.size().y / 2.0), ink);
    focus_ring(ui.painter(), &response, rect.expand(2.0), 16);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

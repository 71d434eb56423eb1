//! Context menus: an icon and a label a line, red for what destroys.

use egui::{CornerRadius, Frame, Margin, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::icon::paint_icon;
use super::ring::focus_ring;
use crate::theme::tokens::{font, radius};
use crate::theme::{Icon, Theme, Weight};
use crate::typeset;

/// The frame of a menu.
pub fn menu_frame(ui: &Ui) -> Frame {
    let palette = Theme::of(ui.ctx()).palette;
    Frame::new()
        .fill(palette.dialog)
        .stroke(Stroke::new(1.0, palette.border))
        .corner_radius(CornerRadius::same(radius::FIELD))
        .inner_margin(Margin::same(6))
        .shadow(ui.visuals().popup_shadow)
}

/// One line of a menu. A press closes the menu.
pub fn menu_item_ui(ui: &mut Ui, icon: Icon, text: &str, is_dangerous: bool) -> Response {
    let palette = Theme::of(ui.ctx()).palette;
    ui.spacing_mut().item_spacing.y = 0.0;
    let laid = typeset::text(ui.ctx(), text, Weight::Regular.style(font::NAME));
    let width = (laid.size().x + 60.0).max(196.0).max(ui.available_width().min(260.0));
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, 34.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, ui.is_enabled(), text));
    let ink = if is_dangerous { palette.danger } else { palette.text };
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(radius::SMALL), palette.row_selected);
    }
    paint_icon(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), icon, 17.0, ink);
    laid.paint(ui.painter(), pos2(rect.left() + 40.0, rect.center().y - laid.size().y / 2.0), ink);
    focus_ring(ui.painter(), &response, rect, radius::SMALL);
    if response.clicked() {
        ui.close();
    }
    response
}

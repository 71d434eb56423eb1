//! Lines to choose conversations by: picture, name, a mark.

use egui::{Color32, CornerRadius, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::Cx;
use crate::theme::tokens::{font, radius};
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::ring::focus_ring;
use crate::widgets::{Avatar, paint_avatar, paint_icon};

/// Height of a line.
pub const LINE: f32 = 48.0;

/// Shows a line. True when it was pressed.
pub fn pick_ui(ui: &mut Ui, cx: &Cx<'_>, (name, avatar): (&str, &Avatar), is_chosen: bool) -> bool {
    let palette = cx.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_chosen, name));
    let fill = if response.hovered() { palette.row_hover } else { Color32::TRANSPARENT };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), fill);
    let picture = Rect::from_center_size(pos2(rect.left() + 26.0, rect.center().y), Vec2::splat(34.0));
    paint_avatar(ui.painter(), picture, avatar);
    let mark = pos2(rect.right() - 20.0, rect.center().y);
    if is_chosen {
        ui.painter().circle_filled(mark, 10.0, palette.accent);
        paint_icon(ui.painter(), mark, Icon::Check, 13.0, palette.on_accent);
    } else {
        ui.painter().circle_stroke(mark, 9.0, Stroke::new(1.5, palette.text_secondary));
    }
    let left = picture.right() + 12.0;
    let laid = typeset::line(ui.ctx(), name, Weight::Medium.style(font::NAME), mark.x - 20.0 - left);
    laid.paint(ui.painter(), pos2(left, rect.center().y - laid.size().y / 2.0), palette.text);
    focus_ring(ui.painter(), &response, rect, radius::ROW);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

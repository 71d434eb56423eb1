//! Toggles, check marks and radio marks.

use egui::{Color32, CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::icon::paint_icon;
use super::ring::focus_ring;
use crate::theme::tokens::radius;
use crate::theme::{Icon, Theme};

/// Switches a thing on or off.
pub fn toggle_ui(ui: &mut Ui, is_on: &mut bool, name: &str) -> Response {
    let palette = Theme::of(ui.ctx()).palette;
    let (rect, mut response) = ui.allocate_exact_size(Vec2::new(46.0, 26.0), Sense::click());
    if response.clicked() {
        *is_on = !*is_on;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), *is_on, name));
    let way = ui.ctx().animate_bool(response.id, *is_on);
    let off = Color32::TRANSPARENT;
    let fill = off.lerp_to_gamma(palette.accent, way);
    let stroke = Stroke::new(1.5, palette.text_secondary.lerp_to_gamma(palette.accent, way));
    ui.painter().rect(rect, CornerRadius::same(13), fill, stroke, StrokeKind::Inside);
    let x = egui::lerp(rect.left() + 13.0..=rect.right() - 13.0, way);
    let knob = palette.text_secondary.lerp_to_gamma(palette.on_accent, way);
    ui.painter().circle_filled(pos2(x, rect.center().y), 8.5, knob);
    focus_ring(ui.painter(), &response, rect.expand(3.0), 16);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A square with a check mark when chosen. Without a text: `name` is for screen readers.
pub fn check_ui(ui: &mut Ui, is_chosen: &mut bool, name: &str) -> Response {
    let palette = Theme::of(ui.ctx()).palette;
    let (rect, mut response) = ui.allocate_exact_size(Vec2::splat(22.0), Sense::click());
    if response.clicked() {
        *is_chosen = !*is_chosen;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), *is_chosen, name));
    let corner = CornerRadius::same(radius::SMALL);
    let square = rect.shrink(1.0);
    if *is_chosen {
        ui.painter().rect_filled(square, corner, palette.accent);
        paint_icon(ui.painter(), rect.center(), Icon::Check, 15.0, palette.on_accent);
    } else {
        ui.painter().rect_stroke(square, corner, Stroke::new(1.5, palette.text_secondary), StrokeKind::Inside);
    }
    focus_ring(ui.painter(), &response, rect.expand(2.0), radius::SMALL + 2);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A ring with a dot when chosen. Without a text: `name` is for screen readers.
pub fn radio_ui(ui: &mut Ui, is_chosen: bool, name: &str) -> Response {
    let palette = Theme::of(ui.ctx()).palette;
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(22.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_chosen, name));
    let ring = if is_chosen { palette.accent_text } else { palette.text_secondary };
    ui.painter().circle_stroke(rect.center(), 9.5, Stroke::new(1.5, ring));
    if is_chosen {
        ui.painter().circle_filled(rect.center(), 5.5, palette.accent);
    }
    focus_ring(ui.painter(), &response, rect.expand(2.0), 13);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

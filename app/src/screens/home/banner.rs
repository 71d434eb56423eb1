//! Rows above the conversations that lead to other lists, and what stands above such a list.

use egui::{Align, CornerRadius, Key, Layout, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::screens::Cx;
use crate::theme::tokens::{font, radius, size};
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::label::rich;
use crate::widgets::ring::focus_ring;
use crate::widgets::{IconButton, paint_icon, paint_pill};

/// A row that leads to another list.
pub(super) struct Banner<'a> {
    pub icon: Icon,
    pub title: &'a str,
    /// Everything, for screen readers.
    pub label: &'a str,
    /// How many things wait there; 0 shows nothing.
    pub count: usize,
    pub height: f32,
}

impl Banner<'_> {
    /// Shows it; true when it was pressed.
    pub fn ui(&self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let palette = cx.palette();
        let (full, response) = ui.allocate_exact_size(vec2(ui.available_width(), self.height), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, self.label));
        let rect = full.shrink2(vec2(8.0, 1.0));
        if response.hovered() {
            ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), palette.row_hover);
        }
        let center = pos2(rect.left() + 10.0 + size::AVATAR / 2.0, rect.center().y);
        let ground = (size::AVATAR / 2.0 - 2.0).min(self.height / 2.0 - 4.0);
        ui.painter().circle_filled(center, ground, palette.background_raised);
        paint_icon(ui.painter(), center, self.icon, (ground * 0.95).min(font::ICON - 2.0), palette.text);
        let mut right = rect.right() - 10.0;
        if self.count > 0 {
            let number = self.count.min(999).to_string();
            let middle = pos2(right, rect.center().y);
            right = paint_pill(ui.painter(), middle, &number, palette.accent, palette.on_accent).left();
        }
        let left = center.x + size::AVATAR / 2.0 + 12.0;
        let room = (right - left - 8.0).max(20.0);
        let name = typeset::line(ui.ctx(), self.title, Weight::Medium.style(font::NAME), room);
        name.paint(ui.painter(), pos2(left, rect.center().y - name.size().y / 2.0), palette.text);
        focus_ring(ui.painter(), &response, rect, radius::ROW);
        let is_entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() || is_entered
    }
}

/// The head of a list that another leads to. True to go back.
pub(super) fn back_ui(ui: &mut Ui, cx: &Cx<'_>, title: &str) -> bool {
    let mut is_back = false;
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), size::HEADER),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_min_height(size::HEADER);
            ui.add_space(10.0);
            is_back = ui.add(IconButton::new(Icon::ChevronLeft, cx.t("requests-back"))).clicked();
            ui.add_space(4.0);
            ui.add(rich(title, font::TITLE, Weight::Bold, cx.palette().text).truncate());
        },
    );
    is_back
}

//! Requests in the list: one row that tells of them, and the list it leads to.

use egui::{Align, CornerRadius, Key, Layout, Margin, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::actions::{Action, Overlay};
use crate::screens::Cx;
use crate::screens::people::Question;
use crate::theme::tokens::{font, radius, size};
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::label::rich;
use crate::widgets::ring::focus_ring;
use crate::widgets::{Button, IconButton, fine_ui, paint_icon, paint_pill};

/// The row above all conversations; true when it was pressed.
pub(super) fn banner_ui(ui: &mut Ui, cx: &Cx<'_>) -> bool {
    let palette = cx.palette();
    let (full, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW - 8.0), Sense::click());
    let count = cx.model.requests.len();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, cx.text.count("requests-count", count)));
    let rect = full.shrink2(vec2(8.0, 1.0));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), palette.row_hover);
    }
    let center = pos2(rect.left() + 10.0 + size::AVATAR / 2.0, rect.center().y);
    ui.painter().circle_filled(center, size::AVATAR / 2.0 - 2.0, palette.background_raised);
    paint_icon(ui.painter(), center, Icon::MessageSquareWarning, font::ICON - 2.0, palette.text);
    let number = count.min(999).to_string();
    let middle = pos2(rect.right() - 10.0, rect.center().y);
    let pill = paint_pill(ui.painter(), middle, &number, palette.accent, palette.on_accent);
    let left = center.x + size::AVATAR / 2.0 + 12.0;
    let room = (pill.left() - left - 8.0).max(20.0);
    let name = typeset::line(ui.ctx(), cx.t("requests-title"), Weight::Medium.style(font::NAME), room);
    name.paint(ui.painter(), pos2(left, rect.center().y - name.size().y / 2.0), palette.text);
    focus_ring(ui.painter(), &response, rect, radius::ROW);
    let is_entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() || is_entered
}

/// Above the list of requests: the way back, what a request is, and the way to be rid of all. True to go back.
pub(super) fn header_ui(ui: &mut Ui, cx: &Cx<'_>) -> bool {
    let mut is_back = false;
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), size::HEADER),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_min_height(size::HEADER);
            ui.add_space(10.0);
            is_back = ui.add(IconButton::new(Icon::ChevronLeft, cx.t("requests-back"))).clicked();
            ui.add_space(4.0);
            ui.add(rich(cx.t("requests-title"), font::TITLE, Weight::Bold, cx.palette().text).truncate());
        },
    );
    egui::Frame::new().inner_margin(Margin { left: 18, right: 18, top: 0, bottom: 10 }).show(ui, |ui| {
        fine_ui(ui, cx.t("requests-text"));
        ui.add_space(8.0);
        if ui.add(Button::outline(cx.t("requests-clear")).danger()).clicked() {
            cx.act(Action::Show(Overlay::Confirm(Question::ClearRequests)));
        }
    });
    is_back
}

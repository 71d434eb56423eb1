//! The accounts of the window, to choose among: pictures in the rail and above a page, rows in the settings.

use egui::{CornerRadius, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, vec2};

use super::Cx;
use crate::actions::Action;
use crate::model::SeatView;
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::typeset;
use crate::widgets::{Button, fine_ui, group_ui, paint_avatar, setting_ui};

/// Side of a picture.
const SIDE: f32 = 30.0;

/// The accounts that are not shown, below each other.
pub fn rail_ui(ui: &mut Ui, cx: &Cx<'_>) {
    if cx.seats.len() < 2 {
        return;
    }
    ui.add_space(gap::MD);
    ui.spacing_mut().item_spacing.y = gap::SM;
    for seat in cx.seats.iter().filter(|seat| !seat.is_current) {
        seat_ui(ui, cx, seat);
    }
}

/// The accounts side by side, on a page that hides what the rail shows.
pub fn strip_ui(ui: &mut Ui, cx: &Cx<'_>) {
    if cx.seats.len() < 2 {
        return;
    }
    ui.spacing_mut().item_spacing.x = gap::SM;
    for seat in cx.seats.iter().rev() {
        seat_ui(ui, cx, seat);
    }
}

fn seat_ui(ui: &mut Ui, cx: &Cx<'_>, seat: &SeatView) {
    let palette = cx.palette();
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE + 6.0), Sense::click());
    let picture = rect.shrink(3.0);
    let name = match (seat.is_current, seat.unread) {
        (true, _) => cx.text.with("account-shown", &[("name", &seat.name)]),
        (false, 0) => cx.text.with("account-switch", &[("name", &seat.name)]),
        (false, unread) => {
            let unread = cx.text.count("list-unread", usize::try_from(unread).unwrap_or(usize::MAX));
            cx.text.with("account-switch-unread", &[("name", &seat.name), ("unread", &unread)])
        }
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, seat.is_current, &name));
    paint_avatar(ui.painter(), picture, &seat.avatar);
    if seat.unread > 0 {
        let at = picture.right_top() + vec2(-3.0, 3.0);
        ui.painter().circle_filled(at, 6.0, palette.background);
        ui.painter().circle_filled(at, 4.0, palette.accent);
    }
    if seat.is_current || response.hovered() || response.has_focus() {
        let ring = Stroke::new(2.0, palette.accent_text);
        ui.painter().rect_stroke(rect, CornerRadius::same(18), ring, egui::StrokeKind::Inside);
    }
    if pressed(response, &name) && !seat.is_current {
        cx.act(Action::SwitchAccount(seat.number));
    }
}

fn pressed(response: Response, name: &str) -> bool {
    typeset::tip(response, name).on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// The accounts in rows, and the way to a further one.
pub fn accounts_ui(ui: &mut Ui, cx: &Cx<'_>) {
    if cx.seats.len() < 2 && !cx.can_add {
        return;
    }
    group_ui(ui, cx.t("accounts-title"), |ui| {
        for seat in cx.seats.iter().filter(|_| cx.seats.len() > 1) {
            let state = if seat.is_current { cx.t("account-present") } else { "" };
            setting_ui(ui, &seat.name, state, |ui| {
                if !seat.is_current && ui.add(Button::outline(cx.t("account-go"))).clicked() {
                    cx.act(Action::SwitchAccount(seat.number));
                }
            });
        }
        ui.add_space(gap::SM);
        fine_ui(ui, cx.t("accounts-explain"));
        ui.add_space(gap::SM);
        if cx.can_add && ui.add(Button::outline(cx.t("account-add")).icon(Icon::UserPlus)).clicked() {
            cx.act(Action::AddAccount);
        }
        ui.add_space(gap::SM);
    });
}

//! The rail at the left: ourselves, the state of the connection, light or dark.

use egui::{Align, Layout, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};
use onionskin_core::api::NetworkState;

use crate::actions::{Action, Overlay};
use crate::screens::{Cx, accounts};
use crate::theme::Icon;
use crate::theme::tokens::{gap, size};
use crate::typeset;
use crate::widgets::{IconButton, paint_avatar};

/// Shows the rail.
pub fn rail_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let edge = ui.max_rect();
    ui.painter().vline(edge.right() - 0.5, edge.y_range(), Stroke::new(1.0, cx.palette().border));
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        ui.add_space((size::HEADER - size::AVATAR_SMALL) / 2.0);
        if profile_ui(ui, cx).clicked() {
            cx.act(Action::Show(Overlay::Settings));
        }
        accounts::rail_ui(ui, cx);
        ui.with_layout(Layout::bottom_up(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.y = gap::XS;
            ui.add_space(gap::MD);
            if path_ui(ui, cx).clicked() {
                cx.act(Action::Show(Overlay::Path));
            }
            let theme = cx.theme.name;
            let (icon, key) =
                if theme.is_dark() { (Icon::Sun, "rail-theme-light") } else { (Icon::Moon, "rail-theme-dark") };
            if ui.add(IconButton::new(icon, cx.t(key)).size(40.0)).clicked() {
                cx.act(Action::SetTheme(theme.counterpart()));
            }
            if ui.add(IconButton::new(Icon::Keyboard, cx.t("rail-shortcuts")).size(40.0)).clicked() {
                cx.act(Action::Show(Overlay::Shortcuts));
            }
        });
    });
}

fn profile_ui(ui: &mut Ui, cx: &Cx<'_>) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::AVATAR_SMALL), Sense::click());
    let name = cx.t("rail-profile");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if let Some(own) = &cx.model.own {
        paint_avatar(ui.painter(), rect, &own.avatar);
    }
    if response.hovered() || response.has_focus() {
        let ring = Stroke::new(2.0, cx.palette().accent_text);
        ui.painter().circle_stroke(rect.center(), size::AVATAR_SMALL / 2.0 + 3.0, ring);
    }
    typeset::tip(response, name).on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn path_ui(ui: &mut Ui, cx: &Cx<'_>) -> Response {
    let palette = cx.palette();
    let (color, key) = match cx.model.connectivity.state {
        NetworkState::Connected => (palette.path_ok, "state-connected"),
        NetworkState::Connecting => (palette.path_connecting, "state-connecting"),
        NetworkState::Offline => (palette.path_error, "state-offline"),
    };
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(40.0), Sense::click());
    let name = cx.t("rail-path");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 10.0, palette.row_selected);
    }
    ui.painter().circle_filled(rect.center(), 9.0, color.gamma_multiply(0.22));
    ui.painter().circle_filled(rect.center(), 5.0, color);
    typeset::tip(response, cx.t(key)).on_hover_cursor(egui::CursorIcon::PointingHand)
}

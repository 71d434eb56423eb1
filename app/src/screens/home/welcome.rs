//! What stands beside the list while no conversation is open.

use egui::{Align, Layout, Ui};

use crate::actions::{Action, Overlay};
use crate::screens::Cx;
use crate::theme::tokens::{font, gap};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{Button, icon_ui};

/// Shows it in the middle of the pane.
pub fn welcome_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let palette = *cx.palette();
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        ui.add_space((ui.available_height() / 2.0 - 120.0).max(gap::XL));
        icon_ui(ui, Icon::MessagesSquare, 64.0, palette.icon_faint);
        ui.add_space(gap::MD);
        let name = cx.model.own.as_ref().map(|own| &*own.profile.display_name).filter(|name| !name.is_empty());
        let title = match name {
            Some(name) => cx.text.with("welcome-title", &[("name", name)]),
            None => cx.t("app-name").to_owned(),
        };
        ui.add(rich(title, font::HEADING, Weight::Bold, palette.text).truncate());
        let key = if cx.model.rows.is_empty() { "welcome-empty-text" } else { "welcome-text" };
        ui.scope(|ui| {
            ui.set_max_width(380.0);
            ui.add(rich(cx.t(key), font::BODY, Weight::Regular, palette.text_secondary));
        });
        ui.add_space(gap::SM);
        if ui.add(Button::outline(cx.t("welcome-new")).icon(Icon::Plus).min_width(210.0)).clicked() {
            cx.act(Action::Show(Overlay::NewMessage));
        }
        let Some(own) = &cx.model.own else { return };
        if ui.add(Button::simple(cx.t("welcome-share")).icon(Icon::Copy).min_width(210.0)).clicked() {
            cx.act(Action::Copy(own.id_text.clone()));
        }
    });
}

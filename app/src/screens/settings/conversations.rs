//! What conversations do: links, the key that sends, folders.

use egui::Ui;

use crate::actions::{Action, Overlay};
use crate::screens::Cx;
use crate::widgets::{Button, group_ui, setting_ui, toggle_ui};

/// Shows the page.
pub fn conversations_ui(ui: &mut Ui, cx: &Cx<'_>) {
    group_ui(ui, "", |ui| {
        setting_ui(ui, cx.t("settings-links"), cx.t("settings-links-explain"), |ui| {
            let mut asks = cx.prefs.asks_before_links;
            if toggle_ui(ui, &mut asks, cx.t("settings-links")).changed() {
                cx.act(Action::AskBeforeLinks(asks));
            }
        });
        setting_ui(ui, cx.t("settings-enter"), cx.t("settings-enter-explain"), |ui| {
            let mut sends = cx.prefs.enter_sends;
            if toggle_ui(ui, &mut sends, cx.t("settings-enter")).changed() {
                cx.act(Action::EnterSends(sends));
            }
        });
        setting_ui(ui, cx.t("folders-title"), cx.t("settings-folders-explain"), |ui| {
            if ui.add(Button::outline(cx.t("settings-folders-edit"))).clicked() {
                cx.act(Action::Show(Overlay::Folders));
            }
        });
    });
}

//! Version, licenses, where the profile is.

use egui::Ui;

use crate::actions::{Action, Overlay};
use crate::screens::Cx;
use crate::theme::Icon;
use crate::theme::Weight;
use crate::theme::tokens::font;
use crate::widgets::label::rich;
use crate::widgets::{Button, IconButton, group_ui, setting_ui};

/// Shows the page.
pub fn about_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let palette = cx.palette();
    group_ui(ui, "", |ui| {
        setting_ui(ui, cx.t("settings-version"), "", |ui| {
            ui.add(rich(env!("CARGO_PKG_VERSION"), font::BODY, Weight::Regular, palette.text_secondary));
        });
        setting_ui(ui, cx.t("settings-license"), cx.t("settings-license-text"), |_ui| {});
        setting_ui(ui, cx.t("settings-fonts"), cx.t("settings-fonts-text"), |_ui| {});
        if let Some(folder) = cx.profile_dir {
            let folder = folder.display().to_string();
            setting_ui(ui, cx.t("settings-profile-folder"), &folder, |ui| {
                if ui.add(IconButton::new(Icon::Copy, cx.t("settings-copy-folder"))).clicked() {
                    cx.act(Action::Copy(folder.clone()));
                }
            });
        }
    });
    if ui.add(Button::outline(cx.t("settings-shortcuts")).icon(Icon::Keyboard)).clicked() {
        cx.act(Action::Show(Overlay::Shortcuts));
    }
}

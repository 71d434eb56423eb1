//! The folders, side by side above the list; a press shows what is in one.

use egui::scroll_area::ScrollBarVisibility;
use egui::{Align, Layout, Margin, ScrollArea, Ui, vec2};

use crate::actions::{Action, Overlay};
use crate::screens::Cx;
use crate::theme::Icon;
use crate::widgets::{IconButton, chip_ui};

/// Height of the strip.
const HEIGHT: f32 = 36.0;

/// Shows them; `chosen` is the number of the one that is looked at, or nothing for all conversations.
pub(super) fn strip_ui(ui: &mut Ui, cx: &Cx<'_>, chosen: &mut Option<u32>) {
    egui::Frame::new().inner_margin(Margin { left: 14, right: 14, top: 0, bottom: 8 }).show(ui, |ui| {
        let bar = vec2(ui.available_width(), HEIGHT);
        ui.allocate_ui_with_layout(bar, Layout::right_to_left(Align::Center), |ui| {
            if ui.add(IconButton::new(Icon::Pencil, cx.t("folders-edit")).icon_size(15.0)).clicked() {
                cx.act(Action::Show(Overlay::Folders));
            }
            ui.add_space(4.0);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.style_mut().always_scroll_the_only_direction = true;
                let area = ScrollArea::horizontal().id_salt("folders").auto_shrink([false, true]);
                area.scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden).show(ui, |ui| chips_ui(ui, cx, chosen));
            });
        });
    });
}

fn chips_ui(ui: &mut Ui, cx: &Cx<'_>, chosen: &mut Option<u32>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if chip_ui(ui, cx.t("folder-all"), None, chosen.is_none()).clicked() {
            *chosen = None;
        }
        for view in &cx.model.folders {
            let is_on = *chosen == Some(view.folder.id);
            let chip = chip_ui(ui, &view.label, None, is_on);
            if chip.gained_focus() || chip.clicked() {
                chip.scroll_to_me(None);
            }
            if chip.clicked() {
                *chosen = Some(view.folder.id).filter(|_| !is_on);
            }
        }
    });
}

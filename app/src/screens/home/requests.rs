//! What stands above the list of requests.

use egui::{Margin, Ui};

use super::banner::back_ui;
use crate::actions::{Action, Overlay};
use crate::screens::Cx;
use crate::screens::people::Question;
use crate::widgets::{Button, fine_ui};

/// Above the list of requests: the way back, what a request is, and the way to be rid of all. True to go back.
pub(super) fn header_ui(ui: &mut Ui, cx: &Cx<'_>) -> bool {
    let is_back = back_ui(ui, cx, cx.t("requests-title"));
    egui::Frame::new().inner_margin(Margin { left: 18, right: 18, top: 0, bottom: 10 }).show(ui, |ui| {
        fine_ui(ui, cx.t("requests-text"));
        ui.add_space(8.0);
        if ui.add(Button::outline(cx.t("requests-clear")).danger()).clicked() {
            cx.act(Action::Show(Overlay::Confirm(Question::ClearRequests)));
        }
    });
    is_back
}

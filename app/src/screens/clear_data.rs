//! Forgetting everything: on this device, or in the network too. Asks twice and names nodes that refused.
//!
//! It stays open when the account is gone, since it may have something to tell.

use egui::{Context, Layout, Ui};
use onionskin_core::api::{ClearScope, Command, FailureCode, NodeInfo, Outcome, Phase, Ticket};

use super::Cx;
use crate::actions::Action;
use crate::text::failure_text;
use crate::theme::tokens::{gap, size};
use crate::widgets::{
    Button, Dialog, DialogEnd, ToastKind, error_ui, fine_ui, group_ui, radio_ui, secondary_ui, setting_ui,
};

/// The state of the dialog; a fresh one each time it opens.
#[derive(Debug, Default)]
pub struct ClearData {
    has_network: bool,
    is_asking: bool,
    waiting: Option<Ticket>,
    error: Option<String>,
    refused: Vec<NodeInfo>,
    /// The network has forgotten, and only this device is left.
    is_network_done: bool,
}

impl ClearData {
    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        self.take_answer(cx);
        let (end, ()) = Dialog::new("clear-data", cx.t("clear-title"), cx.t("close")).show(ctx, |ui| {
            if !self.refused.is_empty() {
                self.refused_ui(ui, cx);
            } else if self.waiting.is_some() {
                secondary_ui(ui, cx.t(if self.has_network { "clear-busy-network" } else { "clear-busy" }));
                ui.add(Button::solid(cx.t("clear-yes")).danger().busy(true).min_width(120.0));
            } else if self.is_asking {
                self.sure_ui(ui, cx);
            } else {
                self.choose_ui(ui, cx);
            }
        });
        // While nodes delete, there is nothing to go back to.
        if end != DialogEnd::Open && self.waiting.is_none() {
            cx.act(Action::CloseOverlay);
        }
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.waiting.and_then(|ticket| cx.answer(ticket)) else { return };
        self.waiting = None;
        match answer {
            Ok(Outcome::DataCleared { refused }) if !refused.is_empty() => self.refused = refused,
            Ok(_) => {
                cx.act(Action::CloseOverlay);
                cx.act(Action::Toast(ToastKind::Done, cx.t("clear-done").to_owned()));
            }
            Err(failure) => {
                if failure.code == FailureCode::OnlyNetworkCleared {
                    (self.has_network, self.is_network_done) = (false, true);
                }
                self.error = Some(failure_text(cx.text, failure.code));
            }
        }
    }

    fn choose_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        secondary_ui(ui, cx.t("clear-text"));
        group_ui(ui, "", |ui| {
            for (has_network, title, text) in
                [(false, "clear-device", "clear-device-text"), (true, "clear-network", "clear-network-text")]
            {
                setting_ui(ui, cx.t(title), cx.t(text), |ui| {
                    if radio_ui(ui, self.has_network == has_network, cx.t(title)).clicked() {
                        self.has_network = has_network;
                    }
                });
            }
        });
        buttons_ui(ui, cx, "clear-next", || self.is_asking = true);
    }

    fn sure_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        secondary_ui(ui, cx.t(if self.has_network { "clear-sure-network" } else { "clear-sure-device" }));
        fine_ui(ui, cx.t("clear-recovery"));
        if let Some(error) = &self.error {
            error_ui(ui, error);
            if self.is_network_done {
                fine_ui(ui, cx.t("clear-rest"));
            } else if self.has_network {
                fine_ui(ui, cx.t("clear-instead"));
            }
        }
        ui.add_space(gap::SM);
        if self.error.is_some() && !self.is_network_done && ui.add(Button::simple(cx.t("clear-other"))).clicked() {
            (self.is_asking, self.error) = (false, None);
            return;
        }
        let scope = if self.has_network { ClearScope::DeviceAndNetwork } else { ClearScope::Device };
        buttons_ui(ui, cx, "clear-yes", || {
            self.error = None;
            self.waiting = Some(cx.run(|ticket| Command::ClearData { ticket, scope }));
        });
    }

    fn refused_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        secondary_ui(ui, cx.t("clear-refused"));
        group_ui(ui, "", |ui| {
            for node in &self.refused {
                setting_ui(ui, &node.address.ip().to_string(), "", |_ui| {});
            }
        });
        if ui.add(Button::solid(cx.t("ok")).enabled(cx.model.phase != Phase::Opening)).clicked() {
            cx.act(Action::CloseOverlay);
        }
    }
}

fn buttons_ui(ui: &mut Ui, cx: &Cx<'_>, yes: &str, on_yes: impl FnOnce()) {
    let bar = egui::vec2(ui.available_width(), size::BUTTON);
    ui.allocate_ui_with_layout(bar, Layout::right_to_left(egui::Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = gap::SM;
        let button = Button::solid(cx.t(yes));
        // Choosing deletes nothing yet.
        let button = if yes == "clear-next" { button } else { button.danger() };
        if ui.add(button).clicked() {
            on_yes();
        }
        if ui.add(Button::outline(cx.t("cancel"))).clicked() {
            cx.act(Action::CloseOverlay);
        }
    });
}

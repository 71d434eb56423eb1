//! Devices of one account: how far this one agrees with the others, what the network keeps and for how long.

use egui::Ui;
use onionskin_core::api::{Command, SyncStatus, Ticket};

use crate::actions::Action;
use crate::screens::Cx;
use crate::text::failure_text;
use crate::theme::Icon;
use crate::widgets::{Button, ToastKind, error_ui, fine_ui, group_ui, secondary_ui, setting_ui};

/// What the page remembers.
#[derive(Debug, Default)]
pub struct Devices {
    waiting: Option<Ticket>,
    error: Option<String>,
}

impl Devices {
    /// Shows the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.take_answer(cx);
        secondary_ui(ui, cx.t("devices-link"));
        let sync = &cx.model.sync;
        group_ui(ui, cx.t("devices-this"), |ui| {
            let state = if sync.is_pending { "devices-pending" } else { "devices-agree" };
            setting_ui(ui, cx.t(state), "", |ui| {
                let button = Button::outline(cx.t("devices-now")).icon(Icon::RefreshCw).busy(self.waiting.is_some());
                if ui.add(button).clicked() {
                    self.error = None;
                    self.waiting = Some(cx.run(|ticket| Command::SyncNow { ticket }));
                }
            });
            setting_ui(ui, cx.t("devices-fetched"), &sync.fetched, |_ui| {});
            setting_ui(ui, cx.t("devices-stored"), &sync.stored, |_ui| {});
        });
        if let Some(error) = &self.error {
            error_ui(ui, error);
        }
        group_ui(ui, cx.t("devices-kept"), |ui| {
            let days = |days: u32| usize::try_from(days).unwrap_or(usize::MAX);
            let messages = cx.text.count("devices-days", days(SyncStatus::MESSAGE_DAYS));
            setting_ui(ui, cx.t("devices-messages"), &messages, |_ui| {});
            let settings = cx.text.count("devices-days-renewed", days(SyncStatus::SETTINGS_DAYS));
            setting_ui(ui, cx.t("devices-settings"), &settings, |_ui| {});
        });
        fine_ui(ui, cx.t("devices-miss"));
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.waiting.and_then(|ticket| cx.answer(ticket)) else { return };
        self.waiting = None;
        match answer {
            Ok(_) => cx.act(Action::Toast(ToastKind::Done, cx.t("devices-done").to_owned())),
            Err(failure) => self.error = Some(failure_text(cx.text, failure.code)),
        }
    }
}

//! Writing a backup of everything into an encrypted file.

use egui::{Context, Ui};
use onionskin_core::api::{BackUp, Command, NetworkTime, Secret};
use zeroize::Zeroize;

use super::Cx;
use super::saving::{Saving, row_ui};
use crate::actions::Action;
use crate::theme::tokens::gap;
use crate::widgets::{Button, Dialog, DialogEnd, TextField, error_ui, fine_ui, secondary_ui};

/// The state of the dialog; a fresh one each time it opens. What was typed is erased with it.
#[derive(Debug, Default)]
pub struct BackupDialog {
    saving: Saving,
    has_proposed: bool,
    first: String,
    second: String,
    is_shown: bool,
}

impl Drop for BackupDialog {
    fn drop(&mut self) {
        self.first.zeroize();
        self.second.zeroize();
    }
}

impl BackupDialog {
    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        if !std::mem::replace(&mut self.has_proposed, true) {
            let day = cx.local(NetworkTime(cx.now_millis)).date();
            self.saving.propose(cx, &format!("Onionskin {day}.backup"));
        }
        if self.saving.take_answer(cx) {
            self.first.zeroize();
            self.second.zeroize();
        }
        let (end, ()) = Dialog::new("backup", cx.t("backup-title"), cx.t("close")).show(ctx, |ui| {
            if let Some(path) = &self.saving.saved {
                self.saving.saved_ui(ui, cx, cx.t("backup-done"), path);
            } else if self.saving.is_busy() {
                self.saving.busy_ui(ui, cx, cx.t("backup-busy"));
            } else {
                self.form_ui(ui, cx);
            }
        });
        if end != DialogEnd::Open {
            self.saving.stop(cx);
            cx.act(Action::CloseOverlay);
        }
    }

    fn form_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        secondary_ui(ui, cx.t("backup-text"));
        self.saving.path_ui(ui, cx, cx.t("saving-file"));
        let eye = cx.t("settings-password-show");
        for (text, key) in [(&mut self.first, "backup-password"), (&mut self.second, "backup-repeat")] {
            let name = cx.t(key);
            fine_ui(ui, name);
            TextField::new(text, name).password(&mut self.is_shown, eye).show(ui);
        }
        let is_long = self.first.chars().count() >= BackUp::MIN_CHARS;
        let differs = !self.second.is_empty() && self.first != self.second;
        if differs {
            error_ui(ui, cx.t("settings-password-differ"));
        } else {
            fine_ui(ui, cx.t("backup-explain"));
        }
        let is_ready = self.saving.password_ui(ui, cx) && is_long && self.first == self.second;
        self.saving.error_ui(ui);
        ui.add_space(gap::SM);
        row_ui(ui, |ui| {
            if ui.add(Button::solid(cx.t("backup-go")).enabled(is_ready)).clicked() {
                self.begin(cx);
            }
            if ui.add(Button::outline(cx.t("cancel"))).clicked() {
                cx.act(Action::CloseOverlay);
            }
        });
    }

    fn begin(&mut self, cx: &Cx<'_>) {
        let password = &self.saving.password;
        let backup = BackUp {
            path: self.saving.target(cx),
            backup_password: Secret::new(self.first.clone()),
            password: (!password.is_empty()).then(|| Secret::new(password.clone())),
        };
        self.saving.begin(cx.run(|ticket| Command::BackUp { ticket, backup }));
    }
}

//! An account comes back from a backup: which file, behind which password, and how far it has come.

use egui::Ui;
use onionskin_core::api::{Command, FailureCode, Protection, RestoreBackup, Secret};

use super::{Onboarding, Step};
use crate::actions::Action;
use crate::screens::Cx;
use crate::screens::page::{intro_ui, page_ui};
use crate::screens::saving::bar_ui;
use crate::theme::tokens::gap;
use crate::widgets::field::entered;
use crate::widgets::{Button, TextField, error_ui, fine_ui};

impl Onboarding {
    /// From the first page to that of the backup.
    pub(super) fn choose_backup(&mut self, cx: &Cx<'_>) {
        self.is_from_backup = true;
        self.is_restoring = true;
        if self.saving.path.is_empty() {
            self.saving.propose(cx, "");
        }
        self.go(Step::Backup);
    }

    pub(super) fn backup_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let is_back = page_ui(ui, cx, true, |ui| {
            intro_ui(ui, cx.t("backup-restore-title"), cx.t("backup-restore-text"));
            self.saving.path_ui(ui, cx, cx.t("backup-file"));
            let eye = if self.is_password_shown { cx.t("password-hide") } else { cx.t("password-show") };
            let name = cx.t("backup-password");
            fine_ui(ui, name);
            let field = TextField::new(&mut self.backup_password, name).wrong(self.error.is_some());
            let password = field.password(&mut self.is_password_shown, eye).show(ui);
            if password.changed() {
                self.error = None;
            }
            if let Some(error) = &self.error {
                error_ui(ui, error);
            }
            ui.add_space(gap::SM);
            let is_good = !self.saving.path.trim().is_empty() && !self.backup_password.is_empty();
            let width = ui.available_width();
            let button = Button::solid(cx.t("restore-go")).tall().min_width(width);
            let is_pressed = ui.add(button.enabled(is_good)).clicked();
            if is_good && (is_pressed || entered(ui, &password)) {
                self.finish(cx);
            }
        });
        if is_back {
            self.forget_secrets();
            self.is_from_backup = false;
            self.go(Step::Start);
        }
    }

    /// The command that restores, once it is known how the store is to be guarded.
    pub(super) fn submit_backup(&mut self, cx: &Cx<'_>, protection: Protection) {
        let backup_password = Secret::new(self.backup_password.clone());
        let restore = RestoreBackup { path: self.saving.target(cx), backup_password, protection };
        self.waiting = Some(cx.run(|ticket| Command::RestoreBackup { ticket, restore }));
    }

    /// While the backup is read.
    pub(super) fn reading_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(work) = self.waiting else { return };
        page_ui(ui, cx, false, |ui| {
            intro_ui(ui, cx.t("backup-restore-title"), cx.t("backup-reading"));
            bar_ui(ui, cx, cx.t("backup-reading"), cx.model.answers.progress(work).unwrap_or(0));
            ui.add_space(gap::MD);
            let width = ui.available_width();
            if ui.add(Button::outline(cx.t("cancel")).tall().min_width(width)).clicked() {
                cx.act(Action::Run(Command::StopWork { work }));
            }
        });
    }
}

/// Whether a reason is about the file or its password, which are asked for on the page of the backup.
pub(super) const fn is_about_backup(code: FailureCode) -> bool {
    use FailureCode as Code;
    matches!(
        code,
        Code::FileUnreadable
            | Code::BackupPasswordWrong
            | Code::BackupForeign
            | Code::BackupDamaged
            | Code::BackupNewer
            | Code::Stopped
    )
}

//! Where there is no keyring, a password protects the store.

use egui::Ui;
use onionskin_core::api::{Protection, Secret};

use super::{Onboarding, Step};
use crate::screens::Cx;
use crate::screens::page::{caption_ui, intro_ui, page_ui};
use crate::screens::password::{MIN_CHARACTERS, strength_ui};
use crate::theme::tokens::gap;
use crate::widgets::field::entered;
use crate::widgets::{Button, TextField, error_ui};

impl Onboarding {
    pub(super) fn protect_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let is_back = page_ui(ui, cx, true, |ui| {
            intro_ui(ui, cx.t("protect-title"), cx.t("protect-text"));
            let eye = if self.is_password_shown { cx.t("password-hide") } else { cx.t("password-show") };
            caption_ui(ui, cx, cx.t("protect-password"));
            let first = TextField::new(&mut self.password, cx.t("protect-password"))
                .password(&mut self.is_password_shown, eye)
                .show(ui);
            self.focus_once(&first);
            strength_ui(ui, cx, &self.password);
            caption_ui(ui, cx, cx.t("protect-repeat"));
            let mut is_shown = self.is_password_shown;
            let second = TextField::new(&mut self.repeat, cx.t("protect-repeat")).password(&mut is_shown, eye).show(ui);
            self.is_password_shown = is_shown;
            let differs = !self.repeat.is_empty() && self.repeat != self.password;
            if let Some(error) = &self.error {
                error_ui(ui, error);
            } else if differs && !second.has_focus() {
                error_ui(ui, cx.t("protect-differ"));
            }
            ui.add_space(gap::SM);
            let is_long = self.password.chars().count() >= MIN_CHARACTERS;
            let is_good = is_long && self.repeat == self.password && self.waiting.is_none();
            let width = ui.available_width();
            let button = Button::solid(cx.t("continue")).tall().min_width(width);
            let is_pressed = ui.add(button.enabled(is_good).busy(self.waiting.is_some())).clicked();
            if is_good && (is_pressed || entered(ui, &second)) {
                self.submit(cx, Protection::Password(Secret::new(self.password.clone())));
            }
        });
        if is_back {
            self.go(match (self.is_from_backup, self.is_restoring) {
                (true, _) => Step::Backup,
                (false, true) => Step::Restore,
                (false, false) => Step::Create,
            });
        }
    }
}

//! An account that exists asks for its 13 words.

use egui::Ui;

use super::{Onboarding, Step};
use crate::screens::Cx;
use crate::screens::page::{caption_ui, intro_ui, page_ui};
use crate::theme::tokens::gap;
use crate::widgets::field::entered;
use crate::widgets::{Button, TextField, error_ui, fine_ui};

/// Words of a recovery password.
const WORDS: usize = 13;

impl Onboarding {
    pub(super) fn restore_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let is_back = page_ui(ui, cx, true, |ui| {
            intro_ui(ui, cx.t("restore-title"), cx.t("restore-text"));
            caption_ui(ui, cx, cx.t("restore-words"));
            let eye = if self.are_words_shown { cx.t("restore-hide") } else { cx.t("restore-show") };
            let response = TextField::new(&mut self.words, cx.t("restore-words"))
                .hint(cx.t("restore-hint"))
                .rows(3)
                .password(&mut self.are_words_shown, eye)
                .wrong(self.error.is_some())
                .show(ui);
            self.focus_once(&response);
            if response.changed() {
                self.error = None;
            }
            let count = self.words.split_whitespace().count();
            match &self.error {
                Some(error) => error_ui(ui, error),
                None => fine_ui(ui, &cx.text.count("restore-count", count)),
            };
            ui.add_space(gap::SM);
            let is_good = count > 0 && self.waiting.is_none();
            let width = ui.available_width();
            let button = Button::solid(cx.t("restore-go")).tall().min_width(width);
            let is_pressed = ui.add(button.enabled(is_good).busy(self.waiting.is_some())).clicked();
            if is_good && (is_pressed || entered(ui, &response)) {
                // Too few words are told before a password is asked for; the rest the engine knows.
                if count < WORDS {
                    self.error = Some(cx.t("failure-recovery-too-few-words").to_owned());
                } else {
                    self.name.clear();
                    self.finish(cx);
                }
            }
        });
        if is_back {
            self.forget_secrets();
            self.go(Step::Start);
        }
    }
}

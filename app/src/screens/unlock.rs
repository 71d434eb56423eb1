//! The store is behind a password.

use egui::Ui;
use onionskin_core::api::{Command, FailureCode, Secret, Ticket};

use super::Cx;
use super::page::{caption_ui, intro_ui, page_ui};
use super::store_problem::StoreProblemScreen;
use crate::text::failure_text;
use crate::theme::tokens::gap;
use crate::widgets::field::entered;
use crate::widgets::{Button, TextField, error_ui};

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Unlock {
    password: String,
    is_shown: bool,
    waiting: Option<Ticket>,
    error: Option<String>,
    has_focus: bool,
    aside: StoreProblemScreen,
}

impl Unlock {
    /// Shows it over the whole window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(answer) = self.waiting.and_then(|ticket| cx.answer(ticket)) {
            self.waiting = None;
            self.error = answer.err().map(|failure| failure_text(cx.text, failure.code));
            if self.error.as_deref() == Some(&failure_text(cx.text, FailureCode::WrongPassword)) {
                self.has_focus = false;
            }
            drop(Secret::new(std::mem::take(&mut self.password)));
        }
        page_ui(ui, cx, false, |ui| {
            intro_ui(ui, cx.t("unlock-title"), cx.t("unlock-text"));
            caption_ui(ui, cx, cx.t("protect-password"));
            let eye = if self.is_shown { cx.t("password-hide") } else { cx.t("password-show") };
            let response = TextField::new(&mut self.password, cx.t("protect-password"))
                .password(&mut self.is_shown, eye)
                .wrong(self.error.is_some())
                .show(ui);
            if !self.has_focus {
                self.has_focus = true;
                response.request_focus();
            }
            if response.changed() {
                self.error = None;
            }
            if let Some(error) = &self.error {
                error_ui(ui, error);
            }
            ui.add_space(gap::SM);
            let is_good = !self.password.is_empty() && self.waiting.is_none();
            let width = ui.available_width();
            let button = Button::solid(cx.t("unlock-go")).tall().min_width(width);
            let is_pressed = ui.add(button.enabled(is_good).busy(self.waiting.is_some())).clicked();
            if is_good && (is_pressed || entered(ui, &response)) {
                let password = Secret::new(self.password.clone());
                self.waiting = Some(cx.run(|ticket| Command::Unlock { ticket, password }));
            }
            if ui.add(Button::simple(cx.t("unlock-forgotten"))).clicked() {
                self.aside.ask();
            }
        });
        self.aside.question_ui(ui, cx);
    }
}

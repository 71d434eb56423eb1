//! The store is behind a password, or the window is locked with it.
//!
//! After three wrong passwords in a row there is a way to forget everything on this device, as in the official
//! client: whoever has the recovery password can begin anew with it.

use egui::Ui;
use onionskin_core::api::{ClearScope, Command, FailureCode, Secret, Ticket};

use super::Cx;
use super::page::{caption_ui, intro_ui, page_ui};
use super::store_problem::StoreProblemScreen;
use crate::actions::Action;
use crate::text::failure_text;
use crate::theme::tokens::gap;
use crate::widgets::field::entered;
use crate::widgets::{Button, Dialog, DialogEnd, TextField, error_ui, secondary_ui};

/// Wrong passwords before the way out is offered.
const TRIES: u8 = 3;

/// What the password is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To open the store.
    Store,
    /// To show the window again.
    Window,
}

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Unlock {
    password: String,
    is_shown: bool,
    waiting: Option<Ticket>,
    clearing: Option<Ticket>,
    error: Option<String>,
    has_focus: bool,
    wrong: u8,
    asks_to_clear: bool,
    aside: StoreProblemScreen,
}

impl Unlock {
    /// Shows it over the whole window while the store is closed.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.take_answers(cx, Purpose::Store);
        page_ui(ui, cx, false, |ui| self.page_ui(ui, cx, Purpose::Store));
        self.aside.question_ui(ui, cx);
        self.clear_ui(ui, cx);
    }

    /// Shows it over the whole window while that is locked.
    pub fn window_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.take_answers(cx, Purpose::Window);
        page_ui(ui, cx, false, |ui| self.page_ui(ui, cx, Purpose::Window));
        self.clear_ui(ui, cx);
    }

    fn take_answers(&mut self, cx: &Cx<'_>, purpose: Purpose) {
        if let Some(answer) = self.waiting.and_then(|ticket| cx.answer(ticket)) {
            self.waiting = None;
            match answer {
                Ok(_) if purpose == Purpose::Window => cx.act(Action::Unlocked),
                Ok(_) => {}
                Err(failure) => {
                    self.error = Some(failure_text(cx.text, failure.code));
                    if failure.code == FailureCode::WrongPassword {
                        self.has_focus = false;
                        self.wrong = self.wrong.saturating_add(1);
                    }
                }
            }
            drop(Secret::new(std::mem::take(&mut self.password)));
        }
        if let Some(Err(failure)) = self.clearing.and_then(|ticket| cx.answer(ticket)) {
            self.clearing = None;
            self.error = Some(failure_text(cx.text, failure.code));
        }
    }

    fn page_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, purpose: Purpose) {
        let (title, text) = match purpose {
            Purpose::Store => ("unlock-title", "unlock-text"),
            Purpose::Window => ("locked-title", "locked-text"),
        };
        intro_ui(ui, cx.t(title), cx.t(text));
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
            self.waiting = Some(cx.run(|ticket| match purpose {
                Purpose::Store => Command::Unlock { ticket, password },
                Purpose::Window => Command::CheckPassword { ticket, password },
            }));
        }
        if purpose == Purpose::Store && ui.add(Button::simple(cx.t("unlock-forgotten"))).clicked() {
            self.aside.ask();
        }
        if self.wrong >= TRIES {
            ui.add_space(gap::SM);
            secondary_ui(ui, cx.t("locked-tries"));
            let clear = Button::outline(cx.t("locked-clear")).danger().tall().min_width(width);
            if ui.add(clear.busy(self.clearing.is_some())).clicked() {
                self.asks_to_clear = true;
            }
        }
    }

    /// Asks whether everything on this device is to be forgotten, and does it.
    fn clear_ui(&mut self, ui: &Ui, cx: &Cx<'_>) {
        if !self.asks_to_clear {
            return;
        }
        let dialog = Dialog::new("locked-clear", cx.t("locked-clear-title"), cx.t("close"));
        let (end, is_sure) = dialog.show(ui.ctx(), |ui| {
            secondary_ui(ui, cx.t("locked-clear-text"));
            ui.add_space(gap::SM);
            let width = ui.available_width();
            ui.add(Button::solid(cx.t("locked-clear-yes")).danger().tall().min_width(width)).clicked()
        });
        if is_sure {
            let scope = ClearScope::Device;
            self.clearing = Some(cx.run(|ticket| Command::ClearData { ticket, scope }));
        }
        if is_sure || end != DialogEnd::Open {
            self.asks_to_clear = false;
        }
    }
}

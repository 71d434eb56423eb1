//! The store can't be opened: what is the matter, and the ways forward. The files are as they were.

use egui::Ui;
use onionskin_core::api::{Command, Outcome, Phase, StoreProblem, Ticket};

use super::Cx;
use super::page::{intro_ui, page_ui};
use crate::actions::Action;
use crate::text::{failure_text, problem_keys};
use crate::theme::tokens::gap;
use crate::widgets::{Button, Dialog, DialogEnd, ToastKind, error_ui, secondary_ui};

/// The state of the screen.
#[derive(Debug, Default)]
pub struct StoreProblemScreen {
    is_asking: bool,
    waiting: Option<Ticket>,
    error: Option<String>,
}

/// Whether moving the files away helps: not when another window uses them or the disk says no.
const fn can_set_aside(problem: StoreProblem) -> bool {
    !matches!(problem, StoreProblem::InUse | StoreProblem::Unwritable | StoreProblem::KeyringMissing)
}

impl StoreProblemScreen {
    /// Shows it over the whole window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Phase::StoreUnavailable(problem) = cx.model.phase else { return };
        self.take_answer(cx);
        let (title, text) = problem_keys(problem);
        page_ui(ui, cx, false, |ui| {
            intro_ui(ui, cx.t(title), cx.t(text));
            let width = ui.available_width();
            if ui.add(Button::solid(cx.t("problem-retry")).tall().min_width(width)).clicked() {
                cx.act(Action::Run(Command::RetryOpen));
            }
            if can_set_aside(problem) {
                let aside = Button::outline(cx.t("problem-aside")).tall().min_width(width);
                if ui.add(aside.busy(self.waiting.is_some())).clicked() {
                    self.is_asking = true;
                }
            }
            if ui.add(Button::simple(cx.t("quit"))).clicked() {
                cx.act(Action::Quit);
            }
            if let Some(error) = &self.error {
                error_ui(ui, error);
            }
        });
        self.question_ui(ui, cx);
    }

    /// Asks whether to move the files away, as the unlock screen does for a forgotten password.
    pub(super) fn ask(&mut self) {
        self.is_asking = true;
    }

    /// Shows the question while it is open, and takes the answer of the engine.
    pub(super) fn question_ui(&mut self, ui: &Ui, cx: &Cx<'_>) {
        self.take_answer(cx);
        if self.is_asking {
            self.confirm_ui(ui, cx);
        }
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.waiting.and_then(|ticket| cx.answer(ticket)) else { return };
        self.waiting = None;
        match answer {
            Ok(Outcome::StoreSetAside(folder)) => {
                let folder = folder.display().to_string();
                let said = cx.text.with("problem-aside-done", &[("folder", &folder)]);
                cx.act(Action::Toast(ToastKind::Done, said));
            }
            Ok(_) => {}
            Err(failure) => self.error = Some(failure_text(cx.text, failure.code)),
        }
    }

    /// Asks whether the files are to be moved away, and does it.
    fn confirm_ui(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let dialog = Dialog::new("set-aside", cx.t("problem-aside-title"), cx.t("close"));
        let (end, is_sure) = dialog.show(ui.ctx(), |ui| {
            secondary_ui(ui, cx.t("problem-aside-text"));
            ui.add_space(gap::SM);
            let width = ui.available_width();
            ui.add(Button::solid(cx.t("problem-aside-go")).danger().tall().min_width(width)).clicked()
        });
        if is_sure {
            self.waiting = Some(cx.run(|ticket| Command::SetAsideStore { ticket }));
        }
        if is_sure || end != DialogEnd::Open {
            self.is_asking = false;
        }
    }
}

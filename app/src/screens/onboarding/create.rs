//! A new account asks for a name and nothing else.

use egui::Ui;
use onionskin_core::api::Command;

use super::{Onboarding, Step};
use crate::screens::Cx;
use crate::screens::page::{caption_ui, intro_ui, page_ui};
use crate::theme::tokens::gap;
use crate::widgets::field::entered;
use crate::widgets::{Button, TextField, error_ui};

/// The longest name, in bytes (the limit of all clients).
const MAX_NAME_BYTES: usize = 100;

impl Onboarding {
    pub(super) fn create_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let is_back = page_ui(ui, cx, true, |ui| {
            intro_ui(ui, cx.t("create-title"), cx.t("create-text"));
            if self.name_form_ui(ui, cx, cx.t("continue")) {
                self.finish(cx);
            }
        });
        if is_back {
            self.go(Step::Start);
        }
    }

    /// The name that a restored account lacks, once it is open.
    pub(super) fn missing_name_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        page_ui(ui, cx, false, |ui| {
            intro_ui(ui, cx.t("name-title"), cx.t("name-text"));
            if self.name_form_ui(ui, cx, cx.t("continue")) {
                let display_name = self.name.trim().to_owned();
                self.waiting = Some(cx.run(|ticket| Command::SetDisplayName { ticket, display_name }));
            }
        });
    }

    /// The field and its button; true when the name is to be taken.
    fn name_form_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, button: &str) -> bool {
        let is_too_long = self.name.trim().len() > MAX_NAME_BYTES;
        caption_ui(ui, cx, cx.t("create-name"));
        let field = TextField::new(&mut self.name, cx.t("create-name")).hint(cx.t("create-hint")).wrong(is_too_long);
        let response = field.show(ui);
        self.focus_once(&response);
        if is_too_long {
            error_ui(ui, cx.t("failure-name-too-long"));
        } else if let Some(error) = &self.error {
            error_ui(ui, error);
        }
        ui.add_space(gap::SM);
        let is_good = !self.name.trim().is_empty() && !is_too_long && self.waiting.is_none();
        let width = ui.available_width();
        let button = Button::solid(button).tall().min_width(width).enabled(is_good).busy(self.waiting.is_some());
        let is_pressed = ui.add(button).clicked();
        is_good && (is_pressed || entered(ui, &response))
    }

    /// Gives the keyboard to the first field of a page, once.
    pub(super) fn focus_once(&mut self, response: &egui::Response) {
        if !self.has_focus {
            self.has_focus = true;
            response.request_focus();
        }
    }
}

//! The 13 words, on request. They are erased when the page or the dialog is left.

use egui::{FontId, Label, RichText, Ui};
use onionskin_core::api::{Command, Outcome, Secret, Ticket};
use zeroize::Zeroize;

use crate::actions::Action;
use crate::screens::Cx;
use crate::text::failure_sentence;
use crate::theme::Icon;
use crate::theme::tokens::{font, gap};
use crate::widgets::qr::Qr;
use crate::widgets::{Button, TextField, error_ui, fine_ui, group_ui, secondary_ui};

/// What the page remembers.
#[derive(Debug, Default)]
pub struct Recovery {
    password: String,
    is_shown: bool,
    asked: Option<Ticket>,
    words: Option<(Secret, Qr)>,
    error: Option<String>,
}

impl Drop for Recovery {
    fn drop(&mut self) {
        self.password.zeroize();
    }
}

impl Recovery {
    /// Shows the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let has_password = cx.model.own.as_ref().is_some_and(|own| own.profile.has_password);
        self.take_answer(cx);
        secondary_ui(ui, cx.t("settings-recovery-explain"));
        ui.add_space(gap::XS);
        if let Some((words, qr)) = &self.words {
            if words_ui(ui, cx, words, qr) {
                *self = Self::default();
            }
            return;
        }
        if has_password {
            let name = cx.t("settings-recovery-password");
            fine_ui(ui, name);
            let field = TextField::new(&mut self.password, name).wrong(self.error.is_some());
            field.password(&mut self.is_shown, cx.t("settings-password-show")).show(ui);
        }
        if let Some(error) = &self.error {
            error_ui(ui, error);
        }
        let show = Button::outline(cx.t("settings-recovery-show")).icon(Icon::Eye).busy(self.asked.is_some());
        if ui.add(show.enabled(!has_password || !self.password.is_empty())).clicked() {
            let password = has_password.then(|| Secret::new(self.password.clone()));
            self.error = None;
            self.asked = Some(cx.run(|ticket| Command::RevealRecoveryPassword { ticket, password }));
        }
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.asked.and_then(|ticket| cx.answer(ticket)) else { return };
        self.asked = None;
        match answer {
            Ok(Outcome::RecoveryPassword(words)) => {
                let qr = Qr::new(words.reveal());
                self.words = Some((words, qr));
            }
            Ok(_) => {}
            Err(failure) => self.error = Some(failure_sentence(cx.text, failure.code).to_owned()),
        }
        self.password.zeroize();
    }
}

/// Shows the words; true when they are to be hidden.
fn words_ui(ui: &mut Ui, cx: &Cx<'_>, words: &Secret, qr: &Qr) -> bool {
    group_ui(ui, "", |ui| {
        ui.add_space(gap::MD);
        ui.horizontal_top(|ui| {
            qr.ui(ui, 128.0, cx.t("settings-recovery-qr"));
            ui.add_space(gap::SM);
            let text = RichText::new(words.reveal()).font(FontId::monospace(font::BODY)).color(cx.palette().text);
            ui.add(Label::new(text).wrap().selectable(true));
        });
        ui.add_space(gap::MD);
    });
    let mut hides = false;
    ui.horizontal(|ui| {
        if ui.add(Button::outline(cx.t("settings-recovery-copy")).icon(Icon::Copy)).clicked() {
            cx.act(Action::Copy(words.reveal().to_owned()));
        }
        hides = ui.add(Button::simple(cx.t("settings-recovery-hide")).icon(Icon::EyeOff)).clicked();
    });
    hides
}

//! Our name and our Account ID, to share; and the other accounts of the window.

use egui::{Align, Layout, Ui};
use onionskin_core::api::{Command, Ticket};

use crate::actions::Action;
use crate::screens::{Cx, accounts};
use crate::text::failure_sentence;
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::widgets::mono::mono_ui;
use crate::widgets::qr::Qr;
use crate::widgets::{Button, TextField, ToastKind, avatar_ui, error_ui, fine_ui, group_ui, title_ui};

/// What the page remembers.
#[derive(Debug, Default)]
pub struct Profile {
    name: Option<String>,
    asked: Option<Ticket>,
    error: Option<String>,
    /// Our picture is being uploaded or removed.
    sending: Option<Ticket>,
    qr: Option<Qr>,
}

impl Profile {
    /// Shows the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(own) = &cx.model.own else { return };
        self.take_answer(cx);
        ui.horizontal(|ui| {
            avatar_ui(ui, &own.avatar, 64.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = gap::XS;
                title_ui(ui, &own.profile.display_name);
                self.portrait_ui(ui, cx, own.profile.portrait != 0);
            });
        });
        let name = self.name.get_or_insert_with(|| own.profile.display_name.to_string());
        fine_ui(ui, cx.t("settings-name"));
        let label = cx.t("settings-name");
        let field = TextField::new(name, label).hint(cx.t("settings-name-hint")).wrong(self.error.is_some());
        let response = field.show(ui);
        let is_entered = crate::widgets::field::entered(ui, &response);
        if let Some(error) = &self.error {
            error_ui(ui, error);
        }
        let is_new = name.trim() != &*own.profile.display_name && !name.trim().is_empty();
        if is_new {
            let save = Button::solid(cx.t("settings-name-save")).busy(self.asked.is_some());
            if ui.add(save).clicked() || is_entered {
                let display_name = name.trim().to_owned();
                self.asked = Some(cx.run(|ticket| Command::SetDisplayName { ticket, display_name }));
            }
        }
        ui.add_space(gap::XS);
        group_ui(ui, cx.t("settings-id"), |ui| {
            ui.add_space(gap::SM);
            // In a narrow window the code stands above the id.
            let is_narrow = ui.available_width() < 340.0;
            let layout = if is_narrow { Layout::top_down(Align::LEFT) } else { Layout::left_to_right(Align::TOP) };
            ui.with_layout(layout, |ui| {
                let qr = self.qr.get_or_insert_with(|| Qr::new(&own.id_text));
                qr.ui(ui, 116.0, cx.t("settings-qr"));
                ui.add_space(gap::XS);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = gap::XS + 3.0;
                    mono_ui(ui, &own.id_text, 22);
                    fine_ui(ui, cx.t("settings-id-explain"));
                    if ui.add(Button::outline(cx.t("settings-id-copy")).icon(Icon::Copy)).clicked() {
                        cx.act(Action::Copy(own.id_text.clone()));
                    }
                });
            });
            ui.add_space(gap::SM);
        });
        accounts::accounts_ui(ui, cx);
    }

    /// The ways to another picture of ourselves, and to none.
    fn portrait_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, has_one: bool) {
        match cx.intake.take_portrait() {
            Some(Ok(picture)) => {
                self.sending = Some(cx.run(|ticket| Command::SetPortrait { ticket, picture: Some(picture) }));
            }
            Some(Err(_unfit)) => {
                cx.act(Action::Toast(ToastKind::Trouble, cx.t("settings-picture-unfit").to_owned()));
            }
            None => {}
        }
        if let Some(answer) = self.sending.and_then(|ticket| cx.answer(ticket)) {
            self.sending = None;
            let (kind, text) = match answer {
                Ok(_) => (ToastKind::Done, cx.t("settings-picture-done").to_owned()),
                Err(failure) => (ToastKind::Trouble, failure_sentence(cx.text, failure.code).to_owned()),
            };
            cx.act(Action::Toast(kind, text));
        }
        ui.horizontal(|ui| {
            let is_busy = self.sending.is_some();
            if ui.add(Button::outline(cx.t("settings-picture")).icon(Icon::Image).busy(is_busy)).clicked() && !is_busy {
                cx.intake.choose_portrait(ui.ctx());
            }
            if has_one && !is_busy && ui.add(Button::simple(cx.t("settings-picture-none"))).clicked() {
                self.sending = Some(cx.run(|ticket| Command::SetPortrait { ticket, picture: None }));
            }
        });
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.asked.and_then(|ticket| cx.answer(ticket)) else { return };
        self.asked = None;
        match answer {
            Ok(_) => {
                self.error = None;
                self.name = None;
                cx.act(Action::Toast(ToastKind::Done, cx.t("settings-name-saved").to_owned()));
            }
            Err(failure) => self.error = Some(failure_sentence(cx.text, failure.code).to_owned()),
        }
    }
}

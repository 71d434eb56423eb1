//! A new message by Account ID or to a contact, and our own ID to give to people.

use egui::{Context, Ui};
use onionskin_core::api::{AccountId, Command, IdError, Outcome, Ticket};

use super::Cx;
use super::page::caption_ui;
use super::people::ContactPicker;
use crate::actions::Action;
use crate::text::failure_text;
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::widgets::field::entered;
use crate::widgets::mono::mono_ui;
use crate::widgets::{Button, Dialog, DialogEnd, Qr, TextField, error_ui, fine_ui, group_ui};

/// Characters of an id.
const ID_CHARACTERS: usize = 66;

/// The state of the dialog; a fresh one each time it opens.
#[derive(Debug, Default)]
pub struct NewMessage {
    typed: String,
    waiting: Option<Ticket>,
    error: Option<String>,
    qr: Option<Qr>,
    contacts: ContactPicker,
    has_focus: bool,
}

/// What is wrong with a text so far; nothing while it may still become an id.
fn complaint(typed: &str) -> Option<&'static str> {
    let typed = typed.trim();
    match typed.parse::<AccountId>() {
        Ok(_) => None,
        Err(IdError::Prefix) => Some("failure-account-id-wrong-kind"),
        Err(IdError::Characters) => Some("failure-account-id-invalid"),
        Err(IdError::Length) => {
            let may_become = typed.len() < ID_CHARACTERS && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
            if may_become { None } else { Some("failure-account-id-invalid") }
        }
    }
}

impl NewMessage {
    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        self.take_answer(cx);
        let dialog = Dialog::new("new-message", cx.t("new-title"), cx.t("close"));
        let (end, ()) = dialog.show(ctx, |ui| {
            self.form_ui(ui, cx);
            ui.add_space(gap::SM);
            if let Some(ticket) = self.contacts.ui(ui, cx) {
                self.waiting = Some(ticket);
            }
            self.own_ui(ui, cx);
        });
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.waiting.and_then(|ticket| cx.answer(ticket)) else { return };
        self.waiting = None;
        match answer {
            Ok(Outcome::ConversationReady(conversation)) => cx.act(Action::OpenConversation(conversation)),
            Ok(_) => {}
            Err(failure) => self.error = Some(failure_text(cx.text, failure.code)),
        }
    }

    fn form_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        caption_ui(ui, cx, cx.t("new-id"));
        let wrong = complaint(&self.typed);
        let response = TextField::new(&mut self.typed, cx.t("new-id"))
            .hint(cx.t("new-hint"))
            .rows(2)
            .mono()
            .wrong(wrong.is_some() || self.error.is_some())
            .show(ui);
        if !self.has_focus {
            self.has_focus = true;
            response.request_focus();
        }
        if response.changed() {
            self.error = None;
        }
        match (&self.error, wrong) {
            (Some(error), _) => error_ui(ui, error),
            (None, Some(key)) => error_ui(ui, cx.t(key)),
            (None, None) => fine_ui(ui, cx.t("new-text")),
        };
        let is_good = self.typed.trim().parse::<AccountId>().is_ok() && self.waiting.is_none();
        let width = ui.available_width();
        let button = Button::solid(cx.t("new-next")).tall().min_width(width);
        let is_pressed = ui.add(button.enabled(is_good).busy(self.waiting.is_some())).clicked();
        if is_good && (is_pressed || entered(ui, &response)) {
            let account_id = self.typed.trim().to_owned();
            self.waiting = Some(cx.run(|ticket| Command::StartConversation { ticket, account_id }));
        }
    }

    fn own_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(own) = &cx.model.own else { return };
        group_ui(ui, cx.t("new-own"), |ui| {
            ui.spacing_mut().item_spacing.y = gap::SM;
            ui.add_space(gap::XS);
            let grid = self.qr.get_or_insert_with(|| Qr::new(&own.id_text));
            ui.vertical_centered(|ui| {
                grid.ui(ui, 168.0, cx.t("new-qr"));
                mono_ui(ui, &own.id_text, 33);
                if ui.add(Button::outline(cx.t("new-copy")).icon(Icon::Copy)).clicked() {
                    cx.act(Action::Copy(own.id_text.clone()));
                }
            });
            fine_ui(ui, cx.t("new-own-text"));
            ui.add_space(gap::XS);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::complaint;

    #[test]
    fn a_text_that_may_become_an_id_is_not_complained_about() {
        let id = format!("05{}", "ab".repeat(32));
        assert_eq!(complaint(""), None);
        assert_eq!(complaint("05ab"), None);
        assert_eq!(complaint(&id), None);
        assert_eq!(complaint(&id.replacen("05", "03", 1)), Some("failure-account-id-wrong-kind"));
        assert_eq!(complaint("hello"), Some("failure-account-id-invalid"));
        assert_eq!(complaint(&format!("{id}0")), Some("failure-account-id-invalid"));
    }
}

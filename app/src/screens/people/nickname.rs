//! A name of ours for a person: only we see it, on all our devices.

use egui::{Context, Ui};
use onionskin_core::api::{AccountId, Command, ConversationId, Ticket};

use crate::actions::{Action, Overlay};
use crate::screens::Cx;
use crate::text::failure_text;
use crate::theme::tokens::gap;
use crate::widgets::field::entered;
use crate::widgets::{Button, Dialog, DialogEnd, TextField, error_ui, fine_ui};

/// The longest name, in bytes (the limit of all clients).
const MAX_BYTES: usize = 100;

/// The state of the dialog; a fresh one each time it opens.
#[derive(Debug, Default)]
pub(super) struct Nickname {
    typed: Option<String>,
    waiting: Option<Ticket>,
    error: Option<String>,
    has_focus: bool,
}

impl Nickname {
    pub(super) fn ui(&mut self, ctx: &Context, cx: &Cx<'_>, account: AccountId) {
        self.take_answer(cx);
        let (end, ()) = Dialog::new("nickname", cx.t("nickname-title"), cx.t("close"))
            .show(ctx, |ui| self.form_ui(ui, cx, account));
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.waiting.and_then(|ticket| cx.answer(ticket)) else { return };
        self.waiting = None;
        match answer {
            Ok(_) => cx.act(Action::CloseOverlay),
            Err(failure) => self.error = Some(failure_text(cx.text, failure.code)),
        }
    }

    fn form_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: AccountId) {
        let person = cx.model.person(account);
        let present = person.and_then(|person| person.row.nickname.as_deref()).unwrap_or_default();
        let own_name = person.map(|person| &*person.row.display_name).filter(|name| !name.is_empty());
        let shown = cx.model.row(ConversationId::Contact(account)).map(|row| row.name.as_str());
        let explain = match own_name {
            Some(name) => cx.text.with("nickname-text", &[("name", name)]),
            None => cx.t("nickname-text-nameless").to_owned(),
        };
        let typed = self.typed.get_or_insert_with(|| present.to_owned());
        let is_too_long = typed.trim().len() > MAX_BYTES;
        let field = TextField::new(typed, cx.t("nickname-label")).hint(own_name.or(shown).unwrap_or_default());
        let response = field.wrong(is_too_long || self.error.is_some()).show(ui);
        if !self.has_focus {
            self.has_focus = true;
            response.request_focus();
        }
        match &self.error {
            _ if is_too_long => error_ui(ui, cx.t("failure-name-too-long")),
            Some(error) => error_ui(ui, error),
            None => fine_ui(ui, &explain),
        };
        ui.add_space(gap::SM);
        let nickname = typed.trim().to_owned();
        let is_changed = nickname != present && !is_too_long && self.waiting.is_none();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = gap::SM;
            let save = Button::solid(cx.t("save")).enabled(is_changed).busy(self.waiting.is_some());
            if ui.add(save).clicked() || (is_changed && entered(ui, &response)) {
                let nickname = Some(nickname).filter(|name| !name.is_empty());
                self.waiting = Some(cx.run(|ticket| Command::SetNickname { ticket, account, nickname }));
            }
            let can_reset = !present.is_empty() && self.waiting.is_none();
            if can_reset && ui.add(Button::outline(cx.t("nickname-reset"))).clicked() {
                self.waiting = Some(cx.run(|ticket| Command::SetNickname { ticket, account, nickname: None }));
            }
        });
        if cx.overlay != Some(Overlay::Nickname(account)) {
            self.waiting = None;
        }
    }
}

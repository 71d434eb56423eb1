//! Where a link into the program leads: asks before a conversation with somebody unknown begins, and says of a
//! community what can be done.

use egui::{Context, Ui};
use onionskin_core::api::{AccountId, Command, CommunityUrl, Outcome, Ticket};

use super::Cx;
use crate::actions::Action;
use crate::model::ProgramLink;
use crate::text::failure_text;
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::widgets::mono::mono_ui;
use crate::widgets::{Button, Dialog, DialogEnd, error_ui, fine_ui, secondary_ui, text_ui};

/// The question about a link.
#[derive(Debug)]
pub struct ProgramLinkQuestion {
    link: ProgramLink,
    asked: Option<Ticket>,
    error: Option<String>,
}

impl ProgramLinkQuestion {
    /// A question about a link.
    pub const fn new(link: ProgramLink) -> Self {
        Self { link, asked: None, error: None }
    }

    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        self.take_answer(cx);
        let key = match self.link {
            ProgramLink::Chat(_) => "program-link-chat",
            ProgramLink::Community(_) => "program-link-community",
        };
        let (end, ()) = Dialog::new("program-link", cx.t(key), cx.t("close")).show(ctx, |ui| match self.link.clone() {
            ProgramLink::Chat(account) => self.chat_ui(ui, cx, account),
            ProgramLink::Community(url) => community_ui(ui, cx, &url),
        });
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }

    fn chat_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: AccountId) {
        secondary_ui(ui, cx.t("program-link-chat-text"));
        mono_ui(ui, &account.to_string(), 22);
        if let Some(error) = &self.error {
            error_ui(ui, error);
        }
        ui.add_space(gap::SM);
        let go = Button::solid(cx.t("program-link-write")).icon(Icon::MessageCircle).tall();
        if ui.add(go.min_width(ui.available_width()).busy(self.asked.is_some())).clicked() {
            let account_id = account.to_string();
            self.asked = Some(cx.run(|ticket| Command::StartConversation { ticket, account_id }));
        }
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.asked.and_then(|ticket| cx.answer(ticket)) else { return };
        self.asked = None;
        match answer {
            Ok(Outcome::ConversationReady(conversation)) => cx.act(Action::OpenConversation(conversation)),
            Ok(_) => cx.act(Action::CloseOverlay),
            Err(failure) => self.error = Some(failure_text(cx.text, failure.code)),
        }
    }
}

fn community_ui(ui: &mut Ui, cx: &Cx<'_>, url: &CommunityUrl) {
    let host = url.base_url.split_once("://").map_or(url.base_url.as_str(), |(_, host)| host);
    text_ui(ui, &cx.text.with("program-link-room", &[("room", &url.room), ("host", host)]));
    secondary_ui(ui, cx.t("program-link-community-text"));
    fine_ui(ui, &url.full());
    ui.add_space(gap::SM);
    if ui.add(Button::outline(cx.t("link-copy")).icon(Icon::Copy)).clicked() {
        cx.act(Action::CloseOverlay);
        cx.act(Action::Copy(url.full()));
    }
}

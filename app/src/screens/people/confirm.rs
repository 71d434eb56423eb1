//! Questions before something is gone: each says in plain words what goes, where, and what stays.

use egui::{Context, Key, Layout, Modifiers, Ui};
use onionskin_core::api::{AccountId, Command, ConversationId, Expiry};

use crate::actions::Action;
use crate::model::note;
use crate::screens::Cx;
use crate::theme::tokens::{gap, size};
use crate::widgets::{Button, Dialog, DialogEnd, secondary_ui, setting_ui, toggle_ui};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Whether to delete the messages of a conversation here.
    DeleteConversation(ConversationId),
    /// Whether to forget a person on all devices.
    DeleteContact(AccountId),
    /// Whether to block a person.
    Block(AccountId),
    /// Whether to throw a request away.
    Decline(ConversationId),
    /// Whether to throw all requests away.
    ClearRequests,
    /// Whether our messages are to disappear as those of the other side do.
    FollowTimer(ConversationId, Option<Expiry>),
}

impl Question {
    /// Keys of the title, the text and the button.
    const fn keys(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::DeleteConversation(_) => ("ask-delete-title", "ask-delete-text", "ask-delete-yes"),
            Self::DeleteContact(_) => ("ask-contact-title", "ask-contact-text", "ask-contact-yes"),
            Self::Block(_) => ("ask-block-title", "ask-block-text", "ask-block-yes"),
            Self::Decline(_) => ("ask-decline-title", "ask-decline-text", "ask-decline-yes"),
            Self::ClearRequests => ("ask-clear-title", "ask-clear-text", "ask-clear-yes"),
            Self::FollowTimer(_, Some(_)) => ("ask-follow-title", "ask-follow-text", "ask-follow-yes"),
            Self::FollowTimer(_, None) => ("ask-follow-title", "ask-follow-off", "ask-follow-yes"),
        }
    }

    /// Which conversation it is about.
    const fn conversation(self) -> Option<ConversationId> {
        match self {
            Self::DeleteConversation(conversation)
            | Self::Decline(conversation)
            | Self::FollowTimer(conversation, _) => Some(conversation),
            Self::DeleteContact(account) | Self::Block(account) => Some(ConversationId::Contact(account)),
            Self::ClearRequests => None,
        }
    }

    /// Whether the conversation is gone afterwards.
    const fn is_end(self, delete_messages: bool) -> bool {
        match self {
            Self::FollowTimer(..) => false,
            Self::Block(_) => delete_messages,
            _ => true,
        }
    }

    /// Whether something is gone afterwards.
    const fn is_dangerous(self) -> bool {
        !matches!(self, Self::FollowTimer(..))
    }

    fn run(self, cx: &Cx<'_>, delete_messages: bool) {
        // What is left of a conversation must not be written once it is gone.
        if let Some(conversation) = self.conversation().filter(|_| self.is_end(delete_messages)) {
            cx.leave(conversation);
        }
        match self {
            Self::DeleteConversation(conversation) => {
                cx.tell(|ticket| Command::DeleteConversation { ticket, conversation });
            }
            Self::DeleteContact(account) => cx.tell(|ticket| Command::DeleteContact { ticket, account }),
            Self::Block(account) => block(cx, account, delete_messages),
            Self::FollowTimer(conversation, timer) => {
                cx.tell(|ticket| Command::SetTimer { ticket, conversation, timer });
            }
            Self::Decline(conversation) => cx.tell(|ticket| Command::DeclineRequest { ticket, conversation }),
            Self::ClearRequests => {
                let conversations: Vec<_> = cx.model.requests.iter().map(|row| row.conversation()).collect();
                for conversation in &conversations {
                    cx.leave(*conversation);
                }
                cx.tell(|ticket| Command::DeclineRequests { ticket, conversations });
            }
        }
    }
}

fn block(cx: &Cx<'_>, account: AccountId, delete_messages: bool) {
    cx.tell(|ticket| Command::SetBlocked { ticket, account, is_blocked: true, delete_messages });
    let conversation = ConversationId::Contact(account);
    let row = cx.model.row(conversation);
    if row.is_some_and(|row| row.summary.is_request) {
        cx.leave(conversation);
    }
    if !delete_messages {
        let name = row.map(|row| row.name.as_str()).unwrap_or_default();
        let text = cx.text.with("toast-blocked", &[("name", name)]);
        cx.offer_undo(text, |ticket| Command::SetBlocked { ticket, account, is_blocked: false, delete_messages });
    }
}

/// Asks, and does it when the answer is yes.
pub(super) fn confirm_ui(ctx: &Context, cx: &Cx<'_>, question: Question, deletes_messages: &mut bool) {
    let (title, text, yes) = question.keys();
    let name = question.conversation().and_then(|id| cx.model.row(id)).map(|row| row.name.as_str());
    let name = name.unwrap_or_else(|| cx.t("this-person"));
    let text = match question {
        Question::FollowTimer(_, Some(timer)) => {
            cx.text.with(text, &[("name", name), ("timer", &note::timer(timer, cx.text))])
        }
        _ => cx.text.with(text, &[("name", name)]),
    };
    let (end, ()) = Dialog::new("confirm", cx.t(title), cx.t("close")).show(ctx, |ui| {
        secondary_ui(ui, &text);
        if matches!(question, Question::Block(_)) {
            setting_ui(ui, cx.t("ask-block-delete"), "", |ui| {
                toggle_ui(ui, deletes_messages, cx.t("ask-block-delete"));
            });
        }
        ui.add_space(gap::SM);
        buttons_ui(ui, cx, (yes, question.is_dangerous()), || {
            // The dialog goes first: closing a conversation must not close what comes after it.
            cx.act(Action::CloseOverlay);
            question.run(cx, *deletes_messages);
        });
    });
    if end != DialogEnd::Open {
        cx.act(Action::CloseOverlay);
    }
}

/// Yes in red at the end, no before it; Enter says neither, since it may have been meant for what was below.
fn buttons_ui(ui: &mut Ui, cx: &Cx<'_>, (yes, is_dangerous): (&str, bool), on_yes: impl FnOnce()) {
    let bar = egui::vec2(ui.available_width(), size::BUTTON);
    ui.allocate_ui_with_layout(bar, Layout::right_to_left(egui::Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = gap::SM;
        let is_sure = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        let button = Button::solid(cx.t(yes));
        let button = if is_dangerous { button.danger() } else { button };
        if ui.add(button).clicked() || is_sure {
            on_yes();
        }
        if ui.add(Button::outline(cx.t("cancel"))).clicked() {
            cx.act(Action::CloseOverlay);
        }
    });
}

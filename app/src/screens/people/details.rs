//! Who is in a conversation: picture, names, id, and everything that can be done with it.

use egui::{Context, Ui};
use onionskin_core::api::{Command, ConversationId, ConversationKind, NetworkTime, NotificationLevel};

use super::Question;
use crate::actions::{Action, Overlay};
use crate::model::Row;
use crate::screens::Cx;
use crate::text::time;
use crate::theme::tokens::{font, gap, size};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::mono::mono_ui;
use crate::widgets::{Button, Dialog, DialogEnd, avatar_ui, fine_ui, group_ui, setting_ui, toggle_ui};

/// Shows the dialog; it goes when the conversation does.
pub fn details_ui(ctx: &Context, cx: &Cx<'_>, conversation: ConversationId) {
    let dialog = Dialog::new("details", cx.t("details-title"), cx.t("close"));
    let (end, ()) = dialog.show(ctx, |ui| match cx.model.row(conversation) {
        Some(row) => {
            who_ui(ui, cx, row);
            settings_ui(ui, cx, row);
            if row.summary.kind == ConversationKind::Contact {
                danger_ui(ui, cx, row);
            }
        }
        None => cx.act(Action::CloseOverlay),
    });
    if end != DialogEnd::Open {
        cx.act(Action::CloseOverlay);
    }
}

fn who_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let palette = cx.palette();
    ui.vertical_centered(|ui| {
        avatar_ui(ui, &row.avatar, size::AVATAR_LARGE);
        ui.add(rich(&row.name, font::TITLE, Weight::Bold, palette.text));
        if let ConversationId::Contact(account) = row.conversation()
            && let Some(person) = cx.model.person(account).filter(|person| person.row.nickname.is_some())
            && !person.row.display_name.is_empty()
        {
            fine_ui(ui, &cx.text.with("details-own-name", &[("name", &person.row.display_name)]));
        }
        ui.add_space(gap::XS);
        mono_ui(ui, &row.id_text, 33);
        if ui.add(Button::outline(cx.t("menu-copy-id")).icon(Icon::Copy)).clicked() {
            cx.act(Action::Copy(row.id_text.clone()));
        }
    });
    ui.add_space(gap::SM);
}

fn settings_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let conversation = row.conversation();
    let is_note = row.summary.kind == ConversationKind::NoteToSelf;
    group_ui(ui, "", |ui| {
        setting_ui(ui, cx.t("details-pinned"), cx.t("details-pinned-text"), |ui| {
            let mut is_pinned = row.summary.is_pinned();
            if toggle_ui(ui, &mut is_pinned, cx.t("details-pinned")).changed() {
                cx.tell(|ticket| Command::SetPinned { ticket, conversation, is_pinned });
            }
        });
        if is_note {
            return;
        }
        let key = match row.summary.notifications {
            _ if row.is_muted(cx.now_millis) => "mute-off",
            NotificationLevel::MentionsOnly => "mute-mentions",
            NotificationLevel::All | NotificationLevel::Off => "mute-all",
        };
        let until = row.summary.mute_until.filter(|until| until.millis() > cx.now_millis);
        let until = until.filter(|_| row.summary.notifications != NotificationLevel::Off);
        let said = match until {
            Some(until) => {
                let (until, now) = (cx.local(until), cx.local(NetworkTime(cx.now_millis)));
                cx.text.with("mute-until", &[("moment", &time::moment(&until, &now, cx.text))])
            }
            None => cx.t(key).to_owned(),
        };
        setting_ui(ui, cx.t("mute-title"), &said, |ui| {
            if ui.add(Button::outline(cx.t("details-change"))).clicked() {
                cx.act(Action::Show(Overlay::Notifications(conversation)));
            }
        });
        let ConversationId::Contact(account) = conversation else { return };
        setting_ui(ui, cx.t("nickname-label"), cx.t("details-nickname-text"), |ui| {
            if ui.add(Button::outline(cx.t("details-nickname"))).clicked() {
                cx.act(Action::Show(Overlay::Nickname(account)));
            }
        });
    });
}

fn danger_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let conversation = row.conversation();
    let ConversationId::Contact(account) = conversation else { return };
    let ask = |question| cx.act(Action::Show(Overlay::Confirm(question)));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(gap::SM, gap::SM);
        if row.summary.is_blocked {
            if ui.add(Button::outline(cx.t("menu-unblock"))).clicked() {
                cx.tell(|ticket| Command::SetBlocked { ticket, account, is_blocked: false, delete_messages: false });
            }
        } else if ui.add(Button::outline(cx.t("menu-block")).danger()).clicked() {
            ask(Question::Block(account));
        }
        if ui.add(Button::outline(cx.t("ask-delete-yes")).danger()).clicked() {
            ask(Question::DeleteConversation(conversation));
        }
        if ui.add(Button::outline(cx.t("ask-contact-yes")).danger()).clicked() {
            ask(Question::DeleteContact(account));
        }
    });
}

//! The menu of a conversation: in the list, and behind the three dots of its header.

use egui::Ui;
use onionskin_core::api::{Arrangement, Command, ConversationId, ConversationKind};

use super::Question;
use crate::actions::{Action, Overlay};
use crate::model::{Row, moved};
use crate::screens::Cx;
use crate::theme::Icon;
use crate::widgets::menu_item_ui;

/// Shows the lines of the menu.
pub fn conversation_menu_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let conversation = row.conversation();
    let is_note = row.summary.kind == ConversationKind::NoteToSelf;
    if row.summary.is_request {
        request_ui(ui, cx, row);
        return;
    }
    list_ui(ui, cx, row);
    archive_ui(ui, cx, row);
    if !is_note && menu_item_ui(ui, Icon::Bell, cx.t("menu-notifications"), false).clicked() {
        cx.act(Action::Show(Overlay::Notifications(conversation)));
    }
    if !row.summary.is_blocked && menu_item_ui(ui, Icon::Clock, cx.t("menu-timer"), false).clicked() {
        cx.act(Action::Show(Overlay::Timer(conversation)));
    }
    if menu_item_ui(ui, Icon::EyeOff, cx.t("menu-hide"), false).clicked() {
        cx.leave(conversation);
        cx.tell(|ticket| Command::SetHidden { ticket, conversation, is_hidden: true });
        let text = cx.text.with("toast-hidden", &[("name", &row.name)]);
        cx.offer_undo(text, |ticket| Command::SetHidden { ticket, conversation, is_hidden: false });
    }
    if menu_item_ui(ui, Icon::Copy, cx.t("menu-copy-id"), false).clicked() {
        cx.act(Action::Copy(row.id_text.clone()));
    }
    if menu_item_ui(ui, Icon::Info, cx.t("menu-details"), false).clicked() {
        cx.act(Action::Show(Overlay::Details(conversation)));
    }
    if menu_item_ui(ui, Icon::Download, cx.t("menu-export"), false).clicked() {
        cx.act(Action::Show(Overlay::Export(conversation)));
    }
    if let (ConversationId::Contact(account), false) = (conversation, is_note) {
        if menu_item_ui(ui, Icon::Pencil, cx.t("menu-nickname"), false).clicked() {
            cx.act(Action::Show(Overlay::Nickname(account)));
        }
        block_ui(ui, cx, row);
    }
    if menu_item_ui(ui, Icon::Trash2, cx.t("menu-delete-conversation"), true).clicked() {
        cx.act(Action::Show(Overlay::Confirm(Question::DeleteConversation(conversation))));
    }
    if let (ConversationId::Contact(account), false) = (conversation, is_note)
        && menu_item_ui(ui, Icon::CircleX, cx.t("menu-delete-contact"), true).clicked()
    {
        cx.act(Action::Show(Overlay::Confirm(Question::DeleteContact(account))));
    }
}

fn block_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let ConversationId::Contact(account) = row.conversation() else { return };
    if row.summary.is_blocked {
        if menu_item_ui(ui, Icon::LockOpen, cx.t("menu-unblock"), false).clicked() {
            cx.tell(|ticket| Command::SetBlocked { ticket, account, is_blocked: false, delete_messages: false });
        }
    } else if menu_item_ui(ui, Icon::Ban, cx.t("menu-block"), true).clicked() {
        cx.act(Action::Show(Overlay::Confirm(Question::Block(account))));
    }
}

/// Where it stands in the list and whether it looks unread.
fn list_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let conversation = row.conversation();
    let is_pinned = row.summary.is_pinned();
    let key = if is_pinned { "menu-unpin" } else { "menu-pin" };
    if menu_item_ui(ui, Icon::Pin, cx.t(key), false).clicked() {
        cx.tell(|ticket| Command::SetPinned { ticket, conversation, is_pinned: !is_pinned });
    }
    if is_pinned {
        pins_ui(ui, cx, conversation);
    }
    if row.is_unread() {
        if menu_item_ui(ui, Icon::Check, cx.t("menu-mark-read"), false).clicked() {
            cx.tell(|ticket| Command::MarkAllRead { ticket, conversation });
        }
    } else if menu_item_ui(ui, Icon::CircleDot, cx.t("menu-mark-unread"), false).clicked() {
        // What is open would be read again at once.
        cx.leave(conversation);
        cx.tell(|ticket| Command::MarkUnread { ticket, conversation });
    }
}

/// Where it stands among what is pinned.
fn pins_ui(ui: &mut Ui, cx: &Cx<'_>, conversation: ConversationId) {
    let pins = cx.model.pins();
    let Some(at) = pins.iter().position(|pin| *pin == conversation) else { return };
    for (icon, key, to) in
        [(Icon::ArrowUp, "menu-pin-up", at.wrapping_sub(1)), (Icon::ArrowDown, "menu-pin-down", at + 1)]
    {
        if to < pins.len() && menu_item_ui(ui, icon, cx.t(key), false).clicked() {
            cx.tell(|ticket| Command::Arrange { ticket, arrangement: Arrangement::PinOrder(moved(&pins, at, to)) });
        }
    }
}

/// What is put away is at hand, but out of the way.
fn archive_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let conversation = row.conversation();
    let archive = |is_archived| {
        move |ticket| Command::Arrange { ticket, arrangement: Arrangement::Archived(conversation, is_archived) }
    };
    if row.summary.is_archived {
        if menu_item_ui(ui, Icon::Inbox, cx.t("menu-unarchive"), false).clicked() {
            cx.tell(archive(false));
        }
    } else if menu_item_ui(ui, Icon::Archive, cx.t("menu-archive"), false).clicked() {
        cx.leave(conversation);
        cx.tell(archive(true));
        cx.offer_undo(cx.text.with("toast-archived", &[("name", &row.name)]), archive(false));
    }
    if menu_item_ui(ui, Icon::Folder, cx.t("menu-folders"), false).clicked() {
        cx.act(Action::Show(Overlay::FoldersOf(conversation)));
    }
}

/// What can be done with somebody who wants to write to us.
fn request_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let conversation = row.conversation();
    if menu_item_ui(ui, Icon::Check, cx.t("request-accept"), false).clicked() {
        cx.tell(|ticket| Command::AcceptRequest { ticket, conversation });
    }
    if menu_item_ui(ui, Icon::Copy, cx.t("menu-copy-id"), false).clicked() {
        cx.act(Action::Copy(row.id_text.clone()));
    }
    if menu_item_ui(ui, Icon::Trash2, cx.t("menu-decline"), true).clicked() {
        cx.act(Action::Show(Overlay::Confirm(Question::Decline(conversation))));
    }
    block_ui(ui, cx, row);
}

//! The menu of a message, by the other button of the pointer or, on a message with the keyboard, by Enter, the menu
//! key and Shift+F10.

use std::sync::Arc;

use egui::{Key, Modifiers, Popup, PopupCloseBehavior, Response, SetOpenCommand, Ui};
use onionskin_core::api::{Command, Delivery, FileState};

use super::bubble::Around;
use super::reactions;
use crate::actions::{Action, Overlay};
use crate::bridge::Look;
use crate::model::{Link, MessageView};
use crate::screens::Cx;
use crate::theme::Icon;
use crate::typeset;
use crate::widgets::{menu_frame, menu_item_ui};

/// Files that can be saved from the menu; of more, each has its own place to press.
const MOST_FILES: usize = 1;

/// Shows it when it is asked for. `link` is the link below the pointer.
pub fn message_menu_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    view: &Arc<MessageView>,
    response: &Response,
    (around, link): (&mut Around<'_>, Option<&Link>),
) {
    let message = view.item.message;
    let id = Popup::default_response_id(response);
    let asks = response.has_focus()
        && ui.input_mut(|input| {
            input.consume_key(Modifiers::NONE, Key::Enter)
                || input.consume_key(Modifiers::NONE, Key::Menu)
                || input.consume_key(Modifiers::SHIFT, Key::F10)
        });
    let mut popup =
        Popup::context_menu(response).close_behavior(PopupCloseBehavior::CloseOnClick).frame(menu_frame(ui));
    if asks {
        // Enter counts as a press, which would close it.
        popup = popup.open_memory(SetOpenCommand::Bool(true));
    }
    // Opened by a key, it has no place of the pointer to lie at.
    if !response.secondary_clicked() && Popup::position_of_id(ui.ctx(), id).is_none() {
        popup = popup.at_position(response.rect.left_bottom());
    }
    popup.show(|ui| {
        if asks {
            ui.memory_mut(|memory| memory.move_focus(egui::FocusDirection::Next));
        }
        let is_live =
            view.item.note.is_none() && !view.item.is_deleted && !matches!(view.item.delivery, Delivery::Failed(_));
        if is_live {
            reactions::bar_ui(ui, cx, view);
            if menu_item_ui(ui, Icon::CornerDownLeft, cx.t("menu-reply"), false).clicked() {
                *around.answer = Some(message);
            }
        }
        let is_text = view.item.note.is_none() && !view.item.is_deleted && !view.item.body.is_empty();
        if is_text && menu_item_ui(ui, Icon::Forward, cx.t("menu-forward"), false).clicked() {
            cx.act(Action::Forward(vec![Arc::clone(&view.item.body)]));
        }
        let here = view.item.files.iter().filter(|file| file.state == FileState::Here);
        for file in here.take(MOST_FILES) {
            if menu_item_ui(ui, Icon::Download, cx.t("menu-save-file"), false).clicked() {
                cx.act(Action::SaveFile(file.id, file.name.to_string()));
            }
        }
        let picture =
            view.item.files.iter().find(|file| file.state == FileState::Here && Look::of(file) == Look::Picture);
        if let Some(picture) = picture
            && menu_item_ui(ui, Icon::Copy, cx.t("menu-copy-picture"), false).clicked()
        {
            cx.act(Action::CopyPicture(picture.id));
        }
        if matches!(view.item.delivery, Delivery::Failed(_))
            && menu_item_ui(ui, Icon::RotateCw, cx.t("menu-retry"), false).clicked()
        {
            cx.run(|ticket| Command::RetryMessage { ticket, message });
        }
        let selected = typeset::selected_text(ui.ctx(), typeset_scope(ui));
        if let Some(selected) = selected
            && menu_item_ui(ui, Icon::Copy, cx.t("menu-copy-selection"), false).clicked()
        {
            cx.act(Action::Copy(selected));
        }
        if !view.item.is_deleted
            && !view.body.is_empty()
            && menu_item_ui(ui, Icon::Copy, cx.t("menu-copy-text"), false).clicked()
        {
            cx.act(Action::Copy(view.item.body.to_string()));
        }
        if let Some(link) = link
            && menu_item_ui(ui, Icon::Globe, cx.t("menu-copy-link"), false).clicked()
        {
            cx.act(Action::Copy(link.url.clone()));
        }
        if menu_item_ui(ui, Icon::CircleCheck, cx.t("menu-select"), false).clicked() {
            around.chosen.begin(message);
        }
        if menu_item_ui(ui, Icon::Info, cx.t("menu-message-details"), false).clicked() {
            cx.act(Action::Show(Overlay::MessageDetails(message)));
        }
        if menu_item_ui(ui, Icon::Trash2, cx.t("menu-delete-message"), true).clicked() {
            cx.act(Action::Show(Overlay::DeleteMessage(message)));
        }
    });
}

/// The scope of the texts of the conversation.
fn typeset_scope(ui: &Ui) -> egui::Id {
    ui.ctx().data(|data| data.get_temp(egui::Id::unique("conversation-scope"))).unwrap_or(egui::Id::NULL)
}

//! Above the messages: who it is, how it stands, a menu. When narrow, the way back.

use egui::{Align, Layout, Popup, Stroke, Ui, vec2};
use onionskin_core::api::{ConversationKind, NetworkState};
use std::sync::Arc;

use crate::actions::Action;
use crate::model::Row;
use crate::screens::Cx;
use crate::screens::people::conversation_menu_ui;
use crate::theme::tokens::{font, size};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{IconButton, avatar_ui, menu_frame};

/// Shows the header.
pub fn header_ui(ui: &mut Ui, cx: &Cx<'_>, row: Option<&Arc<Row>>) {
    let bar = vec2(ui.available_width(), size::HEADER);
    ui.allocate_ui_with_layout(bar, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_height(size::HEADER);
        ui.spacing_mut().item_spacing.x = 0.0;
        if cx.is_narrow {
            ui.add_space(8.0);
            if ui.add(IconButton::new(Icon::ChevronLeft, cx.t("window-back"))).clicked() {
                cx.act(Action::CloseConversation);
            }
            ui.add_space(4.0);
        } else {
            ui.add_space(18.0);
        }
        let Some(row) = row else { return };
        avatar_ui(ui, &row.avatar, size::AVATAR_SMALL);
        ui.add_space(12.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(14.0);
            let menu = ui.add(IconButton::new(Icon::EllipsisVertical, cx.t("menu-more")));
            Popup::menu(&menu).frame(menu_frame(ui)).show(|ui| conversation_menu_ui(ui, cx, row));
            if ui.add(IconButton::new(Icon::Search, cx.t("find-field"))).clicked() {
                cx.act(Action::Find);
            }
            ui.with_layout(Layout::top_down(Align::LEFT), |ui| who_ui(ui, cx, row));
        });
    });
    let edge = ui.min_rect();
    ui.painter().hline(edge.x_range(), edge.bottom() - 0.5, Stroke::new(1.0, cx.palette().border));
}

fn who_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    ui.spacing_mut().item_spacing.y = 1.0;
    let subtitle = subtitle(cx, row);
    let lines = if subtitle.is_empty() { 18.0 } else { 36.0 };
    ui.add_space(((size::HEADER - lines) / 2.0).max(0.0));
    ui.add(rich(&row.name, 16.0, Weight::Bold, cx.palette().text).truncate());
    if !subtitle.is_empty() {
        ui.add(rich(subtitle, font::SMALL, Weight::Regular, cx.palette().text_secondary).truncate());
    }
}

fn subtitle<'a>(cx: &'a Cx<'_>, row: &'a Row) -> &'a str {
    let summary = &row.summary;
    let key = match cx.model.connectivity.state {
        _ if summary.is_blocked => "conversation-blocked",
        NetworkState::Connecting => "state-connecting",
        NetworkState::Offline => "state-waiting",
        NetworkState::Connected if cx.model.is_typing(summary.conversation) => "typing",
        NetworkState::Connected if !row.timer.is_empty() => return &row.timer,
        NetworkState::Connected if summary.kind == ConversationKind::NoteToSelf => "conversation-note",
        NetworkState::Connected if summary.is_request => "conversation-request",
        NetworkState::Connected if summary.is_awaiting_reply => "conversation-awaiting",
        NetworkState::Connected => return "",
    };
    cx.text.get(key)
}

//! A conversation without a message.

use std::sync::Arc;

use egui::Ui;
use onionskin_core::api::ConversationKind;

use crate::model::Row;
use crate::screens::Cx;
use crate::theme::tokens::{font, gap};
use crate::theme::{Icon, Weight};
use crate::widgets::icon_ui;
use crate::widgets::label::rich;

/// Says that nothing was written yet.
pub fn empty_ui(ui: &mut Ui, cx: &Cx<'_>, row: Option<&Arc<Row>>) {
    let palette = *cx.palette();
    let is_note = row.is_some_and(|row| row.summary.kind == ConversationKind::NoteToSelf);
    let (icon, key) = if is_note {
        (Icon::NotebookPen, "conversation-empty-note")
    } else {
        (Icon::MessageCircle, "conversation-empty")
    };
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 50.0).max(gap::XL));
        icon_ui(ui, icon, font::ICON_LARGE, palette.icon_faint);
        ui.add_space(gap::MD);
        ui.add(rich(cx.t(key), font::BODY, Weight::Regular, palette.text_secondary));
    });
}

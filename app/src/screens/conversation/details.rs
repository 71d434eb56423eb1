//! What is known of a message: when, from whom, how far it has come.

use egui::{Context, Ui};
use onionskin_core::api::{Delivery, MessageId};

use super::countdown;
use crate::actions::Action;
use crate::model::{MessageView, timeline::delivery_key};
use crate::screens::Cx;
use crate::text::failure_sentence;
use crate::theme::Weight;
use crate::theme::tokens::{font, gap};
use crate::widgets::label::rich;
use crate::widgets::{Dialog, DialogEnd, copyable_ui, fine_ui, group_ui};

/// Shows it.
pub fn details_ui(ctx: &Context, cx: &Cx<'_>, message: MessageId) {
    let view = cx.model.timeline.as_ref().and_then(|open| open.messages().find(|view| view.item.message == message));
    let (end, ()) = Dialog::new("message-details", cx.t("message-details"), cx.t("close")).show(ctx, |ui| match view {
        Some(view) => rows_ui(ui, cx, view),
        None => drop(fine_ui(ui, cx.t("failure-not-found"))),
    });
    if end != DialogEnd::Open {
        cx.act(Action::CloseOverlay);
    }
}

fn rows_ui(ui: &mut Ui, cx: &Cx<'_>, view: &MessageView) {
    let item = &view.item;
    group_ui(ui, "", |ui| {
        row_ui(ui, cx, "message-details-from", &item.author_name);
        row_ui(ui, cx, "message-details-sent", &cx.full_time(item.sent_at));
        if !view.is_outgoing() {
            let received = cx.full_time(item.received_at);
            row_ui(ui, cx, "message-details-received", &received);
        }
        match item.delivery {
            Delivery::Received => {}
            Delivery::Failed(code) => row_ui(ui, cx, "message-details-state", failure_sentence(cx.text, code)),
            delivery => row_ui(ui, cx, "message-details-state", cx.t(delivery_key(delivery))),
        }
        if let Some(read_at) = item.read_at {
            row_ui(ui, cx, "message-details-read", &cx.full_time(read_at));
        }
        if let Some(when) = countdown::disappears(cx, view) {
            row_ui(ui, cx, "message-details-timer", &when);
        }
        let count = item.body.chars().count();
        if count > 0 {
            row_ui(ui, cx, "message-details-size", &cx.text.count("message-details-characters", count));
        }
    });
    fine_ui(ui, cx.t("new-id"));
    let id = item.author.to_string();
    if copyable_ui(ui, &id, 33, cx.t("settings-id-copy")) {
        cx.act(Action::Copy(id));
    }
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, key: &'static str, value: &str) {
    ui.add_space(gap::SM);
    fine_ui(ui, cx.t(key));
    ui.add_space(2.0);
    ui.add(rich(value, font::BODY, Weight::Regular, cx.palette().text));
    ui.add_space(gap::XS);
}

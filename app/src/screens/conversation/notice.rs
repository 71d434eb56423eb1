//! The bar above the composer when there is something to know or to decide.

use egui::{Layout, Margin, Stroke, Ui};
use onionskin_core::api::{Command, ConversationId};

use crate::model::Row;
use crate::screens::Cx;
use crate::theme::tokens::font;
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{Button, icon_ui};

/// Shows it if there is a reason.
pub fn notice_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let summary = &row.summary;
    let ConversationId::Contact(account) = summary.conversation else { return };
    let set_blocked = |is_blocked| {
        cx.run(|ticket| Command::SetBlocked { ticket, account, is_blocked, delete_messages: false });
    };
    if summary.is_blocked {
        let text = cx.t("composer-blocked");
        bar_ui(ui, cx, Icon::Ban, text, |ui| {
            if ui.add(Button::outline(cx.t("composer-unblock"))).clicked() {
                set_blocked(false);
            }
        });
    } else if summary.is_request {
        let text = cx.text.with("request-explain", &[("name", &row.name)]);
        bar_ui(ui, cx, Icon::MessageSquareWarning, &text, |ui| {
            if ui.add(Button::outline(cx.t("request-block")).danger()).clicked() {
                set_blocked(true);
            }
        });
    } else if summary.is_awaiting_reply {
        bar_ui(ui, cx, Icon::Hourglass, cx.t("awaiting-explain"), |_ui| {});
    }
}

fn bar_ui(ui: &mut Ui, cx: &Cx<'_>, icon: Icon, text: &str, button: impl FnOnce(&mut Ui)) {
    let palette = cx.palette();
    let top = ui.cursor().top();
    let shown = egui::Frame::new().inner_margin(Margin { left: 18, right: 14, top: 12, bottom: 10 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            icon_ui(ui, icon, font::ICON - 2.0, palette.text_secondary);
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                button(ui);
                ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.add(rich(text, font::SMALL, Weight::Regular, palette.text_secondary));
                });
            });
        });
    });
    ui.painter().hline(shown.response.rect.x_range(), top + 0.5, Stroke::new(1.0, palette.border));
}

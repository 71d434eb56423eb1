//! The bar above the composer when there is something to know or to decide.

use egui::{Layout, Margin, Stroke, Ui};
use onionskin_core::api::{AccountId, Command, ConversationId};

use crate::actions::{Action, Overlay};
use crate::model::Row;
use crate::screens::Cx;
use crate::screens::people::Question;
use crate::theme::tokens::font;
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{Button, icon_ui};

/// Shows it if there is a reason.
pub fn notice_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let summary = &row.summary;
    let ConversationId::Contact(account) = summary.conversation else { return };
    let conversation = summary.conversation;
    if summary.is_blocked {
        let text = cx.t("composer-blocked");
        bar_ui(ui, cx, Icon::Ban, text, |ui| {
            if ui.add(Button::outline(cx.t("composer-unblock"))).clicked() {
                cx.tell(|ticket| Command::SetBlocked { ticket, account, is_blocked: false, delete_messages: false });
            }
        });
    } else if summary.is_request {
        let text = cx.text.with("request-explain", &[("name", &row.name)]);
        bar_ui(ui, cx, Icon::MessageSquareWarning, &text, |_ui| {});
        let frame = egui::Frame::new().inner_margin(Margin { left: 18, right: 14, top: 0, bottom: 10 });
        frame.show(ui, |ui| request_ui(ui, cx, conversation, account));
    } else if summary.is_awaiting_reply {
        bar_ui(ui, cx, Icon::Hourglass, cx.t("awaiting-explain"), |_ui| {});
    }
}

/// Accept, decline, block. Writing accepts too.
fn request_ui(ui: &mut Ui, cx: &Cx<'_>, conversation: ConversationId, account: AccountId) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(10.0, 8.0);
        if ui.add(Button::solid(cx.t("request-accept"))).clicked() {
            cx.tell(|ticket| Command::AcceptRequest { ticket, conversation });
        }
        if ui.add(Button::outline(cx.t("request-decline")).danger()).clicked() {
            cx.act(Action::Show(Overlay::Confirm(Question::Decline(conversation))));
        }
        if ui.add(Button::outline(cx.t("request-block")).danger()).clicked() {
            cx.act(Action::Show(Overlay::Confirm(Question::Block(account))));
        }
    });
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

//! Asks how far messages are to be deleted: on this device, on all of ours, or for everybody.

use egui::{Align, Context, Layout, Ui, vec2};
use onionskin_core::api::{Command, Delivery, MessageId, Reach};

use crate::actions::Action;
use crate::model::MessageView;
use crate::screens::Cx;
use crate::theme::tokens::{gap, size};
use crate::widgets::{Button, Dialog, DialogEnd, radio_ui, secondary_ui, setting_ui};

/// How far, as it is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum HowFar {
    #[default]
    Here,
    OwnDevices,
    Everybody,
}

/// What the question remembers.
#[derive(Debug, Default)]
pub struct DeleteMessages {
    how_far: HowFar,
}

/// Asks, and deletes when the answer is yes. True when it was.
pub fn delete_ui(ctx: &Context, cx: &Cx<'_>, state: &mut DeleteMessages, messages: &[MessageId]) -> bool {
    let mut is_done = false;
    let title = cx.text.count("delete-messages-title", messages.len());
    let (end, ()) = Dialog::new("delete-messages", &title, cx.t("close")).show(ctx, |ui| {
        secondary_ui(ui, cx.t("delete-messages-text"));
        ui.add_space(gap::XS);
        choice_ui(ui, cx, state, HowFar::Here);
        choice_ui(ui, cx, state, HowFar::OwnDevices);
        if can_be_taken_back(cx, messages) {
            choice_ui(ui, cx, state, HowFar::Everybody);
        }
        ui.add_space(gap::SM);
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), size::BUTTON),
            Layout::right_to_left(Align::Center),
            |ui| {
                ui.spacing_mut().item_spacing.x = gap::SM;
                if ui.add(Button::solid(cx.t("delete-messages-yes")).danger()).clicked() {
                    is_done = true;
                }
                if ui.add(Button::outline(cx.t("cancel"))).clicked() {
                    cx.act(Action::CloseOverlay);
                }
            },
        );
    });
    if is_done {
        cx.act(Action::CloseOverlay);
        delete(cx, state.how_far, messages.to_vec());
    } else if end != DialogEnd::Open {
        cx.act(Action::CloseOverlay);
    }
    is_done
}

fn delete(cx: &Cx<'_>, how_far: HowFar, messages: Vec<MessageId>) {
    let reach = match how_far {
        HowFar::Here => {
            cx.tell(|ticket| Command::DeleteLocally { ticket, messages });
            return;
        }
        HowFar::OwnDevices => Reach::OwnDevices,
        HowFar::Everybody => Reach::Everybody,
    };
    cx.tell(|ticket| Command::DeleteEverywhere { ticket, messages, reach });
}

/// Whether all are ours, went out, and somebody else has them.
fn can_be_taken_back(cx: &Cx<'_>, messages: &[MessageId]) -> bool {
    let Some(open) = &cx.model.timeline else { return false };
    let is_note = cx
        .model
        .own
        .as_ref()
        .is_some_and(|own| open.conversation == onionskin_core::api::ConversationId::Contact(own.profile.account));
    let is_ours = |view: &MessageView| {
        view.is_outgoing() && !view.item.is_deleted && !matches!(view.item.delivery, Delivery::Failed(_))
    };
    !is_note && open.messages().filter(|view| messages.contains(&view.item.message)).all(|view| is_ours(view))
}

fn choice_ui(ui: &mut Ui, cx: &Cx<'_>, state: &mut DeleteMessages, how_far: HowFar) {
    let (title, text) = match how_far {
        HowFar::Here => ("delete-here", "delete-here-text"),
        HowFar::OwnDevices => ("delete-own", "delete-own-text"),
        HowFar::Everybody => ("delete-all", "delete-all-text"),
    };
    setting_ui(ui, cx.t(title), cx.t(text), |ui| {
        if radio_ui(ui, state.how_far == how_far, cx.t(title)).clicked() {
            state.how_far = how_far;
        }
    });
}

//! What of a conversation notifies: everything, nothing, or nothing for a while.

use egui::{Context, Ui};
use onionskin_core::api::{Command, ConversationId, ConversationKind, NetworkTime, NotificationLevel};

use crate::actions::Action;
use crate::model::Row;
use crate::screens::Cx;
use crate::theme::tokens::gap;
use crate::widgets::{Button, Dialog, DialogEnd, fine_ui, group_ui, radio_ui, setting_ui};

const HOUR_MILLIS: u64 = 3_600_000;

/// For how long nothing notifies, in hours.
const PAUSES: [(u64, &str); 4] = [(1, "mute-hour"), (8, "mute-hours"), (24, "mute-day"), (168, "mute-week")];

/// Shows the dialog. A choice counts at once.
pub fn notifications_ui(ctx: &Context, cx: &Cx<'_>, conversation: ConversationId) {
    let dialog = Dialog::new("notifications", cx.t("mute-title"), cx.t("close"));
    let (end, ()) = dialog.show(ctx, |ui| match cx.model.row(conversation) {
        Some(row) => choices_ui(ui, cx, row),
        None => cx.act(Action::CloseOverlay),
    });
    if end != DialogEnd::Open {
        cx.act(Action::CloseOverlay);
    }
}

fn choices_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let summary = &row.summary;
    let pause = summary.mute_until.map(NetworkTime::millis).filter(|until| *until > cx.now_millis);
    let choices = [
        (NotificationLevel::All, "mute-all"),
        (NotificationLevel::MentionsOnly, "mute-mentions"),
        (NotificationLevel::Off, "mute-off"),
    ];
    group_ui(ui, "", |ui| {
        for (level, key) in choices {
            // Nobody is mentioned between two people, and no client keeps such a setting for them.
            let is_between_two = matches!(summary.kind, ConversationKind::Contact | ConversationKind::NoteToSelf);
            if is_between_two && level == NotificationLevel::MentionsOnly {
                continue;
            }
            let is_chosen = summary.notifications == level && pause.is_none();
            setting_ui(ui, cx.t(key), "", |ui| {
                if radio_ui(ui, is_chosen, cx.t(key)).clicked() && !is_chosen {
                    set(cx, row, level, None);
                }
            });
        }
    });
    fine_ui(ui, cx.t("mute-for"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(gap::SM, gap::SM);
        for (hours, key) in PAUSES {
            if ui.add(Button::outline(cx.t(key))).clicked() {
                let until = NetworkTime(cx.now_millis.saturating_add(hours * HOUR_MILLIS));
                let level = match summary.notifications {
                    NotificationLevel::Off => NotificationLevel::All,
                    level => level,
                };
                set(cx, row, level, Some(until));
            }
        }
    });
    if let Some(until) = pause {
        let hours = usize::try_from((until - cx.now_millis).div_ceil(HOUR_MILLIS)).unwrap_or(usize::MAX);
        fine_ui(ui, &cx.text.count("mute-left", hours));
    }
}

fn set(cx: &Cx<'_>, row: &Row, notifications: NotificationLevel, mute_until: Option<NetworkTime>) {
    let conversation = row.conversation();
    cx.tell(|ticket| Command::SetNotifications { ticket, conversation, notifications, mute_until });
    cx.act(Action::CloseOverlay);
}

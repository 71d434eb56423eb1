//! When what we write disappears: never, after it was read, after it was sent; and after how long.
//!
//! The offered times are those of the official clients (protocol notes, messages 3.14). In a conversation of two the
//! setting concerns what we write; the other side has its own. Notes to ourselves know only *after send*.

use egui::{Context, Ui};
use onionskin_core::api::{Command, ConversationId, ConversationKind, Expiry, ExpiryMode};

use super::PeopleDialogs;
use crate::actions::Action;
use crate::model::Row;
use crate::screens::Cx;
use crate::text::time;
use crate::theme::tokens::gap;
use crate::widgets::{Button, Dialog, DialogEnd, fine_ui, group_ui, radio_ui, secondary_ui, setting_ui};

/// Times after reading, in seconds.
const AFTER_READ: [u32; 6] = [300, 3_600, 43_200, 86_400, 604_800, 1_209_600];
/// Times after sending, in seconds.
const AFTER_SEND: [u32; 4] = [43_200, 86_400, 604_800, 1_209_600];

/// The time that is proposed for a mode, in seconds.
const fn proposed(mode: ExpiryMode) -> u32 {
    match mode {
        ExpiryMode::AfterRead => 43_200,
        ExpiryMode::AfterSend => 86_400,
    }
}

/// What is chosen in the dialog.
#[derive(Debug, Clone, Copy)]
pub struct Choice(Option<Expiry>);

impl PeopleDialogs {
    /// Shows the dialog.
    pub fn timer_ui(&mut self, ctx: &Context, cx: &Cx<'_>, conversation: ConversationId) {
        let Some(row) = cx.model.row(conversation) else { return cx.act(Action::CloseOverlay) };
        let mut choice = self.timer.map_or(row.summary.timer, |choice| choice.0);
        let (end, ()) = Dialog::new("timer", cx.t("timer-title"), cx.t("close")).show(ctx, |ui| {
            choices_ui(ui, cx, row, &mut choice);
        });
        self.timer = Some(Choice(choice));
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }
}

fn choices_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row, choice: &mut Option<Expiry>) {
    let conversation = row.conversation();
    let is_note = row.summary.kind == ConversationKind::NoteToSelf;
    secondary_ui(ui, cx.t(if is_note { "timer-explain-notes" } else { "timer-explain" }));
    ui.add_space(gap::SM);
    let modes = [None, Some(ExpiryMode::AfterRead), Some(ExpiryMode::AfterSend)];
    group_ui(ui, "", |ui| {
        for mode in modes.into_iter().filter(|mode| !is_note || *mode != Some(ExpiryMode::AfterRead)) {
            let (name, explain) = match mode {
                None => ("timer-off", "timer-off-explain"),
                Some(ExpiryMode::AfterRead) => ("timer-read", "timer-read-explain"),
                Some(ExpiryMode::AfterSend) => ("timer-send", "timer-send-explain"),
            };
            let is_chosen = choice.map(|timer| timer.mode) == mode;
            setting_ui(ui, cx.t(name), cx.t(explain), |ui| {
                if radio_ui(ui, is_chosen, cx.t(name)).clicked() && !is_chosen {
                    *choice = mode.map(|mode| Expiry { mode, timer_secs: proposed(mode) });
                }
            });
        }
    });
    if let Some(timer) = choice {
        fine_ui(ui, cx.t("timer-after"));
        times_ui(ui, cx, timer);
    }
    ui.add_space(gap::SM);
    let is_news = *choice != row.summary.timer;
    if ui.add(Button::solid(cx.t("timer-set")).enabled(is_news)).clicked() {
        let timer = *choice;
        cx.tell(|ticket| Command::SetTimer { ticket, conversation, timer });
        cx.act(Action::CloseOverlay);
    }
}

fn times_ui(ui: &mut Ui, cx: &Cx<'_>, timer: &mut Expiry) {
    let offered: &[u32] = match timer.mode {
        ExpiryMode::AfterRead => &AFTER_READ,
        ExpiryMode::AfterSend => &AFTER_SEND,
    };
    // Another client may have set a time that is not offered here.
    let other = Some(timer.timer_secs).filter(|secs| !offered.contains(secs));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(gap::SM, gap::SM);
        for secs in offered.iter().copied().chain(other) {
            let name = time::span(secs, cx.text);
            let button = if secs == timer.timer_secs { Button::solid(&name) } else { Button::outline(&name) };
            if ui.add(button).clicked() {
                timer.timer_secs = secs;
            }
        }
    });
}

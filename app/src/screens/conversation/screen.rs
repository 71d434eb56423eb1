//! The conversation as a whole: what lies where, and what it remembers between frames.

use egui::{CentralPanel, Frame, Panel, Ui};
use onionskin_core::api::{ConversationId, MessageId};

use super::attached::{AttachedFiles, drop_ui};
use super::{composer, find, header, messages, notice, typing};
use crate::screens::Cx;

/// What the conversation remembers between frames.
#[derive(Debug, Default)]
pub struct Conversation {
    composer: composer::Composer,
    messages: messages::Messages,
    find: find::Find,
    attached: AttachedFiles,
}

impl Conversation {
    /// Shows it over the whole of `ui`.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(timeline) = &cx.model.timeline else { return };
        let row = cx.model.row(timeline.conversation);
        let raised = Frame::new().fill(cx.palette().background);
        Panel::top("conversation-header").resizable(false).show_separator_line(false).frame(raised).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            self.messages.chosen.keep_known(timeline);
            if self.messages.chosen.is_on() {
                self.messages.chosen.bar_ui(ui, cx, timeline);
            } else {
                header::header_ui(ui, cx, row);
            }
            self.find.ui(ui, cx, timeline.conversation);
        });
        Panel::bottom("conversation-composer").resizable(false).show_separator_line(false).frame(raised).show(
            ui,
            |ui| {
                let is_blocked = row.is_some_and(|row| row.summary.is_blocked);
                if let Some(row) = row {
                    typing::typing_ui(ui, cx, row);
                    notice::notice_ui(ui, cx, row);
                }
                if !is_blocked {
                    self.composer.find_answered(timeline);
                    self.attached.take_in(ui, cx, timeline.conversation);
                    self.attached.ui(ui, cx, timeline.conversation);
                    self.composer.ui(ui, cx, timeline.conversation, &mut self.attached);
                }
            },
        );
        let deep = Frame::new().fill(cx.palette().background_deep);
        CentralPanel::no_frame().frame(deep).show(ui, |ui| self.messages.ui(ui, cx, (timeline, &self.find), row));
        drop_ui(ui, cx, ui.max_rect());
        if let Some(message) = self.messages.answer.take()
            && let Some(view) = timeline.messages().find(|view| view.item.message == message)
        {
            self.composer.answer(view);
            ui.ctx().request_repaint();
        }
    }

    /// Notes that a conversation was opened, with the text that was left in it.
    pub fn opened(&mut self, conversation: ConversationId, draft: &str, answers: Option<MessageId>) {
        self.composer.opened(conversation, draft, answers);
        self.messages = messages::Messages::default();
        self.find = find::Find::default();
    }

    /// The text that was typed since the engine last heard of it.
    pub fn unsaved_draft(&mut self) -> Option<(ConversationId, String, Option<MessageId>)> {
        self.composer.unsaved()
    }

    /// Gives the keyboard to the composer in the next frame.
    pub fn focus_composer(&mut self) {
        self.composer.wants_focus();
    }

    /// Opens the bar that looks for messages.
    pub fn find(&mut self) {
        self.find.open();
    }

    /// Opens the picker of emoji, or closes it.
    pub fn turn_picker(&mut self) {
        self.composer.turn_picker();
    }

    /// The messages that are chosen.
    pub fn chosen(&self) -> Vec<MessageId> {
        self.messages.chosen.all()
    }

    /// Chooses no messages any more.
    pub fn choose_none(&mut self) {
        self.messages.chosen.end();
    }

    /// Goes to the newest message of the window.
    pub fn jump_to_newest(&mut self) {
        self.messages.jump_to_newest();
    }

    /// Goes to a message, which lights up; if it isn't in the window, once it is.
    pub fn jump_to(&mut self, message: MessageId) {
        self.messages.jump_to(message);
    }

    /// Where the reader is, if that is news since the last time.
    pub fn unsaved_place(&mut self) -> Option<(ConversationId, Option<(MessageId, i32)>)> {
        self.messages.unsaved_place()
    }
}

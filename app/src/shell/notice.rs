//! Notices: what came is told to the system while nobody looks, and what the person does with that is done.

use std::time::Duration;

use egui::{Context, UserAttentionType, ViewportCommand};
use onionskin_core::api::{Command, Phase, Ticket};

use super::app::App;
use super::execute;
use crate::actions::Action;
use crate::model::Now;
use crate::model::notices::{Deed, Situation};
use crate::platform::{Answer, Buttons};

impl App {
    /// Looks at what came and tells the system.
    pub(super) fn mind_notices(&mut self, ctx: &Context, now: &Now) {
        let Some(notifier) = &self.config.notifier else { return };
        let mut answers = Vec::new();
        while let Some(answer) = notifier.answer() {
            answers.push(answer);
        }
        for answer in answers {
            self.answer_notice(ctx, answer);
        }
        if self.model.phase != Phase::Ready || !self.model.has_list {
            return;
        }
        let situation = Situation {
            prefs: &self.prefs.notices,
            is_focused: ctx.input(|input| input.focused),
            is_locked: self.lock.is_closed(),
            now_millis: now.millis(),
            time: now.moment.time(),
        };
        if self.noticed != Some((self.model.list_version, situation.is_focused)) {
            self.noticed = Some((self.model.list_version, situation.is_focused));
            self.notices.look(self.model.listed().chain(&self.model.requests), situation);
        }
        let model = &self.model;
        let (deed, again) = self.notices.step(|id| model.row(id).cloned(), situation, &self.text);
        if let Some(again) = again {
            ctx.request_repaint_after(Duration::from_millis(again + 10));
        }
        if let Some(deed) = deed {
            if matches!(deed, Deed::Show(_)) {
                ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Informational));
            }
            let open = self.text.get("notice-open").to_owned();
            let mark_read = self.text.get("menu-mark-read").to_owned();
            if let Some(notifier) = &self.config.notifier {
                notifier.wish(deed, Buttons { open, mark_read });
            }
        }
    }

    fn answer_notice(&mut self, ctx: &Context, answer: Answer) {
        if self.lock.is_closed() {
            ctx.send_viewport_cmd(ViewportCommand::Focus);
            return;
        }
        match answer {
            Answer::Open(conversation) => {
                ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
                ctx.send_viewport_cmd(ViewportCommand::Focus);
                if let Some(conversation) = conversation {
                    execute::all(self, ctx, vec![Action::OpenConversation(conversation)]);
                }
            }
            Answer::MarkRead(conversation) => {
                let ticket = Ticket(self.tickets.get() + 1);
                self.tickets.set(ticket.0);
                let mark = Command::MarkAllRead { ticket, conversation };
                execute::all(self, ctx, vec![Action::Run(mark), Action::Watch(ticket)]);
            }
        }
    }
}

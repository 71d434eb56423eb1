//! Notices: what came is told to the system while nobody looks, and what the person does with that is done.
//!
//! Each account has its own; the system shows one at a time, of whichever account it is.

use std::time::Duration;

use egui::{Context, UserAttentionType, ViewportCommand};
use onionskin_core::api::{Command, Draft, Phase, Ticket};

use super::app::App;
use super::desk::is_focused;
use super::seat::Seat;
use super::{accounts, execute};
use crate::actions::Action;
use crate::model::Now;
use crate::model::notices::{Deed, NoticePrefs, Situation};
use crate::platform::{Answer, Buttons};
use crate::text::Strings;

impl App {
    /// Looks at what came and tells the system.
    pub(super) fn mind_notices(&mut self, ctx: &Context, now: &Now) {
        let Some(notifier) = &self.config.notifier else { return };
        let mut answers = Vec::new();
        while let Some(answer) = notifier.answer() {
            answers.push(answer);
        }
        for (account, answer) in answers {
            self.answer_notice(ctx, account, answer);
        }
        let is_focused = is_focused(ctx);
        let mut deeds = Vec::new();
        for seat in std::iter::once(&mut self.seat).chain(&mut self.others) {
            let (deed, again) = look(seat, &self.prefs.notices, is_focused, now, &self.text);
            if let Some(again) = again {
                ctx.request_repaint_after(Duration::from_millis(again + 10));
            }
            deeds.extend(deed.map(|deed| (seat.number, deed)));
        }
        for (number, deed) in deeds {
            self.carry_out(ctx, number, deed);
        }
    }

    fn carry_out(&mut self, ctx: &Context, number: u32, deed: Deed) {
        match deed {
            Deed::Show(_) => {
                self.told_of = number;
                ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Informational));
            }
            // What another account tells of stays.
            Deed::Withdraw if self.told_of != number => return,
            Deed::Withdraw => {}
        }
        let open = self.text.get("notice-open").to_owned();
        let mark_read = self.text.get("menu-mark-read").to_owned();
        let reply = self.text.get("notice-reply").to_owned();
        if let Some(notifier) = &self.config.notifier {
            notifier.wish(number, deed, Buttons { open, mark_read, reply });
        }
    }

    fn answer_notice(&mut self, ctx: &Context, number: u32, answer: Answer) {
        match answer {
            Answer::Open(conversation) => {
                self.come_forward(ctx);
                execute::leave(self);
                accounts::switch(self, ctx, number);
                if let Some(conversation) = conversation.filter(|_| !self.seat.lock.is_closed()) {
                    execute::all(self, ctx, vec![Action::OpenConversation(conversation)]);
                }
            }
            Answer::MarkRead(conversation) => {
                self.send_for(number, |ticket| Command::MarkAllRead { ticket, conversation });
            }
            Answer::Reply(conversation, text) => {
                let draft = Draft { text, ..Draft::default() };
                self.send_for(number, |ticket| Command::SendMessage { ticket, conversation, draft });
                self.send_for(number, |ticket| Command::MarkAllRead { ticket, conversation });
            }
        }
    }

    /// Gives a command to the engine of an account, unless that is locked. A failure is told when it is shown.
    fn send_for(&mut self, number: u32, command: impl FnOnce(Ticket) -> Command) {
        let ticket = self.tickets.next();
        let mut seats = std::iter::once(&mut self.seat).chain(&mut self.others);
        let seat = seats.find(|seat| seat.number == number && !seat.lock.is_closed());
        if let Some(seat) = seat
            && seat.engine.send(command(ticket)).is_ok()
        {
            seat.watched.push(ticket);
        }
    }
}

/// Looks at what came for an account. Gives what is to be told, and after how many milliseconds to look again.
fn look(
    seat: &mut Seat,
    prefs: &NoticePrefs,
    is_focused: bool,
    now: &Now,
    text: &Strings,
) -> (Option<Deed>, Option<u64>) {
    if seat.model.phase != Phase::Ready || !seat.model.has_list {
        return (None, None);
    }
    let is_locked = seat.lock.is_closed();
    let situation = Situation { prefs, is_focused, is_locked, now_millis: now.millis(), time: now.moment.time() };
    if seat.noticed != Some((seat.model.list_version, is_focused)) {
        seat.noticed = Some((seat.model.list_version, is_focused));
        seat.notices.look(seat.model.listed().chain(&seat.model.requests), situation);
    }
    if let Some(news) = seat.model.reaction.take()
        && let Some(row) = seat.model.row(news.conversation)
    {
        seat.notices.react(&news, row, situation);
    }
    let model = &seat.model;
    seat.notices.step(|id| model.row(id).cloned(), situation, text)
}

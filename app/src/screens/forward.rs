//! Sends texts on to others: choose up to twenty conversations or contacts, press once.
//!
//! What is sent on is a new message of ours: nothing in it says who wrote it first, as in the other clients.

use std::sync::Arc;

use egui::{Context, Id, ScrollArea, Ui};
use onionskin_core::api::{Command, ConversationId, Draft};

use super::Cx;
use super::pick::{LINE, pick_ui};
use crate::actions::Action;
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::widgets::{Avatar, Button, Dialog, DialogEnd, TextField, ToastKind, fine_ui, secondary_ui};

/// Conversations that can be chosen at once.
const MOST: usize = 20;

/// Somebody to send to.
#[derive(Debug, Clone)]
struct Goal {
    conversation: ConversationId,
    name: String,
    folded: String,
    avatar: Avatar,
}

/// What the dialog remembers between frames.
#[derive(Debug, Default)]
pub struct Forward {
    texts: Vec<Arc<str>>,
    query: String,
    chosen: Vec<ConversationId>,
    goals: Vec<Goal>,
    made_for: Option<(u64, u64)>,
    is_begun: bool,
}

impl Forward {
    /// A dialog for texts, the oldest first.
    pub fn of(texts: Vec<Arc<str>>) -> Self {
        Self { texts, ..Self::default() }
    }

    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        self.find(cx);
        let title = cx.text.count("forward-title", self.texts.len());
        let (end, ()) = Dialog::new("forward", &title, cx.t("close")).width(460.0).show(ctx, |ui| self.body_ui(ui, cx));
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }

    /// Everybody there is to send to, made when the list or the people change.
    fn find(&mut self, cx: &Cx<'_>) {
        let now = Some((cx.model.list_version, cx.model.people_version));
        if self.made_for == now {
            return;
        }
        self.made_for = now;
        let rows = cx.model.listed().filter(|row| !row.summary.is_blocked).map(|row| Goal {
            conversation: row.conversation(),
            name: row.name.clone(),
            folded: row.name_folded.clone(),
            avatar: row.avatar.clone(),
        });
        let is_new = |conversation| cx.model.row(conversation).is_none();
        let people = cx.model.people.iter().filter(|person| person.is_contact());
        let people = people.filter(|person| is_new(ConversationId::Contact(person.account()))).map(|person| Goal {
            conversation: ConversationId::Contact(person.account()),
            name: person.row.name.to_string(),
            folded: person.folded.clone(),
            avatar: person.avatar.clone(),
        });
        self.goals = rows.chain(people).collect();
        let goals = &self.goals;
        self.chosen.retain(|chosen| goals.iter().any(|goal| goal.conversation == *chosen));
    }

    fn body_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let id = Id::unique("forward-field");
        let name = cx.t("forward-search");
        TextField::new(&mut self.query, name).hint(name).icon(Icon::Search).id(id).show(ui);
        if !self.is_begun {
            self.is_begun = true;
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        ui.add_space(gap::SM);
        let query = self.query.trim().to_lowercase();
        let fitting: Vec<&Goal> = self.goals.iter().filter(|goal| goal.folded.contains(&query)).collect();
        if fitting.is_empty() {
            secondary_ui(ui, cx.t("list-nothing-found"));
        }
        let mut turned = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = (ui.ctx().content_rect().height() - 320.0).clamp(140.0, 380.0);
        let area = ScrollArea::vertical().id_salt("forward").max_height(height);
        area.show_rows(ui, LINE, fitting.len(), |ui, shown| {
            for goal in fitting.iter().skip(shown.start).take(shown.len()) {
                let is_chosen = self.chosen.contains(&goal.conversation);
                if pick_ui(ui, cx, (&goal.name, &goal.avatar), is_chosen) {
                    turned = Some(goal.conversation);
                }
            }
        });
        if let Some(turned) = turned {
            self.turn(turned);
        }
        ui.add_space(gap::SM);
        if self.chosen.len() == MOST {
            fine_ui(ui, &cx.text.count("forward-most", MOST));
        }
        let width = ui.available_width();
        let send = Button::solid(cx.t("forward-send")).icon(Icon::Send).tall().min_width(width);
        if ui.add(send.enabled(!self.chosen.is_empty())).clicked() {
            self.send(cx);
        }
    }

    fn turn(&mut self, conversation: ConversationId) {
        match self.chosen.iter().position(|known| *known == conversation) {
            Some(at) => drop(self.chosen.remove(at)),
            None if self.chosen.len() < MOST => self.chosen.push(conversation),
            None => {}
        }
    }

    fn send(&self, cx: &Cx<'_>) {
        for conversation in self.chosen.iter().copied() {
            for text in &self.texts {
                let draft = Draft { text: text.to_string(), ..Draft::default() };
                cx.tell(|ticket| Command::SendMessage { ticket, conversation, draft });
            }
        }
        cx.act(Action::Toast(ToastKind::Done, cx.text.count("forward-done", self.chosen.len())));
        cx.act(Action::CloseOverlay);
    }
}

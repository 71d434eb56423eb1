//! Sends texts on to others: choose up to twenty conversations or contacts, press once.
//!
//! What is sent on is a new message of ours: nothing in it says who wrote it first, as in the other clients.

use std::sync::Arc;

use egui::{Color32, Context, CornerRadius, Id, Rect, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use onionskin_core::api::{Command, ConversationId, Draft};

use super::Cx;
use crate::actions::Action;
use crate::theme::tokens::{font, gap, radius};
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::ring::focus_ring;
use crate::widgets::{
    Avatar, Button, Dialog, DialogEnd, TextField, ToastKind, fine_ui, paint_avatar, paint_icon, secondary_ui,
};

/// Conversations that can be chosen at once.
const MOST: usize = 20;
/// Height of a line.
const LINE: f32 = 48.0;

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
        let rows = cx.model.rows.iter().filter(|row| !row.summary.is_blocked).map(|row| Goal {
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
                if goal_ui(ui, cx, goal, is_chosen) {
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

/// A line. True when it was pressed.
fn goal_ui(ui: &mut Ui, cx: &Cx<'_>, goal: &Goal, is_chosen: bool) -> bool {
    let palette = cx.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_chosen, &goal.name));
    let fill = if response.hovered() { palette.row_hover } else { Color32::TRANSPARENT };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), fill);
    let picture = Rect::from_center_size(pos2(rect.left() + 26.0, rect.center().y), Vec2::splat(34.0));
    paint_avatar(ui.painter(), picture, &goal.avatar);
    let mark = pos2(rect.right() - 20.0, rect.center().y);
    if is_chosen {
        ui.painter().circle_filled(mark, 10.0, palette.accent);
        paint_icon(ui.painter(), mark, Icon::Check, 13.0, palette.on_accent);
    } else {
        ui.painter().circle_stroke(mark, 9.0, egui::Stroke::new(1.5, palette.text_secondary));
    }
    let left = picture.right() + 12.0;
    let laid = typeset::line(ui.ctx(), &goal.name, Weight::Medium.style(font::NAME), mark.x - 20.0 - left);
    laid.paint(ui.painter(), pos2(left, rect.center().y - laid.size().y / 2.0), palette.text);
    focus_ring(ui.painter(), &response, rect, radius::ROW);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

//! The bar that looks for messages in the open conversation: a field, which of how many, the way to the older and
//! newer one. What matches lights up in the bubbles.
//!
//! The newest message that matches is shown first; from there it goes to older ones, and after the oldest again to
//! the newest. Enter and F3 go to the older, with Shift to the newer one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use egui::{Align, Id, Key, Layout, Modifiers, Stroke, Ui, vec2};
use onionskin_core::api::{ConversationId, Matcher, MessageId};

use crate::actions::Action;
use crate::model::MessageView;
use crate::screens::Cx;
use crate::screens::search::{Asker, Filters};
use crate::theme::tokens::{font, size};
use crate::theme::{Icon, Weight};
use crate::widgets::field::keep_arrows;
use crate::widgets::label::rich;
use crate::widgets::{IconButton, TextField};

/// Height of the bar.
const BAR: f32 = 52.0;
/// From this width on there is room for the filters.
const WIDE: f32 = 640.0;
/// Messages whose matches are kept.
const MOST_KEPT: usize = 400;

/// What matches in a text, as long as it is the same text.
type Kept = HashMap<MessageId, (Arc<str>, Arc<[Range<usize>]>)>;

/// The bar.
#[derive(Debug, Default)]
pub struct Find {
    is_open: bool,
    wants_focus: bool,
    text: String,
    filters: Filters,
    asker: Asker,
    matcher: Matcher,
    matcher_for: String,
    kept: RefCell<Kept>,
    /// Which of the hits is shown.
    at: usize,
    /// The next answer moves to this place.
    goes_to: Option<usize>,
}

/// The field, for the keyboard.
fn field_id() -> Id {
    Id::unique("find-field")
}

impl Find {
    /// Opens the bar, or gives the keyboard to it.
    pub fn open(&mut self) {
        self.is_open = true;
        self.wants_focus = true;
    }

    /// What matches in a message, in bytes.
    pub fn matches(&self, view: &MessageView) -> Option<Arc<[Range<usize>]>> {
        if !self.is_open || self.matcher.is_empty() || view.item.is_deleted {
            return None;
        }
        let mut kept = self.kept.borrow_mut();
        if let Some((body, ranges)) = kept.get(&view.item.message)
            && Arc::ptr_eq(body, &view.body)
        {
            return Some(Arc::clone(ranges));
        }
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        let ranges: Arc<[Range<usize>]> = self.matcher.ranges(&view.body).into();
        kept.insert(view.item.message, (Arc::clone(&view.body), Arc::clone(&ranges)));
        Some(ranges)
    }

    /// Whether a message is the one that was gone to.
    pub fn is_current(&self, message: MessageId) -> bool {
        self.is_open && self.asker.hits().get(self.at).is_some_and(|hit| hit.message == message)
    }

    /// Shows the bar below the header, if it is open.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, conversation: ConversationId) {
        if !self.is_open {
            return;
        }
        let older = Self::keys(ui);
        let mut step = older;
        let mut closes = false;
        ui.spacing_mut().item_spacing.y = 0.0;
        let bar = vec2(ui.available_width(), BAR);
        ui.allocate_ui_with_layout(bar, Layout::right_to_left(Align::Center), |ui| {
            ui.set_min_height(BAR);
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.add_space(14.0);
            closes = ui.add(IconButton::new(Icon::X, cx.t("find-close"))).clicked();
            if ui.add(IconButton::new(Icon::ArrowDown, cx.t("find-newer"))).clicked() {
                step = Some(false);
            }
            if ui.add(IconButton::new(Icon::ArrowUp, cx.t("find-older"))).clicked() {
                step = Some(true);
            }
            self.count_ui(ui, cx);
            if bar.x >= WIDE {
                ui.add_space(6.0);
                ui.allocate_ui_with_layout(vec2(0.0, BAR), Layout::right_to_left(Align::Center), |ui| {
                    self.filters.chips_ui(ui, cx, Some(conversation));
                });
            }
            ui.add_space(6.0);
            closes |= self.field_ui(ui, cx);
        });
        let edge = ui.min_rect();
        ui.painter().hline(edge.x_range(), edge.bottom() - 0.5, Stroke::new(1.0, cx.palette().border));
        self.find(cx, conversation);
        if let Some(is_older) = step {
            self.step(cx, conversation, is_older);
        }
        if closes {
            self.close(ui, cx, conversation);
        }
    }

    /// The keys that go on: to the older (true) or the newer message.
    fn keys(ui: &Ui) -> Option<bool> {
        let in_field = ui.memory(|memory| memory.has_focus(field_id()));
        ui.input_mut(|input| {
            if input.consume_key(Modifiers::SHIFT, Key::F3) {
                return Some(false);
            }
            if input.consume_key(Modifiers::NONE, Key::F3) {
                return Some(true);
            }
            if !in_field {
                return None;
            }
            if input.consume_key(Modifiers::SHIFT, Key::Enter) {
                return Some(false);
            }
            let older =
                input.consume_key(Modifiers::NONE, Key::Enter) || input.consume_key(Modifiers::NONE, Key::ArrowUp);
            let newer = input.consume_key(Modifiers::NONE, Key::ArrowDown);
            if older { Some(true) } else { newer.then_some(false) }
        })
    }

    /// The field. True when Escape asks to close the bar: the first one empties the field.
    fn field_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let name = cx.t("find-field");
        let width = (ui.available_width() - 14.0).clamp(60.0, 420.0);
        let room = vec2(width, size::SEARCH);
        let field = TextField::new(&mut self.text, name).hint(name).icon(Icon::Search).low().id(field_id());
        let layout = Layout::left_to_right(Align::Center);
        let response = ui.allocate_ui_with_layout(room, layout, |ui| field.show(ui)).inner;
        keep_arrows(ui, field_id());
        let escape = ui.input(|input| input.key_pressed(Key::Escape));
        let mut closes = false;
        if response.lost_focus() && escape {
            closes = self.text.is_empty();
            self.text.clear();
            self.wants_focus = !closes;
        }
        if std::mem::take(&mut self.wants_focus) {
            ui.memory_mut(|memory| memory.request_focus(field_id()));
        }
        closes
    }

    /// Which of how many.
    fn count_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let is_asking = !self.matcher.is_empty() || self.filters.are_set();
        if !is_asking || !self.asker.is_answered() {
            return;
        }
        let text = match (self.asker.hits().len(), self.asker.total()) {
            (0, _) => cx.t("find-none").to_owned(),
            (here, total) => {
                let count = total.map_or(here, |total| total.count.max(here));
                let values = [("at", &*cx.text.number(self.at as u64 + 1)), ("total", &*cx.text.number(count as u64))];
                let is_open = total.is_some_and(|total| total.or_more);
                cx.text.with(if is_open { "find-count-more" } else { "find-count" }, &values)
            }
        };
        ui.add(rich(text, font::SMALL, Weight::Regular, cx.palette().text_secondary));
    }

    /// Asks for what is wanted now, and goes to the first message when the question was another.
    fn find(&mut self, cx: &Cx<'_>, conversation: ConversationId) {
        if self.matcher_for != self.text {
            self.matcher_for.clone_from(&self.text);
            self.matcher = Matcher::new(&self.text);
            self.kept.borrow_mut().clear();
            self.goes_to = Some(0);
        }
        if self.matcher.is_empty() && !self.filters.are_set() {
            self.asker.clear();
            self.at = 0;
            return;
        }
        self.asker.ask(cx, self.filters.query(cx, &self.text, Some(conversation)));
        if !self.asker.take(cx) {
            return;
        }
        let count = self.asker.hits().len();
        self.at = self.at.min(count.saturating_sub(1));
        if let Some(place) = self.goes_to.take()
            && place < count
        {
            self.go_to(cx, conversation, place);
        }
    }

    fn step(&mut self, cx: &Cx<'_>, conversation: ConversationId, is_older: bool) {
        let count = self.asker.hits().len();
        if count == 0 {
            return;
        }
        let place = match is_older {
            true if self.at + 1 < count => self.at + 1,
            true if self.asker.has_more() => {
                self.goes_to = Some(count);
                self.asker.ask_more(cx);
                return;
            }
            true => 0,
            false => self.at.checked_sub(1).unwrap_or(count - 1),
        };
        self.go_to(cx, conversation, place);
    }

    fn go_to(&mut self, cx: &Cx<'_>, conversation: ConversationId, place: usize) {
        if let Some(hit) = self.asker.hits().get(place) {
            self.at = place;
            cx.act(Action::JumpToMessage(conversation, hit.message));
        }
    }

    /// Closes the bar; the keyboard goes back to what is being written.
    fn close(&mut self, ui: &Ui, cx: &Cx<'_>, conversation: ConversationId) {
        *self = Self::default();
        ui.memory_mut(|memory| memory.surrender_focus(field_id()));
        cx.act(Action::OpenConversation(conversation));
    }
}

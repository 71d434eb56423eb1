//! The column of messages: scrolls by its own anchor, lays out what is in view, asks for more at its ends.

use std::sync::Arc;

use egui::{Key, Rect, Role, Ui, UiBuilder, pos2, vec2};
use onionskin_core::api::{Command, ConversationId, MessageId, TimelineId};

use super::anchor::{Anchor, Placed, place};
use super::bubble::Around;
use super::choose::Chosen;
use super::find::Find;
use super::jump::{Flash, Glide, jump_ui, may_move};
use super::layout::Layouts;
use super::sticky::Sticky;
use super::{bubble, column, empty};
use crate::actions::Action;
use crate::model::{Entry, EntryKey, Row, TimelineView};
use crate::screens::Cx;
use crate::theme::tokens::{gap, size};
use crate::typeset;

/// Above the first and below the last entry.
pub(super) const PADDING: f32 = 16.0;
/// More is asked for when fewer entries than this are left.
const REACH: usize = 40;
/// Height of an entry that was never in view.
const GUESS: f32 = 44.0;

/// What the column remembers between frames.
#[derive(Debug, Default)]
pub struct Messages {
    pub(super) anchor: Anchor,
    layouts: Layouts,
    begun: Option<TimelineId>,
    asked_older: Option<(TimelineId, u64)>,
    asked_newer: Option<(TimelineId, u64)>,
    read: Option<(ConversationId, MessageId)>,
    pub(super) dragged_from: Option<f32>,
    held: usize,
    sticky: Sticky,
    flash: Option<Flash>,
    glide: Option<Glide>,
    wants_end: bool,
    pub(super) chosen: Chosen,
    /// A message that is to be answered.
    pub(super) answer: Option<MessageId>,
    place: Place,
}

/// Where the reader is, and what the engine knows of it.
#[derive(Debug, Default)]
struct Place {
    conversation: Option<ConversationId>,
    now: Option<(MessageId, i32)>,
    told: Option<(MessageId, i32)>,
}

impl Messages {
    /// Goes to the newest message of the window.
    pub fn jump_to_newest(&mut self) {
        self.wants_end = true;
    }

    /// Goes to a message, which lights up; if it isn't in the window, once it is. A long one is
    /// shown whole: what was looked for may be far down in it.
    pub fn jump_to(&mut self, message: MessageId) {
        self.flash = Some(Flash::on(message));
        self.layouts.open(message);
        self.begun = None;
    }

    /// Where the reader is, if that is news since the last time.
    pub fn unsaved_place(&mut self) -> Option<(ConversationId, Option<(MessageId, i32)>)> {
        let place = &mut self.place;
        let conversation = place.conversation.filter(|_| place.now != place.told)?;
        place.told = place.now;
        Some((conversation, place.now))
    }

    /// Shows the column.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, (timeline, find): (&TimelineView, &Find), row: Option<&Arc<Row>>) {
        let view = ui.max_rect();
        if !timeline.is_loaded {
            // The store answers within a frame or two; a spinner would only flicker.
            return;
        }
        if timeline.entries.is_empty() {
            empty::empty_ui(ui, cx, row);
            return;
        }
        self.begin(timeline, view.height());
        let width = (view.width() - 2.0 * gap::LG).min(size::COLUMN_MAX);
        let column = Rect::from_center_size(view.center(), vec2(width, view.height()));
        self.layouts.begin(ui, cx, (width * 0.78).min(size::BUBBLE_MAX).max(width.min(300.0)));
        let is_moved = self.scroll(ui, timeline, view);
        self.go_to_end(ui, cx, timeline, view.height());
        let (placed, is_end) = self.place(ui, cx, timeline, view.height());
        self.hold(timeline, &placed, (is_end, is_moved));
        self.paint(ui, cx, (timeline, find), &placed, column);
        let has_come_to_rest = self.sticky.paint(ui, cx, timeline, &placed, view);
        self.ask(cx, timeline, &placed);
        self.mark_read(ui, cx, timeline, &placed, row);
        self.note_place(timeline);
        if has_come_to_rest && let Some((conversation, place)) = self.unsaved_place() {
            cx.act(Action::Run(Command::SetPlace { conversation, place }));
        }
        self.bar(ui, cx, timeline, view);
        if !is_end || timeline.has_newer {
            jump_ui(ui, cx, row, view);
        }
    }

    /// A window that was just opened stands at the message that was asked for, at its unread messages, where it
    /// was left, or at the end.
    fn begin(&mut self, timeline: &TimelineView, height: f32) {
        if self.begun == Some(timeline.timeline) {
            return;
        }
        let has = |key: &EntryKey| timeline.places.contains_key(key);
        let wanted = self.flash.map(|flash| EntryKey::Message(flash.message())).filter(has);
        let left = timeline.left_at.map(|(message, offset)| (EntryKey::Message(message), offset));
        self.anchor = match (wanted, left.filter(|(key, _)| has(key))) {
            (Some(key), _) => Anchor::At(key, height * 0.3),
            (None, _) if has(&EntryKey::Unread) => Anchor::At(EntryKey::Unread, height * 0.3),
            (None, Some((key, offset))) => Anchor::At(key, offset as f32),
            (None, None) => Anchor::End,
        };
        self.begun = Some(timeline.timeline);
        self.flash = self.flash.filter(|_| wanted.is_some());
        if self.place.conversation != Some(timeline.conversation) {
            let told = timeline.left_at;
            self.place = Place { conversation: Some(timeline.conversation), now: told, told };
        }
    }

    /// Notes where the reader is, for the next time.
    fn note_place(&mut self, timeline: &TimelineView) {
        if self.place.conversation == Some(timeline.conversation) {
            #[expect(clippy::cast_possible_truncation, reason = "a distance on a screen")]
            let now = match self.anchor {
                Anchor::At(EntryKey::Message(message), top) => Some((message, top.round() as i32)),
                Anchor::At(..) => self.place.now,
                Anchor::End => None,
            };
            self.place.now = now;
        }
    }

    /// Begins the way to the end: a short glide if it is near.
    fn go_to_end(&mut self, ui: &Ui, cx: &Cx<'_>, timeline: &TimelineView, height: f32) {
        if !std::mem::take(&mut self.wants_end) || self.anchor == Anchor::End {
            return;
        }
        let index = self.at(timeline).map(|(index, _)| index).unwrap_or_default();
        let rest = timeline.entries.get(index..).unwrap_or_default();
        let is_near = !timeline.has_newer && rest.len() < 40 && may_move(ui);
        if !is_near {
            self.anchor = Anchor::End;
            return;
        }
        let top = self.at(timeline).map_or(0.0, |(_, top)| top);
        let below: f32 = (index..timeline.entries.len()).map(|index| self.measure(ui, cx, timeline, index)).sum();
        let length = top + below + PADDING - height;
        self.glide = Some(Glide::new(ui, length.max(0.0)));
        ui.ctx().request_repaint();
    }

    /// Moves the anchor by wheel, keys, and a drag beyond the edge. Says whether it did.
    fn scroll(&mut self, ui: &Ui, timeline: &TimelineView, view: Rect) -> bool {
        let page = view.height() * 2.0 / 3.0;
        let mut delta = 0.0;
        if ui.rect_contains_pointer(view) {
            delta += ui.input(|input| input.smooth_scroll_delta().y);
        }
        let is_typing = crate::typeset::is_editing(ui.ctx());
        ui.input(|input| {
            let pressed = |key| input.key_pressed(key) && !input.modifiers.any();
            if pressed(Key::PageUp) {
                delta += page;
            }
            if pressed(Key::PageDown) {
                delta -= page;
            }
            if !is_typing && pressed(Key::End) {
                self.anchor = Anchor::End;
            }
            if !is_typing
                && pressed(Key::Home)
                && let Some(first) = timeline.entries.first()
            {
                self.anchor = Anchor::At(first.key(), PADDING);
            }
        });
        delta += typeset::drag_beyond(ui, view);
        if delta != 0.0 {
            self.glide = None;
            self.sticky.moved(ui);
        }
        if let Some(glide) = &mut self.glide {
            if let Some(step) = glide.step(ui) {
                delta -= step;
            } else {
                self.glide = None;
                self.anchor = Anchor::End;
            }
        }
        if delta == 0.0 {
            return false;
        }
        self.anchor = match self.anchor {
            Anchor::At(key, top) => Anchor::At(key, top + delta),
            Anchor::End if delta < 0.0 => Anchor::End,
            Anchor::End => match timeline.entries.last() {
                Some(last) => {
                    let height = self.height_of(last);
                    Anchor::At(last.key(), view.height() - PADDING - height + delta)
                }
                None => Anchor::End,
            },
        };
        true
    }

    /// The index of the anchor and where it stands; nothing at the end. An entry that is gone, for it was deleted,
    /// leaves its place to the one that follows.
    fn at(&self, timeline: &TimelineView) -> Option<(usize, f32)> {
        match self.anchor {
            Anchor::End => None,
            Anchor::At(key, top) => Some((timeline.places.get(&key).copied().unwrap_or(self.held), top)),
        }
    }

    fn measure(&mut self, ui: &Ui, cx: &Cx<'_>, timeline: &TimelineView, index: usize) -> f32 {
        match timeline.entries.get(index) {
            Some(Entry::Day(..)) => column::DAY,
            Some(Entry::Unread(_)) => column::UNREAD,
            Some(Entry::Message(view)) => self.layouts.get(ui, cx, view).entry,
            None => 0.0,
        }
    }

    /// The height of an entry as far as it is known.
    pub(super) fn height_of(&self, entry: &Entry) -> f32 {
        match entry {
            Entry::Day(..) => column::DAY,
            Entry::Unread(_) => column::UNREAD,
            Entry::Message(view) => self.layouts.known(view.item.message).unwrap_or(GUESS),
        }
    }

    fn place(&mut self, ui: &Ui, cx: &Cx<'_>, timeline: &TimelineView, height: f32) -> (Placed, bool) {
        let at = self.at(timeline);
        let mut heights = |index: usize| self.measure(ui, cx, timeline, index);
        place(at, timeline.entries.len(), height, PADDING, &mut heights)
    }

    /// After a movement takes the first message that begins in view as the anchor of the next frames. The name of
    /// a day is none: it moves up when older messages of the day arrive. While nobody moves it, the anchor stays
    /// the same, so that a window that grows and shrinks ends where it began.
    fn hold(&mut self, timeline: &TimelineView, placed: &Placed, (is_end, is_moved): (bool, bool)) {
        if is_end && !timeline.has_newer {
            self.anchor = Anchor::End;
            return;
        }
        let held = self.at(timeline).map(|(index, _)| index);
        let is_in_view = held.is_some_and(|held| (placed.first..placed.first + placed.tops.len()).contains(&held));
        if is_in_view && !is_moved && matches!(self.anchor, Anchor::At(EntryKey::Message(_), _)) {
            self.held = held.unwrap_or_default();
            return;
        }
        let tops = placed.tops.iter().enumerate();
        let is_message = |offset: usize| matches!(timeline.entries.get(placed.first + offset), Some(Entry::Message(_)));
        let held =
            tops.clone().find(|(offset, top)| **top >= 0.0 && is_message(*offset)).or_else(|| tops.clone().next_back());
        if let Some((offset, top)) = held
            && let Some(entry) = timeline.entries.get(placed.first + offset)
        {
            self.anchor = Anchor::At(entry.key(), *top);
            self.held = placed.first + offset;
        }
    }

    fn paint(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        (timeline, find): (&TimelineView, &Find),
        placed: &Placed,
        column_rect: Rect,
    ) {
        let mut ui = ui.new_child(UiBuilder::new().max_rect(column_rect).id_salt(timeline.timeline));
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(Role::List);
            node.set_label(cx.t("conversation-messages"));
        });
        ui.set_clip_rect(ui.clip_rect().intersect(column_rect.expand2(vec2(gap::LG, 0.0))));
        let mut turn = None;
        for (entry, top) in timeline.entries.iter().skip(placed.first).zip(&placed.tops) {
            let at = pos2(column_rect.left(), column_rect.top() + top.round());
            let row = |height| Rect::from_min_size(at, vec2(column_rect.width(), height));
            match entry {
                Entry::Day(_, name) => column::day(&ui, cx, name, row(column::DAY)),
                Entry::Unread(text) => column::unread(&ui, cx, text, row(column::UNREAD)),
                Entry::Message(view) => {
                    let laid = self.layouts.get(&ui, cx, view);
                    let is_lit = |flash: &mut Flash| flash.paint(&ui, cx, view.item.message, row(laid.height));
                    self.flash = self.flash.take().and_then(|mut flash| is_lit(&mut flash).then_some(flash));
                    let at = (&laid, row(laid.entry));
                    let answer = &mut self.answer;
                    let mut around = Around { chosen: &mut self.chosen, timeline, find, answer, turn: &mut turn };
                    bubble::bubble_ui(&mut ui, cx, view, at, &mut around);
                }
            }
        }
        if let Some(message) = turn {
            // What is opened or folded stays where it is.
            if let Some(index) = timeline.places.get(&EntryKey::Message(message))
                && let Some(top) = index.checked_sub(placed.first).and_then(|offset| placed.tops.get(offset))
            {
                (self.anchor, self.held) = (Anchor::At(EntryKey::Message(message), *top), *index);
            }
            self.layouts.turn(message);
            ui.ctx().request_repaint();
        }
    }

    /// Asks for more messages when an end of the window comes near, once for each state of it.
    fn ask(&mut self, cx: &Cx<'_>, timeline: &TimelineView, placed: &Placed) {
        let state = Some((timeline.timeline, timeline.version));
        if timeline.has_older && placed.first < REACH && self.asked_older != state {
            self.asked_older = state;
            cx.act(Action::Run(Command::LoadOlder { timeline: timeline.timeline }));
        }
        let end = placed.first + placed.tops.len();
        if timeline.has_newer && end + REACH > timeline.entries.len() && self.asked_newer != state {
            self.asked_newer = state;
            cx.act(Action::Run(Command::LoadNewer { timeline: timeline.timeline }));
        }
    }

    /// What was seen in a window with the keyboard is read.
    fn mark_read(&mut self, ui: &Ui, cx: &Cx<'_>, timeline: &TimelineView, placed: &Placed, row: Option<&Arc<Row>>) {
        let is_unread = row.is_some_and(|row| row.summary.unread > 0);
        if !is_unread || !ui.input(|input| input.focused) || cx.has_overlay() {
            return;
        }
        let height = ui.max_rect().height();
        let shown = timeline.entries.iter().skip(placed.first).zip(&placed.tops);
        let mut newest = shown.filter_map(|(entry, top)| match entry {
            Entry::Message(view) if !view.is_outgoing() => {
                let whole = self.height_of(entry);
                let seen = (top + whole).min(height) - top.max(0.0);
                (seen > (whole.min(height)) / 2.0).then_some(view.item.message)
            }
            _ => None,
        });
        let Some(up_to) = newest.next_back() else { return };
        let now = Some((timeline.conversation, up_to));
        if self.read != now {
            self.read = now;
            cx.act(Action::Run(Command::MarkRead { conversation: timeline.conversation, up_to }));
        }
    }
}

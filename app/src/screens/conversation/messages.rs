//! The column of messages: scrolls by its own anchor, lays out what is in view, asks for more at its ends.

use std::sync::Arc;

use egui::{Align, CornerRadius, Id, Key, Layout, Rect, Sense, Ui, UiBuilder, pos2, vec2};
use onionskin_core::api::{Command, ConversationId, ConversationKind, MessageId, TimelineId};

use super::anchor::{Anchor, Placed, place};
use super::layout::Layouts;
use super::{bubble, column};
use crate::actions::Action;
use crate::model::{Entry, EntryKey, Row, TimelineView};
use crate::screens::Cx;
use crate::theme::tokens::{font, gap, size};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{IconButton, icon_ui, paint_pill};

/// Above the first and below the last entry.
const PADDING: f32 = 16.0;
/// More is asked for when fewer entries than this are left.
const REACH: usize = 40;
/// Height of an entry that was never in view.
const GUESS: f32 = 44.0;

/// What the column remembers between frames.
#[derive(Debug, Default)]
pub struct Messages {
    anchor: Anchor,
    layouts: Layouts,
    begun: Option<TimelineId>,
    asked_older: Option<(TimelineId, u64)>,
    asked_newer: Option<(TimelineId, u64)>,
    read: Option<(ConversationId, MessageId)>,
    dragged_from: Option<f32>,
    held: usize,
}

impl Messages {
    /// Goes to the newest message of the window.
    pub fn jump_to_newest(&mut self) {
        self.anchor = Anchor::End;
    }

    /// Shows the column.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, timeline: &TimelineView, row: Option<&Arc<Row>>) {
        let view = ui.max_rect();
        if !timeline.is_loaded {
            // The store answers within a frame or two; a spinner would only flicker.
            return;
        }
        if timeline.entries.is_empty() {
            empty_ui(ui, cx, row);
            return;
        }
        self.begin(timeline, view.height());
        let width = (view.width() - 2.0 * gap::LG).min(size::COLUMN_MAX);
        let column = Rect::from_center_size(view.center(), vec2(width, view.height()));
        self.layouts.begin(ui, (width * 0.78).min(size::BUBBLE_MAX).max(width.min(300.0)));
        self.scroll(ui, timeline, view);
        let (placed, is_end) = self.place(ui, cx, timeline, view.height());
        self.hold(timeline, &placed, is_end);
        self.paint(ui, cx, timeline, &placed, column);
        self.ask(cx, timeline, &placed);
        self.mark_read(ui, cx, timeline, &placed, row);
        self.bar(ui, cx, timeline, view);
        if !is_end || timeline.has_newer {
            jump_ui(ui, cx, row, view);
        }
    }

    /// A window that was just opened stands at its unread messages, or at the end.
    fn begin(&mut self, timeline: &TimelineView, height: f32) {
        if self.begun != Some(timeline.timeline) {
            self.begun = Some(timeline.timeline);
            let has_unread = timeline.places.contains_key(&EntryKey::Unread);
            self.anchor = if has_unread { Anchor::At(EntryKey::Unread, height * 0.3) } else { Anchor::End };
        }
    }

    /// Moves the anchor by wheel and keys.
    fn scroll(&mut self, ui: &Ui, timeline: &TimelineView, view: Rect) {
        let page = view.height() * 0.9;
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
        if delta == 0.0 {
            return;
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
    }

    /// The height of an entry as far as it is known.
    fn height_of(&self, entry: &Entry) -> f32 {
        match entry {
            Entry::Day(..) => column::DAY,
            Entry::Unread => column::UNREAD,
            Entry::Message(view) => self.layouts.known(view.item.message).unwrap_or(GUESS),
        }
    }

    fn place(&mut self, ui: &Ui, cx: &Cx<'_>, timeline: &TimelineView, height: f32) -> (Placed, bool) {
        let at = match self.anchor {
            Anchor::End => None,
            // An entry that is gone, for it was deleted, leaves its place to the one that follows.
            Anchor::At(key, top) => Some((timeline.places.get(&key).copied().unwrap_or(self.held), top)),
        };
        let layouts = &mut self.layouts;
        let mut heights = |index: usize| match timeline.entries.get(index) {
            Some(Entry::Day(..)) => column::DAY,
            Some(Entry::Unread) => column::UNREAD,
            Some(Entry::Message(view)) => layouts.get(ui, cx, view).entry,
            None => 0.0,
        };
        place(at, timeline.entries.len(), height, PADDING, &mut heights)
    }

    /// Takes the first message that begins in view as the anchor of the next frame. The name of a day
    /// is none: it moves up when older messages of the day arrive.
    fn hold(&mut self, timeline: &TimelineView, placed: &Placed, is_end: bool) {
        if is_end && !timeline.has_newer {
            self.anchor = Anchor::End;
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

    fn paint(&mut self, ui: &mut Ui, cx: &Cx<'_>, timeline: &TimelineView, placed: &Placed, column_rect: Rect) {
        let mut ui = ui.new_child(UiBuilder::new().max_rect(column_rect).id_salt(timeline.timeline));
        ui.set_clip_rect(ui.clip_rect().intersect(column_rect.expand2(vec2(gap::LG, 0.0))));
        for (entry, top) in timeline.entries.iter().skip(placed.first).zip(&placed.tops) {
            let at = pos2(column_rect.left(), column_rect.top() + top.round());
            let row = |height| Rect::from_min_size(at, vec2(column_rect.width(), height));
            match entry {
                Entry::Day(_, name) => column::day(&ui, cx, name, row(column::DAY)),
                Entry::Unread => column::unread(&ui, cx, row(column::UNREAD)),
                Entry::Message(view) => {
                    let laid = self.layouts.get(&ui, cx, view);
                    bubble::bubble_ui(&mut ui, cx, view, &laid, row(laid.entry));
                }
            }
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
        let seen = timeline.entries.iter().skip(placed.first).take(placed.tops.len());
        let mut newest = seen.filter_map(|entry| match entry {
            Entry::Message(view) if !view.is_outgoing() => Some(view.item.message),
            _ => None,
        });
        let Some(up_to) = newest.next_back() else { return };
        let now = Some((timeline.conversation, up_to));
        if self.read != now {
            self.read = now;
            cx.act(Action::Run(Command::MarkRead { conversation: timeline.conversation, up_to }));
        }
    }

    /// The bar at the right edge: where we are, and a way to drag.
    fn bar(&mut self, ui: &Ui, cx: &Cx<'_>, timeline: &TimelineView, view: Rect) {
        let heights: Vec<f32> = timeline.entries.iter().map(|entry| self.height_of(entry)).collect();
        let total: f32 = heights.iter().sum::<f32>() + 2.0 * PADDING;
        if total <= view.height() {
            return;
        }
        let above: f32 = match self.anchor {
            Anchor::End => total - view.height(),
            Anchor::At(key, top) => {
                let index = timeline.places.get(&key).copied().unwrap_or(0);
                heights.iter().take(index).sum::<f32>() + PADDING - top
            }
        };
        let length = (view.height() * view.height() / total).clamp(32.0, view.height());
        let room = view.height() - length;
        let share = (above / (total - view.height())).clamp(0.0, 1.0);
        let track = Rect::from_min_max(pos2(view.right() - 12.0, view.top()), view.right_bottom());
        let thumb = Rect::from_min_size(pos2(view.right() - 8.0, view.top() + room * share), vec2(5.0, length));
        let response = ui.interact(track, Id::unique("messages-bar"), Sense::drag());
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            let grip = *self.dragged_from.get_or_insert((at.y - thumb.top()).clamp(0.0, length));
            let share = ((at.y - grip - view.top()) / room.max(1.0)).clamp(0.0, 1.0);
            self.anchor = anchor_at(timeline, &heights, share * (total - view.height()));
        } else {
            self.dragged_from = None;
        }
        let strength = match (response.hovered() || response.dragged(), ui.rect_contains_pointer(view)) {
            (true, _) => 0.7,
            (false, true) => 0.3,
            (false, false) => return,
        };
        ui.painter().rect_filled(thumb, CornerRadius::same(3), cx.palette().text_secondary.gamma_multiply(strength));
    }
}

/// The anchor that has `above` points of entries above the view.
fn anchor_at(timeline: &TimelineView, heights: &[f32], above: f32) -> Anchor {
    let mut y = PADDING;
    for (entry, height) in timeline.entries.iter().zip(heights) {
        if y + height > above {
            return Anchor::At(entry.key(), y - above);
        }
        y += height;
    }
    Anchor::End
}

/// The way back to the newest message, with the number of those unread.
fn jump_ui(ui: &mut Ui, cx: &Cx<'_>, row: Option<&Arc<Row>>, view: Rect) {
    let palette = *cx.palette();
    let center = view.right_bottom() - vec2(40.0, 36.0);
    let rect = Rect::from_center_size(center, vec2(40.0, 40.0));
    ui.painter().circle_filled(center + vec2(0.0, 1.0), 21.0, palette.shadow.gamma_multiply(0.5));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Center)));
    let fill = palette.background_raised;
    let button = IconButton::new(Icon::ArrowDown, cx.t("conversation-jump")).size(40.0).fill(fill).color(palette.text);
    if ui.add(button).clicked() {
        cx.act(Action::JumpToNewest);
    }
    if let Some(row) = row.filter(|row| !row.unread.is_empty()) {
        let right = rect.center_top() + vec2(14.0, -2.0);
        paint_pill(ui.painter(), right, &row.unread, palette.accent, palette.on_accent);
    }
}

fn empty_ui(ui: &mut Ui, cx: &Cx<'_>, row: Option<&Arc<Row>>) {
    let palette = *cx.palette();
    let is_note = row.is_some_and(|row| row.summary.kind == ConversationKind::NoteToSelf);
    let (icon, key) = if is_note {
        (Icon::NotebookPen, "conversation-empty-note")
    } else {
        (Icon::MessageCircle, "conversation-empty")
    };
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 50.0).max(gap::XL));
        icon_ui(ui, icon, font::ICON_LARGE, palette.text_secondary.gamma_multiply(0.6));
        ui.add_space(gap::MD);
        ui.add(rich(cx.t(key), font::BODY, Weight::Regular, palette.text_secondary));
    });
}

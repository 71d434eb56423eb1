//! Choosing messages: which are chosen, and the bar that takes the place of the header meanwhile.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Align, Key, Layout, Modifiers, Stroke, Ui, vec2};
use onionskin_core::api::MessageId;

use crate::actions::{Action, Overlay};
use crate::model::{MessageView, TimelineView};
use crate::screens::Cx;
use crate::theme::tokens::{gap, size};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{Button, IconButton};

/// Which messages are chosen.
#[derive(Debug, Default)]
pub struct Chosen {
    messages: BTreeSet<MessageId>,
    last: Option<MessageId>,
    is_on: bool,
}

impl Chosen {
    /// Whether messages are being chosen.
    pub const fn is_on(&self) -> bool {
        self.is_on
    }

    /// Whether a message is chosen.
    pub fn has(&self, message: MessageId) -> bool {
        self.messages.contains(&message)
    }

    /// The chosen messages.
    pub fn all(&self) -> Vec<MessageId> {
        self.messages.iter().copied().collect()
    }

    /// Begins choosing with a message.
    pub fn begin(&mut self, message: MessageId) {
        self.is_on = true;
        self.toggle(message);
    }

    /// Chooses a message or leaves it out.
    pub fn toggle(&mut self, message: MessageId) {
        if !self.messages.remove(&message) {
            self.messages.insert(message);
        }
        self.last = Some(message);
    }

    /// Chooses all from the one that was pressed last to this one.
    pub fn extend(&mut self, timeline: &TimelineView, message: MessageId) {
        let all: Vec<MessageId> = timeline.messages().map(|view| view.item.message).collect();
        let place = |wanted: MessageId| all.iter().position(|known| *known == wanted);
        let (Some(to), from) = (place(message), self.last.and_then(place)) else { return };
        let from = from.unwrap_or(to);
        self.messages.extend(all.iter().skip(from.min(to)).take(from.abs_diff(to) + 1));
        self.last = Some(message);
    }

    /// Chooses nothing any more.
    pub fn end(&mut self) {
        *self = Self::default();
    }

    /// Forgets those that are gone.
    pub fn keep_known(&mut self, timeline: &TimelineView) {
        if self.is_on {
            let known: BTreeSet<MessageId> = timeline.messages().map(|view| view.item.message).collect();
            self.messages.retain(|message| known.contains(message));
        }
    }

    fn views<'a>(&'a self, timeline: &'a TimelineView) -> impl Iterator<Item = &'a MessageView> {
        timeline.messages().filter(|view| self.has(view.item.message)).map(|view| &**view)
    }

    /// The chosen texts in order, each with who wrote it and when if there are several.
    fn text(&self, cx: &Cx<'_>, timeline: &TimelineView) -> String {
        let views: Vec<&MessageView> = self.views(timeline).collect();
        if let [only] = views.as_slice() {
            return only.body.to_string();
        }
        let line = |view: &MessageView| {
            let name: &str = &view.item.author_name;
            let time = cx.full_time(view.item.sent_at);
            let values = [("name", name), ("time", &*time), ("text", &*view.body)];
            cx.text.with("message-incoming", &values)
        };
        views.into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The bar: how many, what can be done with them, and the way out.
    pub fn bar_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, timeline: &TimelineView) {
        let bar = vec2(ui.available_width(), size::HEADER);
        let has_any = !self.messages.is_empty();
        ui.allocate_ui_with_layout(bar, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_height(size::HEADER);
            ui.add_space(10.0);
            if ui.add(IconButton::new(Icon::X, cx.t("choose-end"))).clicked() {
                self.end();
            }
            ui.add_space(gap::XS);
            let count = cx.text.count("choose-count", self.messages.len());
            ui.add(rich(&count, 16.0, Weight::Bold, cx.palette().text));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(14.0);
                let is_asked =
                    !cx.has_overlay() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Delete));
                let delete = Button::outline(cx.t("choose-delete")).icon(Icon::Trash2).danger();
                if ui.add_enabled(has_any, delete).clicked() || (has_any && is_asked) {
                    cx.act(Action::Show(Overlay::DeleteMessages));
                }
                let forward = Button::outline(cx.t("choose-forward")).icon(Icon::Forward);
                if ui.add_enabled(has_any, forward).clicked() {
                    let is_text = |view: &&MessageView| view.item.note.is_none() && !view.item.is_deleted;
                    let texts = self.views(timeline).filter(is_text).map(|view| Arc::clone(&view.item.body));
                    cx.act(Action::Forward(texts.collect()));
                    self.end();
                }
                if ui.add_enabled(has_any, Button::outline(cx.t("choose-copy")).icon(Icon::Copy)).clicked() {
                    cx.act(Action::Copy(self.text(cx, timeline)));
                    self.end();
                }
            });
        });
        if !cx.has_overlay() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.end();
        }
        let edge = ui.min_rect();
        ui.painter().hline(edge.x_range(), edge.bottom() - 0.5, Stroke::new(1.0, cx.palette().border));
    }
}

//! A text that can be selected: inside, and across several of a scope.
//!
//! Press and drag selects characters, a double click words, a triple click paragraphs; shift extends. Shift and
//! arrows move the end, the usual key selects all of a text. Copying takes what is selected, also in texts that
//! were scrolled out of sight; an editor that has a selection of its own comes first.

use std::sync::Arc;

use egui::{Context, CursorIcon, Event, Id, Key, Modifiers, Order, Plugin, Pos2, Rect, Response, Sense, Ui};

use super::laid::Laid;
use super::moves::Move;
use super::selection::{Grain, TextKey, TextSelection};
use super::style::Inks;

/// Presses within this time count as one click more, in seconds.
const CLICK_TIME: f64 = 0.4;
/// Presses within this distance count as one click more, in points.
const CLICK_DISTANCE: f32 = 6.0;

/// Counts presses of the mouse.
#[derive(Debug, Default, Clone, Copy)]
pub struct Clicks {
    count: u32,
    at: f64,
    place: Pos2,
}

impl Clicks {
    /// Counts a press, and tells how much it selects.
    pub fn press(&mut self, ctx: &Context, place: Pos2) -> Grain {
        let now = ctx.input(|input| input.time);
        let is_again = now - self.at < CLICK_TIME && self.place.distance(place) < CLICK_DISTANCE;
        *self = Self { count: if is_again { self.count + 1 } else { 1 }, at: now, place };
        match self.count % 3 {
            1 => Grain::Character,
            2 => Grain::Word,
            _ => Grain::Paragraph,
        }
    }
}

/// Keeps the selection of a window between frames, and copies it.
#[derive(Default)]
struct Keeper {
    selection: TextSelection,
    clicks: Clicks,
    column: Option<f32>,
    /// Whether a text took the press of this frame.
    took_press: bool,
}

impl Plugin for Keeper {
    fn debug_name(&self) -> &'static str {
        "text selection"
    }

    fn on_begin_pass(&mut self, ui: &mut Ui) {
        self.took_press = false;
        if !ui.input(|input| input.pointer.primary_down()) {
            self.selection.is_dragging = false;
        }
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx();
        let copies = ctx.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy)));
        if let Some(text) = self.selection.copied().filter(|_| copies && !self.selection.is_empty()) {
            ctx.copy_text(text);
        }
        let pressed = ctx.input(|input| input.pointer.interact_pos().filter(|_| input.pointer.primary_pressed()));
        if let Some(at) = pressed.filter(|_| !self.took_press) {
            // A menu on the selection is above it, and must find it.
            let is_above = ctx.layer_id_at(at).is_some_and(|layer| layer.order >= Order::Foreground);
            if !is_above {
                self.selection.clear();
            }
        }
    }
}

/// What is selected in a window.
pub fn selection(ctx: &Context) -> TextSelection {
    with_keeper(ctx, |keeper| keeper.selection.clone())
}

/// The selected text of a scope.
pub fn selected_text(ctx: &Context, scope: Id) -> Option<String> {
    with_keeper(ctx, |keeper| {
        let selection = &keeper.selection;
        selection.copied().filter(|_| selection.is_in(scope) && !selection.is_empty())
    })
}

/// Nothing is selected any more.
pub fn clear_selection(ctx: &Context) {
    with_keeper(ctx, |keeper| keeper.selection.clear());
}

/// How far texts in `view` are to move since a selection is dragged beyond its upper or lower edge, in points;
/// positive shows what is above. The farther the pointer, the faster.
pub fn drag_beyond(ui: &Ui, view: Rect) -> f32 {
    let is_dragging = with_keeper(ui.ctx(), |keeper| keeper.selection.is_dragging);
    let Some(at) = ui.input(|input| input.pointer.interact_pos()).filter(|_| is_dragging) else { return 0.0 };
    let beyond = (view.top() - at.y).max(0.0) - (at.y - view.bottom()).max(0.0);
    if beyond == 0.0 {
        return 0.0;
    }
    ui.ctx().request_repaint();
    let seconds = ui.input(|input| input.stable_dt).min(0.05);
    (beyond.signum() * 120.0 + beyond * 12.0).clamp(-3_000.0, 3_000.0) * seconds
}

fn with_keeper<T>(ctx: &Context, with: impl FnOnce(&mut Keeper) -> T) -> T {
    let keeper = ctx.plugin_or_default::<Keeper>();
    let mut keeper = keeper.lock();
    with(&mut keeper)
}

/// A text that can be selected.
///
/// ```no_run
/// # use std::sync::Arc;
/// # use onionskin::typeset::{Laid, Selectable, TextKey};
/// # fn show(ui: &mut egui::Ui, laid: &Arc<Laid>, ink: egui::Color32) {
/// let at = ui.max_rect().min;
/// let response = Selectable::new(egui::Id::new("conversation"), TextKey::new(7), laid).show(ui, at, ink);
/// # }
/// ```
#[must_use = "show it with .show(ui, at, ink)"]
pub struct Selectable<'a> {
    scope: Id,
    key: TextKey,
    laid: &'a Arc<Laid>,
    has_keyboard: bool,
}

impl<'a> Selectable<'a> {
    /// A text of a scope at its place in the order of the scope.
    pub fn new(scope: Id, key: TextKey, laid: &'a Arc<Laid>) -> Self {
        Self { scope, key, laid, has_keyboard: false }
    }

    /// Whether keys are meant for it: it, or what it is in, has the keyboard.
    pub fn keyboard(mut self, has_keyboard: bool) -> Self {
        self.has_keyboard = has_keyboard;
        self
    }

    /// Shows it with its left upper corner at `at`; the response tells of clicks on the text.
    pub fn show(self, ui: &Ui, at: Pos2, inks: impl Into<Inks>) -> Response {
        let inks = inks.into();
        let rect = Rect::from_min_size(at, self.laid.size());
        let response = ui.interact(rect, self.scope.with(("text", self.key)), Sense::CLICK | Sense::DRAG);
        let response = response.on_hover_cursor(CursorIcon::Text);
        self.mouse(ui, rect, &response);
        self.keys(ui);
        let range = with_keeper(ui.ctx(), |keeper| keeper.selection.range_in(self.scope, self.key, self.laid.text()));
        if let Some(range) = range {
            for selected in self.laid.rects(range) {
                ui.painter().rect_filled(selected.translate(at.to_vec2()), 2.0, inks.selection);
            }
        }
        self.laid.paint(ui.painter(), at, inks);
        response
    }

    fn mouse(&self, ui: &Ui, rect: Rect, response: &Response) {
        let ctx = ui.ctx();
        let (pointer, is_pressed, has_shift, is_secondary) = ctx.input(|input| {
            let pointer = &input.pointer;
            (pointer.interact_pos(), pointer.primary_pressed(), input.modifiers.shift, pointer.secondary_pressed())
        });
        let Some(mut pointer) = pointer else { return };
        // Beyond the edges the drag goes on with what is there.
        let seen = ui.clip_rect();
        if seen.height() > 2.0 && !is_pressed {
            pointer.y = pointer.y.clamp(seen.top() + 1.0, seen.bottom() - 1.0);
        }
        let caret = self.laid.hit(pointer - rect.min);
        if is_secondary && response.contains_pointer() {
            with_keeper(ctx, |keeper| keeper.took_press = true);
        }
        if is_pressed && response.contains_pointer() {
            with_keeper(ctx, |keeper| {
                keeper.took_press = true;
                keeper.column = None;
                let grain = keeper.clicks.press(ctx, pointer);
                if has_shift && keeper.selection.is_in(self.scope) {
                    keeper.selection.extend_to(self.key, self.laid, caret);
                    keeper.selection.is_dragging = true;
                } else {
                    keeper.selection.begin(self.scope, self.key, self.laid, caret, grain);
                }
            });
        } else if (rect.top()..=rect.bottom()).contains(&pointer.y) {
            with_keeper(ctx, |keeper| {
                let is_dragging = keeper.selection.is_dragging && keeper.selection.is_in(self.scope);
                if is_dragging {
                    keeper.selection.extend(self.key, self.laid, caret);
                }
            });
        }
    }

    fn keys(&self, ui: &Ui) {
        let is_ours = self.has_keyboard || ui.memory(|memory| memory.focused().is_none());
        let focus = with_keeper(ui.ctx(), |keeper| {
            keeper.selection.focus().filter(|focus| keeper.selection.is_in(self.scope) && focus.key == self.key)
        });
        if !is_ours || (focus.is_none() && !self.has_keyboard) {
            return;
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::A)) {
            with_keeper(ui.ctx(), |keeper| keeper.selection.select_all(self.scope, self.key, self.laid));
            return;
        }
        let (Some(focus), Some(by)) = (focus, ui.input_mut(shifted)) else { return };
        with_keeper(ui.ctx(), |keeper| {
            let caret = self.laid.moved(focus.caret, by, &mut keeper.column);
            keeper.selection.extend_to(self.key, self.laid, caret);
        });
    }
}

/// The move that a key with shift asks for.
fn shifted(input: &mut egui::InputState) -> Option<Move> {
    let words = if cfg!(target_os = "macos") { Modifiers::ALT } else { Modifiers::CTRL };
    let shift = Modifiers::SHIFT;
    let keys = [
        (shift | words, Key::ArrowLeft, Move::WordLeft),
        (shift | words, Key::ArrowRight, Move::WordRight),
        (shift, Key::ArrowLeft, Move::Left),
        (shift, Key::ArrowRight, Move::Right),
        (shift, Key::ArrowUp, Move::Up),
        (shift, Key::ArrowDown, Move::Down),
        (shift, Key::Home, Move::LineStart),
        (shift, Key::End, Move::LineEnd),
    ];
    keys.into_iter().find_map(|(modifiers, key, by)| input.consume_key(modifiers, key).then_some(by))
}

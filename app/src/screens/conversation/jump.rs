//! Going to a place in the messages: back to the newest, by a short glide, and to one that then lights up.
//!
//! All that moves here ends by itself, and with reduced motion nothing moves: the style's time of an animation
//! is 0 then.

use std::sync::Arc;

use egui::{Align, Color32, Layout, Rect, Ui, UiBuilder, vec2};
use onionskin_core::api::MessageId;

use crate::actions::Action;
use crate::model::Row;
use crate::screens::Cx;
use crate::theme::Icon;
use crate::widgets::{IconButton, paint_pill};

/// How long a glide takes, in seconds.
const GLIDE: f64 = 0.18;
/// How long a message lights up, in seconds.
const FLASH: f64 = 1.2;

/// Whether things may move.
pub fn may_move(ui: &Ui) -> bool {
    ui.style().animation_time > 0.0
}

/// A way to the end that is gone within a moment.
#[derive(Debug, Clone, Copy)]
pub struct Glide {
    began: f64,
    length: f32,
    done: f32,
}

impl Glide {
    /// A glide over `length` points, that begins now.
    pub fn new(ui: &Ui, length: f32) -> Self {
        Self { began: ui.input(|input| input.time), length, done: 0.0 }
    }

    /// How far to go in this frame, in points; nothing when it is over.
    pub fn step(&mut self, ui: &Ui) -> Option<f32> {
        let share = ((ui.input(|input| input.time) - self.began) / GLIDE).clamp(0.0, 1.0);
        if share >= 1.0 {
            return None;
        }
        ui.ctx().request_repaint();
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
        let share = 1.0 - (1.0 - share as f32).powi(3);
        let to = self.length * share;
        let step = to - self.done;
        self.done = to;
        Some(step)
    }
}

/// A message that lights up.
#[derive(Debug, Clone, Copy)]
pub struct Flash {
    message: MessageId,
    began: Option<f64>,
}

impl Flash {
    /// Lets a message light up once it is in view.
    pub const fn on(message: MessageId) -> Self {
        Self { message, began: None }
    }

    /// Paints the light behind a message over the whole width of its row. False when it went out.
    pub fn paint(&mut self, ui: &Ui, cx: &Cx<'_>, message: MessageId, row: Rect) -> bool {
        if message != self.message {
            return true;
        }
        let now = ui.input(|input| input.time);
        let age = now - *self.began.get_or_insert(now);
        if age >= FLASH {
            return false;
        }
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
        let left = (1.0 - age / FLASH) as f32;
        if may_move(ui) {
            ui.ctx().request_repaint();
        } else {
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(FLASH - age));
        }
        let strength = if may_move(ui) { left.sqrt() } else { 1.0 };
        let light = cx.palette().accent.gamma_multiply(0.2 * strength);
        ui.painter().rect_filled(row.expand2(vec2(8.0, 4.0)), 10.0, light);
        true
    }

    /// Which message it is about.
    pub const fn message(&self) -> MessageId {
        self.message
    }
}

/// The way back to the newest message, with the number of those unread.
pub fn jump_ui(ui: &mut Ui, cx: &Cx<'_>, row: Option<&Arc<Row>>, view: Rect) {
    let palette = *cx.palette();
    let center = view.right_bottom() - vec2(40.0, 36.0);
    let rect = Rect::from_center_size(center, vec2(40.0, 40.0));
    ui.painter().circle_filled(center + vec2(0.0, 1.0), 21.0, palette.shadow.gamma_multiply(0.5));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Center)));
    let fill: Color32 = palette.background_raised;
    let unread = row.filter(|row| !row.unread.is_empty());
    let name = match unread {
        Some(row) => {
            cx.text.count("conversation-jump-unread", usize::try_from(row.summary.unread).unwrap_or(usize::MAX))
        }
        None => cx.t("conversation-jump").to_owned(),
    };
    let button = IconButton::new(Icon::ArrowDown, &name).size(40.0).fill(fill).color(palette.text);
    if ui.add(button).clicked() {
        cx.act(Action::JumpToNewest);
    }
    if let Some(row) = unread {
        let right = rect.center_top() + vec2(14.0, -2.0);
        paint_pill(ui.painter(), right, &row.unread, palette.accent, palette.on_accent);
    }
}

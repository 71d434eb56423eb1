//! The name of the day at the top while one scrolls, which goes by itself.

use std::time::Duration;

use egui::{Rect, Ui, pos2};

use super::anchor::Placed;
use super::column;
use super::jump::may_move;
use crate::model::{Entry, TimelineView};
use crate::screens::Cx;

/// How long it stays after the last movement, in seconds.
const STAYS: f64 = 1.4;
/// How long it takes to go, in seconds.
const GOES: f64 = 0.2;

/// When the messages were moved last.
#[derive(Debug, Default)]
pub struct Sticky {
    moved_at: Option<f64>,
}

impl Sticky {
    /// Notes that the reader moves the messages.
    pub fn moved(&mut self, ui: &Ui) {
        self.moved_at = Some(ui.input(|input| input.time));
    }

    /// Paints it, unless the name of the day is in view anyway. True when it goes: the reader has come to rest.
    pub fn paint(&mut self, ui: &Ui, cx: &Cx<'_>, timeline: &TimelineView, placed: &Placed, view: Rect) -> bool {
        let Some(moved_at) = self.moved_at else { return false };
        let Some((name, at)) = timeline.day_of(placed.first) else { return false };
        let age = ui.input(|input| input.time) - moved_at;
        let goes = if may_move(ui) { GOES } else { 0.0 };
        if age >= STAYS + goes {
            self.moved_at = None;
            return true;
        }
        if age < STAYS {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(STAYS - age));
        } else {
            ui.ctx().request_repaint();
        }
        let is_in_view = at >= placed.first && placed.tops.get(at - placed.first).is_some_and(|top| *top >= -4.0);
        if is_in_view {
            return false;
        }
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
        let strength =
            if age < STAYS { 1.0 } else { (1.0 - (age - STAYS) / goes.max(f64::EPSILON)).clamp(0.0, 1.0) as f32 };
        // The next name of a day pushes it up.
        let next = placed
            .tops
            .iter()
            .enumerate()
            .skip(1)
            .find(|(offset, _)| matches!(timeline.entries.get(placed.first + offset), Some(Entry::Day(..))));
        let pushed = next.map_or(0.0, |(_, top)| (top - column::DAY).min(0.0));
        let palette = cx.palette();
        let center = pos2(view.center().x, view.top() + column::DAY / 2.0 + pushed);
        let colors = (palette.day.gamma_multiply(strength), palette.text_secondary.gamma_multiply(strength));
        column::pill(ui, name, center, colors);
        false
    }
}

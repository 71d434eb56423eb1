//! The bar at the right edge of the messages: where we are, and a way to drag.

use egui::{CornerRadius, Id, Rect, Sense, Ui, pos2, vec2};

use super::anchor::Anchor;
use super::messages::{Messages, PADDING};
use crate::model::TimelineView;
use crate::screens::Cx;

impl Messages {
    /// The bar at the right edge: where we are, and a way to drag.
    pub(super) fn bar(&mut self, ui: &Ui, cx: &Cx<'_>, timeline: &TimelineView, view: Rect) {
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

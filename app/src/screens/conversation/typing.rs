//! The line above the composer while the other side types: three dots that take turns, still in a calm window.

use std::time::Duration;

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::jump::may_move;
use crate::model::Row;
use crate::screens::Cx;
use crate::theme::Weight;
use crate::theme::tokens::font;
use crate::typeset;

/// Height of the line.
const HEIGHT: f32 = 26.0;
/// Seconds in which the dots take turns once.
const ROUND: f64 = 1.2;

/// Shows it if the other side types.
pub fn typing_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    if !cx.model.is_typing(row.conversation()) {
        return;
    }
    let palette = cx.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let text = cx.text.with("typing-who", &[("name", &row.name)]);
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &text));
    let bubble = Rect::from_min_size(rect.left_top() + vec2(20.0, 3.0), vec2(44.0, 20.0));
    ui.painter().rect_filled(bubble, 10.0, palette.bubble_in);
    let phase = may_move(ui).then(|| ui.input(|input| input.time) % ROUND / ROUND * 3.0);
    if phase.is_some() {
        ui.ctx().request_repaint_after(Duration::from_millis(120));
    }
    for dot in 0..3_u8 {
        let center = pos2(bubble.center().x + (f32::from(dot) - 1.0) * 9.0, bubble.center().y);
        let is_its_turn = phase.is_some_and(|phase| (f64::from(dot)..f64::from(dot) + 1.0).contains(&phase));
        let ink = if is_its_turn { palette.bubble_in_text } else { palette.bubble_in_dim };
        ui.painter().circle_filled(center, 2.6, ink);
    }
    let laid = typeset::line(ui.ctx(), &text, Weight::Regular.style(font::SMALL), (rect.width() - 100.0).max(20.0));
    laid.paint(
        ui.painter(),
        pos2(bubble.right() + 10.0, rect.center().y - laid.size().y / 2.0),
        palette.text_secondary,
    );
}

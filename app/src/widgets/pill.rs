//! Small rounded marks: a number, a tag.

use std::sync::Arc;

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Response, Sense, Ui, Vec2, pos2};

use crate::theme::tokens::font;
use crate::theme::{Theme, Weight};
use crate::typeset::{self, Laid};

const HEIGHT: f32 = 18.0;

/// Paints a pill whose right middle is at `right`, and says where it is.
pub fn paint_pill(painter: &Painter, right: Pos2, text: &str, fill: Color32, ink: Color32) -> Rect {
    let laid = text_of(painter, text);
    let width = (laid.size().x + 10.0).max(HEIGHT);
    let rect = Rect::from_min_size(pos2(right.x - width, right.y - HEIGHT / 2.0), Vec2::new(width, HEIGHT));
    painter.rect_filled(rect, CornerRadius::same(9), fill);
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), laid.size()).min;
    laid.paint(painter, at, ink);
    rect
}

fn text_of(painter: &Painter, text: &str) -> Arc<Laid> {
    typeset::text(painter.ctx(), text, Weight::Bold.style(font::FINE))
}

/// A pill in the flow of a layout.
pub fn pill_ui(ui: &mut Ui, text: &str) -> Response {
    let palette = Theme::of(ui.ctx()).palette;
    let size = Vec2::new((text_of(ui.painter(), text).size().x + 10.0).max(HEIGHT), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    paint_pill(ui.painter(), rect.right_center(), text, palette.accent, palette.on_accent);
    response
}

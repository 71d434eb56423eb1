//! Small rounded marks: a number, a tag.

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Response, Sense, Ui, Vec2, pos2};

use crate::theme::tokens::font;
use crate::theme::{Theme, Weight};

const HEIGHT: f32 = 18.0;

/// Paints a pill whose right middle is at `right`, and says where it is.
pub fn paint_pill(painter: &Painter, right: Pos2, text: &str, fill: Color32, ink: Color32) -> Rect {
    let galley = painter.layout_no_wrap(text.to_owned(), Weight::Bold.font(font::FINE), ink);
    let width = (galley.size().x + 10.0).max(HEIGHT);
    let rect = Rect::from_min_size(pos2(right.x - width, right.y - HEIGHT / 2.0), Vec2::new(width, HEIGHT));
    painter.rect_filled(rect, CornerRadius::same(9), fill);
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
    painter.galley(at, galley, ink);
    rect
}

/// A pill in the flow of a layout.
pub fn pill_ui(ui: &mut Ui, text: &str) -> Response {
    let palette = Theme::of(ui.ctx()).palette;
    let galley = ui.painter().layout_no_wrap(text.to_owned(), Weight::Bold.font(font::FINE), palette.on_accent);
    let size = Vec2::new((galley.size().x + 10.0).max(HEIGHT), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    paint_pill(ui.painter(), rect.right_center(), text, palette.accent, palette.on_accent);
    response
}

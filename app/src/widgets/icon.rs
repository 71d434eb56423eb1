//! One icon, and the wheel that says that something happens.

use egui::{Align2, Color32, Painter, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2};

use crate::theme::fonts::icon_font;
use crate::theme::{Icon, Theme};

/// Paints an icon with its center at `center`.
pub fn paint_icon(painter: &Painter, center: Pos2, icon: Icon, size: f32, color: Color32) {
    painter.text(center, Align2::CENTER_CENTER, icon.glyph(), icon_font(size), color);
}

/// An icon that takes the place of its size.
pub fn icon_ui(ui: &mut Ui, icon: Icon, size: f32, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    paint_icon(ui.painter(), rect.center(), icon, size, color);
    response
}

/// Eight strokes that fade one after the other. It repaints the window about 12 times a second: show it
/// only while something really happens.
pub fn spinner_ui(ui: &mut Ui, size: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    paint_spinner(ui.painter(), rect);
    response
}

/// Paints the spinner into a square.
pub fn paint_spinner(painter: &Painter, rect: Rect) {
    const STROKES: u8 = 8;
    let ctx = painter.ctx();
    let color = Theme::of(ctx).palette.text;
    let turn = ctx.input(|input| input.time / 1.6).fract();
    let (inner, outer) = (rect.width() * 0.24, rect.width() * 0.46);
    for stroke in 0..STROKES {
        let place = f32::from(stroke) / f32::from(STROKES);
        #[expect(clippy::cast_possible_truncation, reason = "a fraction of a turn")]
        let age = (turn as f32 - place).rem_euclid(1.0);
        let direction = Vec2::angled(place * std::f32::consts::TAU - std::f32::consts::FRAC_PI_2);
        let points = [rect.center() + direction * inner, rect.center() + direction * outer];
        let stroke = Stroke::new((rect.width() / 12.0).max(1.5), color.gamma_multiply(1.0 - 0.8 * age));
        painter.line_segment(points, stroke);
    }
    ctx.request_repaint_after(std::time::Duration::from_millis(80));
}

//! The mark of the program: three skins of an onion, drawn in the accent.

use egui::epaint::CubicBezierShape;
use egui::{Color32, Pos2, Response, Sense, Stroke, Ui, Vec2, pos2};

use crate::theme::Theme;

/// Side of the square that the numbers below are drawn in.
const SIDE: f32 = 256.0;
/// Where the drawing begins in it, so that the mark stands flush with the text below.
const LEFT: f32 = 37.5;

/// A skin: width of its line, strength of its color, start, and four curves back to the start.
type Skin = (f32, f32, [f32; 2], [[[f32; 2]; 3]; 4]);

/// The same curves as in `assets/logo/logo.svg`.
const SKINS: [Skin; 3] = [
    (
        13.0,
        1.0,
        [128.0, 34.0],
        [
            [[136.0, 62.0], [212.0, 84.0], [212.0, 146.0]],
            [[212.0, 192.0], [174.0, 220.0], [128.0, 220.0]],
            [[82.0, 220.0], [44.0, 192.0], [44.0, 146.0]],
            [[44.0, 84.0], [120.0, 62.0], [128.0, 34.0]],
        ],
    ),
    (
        11.0,
        0.72,
        [128.0, 88.0],
        [
            [[133.0, 104.0], [174.0, 118.0], [174.0, 154.0]],
            [[174.0, 180.0], [153.0, 196.0], [128.0, 196.0]],
            [[103.0, 196.0], [82.0, 180.0], [82.0, 154.0]],
            [[82.0, 118.0], [123.0, 104.0], [128.0, 88.0]],
        ],
    ),
    (
        10.0,
        0.5,
        [128.0, 130.0],
        [
            [[131.0, 139.0], [145.0, 146.0], [145.0, 160.0]],
            [[145.0, 169.0], [137.0, 174.0], [128.0, 174.0]],
            [[119.0, 174.0], [111.0, 169.0], [111.0, 160.0]],
            [[111.0, 146.0], [125.0, 139.0], [128.0, 130.0]],
        ],
    ),
];

/// Shows the mark `size` points wide.
pub fn logo_ui(ui: &mut Ui, size: f32) -> Response {
    let palette = Theme::of(ui.ctx()).palette;
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    let scale = size / SIDE;
    let at = |[x, y]: [f32; 2]| -> Pos2 { pos2(rect.left() + (x - LEFT) * scale, rect.top() + y * scale) };
    for (width, strength, start, curves) in SKINS {
        let stroke = Stroke::new(width * scale, palette.accent_text.gamma_multiply(strength));
        let mut from = start;
        for [first, second, end] in curves {
            let points = [at(from), at(first), at(second), at(end)];
            ui.painter().add(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke));
            from = end;
        }
    }
    response
}

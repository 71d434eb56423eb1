//! A window that runs from right to left: it is laid out from left to right as ever, and mirrored as a whole.
//!
//! Screens know nothing of it. What comes in (pointer, arrow keys) is mirrored before egui sees it, what goes out
//! (shapes, places of controls for screen readers, the place of the input method) after egui is done. Texts of
//! people are reflected within their boxes beforehand, see `typeset::Laid`, so that the mirror puts them right;
//! icons keep their looks but for those that point along the line of reading. Pictures in rectangles stay as they
//! are, since only the corners of a rectangle are mirrored.

use std::sync::Arc;

use egui::accesskit;
use egui::epaint::{ClippedShape, CornerRadius, Mesh, TextShape};
use egui::{Color32, Context, CursorIcon, Event, FullOutput, Key, Plugin, Pos2, RawInput, Rect, Shape, Vec2, pos2};

use crate::theme::Icon;
use crate::typeset::{Typesetter, is_editing};

/// Mirrors a window while it is on.
#[derive(Debug, Default)]
struct Mirror {
    is_on: bool,
}

/// Says whether the window of a context runs from right to left.
pub fn set_mirrored(ctx: &Context, is_on: bool) {
    Typesetter::of(ctx).set_mirrored(is_on);
    let mirror = ctx.plugin_or_default::<Mirror>();
    let was_on = std::mem::replace(&mut mirror.lock().is_on, is_on);
    if was_on != is_on {
        ctx.request_repaint();
    }
}

impl Plugin for Mirror {
    fn debug_name(&self) -> &'static str {
        "mirror"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        if self.is_on {
            let axis = Axis::of(input.screen_rect.unwrap_or_else(|| ctx.viewport_rect()));
            let is_editing = is_editing(ctx);
            for event in &mut input.events {
                axis.event(event, is_editing);
            }
        }
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        if !self.is_on {
            return;
        }
        let axis = Axis::of(ctx.viewport_rect());
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general over the lifetime")]
        let texels = ctx.fonts(|fonts| fonts.font_image_size());
        for ClippedShape { clip_rect, shape, transform_after_tessellation: after } in &mut output.shapes {
            *clip_rect = axis.rect(*clip_rect);
            axis.shape(shape, texels);
            after.translation.x = axis.x(after.translation.x) - after.scaling * axis.twice;
        }
        let platform = &mut output.platform_output;
        platform.cursor_icon = cursor(platform.cursor_icon);
        if let Some(ime) = &mut platform.ime {
            ime.rect = axis.rect(ime.rect);
            ime.cursor_rect = axis.rect(ime.cursor_rect);
        }
        if let Some(update) = &mut platform.accesskit_update {
            for (_, node) in &mut update.nodes {
                if let Some(bounds) = node.bounds() {
                    let twice = f64::from(axis.twice);
                    node.set_bounds(accesskit::Rect { x0: twice - bounds.x1, x1: twice - bounds.x0, ..bounds });
                }
            }
        }
    }
}

/// The line in the middle of the window: twice its distance from the left edge, in points.
#[derive(Debug, Clone, Copy)]
struct Axis {
    twice: f32,
}

impl Axis {
    fn of(window: Rect) -> Self {
        Self { twice: window.left() + window.right() }
    }

    fn x(self, x: f32) -> f32 {
        self.twice - x
    }

    fn pos(self, at: Pos2) -> Pos2 {
        pos2(self.x(at.x), at.y)
    }

    fn rect(self, rect: Rect) -> Rect {
        Rect { min: pos2(self.x(rect.max.x), rect.min.y), max: pos2(self.x(rect.min.x), rect.max.y) }
    }

    /// Arrows that an editor takes move its caret for the eye, and those with shift the end of a selection.
    fn event(self, event: &mut Event, is_editing: bool) {
        match event {
            Event::PointerMoved(at) => *at = self.pos(*at),
            Event::PointerButton { pos, .. } | Event::Touch { pos, .. } => *pos = self.pos(*pos),
            Event::MouseMoved(by) | Event::MouseWheel { delta: by, .. } => *by = Vec2::new(-by.x, by.y),
            Event::Key { key, modifiers, .. } if !is_editing && !modifiers.shift => {
                *key = match *key {
                    Key::ArrowLeft => Key::ArrowRight,
                    Key::ArrowRight => Key::ArrowLeft,
                    other => other,
                };
            }
            _ => {}
        }
    }

    fn shape(self, shape: &mut Shape, texels: [usize; 2]) {
        match shape {
            Shape::Vec(shapes) => shapes.iter_mut().for_each(|shape| self.shape(shape, texels)),
            Shape::Circle(circle) => circle.center = self.pos(circle.center),
            Shape::Ellipse(ellipse) => {
                ellipse.center = self.pos(ellipse.center);
                ellipse.angle = -ellipse.angle;
            }
            Shape::LineSegment { points, .. } => self.points(points),
            Shape::Path(path) => {
                self.points(&mut path.points);
                // Which side is inside follows from the order.
                path.points.reverse();
            }
            Shape::Rect(rect) => {
                rect.rect = self.rect(rect.rect);
                rect.angle = -rect.angle;
                let CornerRadius { nw, ne, sw, se } = rect.corner_radius;
                rect.corner_radius = CornerRadius { nw: ne, ne: nw, sw: se, se: sw };
            }
            Shape::Text(text) => match directional(text, texels) {
                Some(mesh) => {
                    *shape = Shape::mesh(mesh);
                    self.shape(shape, texels);
                }
                None => self.text(text),
            },
            Shape::Mesh(mesh) => {
                for vertex in &mut Arc::make_mut(mesh).vertices {
                    vertex.pos = self.pos(vertex.pos);
                }
            }
            Shape::QuadraticBezier(curve) => {
                self.points(&mut curve.points);
                curve.points.reverse();
            }
            Shape::CubicBezier(curve) => {
                self.points(&mut curve.points);
                curve.points.reverse();
            }
            // None of these is drawn by us.
            Shape::Noop | Shape::Band(_) | Shape::Callback(_) => {}
        }
    }

    fn points(self, points: &mut [Pos2]) {
        for point in points {
            *point = self.pos(*point);
        }
    }

    /// A text of egui's, which is an icon or an id, moves as a whole.
    fn text(self, text: &mut TextShape) {
        let within = text.galley.rect;
        text.pos.x = self.x(text.pos.x) - within.left() - within.right();
    }
}

/// An icon that points along the line of reading, as a mesh that can be mirrored.
fn directional(text: &TextShape, texels: [usize; 2]) -> Option<Mesh> {
    let mut chars = text.galley.text().chars();
    chars.next().filter(|glyph| chars.next().is_none() && Icon::is_directional(*glyph))?;
    let [width, height] = texels.map(|side| side as f32);
    let mut mesh = Mesh::default();
    for row in &text.galley.rows {
        let mut glyph = row.visuals.mesh.clone();
        for vertex in &mut glyph.vertices {
            vertex.pos += text.pos.to_vec2() + row.pos.to_vec2();
            vertex.uv = pos2(vertex.uv.x / width, vertex.uv.y / height);
            let own = if vertex.color == Color32::PLACEHOLDER { text.fallback_color } else { vertex.color };
            vertex.color = text.override_text_color.unwrap_or(own).gamma_multiply(text.opacity_factor);
        }
        mesh.append(glyph);
    }
    Some(mesh)
}

const fn cursor(icon: CursorIcon) -> CursorIcon {
    match icon {
        CursorIcon::ResizeEast => CursorIcon::ResizeWest,
        CursorIcon::ResizeWest => CursorIcon::ResizeEast,
        CursorIcon::ResizeNeSw => CursorIcon::ResizeNwSe,
        CursorIcon::ResizeNwSe => CursorIcon::ResizeNeSw,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use egui::{Modifiers, PointerButton};

    use super::*;

    const AXIS: Axis = Axis { twice: 800.0 };

    fn press(x: f32) -> Event {
        let pos = pos2(x, 20.0);
        Event::PointerButton { pos, button: PointerButton::Primary, pressed: true, modifiers: Modifiers::NONE }
    }

    fn arrow(modifiers: Modifiers) -> Event {
        Event::Key { key: Key::ArrowLeft, physical_key: None, pressed: true, repeat: false, modifiers }
    }

    #[test]
    fn what_is_mirrored_twice_is_as_it_was() {
        let rect = Rect::from_min_max(pos2(10.0, 5.0), pos2(60.0, 25.0));
        assert_eq!(AXIS.rect(rect), Rect::from_min_max(pos2(740.0, 5.0), pos2(790.0, 25.0)));
        assert_eq!(AXIS.rect(AXIS.rect(rect)), rect);
        let corner = CornerRadius { nw: 1, ne: 2, sw: 3, se: 4 };
        let mut shape = Shape::rect_filled(rect, corner, Color32::WHITE);
        let before = shape.clone();
        AXIS.shape(&mut shape, [1, 1]);
        let Shape::Rect(mirrored) = &shape else { panic!("still a rectangle") };
        assert_eq!(mirrored.corner_radius, CornerRadius { nw: 2, ne: 1, sw: 4, se: 3 });
        AXIS.shape(&mut shape, [1, 1]);
        assert_eq!(shape, before);
    }

    #[test]
    fn presses_land_on_the_other_side_and_arrows_turn_unless_a_text_takes_them() {
        let mut event = press(100.0);
        AXIS.event(&mut event, false);
        assert_eq!(event, press(700.0));
        let turned = |modifiers, is_editing| {
            let mut event = arrow(modifiers);
            AXIS.event(&mut event, is_editing);
            event != arrow(modifiers)
        };
        assert!(turned(Modifiers::NONE, false) && turned(Modifiers::ALT, false));
        assert!(!turned(Modifiers::NONE, true) && !turned(Modifiers::SHIFT, false));
    }
}

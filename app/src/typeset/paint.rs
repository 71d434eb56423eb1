//! Painting: glyphs as rectangles with textures, one mesh a texture.
//!
//! The rectangles of a text are found once and kept with it. Painting copies those in sight, so a frame with
//! texts that were seen before shapes nothing and draws no glyph.

use std::ops::Range;

use egui::epaint::{Mesh, Vertex};
use egui::{Color32, Context, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};
use parley::{GlyphRun, PositionedLayoutItem};

use super::atlas::{Atlas, SIDE};
use super::fonts::Brush;
use super::laid::{Laid, Paragraph};
use super::raster::{Face, STEPS};
use super::style::{Ink, Inks, Look};
use super::typesetter::Typesetter;

/// A glyph, in pixels from the left upper corner of the text.
#[derive(Debug, Clone, Copy)]
struct Quad {
    x: f32,
    y: f32,
    at: [u16; 2],
    size: [u16; 2],
    page: u8,
    ink: Ink,
    is_color: bool,
}

/// A straight line below or through a text, in pixels.
#[derive(Debug, Clone, Copy)]
struct Rule {
    rect: Rect,
    ink: Ink,
}

/// A line of text.
#[derive(Debug, Clone)]
struct Row {
    top: f32,
    bottom: f32,
    quads: Range<usize>,
}

/// What is painted of a text.
#[derive(Debug, Default)]
pub struct Quads {
    generation: Option<u64>,
    rows: Vec<Row>,
    quads: Vec<Quad>,
    rules: Vec<Rule>,
}

impl Quads {
    fn make(laid: &Laid, atlas: &mut Atlas, ctx: &Context) -> Self {
        // Filling the textures may empty them; the second time all glyphs of this text fit.
        for _ in 0..2 {
            let generation = atlas.generation();
            let mut made = Self { generation: Some(generation), ..Self::default() };
            for paragraph in &laid.paragraphs {
                made.paragraph(laid, paragraph, atlas, ctx);
            }
            if atlas.generation() == generation {
                return made;
            }
        }
        Self::default()
    }

    fn paragraph(&mut self, laid: &Laid, paragraph: &Paragraph, atlas: &mut Atlas, ctx: &Context) {
        for line in paragraph.layout.lines() {
            let first = self.quads.len();
            for item in line.items() {
                if let PositionedLayoutItem::GlyphRun(run) = item {
                    self.run(laid, paragraph, &run, atlas, ctx);
                }
            }
            let metrics = line.metrics();
            // Marks may stand far outside of their line.
            let slack = metrics.line_height;
            self.rows.push(Row {
                top: paragraph.y + metrics.block_min_coord - slack,
                bottom: paragraph.y + metrics.block_max_coord + slack,
                quads: first..self.quads.len(),
            });
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction of a pixel in steps")]
    fn run(&mut self, laid: &Laid, paragraph: &Paragraph, run: &GlyphRun<'_, Brush>, atlas: &mut Atlas, ctx: &Context) {
        let brush = run.style().brush;
        let font = run.run().font().clone();
        let face = Face::of(run.run(), &font);
        for glyph in run.positioned_glyphs() {
            let Ok(id) = u16::try_from(glyph.id) else { continue };
            if id == 0 && !laid.shows_missing {
                continue;
            }
            let (x, y) = (glyph.x + paragraph.x, (glyph.y + paragraph.y).round());
            let step = ((x - x.floor()) * STEPS) as u8;
            let Some(sprite) = atlas.sprite(ctx, &face, id, step) else { continue };
            self.quads.push(Quad {
                x: x.floor() + f32::from(sprite.left),
                y: y - f32::from(sprite.top),
                at: sprite.at,
                size: sprite.size,
                page: sprite.page,
                ink: brush.ink,
                is_color: sprite.is_color,
            });
        }
        self.rules_of(paragraph, run, brush);
    }

    fn rules_of(&mut self, paragraph: &Paragraph, run: &GlyphRun<'_, Brush>, brush: Brush) {
        let metrics = run.run().font_metrics();
        let mut rule = |offset: f32, size: f32| {
            let top = (paragraph.y + run.baseline() - offset).round();
            let at = pos2(paragraph.x + run.offset(), top);
            let rect = Rect::from_min_size(at, vec2(run.advance(), size.round().max(1.0)));
            self.rules.push(Rule { rect, ink: brush.ink });
        };
        if brush.look.has(Look::UNDERLINE) {
            rule(metrics.underline_offset, metrics.underline_size);
        }
        if brush.look.has(Look::STRIKE) {
            rule(metrics.strikethrough_offset, metrics.strikethrough_size);
        }
    }
}

impl Laid {
    /// Paints it with its left upper corner at `at`. Only lines within the clip rectangle are painted.
    pub fn paint(&self, painter: &Painter, at: Pos2, inks: impl Into<Inks>) {
        let inks = inks.into();
        let scale = self.pixels_per_point;
        let origin = pos2((at.x * scale).round(), (at.y * scale).round());
        let clip = painter.clip_rect();
        for rect in self.grounds() {
            let rect = rect.translate(origin.to_vec2() / scale).expand2(vec2(2.0, -1.0));
            if inks.ground != Color32::TRANSPARENT && clip.intersects(rect) {
                painter.rect_filled(rect, 4.0, inks.ground);
            }
        }
        let Some(typesetter) = Typesetter::find(painter.ctx()) else { return };
        let seen = (clip.top() * scale - origin.y, clip.bottom() * scale - origin.y);
        let mut quads = self.quads.lock();
        let meshes = typesetter.with_atlas(painter.ctx(), |atlas| {
            if quads.generation != Some(atlas.generation()) {
                *quads = Quads::make(self, atlas, painter.ctx());
            }
            meshes(&quads, atlas, seen, |quad, corner| {
                let size = vec2(f32::from(quad.size[0]), f32::from(quad.size[1]));
                let corner = corner_of(Rect::from_min_size(pos2(quad.x, quad.y), size), corner);
                let at = pos2(self.across(corner.x), corner.y) + origin.to_vec2();
                (at / scale, if quad.is_color { fade(inks.of(quad.ink)) } else { inks.of(quad.ink) })
            })
        });
        for mesh in meshes {
            painter.add(Shape::mesh(mesh));
        }
        for rule in &quads.rules {
            let rect = self.across_rect(rule.rect).translate(origin.to_vec2()) / scale;
            painter.rect(rect, 0.0, inks.of(rule.ink), Stroke::NONE, egui::StrokeKind::Inside);
        }
    }
}

/// A glyph with colors of its own keeps them, and is as transparent as the text.
fn fade(ink: Color32) -> Color32 {
    Color32::WHITE.gamma_multiply(f32::from(ink.a()) / 255.0)
}

fn corner_of(rect: Rect, corner: usize) -> Pos2 {
    match corner {
        0 => rect.left_top(),
        1 => rect.right_top(),
        2 => rect.left_bottom(),
        _ => rect.right_bottom(),
    }
}

/// The meshes of the lines in sight, one a texture.
fn meshes(
    quads: &Quads,
    atlas: &Atlas,
    (top, bottom): (f32, f32),
    place: impl Fn(&Quad, usize) -> (Pos2, Color32),
) -> Vec<Mesh> {
    let mut meshes: Vec<(u8, Mesh)> = Vec::new();
    let in_sight = quads.rows.iter().filter(|row| row.bottom >= top && row.top <= bottom);
    for quad in in_sight.filter_map(|row| quads.quads.get(row.quads.clone())).flatten() {
        let known = meshes.iter().position(|(page, _)| *page == quad.page);
        let index = known.unwrap_or(meshes.len());
        if known.is_none() {
            let Some(texture) = atlas.texture(quad.page) else { continue };
            meshes.push((quad.page, Mesh::with_texture(texture)));
        }
        let Some((_, mesh)) = meshes.get_mut(index) else { continue };
        let Ok(first) = u32::try_from(mesh.vertices.len()) else { continue };
        let [u, v] = quad.at.map(f32::from);
        let [width, height] = quad.size.map(f32::from);
        let uv = Rect::from_min_size(pos2(u, v), vec2(width, height)) / f32::from(SIDE);
        for corner in 0..4 {
            let (pos, color) = place(quad, corner);
            mesh.vertices.push(Vertex { pos, uv: corner_of(uv, corner), color });
        }
        mesh.indices.extend([first, first + 1, first + 2, first + 2, first + 1, first + 3]);
    }
    meshes.into_iter().map(|(_, mesh)| mesh).collect()
}

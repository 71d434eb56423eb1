//! Glyphs become pixels: outlines as coverage, color bitmaps and color layers as they are.
//!
//! Outlines are hinted lightly and rendered at four positions within a pixel, so that letters keep their distances.
//! Fonts whose color glyphs are graphs of gradients (COLR version 1) are drawn by `vello_cpu`, which egui brings.

use std::collections::HashMap;

use egui::ColorImage;
use egui::epaint::FontColorTransferFunction;
use parley::fontique::Synthesis;
use parley::{FontData, Run};
use swash::FontRef;
use swash::scale::image::Content;
use swash::scale::{Render, ScaleContext, Source, StrikeWith};
use swash::zeno::{Angle, Transform, Vector};

use super::fonts::Brush;

/// Glyphs larger than this are not drawn, in pixels per em.
const LARGEST: f32 = 512.0;
/// Positions within a pixel.
pub const STEPS: f32 = 4.0;

/// Everything that decides how a glyph looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GlyphKey {
    font: u64,
    index: u32,
    glyph: u16,
    step: u8,
    looks: u8,
    size: u32,
    axes: u64,
}

/// A font at a size, from which glyphs are made.
pub struct Face<'a> {
    font: &'a FontData,
    size: f32,
    coords: Vec<i16>,
    synthesis: Synthesis,
    axes: u64,
}

impl<'a> Face<'a> {
    /// The font of a run.
    pub fn of(run: &Run<'a, Brush>, font: &'a FontData) -> Self {
        let coords: Vec<i16> = run.normalized_coords().iter().map(|coord| coord.to_bits()).collect();
        let axes = coords.iter().fold(0_u64, |hash, coord| {
            (hash.rotate_left(5) ^ u64::from(coord.cast_unsigned())).wrapping_mul(0x517c_c1b7_2722_0a95)
        });
        Self { font, size: run.font_size(), coords, synthesis: run.synthesis(), axes }
    }

    /// The key of a glyph at a position within a pixel.
    pub fn key(&self, glyph: u16, step: u8) -> GlyphKey {
        let looks = u8::from(self.synthesis.embolden()) | u8::from(self.synthesis.skew().is_some()) << 1;
        let font = self.font.data.id();
        GlyphKey { font, index: self.font.index, glyph, step, looks, size: self.size.to_bits(), axes: self.axes }
    }
}

/// The pixels of a glyph.
pub struct Picture {
    /// Pixels; white with coverage as alpha unless it has colors.
    pub image: ColorImage,
    /// From the origin of the glyph to its left edge, in pixels.
    pub left: i32,
    /// From the baseline up to its upper edge, in pixels.
    pub top: i32,
    /// Whether it has colors of its own.
    pub is_color: bool,
}

/// Makes pictures of glyphs.
pub struct Rasterizer {
    scaler: ScaleContext,
    /// Which glyphs of a font are graphs of colors, in order.
    graphs: HashMap<(u64, u32), Vec<u16>>,
    /// How coverage becomes alpha, which differs between dark and light.
    pub transfer: FontColorTransferFunction,
}

impl Default for Rasterizer {
    fn default() -> Self {
        Self {
            scaler: ScaleContext::with_max_entries(32),
            graphs: HashMap::new(),
            transfer: FontColorTransferFunction::default(),
        }
    }
}

impl Rasterizer {
    /// The picture of a glyph, unless there is nothing to see.
    pub fn picture(&mut self, face: &Face<'_>, key: GlyphKey) -> Option<Picture> {
        if face.size > LARGEST || !face.size.is_finite() {
            return None;
        }
        let font = (face.font.data.id(), face.font.index);
        let graphs = self.graphs.entry(font).or_insert_with(|| color_graphs(face.font.data.as_ref(), face.font.index));
        if graphs.binary_search(&key.glyph).is_ok() {
            return graph_picture(face, key);
        }
        let index = usize::try_from(face.font.index).ok()?;
        let font = FontRef::from_index(face.font.data.as_ref(), index)?;
        let id = [face.font.data.id(), u64::from(face.font.index)];
        let mut scaler = self
            .scaler
            .builder_with_id(font, id)
            .size(face.size)
            .hint(true)
            .normalized_coords(face.coords.iter().copied())
            .build();
        let sources = [Source::ColorOutline(0), Source::ColorBitmap(StrikeWith::BestFit), Source::Outline];
        let mut render = Render::new(&sources);
        render.offset(Vector::new(f32::from(key.step) / STEPS, 0.0));
        if face.synthesis.embolden() {
            render.embolden(face.size / 48.0);
        }
        if let Some(degrees) = face.synthesis.skew() {
            render.transform(Some(Transform::skew(Angle::from_degrees(degrees), Angle::ZERO)));
        }
        let image = render.render(&mut scaler, key.glyph)?;
        let size = [usize::try_from(image.placement.width).ok()?, usize::try_from(image.placement.height).ok()?];
        let [width, height] = size;
        if width == 0 || height == 0 {
            return None;
        }
        let (pixels, is_color) = match image.content {
            Content::Mask if image.data.len() == width * height => (self.white(&image.data), false),
            Content::Color if image.data.len() == width * height * 4 => (image.data, true),
            _ => return None,
        };
        let (left, top) = (image.placement.left, image.placement.top);
        let image = if is_color {
            ColorImage::from_rgba_unmultiplied(size, &pixels)
        } else {
            ColorImage::from_rgba_premultiplied(size, &pixels)
        };
        Some(Picture { image, left, top, is_color })
    }

    /// White pixels with the coverage as alpha.
    fn white(&self, coverage: &[u8]) -> Vec<u8> {
        coverage
            .iter()
            .flat_map(|covered| self.transfer.color_from_coverage(f32::from(*covered) / 255.0).to_array())
            .collect()
    }
}

/// The glyphs of a font whose colors are graphs, in order: those in the list of its table COLR from version 1 on.
/// The others of such a font, such as letters, take the color of the text as in any font.
fn color_graphs(bytes: &[u8], index: u32) -> Vec<u16> {
    let short = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?));
    let long = |at: usize| {
        let value = u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?);
        usize::try_from(value).ok()
    };
    let find = || {
        let start = if bytes.starts_with(b"ttcf") { long(12 + 4 * usize::try_from(index).ok()?)? } else { 0 };
        let tables = usize::from(short(start.checked_add(4)?)?);
        let record =
            (0..tables).map(|number| start + 12 + 16 * number).find(|at| bytes.get(*at..at + 4) == Some(b"COLR"))?;
        let table = long(record + 8)?;
        if short(table)? == 0 {
            return None;
        }
        let list = table.checked_add(long(table + 14)?)?;
        let count = long(list)?.min(usize::from(u16::MAX));
        let mut glyphs: Vec<u16> = (0..count).map_while(|number| short(list + 4 + 6 * number)).collect();
        glyphs.sort_unstable();
        Some(glyphs)
    };
    find().unwrap_or_default()
}

/// The picture of a glyph by a renderer that knows gradients, on a ground with room for an em on each side.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most three times the largest size")]
fn graph_picture(face: &Face<'_>, key: GlyphKey) -> Option<Picture> {
    let side = (3.0 * face.size).ceil() as u16;
    let (left, baseline) = (face.size.round(), (2.0 * face.size).round());
    let mut context = vello_cpu::RenderContext::new(side, side);
    let mut resources = vello_cpu::Resources::new();
    context.set_paint(vello_cpu::color::OpaqueColor::<vello_cpu::color::Srgb>::WHITE);
    let glyph = vello_cpu::Glyph { id: u32::from(key.glyph), x: left, y: baseline };
    context
        .glyph_run(&mut resources, face.font)
        .font_size(face.size)
        .hint(false)
        .normalized_coords(&face.coords)
        .fill_glyphs(std::iter::once(glyph));
    let mut pixels = vello_cpu::Pixmap::new(side, side);
    context.render(&mut pixels, &mut resources);
    let side = usize::from(side);
    let whole = ColorImage::from_rgba_premultiplied([side, side], pixels.data_as_u8_slice());
    let is_inked = |at: usize| whole.pixels.get(at).is_some_and(|pixel| pixel.a() > 0);
    let row = |y: usize| (y * side..(y + 1) * side).any(is_inked);
    let column = |x: usize| (0..side).any(|y| is_inked(y * side + x));
    let (top, bottom) = ((0..side).find(|y| row(*y))?, (0..side).rfind(|y| row(*y))? + 1);
    let (start, end) = ((0..side).find(|x| column(*x))?, (0..side).rfind(|x| column(*x))? + 1);
    let image = whole.region_by_pixels([start, top], [end - start, bottom - top]);
    let left = i32::try_from(start).ok()? - left as i32;
    let top = baseline as i32 - i32::try_from(top).ok()?;
    Some(Picture { image, left, top, is_color: true })
}

#[cfg(test)]
mod tests {
    use parley::fontique::Blob;

    use super::*;

    const ROBOTO: &[u8] = include_bytes!("../../../assets/fonts/Roboto-Regular.ttf");
    const GRADIENT: &[u8] = include_bytes!("../../../tests/vectors/fonts/gradient.ttf");

    #[test]
    fn graphs_of_colors_are_known_by_their_table() {
        assert!(color_graphs(ROBOTO, 0).is_empty());
        assert!(color_graphs(b"ttcf", 0).is_empty());
        assert_eq!(color_graphs(GRADIENT, 0), [1]);
        for end in 0..GRADIENT.len() {
            // A font that is cut off has none or the same, and nothing panics.
            assert!(color_graphs(&GRADIENT[..end], 0).len() <= 1);
        }
    }

    #[test]
    fn an_emoji_of_gradients_has_its_colors_and_a_plain_letter_beside_it_none() {
        let font = FontData::new(Blob::new(std::sync::Arc::new(GRADIENT)), 0);
        let face = Face { font: &font, size: 50.0, coords: Vec::new(), synthesis: Synthesis::default(), axes: 0 };
        let emoji = Rasterizer::default().picture(&face, face.key(1, 0)).expect("an emoji");
        assert!(emoji.is_color);
        assert_eq!((emoji.image.size, emoji.left, emoji.top), ([40, 40], 0, 40));
        let (left, right) = (emoji.image[(2, 20)], emoji.image[(37, 20)]);
        assert!(left.r() > 220 && left.b() < 40 && left.a() == 255, "red at the left: {left:?}");
        assert!(right.b() > 220 && right.r() < 40 && right.a() == 255, "blue at the right: {right:?}");
        let plain = Rasterizer::default().picture(&face, face.key(2, 0)).expect("a letter");
        assert!(!plain.is_color, "a letter takes the color of the text");
    }

    #[test]
    fn both_renderers_put_a_glyph_at_the_same_place() {
        let font = FontData::new(Blob::new(std::sync::Arc::new(ROBOTO)), 0);
        let face = Face { font: &font, size: 40.0, coords: Vec::new(), synthesis: Synthesis::default(), axes: 0 };
        let key = face.key(38, 0);
        let usual = Rasterizer::default().picture(&face, key).expect("a letter");
        let graph = graph_picture(&face, key).expect("a letter");
        assert!((usual.left - graph.left).abs() <= 1 && (usual.top - graph.top).abs() <= 1);
        assert!(usual.image.size[0].abs_diff(graph.image.size[0]) <= 2, "{:?}", graph.image.size);
    }
}

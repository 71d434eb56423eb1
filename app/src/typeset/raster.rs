//! Glyphs become pixels: outlines as coverage, color bitmaps and color layers as they are.
//!
//! Outlines are hinted lightly and rendered at four positions within a pixel, so that letters keep their distances.

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
    /// How coverage becomes alpha, which differs between dark and light.
    pub transfer: FontColorTransferFunction,
}

impl Default for Rasterizer {
    fn default() -> Self {
        Self { scaler: ScaleContext::with_max_entries(32), transfer: FontColorTransferFunction::default() }
    }
}

impl Rasterizer {
    /// The picture of a glyph, unless there is nothing to see.
    pub fn picture(&mut self, face: &Face<'_>, key: GlyphKey) -> Option<Picture> {
        if face.size > LARGEST || !face.size.is_finite() {
            return None;
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

//! A picture in memory.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::Size;

/// A decoded picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Four bytes a pixel, row by row: red, green, blue, alpha (not premultiplied).
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({}x{})", self.width, self.height)
    }
}

impl Pixels {
    /// Width and height.
    pub fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }

    /// Whether something shines through somewhere.
    pub fn has_alpha(&self) -> bool {
        self.rgba.chunks_exact(4).any(|pixel| pixel.last() != Some(&u8::MAX))
    }

    /// The picture as a PNG file; nothing if it has no pixels or another number of them than its sides say.
    pub fn png(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive);
        if self.rgba.len() as u64 != self.size().pixels().checked_mul(4)? || self.rgba.is_empty() {
            return None;
        }
        encoder.write_image(&self.rgba, self.width, self.height, ExtendedColorType::Rgba8).ok()?;
        Some(out)
    }

    /// Of a picture with one (gray), two (gray, alpha), three or four bytes a pixel.
    pub(super) fn from_channels(size: Size, channels: usize, data: Vec<u8>) -> Self {
        let rgba = match channels {
            1 => data.iter().flat_map(|gray| [*gray, *gray, *gray, u8::MAX]).collect(),
            2 => data.as_chunks::<2>().0.iter().flat_map(|[gray, alpha]| [*gray, *gray, *gray, *alpha]).collect(),
            3 => data.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, u8::MAX]).collect(),
            _ => data,
        };
        Self { width: size.width, height: size.height, rgba }
    }

    /// A part of it, as far as it lies inside.
    #[must_use]
    pub fn cropped(&self, left: u32, top: u32, size: Size) -> Self {
        let (left, top) = (left.min(self.width), top.min(self.height));
        let size = Size::new(size.width.min(self.width - left), size.height.min(self.height - top));
        let row_bytes = (self.width as usize).max(1) * 4;
        let (from, to) = (left as usize * 4, (left + size.width) as usize * 4);
        let rows = self.rgba.chunks_exact(row_bytes).skip(top as usize).take(size.height as usize);
        let rgba = rows.filter_map(|row| row.get(from..to)).flatten().copied().collect();
        Self { width: size.width, height: size.height, rgba }
    }

    /// Red, green, blue on a white ground, for formats without alpha.
    pub(super) fn on_white(&self) -> Vec<u8> {
        let mix = |color: u8, alpha: u8| {
            let (color, alpha) = (u16::from(color), u16::from(alpha));
            u8::try_from((color * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        self.rgba.as_chunks::<4>().0.iter().flat_map(|[r, g, b, a]| [mix(*r, *a), mix(*g, *a), mix(*b, *a)]).collect()
    }
}

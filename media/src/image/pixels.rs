//! A picture in memory.

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
}

//! Sizes of pictures in whole pixels, and how one fits into another.
//!
//! The size a picture will be shown in is known from its header, before its pixels are: what
//! [`Size::inside`] says is exactly what [`super::thumbnail`] gives, so that nothing jumps.

/// Width and height, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Size {
    /// A size.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The largest size of the same proportions within `frame`; never enlarged, never empty.
    #[must_use]
    pub fn inside(self, frame: Self) -> Self {
        let frame = Self::new(frame.width.max(1), frame.height.max(1));
        if self.width <= frame.width && self.height <= frame.height {
            return Self::new(self.width.max(1), self.height.max(1));
        }
        let across = u64::from(self.width) * u64::from(frame.height);
        let down = u64::from(self.height) * u64::from(frame.width);
        if across >= down {
            Self::new(frame.width, scaled(self.height, frame.width, self.width))
        } else {
            Self::new(scaled(self.width, frame.height, self.height), frame.height)
        }
    }

    /// Number of pixels.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Lying on its side.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self { width: self.height, height: self.width }
    }
}

/// `length * part / whole`, rounded, at least 1.
fn scaled(length: u32, part: u32, whole: u32) -> u32 {
    let whole = u64::from(whole.max(1));
    let scaled = (u64::from(length) * u64::from(part) + whole / 2) / whole;
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_fits_without_growing_or_vanishing() {
        let frame = Size::new(320, 240);
        assert_eq!(Size::new(4000, 3000).inside(frame), Size::new(320, 240));
        assert_eq!(Size::new(3000, 4000).inside(frame), Size::new(180, 240));
        assert_eq!(Size::new(10, 20).inside(frame), Size::new(10, 20));
        assert_eq!(Size::new(1_000_000, 1).inside(frame), Size::new(320, 1));
        assert_eq!(Size::new(u32::MAX, u32::MAX).inside(frame), Size::new(240, 240));
        assert_eq!(Size::new(5, 5).inside(Size::new(0, 0)), Size::new(1, 1));
        assert_eq!(Size::new(321, 240).inside(frame), Size::new(320, 239));
    }
}

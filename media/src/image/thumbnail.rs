//! Pictures made smaller.
//!
//! The pixels are averaged with their colors weighted by alpha (premultiplied), so that what is invisible
//! leaves no rim. A large photo is made smaller as it is stored and only then turned and given its alpha:
//! that is a third of the memory.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::DynamicImage;

use super::decode::{Opened, swaps_sides};
use super::{DecodeError, Limits, Pixels, Size, color};

/// The picture (the first frame of an animation), upright, in exactly the size
/// `dimensions(bytes).inside(fit)`: within `fit`, in its proportions, never enlarged.
///
/// # Errors
/// [`DecodeError`]: over a limit, of no known format, or damaged.
pub fn thumbnail(bytes: &[u8], fit: Size, limits: Limits) -> Result<Pixels, DecodeError> {
    let (pixels, profile) = raw(bytes, fit, limits)?;
    Ok(color::to_srgb(pixels, profile.as_deref()))
}

/// [`thumbnail`] in the colors it was taken in, with their profile.
pub(super) fn raw(bytes: &[u8], fit: Size, limits: Limits) -> Result<(Pixels, Option<Vec<u8>>), DecodeError> {
    let mut opened = Opened::new(bytes, limits)?;
    let (orientation, profile) = (opened.orientation, opened.color_profile());
    let upright = opened.upright().inside(fit);
    let stored = if swaps_sides(orientation) { upright.turned() } else { upright };
    let pixels = reduced(opened.read()?, stored)?;
    let buffer = image::RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba).ok_or(DecodeError::Damaged)?;
    let mut turned = DynamicImage::ImageRgba8(buffer);
    turned.apply_orientation(orientation);
    let (width, height) = (turned.width(), turned.height());
    Ok((Pixels { width, height, rgba: turned.into_rgba8().into_raw() }, profile))
}

impl Pixels {
    /// The same picture within `fit`; never enlarged.
    #[must_use]
    pub fn inside(&self, fit: Size) -> Self {
        let target = self.size().inside(fit);
        if target == self.size() {
            return self.clone();
        }
        let small = resize(&self.rgba, self.size(), 4, target).unwrap_or_default();
        Self::from_channels(target, 4, small)
    }
}

/// Makes a decoded picture smaller in the form it has.
fn reduced(picture: DynamicImage, target: Size) -> Result<Pixels, DecodeError> {
    let size = Size::new(picture.width(), picture.height());
    let (channels, data) = match picture {
        DynamicImage::ImageLuma8(gray) => (1, gray.into_raw()),
        DynamicImage::ImageLumaA8(gray) => (2, gray.into_raw()),
        DynamicImage::ImageRgb8(color) => (3, color.into_raw()),
        other => (4, other.into_rgba8().into_raw()),
    };
    let data = if size == target { data } else { resize(&data, size, channels, target)? };
    Ok(Pixels::from_channels(target, channels, data))
}

/// The one use of the crate which does it. Fails only if the data isn't of that size.
fn resize(data: &[u8], size: Size, channels: usize, target: Size) -> Result<Vec<u8>, DecodeError> {
    let kind = match channels {
        1 => PixelType::U8,
        2 => PixelType::U8x2,
        3 => PixelType::U8x3,
        _ => PixelType::U8x4,
    };
    let source = ImageRef::new(size.width, size.height, data, kind).map_err(|_wrong_size| DecodeError::Damaged)?;
    let mut small = Image::new(target.width, target.height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(true);
    Resizer::new().resize(&source, &mut small, &options).map_err(|_wrong_size| DecodeError::Damaged)?;
    Ok(small.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::dimensions;
    use crate::image::samples::{jpeg, low, png, saved, with_orientation};
    use image::ImageFormat;

    #[test]
    fn a_thumbnail_has_the_size_the_header_promised() {
        let fit = Size::new(40, 30);
        for (width, height) in [(200, 100), (100, 200), (41, 30), (40, 30), (7, 9), (300, 1), (1, 300)] {
            let photo = jpeg(width, height, |x, y| [low(x), low(y), 0]);
            for orientation in 1..=8 {
                let photo = with_orientation(&photo, orientation);
                let size = dimensions(&photo).expect("a good picture");
                let small = thumbnail(&photo, fit, Limits::default()).expect("a good picture");
                assert_eq!(small.size(), size.inside(fit), "{width}x{height}, orientation {orientation}");
                assert_eq!(small.rgba.len() as u64, small.size().pixels() * 4);
            }
        }
    }

    #[test]
    fn every_format_has_a_thumbnail() {
        for format in [ImageFormat::Bmp, ImageFormat::Ico, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Png] {
            let small = thumbnail(&saved(64, 32, format), Size::new(10, 10), Limits::default());
            assert_eq!(small.expect("a good picture").size(), Size::new(10, 5), "{format:?}");
        }
    }

    #[test]
    fn invisible_colors_leave_no_rim() {
        // Opaque red beside invisible green: averaged without weights the rim would turn brown.
        let sharp = png(64, 64, |x, _| if x < 31 { [255, 0, 0, 255] } else { [0, 255, 0, 0] });
        let small = thumbnail(&sharp, Size::new(8, 8), Limits::default()).expect("a good picture");
        assert!(small.has_alpha());
        for pixel in small.rgba.chunks_exact(4).filter(|pixel| pixel[3] > 8) {
            assert!(pixel[0] > 240 && pixel[1] < 16, "{pixel:?}");
        }
    }

    #[test]
    fn pixels_in_memory_are_made_smaller_but_never_larger() {
        let pixels = Pixels { width: 4, height: 2, rgba: vec![200; 32] };
        assert_eq!(pixels.inside(Size::new(100, 100)), pixels);
        let small = pixels.inside(Size::new(2, 2));
        assert_eq!((small.size(), small.rgba), (Size::new(2, 1), vec![200; 8]));
    }
}

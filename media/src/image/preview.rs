//! The blurred preview that stands where a picture will be: at most 25 bytes.
//!
//! A `ThumbHash` keeps the average, the proportions and the coarse shape of the colors, alpha included. It
//! is made by the receiver once and kept beside the message; it never travels.

use super::{Pixels, Size};

/// Largest side from which a preview is made, in pixels: more takes time and changes nothing.
const SOURCE_SIDE: u32 = 64;
/// Length of a preview, in bytes.
pub const PREVIEW_BYTES: usize = 25;

/// A preview of a picture.
pub fn preview(picture: &Pixels) -> Vec<u8> {
    let small = picture.inside(Size::new(SOURCE_SIDE, SOURCE_SIDE));
    if small.rgba.is_empty() {
        return Vec::new();
    }
    thumbhash::rgba_to_thumb_hash(small.width as usize, small.height as usize, &small.rgba)
}

/// The blurred picture, about 32 pixels on its longer side, to be stretched over the place of the picture.
pub fn blurred(preview: &[u8]) -> Option<Pixels> {
    if preview.len() > PREVIEW_BYTES {
        return None;
    }
    let (width, height, rgba) = thumbhash::thumb_hash_to_rgba(preview).ok()?;
    let size = Size::new(u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    (size.pixels() > 0 && rgba.len() as u64 == size.pixels() * 4).then(|| Pixels::from_channels(size, 4, rgba))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::samples::picture;

    #[test]
    fn a_preview_is_small_and_looks_like_the_picture() {
        // Dark on the left, light on the right.
        let source = picture(200, 100, |x, _| if x < 100 { [10, 10, 40, 255] } else { [250, 240, 230, 255] });
        let hash = preview(&source);
        assert!((5..=PREVIEW_BYTES).contains(&hash.len()), "{}", hash.len());
        let back = blurred(&hash).expect("our own preview");
        assert!(back.width > back.height && back.width <= 33, "{back:?}");
        let red = |x: u32| back.rgba[(back.height / 2 * back.width + x) as usize * 4];
        assert!(red(2) < 90 && red(back.width - 3) > 170, "{} {}", red(2), red(back.width - 3));
    }

    #[test]
    fn tiny_and_thin_pictures_have_previews() {
        for (width, height) in [(1, 1), (1, 500), (500, 1), (2, 3)] {
            let source = picture(width, height, |_, _| [9, 99, 199, 128]);
            let hash = preview(&source);
            assert!(hash.len() <= PREVIEW_BYTES);
            assert!(blurred(&hash).is_some(), "{width}x{height}");
        }
    }

    #[test]
    fn bytes_that_are_no_preview_give_none() {
        assert_eq!(blurred(b""), None);
        assert_eq!(blurred(&[1, 2, 3]), None);
        assert_eq!(blurred(&[0xff; 400]), None);
        drop(blurred(&[0; 25]));
        drop(blurred(&[0xff; 25]));
    }
}

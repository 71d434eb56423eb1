//! Decoding a picture within limits.
//!
//! The size a file claims is checked before a single pixel is allocated, so that a small file which
//! claims to be huge (a decompression bomb) costs nothing. The format is taken from the first bytes,
//! never from a name or a declared type. PNG, JPEG, BMP, ICO, and the first frame of GIF and WebP are read;
//! they come out upright, turned as their EXIF says, in the
//! colors of sRGB.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use super::{Animation, Pixels, Size, color, jpeg, riff};
use crate::kind::{Kind, Picture, sniff};

/// Scans of a JPEG: programs write ten, those that try hardest thirty, and there may be thumbnails.
const MOST_SCANS: usize = 200;

/// What a picture may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file, in bytes.
    pub file_bytes: usize,
    /// Width and height, in pixels each.
    pub side_pixels: u32,
    /// Memory that decoding may take, in bytes.
    pub memory_bytes: u64,
    /// Frames of an animation; it begins anew after these.
    pub frames: usize,
}

impl Default for Limits {
    /// For what strangers send: an 11,000,000-byte file (somewhat more than any client can send), 16,384 pixels a
    /// side (panoramas), 256 MiB, 1,000 frames.
    fn default() -> Self {
        Self { file_bytes: 11_000_000, side_pixels: 16_384, memory_bytes: 256 << 20, frames: 1_000 }
    }
}

impl Limits {
    /// For files of our own, which become smaller before they are sent: a 200-megapixel photo.
    pub fn own() -> Self {
        Self { file_bytes: 256 << 20, side_pixels: 32_768, memory_bytes: 1 << 30, frames: 10_000 }
    }
}

/// Why a picture can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The file, its sides or its pixels are over a limit.
    #[error("the picture is too large")]
    TooLarge,
    /// The first bytes belong to no format that is read here.
    #[error("not a picture in a known format")]
    UnknownFormat,
    /// The file is cut off or damaged.
    #[error("the picture is damaged")]
    Damaged,
}

/// Decodes a picture (the first frame of an animation), upright.
///
/// # Errors
/// [`DecodeError`]: over a limit, of no known format, or damaged.
pub fn decode(bytes: &[u8], limits: Limits) -> Result<Pixels, DecodeError> {
    let mut opened = Opened::new(bytes, limits)?;
    // The source and its RGBA are in memory at once.
    if opened.size.pixels() * 4 + opened.cost > limits.memory_bytes {
        return Err(DecodeError::TooLarge);
    }
    let (orientation, profile) = (opened.orientation, opened.color_profile());
    let mut picture = DynamicImage::ImageRgba8(opened.read()?.into_rgba8());
    picture.apply_orientation(orientation);
    let picture = picture.into_rgba8();
    let pixels = Pixels { width: picture.width(), height: picture.height(), rgba: picture.into_raw() };
    Ok(color::to_srgb(pixels, profile.as_deref()))
}

/// Size of a picture as it will be shown, upright, from its header alone. `None` if it can't be read.
pub fn dimensions(bytes: &[u8]) -> Option<Size> {
    let limits = Limits { file_bytes: usize::MAX, side_pixels: u32::MAX, memory_bytes: 64 << 20, frames: 0 };
    Some(Opened::header(bytes, limits).ok()?.upright())
}

/// A picture whose header is read and found within limits.
pub(super) struct Opened<'a> {
    decoder: Box<dyn ImageDecoder + 'a>,
    /// As stored, not turned.
    pub size: Size,
    pub orientation: Orientation,
    /// Memory that reading the pixels takes, in bytes.
    pub cost: u64,
    animated_webp: Option<(&'a [u8], Limits)>,
}

impl<'a> Opened<'a> {
    pub fn new(bytes: &'a [u8], limits: Limits) -> Result<Self, DecodeError> {
        let opened = Self::header(bytes, limits)?;
        // The limits of the decoder are checked by most decoders, these by us for all.
        let Size { width, height } = opened.size;
        if width > limits.side_pixels || height > limits.side_pixels || opened.cost > limits.memory_bytes {
            return Err(DecodeError::TooLarge);
        }
        // Each scan goes over all of the picture again: a small file could keep a thread busy for hours.
        if sniff(bytes) == Kind::Picture(Picture::Jpeg) && jpeg::scans(bytes) > MOST_SCANS {
            return Err(DecodeError::TooLarge);
        }
        Ok(opened)
    }

    fn header(bytes: &'a [u8], limits: Limits) -> Result<Self, DecodeError> {
        if bytes.len() > limits.file_bytes {
            return Err(DecodeError::TooLarge);
        }
        let format = format_of(bytes).ok_or(DecodeError::UnknownFormat)?;
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut allowed = image::Limits::default();
        allowed.max_image_width = Some(limits.side_pixels);
        allowed.max_image_height = Some(limits.side_pixels);
        allowed.max_alloc = Some(limits.memory_bytes);
        reader.limits(allowed);
        let mut decoder = reader.into_decoder().map_err(sort_error)?;
        let (width, height) = decoder.dimensions();
        if width == 0 || height == 0 {
            return Err(DecodeError::Damaged);
        }
        // What says how to turn a picture may be damaged in a picture that is not.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        // A progressive JPEG keeps its coefficients, two bytes each, until the last scan.
        let factor = if format == ImageFormat::Jpeg && jpeg::is_progressive(bytes) { 3 } else { 1 };
        let cost = decoder.total_bytes().saturating_mul(factor);
        let moves = format == ImageFormat::WebP && riff::flags(bytes) & riff::HAS_ANIMATION != 0;
        let animated_webp = moves.then_some((bytes, limits));
        Ok(Self { decoder: Box::new(decoder), size: Size::new(width, height), orientation, cost, animated_webp })
    }

    /// Size after turning.
    pub fn upright(&self) -> Size {
        if swaps_sides(self.orientation) { self.size.turned() } else { self.size }
    }

    /// The ICC profile, if it describes the pixels that are read.
    pub fn color_profile(&mut self) -> Option<Vec<u8>> {
        color::usable(self.decoder.icc_profile().ok().flatten()?)
    }

    /// The pixels, not turned.
    pub fn read(self) -> Result<DynamicImage, DecodeError> {
        // Its decoder trusts the sizes in the frames of an animation; ours does not.
        if let Some((bytes, limits)) = self.animated_webp {
            let first = Animation::open(bytes.into(), limits)?.next_frame()?.ok_or(DecodeError::Damaged)?.pixels;
            let buffer = image::RgbaImage::from_raw(first.width, first.height, first.rgba);
            return Ok(DynamicImage::ImageRgba8(buffer.ok_or(DecodeError::Damaged)?));
        }
        DynamicImage::from_decoder(self.decoder).map_err(sort_error)
    }
}

pub(super) fn swaps_sides(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    let Kind::Picture(picture) = sniff(bytes) else { return None };
    Some(match picture {
        Picture::Jpeg => ImageFormat::Jpeg,
        Picture::Png | Picture::Apng => ImageFormat::Png,
        Picture::Gif => ImageFormat::Gif,
        Picture::Webp => ImageFormat::WebP,
        Picture::Bmp => ImageFormat::Bmp,
        Picture::Ico => ImageFormat::Ico,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "used as the function of map_err")]
pub(super) fn sort_error(error: image::ImageError) -> DecodeError {
    match error {
        image::ImageError::Limits(_) => DecodeError::TooLarge,
        _ => DecodeError::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::samples::{crc32, gray_png as png, jpeg, saved, with_orientation};

    /// A PNG of 16 by 16 whose header claims other sides, with the checksum made right again.
    fn lying_png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = png(16, 16);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    #[test]
    fn a_small_picture_is_decoded() {
        let pixels = decode(&png(3, 2), Limits::default()).expect("a good picture");
        assert_eq!((pixels.width, pixels.height, pixels.rgba.len()), (3, 2, 24));
        assert!(pixels.rgba.iter().all(|byte| *byte == 0x7f));
    }

    #[test]
    fn every_format_is_decoded() {
        for format in [ImageFormat::Bmp, ImageFormat::Ico, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Jpeg] {
            let bytes = saved(12, 7, format);
            let pixels = decode(&bytes, Limits::default()).expect("a good picture");
            assert_eq!(pixels.size(), Size::new(12, 7), "{format:?}");
            assert_eq!(dimensions(&bytes), Some(Size::new(12, 7)), "{format:?}");
        }
    }

    #[test]
    fn a_file_that_claims_to_be_huge_is_refused_before_it_costs_memory() {
        assert!(matches!(decode(&lying_png(1 << 30, 1 << 30), Limits::default()), Err(DecodeError::TooLarge)));
        let few_bytes = Limits { memory_bytes: 1 << 10, ..Limits::default() };
        assert!(matches!(decode(&png(64, 64), few_bytes), Err(DecodeError::TooLarge)));
        let few_pixels = Limits { side_pixels: 8, ..Limits::default() };
        assert!(matches!(decode(&png(16, 2), few_pixels), Err(DecodeError::TooLarge)));
        let small_file = Limits { file_bytes: 20, ..Limits::default() };
        assert!(matches!(decode(&png(16, 2), small_file), Err(DecodeError::TooLarge)));
    }

    #[test]
    fn a_file_cut_off_anywhere_is_an_error_and_no_panic() {
        let whole = png(16, 16);
        for length in 0..whole.len() - 12 {
            assert!(decode(&whole[..length], Limits::default()).is_err(), "cut at {length}");
        }
        assert!(matches!(decode(&lying_png(17, 16), Limits::default()), Err(DecodeError::Damaged)));
        for format in [ImageFormat::Bmp, ImageFormat::Ico, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Jpeg] {
            let whole = saved(16, 16, format);
            for length in 0..whole.len() {
                drop(decode(&whole[..length], Limits::default()));
                assert!(dimensions(&whole[..length]).is_none_or(|size| size.width <= 16 * 16));
            }
        }
    }

    #[test]
    fn a_photo_of_endless_scans_is_refused() {
        let photo = saved(16, 16, ImageFormat::Jpeg);
        let (picture, end) = photo.split_at(photo.len() - 2);
        let scan = crate::bytes::find(picture, &[0xff, 0xda]).expect("it has one");
        let scans = |count: usize| [picture, &picture[scan..].repeat(count), end].concat();
        assert!(matches!(decode(&scans(MOST_SCANS), Limits::default()), Err(DecodeError::TooLarge)));
        assert!(!matches!(decode(&scans(20), Limits::default()), Err(DecodeError::TooLarge)));
    }

    #[test]
    fn a_photo_is_turned_upright() {
        // Left half dark, right half light.
        let lying = jpeg(32, 16, |x, _| if x < 16 { [20, 20, 20] } else { [230, 230, 230] });
        let upright = with_orientation(&lying, 6);
        assert_eq!(dimensions(&lying), Some(Size::new(32, 16)));
        assert_eq!(dimensions(&upright), Some(Size::new(16, 32)));
        let pixels = decode(&upright, Limits::default()).expect("a good picture");
        assert_eq!(pixels.size(), Size::new(16, 32));
        let red = |x: usize, y: usize| pixels.rgba[(y * 16 + x) * 4];
        assert!(red(8, 2) < 60 && red(8, 30) > 190, "turned clockwise: what was left is on top");
    }

    #[test]
    fn other_formats_are_not_touched() {
        assert!(matches!(decode(b"<svg/>", Limits::default()), Err(DecodeError::UnknownFormat)));
        assert!(matches!(decode(b"II*\0\x08\0\0\0", Limits::default()), Err(DecodeError::UnknownFormat)));
        assert_eq!(dimensions(b"%PDF-1.7"), None);
        let mut empty = saved(16, 16, ImageFormat::Gif);
        empty[8..10].fill(0);
        assert!(matches!(decode(&empty, Limits::default()), Err(DecodeError::Damaged)));
    }
}

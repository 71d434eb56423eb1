//! Decoding a picture within limits.
//!
//! The size a file claims is checked before a single pixel is allocated, so that a small file which
//! claims to be huge (a decompression bomb) costs nothing. The format is taken from the first bytes,
//! never from a name or a declared type. PNG, JPEG, GIF (first frame) and WebP (first frame) are read.

use std::io::Cursor;

use image::{ImageDecoder, ImageFormat, ImageReader};

/// What a picture may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file, in bytes.
    pub file_bytes: usize,
    /// Width and height, in pixels each.
    pub side_pixels: u32,
    /// Memory that decoding may take, in bytes.
    pub memory_bytes: u64,
}

impl Default for Limits {
    /// A 10,000,000-byte file (the limit of the file server), 8,192 pixels a side, 256 MiB.
    fn default() -> Self {
        Self { file_bytes: 10_000_000, side_pixels: 8_192, memory_bytes: 256 << 20 }
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

/// Decodes the first frame of a picture.
///
/// # Errors
/// [`DecodeError`]: over a limit, of no known format, or damaged.
pub fn decode(bytes: &[u8], limits: Limits) -> Result<Pixels, DecodeError> {
    if bytes.len() > limits.file_bytes {
        return Err(DecodeError::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(|_unknown| DecodeError::UnknownFormat)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP) {
        return Err(DecodeError::UnknownFormat);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut allowed = image::Limits::default();
    allowed.max_image_width = Some(limits.side_pixels);
    allowed.max_image_height = Some(limits.side_pixels);
    allowed.max_alloc = Some(limits.memory_bytes);
    reader.limits(allowed);
    let decoder = reader.into_decoder().map_err(sort_error)?;
    let (width, height) = decoder.dimensions();
    // The limits above are checked by most decoders, this one by us for all: RGBA and the source.
    let needed = decoder.total_bytes().saturating_add(u64::from(width) * u64::from(height) * 4);
    if width > limits.side_pixels || height > limits.side_pixels || needed > limits.memory_bytes {
        return Err(DecodeError::TooLarge);
    }
    let picture = image::DynamicImage::from_decoder(decoder).map_err(sort_error)?;
    Ok(Pixels { width, height, rgba: picture.into_rgba8().into_raw() })
}

#[expect(clippy::needless_pass_by_value, reason = "used as the function of map_err")]
fn sort_error(error: image::ImageError) -> DecodeError {
    match error {
        image::ImageError::Limits(_) => DecodeError::TooLarge,
        _ => DecodeError::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ExtendedColorType, ImageEncoder};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let pixels = vec![0x7f; (width * height * 4) as usize];
        image::codecs::png::PngEncoder::new(&mut bytes)
            .write_image(&pixels, width, height, ExtendedColorType::Rgba8)
            .expect("encoding into memory works");
        bytes
    }

    /// A PNG of 16 by 16 whose header claims other sides, with the checksum made right again.
    fn lying_png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = png(16, 16);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |s, _| if s & 1 == 1 { (s >> 1) ^ 0xedb8_8320 } else { s >> 1 })
        })
    }

    #[test]
    fn a_small_picture_is_decoded() {
        let pixels = decode(&png(3, 2), Limits::default()).expect("a good picture");
        assert_eq!((pixels.width, pixels.height, pixels.rgba.len()), (3, 2, 24));
        assert!(pixels.rgba.iter().all(|byte| *byte == 0x7f));
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
    }

    #[test]
    fn other_formats_are_not_touched() {
        assert!(matches!(decode(b"<svg/>", Limits::default()), Err(DecodeError::UnknownFormat)));
        assert!(matches!(decode(b"BM\x3a\0\0\0\0\0\0\0", Limits::default()), Err(DecodeError::UnknownFormat)));
    }
}

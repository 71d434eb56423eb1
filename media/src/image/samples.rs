//! Pictures for tests, made in code.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbaImage};

use super::Pixels;

pub fn picture(width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 4]) -> Pixels {
    let image = RgbaImage::from_fn(width, height, |x, y| image::Rgba(color(x, y)));
    Pixels { width, height, rgba: image.into_raw() }
}

/// A PNG with alpha.
pub fn png(width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
    let image = RgbaImage::from_fn(width, height, |x, y| image::Rgba(color(x, y)));
    written(&DynamicImage::ImageRgba8(image), ImageFormat::Png)
}

/// A PNG all of whose bytes are the same.
pub fn gray_png(width: u32, height: u32) -> Vec<u8> {
    png(width, height, |_, _| [0x7f; 4])
}

/// The low byte.
pub fn low(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

/// A picture of many colors in a format.
pub fn saved(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbaImage::from_fn(width, height, |x, y| image::Rgba([low(x * 7), low(y * 5), 90, 255]));
    let image = DynamicImage::ImageRgba8(image);
    let has_alpha = !matches!(format, ImageFormat::Jpeg | ImageFormat::Bmp);
    written(&if has_alpha { image } else { DynamicImage::ImageRgb8(image.into_rgb8()) }, format)
}

/// A JPEG.
pub fn jpeg(width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let image = image::RgbImage::from_fn(width, height, |x, y| image::Rgb(color(x, y)));
    written(&DynamicImage::ImageRgb8(image), ImageFormat::Jpeg)
}

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("encoding into memory works");
    bytes.into_inner()
}

/// The same JPEG with EXIF that says how it is to be turned.
pub fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0".to_vec();
    tiff[19] = orientation;
    with_segment(jpeg, 0xe1, &[b"Exif\0\0", &tiff[..]].concat())
}

/// The same JPEG with a segment after its start.
pub fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("a short segment").to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, body, &jpeg[2..]].concat()
}

pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| if s & 1 == 1 { (s >> 1) ^ 0xedb8_8320 } else { s >> 1 })
    })
}

const RED: [u8; 4] = [255, 0, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];

/// 8 by 4, forever: red for 50 ms, then blue on the left half for 5 ms (0 where it counts in hundredths).
pub fn animated_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = gif::Encoder::new(&mut bytes, 8, 4, &[255, 0, 0, 0, 0, 255]).expect("a small picture");
        encoder.set_repeat(gif::Repeat::Infinite).expect("into memory");
        for (width, color, delay) in [(8, 0, 5), (4, 1, 0)] {
            let buffer = vec![color; usize::from(width) * 4].into();
            let frame = gif::Frame { width, height: 4, delay, buffer, ..gif::Frame::default() };
            encoder.write_frame(&frame).expect("into memory");
        }
    }
    bytes
}

/// The same as a PNG.
pub fn animated_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 8, 4);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_animated(2, 0).expect("two frames");
    encoder.set_frame_delay(50, 1_000).expect("animated");
    let mut writer = encoder.write_header().expect("into memory");
    writer.write_image_data(&RED.repeat(32)).expect("the first frame");
    writer.set_frame_delay(5, 1_000).expect("animated");
    writer.set_frame_dimension(4, 4).expect("it fits");
    writer.write_image_data(&BLUE.repeat(16)).expect("the second frame");
    writer.finish().expect("into memory");
    bytes
}

/// The same as a WebP.
pub fn animated_webp() -> Vec<u8> {
    let frame = |width: u8, delay: u8, color: [u8; 4]| {
        let mut still = Vec::new();
        let encoder = image_webp::WebPEncoder::new(&mut still);
        let pixels = color.repeat(usize::from(width) * 4);
        encoder.encode(&pixels, width.into(), 4, image_webp::ColorType::Rgba8).expect("into memory");
        let header = [0, 0, 0, 0, 0, 0, width - 1, 0, 0, 3, 0, 0, delay, 0, 0, 0];
        let chunk = super::riff::chunks(&still).find(|chunk| &chunk.name == b"VP8L").expect("it is lossless").body;
        let mut body = header.to_vec();
        body.extend_from_slice(b"VP8L");
        body.extend_from_slice(&u32::try_from(chunk.len()).expect("small").to_le_bytes());
        body.extend_from_slice(&still[chunk.clone()]);
        body.extend(std::iter::repeat_n(0, chunk.len() % 2));
        body
    };
    let flags = super::riff::HAS_ANIMATION | super::riff::HAS_ALPHA;
    super::riff::written([
        (b"VP8X", &[flags, 0, 0, 0, 7, 0, 0, 3, 0, 0][..]),
        (b"ANIM", &[0; 6]),
        (b"ANMF", &frame(8, 50, RED)),
        (b"ANMF", &frame(4, 5, BLUE)),
    ])
    .expect("a small file")
}
/// A chunk of a PNG.
pub fn png_chunk(name: &[u8], body: &[u8]) -> Vec<u8> {
    let named = [name, body].concat();
    let length = u32::try_from(body.len()).expect("a short chunk");
    [&length.to_be_bytes()[..], &named, &crc32(&named).to_be_bytes()].concat()
}

/// The same JPEG with a color profile.
pub fn with_profile(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xe2, &[b"ICC_PROFILE\0\x01\x01", profile].concat())
}

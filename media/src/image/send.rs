//! Pictures as they are sent: without metadata, upright, of a size that everybody takes.
//!
//! The rules are those of the official clients (`protocol` notes, outgoing media): a lossy picture over 2,000
//! pixels a side or over the limit of the file server is made smaller and encoded again at 95, 85, 75, 55 and
//! 30 until it fits; a lossless or animated one that fits is kept. Unlike them nothing is ever sent with
//! its metadata. What can be kept is kept byte for byte; a photo that its EXIF turns is turned for good.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageError};

use super::decode::Opened;
use super::thumbnail::raw;
use super::{DecodeError, Limits, Pixels, Size, dimensions, is_animated, riff, strip};
use crate::kind::{Kind, Picture, sniff};

/// Largest file the file server takes, in bytes.
pub const FILE_LIMIT_BYTES: usize = 10_000_000;
/// Longest side of a lossy picture, in pixels.
const SIDE: u32 = 2_000;
/// JPEG qualities, tried one after another.
const QUALITIES: [u8; 5] = [95, 85, 75, 55, 30];
/// Sides to which a picture shrinks that may not become lossy, in pixels.
const SIDES: [u32; 5] = [SIDE, 1_600, 1_200, 900, 600];
/// Longest side of a profile picture, in pixels.
pub const AVATAR_SIDE: u32 = 600;
/// JPEG quality of a profile picture.
const AVATAR_QUALITY: u8 = 90;
/// How much a picture may change on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// In full size, whatever that is; only turned and rid of metadata.
    Original,
    /// As the official clients send: at most 2,000 pixels a side, and within the limit.
    Balanced,
}

/// A picture that can be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its kind, which may differ from that of the source.
    pub kind: Kind,
    /// Upright.
    pub size: Size,
    /// Whether its pixels were encoded again.
    pub was_reencoded: bool,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Size { width, height } = self.size;
        write!(f, "Prepared({:?} {width}x{height}, {} bytes)", self.kind, self.bytes.len())
    }
}

impl Prepared {
    /// Whether the file server takes it.
    pub fn fits(&self) -> bool {
        self.bytes.len() <= FILE_LIMIT_BYTES
    }

    /// Whether it fits or [`Quality::Balanced`] can make it fit: an animation can't be made smaller.
    pub fn would_fit(&self) -> bool {
        self.fits() || !is_animated(&self.bytes)
    }
}

/// Why a picture can't be sent as one.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// Not a picture that is decoded here: it may go as a file.
    #[error("not a picture")]
    NotAPicture,
    /// It can't be decoded.
    #[error("the picture can't be read: {0}")]
    Unreadable(#[from] DecodeError),
    /// It could not be encoded.
    #[error("the picture can't be written")]
    Unwritable,
}

/// Gets a picture ready to send. It may still be over the limit: see [`Prepared::fits`].
///
/// # Errors
/// [`PrepareError`]: not a picture, or one that can't be read.
pub fn prepare(bytes: &[u8], quality: Quality) -> Result<Prepared, PrepareError> {
    let kind = sniff(bytes);
    let Kind::Picture(picture) = kind else { return Err(PrepareError::NotAPicture) };
    let size = dimensions(bytes).ok_or(DecodeError::Damaged)?;
    let moves = is_animated(bytes);
    let fits = bytes.len() <= FILE_LIMIT_BYTES;
    let is_large = size.width > SIDE || size.height > SIDE;
    let shrinks = quality == Quality::Balanced && !moves && (!fits || (is_large && is_lossy(bytes, picture)));
    if shrinks {
        return shrunk(bytes);
    }
    // A turned animation stays as it lies: to turn it, every frame would have to be encoded again.
    if (moves || is_upright(bytes)?)
        && let Some(stripped) = strip(bytes)
    {
        return Ok(Prepared { bytes: stripped, kind, size, was_reencoded: false });
    }
    if moves {
        return Err(DecodeError::Damaged.into());
    }
    let (pixels, profile) = raw(bytes, size, Limits::own())?;
    if is_lossy(bytes, picture) && !pixels.has_alpha() {
        jpeg(&pixels.on_white(), size, 95, profile.as_deref())
    } else {
        lossless(&pixels, picture, profile.as_deref())
    }
}

/// A square of a picture, in upright pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    /// From the left edge.
    pub left: u32,
    /// From the top edge.
    pub top: u32,
    /// Width and height.
    pub side: u32,
}

impl Crop {
    /// The largest square in the middle.
    pub fn middle(size: Size) -> Self {
        let side = size.width.min(size.height);
        Self { left: (size.width - side) / 2, top: (size.height - side) / 2, side }
    }
}

/// A profile picture: the square, at most 600 pixels a side, as JPEG, or as PNG if something shines through.
///
/// # Errors
/// [`PrepareError`]: not a picture, or one that can't be read.
pub fn avatar(bytes: &[u8], crop: Crop) -> Result<Prepared, PrepareError> {
    if !sniff(bytes).is_picture() {
        return Err(PrepareError::NotAPicture);
    }
    let (whole, profile) = raw(bytes, Size::new(u32::MAX, u32::MAX), Limits::own())?;
    // A square that lies outside is moved inside.
    let side = crop.side.clamp(1, whole.width.min(whole.height));
    let (left, top) = (crop.left.min(whole.width - side), crop.top.min(whole.height - side));
    let square = whole.cropped(left, top, Size::new(side, side));
    drop(whole);
    let small = square.inside(Size::new(AVATAR_SIDE, AVATAR_SIDE));
    if small.has_alpha() {
        lossless(&small, Picture::Png, profile.as_deref())
    } else {
        jpeg(&small.on_white(), small.size(), AVATAR_QUALITY, profile.as_deref())
    }
}

/// An animated profile picture, kept as it is but for its metadata. `None` if it doesn't move or is too large.
pub fn animated_avatar(bytes: &[u8]) -> Option<Prepared> {
    if !is_animated(bytes) || bytes.len() > FILE_LIMIT_BYTES {
        return None;
    }
    let size = dimensions(bytes)?;
    Some(Prepared { bytes: strip(bytes)?, kind: sniff(bytes), size, was_reencoded: false })
}

fn is_lossy(bytes: &[u8], picture: Picture) -> bool {
    match picture {
        Picture::Jpeg => true,
        Picture::Webp => riff::chunks(bytes).any(|chunk| &chunk.name == b"VP8 "),
        _ => false,
    }
}

fn is_upright(bytes: &[u8]) -> Result<bool, DecodeError> {
    Ok(Opened::new(bytes, Limits::own())?.orientation == image::metadata::Orientation::NoTransforms)
}

/// Made smaller and encoded until it fits.
fn shrunk(bytes: &[u8]) -> Result<Prepared, PrepareError> {
    let (pixels, profile) = raw(bytes, Size::new(SIDE, SIDE), Limits::own())?;
    let mut smallest = None;
    if pixels.has_alpha() {
        for side in SIDES {
            let prepared = lossless(&pixels.inside(Size::new(side, side)), Picture::Webp, profile.as_deref())?;
            let fits = prepared.fits();
            smallest = Some(prepared);
            if fits {
                break;
            }
        }
    } else {
        let (rgb, size) = (pixels.on_white(), pixels.size());
        drop(pixels);
        for quality in QUALITIES {
            let prepared = jpeg(&rgb, size, quality, profile.as_deref())?;
            let fits = prepared.fits();
            smallest = Some(prepared);
            if fits {
                break;
            }
        }
    }
    smallest.ok_or(PrepareError::Unwritable)
}

fn jpeg(rgb: &[u8], size: Size, quality: u8, profile: Option<&[u8]>) -> Result<Prepared, PrepareError> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    encode(encoder, rgb, size, ExtendedColorType::Rgb8, profile)?;
    Ok(prepared(bytes, Picture::Jpeg, size))
}

/// As WebP if it was one, as PNG else.
fn lossless(pixels: &Pixels, picture: Picture, profile: Option<&[u8]>) -> Result<Prepared, PrepareError> {
    let mut bytes = Vec::new();
    let color = ExtendedColorType::Rgba8;
    if picture == Picture::Webp {
        encode(WebPEncoder::new_lossless(&mut bytes), &pixels.rgba, pixels.size(), color, profile)?;
        return Ok(prepared(bytes, Picture::Webp, pixels.size()));
    }
    encode(PngEncoder::new(&mut bytes), &pixels.rgba, pixels.size(), color, profile)?;
    Ok(prepared(bytes, Picture::Png, pixels.size()))
}

fn encode(
    mut encoder: impl ImageEncoder,
    data: &[u8],
    size: Size,
    color: ExtendedColorType,
    profile: Option<&[u8]>,
) -> Result<(), PrepareError> {
    if let Some(profile) = profile {
        // An encoder that takes no profile leaves the colors a little off.
        encoder.set_icc_profile(profile.to_vec()).ok();
    }
    encoder.write_image(data, size.width, size.height, color).map_err(|_error: ImageError| PrepareError::Unwritable)
}

fn prepared(bytes: Vec<u8>, picture: Picture, size: Size) -> Prepared {
    Prepared { bytes, kind: Kind::Picture(picture), size, was_reencoded: true }
}

#[cfg(test)]
mod tests;

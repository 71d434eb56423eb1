//! The chunks of a WebP file, without its pixels.
//!
//! `RIFF`, a size, `WEBP`, then chunks: four letters, a size (low byte first), a body, and a zero byte if
//! the body's length is odd. An extended file begins with `VP8X`, whose first byte says what else there is.
//! RFC 9649.

use std::ops::Range;

use crate::bytes::{array, byte, u32_le};

/// Where the first chunk begins.
const FIRST: usize = 12;
/// Flags of `VP8X`.
pub(super) const HAS_ALPHA: u8 = 0x10;
pub(super) const HAS_EXIF: u8 = 0x08;
pub(super) const HAS_XMP: u8 = 0x04;
pub(super) const HAS_ANIMATION: u8 = 0x02;

/// A chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Four letters.
    pub name: [u8; 4],
    /// Without the padding.
    pub body: Range<usize>,
}

/// The chunks of the file, up to the first that isn't whole.
pub(super) fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk> + '_ {
    chunks_within(bytes, FIRST..bytes.len())
}

/// The chunks in a part of the file.
pub(super) fn chunks_within(bytes: &[u8], range: Range<usize>) -> impl Iterator<Item = Chunk> + '_ {
    let mut at = range.start;
    let end = range.end.min(bytes.len());
    std::iter::from_fn(move || {
        let name = array(bytes, at)?;
        let size = usize::try_from(u32_le(bytes, at + 4)?).ok()?;
        let body = at + 8..(at + 8).checked_add(size)?;
        if body.end > end {
            return None;
        }
        at = body.end + size % 2;
        Some(Chunk { name, body })
    })
}

/// What the header says there is.
pub(super) fn flags(bytes: &[u8]) -> u8 {
    match array::<4>(bytes, FIRST) {
        Some(name) if &name == b"VP8X" => byte(bytes, FIRST + 8).unwrap_or(0),
        _ => 0,
    }
}

/// Three bytes, the low one first.
pub(super) fn u24_le(bytes: &[u8], at: usize) -> Option<u32> {
    let [a, b, c] = array::<3>(bytes, at)?;
    Some(u32::from_le_bytes([a, b, c, 0]))
}

/// Writes a file of chunks.
pub(super) fn written<'a>(chunks: impl IntoIterator<Item = (&'a [u8; 4], &'a [u8])>) -> Option<Vec<u8>> {
    let mut bytes = b"RIFF\0\0\0\0WEBP".to_vec();
    for (name, body) in chunks {
        bytes.extend_from_slice(name);
        bytes.extend_from_slice(&u32::try_from(body.len()).ok()?.to_le_bytes());
        bytes.extend_from_slice(body);
        bytes.extend(std::iter::repeat_n(0, body.len() % 2));
    }
    let size = u32::try_from(bytes.len().checked_sub(8)?).ok()?;
    bytes.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(bytes)
}

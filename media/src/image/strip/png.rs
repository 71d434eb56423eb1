//! PNG: header, colors, pixels and animation stay; text, time, EXIF, density and all that is unknown go.

use crate::bytes::{array, u32_be};

/// Length of the signature.
const SIGNATURE: usize = 8;
/// Chunks which say what the pixels are and how their colors are meant.
const KEPT: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"acTL",
    b"fcTL", b"fdAT",
];

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes.get(..SIGNATURE)?.to_vec();
    let mut at = SIGNATURE;
    let mut has_pixels = false;
    loop {
        let length = usize::try_from(u32_be(bytes, at)?).ok()?;
        let name = array::<4>(bytes, at + 4)?;
        let end = at.checked_add(length)?.checked_add(12)?;
        let chunk = bytes.get(at..end)?;
        at = end;
        has_pixels |= &name == b"IDAT";
        if KEPT.contains(&&name) {
            kept.extend_from_slice(chunk);
        } else if name.first()?.is_ascii_uppercase() {
            // Without a chunk that calls itself critical the picture would be another one.
            return None;
        }
        if &name == b"IEND" {
            return has_pixels.then_some(kept);
        }
    }
}

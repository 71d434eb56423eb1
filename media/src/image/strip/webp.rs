//! WebP: the pictures, their alpha, the animation and the color profile stay; EXIF, XMP and all that is
//! unknown go, also inside the frames, and the header no longer says they are there.

use std::ops::Range;

use crate::image::riff::{Chunk, HAS_EXIF, HAS_XMP, chunks, chunks_within, written};

/// Bytes of a frame's header.
const FRAME_HEADER: usize = 16;

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let found: Vec<Chunk> = chunks(bytes).collect();
    let end = 8 + usize::try_from(crate::bytes::u32_le(bytes, 4)?).ok()?;
    // What the file says it holds must all be there.
    let last = found.last()?.body.end;
    if last + last % 2 < end.min(bytes.len()) || end > bytes.len() + 1 {
        return None;
    }
    let mut kept: Vec<([u8; 4], Vec<u8>)> = Vec::new();
    for chunk in found.into_iter().filter(|chunk| chunk.body.end <= end) {
        let body = match &chunk.name {
            b"VP8X" => header(bytes.get(chunk.body)?)?,
            b"ANMF" => frame(bytes, chunk.body)?,
            b"ICCP" | b"ANIM" | b"ALPH" | b"VP8 " | b"VP8L" => bytes.get(chunk.body)?.to_vec(),
            _ => continue,
        };
        kept.push((chunk.name, body));
    }
    kept.iter().any(|(name, _)| matches!(name, b"ANMF" | b"VP8 " | b"VP8L")).then_some(())?;
    written(kept.iter().map(|(name, body)| (name, body.as_slice())))
}

/// The header without the words about what is gone.
fn header(body: &[u8]) -> Option<Vec<u8>> {
    let mut body = body.get(..10)?.to_vec();
    *body.first_mut()? &= !(HAS_EXIF | HAS_XMP);
    Some(body)
}

fn frame(bytes: &[u8], body: Range<usize>) -> Option<Vec<u8>> {
    let inside = body.start.checked_add(FRAME_HEADER)?..body.end;
    let mut kept = bytes.get(body.start..inside.start)?.to_vec();
    let chunks = chunks_within(bytes, inside).filter(|chunk| matches!(&chunk.name, b"ALPH" | b"VP8 " | b"VP8L"));
    for chunk in chunks {
        let size = chunk.body.len();
        kept.extend_from_slice(&chunk.name);
        kept.extend_from_slice(&u32::try_from(size).ok()?.to_le_bytes());
        kept.extend_from_slice(bytes.get(chunk.body)?);
        kept.extend(std::iter::repeat_n(0, size % 2));
    }
    (kept.len() > FRAME_HEADER).then_some(kept)
}

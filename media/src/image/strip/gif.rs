//! GIF: images with their control blocks stay, and the word on how often it plays; comments, text and what
//! other programs put in (XMP among it) go.

use crate::bytes::byte;
use crate::image::gif_blocks::{BlockKind, GRAPHIC_CONTROL, blocks, header, is_looping};

/// Length of a block that says how often it plays, without what it should not have.
const LOOPING_BYTES: usize = 19;
/// Length of a control block.
const CONTROL_BYTES: usize = 8;
/// Ends a GIF.
const TRAILER: u8 = 0x3b;

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes.get(..header(bytes)?)?.to_vec();
    let (mut has_image, mut has_end) = (false, false);
    for block in blocks(bytes) {
        let piece = bytes.get(block.range.clone())?;
        match block.kind {
            BlockKind::Image => {
                has_image = true;
                kept.extend_from_slice(piece);
            }
            BlockKind::Extension(GRAPHIC_CONTROL) if piece.len() == CONTROL_BYTES => kept.extend_from_slice(piece),
            BlockKind::Extension(_) if is_looping(bytes, &block) && byte(piece, 14) == Some(3) => {
                kept.extend_from_slice(piece.get(..LOOPING_BYTES - 1)?);
                kept.push(0);
            }
            BlockKind::Extension(_) => {}
            BlockKind::End => has_end = true,
        }
    }
    // Many files in the wild lack the end; one that stops within a block is damaged.
    kept.push(TRAILER);
    (has_image && (has_end || blocks(bytes).last()?.range.end == bytes.len())).then_some(kept)
}

//! The blocks of a GIF file, without its pixels.
//!
//! A header with the global colors, then images (`2c`), extensions (`21`, a label) and the end (`3b`); data
//! comes in pieces of at most 255 bytes, each with its length, ended by one of length 0. `GIF89a`.

use std::ops::Range;

use crate::bytes::{byte, stands};

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Image,
    /// With its label.
    Extension(u8),
    End,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub kind: BlockKind,
    pub range: Range<usize>,
}

/// How the picture that follows is to be shown.
pub(super) const GRAPHIC_CONTROL: u8 = 0xf9;

/// Length of the header with the global colors.
pub(super) fn header(bytes: &[u8]) -> Option<usize> {
    let end = 13 + colors(byte(bytes, 10)?);
    (bytes.starts_with(b"GIF8") && bytes.len() >= end).then_some(end)
}

/// All blocks, up to the end or to the first that isn't whole.
pub(super) fn blocks(bytes: &[u8]) -> impl Iterator<Item = Block> + '_ {
    let mut at = header(bytes).unwrap_or(bytes.len());
    let mut ended = false;
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let start = at;
        let (kind, end) = match byte(bytes, start)? {
            0x2c => (BlockKind::Image, pieces_end(bytes, start + 11 + colors(byte(bytes, start + 9)?))?),
            0x21 => (BlockKind::Extension(byte(bytes, start + 1)?), pieces_end(bytes, start + 2)?),
            0x3b => (BlockKind::End, start + 1),
            _ => return None,
        };
        (at, ended) = (end, kind == BlockKind::End);
        Some(Block { kind, range: start..end })
    })
}

/// Whether an extension says how often the animation plays.
pub(super) fn is_looping(bytes: &[u8], block: &Block) -> bool {
    stands(bytes, block.range.start, b"\x21\xff\x0bNETSCAPE2.0")
        || stands(bytes, block.range.start, b"\x21\xff\x0bANIMEXTS1.0")
}

/// Bytes of a table of colors.
fn colors(packed: u8) -> usize {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
}

fn pieces_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(byte(bytes, at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

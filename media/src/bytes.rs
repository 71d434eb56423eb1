//! Numbers and pieces of a byte string that may end anywhere.
//!
//! Formats of files are read by these instead of by indexing: what lies beyond the end is `None`.

use std::ops::Range;

/// `N` bytes at an offset.
pub(crate) fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// The byte at an offset.
pub(crate) fn byte(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

/// Two bytes, the high one first.
pub(crate) fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

/// Two bytes, the low one first.
pub(crate) fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

/// Four bytes, the high one first.
pub(crate) fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

/// Four bytes, the low one first.
pub(crate) fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

/// Whether a piece of text or magic stands at an offset.
pub(crate) fn stands(bytes: &[u8], at: usize, what: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(what))
}

/// Where a sequence begins, if it is there.
pub(crate) fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len().max(1)).position(|window| window == what)
}

/// A box of an ISO base media file (mp4, mov, heif): a size, a name, a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IsoBox {
    /// Four letters.
    pub name: [u8; 4],
    /// Where the size stands.
    pub start: usize,
    /// What follows the name; cut off where the bytes end.
    pub body: Range<usize>,
}

/// The boxes which follow one another in `range`; ends at the first that can't be one.
pub(crate) fn iso_boxes(bytes: &[u8], range: Range<usize>) -> impl Iterator<Item = IsoBox> + '_ {
    let end = range.end.min(bytes.len());
    let mut at = range.start;
    std::iter::from_fn(move || {
        if at.checked_add(8)? > end {
            return None;
        }
        let (head, size) = match u32_be(bytes, at)? {
            0 => (8, end - at),
            1 => (16, usize::try_from(u64::from_be_bytes(array(bytes, at + 8)?)).ok()?),
            size => (8, usize::try_from(size).ok()?),
        };
        if size < head || at + head > end {
            return None;
        }
        let start = at;
        at = at.saturating_add(size).min(end);
        Some(IsoBox { name: array(bytes, start + 4)?, start, body: start + head..at })
    })
}

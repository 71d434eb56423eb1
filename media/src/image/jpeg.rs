//! The segments of a JPEG file, without its pixels.
//!
//! A JPEG is a row of markers (`ff xx`), most of them followed by a length and a body; after a scan header
//! comes compressed data in which `ff` stands only before `00` or a restart marker. ITU T.81, annex B.

use std::ops::Range;

use crate::bytes::{byte, u16_be};

/// A marker and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// The byte after `ff`.
    pub marker: u8,
    /// From the `ff` of the marker to the end, with the compressed data behind a scan header.
    pub whole: Range<usize>,
    /// Behind the length.
    pub body: Range<usize>,
}

/// Start of the picture, which has no length.
pub(super) const SOI: u8 = 0xd8;
/// End of the picture.
pub(super) const EOI: u8 = 0xd9;
/// A scan.
const SOS: u8 = 0xda;

/// All segments up to the end of the picture, or to where the file is no JPEG any more.
pub(super) fn segments(bytes: &[u8]) -> impl Iterator<Item = Segment> + '_ {
    let mut at = 0_usize;
    let mut ended = false;
    std::iter::from_fn(move || {
        if ended || byte(bytes, at)? != 0xff {
            return None;
        }
        let start = at;
        // Any number of `ff` may stand before a marker.
        let fill = bytes.get(start..)?.iter().take_while(|byte| **byte == 0xff).count();
        let marker = byte(bytes, start + fill)?;
        let behind = start + fill + 1;
        if matches!(marker, SOI | EOI | 0x01 | 0xd0..=0xd7) {
            (at, ended) = (behind, marker == EOI);
            return Some(Segment { marker, whole: start..behind, body: behind..behind });
        }
        let length = usize::from(u16_be(bytes, behind)?);
        let end = behind + length;
        if marker == 0 || length < 2 || end > bytes.len() {
            return None;
        }
        at = if marker == SOS { scan_end(bytes, end) } else { end };
        Some(Segment { marker, whole: start..at, body: behind + 2..end })
    })
}

/// Where compressed data ends: at the next marker that is no restart.
fn scan_end(bytes: &[u8], from: usize) -> usize {
    let data = bytes.get(from..).unwrap_or_default();
    let next = data.windows(2).position(|pair| matches!(pair, [0xff, 1..=0xcf | 0xd8..=0xfe]));
    next.map_or(bytes.len(), |length| from + length)
}

/// Whether it comes in several scans of growing detail.
pub(super) fn is_progressive(bytes: &[u8]) -> bool {
    segments(bytes).take_while(|segment| segment.marker != SOS).any(|segment| matches!(segment.marker, 0xc2 | 0xca))
}

/// Number of scans, at least: what looks like the header of one counts.
pub(super) fn scans(bytes: &[u8]) -> usize {
    bytes.windows(2).filter(|pair| *pair == [0xff, SOS]).count()
}

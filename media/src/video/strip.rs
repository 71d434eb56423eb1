//! A video without the place, the time and the device it was taken with.
//!
//! Nothing is moved: in MP4 the tables of samples count bytes from the start of the file, in Matroska the
//! index does, so what goes is overwritten in its place by empty filling of the same length. Pictures and
//! sound stay byte for byte.

use super::{ebml, iso};
use crate::clean::Cleaned;
use crate::kind::{Kind, Video, sniff};

/// What is done to a file: found first, then done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patch {
    /// Offset of the first byte.
    pub at: usize,
    /// Written there.
    pub bytes: Vec<u8>,
    /// Zeros behind them.
    pub zeros: usize,
}

impl Patch {
    /// Zeros only.
    pub fn zeros(range: std::ops::Range<usize>) -> Self {
        Self { at: range.start, bytes: Vec::new(), zeros: range.len() }
    }

    fn apply(&self, file: &mut [u8]) {
        let behind = self.at.saturating_add(self.bytes.len());
        if let Some(place) = file.get_mut(self.at..behind) {
            place.copy_from_slice(&self.bytes);
        }
        let end = behind.saturating_add(self.zeros).min(file.len());
        if let Some(place) = file.get_mut(behind..end) {
            place.fill(0);
        }
    }
}

/// Overwrites the metadata of an MP4, a `QuickTime`, a `WebM` or a Matroska file. Length and playing stay the same.
pub fn strip(mut bytes: Vec<u8>) -> Cleaned {
    let patches = match sniff(&bytes) {
        Kind::Video(Video::Mp4 | Video::QuickTime) => iso::patches(&bytes),
        Kind::Video(Video::Webm | Video::Matroska) => ebml::patches(&bytes),
        _ => return Cleaned::Unknown(bytes),
    };
    for patch in &patches {
        patch.apply(&mut bytes);
    }
    Cleaned::Clean(bytes)
}

#[cfg(test)]
mod tests;

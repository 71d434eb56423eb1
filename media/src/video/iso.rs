//! What is metadata in MP4 and `QuickTime`: `udta` (with `©xyz`, the place), `meta`, `uuid` (XMP), times, names
//! of the writing program, and tracks of metadata (a phone or a camera may record its place ten times a
//! second), with their samples. ISO 14496-12; `QuickTime` File Format.

use std::ops::Range;

use super::facts::Facts;
use super::samples;
use super::strip::Patch;
use crate::bytes::{IsoBox, array, byte, iso_boxes, u32_be};
use crate::image::Size;

/// Boxes that are looked at, over the whole file: more is nothing that a camera writes.
const MOST_BOXES: usize = 200_000;

/// Finds what is to be overwritten.
pub(super) fn patches(bytes: &[u8]) -> Vec<Patch> {
    let mut finder = Finder { bytes, left: MOST_BOXES, found: Vec::new() };
    for part in finder.boxes(0..bytes.len()) {
        match &part.name {
            b"moov" => finder.movie(&part),
            b"moof" => finder.fragment(&part),
            _ => finder.common(&part),
        }
    }
    finder.found
}

struct Finder<'a> {
    bytes: &'a [u8],
    left: usize,
    found: Vec<Patch>,
}

impl Finder<'_> {
    fn boxes(&mut self, range: Range<usize>) -> Vec<IsoBox> {
        let boxes: Vec<IsoBox> = iso_boxes(self.bytes, range).take(self.left).collect();
        self.left -= boxes.len();
        boxes
    }

    /// What is metadata wherever it stands.
    fn common(&mut self, part: &IsoBox) {
        if matches!(&part.name, b"udta" | b"meta" | b"uuid" | b"free" | b"skip" | b"wide" | b"pnot" | b"PICT" | b"emsg")
        {
            self.empty(part);
        }
    }

    /// Makes a box into filling.
    fn empty(&mut self, part: &IsoBox) {
        self.found.push(Patch { at: part.start + 4, bytes: b"free".to_vec(), zeros: 0 });
        self.found.push(Patch::zeros(part.body.clone()));
    }

    fn movie(&mut self, movie: &IsoBox) {
        for part in self.boxes(movie.body.clone()) {
            match &part.name {
                b"mvhd" => self.times(&part),
                b"trak" => self.track(&part),
                b"mvex" => {}
                _ => self.common(&part),
            }
        }
    }

    fn fragment(&mut self, fragment: &IsoBox) {
        for part in self.boxes(fragment.body.clone()) {
            if &part.name == b"traf" {
                for part in self.boxes(part.body) {
                    // Protected and streamed files keep what playing needs in boxes of this name.
                    if &part.name != b"uuid" {
                        self.common(&part);
                    }
                }
            } else {
                self.common(&part);
            }
        }
    }

    fn track(&mut self, track: &IsoBox) {
        let parts = self.boxes(track.body.clone());
        let media = parts.iter().find(|part| &part.name == b"mdia").cloned();
        let inside = media.map(|media| self.boxes(media.body)).unwrap_or_default();
        if inside.iter().any(|part| is_metadata_handler(self.bytes, part)) {
            let samples = samples::ranges(self.bytes, &inside);
            self.found.extend(samples.into_iter().map(Patch::zeros));
            return self.empty(track);
        }
        for part in parts {
            if &part.name == b"tkhd" { self.times(&part) } else { self.common(&part) }
        }
        for part in inside {
            match &part.name {
                b"mdhd" => self.times(&part),
                b"hdlr" => self.handler_name(&part),
                b"minf" => self.information(&part),
                _ => self.common(&part),
            }
        }
    }

    /// `QuickTime` has a second handler in here.
    fn information(&mut self, information: &IsoBox) {
        for part in self.boxes(information.body.clone()) {
            if &part.name == b"hdlr" { self.handler_name(&part) } else { self.common(&part) }
        }
    }

    /// When it was made and changed: two numbers of four bytes, of eight in version 1.
    fn times(&mut self, header: &IsoBox) {
        let length = if byte(self.bytes, header.body.start) == Some(1) { 16 } else { 8 };
        let from = header.body.start + 4;
        if from + length <= header.body.end {
            self.found.push(Patch::zeros(from..from + length));
        }
    }

    /// The name behind the type of a handler, which tells the program.
    fn handler_name(&mut self, handler: &IsoBox) {
        let from = (handler.body.start + 24).min(handler.body.end);
        self.found.push(Patch::zeros(from..handler.body.end));
    }
}

/// Metadata as a track, or time code, which is the time of day.
fn is_metadata_handler(bytes: &[u8], part: &IsoBox) -> bool {
    let kind = || array::<4>(bytes, part.body.start + 8);
    &part.name == b"hdlr" && matches!(kind().as_ref(), Some(b"meta" | b"tmcd" | b"camm" | b"gpmd" | b"GPS " | b"gps "))
}

/// Size and length by the headers of the movie and of its first track with a picture.
pub(super) fn facts(bytes: &[u8]) -> Facts {
    let boxes = |range| iso_boxes(bytes, range).take(1_000);
    let Some(movie) = boxes(0..bytes.len()).find(|part| &part.name == b"moov") else { return Facts::default() };
    let header = boxes(movie.body.clone()).find(|part| &part.name == b"mvhd");
    let tracks = boxes(movie.body).filter(|part| &part.name == b"trak").take(64);
    let headers = tracks.filter_map(|track| boxes(track.body).find(|part| &part.name == b"tkhd"));
    Facts {
        size: headers.filter_map(|header| track_size(bytes, &header)).find(|size| size.pixels() > 0),
        duration_ms: header.and_then(|header| duration_ms(bytes, &header)).filter(|length| *length > 0),
    }
}

/// Scale and length follow the two times.
fn duration_ms(bytes: &[u8], header: &IsoBox) -> Option<u64> {
    let from = header.body.start;
    let (per_second, length) = match byte(bytes, from)? {
        0 => (u32_be(bytes, from + 12)?, u64::from(u32_be(bytes, from + 16)?)),
        _ => (u32_be(bytes, from + 20)?, u64::from_be_bytes(array(bytes, from + 24)?)),
    };
    length.checked_mul(1_000)?.checked_div(per_second.into())
}

/// Width and height at the end, in 65,536ths; the matrix before them may turn the picture.
fn track_size(bytes: &[u8], header: &IsoBox) -> Option<Size> {
    let numbers = header.body.start + if byte(bytes, header.body.start)? == 0 { 40 } else { 52 };
    let number = |index: usize| u32_be(bytes, numbers + index * 4);
    let size = Size::new(number(9)? >> 16, number(10)? >> 16);
    let is_turned = number(0)? == 0 && number(1)? != 0 && number(4)? == 0;
    Some(if is_turned { size.turned() } else { size })
}

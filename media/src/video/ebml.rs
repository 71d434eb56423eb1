//! What is metadata in `WebM` and Matroska: `Tags`, and in `Info` the date, the title, names and ids of the
//! file. Each is made into an element of type `Void` of the same length. RFC 8794, RFC 9559.

use std::ops::Range;

use super::facts::Facts;
use super::strip::Patch;
use crate::bytes::{array, byte};
use crate::image::Size;

/// Elements that are looked at.
const MOST_ELEMENTS: usize = 200_000;
const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1f43_b675;
const INFO: u32 = 0x1549_a966;
const TAGS: u32 = 0x1254_c367;
const VOID: u32 = 0xec;
const CRC_32: u32 = 0xbf;
/// In `Info`: date, title, file names before, of and after it, ids of these.
const PERSONAL: &[u32] = &[0x4461, 0x7ba9, 0x7384, 0x3c_83ab, 0x3e_83bb, 0x73a4, 0x3c_b923, 0x3e_b923, CRC_32];

const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const PICTURE: u32 = 0xe0;

struct Element {
    id: u32,
    start: usize,
    body: Range<usize>,
    is_endless: bool,
}

/// Finds what is to be overwritten.
pub(super) fn patches(bytes: &[u8]) -> Vec<Patch> {
    let mut found = Vec::new();
    let mut at = 0_usize;
    for _ in 0..MOST_ELEMENTS {
        let Some(element) = element(bytes, at) else { break };
        at = match element.id {
            // What is in these is looked at next.
            SEGMENT => element.body.start,
            CLUSTER if element.is_endless => element.body.start,
            INFO => {
                found.extend(personal(bytes, element.body.clone()));
                element.body.end
            }
            TAGS => {
                found.extend(void(&element));
                element.body.end
            }
            VOID => {
                found.push(Patch::zeros(element.body.clone()));
                element.body.end
            }
            _ => element.body.end,
        };
    }
    found
}

fn personal(bytes: &[u8], range: Range<usize>) -> Vec<Patch> {
    let mut found = Vec::new();
    let mut at = range.start;
    for _ in 0..100 {
        let Some(element) = element(bytes, at).filter(|element| element.body.end <= range.end) else { break };
        if PERSONAL.contains(&element.id) {
            found.extend(void(&element));
        }
        at = element.body.end;
    }
    found
}

fn element(bytes: &[u8], start: usize) -> Option<Element> {
    let id_length = byte(bytes, start)?.leading_zeros() as usize + 1;
    let id = bytes.get(start..start + id_length).filter(|id| id.len() <= 4)?;
    let id = id.iter().fold(0_u32, |id, byte| id << 8 | u32::from(*byte));
    let size_at = start + id_length;
    let first = byte(bytes, size_at)?;
    let size_length = first.leading_zeros() as usize + 1;
    let size = bytes.get(size_at..size_at + size_length).filter(|size| size.len() <= 8)?;
    let marked = size.iter().fold(0_u64, |size, byte| size << 8 | u64::from(*byte));
    let mask = (1_u64 << (7 * size_length)) - 1;
    let (size, from) = (marked & mask, size_at + size_length);
    let is_endless = size == mask;
    let end = if is_endless { bytes.len() } else { from.checked_add(usize::try_from(size).ok()?)?.min(bytes.len()) };
    Some(Element { id, start, body: from..end.max(from), is_endless })
}

/// Makes an element into filling of the same length.
fn void(element: &Element) -> Option<Patch> {
    let length = element.body.end - element.start;
    let (bytes, zeros) = if let Some(size) = length.checked_sub(9) {
        // A size of eight bytes begins with 01.
        let size = u64::try_from(size).ok()? | 1 << 56;
        ([&[0xec][..], &size.to_be_bytes()].concat(), length - 9)
    } else {
        let size = u8::try_from(length.checked_sub(2)?).ok()?;
        (vec![0xec, 0x80 | size], usize::from(size))
    };
    Some(Patch { at: element.start, bytes, zeros })
}

/// Size and length by `Info` and by the first track with a picture.
pub(super) fn facts(bytes: &[u8]) -> Facts {
    let mut facts = Facts::default();
    for part in elements(bytes, 0..bytes.len()).filter(|part| part.id == SEGMENT).take(1) {
        for part in elements(bytes, part.body).take_while(|part| part.id != CLUSTER) {
            match part.id {
                INFO => facts.duration_ms = duration_ms(bytes, part.body),
                TRACKS => facts.size = elements(bytes, part.body).find_map(|track| track_size(bytes, &track)),
                _ => {}
            }
        }
    }
    facts
}

fn elements(bytes: &[u8], range: Range<usize>) -> impl Iterator<Item = Element> + '_ {
    let mut at = range.start;
    let next = move || {
        let element = element(bytes, at).filter(|element| element.body.end <= range.end)?;
        at = element.body.end;
        Some(element)
    };
    std::iter::from_fn(next).take(1_000)
}

/// A number of up to eight bytes, the high one first.
fn number(bytes: &[u8], element: &Element) -> Option<u64> {
    let body = bytes.get(element.body.clone()).filter(|body| body.len() <= 8)?;
    Some(body.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// The length is a floating-point number of ticks, a tick so many nanoseconds.
fn duration_ms(bytes: &[u8], info: Range<usize>) -> Option<u64> {
    let (mut tick_ns, mut ticks) = (1_000_000, None);
    for part in elements(bytes, info) {
        match (part.id, part.body.len()) {
            (0x002a_d7b1, _) => tick_ns = number(bytes, &part)?,
            (0x4489, 4) => ticks = Some(f64::from(f32::from_be_bytes(array(bytes, part.body.start)?))),
            (0x4489, 8) => ticks = Some(f64::from_be_bytes(array(bytes, part.body.start)?)),
            _ => {}
        }
    }
    let length = std::time::Duration::try_from_secs_f64(ticks? * tick_ns as f64 / 1e9).ok()?;
    u64::try_from(length.as_millis()).ok().filter(|length| *length > 0)
}

/// Width and height as they are to be shown, or else as they are stored.
fn track_size(bytes: &[u8], track: &Element) -> Option<Size> {
    let picture = elements(bytes, track.body.clone()).filter(|_| track.id == TRACK).find(|part| part.id == PICTURE)?;
    let side = |shown: u32, stored: u32| {
        let found = |id| elements(bytes, picture.body.clone()).find(|part| part.id == id);
        let element = found(shown).or_else(|| found(stored))?;
        u32::try_from(number(bytes, &element)?).ok()
    };
    // A display unit other than pixels gives proportions only.
    let is_pixels =
        elements(bytes, picture.body.clone()).all(|part| part.id != 0x54b2 || number(bytes, &part) == Some(0));
    let (width, height) = if is_pixels { (0x54b0, 0x54ba) } else { (0xb0, 0xba) };
    Some(Size::new(side(width, 0xb0)?, side(height, 0xba)?))
}

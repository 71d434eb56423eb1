//! What is metadata in `WebM` and Matroska: `Tags`, and in `Info` the date, the title, names and ids of the
//! file. Each is made into an element of type `Void` of the same length. RFC 8794, RFC 9559.

use std::ops::Range;

use super::strip::Patch;
use crate::bytes::byte;

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

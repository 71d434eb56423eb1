//! HEIC and AVIF: the items of EXIF and XMP are overwritten in their place, since the pictures are found by
//! their offsets in the file. Which way is up stands elsewhere in these formats. ISO 23008-12, ISO 14496-12.

use std::ops::Range;

use crate::bytes::{IsoBox, array, byte, iso_boxes, u16_be, u32_be};

/// Items and boxes that are looked at; a photo in tiles has some fifty.
const MOST: usize = 10_000;
/// EXIF that says nothing: offset of the header, header, no entry, no further directory.
const EMPTY_EXIF: &[u8] = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0";

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let meta = boxes(bytes, 0..bytes.len()).find(|part| &part.name == b"meta")?;
    // Behind four bytes of version and flags.
    let parts: Vec<IsoBox> = boxes(bytes, meta.body.start + 4..meta.body.end).collect();
    let part = |name: &[u8; 4]| parts.iter().find(|part| &part.name == name);
    let items = items(bytes, part(b"iinf")?)?;
    let data = part(b"idat").map(|part| part.body.clone());
    let places = places(bytes, part(b"iloc")?, data.as_ref())?;
    let mut stripped = bytes.to_vec();
    for (item, place) in places {
        match items.iter().find(|(id, _)| *id == item) {
            Some((_, Item::Exif)) => overwrite(&mut stripped, place, EMPTY_EXIF),
            Some((_, Item::Text)) => overwrite(&mut stripped, place, b""),
            _ => {}
        }
    }
    for extra in boxes(bytes, 0..bytes.len()).filter(|part| matches!(&part.name, b"uuid" | b"udta" | b"free" | b"skip"))
    {
        overwrite(&mut stripped, extra.start + 4..extra.start + 8, b"free");
        overwrite(&mut stripped, extra.body, b"");
    }
    Some(stripped)
}

fn boxes(bytes: &[u8], range: Range<usize>) -> impl Iterator<Item = IsoBox> + '_ {
    iso_boxes(bytes, range).take(MOST)
}

#[derive(PartialEq, Eq)]
enum Item {
    Exif,
    /// XMP, or anything else that is no picture and says its type in words.
    Text,
    Other,
}

/// Which item is what.
fn items(bytes: &[u8], table: &IsoBox) -> Option<Vec<(u32, Item)>> {
    let count_bytes = if byte(bytes, table.body.start)? == 0 { 2 } else { 4 };
    let entries = boxes(bytes, table.body.start + 4 + count_bytes..table.body.end);
    let item = |entry: IsoBox| {
        let from = entry.body.start;
        let (id, kind_at) = match byte(bytes, from)? {
            2 => (u32::from(u16_be(bytes, from + 4)?), from + 8),
            3 => (u32_be(bytes, from + 4)?, from + 10),
            _ => return None,
        };
        let item = match &array::<4>(bytes, kind_at)? {
            b"Exif" => Item::Exif,
            b"mime" | b"uri " => Item::Text,
            _ => Item::Other,
        };
        Some((id, item))
    };
    Some(entries.filter(|entry| &entry.name == b"infe").filter_map(item).collect())
}

/// Reads numbers one after another.
struct Numbers<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Numbers<'_> {
    /// A number of 0 to 8 bytes, the high one first.
    fn next(&mut self, width: usize) -> Option<u64> {
        let number = self.bytes.get(self.at..self.at + width)?;
        self.at += width;
        Some(number.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }
}

/// Where the parts of each item lie in the file. `None` if the table can't be read whole.
fn places(bytes: &[u8], table: &IsoBox, data: Option<&Range<usize>>) -> Option<Vec<(u32, Range<usize>)>> {
    let mut numbers = Numbers { bytes: bytes.get(..table.body.end)?, at: table.body.start };
    let version = numbers.next(1)?;
    numbers.next(3)?;
    let widths = numbers.next(2)?;
    let width = |shift: u32| usize::try_from(widths >> shift & 15).unwrap_or(0);
    let (offset, length, base, index) = (width(12), width(8), width(4), if version == 0 { 0 } else { width(0) });
    if [offset, length, base, index].iter().any(|width| *width > 8) {
        return None;
    }
    let id_width = if version < 2 { 2 } else { 4 };
    let count = numbers.next(id_width)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let id = u32::try_from(numbers.next(id_width)?).ok()?;
        let method = if version == 0 { 0 } else { numbers.next(2)? & 15 };
        numbers.next(2)?;
        let from = numbers.next(base)?;
        for _ in 0..numbers.next(2)? {
            numbers.next(index)?;
            let start = usize::try_from(from.checked_add(numbers.next(offset)?)?).ok()?;
            let length = usize::try_from(numbers.next(length)?).ok()?;
            let start = match (method, data) {
                (0, _) => start,
                (1, Some(data)) => start.checked_add(data.start)?,
                _ => continue,
            };
            if found.len() >= MOST {
                return None;
            }
            found.push((id, start..start.checked_add(length)?));
        }
    }
    Some(found)
}

/// Zeros, behind what is written first if there is room for it.
fn overwrite(bytes: &mut [u8], place: Range<usize>, first: &[u8]) {
    let end = place.end.min(bytes.len());
    let Some(place) = bytes.get_mut(place.start.min(end)..end) else { return };
    place.fill(0);
    if let Some(start) = place.get_mut(..first.len()) {
        start.copy_from_slice(first);
    }
}

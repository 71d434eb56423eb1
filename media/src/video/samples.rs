//! Where the samples of a track lie in an MP4, by its tables.
//!
//! `stco` or `co64` say where each chunk begins, `stsc` how many samples are in it, `stsz` how long each is.

use std::ops::Range;

use crate::bytes::{IsoBox, array, iso_boxes, u32_be};

/// A run of chunks with the same number of samples.
struct Run {
    first_chunk: usize,
    samples: usize,
}

/// The places of all chunks of a track, given what is in its `mdia`. Together never longer than the file.
pub(super) fn ranges(bytes: &[u8], media: &[IsoBox]) -> Vec<Range<usize>> {
    let inside =
        |parent: &IsoBox, name: &[u8; 4]| iso_boxes(bytes, parent.body.clone()).take(100).find(|b| &b.name == name);
    let information = media.iter().find(|part| &part.name == b"minf");
    let Some(table) = information.and_then(|information| inside(information, b"stbl")) else { return Vec::new() };
    let runs = inside(&table, b"stsc").map(|part| runs(bytes, &part)).unwrap_or_default();
    let mut sizes = Sizes { bytes, table: inside(&table, b"stsz"), next: 0 };
    let chunks = inside(&table, b"stco").or_else(|| inside(&table, b"co64"));
    let Some(chunks) = chunks else { return Vec::new() };
    let width = if &chunks.name == b"co64" { 8 } else { 4 };
    let (mut found, mut total, mut run) = (Vec::new(), 0, 0);
    for (number, offset) in entries(bytes, &chunks, 4, width).enumerate() {
        while runs.get(run + 1).is_some_and(|next| next.first_chunk <= number) {
            run += 1;
        }
        let Some(samples) = runs.get(run).map(|run| run.samples) else { break };
        let length = sizes.take(samples, bytes.len());
        total += length;
        let start = match offset {
            [high @ .., a, b, c, d] if high.iter().all(|byte| *byte == 0) => {
                u32::from_be_bytes([*a, *b, *c, *d]) as usize
            }
            _ => array::<8>(offset, 0)
                .and_then(|wide| usize::try_from(u64::from_be_bytes(wide)).ok())
                .unwrap_or(usize::MAX),
        };
        if total > bytes.len() || start >= bytes.len() {
            break;
        }
        found.push(start..start.saturating_add(length).min(bytes.len()));
    }
    found
}

/// The entries of a table: a count at an offset of the body, then so many pieces of a width.
fn entries<'a>(bytes: &'a [u8], table: &IsoBox, count_at: usize, width: usize) -> impl Iterator<Item = &'a [u8]> {
    let count = u32_be(bytes, table.body.start + count_at).unwrap_or(0) as usize;
    let from = (table.body.start + count_at + 4).min(table.body.end);
    bytes.get(from..table.body.end).unwrap_or_default().chunks_exact(width).take(count)
}

fn runs(bytes: &[u8], table: &IsoBox) -> Vec<Run> {
    let number = |entry: &[u8], at| u32_be(entry, at).map(|number| number as usize);
    entries(bytes, table, 4, 12)
        .filter_map(|entry| Some(Run { first_chunk: number(entry, 0)?.checked_sub(1)?, samples: number(entry, 4)? }))
        .collect()
}

/// Lengths of samples, one after another.
struct Sizes<'a> {
    bytes: &'a [u8],
    table: Option<IsoBox>,
    next: usize,
}

impl Sizes<'_> {
    /// Length of the next samples together; more than `most` is cut to one more.
    fn take(&mut self, samples: usize, most: usize) -> usize {
        let Some(table) = &self.table else { return 0 };
        let equal = u32_be(self.bytes, table.body.start + 4).unwrap_or(0) as usize;
        if equal > 0 {
            return equal.saturating_mul(samples).min(most + 1);
        }
        let sizes = entries(self.bytes, table, 8, 4).skip(self.next).take(samples);
        self.next = self.next.saturating_add(samples);
        let sum = sizes.filter_map(|size| u32_be(size, 0)).fold(0_usize, |sum, size| sum.saturating_add(size as usize));
        sum.min(most + 1)
    }
}

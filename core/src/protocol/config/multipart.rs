//! Configs larger than a stored message, in parts (protocol notes, config 6).
//!
//! A part is `m` and a list of the hash of the whole, its index, the number of parts and its chunk. Parts
//! come in any order over any number of polls. A set that stays unfinished is dropped seven days after
//! its newest part; a finished one is remembered by its hash for fourteen days, so that parts that come
//! again mean nothing. What a person's own swarm holds is bounded, but not by us: more than
//! [`MAX_HELD`] bytes of unfinished parts are not kept.

use std::collections::BTreeMap;

use super::bt::{Bt, Reader};
use super::seal::OVERHEAD;
use crate::clock::NetworkTime;
use crate::crypto::hash::blake2b_32;
use crate::protocol::envelope::MAX_STORED_BYTES;

/// Bytes of a chunk, of all but the last.
const CHUNK: usize = MAX_STORED_BYTES - 50 - OVERHEAD;
/// Most bytes that are split.
const MAX_WHOLE: usize = 5_000_000;
/// Most bytes of unfinished parts that are kept.
const MAX_HELD: usize = 32 * 1024 * 1024;
const DAY_MILLIS: u64 = 24 * 60 * 60 * 1_000;
/// How long an unfinished set waits for its next part.
const UNFINISHED_MILLIS: u64 = 7 * DAY_MILLIS;
/// How long a finished set is remembered.
const FINISHED_MILLIS: u64 = 14 * DAY_MILLIS;

/// What became of a part.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Added {
    /// It is malformed or contradicts other parts.
    Rejected,
    /// It is kept, or was known.
    Kept,
    /// It was the last one.
    Whole {
        /// What the swarm calls the parts, by index.
        hashes: Vec<String>,
        /// The joined chunks, still padded and compressed.
        bytes: Vec<u8>,
    },
}

/// Parts of one config.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Set {
    /// How many parts there are; 0 when they have been put together.
    count: u8,
    expires_at: u64,
    parts: BTreeMap<u8, (String, Vec<u8>)>,
}

/// All unfinished parts of a config object.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct PartSets {
    sets: BTreeMap<[u8; 32], Set>,
}

/// A parsed part.
struct Part<'a> {
    whole: [u8; 32],
    index: u8,
    count: u8,
    chunk: &'a [u8],
}

/// Splits padded bytes that are too large for one message; nothing if they are too large for 255.
pub(super) fn split(padded: &[u8]) -> Option<Vec<Vec<u8>>> {
    let count = u8::try_from(padded.len().div_ceil(CHUNK)).ok()?;
    if padded.len() > MAX_WHOLE || count < 2 {
        return None;
    }
    let whole = blake2b_32(b"", &[padded]);
    let parts = padded.chunks(CHUNK).zip(0_u8..).map(|(chunk, index)| {
        let list = [whole.to_vec(), vec![index], vec![count], chunk.to_vec()];
        let mut part = vec![b'm'];
        Bt::List(list.into_iter().map(Bt::Bytes).collect()).write(&mut part);
        part
    });
    Some(parts.collect())
}

/// Whether decrypted bytes are a part.
pub(super) fn is_part(plain: &[u8]) -> bool {
    plain.iter().find(|byte| **byte != 0) == Some(&b'm')
}

fn parse(plain: &[u8]) -> Option<Part<'_>> {
    let start = plain.iter().position(|byte| *byte == b'm')?;
    let mut reader = Reader::new(plain.get(start + 1..)?);
    reader.enter_list().ok()?;
    let whole = reader.bytes().ok()?.try_into().ok()?;
    let [index] = *reader.bytes().ok()? else { return None };
    let [count] = *reader.bytes().ok()? else { return None };
    let chunk = reader.bytes().ok()?;
    let is_good = reader.leave() && count > 1 && index < count && !chunk.is_empty();
    is_good.then_some(Part { whole, index, count, chunk })
}

impl PartSets {
    /// Takes a decrypted part that the swarm calls `hash`.
    pub(super) fn add(&mut self, hash: &str, plain: &[u8], now: NetworkTime) -> Added {
        let Some(part) = parse(plain) else { return Added::Rejected };
        let held = self.held();
        let set = self.sets.entry(part.whole).or_insert_with(|| Set { count: part.count, ..Set::default() });
        if set.count == 0 {
            return Added::Kept;
        }
        if set.count != part.count || held + part.chunk.len() > MAX_HELD {
            return Added::Rejected;
        }
        set.parts.entry(part.index).or_insert_with(|| (hash.to_owned(), part.chunk.to_vec()));
        set.expires_at = now.plus_millis(UNFINISHED_MILLIS).millis();
        if set.parts.len() < usize::from(set.count) {
            return Added::Kept;
        }
        let parts = std::mem::take(&mut set.parts);
        set.count = 0;
        set.expires_at = now.plus_millis(FINISHED_MILLIS).millis();
        let mut hashes = Vec::with_capacity(parts.len());
        let mut bytes = Vec::new();
        for (hash, chunk) in parts.into_values() {
            hashes.push(hash);
            bytes.extend_from_slice(&chunk);
        }
        if blake2b_32(b"", &[&bytes]) == part.whole { Added::Whole { hashes, bytes } } else { Added::Rejected }
    }

    /// Forgets what has waited too long. Says whether that was anything.
    pub(super) fn expire(&mut self, now: NetworkTime) -> bool {
        let before = self.sets.len();
        self.sets.retain(|_whole, set| set.expires_at > now.millis());
        self.sets.len() != before
    }

    fn held(&self) -> usize {
        self.sets.values().flat_map(|set| set.parts.values()).map(|(_hash, chunk)| chunk.len()).sum()
    }

    /// What the swarm calls the parts of unfinished sets.
    pub(super) fn hashes(&self) -> impl Iterator<Item = &String> {
        self.sets.values().flat_map(|set| set.parts.values()).map(|(hash, _chunk)| hash)
    }

    /// The form it has in a dump.
    pub(super) fn to_bt(&self) -> Option<Bt> {
        if self.sets.is_empty() {
            return None;
        }
        let sets = self.sets.iter().map(|(whole, set)| {
            let parts = set.parts.iter().map(|(index, (hash, chunk))| {
                Bt::dict([
                    (b"#", Bt::Int(i128::from(*index))),
                    (b"M", Bt::bytes(hash.as_bytes())),
                    (b"d", Bt::bytes(chunk.as_slice())),
                ])
            });
            let mut entries = BTreeMap::from([
                (b"#".to_vec(), Bt::Int(i128::from(set.count))),
                (b"T".to_vec(), Bt::Int(i128::from(set.expires_at))),
            ]);
            if !set.parts.is_empty() {
                entries.insert(b"p".to_vec(), Bt::List(parts.collect()));
            }
            (whole.to_vec(), Bt::Dict(entries))
        });
        Some(Bt::Dict(sets.collect()))
    }

    /// Reads the form of a dump; what makes no sense is left out.
    pub(super) fn from_bt(dumped: &Bt) -> Self {
        let mut sets = BTreeMap::new();
        for (whole, set) in dumped.as_dict().into_iter().flatten() {
            let Ok(whole) = <[u8; 32]>::try_from(whole.as_slice()) else { continue };
            sets.extend(read_set(set).map(|set| (whole, set)));
        }
        Self { sets }
    }
}

fn read_set(dumped: &Bt) -> Option<Set> {
    let count = u8::try_from(dumped.get(b"#")?.as_int()?).ok()?;
    let expires_at = u64::try_from(dumped.get(b"T")?.as_int()?).ok()?;
    let mut parts = BTreeMap::new();
    for part in dumped.get(b"p").and_then(Bt::as_list).into_iter().flatten() {
        let index = u8::try_from(part.get(b"#")?.as_int()?).ok()?;
        let hash = String::from_utf8(part.get(b"M")?.as_bytes()?.to_vec()).ok()?;
        parts.insert(index, (hash, part.get(b"d")?.as_bytes()?.to_vec()));
    }
    Some(Set { count, expires_at, parts })
}

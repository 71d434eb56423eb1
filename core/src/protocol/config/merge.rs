//! Making one message of several (protocol notes, config 4).
//!
//! Messages that others know already, duplicates and messages five or more generations behind don't
//! count. If one is left, it is the state. If several are left, the differences of all of them are
//! replayed in the order of number and hash, so that every device that merges the same messages makes
//! the same one. As in the reference, keys of the outer dict that nobody knows don't survive a merge:
//! devices that kept them would disagree with devices that don't, and merge for ever.

use std::collections::{BTreeMap, HashSet};

use super::data;
use super::diff::{self, Diff};
use super::message::{LAG, Message, MessageHash};

/// What became of several messages.
#[derive(Debug)]
pub enum Resolution {
    /// The message at this place of the input contains all others.
    Superset(usize),
    /// A new message.
    Merged(Box<Message>),
}

/// Resolves settled messages; there must be at least one. `may_merge` is false for those who could not
/// sign the result.
pub fn resolve(messages: &[Message], may_merge: bool) -> Option<Resolution> {
    let identities: Vec<(i64, MessageHash)> = messages.iter().map(|message| message.identity(None)).collect();
    let newest = identities.iter().map(|(seqno, _hash)| *seqno).max()?;
    let lagged: HashSet<&(i64, MessageHash)> = messages.iter().flat_map(|message| message.lagged.keys()).collect();
    let mut known = HashSet::new();
    let mut left = Vec::new();
    for (index, identity) in identities.iter().enumerate() {
        let is_duplicate = !known.insert(identity);
        let is_too_old = identity.0.saturating_add(LAG) <= newest;
        if !is_duplicate && !is_too_old && !lagged.contains(identity) {
            left.push((*identity, index));
        }
    }
    left.sort_unstable_by(|a, b| b.cmp(a));
    let (_, best) = *left.first()?;
    if left.len() == 1 || !may_merge {
        return Some(Resolution::Superset(best));
    }
    let ranked: Vec<&Message> = left.iter().filter_map(|(_identity, index)| messages.get(*index)).collect();
    Some(Resolution::Merged(Box::new(merge(&ranked, newest.saturating_add(1)))))
}

/// Merges messages, highest rank first.
fn merge(ranked: &[&Message], seqno: i64) -> Message {
    let mut data = ranked.first().map(|first| first.data.clone()).unwrap_or_default();
    let mut replay: BTreeMap<(i64, MessageHash), (&Message, Diff)> = BTreeMap::new();
    for message in ranked {
        replay.entry(message.identity(None)).or_insert_with(|| (message, message.diff()));
        for (identity, diff) in &message.lagged {
            replay.entry(*identity).or_insert_with(|| (message, diff.clone()));
        }
    }
    for (source, diff) in replay.values() {
        diff::apply(&mut data, diff, &source.data);
    }
    data::prune(&mut data);
    Message::merged(seqno, data, replay.into_iter().map(|(identity, (_source, diff))| (identity, diff)).collect())
}

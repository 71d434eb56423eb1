//! What was read, and until when (protocol notes, config 7.3).
//!
//! Entries are forgotten when nothing in them is younger than a limit, so that a config which changes
//! with every message read stays small. The limits are counted in network time.

use std::sync::Arc;

use super::data::{Dict, Value};
use super::fields::{self, Writer};
use super::{Config, ConfigKind};
use crate::clock::NetworkTime;
use crate::crypto::keys::AccountKeys;
use crate::id::{AccountId, ConversationId};

const DAY_MILLIS: u64 = 24 * 60 * 60 * 1_000;
/// Reading times older than this are not written.
const WRITTEN_MILLIS: u64 = 30 * DAY_MILLIS;
/// Entries older than this are not pushed.
const PUSHED_MILLIS: u64 = 45 * DAY_MILLIS;

/// How far a conversation is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadState {
    /// Everything up to this moment is read; 0 if unknown.
    pub last_read: NetworkTime,
    /// Somebody marked it as unread.
    pub is_marked_unread: bool,
}

/// The config of what was read.
#[derive(Debug, Clone)]
pub struct ConvoInfoVolatile(Config);

/// Where a conversation is found.
fn place(conversation: ConversationId) -> (&'static [u8], [u8; 33]) {
    match conversation {
        ConversationId::Contact(account) => (b"1", account.to_bytes()),
        ConversationId::Group(group) => (b"g", group.to_bytes()),
    }
}

fn read(dict: &Dict) -> ReadState {
    let last_read = NetworkTime(fields::positive(dict, b"r").unwrap_or(0));
    ReadState { last_read, is_marked_unread: fields::flag(dict, b"u") }
}

impl ConvoInfoVolatile {
    /// An empty one.
    pub fn new(keys: &Arc<AccountKeys>) -> Self {
        Self(Config::for_account(ConfigKind::ConvoInfoVolatile, keys))
    }

    /// The config itself.
    pub const fn config(&self) -> &Config {
        &self.0
    }

    /// The config itself, to push, merge and dump it.
    pub const fn config_mut(&mut self) -> &mut Config {
        &mut self.0
    }

    /// How far a conversation is read, or nothing if unknown.
    pub fn get(&self, conversation: ConversationId) -> Option<ReadState> {
        let (kind, id) = place(conversation);
        self.0.dict(&[kind, &id]).map(read)
    }

    /// All conversations with people.
    pub fn people(&self) -> impl Iterator<Item = (AccountId, ReadState)> {
        self.0.dict(&[b"1"]).into_iter().flatten().filter_map(|(key, value)| {
            let Value::Dict(dict) = value else { return None };
            Some((AccountId::from_bytes(key)?, read(dict)))
        })
    }

    /// Writes how far a conversation is read. A time more than thirty days ago is left out unless it
    /// corrects a later one.
    pub fn set(&mut self, conversation: ConversationId, state: ReadState, now: NetworkTime) {
        let (kind, id) = place(conversation);
        let known = self.get(conversation).unwrap_or_default().last_read;
        let is_recent = state.last_read >= now.minus_millis(WRITTEN_MILLIS);
        let mut writer = Writer::new(&mut self.0, &[kind, &id]);
        if is_recent || (known > state.last_read && state.last_read.millis() > 0) {
            writer.positive(b"r", state.last_read.millis());
        }
        writer.flag(b"u", state.is_marked_unread);
    }

    /// Forgets a conversation. Says whether it was known.
    pub fn erase(&mut self, conversation: ConversationId) -> bool {
        let (kind, id) = place(conversation);
        self.0.erase(&[kind, &id])
    }

    /// Forgets what is too old to be pushed; to be called before each push.
    pub fn prune(&mut self, now: NetworkTime) {
        let limit = now.minus_millis(PUSHED_MILLIS);
        let mut stale: Vec<Vec<Vec<u8>>> = Vec::new();
        for kind in [b"1".as_slice(), b"g", b"C", b"b"] {
            for (key, value) in self.0.dict(&[kind]).into_iter().flatten() {
                if is_stale(value, limit) {
                    stale.push(vec![kind.to_vec(), key.clone()]);
                }
            }
        }
        for (server, value) in self.0.dict(&[b"o"]).into_iter().flatten() {
            let Value::Dict(community) = value else { continue };
            let Some(Value::Dict(rooms)) = community.get(b"R".as_slice()) else { continue };
            let (old, young): (Vec<_>, Vec<_>) = rooms.iter().partition(|(_room, value)| is_stale(value, limit));
            if young.is_empty() {
                stale.push(vec![b"o".to_vec(), server.clone()]);
            } else {
                let of_room = |(room, _value): (&Vec<u8>, &Value)| {
                    vec![b"o".to_vec(), server.clone(), b"R".to_vec(), room.clone()]
                };
                stale.extend(old.into_iter().map(of_room));
            }
        }
        for path in stale {
            let path: Vec<&[u8]> = path.iter().map(Vec::as_slice).collect();
            self.0.erase(&path);
        }
    }
}

/// Whether nothing in an entry is younger than a limit.
fn is_stale(value: &Value, limit: NetworkTime) -> bool {
    let Value::Dict(dict) = value else { return false };
    let state = read(dict);
    // The proof of a paid feature: milliseconds in older clients, seconds in newer ones.
    let proof =
        fields::positive(dict, b"e").map_or(0, |time| if time > 1_000_000_000_000 { time } else { time * 1_000 });
    !state.is_marked_unread && state.last_read < limit && proof < limit.millis()
}

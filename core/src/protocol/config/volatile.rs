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
use crate::id::{AccountId, BlindedId, Blinding, ConversationId};

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

/// A conversation that may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadPlace {
    /// With a person, or in a group.
    Conversation(ConversationId),
    /// In a group of old.
    LegacyGroup(AccountId),
    /// With a person of a community.
    Blinded(BlindedId),
    /// In a room of a community.
    Community {
        /// Canonical address of the server.
        base_url: String,
        /// The room; compared in lower case.
        room: String,
        /// Key of the server, 32 bytes.
        server_key: [u8; 32],
    },
}

impl From<ConversationId> for ReadPlace {
    fn from(conversation: ConversationId) -> Self {
        Self::Conversation(conversation)
    }
}

impl ReadPlace {
    /// The keys that lead to its entry.
    fn path(&self) -> Vec<Vec<u8>> {
        match self {
            Self::Conversation(ConversationId::Contact(account)) => vec![b"1".to_vec(), account.to_bytes().to_vec()],
            Self::Conversation(ConversationId::Group(group)) => vec![b"g".to_vec(), group.to_bytes().to_vec()],
            Self::LegacyGroup(id) => vec![b"C".to_vec(), id.to_bytes().to_vec()],
            Self::Blinded(id) => vec![b"b".to_vec(), id.to_bytes().to_vec()],
            Self::Community { base_url, room, .. } => {
                vec![b"o".to_vec(), base_url.clone().into_bytes(), b"R".to_vec(), room.to_lowercase().into_bytes()]
            }
        }
    }
}

fn refs(path: &[Vec<u8>]) -> Vec<&[u8]> {
    path.iter().map(Vec::as_slice).collect()
}

/// The config of what was read.
#[derive(Debug, Clone)]
pub struct ConvoInfoVolatile(Config);

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
    pub fn get(&self, place: impl Into<ReadPlace>) -> Option<ReadState> {
        self.0.dict(&refs(&place.into().path())).map(read)
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
    pub fn set(&mut self, place: impl Into<ReadPlace>, state: ReadState, now: NetworkTime) {
        let place = place.into();
        if let ReadPlace::Community { base_url, server_key, .. } = &place {
            Writer::new(&mut self.0, &[b"o", base_url.as_bytes()]).always(b"#", server_key);
        }
        let path = place.path();
        let known = self.0.dict(&refs(&path)).map(read).unwrap_or_default().last_read;
        let is_recent = state.last_read >= now.minus_millis(WRITTEN_MILLIS);
        let mut writer = Writer::new(&mut self.0, &refs(&path));
        if is_recent || (known > state.last_read && state.last_read.millis() > 0) {
            writer.positive(b"r", state.last_read.millis());
        }
        writer.flag(b"u", state.is_marked_unread);
        if let ReadPlace::Blinded(id) = &place {
            writer.flag(b"y", id.blinding() == Blinding::Fifteen);
        }
    }

    /// Writes the proof of a paid account that a person's messages carried: when it expires, in
    /// milliseconds, and its tag of 32 bytes.
    pub fn set_proof(&mut self, account: AccountId, expires_at: NetworkTime, tag: &[u8; 32]) {
        let id = account.to_bytes();
        Writer::new(&mut self.0, &[b"1", &id]).positive(b"e", expires_at.millis()).always(b"g", tag);
    }

    /// Forgets a conversation, and with the last room of a community its server. Says whether it was known.
    pub fn erase(&mut self, place: impl Into<ReadPlace>) -> bool {
        let place = place.into();
        let path = place.path();
        if let ReadPlace::Community { base_url, .. } = &place {
            let is_last = self.0.dict(&refs(&path)).is_some()
                && self.0.dict(&[b"o", base_url.as_bytes(), b"R"]).is_some_and(|rooms| rooms.len() == 1);
            if is_last {
                return self.0.erase(&[b"o", base_url.as_bytes()]);
            }
        }
        self.0.erase(&refs(&path))
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

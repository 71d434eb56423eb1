//! A config as a device holds it: the present message, and what of it the swarm knows (protocol notes,
//! config 5).
//!
//! Clean means that the swarm has what we have; the first edit makes the next message and the config
//! dirty; a push makes it waiting until the swarm confirms. What comes from other devices is merged.
//! Nothing here knows of time but what is passed in, and nothing fails on what others wrote: it is
//! skipped and counted.

use std::collections::BTreeSet;
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use super::bt::Bt;
use super::data::{self, Dict, Scalar, Value};
use super::diff::{self, Diff};
use super::kind::ConfigKind;
use super::merge::{Resolution, resolve};
use super::message::{LAG, Message, Trust};
use super::multipart::{self, Added, PartSets};
use super::{seal, wrap};
use crate::clock::NetworkTime;
use crate::crypto::keys::AccountKeys;
use crate::protocol::envelope::MAX_STORED_BYTES;

/// Whether the swarm has what we have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has.
    Clean,
    /// There are edits that were not pushed.
    Dirty,
    /// A push was not confirmed yet.
    Waiting,
}

/// A stored message from the namespace of this config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// What the swarm calls it.
    pub hash: String,
    /// The stored bytes.
    pub data: Vec<u8>,
}

/// What to store in the swarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The number to confirm.
    pub seqno: i64,
    /// Messages to store, all of them; usually one.
    pub messages: Vec<Vec<u8>>,
    /// What to delete from the swarm once they are stored.
    pub obsolete: Vec<String>,
}

/// What became of incoming messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Hashes of those that were understood.
    pub accepted: Vec<String>,
    /// How many were not.
    pub skipped: usize,
    /// Whether the data may be different now.
    pub is_changed: bool,
    /// Whether edits of ours were dropped since the other devices are five or more messages ahead.
    pub is_intent_lost: bool,
}

/// Edits that no swarm has confirmed, to make them again on top of other data.
#[derive(Debug, Clone)]
pub struct Intent {
    changes: Diff,
    before: Dict,
    source: Dict,
}

/// Why a config can't do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A dump that can't be read.
    #[error("the dump of a config is damaged")]
    Dump,
    /// More data than can be stored.
    #[error("the config is too large")]
    TooLarge,
    /// There is no key to encrypt with.
    #[error("there is no key")]
    NoKey,
}

/// The keys of a config that several accounts share.
#[derive(Debug, Clone, Default)]
pub struct ConfigKeys {
    /// 32-byte keys, the present one first.
    pub encryption: Vec<Zeroizing<[u8; 32]>>,
    /// Ed25519 key by which messages must verify.
    pub verify: Option<[u8; 32]>,
    /// 32-byte seed of that key, if we may write.
    pub signing: Option<Zeroizing<[u8; 32]>>,
}

/// A config.
#[derive(Debug, Clone)]
pub struct Config {
    pub(super) kind: ConfigKind,
    pub(super) encryption: Vec<Zeroizing<[u8; 32]>>,
    pub(super) account: Option<Arc<AccountKeys>>,
    pub(super) verify: Option<[u8; 32]>,
    pub(super) signer: Option<SigningKey>,
    pub(super) message: Message,
    pub(super) state: State,
    pub(super) current: Vec<String>,
    pub(super) old: BTreeSet<String>,
    pub(super) parts: PartSets,
    pub(super) extra: Option<Bt>,
    /// The data before the first edit that no swarm has confirmed.
    pub(super) confirmed: Option<Dict>,
    pub(super) needs_dump: bool,
}

/// A message that takes part in a merge.
struct Candidate {
    hashes: Vec<String>,
    message: Message,
    is_own: bool,
}

/// What stored bytes turned out to be.
enum Opened {
    Part,
    Whole(Vec<String>, Vec<u8>),
    Nothing,
}

impl Config {
    /// An empty config of an account.
    pub fn for_account(kind: ConfigKind, keys: &Arc<AccountKeys>) -> Self {
        let seed = Zeroizing::new(*keys.seed().as_bytes());
        let config = Self::with_keys(kind, ConfigKeys { encryption: vec![seed], ..ConfigKeys::default() });
        Self { account: Some(Arc::clone(keys)), ..config }
    }

    /// An empty config with keys of its own.
    pub fn with_keys(kind: ConfigKind, keys: ConfigKeys) -> Self {
        Self {
            kind,
            encryption: keys.encryption,
            account: None,
            verify: keys.verify,
            signer: keys.signing.map(|seed| SigningKey::from_bytes(&seed)),
            message: Message::initial(),
            state: State::Clean,
            current: Vec::new(),
            old: BTreeSet::new(),
            parts: PartSets::default(),
            extra: None,
            confirmed: None,
            needs_dump: false,
        }
    }

    /// Which kind it is.
    pub const fn kind(&self) -> ConfigKind {
        self.kind
    }

    /// Whether the swarm has what we have.
    pub const fn state(&self) -> State {
        self.state
    }

    /// The number of the present message.
    pub const fn seqno(&self) -> i64 {
        self.message.seqno
    }

    /// The present message.
    pub const fn message(&self) -> &Message {
        &self.message
    }

    /// Whether others will never accept what we write.
    pub const fn is_read_only(&self) -> bool {
        self.verify.is_some() && self.signer.is_none()
    }

    /// Whether the swarm lacks something we have.
    pub fn needs_push(&self) -> bool {
        self.state != State::Clean
    }

    /// Whether a dump would differ from the last one.
    pub const fn needs_dump(&self) -> bool {
        self.needs_dump
    }

    /// What the swarm calls the present message; empty when unknown.
    pub fn current_hashes(&self) -> &[String] {
        &self.current
    }

    /// What the swarm calls messages that are of no use any more.
    pub fn old_hashes(&self) -> impl Iterator<Item = &String> {
        self.old.iter()
    }

    /// What the swarm must not forget.
    pub fn active_hashes(&self) -> Vec<String> {
        self.current.iter().chain(self.parts.hashes()).cloned().collect()
    }

    /// All data.
    pub const fn data(&self) -> &Dict {
        &self.message.data
    }

    /// The value at a path.
    pub fn get(&self, path: &[&[u8]]) -> Option<&Value> {
        data::get(&self.message.data, path)
    }

    /// The integer at a path.
    pub fn int(&self, path: &[&[u8]]) -> Option<i64> {
        if let Some(Value::Scalar(Scalar::Int(number))) = self.get(path) { Some(*number) } else { None }
    }

    /// The string at a path.
    pub fn bytes(&self, path: &[&[u8]]) -> Option<&[u8]> {
        if let Some(Value::Scalar(Scalar::Bytes(bytes))) = self.get(path) { Some(bytes) } else { None }
    }

    /// The set at a path.
    pub fn set(&self, path: &[&[u8]]) -> Option<&BTreeSet<Scalar>> {
        if let Some(Value::Set(set)) = self.get(path) { Some(set) } else { None }
    }

    /// The dict at a path; the empty path is all data.
    pub fn dict(&self, path: &[&[u8]]) -> Option<&Dict> {
        if path.is_empty() {
            return Some(self.data());
        }
        if let Some(Value::Dict(dict)) = self.get(path) { Some(dict) } else { None }
    }

    fn set_state(&mut self, state: State) {
        if self.state == State::Clean && state == State::Dirty {
            self.old.extend(std::mem::take(&mut self.current));
        }
        self.state = state;
        self.needs_dump = true;
    }

    /// Makes the present message one that may change; nothing if nobody would accept it.
    fn edit(&mut self) -> Option<&mut Message> {
        if self.is_read_only() {
            return None;
        }
        if self.state == State::Clean {
            self.confirmed = Some(self.message.data.clone());
        }
        if self.state != State::Dirty {
            self.message = self.message.increment(self.signer.as_ref());
            self.set_state(State::Dirty);
        }
        self.needs_dump = true;
        self.message.touch();
        Some(&mut self.message)
    }

    /// Puts an integer or a string at a path. Like all edits, one that changes nothing does nothing,
    /// and so does one of a config that others would not accept from us.
    pub fn assign(&mut self, path: &[&[u8]], scalar: Scalar) {
        let Some((last, way)) = path.split_last() else { return };
        if matches!(self.get(path), Some(Value::Scalar(found)) if *found == scalar) {
            return;
        }
        if let Some(message) = self.edit() {
            data::dict_at(&mut message.data, way).insert(last.to_vec(), Value::Scalar(scalar));
        }
    }

    /// Puts an integer at a path.
    pub fn set_int(&mut self, path: &[&[u8]], number: i64) {
        self.assign(path, Scalar::Int(number));
    }

    /// Puts a string at a path.
    pub fn set_bytes(&mut self, path: &[&[u8]], bytes: &[u8]) {
        self.assign(path, Scalar::Bytes(bytes.to_vec()));
    }

    /// Removes what is at a path. Says whether there was anything.
    pub fn erase(&mut self, path: &[&[u8]]) -> bool {
        let Some((last, way)) = path.split_last() else { return false };
        if self.get(path).is_none() {
            return false;
        }
        let Some(message) = self.edit() else { return false };
        data::dict_at_if(&mut message.data, way).is_some_and(|dict| dict.remove(*last).is_some())
    }

    /// Adds an element to the set at a path.
    pub fn insert(&mut self, path: &[&[u8]], scalar: Scalar) {
        let Some((last, way)) = path.split_last() else { return };
        if self.set(path).is_some_and(|set| set.contains(&scalar)) {
            return;
        }
        if let Some(message) = self.edit() {
            let value = data::dict_at(&mut message.data, way)
                .entry(last.to_vec())
                .or_insert_with(|| Value::Set(BTreeSet::new()));
            if let Value::Set(set) = value {
                set.insert(scalar);
            } else {
                *value = Value::Set(BTreeSet::from([scalar]));
            }
        }
    }

    /// Removes an element from the set at a path.
    pub fn remove(&mut self, path: &[&[u8]], scalar: &Scalar) {
        let Some((last, way)) = path.split_last() else { return };
        if !self.set(path).is_some_and(|set| set.contains(scalar)) {
            return;
        }
        if let Some(message) = self.edit()
            && let Some(dict) = data::dict_at_if(&mut message.data, way)
            && let Some(Value::Set(set)) = dict.get_mut(*last)
        {
            set.remove(scalar);
        }
    }

    /// Replaces the encryption keys, the present one first. Data under another key must be pushed again.
    pub fn set_encryption_keys(&mut self, keys: Vec<Zeroizing<[u8; 32]>>) {
        let is_other = keys.first() != self.encryption.first();
        self.encryption = keys;
        if is_other {
            let _message = self.edit();
        }
    }

    /// Replaces the encryption keys when somebody else made them and pushes the data again.
    pub fn replace_encryption_keys(&mut self, keys: Vec<Zeroizing<[u8; 32]>>) {
        self.encryption = keys;
    }

    /// Lets us write: the 32-byte seed of the key by which messages must verify.
    pub fn set_signing_seed(&mut self, seed: &[u8; 32]) {
        self.signer = Some(SigningKey::from_bytes(seed));
    }

    /// What a kind keeps in its dump besides the data.
    pub const fn extra(&self) -> Option<&Bt> {
        self.extra.as_ref()
    }

    /// Sets what a kind keeps in its dump besides the data.
    pub fn set_extra(&mut self, extra: Option<Bt>) {
        if self.extra != extra {
            self.extra = extra;
            self.needs_dump = true;
        }
    }

    /// What to store in the swarm. A clean config gives the same bytes as before, to store them again.
    ///
    /// # Errors
    /// [`ConfigError::TooLarge`], [`ConfigError::NoKey`]; nothing is changed then.
    pub fn push(&mut self) -> Result<Push, ConfigError> {
        let key = self.encryption.first().ok_or(ConfigError::NoKey)?;
        let domain = self.kind.domain();
        let serialized = self.message.serialize(self.signer.as_ref());
        let padded = seal::pad(&seal::compress(serialized));
        let messages = if padded.len() + seal::OVERHEAD > MAX_STORED_BYTES {
            let parts = multipart::split(&padded).ok_or(ConfigError::TooLarge)?;
            parts.iter().map(|part| seal::encrypt(part, key, domain)).collect()
        } else {
            let encrypted = seal::encrypt(&padded, key, domain);
            let account = self.account.as_deref();
            let wrapped = account.and_then(|keys| wrap::wrap(&encrypted, self.kind, self.message.seqno, keys));
            vec![wrapped.filter(|wrapped| wrapped.len() <= MAX_STORED_BYTES).unwrap_or(encrypted)]
        };
        if self.state == State::Dirty {
            self.set_state(State::Waiting);
        }
        let old = std::mem::take(&mut self.old);
        let obsolete = if self.is_read_only() { Vec::new() } else { old.into_iter().collect() };
        self.needs_dump |= !obsolete.is_empty();
        Ok(Push { seqno: self.message.seqno, messages, obsolete })
    }

    /// Takes note that the swarm has what was pushed, unless something changed since.
    pub fn confirm(&mut self, seqno: i64, hashes: &[String]) {
        if self.state == State::Waiting && seqno == self.message.seqno {
            self.set_state(State::Clean);
            self.current = hashes.to_vec();
            self.confirmed = None;
        }
    }

    /// Hands back what a push named as obsolete when it could not be deleted.
    pub fn return_obsolete(&mut self, hashes: &[String]) {
        self.old.extend(hashes.iter().filter(|hash| !self.current.contains(hash)).cloned());
        self.needs_dump |= !hashes.is_empty();
    }

    /// The edits that no swarm has confirmed; nothing if there are none.
    pub fn intent(&self) -> Option<Intent> {
        let confirmed = self.confirmed.as_ref().filter(|_data| self.state != State::Clean)?;
        let mut source = self.message.data.clone();
        data::prune(&mut source);
        let changes = diff::between(confirmed, &source);
        (!changes.is_empty()).then(|| Intent { changes, before: confirmed.clone(), source })
    }

    /// Makes edits again that a merge has dropped. Where the others have changed something themselves, that is
    /// newer: they may have had our edit from a push whose answer was lost.
    pub fn redo(&mut self, intent: &Intent) {
        let mut wanted = self.message.data.clone();
        let changes = diff::untouched(&intent.changes, &intent.before, &intent.source, &wanted);
        diff::apply(&mut wanted, &changes, &intent.source);
        data::prune(&mut wanted);
        if wanted != self.message.data
            && let Some(message) = self.edit()
        {
            message.data = wanted;
        }
    }

    /// Takes in what other devices stored, all that is known at once.
    pub fn merge(&mut self, incoming: &[Incoming], now: NetworkTime) -> Merged {
        self.needs_dump |= self.parts.expire(now);
        let mut merged = Merged::default();
        let mut candidates = Vec::new();
        for one in incoming {
            match self.open(one, now) {
                Opened::Part => merged.accepted.push(one.hash.clone()),
                Opened::Nothing => merged.skipped += 1,
                Opened::Whole(hashes, bytes) => match Message::parse(&bytes, self.trust()) {
                    Err(_malformed) => merged.skipped += 1,
                    Ok(message) => {
                        merged.accepted.push(one.hash.clone());
                        candidates.push(Candidate { hashes, message, is_own: false });
                    }
                },
            }
        }
        if candidates.is_empty() {
            return merged;
        }
        if self.message.seqno != 0 || self.state == State::Dirty {
            let message = self.message.settled(self.signer.as_ref());
            let own = Candidate { hashes: self.current.clone(), message, is_own: true };
            let at = if self.current.is_empty() { candidates.len() } else { 0 };
            candidates.insert(at, own);
        }
        let newest = candidates.iter().map(|candidate| candidate.message.seqno).max().unwrap_or_default();
        merged.is_intent_lost = self.state != State::Clean && self.message.seqno.saturating_add(LAG) <= newest;
        merged.is_changed = self.settle(candidates);
        merged
    }

    fn trust(&self) -> Trust<'_> {
        self.verify.as_ref().map_or(Trust::Unsigned, Trust::Verify)
    }

    /// Resolves candidates and becomes the result. Says whether anything changed.
    fn settle(&mut self, candidates: Vec<Candidate>) -> bool {
        let (messages, rest): (Vec<Message>, Vec<(Vec<String>, bool)>) =
            candidates.into_iter().map(|candidate| (candidate.message, (candidate.hashes, candidate.is_own))).unzip();
        let Some(resolution) = resolve(&messages, !self.is_read_only()) else { return false };
        let superset = if let Resolution::Superset(index) = resolution { rest.get(index).cloned() } else { None };
        let kept = superset.as_ref().map(|(hashes, _is_own)| hashes.clone()).unwrap_or_default();
        let before = self.old.len();
        self.old.extend(rest.iter().flat_map(|(hashes, _is_own)| hashes).filter(|hash| !kept.contains(hash)).cloned());
        self.needs_dump |= self.old.len() != before;
        let was_dirty = self.state == State::Dirty;
        match (resolution, superset) {
            (Resolution::Merged(message), _) => self.become_merged(*message, was_dirty),
            (Resolution::Superset(index), Some((hashes, is_own))) => {
                let Some(message) = messages.into_iter().nth(index) else { return false };
                // A dirty config that contains all others goes on as it is.
                !(was_dirty && is_own) && self.adopt(message, hashes, was_dirty)
            }
            (Resolution::Superset(_), None) => false,
        }
    }

    fn become_merged(&mut self, mut message: Message, was_dirty: bool) -> bool {
        if message.seqno == self.message.seqno {
            return false;
        }
        // From a clean state the reference counts the difference of the merged message from nothing.
        // What others did is theirs: unconfirmed is only what the merged data has from us.
        let mut confirmed = message.data.clone();
        if let Some(before) = &self.confirmed {
            let mut own = self.message.data.clone();
            data::prune(&mut own);
            diff::apply(&mut confirmed, &diff::between(&own, before), before);
            data::prune(&mut confirmed);
        }
        self.confirmed = Some(confirmed);
        let base = if was_dirty { message.data.clone() } else { Dict::new() };
        message.reopen(base);
        self.message = message;
        self.set_state(State::Dirty);
        true
    }

    fn adopt(&mut self, message: Message, hashes: Vec<String>, was_dirty: bool) -> bool {
        let next = if was_dirty { message.increment(self.signer.as_ref()) } else { message };
        if next.seqno == self.message.seqno {
            return false;
        }
        self.message = next;
        self.set_state(State::Clean);
        self.current = hashes;
        self.confirmed = None;
        true
    }

    /// Unwraps and decrypts stored bytes and joins parts.
    fn open(&mut self, incoming: &Incoming, now: NetworkTime) -> Opened {
        let unwrapped = self.account.as_deref().and_then(|keys| {
            let once = wrap::unwrap(&incoming.data, self.kind, keys)?;
            // A past release of a client wrapped twice.
            Some(wrap::unwrap(&once, self.kind, keys).unwrap_or(once))
        });
        let stored = unwrapped.as_deref().unwrap_or(&incoming.data);
        let domain = self.kind.domain();
        let Some(plain) = self.encryption.iter().find_map(|key| seal::decrypt(stored, key, domain)) else {
            return Opened::Nothing;
        };
        let (hashes, padded) = if multipart::is_part(&plain) {
            self.needs_dump = true;
            match self.parts.add(&incoming.hash, &plain, now) {
                Added::Rejected => return Opened::Nothing,
                Added::Kept => return Opened::Part,
                Added::Whole { hashes, bytes } => (hashes, bytes),
            }
        } else {
            (vec![incoming.hash.clone()], plain)
        };
        seal::unfold(&padded).map_or(Opened::Nothing, |bytes| Opened::Whole(hashes, bytes))
    }
}

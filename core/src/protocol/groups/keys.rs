//! The keys of a group as a device knows them (protocol notes, config 8.3).
//!
//! Keys are sorted by generation, the time the swarm stored them, and their bytes; the last one encrypts.
//! A key that this device made comes before all others until the swarm gives it back. Keys are given up
//! 60 days after they were superseded, by the swarm's times alone, since a local clock may be wrong.
//! Messages that still matter are remembered by hash, so that their life in the swarm can be prolonged.

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use super::GroupAdmin;
use super::key_message::{self, GroupKey, KeyMessage, KeyMessageError, Rekey};
use crate::clock::NetworkTime;
use crate::crypto::keys::AccountKeys;
use crate::id::{AccountId, GroupId};
use crate::protocol::config::bt::Bt;

/// How long a key is kept after it was superseded.
const KEPT_MILLIS: u64 = 60 * 24 * 3_600 * 1_000;

/// Why keys can't be made or restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// Only admins make and tell keys.
    #[error("only admins can do this")]
    NotAdmin,
    /// A dump that can't be read.
    #[error("the dump of a group's keys is damaged")]
    Dump,
}

/// The keys of a group.
#[derive(Clone)]
pub struct GroupKeys {
    group: GroupId,
    admin: Option<GroupAdmin>,
    /// Sorted.
    keys: Vec<GroupKey>,
    pending: Option<Rekey>,
    /// Hashes by generation.
    active: BTreeMap<i64, BTreeSet<String>>,
    needs_dump: bool,
}

impl GroupKeys {
    /// No keys of a group, whose seed we may have.
    pub const fn new(group: GroupId, admin: Option<GroupAdmin>) -> Self {
        Self { group, admin, keys: Vec::new(), pending: None, active: BTreeMap::new(), needs_dump: false }
    }

    /// The group.
    pub const fn group(&self) -> GroupId {
        self.group
    }

    /// The group's secret, if we have it.
    pub const fn admin(&self) -> Option<&GroupAdmin> {
        self.admin.as_ref()
    }

    /// Makes us an admin; says whether the seed is the group's.
    pub fn promote(&mut self, seed: &[u8; 32]) -> bool {
        let Some(admin) = GroupAdmin::of_group(&self.group, seed) else { return false };
        self.admin = Some(admin);
        true
    }

    /// All keys to try, the one to encrypt with first.
    pub fn newest_first(&self) -> impl Iterator<Item = &[u8; 32]> {
        let pending = self.pending.iter().map(|pending| &*pending.key);
        pending.chain(self.keys.iter().rev().map(|key| &*key.key))
    }

    /// The key to encrypt with.
    pub fn current(&self) -> Option<&[u8; 32]> {
        self.newest_first().next()
    }

    /// Generation of the newest key that the swarm has; 0 without any.
    pub fn generation(&self) -> i64 {
        self.keys.last().map_or(0, |key| key.generation)
    }

    /// Whether two admins made keys at the same time, so that we, an admin, should make another.
    pub fn needs_rekey(&self) -> bool {
        let is_double = matches!(self.keys.as_slice(), [.., before, last] if before.generation == last.generation);
        is_double && self.admin.is_some()
    }

    /// The message that tells a key we made, until the swarm gave it back.
    pub fn pending_message(&self) -> Option<&[u8]> {
        self.pending.as_ref().map(|pending| pending.message.as_slice())
    }

    /// What the swarm must not forget.
    pub fn active_hashes(&self) -> BTreeSet<&str> {
        self.active.values().flatten().map(String::as_str).collect()
    }

    /// Whether a dump would differ from the last one.
    pub const fn needs_dump(&self) -> bool {
        self.needs_dump
    }

    /// Makes a key for these members, among them all admins, and gives the message that tells it.
    ///
    /// # Errors
    /// [`KeysError::NotAdmin`].
    pub fn rekey(&mut self, members: impl IntoIterator<Item = AccountId>) -> Result<&[u8], KeysError> {
        let admin = self.admin.as_ref().ok_or(KeysError::NotAdmin)?;
        let members: Vec<AccountId> = members.into_iter().collect::<BTreeSet<AccountId>>().into_iter().collect();
        let generation = self.keys.last().map_or(0, |key| key.generation.saturating_add(1));
        let made = key_message::rekey(admin, &members, generation);
        self.needs_dump = true;
        Ok(&self.pending.insert(made).message)
    }

    /// The message that tells all keys to these people.
    ///
    /// # Errors
    /// [`KeysError::NotAdmin`].
    pub fn supplement(&self, recipients: impl IntoIterator<Item = AccountId>) -> Result<Vec<u8>, KeysError> {
        let admin = self.admin.as_ref().ok_or(KeysError::NotAdmin)?;
        let recipients: Vec<AccountId> = recipients.into_iter().collect::<BTreeSet<AccountId>>().into_iter().collect();
        Ok(key_message::supplement(admin, &self.keys, &recipients, self.generation()))
    }

    /// Takes in a message about keys that the swarm stored at `stored_at` under the name `hash`. Says
    /// whether there was a key for us in it.
    ///
    /// # Errors
    /// [`KeyMessageError`] when the message is invalid as a whole; nothing is changed then.
    pub fn load(
        &mut self,
        hash: &str,
        bytes: &[u8],
        stored_at: NetworkTime,
        keys: &AccountKeys,
    ) -> Result<bool, KeyMessageError> {
        let message = KeyMessage::parse(bytes, &self.group)?;
        let found = message.open(&self.group, self.admin.as_ref(), keys, stored_at)?;
        let is_pending_told = |pending: &Rekey| {
            let is_told = |key: &GroupKey| key.generation > pending.generation || key.key == pending.key;
            found.iter().any(is_told)
        };
        if self.pending.as_ref().is_some_and(is_pending_told) {
            self.pending = None;
            self.needs_dump = true;
        }
        let is_for_us = !found.is_empty();
        if !is_for_us {
            self.remember(message.generation, hash);
        }
        let mut is_new = !is_for_us;
        for key in found {
            is_new |= self.insert(hash, key);
        }
        if is_new {
            self.expire();
        }
        Ok(is_for_us)
    }

    fn remember(&mut self, generation: i64, hash: &str) {
        self.needs_dump |= self.active.entry(generation).or_default().insert(hash.to_owned());
    }

    /// Says whether the key was new.
    fn insert(&mut self, hash: &str, key: GroupKey) -> bool {
        if self.keys.iter().any(|known| known.generation == key.generation && known.key == key.key) {
            self.remember(key.generation, hash);
            return false;
        }
        if let [first, .., last] = self.keys.as_slice()
            && key.generation < first.generation
            && is_superseded(first, last)
        {
            return false;
        }
        self.remember(key.generation, hash);
        let at = self.keys.partition_point(|known| known.rank() < key.rank());
        self.keys.insert(at, key);
        self.needs_dump = true;
        true
    }

    /// Gives up generations whose successor is older than it takes, and the hashes of their messages.
    fn expire(&mut self) {
        let Some(newest) = self.keys.last().cloned() else {
            // The history of a group to which we have no key is not ours to keep alive.
            self.active.clear();
            return;
        };
        let firsts: Vec<&GroupKey> =
            self.keys.chunk_by(|one, next| one.generation == next.generation).filter_map(<[GroupKey]>::first).collect();
        let superseded = firsts.iter().skip(1).take_while(|successor| is_superseded(successor, &newest)).last();
        let oldest = superseded.map_or_else(|| firsts.first().map_or(0, |key| key.generation), |key| key.generation);
        self.keys.retain(|key| key.generation >= oldest);
        self.active.retain(|generation, _hashes| *generation >= oldest);
    }

    /// Everything to go on from after a restart, except the seed.
    pub fn dump(&mut self) -> Zeroizing<Vec<u8>> {
        self.needs_dump = false;
        let active = self.active.iter().map(|(generation, hashes)| {
            let hashes = hashes.iter().map(|hash| Bt::bytes(hash.as_bytes()));
            Bt::List(std::iter::once(Bt::Int((*generation).into())).chain(hashes).collect())
        });
        let mut entries = vec![
            (b"A".to_vec(), Bt::List(active.collect())),
            (b"L".to_vec(), Bt::List(self.keys.iter().map(GroupKey::to_bt).collect())),
        ];
        if let Some(pending) = &self.pending {
            let pending = Bt::dict([
                (b"c", Bt::bytes(pending.message.as_slice())),
                (b"g", Bt::Int(pending.generation.into())),
                (b"k", Bt::bytes(*pending.key)),
            ]);
            entries.push((b"P".to_vec(), pending));
        }
        Zeroizing::new(Bt::Dict(entries.into_iter().collect()).to_bytes())
    }

    /// Goes on from a dump.
    ///
    /// # Errors
    /// [`KeysError::Dump`]; nothing is changed then.
    pub fn restore(&mut self, dump: &[u8]) -> Result<(), KeysError> {
        let dump = Bt::read(dump).map_err(|_malformed| KeysError::Dump)?;
        let list = |key: &[u8]| dump.get(key).and_then(Bt::as_list).ok_or(KeysError::Dump);
        let keys: Option<Vec<GroupKey>> = list(b"L")?.iter().map(GroupKey::from_bt).collect();
        let active: Option<BTreeMap<i64, BTreeSet<String>>> = list(b"A")?.iter().map(read_active).collect();
        let pending = match dump.get(b"P") {
            Some(pending) => Some(read_pending(pending).ok_or(KeysError::Dump)?),
            None => None,
        };
        let mut keys = keys.ok_or(KeysError::Dump)?;
        self.active = active.ok_or(KeysError::Dump)?;
        keys.sort_by(|one, other| one.rank().cmp(&other.rank()));
        self.keys = keys;
        self.pending = pending;
        self.needs_dump = false;
        Ok(())
    }
}

/// Hides the keys.
impl std::fmt::Debug for GroupKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GroupKeys").field("group", &self.group).field("keys", &self.keys).finish_non_exhaustive()
    }
}

/// Whether what `key` replaced is given up, given the newest key.
const fn is_superseded(key: &GroupKey, newest: &GroupKey) -> bool {
    key.stored_at.plus_millis(KEPT_MILLIS).millis() < newest.stored_at.millis()
}

fn read_active(entry: &Bt) -> Option<(i64, BTreeSet<String>)> {
    let (generation, hashes) = entry.as_list()?.split_first()?;
    let hashes = hashes.iter().map(|hash| String::from_utf8(hash.as_bytes()?.to_vec()).ok());
    Some((generation.as_int()?, hashes.collect::<Option<_>>()?))
}

fn read_pending(entry: &Bt) -> Option<Rekey> {
    Some(Rekey {
        generation: entry.get(b"g")?.as_int().filter(|generation| *generation >= 0)?,
        key: Zeroizing::new(entry.get(b"k")?.as_bytes()?.try_into().ok()?),
        message: entry.get(b"c")?.as_bytes()?.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::Seed;

    const DAY: u64 = 24 * 3_600 * 1_000;
    const START: NetworkTime = NetworkTime(1_760_000_000_000);

    fn member(byte: u8) -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[byte; 16]))
    }

    fn admin() -> GroupKeys {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        GroupKeys::new(admin.id(), Some(admin))
    }

    /// A rekey by `admin` for member 2, which the swarm stores and gives back after `days`.
    fn stored(admin: &mut GroupKeys, hash: &str, days: u64) -> Vec<u8> {
        let message = admin.rekey([member(2).account_id()]).expect("an admin").to_vec();
        let at = START.plus_millis(days * DAY);
        assert_eq!(admin.load(hash, &message, at, &member(9)), Ok(true));
        message
    }

    #[test]
    fn a_made_key_comes_first_until_the_swarm_gives_it_back() {
        let mut admin = admin();
        stored(&mut admin, "first", 0);
        let old = *admin.current().expect("a key");
        let message = admin.rekey([]).expect("an admin").to_vec();
        assert!(admin.pending_message().is_some() && admin.needs_dump());
        assert_ne!(admin.current(), Some(&old));
        assert_eq!(admin.generation(), 0);
        admin.load("second", &message, START.plus_millis(DAY), &member(9)).expect("our own message");
        assert!(admin.pending_message().is_none());
        assert_eq!((admin.generation(), admin.newest_first().count()), (1, 2));
        assert_eq!(admin.active_hashes(), BTreeSet::from(["first", "second"]));
    }

    #[test]
    fn a_later_key_of_another_admin_ends_our_own() {
        let (mut ours, mut theirs) = (admin(), admin());
        let first = stored(&mut theirs, "first", 0);
        let second = stored(&mut theirs, "second", 1);
        ours.rekey([member(5).account_id()]).expect("an admin");
        ours.load("first", &first, START, &member(9)).expect("a message of an admin");
        assert!(ours.pending_message().is_some(), "of the same generation, but another key");
        ours.load("second", &second, START, &member(9)).expect("a message of an admin");
        assert!(ours.pending_message().is_none());
    }

    #[test]
    fn keys_made_at_the_same_time_call_for_another() {
        let (mut ours, mut theirs) = (admin(), admin());
        stored(&mut ours, "ours", 0);
        let message = theirs.rekey([]).expect("an admin").to_vec();
        assert!(!ours.needs_rekey());
        ours.load("theirs", &message, START.plus_millis(5), &member(9)).expect("a message of an admin");
        assert!(ours.needs_rekey());
        stored(&mut ours, "next", 1);
        assert!(!ours.needs_rekey());
    }

    #[test]
    fn a_generation_is_given_up_60_days_after_the_next() {
        let mut admin = admin();
        let first = stored(&mut admin, "first", 0);
        stored(&mut admin, "second", 10);
        stored(&mut admin, "third", 70);
        assert_eq!(admin.newest_first().count(), 3, "exactly 60 days");
        stored(&mut admin, "fourth", 71);
        assert_eq!(admin.newest_first().count(), 3);
        assert_eq!(admin.active_hashes(), BTreeSet::from(["second", "third", "fourth"]));
        admin.load("first", &first, START, &member(9)).expect("our own message");
        assert_eq!(admin.newest_first().count(), 3, "what is stale is not taken back");
    }

    #[test]
    fn who_has_no_key_remembers_nothing() {
        let mut admin = admin();
        let message = stored(&mut admin, "first", 0);
        let mut stranger = GroupKeys::new(admin.group(), None);
        assert_eq!(stranger.load("first", &message, START, &member(3)), Ok(false));
        assert!(stranger.active_hashes().is_empty());
        assert_eq!(stranger.rekey([]).err(), Some(KeysError::NotAdmin));
    }

    #[test]
    fn a_dump_brings_everything_back() {
        let mut admin = admin();
        stored(&mut admin, "first", 0);
        admin.rekey([member(2).account_id()]).expect("an admin");
        let dump = admin.dump();
        assert!(!admin.needs_dump());
        let mut restored = GroupKeys::new(admin.group(), admin.admin().cloned());
        restored.restore(&dump).expect("our own dump");
        assert_eq!(restored.dump(), dump);
        assert!(restored.newest_first().eq(admin.newest_first()));
        assert_eq!(restored.pending_message(), admin.pending_message());
        assert_eq!(restored.restore(b"d1:Ale1:Lli1eee"), Err(KeysError::Dump));
        assert_eq!(restored.dump(), dump, "a damaged dump changes nothing");
    }

    #[test]
    fn only_the_seed_of_the_group_makes_an_admin() {
        let mut keys = GroupKeys::new(admin().group(), None);
        assert!(!keys.promote(&[2; 32]));
        assert!(keys.admin().is_none());
        assert!(keys.promote(&[1; 32]));
        assert!(keys.admin().is_some());
    }
}

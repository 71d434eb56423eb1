//! The messages by which admins tell members the keys of a group (protocol notes, config 8.1 and 8.2).
//!
//! A *full* message makes a new key: it holds the key once for admins and once for each member, filled up
//! with junk so that only a rounded number of members shows. Key and nonce follow from the seed, the
//! members and the generation, so admins who make the same change make the same message. A *supplement*
//! tells existing keys to people who join with the history. Both are signed dicts, not encrypted
//! themselves: who reads them without being meant learns the generation and the rounded number.

use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use zeroize::Zeroizing;

use super::GroupAdmin;
use super::multi_encrypt::{key_from_group, key_to};
use crate::clock::NetworkTime;
use crate::crypto::aead::{self, NONCE_BYTES, TAG_BYTES};
use crate::crypto::hash::{blake2b_24, blake2b_32, blake2b_56};
use crate::crypto::keys::{AccountKeys, verify};
use crate::id::{AccountId, GroupId};
use crate::protocol::config::bt::{Bt, BtError, Reader, write_bytes};

/// Separates the keys between group and member from others of the same form.
const MEMBER_PURPOSE: &str = "SessionGroupKeyMemberKey";
/// Key of the hashes from which new keys and nonces come.
const GENERATOR: &[u8] = b"SessionGroupKeyGen";
/// Bytes of an encrypted key.
const SEALED_KEY_BYTES: usize = 32 + TAG_BYTES;
/// A full message has a multiple of this many entries.
const BLOCK: usize = 45;
/// The multiple of admins before 2025.
const OLD_BLOCK: usize = 75;
/// Nonce of libsodium's repeatable randomness.
const JUNK_NONCE: &[u8; 12] = b"LibsodiumDRG";

/// Why a message about keys is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyMessageError {
    /// The encoding.
    #[error(transparent)]
    Encoding(#[from] BtError),
    /// Something that must be there is missing or malformed.
    #[error("a malformed {0}")]
    Malformed(&'static str),
    /// It was not signed by the group.
    #[error("the signature is wrong")]
    Signature,
    /// It is a full message whose key we, an admin, can't open.
    #[error("the key for admins does not open")]
    AdminKey,
}

/// A key of a group.
#[derive(Clone, PartialEq, Eq)]
pub struct GroupKey {
    /// How many keys were made before it. Admins who make keys at the same time use the same number.
    pub generation: i64,
    /// When the swarm stored it.
    pub stored_at: NetworkTime,
    /// The 32 bytes.
    pub key: Zeroizing<[u8; 32]>,
}

/// Hides the key.
impl std::fmt::Debug for GroupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GroupKey").field("generation", &self.generation).finish_non_exhaustive()
    }
}

impl GroupKey {
    /// What keys are sorted by.
    pub(super) fn rank(&self) -> (i64, NetworkTime, &[u8; 32]) {
        (self.generation, self.stored_at, &self.key)
    }

    /// As it stands in supplements and dumps.
    pub(super) fn to_bt(&self) -> Bt {
        Bt::dict([
            (b"g", Bt::Int(self.generation.into())),
            (b"k", Bt::bytes(*self.key)),
            (b"t", Bt::Int(self.stored_at.millis().into())),
        ])
    }

    /// The inverse of [`Self::to_bt`].
    pub(super) fn from_bt(bt: &Bt) -> Option<Self> {
        let generation = bt.get(b"g")?.as_int().filter(|generation| *generation >= 0)?;
        let key = Zeroizing::new(bt.get(b"k")?.as_bytes()?.try_into().ok()?);
        let stored_at = NetworkTime(u64::try_from(bt.get(b"t")?.as_int()?).ok()?);
        Some(Self { generation, stored_at, key })
    }
}

/// A new key and the message that tells it.
#[derive(Clone)]
pub(super) struct Rekey {
    pub(super) generation: i64,
    pub(super) key: Zeroizing<[u8; 32]>,
    pub(super) message: Vec<u8>,
}

/// Makes the key of a generation for `members`, which must be sorted and include admins.
pub(super) fn rekey(admin: &GroupAdmin, members: &[AccountId], generation: i64) -> Rekey {
    let ids: String = members.iter().map(ToString::to_string).collect();
    let secret = admin.derived("SessionGroupKeySeed");
    let number = generation.to_string();
    let hash = Zeroizing::new(blake2b_56(GENERATOR, &[ids.as_bytes(), number.as_bytes(), &*secret]));
    let mut key = Zeroizing::new([0; 32]);
    let mut nonce = [0; NONCE_BYTES];
    let (first, second) = hash.split_at(32);
    key.copy_from_slice(first);
    nonce.copy_from_slice(second);

    let for_admins = aead::seal(&admin.derived("SessionGroupKeyAdminKey"), &nonce, &*key);
    let mut entries: Vec<Bt> = members
        .iter()
        .filter_map(|member| key_to(admin.keys(), member.key(), MEMBER_PURPOSE))
        .map(|shared| Bt::Bytes(aead::seal(&shared, &nonce, &*key)))
        .collect();
    let missing = entries.len().next_multiple_of(BLOCK) - entries.len();
    entries.extend(junk(admin, &hash, missing).chunks(SEALED_KEY_BYTES).map(Bt::bytes));
    let dict = Bt::dict([
        (b"#", Bt::bytes(nonce)),
        (b"G", Bt::Int(generation.into())),
        (b"K", Bt::Bytes(for_admins)),
        (b"k", Bt::List(entries)),
    ]);
    Rekey { generation, key, message: signed(admin, &dict) }
}

/// Bytes that look like encrypted keys for `count` members.
fn junk(admin: &GroupAdmin, hash: &[u8; 56], count: usize) -> Vec<u8> {
    let parts: [&[u8]; 3] = [hash, admin.seed(), admin.keys().ed25519_public()];
    let seed = Zeroizing::new(blake2b_32(b"SessionGroupJunkMembers", &parts));
    let mut bytes = vec![0; count * SEALED_KEY_BYTES];
    ChaCha20::new((&*seed).into(), JUNK_NONCE.into()).apply_keystream(&mut bytes);
    bytes
}

/// A message that tells `keys` to `recipients`, which should be sorted.
pub(super) fn supplement(admin: &GroupAdmin, keys: &[GroupKey], recipients: &[AccountId], generation: i64) -> Vec<u8> {
    let plain = Zeroizing::new(Bt::List(keys.iter().map(GroupKey::to_bt).collect()).to_bytes());
    let ids: String = recipients.iter().map(ToString::to_string).collect();
    let nonce = blake2b_24(GENERATOR, &[ids.as_bytes(), &plain, &*admin.derived("SessionGroupKeySeed")]);
    let entries = recipients
        .iter()
        .filter_map(|member| key_to(admin.keys(), member.key(), MEMBER_PURPOSE))
        .map(|shared| Bt::Bytes(aead::seal(&shared, &nonce, &plain)));
    let dict =
        Bt::dict([(b"#", Bt::bytes(nonce)), (b"+", Bt::List(entries.collect())), (b"G", Bt::Int(generation.into()))]);
    signed(admin, &dict)
}

/// The dict with the group's signature as its last entry.
fn signed(admin: &GroupAdmin, dict: &Bt) -> Vec<u8> {
    let mut bytes = dict.to_bytes();
    bytes.pop();
    let signature = admin.sign(&bytes);
    write_bytes(&mut bytes, b"~");
    write_bytes(&mut bytes, &signature);
    bytes.push(b'e');
    bytes
}

/// A message whose signature was checked.
pub struct KeyMessage<'a> {
    /// The generation of its key, or the newest one when it was made.
    pub generation: i64,
    nonce: &'a [u8; NONCE_BYTES],
    content: KeyContent<'a>,
}

enum KeyContent<'a> {
    Full { for_admins: &'a [u8], for_members: Vec<&'a [u8]> },
    Supplement(Vec<&'a [u8]>),
}

/// The entries of a message as they are read.
#[derive(Default)]
struct Parts<'a> {
    nonce: Option<&'a [u8]>,
    supplement: Option<Vec<&'a [u8]>>,
    generation: Option<i64>,
    for_admins: Option<&'a [u8]>,
    for_members: Option<Vec<&'a [u8]>>,
}

impl<'a> KeyMessage<'a> {
    /// Reads a message of a group and checks who signed it.
    ///
    /// # Errors
    /// [`KeyMessageError`].
    pub fn parse(bytes: &'a [u8], group: &GroupId) -> Result<Self, KeyMessageError> {
        let mut reader = Reader::new(bytes);
        reader.enter_dict()?;
        let (mut last, mut parts) = (None, Parts::default());
        let mut signature = None;
        loop {
            let before = reader.position();
            let Some(key) = reader.key(&mut last)? else { break };
            match key {
                b"#" => parts.nonce = Some(reader.bytes()?),
                b"+" => parts.supplement = Some(strings(&mut reader)?),
                b"G" => parts.generation = Some(reader.int()?),
                b"K" => parts.for_admins = Some(reader.bytes()?),
                b"k" => parts.for_members = Some(strings(&mut reader)?),
                b"~" => signature = Some((bytes.get(..before).unwrap_or_default(), reader.bytes()?)),
                _ if signature.is_some() => return Err(KeyMessageError::Malformed("end")),
                _ => drop(reader.value()?),
            }
        }
        let (text, signature) = signature.ok_or(KeyMessageError::Signature)?;
        let signature = signature.try_into().map_err(|_length| KeyMessageError::Signature)?;
        if reader.position() != bytes.len() {
            return Err(KeyMessageError::Malformed("end"));
        }
        if !verify(group.key(), text, signature) {
            return Err(KeyMessageError::Signature);
        }
        Self::from_parts(parts)
    }

    fn from_parts(parts: Parts<'a>) -> Result<Self, KeyMessageError> {
        let nonce = parts.nonce.and_then(|nonce| nonce.try_into().ok()).ok_or(KeyMessageError::Malformed("nonce"))?;
        let generation = parts.generation.filter(|generation| *generation >= 0);
        let generation = generation.ok_or(KeyMessageError::Malformed("generation"))?;
        let content = match (parts.supplement, parts.for_admins, parts.for_members) {
            (Some(entries), _, _) => KeyContent::Supplement(entries),
            (None, Some(for_admins), Some(for_members)) => {
                let count = for_members.len();
                let is_filled = count.is_multiple_of(BLOCK) || count.is_multiple_of(OLD_BLOCK);
                if !is_filled || for_members.iter().any(|entry| entry.len() != SEALED_KEY_BYTES) {
                    return Err(KeyMessageError::Malformed("list of keys"));
                }
                KeyContent::Full { for_admins, for_members }
            }
            (None, _, _) => return Err(KeyMessageError::Malformed("set of keys")),
        };
        Ok(Self { generation, nonce, content })
    }

    /// Number of entries, including junk.
    pub fn entries(&self) -> usize {
        match &self.content {
            KeyContent::Full { for_members: entries, .. } | KeyContent::Supplement(entries) => entries.len(),
        }
    }

    /// The keys in it that are for us; a new key gets the time at which the swarm stored the message.
    /// Admins need no supplements, so they get nothing from one.
    ///
    /// # Errors
    /// [`KeyMessageError::AdminKey`], [`KeyMessageError::Malformed`].
    pub fn open(
        &self,
        group: &GroupId,
        admin: Option<&GroupAdmin>,
        keys: &AccountKeys,
        stored_at: NetworkTime,
    ) -> Result<Vec<GroupKey>, KeyMessageError> {
        let generation = self.generation;
        let ours = |entries: &[&[u8]]| {
            let shared = key_from_group(keys, group, MEMBER_PURPOSE)?;
            entries.iter().find_map(|entry| aead::open(&shared, self.nonce, entry)).map(Zeroizing::new)
        };
        match (&self.content, admin) {
            (KeyContent::Supplement(_), Some(_)) => Ok(Vec::new()),
            (KeyContent::Supplement(entries), None) => ours(entries).map_or(Ok(Vec::new()), |plain| read_keys(&plain)),
            (KeyContent::Full { for_admins, .. }, Some(admin)) => {
                let opened = aead::open(&admin.derived("SessionGroupKeyAdminKey"), self.nonce, for_admins);
                let key = opened.map(Zeroizing::new).and_then(|key| key.as_slice().try_into().ok());
                let key = Zeroizing::new(key.ok_or(KeyMessageError::AdminKey)?);
                Ok(vec![GroupKey { generation, stored_at, key }])
            }
            (KeyContent::Full { for_members, .. }, None) => {
                let Some(key) = ours(for_members) else { return Ok(Vec::new()) };
                let key = key.as_slice().try_into().map_err(|_length| KeyMessageError::Malformed("key"))?;
                Ok(vec![GroupKey { generation, stored_at, key: Zeroizing::new(key) }])
            }
        }
    }
}

/// Reads a list of strings.
fn strings<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a [u8]>, BtError> {
    reader.enter_list()?;
    let mut list = Vec::new();
    while !reader.leave() {
        list.push(reader.bytes()?);
    }
    Ok(list)
}

/// Reads what was in a supplement.
fn read_keys(plain: &[u8]) -> Result<Vec<GroupKey>, KeyMessageError> {
    let keys = Bt::read(plain)?;
    let keys = keys.as_list().ok_or(KeyMessageError::Malformed("list of keys"))?;
    keys.iter().map(|key| GroupKey::from_bt(key).ok_or(KeyMessageError::Malformed("key"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::Seed;

    const AT: NetworkTime = NetworkTime(1_760_000_000_000);

    fn member(byte: u8) -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[byte; 16]))
    }

    fn sorted(bytes: &[u8]) -> Vec<AccountId> {
        let mut members: Vec<AccountId> = bytes.iter().map(|byte| member(*byte).account_id()).collect();
        members.sort();
        members
    }

    #[test]
    fn members_and_admins_find_the_same_key_and_others_none() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let made = rekey(&admin, &sorted(&[2, 3, 4]), 7);
        let message = KeyMessage::parse(&made.message, &admin.id()).expect("our own message");
        assert_eq!((message.generation, message.entries()), (7, BLOCK));
        let open = |admin: Option<&GroupAdmin>, byte| {
            message.open(&GroupAdmin::from_seed(&[1; 32]).id(), admin, &member(byte), AT)
        };
        let expected = vec![GroupKey { generation: 7, stored_at: AT, key: made.key.clone() }];
        assert_eq!(open(None, 3), Ok(expected.clone()));
        assert_eq!(open(Some(&admin), 9), Ok(expected));
        assert_eq!(open(None, 9), Ok(Vec::new()));
        assert_eq!(open(Some(&GroupAdmin::from_seed(&[2; 32])), 9), Err(KeyMessageError::AdminKey));
    }

    #[test]
    fn the_number_of_members_is_rounded_up() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        for (count, entries) in [(0, 0), (1, 45), (45, 45), (46, 90)] {
            let members: Vec<u8> = (10..10 + count).collect();
            let made = rekey(&admin, &sorted(&members), 0);
            let message = KeyMessage::parse(&made.message, &admin.id()).expect("our own message");
            assert_eq!(message.entries(), entries);
        }
    }

    #[test]
    fn a_supplement_tells_all_keys_to_its_recipients_only() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let key = |generation| GroupKey { generation, stored_at: AT, key: Zeroizing::new([8; 32]) };
        let keys = vec![key(0), key(1)];
        let bytes = supplement(&admin, &keys, &sorted(&[2]), 1);
        let message = KeyMessage::parse(&bytes, &admin.id()).expect("our own message");
        let open = |admin: Option<&GroupAdmin>, byte| {
            message.open(&GroupAdmin::from_seed(&[1; 32]).id(), admin, &member(byte), AT)
        };
        assert_eq!(open(None, 2), Ok(keys));
        assert_eq!(open(None, 3), Ok(Vec::new()));
        assert_eq!(open(Some(&admin), 2), Ok(Vec::new()));
    }

    #[test]
    fn nothing_can_be_changed_or_added() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let bytes = supplement(&admin, &[], &sorted(&[2]), 1);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(KeyMessage::parse(&changed, &admin.id()).is_err(), "byte {at}");
        }
        assert!(KeyMessage::parse(&[&bytes[..], b"x"].concat(), &admin.id()).is_err());
        assert!(KeyMessage::parse(&bytes, &GroupAdmin::from_seed(&[2; 32]).id()).is_err());
    }
}

//! Messages of a group (protocol notes, config 10.1).
//!
//! The envelope is signed by the sender's Ed25519 key over its bytes and the group's key, put into a dict
//! with that key, padded with zeros to a multiple of 256 and encrypted with the group's present key. It
//! is compressed before if that makes it shorter. The nonce comes first. Unlike in one-to-one messages
//! the content inside the envelope is not padded.

use crate::clock::{Rng, random};
use crate::crypto::aead::{self, NONCE_BYTES, TAG_BYTES};
use crate::crypto::keys::{AccountKeys, verify, x25519_from_ed25519};
use crate::id::{AccountId, GroupId};
use crate::protocol::config::bt::Bt;
use crate::protocol::config::seal::inflate_within;

/// Most bytes of an envelope.
pub const MAX_PLAIN_BYTES: usize = 1_000_000;
/// Stored messages have a multiple of this many bytes.
const BLOCK: usize = 256;
/// The version of the dict.
const VERSION: i64 = 1;
/// Level of compression of all clients.
const LEVEL: i32 = 1;

/// Why a message can't be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupMessageError {
    /// None of our keys opens it.
    #[error("no key of the group opens the message")]
    NoKey,
    /// What is inside is not what it should be.
    #[error("the message has a malformed {0}")]
    Malformed(&'static str),
    /// It was made by a newer client.
    #[error("the message is of another version")]
    Version,
    /// It was not signed by the key it names, or that key is weak.
    #[error("the signature is wrong")]
    Signature,
    /// It is empty, or larger than a group takes.
    #[error("the message is empty or too large")]
    Size,
}

/// An opened message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Who signed it.
    pub sender: AccountId,
    /// The Ed25519 key that signed.
    pub sender_ed25519: [u8; 32],
    /// The envelope.
    pub plain: Vec<u8>,
}

fn signed_bytes(payload: &[u8], group: &GroupId) -> Vec<u8> {
    [payload, group.key()].concat()
}

/// Signs an envelope and encrypts it with the present key of the group.
///
/// # Errors
/// [`GroupMessageError::Size`].
pub fn seal(
    plain: &[u8],
    group: &GroupId,
    key: &[u8; 32],
    sender: &AccountKeys,
    rng: &dyn Rng,
) -> Result<Vec<u8>, GroupMessageError> {
    if plain.is_empty() || plain.len() > MAX_PLAIN_BYTES {
        return Err(GroupMessageError::Size);
    }
    let compressed = zstd::bulk::compress(plain, LEVEL).ok().filter(|compressed| compressed.len() < plain.len());
    let (name, payload): (&[u8], &[u8]) = compressed.as_deref().map_or((b"d", plain), |compressed| (b"z", compressed));
    let signature = sender.sign(&signed_bytes(payload, group));
    let dict = Bt::dict([
        (b"", Bt::Int(VERSION.into())),
        (b"a", Bt::bytes(*sender.ed25519_public())),
        (b"s", Bt::bytes(signature)),
        (name, Bt::bytes(payload)),
    ]);
    let mut padded = dict.to_bytes();
    let overhead = NONCE_BYTES + TAG_BYTES;
    padded.resize((padded.len() + overhead).next_multiple_of(BLOCK) - overhead, 0);
    let nonce = random(rng);
    Ok([nonce.as_slice(), &aead::seal(key, &nonce, &padded)].concat())
}

/// Opens a stored message with one of the group's keys and checks who wrote it.
///
/// # Errors
/// [`GroupMessageError`].
pub fn open<'k>(
    stored: &[u8],
    group: &GroupId,
    keys: impl IntoIterator<Item = &'k [u8; 32]>,
) -> Result<Opened, GroupMessageError> {
    let (nonce, sealed) = stored.split_first_chunk::<NONCE_BYTES>().ok_or(GroupMessageError::NoKey)?;
    let padded = keys.into_iter().find_map(|key| aead::open(key, nonce, sealed)).ok_or(GroupMessageError::NoKey)?;
    read(&padded, group)
}

/// Reads what was encrypted, padded or not. Everybody with a key of the group may have made it.
///
/// # Errors
/// [`GroupMessageError`].
pub fn read(padded: &[u8], group: &GroupId) -> Result<Opened, GroupMessageError> {
    let end = padded.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let dict = padded.get(..end).unwrap_or_default();
    let dict = Bt::read(dict).map_err(|_malformed| GroupMessageError::Malformed("dict"))?;
    let bytes = |key: &[u8]| dict.get(key).and_then(Bt::as_bytes);
    match dict.get(b"").and_then(Bt::as_int) {
        Some(VERSION) => {}
        Some(_newer) => return Err(GroupMessageError::Version),
        None => return Err(GroupMessageError::Malformed("version")),
    }
    let author = bytes(b"a").and_then(|key| key.try_into().ok());
    let sender_ed25519: [u8; 32] = author.ok_or(GroupMessageError::Malformed("author"))?;
    let signature = bytes(b"s").and_then(|signature| signature.try_into().ok());
    let signature: [u8; 64] = signature.ok_or(GroupMessageError::Malformed("signature"))?;
    let (payload, is_compressed) = match (bytes(b"d"), bytes(b"z")) {
        (Some(plain), None) => (plain, false),
        (None, Some(compressed)) => (compressed, true),
        _ => return Err(GroupMessageError::Malformed("payload")),
    };
    if payload.is_empty() {
        return Err(GroupMessageError::Size);
    }
    if !verify(&sender_ed25519, &signed_bytes(payload, group), &signature) {
        return Err(GroupMessageError::Signature);
    }
    let sender = AccountId::from_key(x25519_from_ed25519(&sender_ed25519).ok_or(GroupMessageError::Signature)?);
    let plain = if is_compressed {
        inflate_within(payload, MAX_PLAIN_BYTES).filter(|plain| !plain.is_empty())
    } else {
        Some(payload.to_vec()).filter(|plain| plain.len() <= MAX_PLAIN_BYTES)
    };
    Ok(Opened { sender, sender_ed25519, plain: plain.ok_or(GroupMessageError::Size)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRng;
    use crate::crypto::keys::Seed;
    use crate::protocol::groups::GroupAdmin;

    const KEY: [u8; 32] = [3; 32];

    fn sender() -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[7; 16]))
    }

    fn group() -> GroupId {
        GroupAdmin::from_seed(&[1; 32]).id()
    }

    #[test]
    fn a_message_opens_with_any_key_of_the_group_and_names_its_sender() {
        let long = vec![b'a'; 5_000];
        for plain in [b"hello".as_slice(), &long, &[0], &[1, 0, 0]] {
            let stored = seal(plain, &group(), &KEY, &sender(), &SystemRng).expect("it is small");
            assert!(stored.len().is_multiple_of(BLOCK) && stored.len() < 512, "compressed and padded");
            let opened = open(&stored, &group(), [&[9; 32], &KEY]).expect("one key is right");
            assert_eq!((opened.sender, opened.plain.as_slice()), (sender().account_id(), plain));
            assert_eq!(open(&stored, &group(), [&[9; 32]]), Err(GroupMessageError::NoKey));
        }
    }

    #[test]
    fn a_message_can_not_be_passed_on_to_another_group() {
        let stored = seal(b"hello", &group(), &KEY, &sender(), &SystemRng).expect("it is small");
        let other = GroupAdmin::from_seed(&[2; 32]).id();
        assert_eq!(open(&stored, &other, [&KEY]), Err(GroupMessageError::Signature));
    }

    fn dict(entries: [(&[u8], Bt); 4]) -> Result<Opened, GroupMessageError> {
        read(&Bt::dict(entries).to_bytes(), &group())
    }

    #[test]
    fn what_is_inside_is_checked() {
        let sender = sender();
        let author = || (b"a".as_slice(), Bt::bytes(*sender.ed25519_public()));
        let sign = |payload: &[u8]| (b"s".as_slice(), Bt::bytes(sender.sign(&signed_bytes(payload, &group()))));
        let version = |version| (b"".as_slice(), Bt::Int(version));
        let plain = |plain: &[u8]| (b"d".as_slice(), Bt::bytes(plain));
        assert!(dict([version(1), author(), sign(b"x"), plain(b"x")]).is_ok());
        assert_eq!(dict([version(2), author(), sign(b"x"), plain(b"x")]), Err(GroupMessageError::Version));
        assert_eq!(dict([version(1), author(), sign(b"y"), plain(b"x")]), Err(GroupMessageError::Signature));
        assert_eq!(dict([version(1), author(), sign(b""), plain(b"")]), Err(GroupMessageError::Size));
        let bomb = zstd::bulk::compress(&vec![0; MAX_PLAIN_BYTES + 1], LEVEL).expect("it can be compressed");
        let bomb = (sign(&bomb), (b"z".as_slice(), Bt::bytes(bomb.as_slice())));
        assert_eq!(dict([version(1), author(), bomb.0, bomb.1]), Err(GroupMessageError::Size));
        let both = Bt::dict([version(1), author(), sign(b"x"), plain(b"x"), (b"z", Bt::bytes(*b"x"))]);
        assert_eq!(read(&both.to_bytes(), &group()), Err(GroupMessageError::Malformed("payload")));
        assert_eq!(read(&[0; 20], &group()), Err(GroupMessageError::Malformed("dict")));
    }

    #[test]
    fn empty_and_huge_messages_are_not_sealed() {
        let sealed = |plain: &[u8]| seal(plain, &group(), &KEY, &sender(), &SystemRng);
        assert_eq!(sealed(b""), Err(GroupMessageError::Size));
        assert_eq!(sealed(&vec![0; MAX_PLAIN_BYTES + 1]), Err(GroupMessageError::Size));
    }
}

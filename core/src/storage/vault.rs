//! The key file: how the key of a store is found at the next start.
//!
//! `onionskin.keys` is: magic `ONSKKEYS` (8), version (4, little-endian), length of the body (4,
//! little-endian), the body, and the CRC-32 of everything before it (4, little-endian). The checksum
//! tells damage from a wrong password. The body is a protobuf message with the id of the store and
//! one slot: either the name of an entry in the keyring, or the key wrapped by XChaCha20-Poly1305
//! under Argon2id (RFC 9106) of the password. The password is taken in Unicode form NFC, so that it
//! does not depend on the keyboard.
//!
//! Changing the password wraps the same key anew: who had the old password *and* a copy of the old
//! key file still can open copies of the store.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use prost::Message;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::key::{StoreId, StoreKey};
use crate::clock::{SystemRng, random};

const MAGIC: &[u8; 8] = b"ONSKKEYS";
const VERSION: u32 = 1;
/// Bytes before the body.
const HEAD: usize = 16;
/// A key file has a few hundred bytes; more is none of ours.
const MAX_BYTES: usize = 64 * 1024;

/// What guessing a password costs. The defaults are the second recommendation of RFC 9106.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB, at most 1 GiB.
    pub memory_kib: u32,
    /// Passes, at most 64.
    pub passes: u32,
    /// Lanes, at most 16.
    pub lanes: u32,
}

impl PasswordCost {
    /// For tests, where guessing is no concern and time is.
    pub const TRIFLING: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };

    pub(super) const fn is_sane(self) -> bool {
        self.memory_kib <= 1024 * 1024 && self.passes <= 64 && self.lanes <= 16
    }
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 }
    }
}

/// Why a key file is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It isn't a key file.
    #[error("this is no key file")]
    Foreign,
    /// It is cut off or changed.
    #[error("the key file is damaged")]
    Damaged,
    /// It was written by a newer version of the program.
    #[error("the key file has version {0}")]
    Newer(u32),
    /// The password is wrong.
    #[error("the password is wrong")]
    WrongPassword,
    /// There is not enough memory to check the password.
    #[error("there is not enough memory to check the password")]
    OutOfMemory,
}

#[derive(Clone, PartialEq, Message)]
struct Body {
    #[prost(bytes = "vec", tag = "1")]
    store: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    keyring: Option<KeyringSlot>,
    #[prost(message, optional, tag = "3")]
    password: Option<PasswordSlot>,
}

#[derive(Clone, PartialEq, Message)]
struct KeyringSlot {
    #[prost(string, tag = "1")]
    entry: String,
}

#[derive(Clone, PartialEq, Message)]
struct PasswordSlot {
    #[prost(uint32, tag = "1")]
    memory_kib: u32,
    #[prost(uint32, tag = "2")]
    passes: u32,
    #[prost(uint32, tag = "3")]
    lanes: u32,
    #[prost(bytes = "vec", tag = "4")]
    salt: Vec<u8>,
    #[prost(bytes = "vec", tag = "5")]
    nonce: Vec<u8>,
    #[prost(bytes = "vec", tag = "6")]
    wrapped: Vec<u8>,
}

/// A key wrapped by a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    cost: PasswordCost,
    salt: [u8; 16],
    nonce: [u8; 24],
    wrapped: [u8; 48],
}

/// Where the key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// In the keyring, under this name.
    Keyring(String),
    /// Here, behind a password.
    Password(Wrapped),
}

/// The content of a key file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vault {
    /// Which store the key belongs to.
    pub store: StoreId,
    /// Where the key is.
    pub slot: Slot,
}

impl Wrapped {
    /// Wraps a key.
    ///
    /// # Errors
    /// [`VaultError::OutOfMemory`].
    pub fn seal(key: &StoreKey, store: &StoreId, password: &str, cost: PasswordCost) -> Result<Self, VaultError> {
        let (salt, nonce) = (random(&SystemRng), random(&SystemRng));
        let cipher = Self::cipher(password, &salt, cost)?;
        let sealed = cipher.encrypt(&nonce.into(), Payload { msg: key.as_bytes(), aad: &Self::context(store) });
        let wrapped = sealed.ok().and_then(|bytes| bytes.try_into().ok()).ok_or(VaultError::OutOfMemory)?;
        Ok(Self { cost, salt, nonce, wrapped })
    }

    /// Unwraps the key.
    ///
    /// # Errors
    /// [`VaultError::WrongPassword`], [`VaultError::OutOfMemory`].
    pub fn open(&self, store: &StoreId, password: &str) -> Result<StoreKey, VaultError> {
        let cipher = Self::cipher(password, &self.salt, self.cost)?;
        let payload = Payload { msg: &self.wrapped, aad: &Self::context(store) };
        let opened = cipher.decrypt(&self.nonce.into(), payload).map_err(|_forged| VaultError::WrongPassword)?;
        StoreKey::from_slice(&Zeroizing::new(opened)).ok_or(VaultError::Damaged)
    }

    fn context(store: &StoreId) -> Vec<u8> {
        [b"onionskin key file 1".as_slice(), store].concat()
    }

    fn cipher(password: &str, salt: &[u8; 16], cost: PasswordCost) -> Result<XChaCha20Poly1305, VaultError> {
        Ok(XChaCha20Poly1305::new((&*password_key(password, salt, cost)?).into()))
    }
}

/// The key that a password makes with a salt. Takes about half a second.
///
/// # Errors
/// [`VaultError::OutOfMemory`]; [`VaultError::Damaged`] for a cost that is none.
pub(super) fn password_key(
    password: &str,
    salt: &[u8; 16],
    cost: PasswordCost,
) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let password: Zeroizing<String> = Zeroizing::new(password.nfc().collect());
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32));
    let params = params.map_err(|_impossible| VaultError::Damaged)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_out_of_memory| VaultError::OutOfMemory)?;
    Ok(key)
}

impl From<&Wrapped> for PasswordSlot {
    fn from(wrapped: &Wrapped) -> Self {
        Self {
            memory_kib: wrapped.cost.memory_kib,
            passes: wrapped.cost.passes,
            lanes: wrapped.cost.lanes,
            salt: wrapped.salt.to_vec(),
            nonce: wrapped.nonce.to_vec(),
            wrapped: wrapped.wrapped.to_vec(),
        }
    }
}

impl TryFrom<PasswordSlot> for Wrapped {
    type Error = VaultError;

    fn try_from(slot: PasswordSlot) -> Result<Self, VaultError> {
        let cost = PasswordCost { memory_kib: slot.memory_kib, passes: slot.passes, lanes: slot.lanes };
        let parts = (slot.salt.try_into(), slot.nonce.try_into(), slot.wrapped.try_into());
        match parts {
            (Ok(salt), Ok(nonce), Ok(wrapped)) if cost.is_sane() => Ok(Self { cost, salt, nonce, wrapped }),
            _ => Err(VaultError::Damaged),
        }
    }
}

impl Vault {
    /// The bytes of the key file.
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Body { store: self.store.to_vec(), ..Body::default() };
        match &self.slot {
            Slot::Keyring(entry) => body.keyring = Some(KeyringSlot { entry: entry.clone() }),
            Slot::Password(wrapped) => body.password = Some(wrapped.into()),
        }
        let body = body.encode_to_vec();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend(body);
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// Reads the bytes of a key file.
    ///
    /// # Errors
    /// [`VaultError::Foreign`], [`VaultError::Damaged`], [`VaultError::Newer`].
    pub fn decode(bytes: &[u8]) -> Result<Self, VaultError> {
        let magic = bytes.get(..MAGIC.len().min(bytes.len())).unwrap_or_default();
        if !MAGIC.starts_with(magic) || bytes.len() > MAX_BYTES {
            return Err(VaultError::Foreign);
        }
        let (rest, checksum) = bytes.split_last_chunk::<4>().ok_or(VaultError::Damaged)?;
        let version = rest.get(8..12).and_then(|version| version.try_into().ok()).map(u32::from_le_bytes);
        let length = rest.get(12..HEAD).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes);
        let (Some(version), Some(length), Some(body)) = (version, length, rest.get(HEAD..)) else {
            return Err(VaultError::Damaged);
        };
        let is_whole = u32::try_from(body.len()) == Ok(length) && crc32fast::hash(rest).to_le_bytes() == *checksum;
        match version {
            VERSION if is_whole => Self::decode_body(body),
            newer if newer > VERSION && is_whole => Err(VaultError::Newer(newer)),
            _ => Err(VaultError::Damaged),
        }
    }

    fn decode_body(body: &[u8]) -> Result<Self, VaultError> {
        let body = Body::decode(body).map_err(|_undecodable| VaultError::Damaged)?;
        let store = body.store.try_into().map_err(|_length| VaultError::Damaged)?;
        let slot = match (body.keyring, body.password) {
            (Some(slot), None) => Slot::Keyring(slot.entry),
            (None, Some(slot)) => Slot::Password(slot.try_into()?),
            _ => return Err(VaultError::Damaged),
        };
        Ok(Self { store, slot })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (StoreKey, Vault) {
        let key = StoreKey::generate();
        let wrapped = Wrapped::seal(&key, &[7; 16], "grün", PasswordCost::TRIFLING).expect("there is memory");
        (key, Vault { store: [7; 16], slot: Slot::Password(wrapped) })
    }

    #[test]
    fn a_key_file_survives_encode_and_decode() {
        let (key, vault) = vault();
        let read = Vault::decode(&vault.encode()).expect("it is ours");
        assert_eq!(read, vault);
        let Slot::Password(wrapped) = read.slot else { panic!("it was a password") };
        assert_eq!(wrapped.open(&[7; 16], "grün"), Ok(key.clone()));
        assert_eq!(wrapped.open(&[7; 16], "gru\u{308}n"), Ok(key), "the same text in form NFD");
        assert_eq!(wrapped.open(&[7; 16], "grun"), Err(VaultError::WrongPassword));
        assert_eq!(wrapped.open(&[8; 16], "grün"), Err(VaultError::WrongPassword), "another store");
        let keyring = Vault { store: [1; 16], slot: Slot::Keyring("a name".into()) };
        assert_eq!(Vault::decode(&keyring.encode()), Ok(keyring));
    }

    #[test]
    fn a_key_file_that_is_cut_or_changed_is_damaged() {
        let bytes = vault().1.encode();
        for length in 0..bytes.len() {
            assert_eq!(Vault::decode(&bytes[..length]), Err(VaultError::Damaged), "cut to {length}");
        }
        for index in MAGIC.len()..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 0x10;
            assert_eq!(Vault::decode(&changed), Err(VaultError::Damaged), "changed at {index}");
        }
    }

    #[test]
    fn a_foreign_and_a_newer_key_file_are_told_apart() {
        assert_eq!(Vault::decode(b"not a key file at all"), Err(VaultError::Foreign));
        let mut bytes = vault().1.encode();
        bytes[8] = 9;
        let end = bytes.len() - 4;
        let checksum = crc32fast::hash(&bytes[..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&checksum);
        assert_eq!(Vault::decode(&bytes), Err(VaultError::Newer(9)));
    }
}

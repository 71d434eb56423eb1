//! The head of a backup: what is needed to make its key from the password.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | magic `ONSKBACK` |
//! | 4 | version, little-endian, as all numbers here |
//! | 12 | Argon2id (RFC 9106): memory in KiB, passes, lanes |
//! | 16 | salt |
//! | 19 | the start of every nonce |
//! | 16 | a check of the key, which tells a wrong password from damage |
//! | 4 | CRC-32 of all before it |
//!
//! The whole head is authenticated with every chunk.

use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use subtle::ConstantTimeEq;

use super::BackupError;
use crate::clock::{SystemRng, random};
use crate::storage::key::StoreKey;
use crate::storage::vault::{PasswordCost, password_key};

const MAGIC: &[u8; 8] = b"ONSKBACK";
const VERSION: u32 = 1;
/// Bytes of a head.
pub(super) const LENGTH: usize = 79;
/// Fewest characters of a password for a new backup: a file can be guessed at for years.
pub const MIN_PASSWORD_CHARS: usize = 8;

/// The head of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    cost: PasswordCost,
    salt: [u8; 16],
    nonce: [u8; 19],
    check: [u8; 16],
}

impl Head {
    /// The head of a new backup, and what seals its chunks. Takes about half a second.
    ///
    /// # Errors
    /// [`BackupError::OutOfMemory`].
    pub(super) fn create(password: &str, cost: PasswordCost) -> Result<(Self, XChaCha20Poly1305), BackupError> {
        let mut head = Self { cost, salt: random(&SystemRng), nonce: random(&SystemRng), check: [0; 16] };
        let (cipher, check) = head.keys(password)?;
        head.check = check;
        Ok((head, cipher))
    }

    /// What opens the chunks. Takes about half a second.
    ///
    /// # Errors
    /// [`BackupError::WrongPassword`], [`BackupError::OutOfMemory`].
    pub(super) fn open(&self, password: &str) -> Result<XChaCha20Poly1305, BackupError> {
        let (cipher, check) = self.keys(password)?;
        if bool::from(check.ct_eq(&self.check)) { Ok(cipher) } else { Err(BackupError::WrongPassword) }
    }

    fn keys(&self, password: &str) -> Result<(XChaCha20Poly1305, [u8; 16]), BackupError> {
        let made = password_key(password, &self.salt, self.cost)?;
        let key = StoreKey::from_slice(made.as_slice()).ok_or(BackupError::Damaged)?;
        let cipher = XChaCha20Poly1305::new((&*key.derive(b"onionskin backup chunks", &self.salt)).into());
        let check = key.derive(b"onionskin backup check", &self.salt);
        Ok((cipher, check.first_chunk().copied().unwrap_or_default()))
    }

    /// The start of every nonce.
    pub(super) const fn nonce(&self) -> &[u8; 19] {
        &self.nonce
    }

    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for number in [VERSION, self.cost.memory_kib, self.cost.passes, self.cost.lanes] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.check);
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// Reads a head. A cost that is none is refused, so that nobody has us compute for hours.
    ///
    /// # Errors
    /// [`BackupError::Foreign`], [`BackupError::Newer`], [`BackupError::Damaged`].
    pub fn decode(bytes: &[u8]) -> Result<Self, BackupError> {
        let known = bytes.len().min(MAGIC.len());
        if known == 0 || bytes.get(..known) != MAGIC.get(..known) {
            return Err(BackupError::Foreign);
        }
        let (body, crc) = bytes.get(..LENGTH).and_then(<[u8]>::split_last_chunk::<4>).ok_or(BackupError::Damaged)?;
        let mut rest = body.get(MAGIC.len()..).ok_or(BackupError::Damaged)?;
        let version = u32::from_le_bytes(take(&mut rest)?);
        if version > VERSION {
            return Err(BackupError::Newer);
        }
        if crc32fast::hash(body) != u32::from_le_bytes(*crc) || version == 0 {
            return Err(BackupError::Damaged);
        }
        let cost = PasswordCost {
            memory_kib: u32::from_le_bytes(take(&mut rest)?),
            passes: u32::from_le_bytes(take(&mut rest)?),
            lanes: u32::from_le_bytes(take(&mut rest)?),
        };
        if !cost.is_sane() {
            return Err(BackupError::Damaged);
        }
        Ok(Self { cost, salt: take(&mut rest)?, nonce: take(&mut rest)?, check: take(&mut rest)? })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], BackupError> {
    let (taken, left) = rest.split_first_chunk::<N>().ok_or(BackupError::Damaged)?;
    *rest = left;
    Ok(*taken)
}

//! Who somebody is in a community: blinded ids, signatures by them, messages between them.
//!
//! A community sees an account's key multiplied by a factor of its own, so that ids of two communities
//! can't be linked. Whoever knows an account id and the community's key can compute the blinded id, not
//! the other way round (protocol notes, config 11.1). Ids of the older kind have an ambiguous sign, both
//! of which count. Messages between blinded ids open for both sides.

use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};
use zeroize::Zeroizing;

use super::aead;
use super::edwards::{flipped, is_negative, point, positive_point, public_of, scalar_of, secret_scalar, sign};
use super::hash::{blake2b_32, blake2b_64};
use super::keys::{AccountKeys, Seed, x25519_from_ed25519};
use crate::clock::{Rng, random};
use crate::id::{AccountId, BlindedId, Blinding};

/// First byte of a message to a blinded id.
const VERSION: u8 = 0;

/// Why a message between blinded ids can't be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlindingError {
    /// A key is no usable point.
    #[error("a key is weak")]
    WeakKey,
    /// Sender and recipient are blinded in different ways, or we are neither.
    #[error("the message is not between these ids")]
    Foreign,
    /// The bytes are short, of another version, or under another key.
    #[error("the message does not open")]
    Unopened,
    /// What is inside was written by somebody else than it claims.
    #[error("the sender is another")]
    Sender,
}

/// The factor of the older kind; the same for everybody in a community.
pub fn factor15(server: &[u8; 32]) -> Scalar {
    scalar_of(b"", &[server])
}

/// The factor of the newer kind; another for everybody.
pub fn factor25(account: &AccountId, server: &[u8; 32]) -> Scalar {
    scalar_of(b"", &[&account.to_bytes(), server])
}

/// The blinded id of an account, of the positive sign; nothing for an account whose key is weak.
pub fn blinded_id(account: &AccountId, server: &[u8; 32], blinding: Blinding) -> Option<BlindedId> {
    let factor = match blinding {
        Blinding::Fifteen => factor15(server),
        Blinding::TwentyFive => factor25(account, server),
    };
    let key = (positive_point(account.key())? * factor).compress().to_bytes();
    Some(BlindedId::from_key(blinding, key))
}

/// Both ids of the older kind that an account may have.
pub fn blinded_ids15(account: &AccountId, server: &[u8; 32]) -> Option<[BlindedId; 2]> {
    let id = blinded_id(account, server, Blinding::Fifteen)?;
    Some([id, BlindedId::from_key(Blinding::Fifteen, flipped(id.key()))])
}

/// Whether a blinded id is that of an account.
pub fn is_id_of(blinded: &BlindedId, account: &AccountId, server: &[u8; 32]) -> bool {
    let Some(id) = blinded_id(account, server, blinded.blinding()) else { return false };
    id == *blinded || (blinded.blinding() == Blinding::Fifteen && flipped(id.key()) == *blinded.key())
}

/// Our key pair in a community.
pub struct BlindedKeys {
    id: BlindedId,
    /// Of the blinded key.
    scalar: Zeroizing<Scalar>,
    /// What a message to others is multiplied with: the account's scalar in the older kind.
    exchange: Zeroizing<Scalar>,
    /// From which the nonces of signatures derive.
    nonce_seed: Zeroizing<[u8; 32]>,
    account: AccountId,
    ed25519: [u8; 32],
    server: [u8; 32],
}

impl BlindedKeys {
    /// Derives our keys in the community whose 32-byte key is `server`.
    pub fn derive(keys: &AccountKeys, server: &[u8; 32], blinding: Blinding) -> Self {
        let own = secret_scalar(keys);
        let (scalar, exchange, nonce_seed) = match blinding {
            Blinding::Fifteen => {
                let parts = Sha512::new().chain_update(keys.seed().as_bytes()).chain_update(keys.ed25519_public());
                let hash = Zeroizing::new(<[u8; 64]>::from(parts.finalize()));
                let mut nonce_seed = Zeroizing::new([0; 32]);
                nonce_seed.copy_from_slice(hash.split_at(32).1);
                (Zeroizing::new(factor15(server) * *own), own, nonce_seed)
            }
            Blinding::TwentyFive => {
                let factor = factor25(&keys.account_id(), server);
                let signed = if is_negative(keys.ed25519_public()) { -factor } else { factor };
                let scalar = Zeroizing::new(signed * *own);
                let nonce_seed = blake2b_32(b"SessCommBlind25_seed", &[keys.seed().as_bytes()]);
                (scalar.clone(), scalar, Zeroizing::new(nonce_seed))
            }
        };
        Self {
            id: BlindedId::from_key(blinding, public_of(&scalar)),
            scalar,
            exchange,
            nonce_seed,
            account: keys.account_id(),
            ed25519: *keys.ed25519_public(),
            server: *server,
        }
    }

    /// Our id in the community.
    pub const fn id(&self) -> BlindedId {
        self.id
    }

    /// The secret scalar of the id.
    pub fn scalar(&self) -> &Scalar {
        &self.scalar
    }

    /// A signature that verifies by the key of [`Self::id`]; the same message gives the same one.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let parts: [&[u8]; 3] = [&*self.nonce_seed, self.id.key(), message];
        let nonce = Zeroizing::new(match self.id.blinding() {
            Blinding::Fifteen => {
                let mut hash = Sha512::new();
                for part in parts {
                    hash.update(part);
                }
                Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
            }
            Blinding::TwentyFive => Scalar::from_bytes_mod_order_wide(&blake2b_64(b"SessCommBlind25_sig", &parts)),
        });
        sign(&self.scalar, self.id.key(), &nonce, message)
    }

    fn key_with(&self, other: &BlindedId, sender: &BlindedId, recipient: &BlindedId) -> Option<Zeroizing<[u8; 32]>> {
        let shared = Zeroizing::new((point(other.key())? * *self.exchange).compress().to_bytes());
        Some(Zeroizing::new(blake2b_32(b"", &[&*shared, sender.key(), recipient.key()])))
    }

    /// Encrypts a message to somebody in the same community.
    ///
    /// # Errors
    /// [`BlindingError::Foreign`] when the recipient's id is of the other kind,
    /// [`BlindingError::WeakKey`].
    pub fn seal(&self, message: &[u8], recipient: &BlindedId, rng: &dyn Rng) -> Result<Vec<u8>, BlindingError> {
        if recipient.blinding() != self.id.blinding() {
            return Err(BlindingError::Foreign);
        }
        let key = self.key_with(recipient, &self.id, recipient).ok_or(BlindingError::WeakKey)?;
        let nonce = random(rng);
        let inner = Zeroizing::new([message, &self.ed25519].concat());
        Ok([&[VERSION], aead::seal(&key, &nonce, &inner).as_slice(), &nonce].concat())
    }

    /// Decrypts a message that we received or sent; gives who wrote it, and the message.
    ///
    /// # Errors
    /// [`BlindingError`].
    pub fn open(
        &self,
        sealed: &[u8],
        sender: &BlindedId,
        recipient: &BlindedId,
    ) -> Result<(AccountId, Vec<u8>), BlindingError> {
        let is_ours = |id: &BlindedId| is_id_of(id, &self.account, &self.server);
        let other = if is_ours(sender) { recipient } else { sender };
        if sender.blinding() != self.id.blinding()
            || recipient.blinding() != self.id.blinding()
            || !(is_ours(sender) || is_ours(recipient))
        {
            return Err(BlindingError::Foreign);
        }
        let key = self.key_with(other, sender, recipient).ok_or(BlindingError::WeakKey)?;
        let (text, nonce) = sealed
            .strip_prefix(&[VERSION])
            .and_then(|rest| rest.split_last_chunk::<{ aead::NONCE_BYTES }>())
            .ok_or(BlindingError::Unopened)?;
        let mut inner = aead::open(&key, nonce, text).ok_or(BlindingError::Unopened)?;
        let claimed = inner.split_last_chunk::<32>().map(|(_, claimed)| *claimed).ok_or(BlindingError::Unopened)?;
        let account = AccountId::from_key(x25519_from_ed25519(&claimed).ok_or(BlindingError::Sender)?);
        if !is_id_of(sender, &account, &self.server) {
            return Err(BlindingError::Sender);
        }
        inner.truncate(inner.len() - 32);
        Ok((account, inner))
    }
}

/// Hides the secrets.
impl std::fmt::Debug for BlindedKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BlindedKeys").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The keys that sign questions to servers about versions, so that they don't learn who asks. Their
/// Ed25519 key after the prefix `07` is the id such a server sees.
pub fn version_keys(keys: &AccountKeys) -> AccountKeys {
    AccountKeys::from_seed(&Seed::from_padded(blake2b_32(b"VersionCheckKey_sig", &[keys.seed().as_bytes()])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRng;
    use crate::crypto::keys::verify;

    const SERVER: [u8; 32] = [9; 32];

    fn keys(byte: u8) -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[byte; 16]))
    }

    #[test]
    fn ids_match_their_account_in_their_community_only() {
        for byte in 1..9 {
            let keys = keys(byte);
            for blinding in [Blinding::Fifteen, Blinding::TwentyFive] {
                let id = BlindedKeys::derive(&keys, &SERVER, blinding).id();
                assert!(is_id_of(&id, &keys.account_id(), &SERVER));
                assert!(!is_id_of(&id, &keys.account_id(), &[8; 32]));
                assert!(!is_id_of(&id, &super::tests::keys(byte + 1).account_id(), &SERVER));
            }
        }
    }

    #[test]
    fn a_message_opens_for_both_sides_and_nobody_else() {
        for blinding in [Blinding::Fifteen, Blinding::TwentyFive] {
            let derive = |byte| BlindedKeys::derive(&keys(byte), &SERVER, blinding);
            let (alice, bob, carol) = (derive(1), derive(2), derive(3));
            let sealed = alice.seal(b"hello", &bob.id(), &SystemRng).expect("a good key");
            for reader in [&alice, &bob] {
                let (account, message) = reader.open(&sealed, &alice.id(), &bob.id()).expect("it is for them");
                assert_eq!((account, message.as_slice()), (keys(1).account_id(), b"hello".as_slice()));
            }
            assert_eq!(carol.open(&sealed, &alice.id(), &bob.id()), Err(BlindingError::Foreign));
            assert_eq!(carol.open(&sealed, &alice.id(), &carol.id()), Err(BlindingError::Unopened));
        }
    }

    #[test]
    fn nobody_can_write_under_another_id() {
        let derive = |byte| BlindedKeys::derive(&keys(byte), &SERVER, Blinding::TwentyFive);
        let (alice, bob) = (derive(1), derive(2));
        let forged = BlindedKeys { ed25519: *keys(3).ed25519_public(), ..derive(1) };
        let sealed = forged.seal(b"hello", &bob.id(), &SystemRng).expect("a good key");
        assert_eq!(bob.open(&sealed, &alice.id(), &bob.id()), Err(BlindingError::Sender));
    }

    #[test]
    fn signatures_verify_by_the_blinded_key() {
        for blinding in [Blinding::Fifteen, Blinding::TwentyFive] {
            let keys = BlindedKeys::derive(&keys(1), &SERVER, blinding);
            assert!(verify(keys.id().key(), b"message", &keys.sign(b"message")));
        }
    }
}

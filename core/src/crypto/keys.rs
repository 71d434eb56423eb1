//! The seed of an account and every key that follows from it.
//!
//! An account is 16 random bytes. Padded with zeros to 32 they are an Ed25519 seed; the X25519 pair is
//! the birational image of that Ed25519 pair, and `05` with the X25519 public key is the account id
//! (protocol notes, messages 1.1). The Ed25519 public key can't be found from the account id.
//!
//! Secrets are overwritten when they are dropped and never printed.

use curve25519_dalek::MontgomeryPoint;
use curve25519_dalek::edwards::CompressedEdwardsY;
use ed25519_dalek::hazmat::{ExpandedSecretKey, raw_sign};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha512};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::clock::{Rng, random};
use crate::id::AccountId;

/// Bytes of randomness in an account.
pub const ENTROPY_BYTES: usize = 16;

/// The 32 bytes from which everything of an account derives; usually 16 random bytes and 16 zeros.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// The seed of a new account.
    pub fn generate(rng: &dyn Rng) -> Self {
        let entropy = Zeroizing::new(random::<ENTROPY_BYTES>(rng));
        Self::from_entropy(&entropy)
    }

    /// The seed that 16 random bytes stand for.
    pub fn from_entropy(entropy: &[u8; ENTROPY_BYTES]) -> Self {
        let mut padded = [0; 32];
        for (to, from) in padded.iter_mut().zip(entropy) {
            *to = *from;
        }
        Self(padded)
    }

    /// A seed of 32 bytes, used as it is.
    pub const fn from_padded(padded: [u8; 32]) -> Self {
        Self(padded)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The 16 bytes that the recovery password encodes, or nothing when the seed has more than 16.
    pub fn entropy(&self) -> Option<Zeroizing<[u8; ENTROPY_BYTES]>> {
        let (entropy, zeros) = self.0.split_first_chunk::<ENTROPY_BYTES>()?;
        zeros.iter().all(|byte| *byte == 0).then(|| Zeroizing::new(*entropy))
    }
}

/// Hides the seed.
impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// All keys of an account, expanded once.
pub struct AccountKeys {
    seed: Seed,
    signing: ExpandedSecretKey,
    verifying: VerifyingKey,
    x25519_secret: Zeroizing<[u8; 32]>,
    account: AccountId,
}

impl AccountKeys {
    /// Derives the keys of a seed.
    pub fn from_seed(seed: &Seed) -> Self {
        let hash: Zeroizing<[u8; 64]> = Zeroizing::new(Sha512::digest(seed.as_bytes()).into());
        let signing = ExpandedSecretKey::from_bytes(&hash);
        let verifying = VerifyingKey::from(&signing);
        let mut x25519_secret = Zeroizing::new([0; 32]);
        x25519_secret.copy_from_slice(hash.split_at(32).0);
        *x25519_secret = curve25519_dalek::scalar::clamp_integer(*x25519_secret);
        let account = AccountId::from_key(verifying.to_montgomery().to_bytes());
        Self { seed: seed.clone(), signing, verifying, x25519_secret, account }
    }

    /// What the keys were derived from; it also encrypts our config messages.
    pub const fn seed(&self) -> &Seed {
        &self.seed
    }

    /// Our account id.
    pub const fn account_id(&self) -> AccountId {
        self.account
    }

    /// The Ed25519 public key; requests to our swarm carry it.
    pub fn ed25519_public(&self) -> &[u8; 32] {
        self.verifying.as_bytes()
    }

    /// The X25519 public key: the account id without its prefix.
    pub const fn x25519_public(&self) -> &[u8; 32] {
        self.account.key()
    }

    /// The X25519 secret, clamped.
    pub fn x25519_secret(&self) -> &[u8; 32] {
        &self.x25519_secret
    }

    /// A detached Ed25519 signature.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        raw_sign::<Sha512>(&self.signing, message, &self.verifying).to_bytes()
    }

    /// The secret both sides of an X25519 exchange share, or nothing when `public` is of small order.
    pub fn shared_secret(&self, public: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
        x25519(&self.x25519_secret, public)
    }
}

/// Hides the keys.
impl std::fmt::Debug for AccountKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountKeys").field("account", &self.account).finish_non_exhaustive()
    }
}

/// X25519: `secret` (clamped here if it is not) times `public`, or nothing when the result is all zeros.
pub fn x25519(secret: &[u8; 32], public: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
    let shared = Zeroizing::new(MontgomeryPoint(*public).mul_clamped(*secret).to_bytes());
    let joined = shared.iter().fold(0, |joined, byte| joined | byte);
    (joined != 0).then_some(shared)
}

/// The X25519 public key of an X25519 secret.
pub fn x25519_public(secret: &[u8; 32]) -> [u8; 32] {
    MontgomeryPoint::mul_base_clamped(*secret).to_bytes()
}

/// The X25519 key of an Ed25519 public key, or nothing when it is not a point of the prime-order group.
pub fn x25519_from_ed25519(public: &[u8; 32]) -> Option<[u8; 32]> {
    let point = CompressedEdwardsY(*public).decompress()?;
    let is_usable = !point.is_small_order() && point.is_torsion_free();
    is_usable.then(|| point.to_montgomery().to_bytes())
}

/// Whether `signature` is the one of `message` by the Ed25519 key `public`; weak keys are refused.
pub fn verify(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> AccountKeys {
        let entropy = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef];
        AccountKeys::from_seed(&Seed::from_entropy(&entropy))
    }

    #[test]
    fn the_account_id_of_a_known_seed_is_the_published_one() {
        let expected = "05d2ad010eeb72d72e561d9de7bd7b6989af77dcabffa03a5111a6c859ae5c3a72";
        assert_eq!(keys().account_id().to_string(), expected);
    }

    #[test]
    fn both_halves_of_the_account_agree() {
        let keys = keys();
        assert_eq!(x25519_public(keys.x25519_secret()), *keys.x25519_public());
        assert_eq!(x25519_from_ed25519(keys.ed25519_public()), Some(*keys.x25519_public()));
    }

    #[test]
    fn a_signature_verifies_only_for_its_message() {
        let keys = keys();
        let signature = keys.sign(b"message");
        assert!(verify(keys.ed25519_public(), b"message", &signature));
        assert!(!verify(keys.ed25519_public(), b"another", &signature));
    }

    #[test]
    fn points_of_small_order_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(x25519_from_ed25519(&identity), None);
        assert!(x25519(&[7; 32], &[0; 32]).is_none());
    }

    #[test]
    fn secrets_are_not_printed() {
        assert_eq!(format!("{:?}", Seed::from_padded([7; 32])), "Seed(…)");
        assert_eq!(format!("{:?}", keys()), "AccountKeys { account: 05d2ad…, .. }");
    }

    #[test]
    fn only_padded_seeds_have_entropy() {
        assert_eq!(Seed::from_entropy(&[9; 16]).entropy().as_deref(), Some(&[9; 16]));
        assert!(Seed::from_padded([9; 32]).entropy().is_none());
    }
}

//! Keys of the emulator: Ed25519 pairs, their X25519 form, hex.
//!
//! A service node has an Ed25519 key (its identity, signs answers) and the X25519 key that follows
//! from it (onion layers are encrypted to it). An account is `05` and the X25519 form of its
//! Ed25519 key, or `03` and an Ed25519 key itself (protocol notes: network 2.1, 4.1; messages 1.1).

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha512};
use x25519_dalek::{PublicKey, StaticSecret};

/// Lower-case hex digits of some bytes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Bytes from hex digits of either case; none if it isn't hex or not `N` bytes.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// Bytes from the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    bytes
}

/// The X25519 form of an Ed25519 public key; none if it is no point.
pub(crate) fn montgomery(ed25519: &[u8; 32]) -> Option<[u8; 32]> {
    Some(VerifyingKey::from_bytes(ed25519).ok()?.to_montgomery().to_bytes())
}

/// The X25519 secret of an Ed25519 seed: the first half of its SHA-512, clamped on use.
pub(crate) fn x25519_secret(seed: &[u8; 32]) -> [u8; 32] {
    let digest = Sha512::digest(seed);
    let mut secret = [0; 32];
    secret.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    secret
}

/// The public key of an X25519 secret.
pub(crate) fn x25519_public(secret: &[u8; 32]) -> [u8; 32] {
    PublicKey::from(&StaticSecret::from(*secret)).to_bytes()
}

/// The raw shared secret of X25519.
pub(crate) fn x25519(secret: &[u8; 32], public: &[u8; 32]) -> [u8; 32] {
    StaticSecret::from(*secret).diffie_hellman(&PublicKey::from(*public)).to_bytes()
}

/// Whether `signature` over `message` is good under `key`.
pub(crate) fn verifies(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// The keys of one service node.
#[derive(Clone)]
pub(crate) struct NodeKeys {
    /// Ed25519 public key: the node's name.
    pub(crate) ed25519: [u8; 32],
    /// X25519 public key.
    pub(crate) x25519: [u8; 32],
    /// Legacy public key, shown in swarm lists only.
    pub(crate) legacy: [u8; 32],
    x25519_secret: [u8; 32],
    signer: SigningKey,
}

impl NodeKeys {
    /// Keys from a seed.
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        let signer = SigningKey::from_bytes(seed);
        let x25519_secret = x25519_secret(seed);
        Self {
            ed25519: signer.verifying_key().to_bytes(),
            x25519: x25519_public(&x25519_secret),
            legacy: Sha512::digest(signer.verifying_key().to_bytes())
                .first_chunk::<32>()
                .copied()
                .expect("SHA-512 has 64 bytes"),
            x25519_secret,
            signer,
        }
    }

    /// Keys of a recorded node, whose Ed25519 secret nobody kept: its answers are signed by another key.
    pub(crate) fn recorded(ed25519: [u8; 32], x25519_secret: [u8; 32], legacy: [u8; 32]) -> Self {
        let signer = SigningKey::from_bytes(&x25519_secret);
        Self { ed25519, x25519: x25519_public(&x25519_secret), legacy, x25519_secret, signer }
    }

    /// The shared secret with a client's ephemeral key.
    pub(crate) fn shared(&self, ephemeral: &[u8; 32]) -> [u8; 32] {
        x25519(&self.x25519_secret, ephemeral)
    }

    /// Signs an answer; base64.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        data_encoding::BASE64.encode(&self.signer.sign(message).to_bytes())
    }
}

//! The sealed box of one-to-one messages, with the sender's signature inside.
//!
//! A box is libsodium's: an ephemeral X25519 key (32), a Poly1305 tag (16) and `XSalsa20` text, the nonce
//! being BLAKE2b-24 of both public keys. Inside follow the padded content, the sender's Ed25519 key (32)
//! and a signature (64) over content, that key and the recipient's X25519 key, so that a box can't be
//! passed on as if it had been for somebody else (protocol notes, messages 2.1 and 2.4).
//!
//! The sender is only ever who signed. Opening a box is the cost of catching up, so it does one
//! decompression of the sender's key for both the check and the conversion.

use blake2::Blake2b;
use blake2::digest::consts::{U10, U24};
use blake2::digest::{Digest, Output};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use salsa20::cipher::{KeyIvInit, StreamCipher};
use salsa20::{XSalsa20, hsalsa};
use sha2::Sha512;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::hash::blake2b_32;
use super::keys::{AccountKeys, x25519, x25519_public};
use crate::clock::{Rng, random};
use crate::id::AccountId;

/// Bytes a box adds to what it holds: ephemeral key and tag.
pub const BOX_OVERHEAD: usize = 32 + TAG_BYTES;
/// Bytes that prove who wrote: Ed25519 key and signature.
pub const PROOF_BYTES: usize = 32 + 64;
/// Bytes of a Poly1305 tag.
const TAG_BYTES: usize = 16;

/// Why a box does not open or does not seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealedError {
    /// There are fewer bytes than an empty message has.
    #[error("the box is too short")]
    TooShort,
    /// The box is not for us, or was changed.
    #[error("the box does not open with our key")]
    Unopened,
    /// What is inside was not signed by the key it names.
    #[error("the signature is wrong")]
    Signature,
    /// A key is no usable point.
    #[error("a key is weak")]
    WeakKey,
}

/// What a box held.
#[derive(Debug)]
pub struct Signed {
    /// Who signed.
    pub sender: AccountId,
    /// The Ed25519 key that signed.
    pub sender_ed25519: [u8; 32],
    /// The content, still padded.
    pub padded: Vec<u8>,
}

/// Signs a padded content for `recipient` and seals it.
///
/// # Errors
/// [`SealedError::WeakKey`] when the recipient's key is of small order.
pub fn seal_signed(
    padded: &[u8],
    keys: &AccountKeys,
    recipient: &AccountId,
    rng: &dyn Rng,
) -> Result<Vec<u8>, SealedError> {
    let inner = with_proof(padded, keys, recipient.key());
    seal(&inner, recipient.key(), rng)
}

/// As [`seal_signed`], but the same message to the same recipient always gives the same bytes, so that a
/// swarm knows it again (protocol notes, config 10.4).
///
/// # Errors
/// [`SealedError::WeakKey`] when the recipient's key is of small order.
pub fn seal_signed_repeatably(
    message: &[u8],
    keys: &AccountKeys,
    recipient: &AccountId,
) -> Result<Vec<u8>, SealedError> {
    let inner = with_proof(message, keys, recipient.key());
    let parts: [&[u8]; 3] = [keys.seed().as_bytes(), recipient.key(), message];
    let seed = Zeroizing::new(blake2b_32(b"SessionBoxEphemeralHashKey", &parts));
    let hash = Zeroizing::new(<[u8; 64]>::from(Sha512::digest(*seed)));
    let mut secret = Zeroizing::new([0; 32]);
    secret.copy_from_slice(hash.split_at(32).0);
    seal_with(&inner, recipient.key(), &secret)
}

/// A message, its sender's Ed25519 key and the signature over both and the recipient's key.
fn with_proof(message: &[u8], keys: &AccountKeys, recipient: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    let mut inner = Zeroizing::new(Vec::with_capacity(message.len() + PROOF_BYTES));
    inner.extend_from_slice(message);
    inner.extend_from_slice(keys.ed25519_public());
    let signature = {
        let mut signed = Zeroizing::new(Vec::with_capacity(inner.len() + 32));
        signed.extend_from_slice(&inner);
        signed.extend_from_slice(recipient);
        keys.sign(&signed)
    };
    inner.extend_from_slice(&signature);
    inner
}

/// Opens a box and checks who signed its content.
///
/// # Errors
/// [`SealedError`] tells apart boxes for others, wrong signatures and keys that are no point.
pub fn open_signed(sealed: &[u8], keys: &AccountKeys) -> Result<Signed, SealedError> {
    if sealed.len() < BOX_OVERHEAD + PROOF_BYTES {
        return Err(SealedError::TooShort);
    }
    let mut inner = open(sealed, keys)?;
    let (rest, signature) = inner.split_last_chunk::<64>().ok_or(SealedError::TooShort)?;
    let (_, sender) = rest.split_last_chunk::<32>().ok_or(SealedError::TooShort)?;
    let (signature, sender_ed25519) = (Signature::from_bytes(signature), *sender);
    let verifying = VerifyingKey::from_bytes(&sender_ed25519).map_err(|_no_point| SealedError::WeakKey)?;
    if verifying.is_weak() {
        return Err(SealedError::WeakKey);
    }
    // The signature's place becomes the recipient's key, so the signed bytes need no copy.
    inner.truncate(inner.len() - 64);
    inner.extend_from_slice(keys.x25519_public());
    verifying.verify(&inner, &signature).map_err(|_wrong| SealedError::Signature)?;
    inner.truncate(inner.len() - 64);
    let sender = AccountId::from_key(verifying.to_montgomery().to_bytes());
    Ok(Signed { sender, sender_ed25519, padded: inner })
}

/// Seals bytes for an X25519 key, anonymously.
///
/// # Errors
/// [`SealedError::WeakKey`] when the key is of small order.
pub fn seal(plain: &[u8], recipient: &[u8; 32], rng: &dyn Rng) -> Result<Vec<u8>, SealedError> {
    seal_with(plain, recipient, &Zeroizing::new(random::<32>(rng)))
}

/// Seals bytes with a given ephemeral secret.
fn seal_with(plain: &[u8], recipient: &[u8; 32], secret: &[u8; 32]) -> Result<Vec<u8>, SealedError> {
    let ephemeral = x25519_public(secret);
    let shared = x25519(secret, recipient).ok_or(SealedError::WeakKey)?;
    let (mut cipher, mac) = ciphers(&shared, &nonce(&ephemeral, recipient));
    let mut text = plain.to_vec();
    cipher.apply_keystream(&mut text);
    let tag = mac.compute_unpadded(&text);
    let mut sealed = Vec::with_capacity(BOX_OVERHEAD + text.len());
    sealed.extend_from_slice(&ephemeral);
    sealed.extend_from_slice(&tag);
    sealed.extend_from_slice(&text);
    Ok(sealed)
}

/// Opens a box that is for us.
///
/// # Errors
/// [`SealedError::TooShort`] and [`SealedError::Unopened`].
pub fn open(sealed: &[u8], keys: &AccountKeys) -> Result<Vec<u8>, SealedError> {
    let (ephemeral, rest) = sealed.split_first_chunk::<32>().ok_or(SealedError::TooShort)?;
    let (tag, text) = rest.split_first_chunk::<TAG_BYTES>().ok_or(SealedError::TooShort)?;
    let shared = keys.shared_secret(ephemeral).ok_or(SealedError::Unopened)?;
    let (mut cipher, mac) = ciphers(&shared, &nonce(ephemeral, keys.x25519_public()));
    let expected = mac.compute_unpadded(text);
    if !bool::from(expected.as_slice().ct_eq(tag)) {
        return Err(SealedError::Unopened);
    }
    let mut plain = text.to_vec();
    cipher.apply_keystream(&mut plain);
    Ok(plain)
}

/// BLAKE2b-24 of the ephemeral and the recipient's key.
fn nonce(ephemeral: &[u8; 32], recipient: &[u8; 32]) -> Output<Blake2b<U24>> {
    Blake2b::<U24>::new().chain_update(ephemeral).chain_update(recipient).finalize()
}

/// The cipher, placed after the 32 bytes that key the authenticator, and the authenticator.
fn ciphers(shared: &[u8; 32], nonce: &Output<Blake2b<U24>>) -> (XSalsa20, Poly1305) {
    let key = Zeroizing::new(<[u8; 32]>::from(hsalsa::<U10>(shared.into(), &[0; 16].into())));
    let mut cipher = XSalsa20::new((&*key).into(), nonce);
    let mut mac_key = Zeroizing::new([0; 32]);
    cipher.apply_keystream(mac_key.as_mut_slice());
    let mac = Poly1305::new((&*mac_key).into());
    (cipher, mac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRng;
    use crate::crypto::keys::Seed;

    fn keys(byte: u8) -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[byte; 16]))
    }

    #[test]
    fn a_box_opens_for_its_recipient_and_names_its_sender() {
        let (alice, bob) = (keys(1), keys(2));
        let sealed = seal_signed(b"padded", &alice, &bob.account_id(), &SystemRng).expect("a good key");
        assert_eq!(sealed.len(), 6 + PROOF_BYTES + BOX_OVERHEAD);
        let opened = open_signed(&sealed, &bob).expect("a box for bob");
        assert_eq!(opened.padded, b"padded");
        assert_eq!(opened.sender, alice.account_id());
        assert_eq!(&opened.sender_ed25519, alice.ed25519_public());
    }

    #[test]
    fn a_box_does_not_open_for_others_or_after_a_change() {
        let (alice, bob) = (keys(1), keys(2));
        let sealed = seal_signed(b"padded", &alice, &bob.account_id(), &SystemRng).expect("a good key");
        assert_eq!(open_signed(&sealed, &alice).err(), Some(SealedError::Unopened));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open_signed(&changed, &bob).err(), Some(SealedError::Unopened), "byte {at}");
        }
        assert_eq!(open_signed(&sealed[..140], &bob).err(), Some(SealedError::TooShort));
    }

    #[test]
    fn a_content_can_not_be_passed_on_to_another_recipient() {
        let (alice, bob, carol) = (keys(1), keys(2), keys(3));
        let sealed = seal_signed(b"padded", &alice, &bob.account_id(), &SystemRng).expect("a good key");
        let inner = open(&sealed, &bob).expect("a box for bob");
        let passed_on = seal(&inner, carol.x25519_public(), &SystemRng).expect("a good key");
        assert_eq!(open_signed(&passed_on, &carol).err(), Some(SealedError::Signature));
    }

    #[test]
    fn weak_keys_are_refused_both_ways() {
        let (alice, bob) = (keys(1), keys(2));
        assert_eq!(seal(b"", &[0; 32], &SystemRng).err(), Some(SealedError::WeakKey));
        let mut inner = vec![0; 32 + PROOF_BYTES];
        inner[32] = 1;
        let sealed = seal(&inner, bob.x25519_public(), &SystemRng).expect("a good key");
        assert_eq!(open_signed(&sealed, &bob).err(), Some(SealedError::WeakKey));
        assert!(seal_signed(b"", &alice, &AccountId::from_key([0; 32]), &SystemRng).is_err());
    }
}

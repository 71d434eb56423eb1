//! One sender, several recipients, each with a ciphertext of their own that looks like all others
//! (protocol notes, config 10.2).
//!
//! Sender and recipient share a key by X25519, hashed with both public keys and the purpose. A container
//! holds one nonce and the ciphertexts; nothing says for whom each is, so a recipient tries them all.

use zeroize::Zeroizing;

use crate::crypto::aead::{self, NONCE_BYTES};
use crate::crypto::hash::blake2b_32;
use crate::crypto::keys::{AccountKeys, x25519_from_ed25519};
use crate::id::GroupId;
use crate::protocol::config::bt::Bt;

/// The key with which `sender` encrypts for a recipient's X25519 key; nothing when that key is weak.
pub fn key_to(sender: &AccountKeys, recipient: &[u8; 32], purpose: &str) -> Option<Zeroizing<[u8; 32]>> {
    let shared = sender.shared_secret(recipient)?;
    Some(Zeroizing::new(blake2b_32(purpose.as_bytes(), &[&*shared, sender.x25519_public(), recipient])))
}

/// The key with which a sender's X25519 key encrypted for us; nothing when that key is weak.
pub fn key_from(recipient: &AccountKeys, sender: &[u8; 32], purpose: &str) -> Option<Zeroizing<[u8; 32]>> {
    let shared = recipient.shared_secret(sender)?;
    Some(Zeroizing::new(blake2b_32(purpose.as_bytes(), &[&*shared, sender, recipient.x25519_public()])))
}

/// As [`key_from`], for what a group sent.
pub fn key_from_group(recipient: &AccountKeys, group: &GroupId, purpose: &str) -> Option<Zeroizing<[u8; 32]>> {
    key_from(recipient, &x25519_from_ed25519(group.key())?, purpose)
}

/// A container of a message for each recipient. Recipients whose key is weak are left out.
pub fn seal<'a>(
    sender: &AccountKeys,
    messages: impl IntoIterator<Item = (&'a [u8; 32], &'a [u8])>,
    purpose: &str,
    nonce: &[u8; NONCE_BYTES],
) -> Vec<u8> {
    let sealed = messages.into_iter().filter_map(|(recipient, message)| {
        let key = key_to(sender, recipient, purpose)?;
        Some(Bt::Bytes(aead::seal(&key, nonce, message)))
    });
    let entries = Bt::List(sealed.collect());
    Bt::dict([(b"#", Bt::bytes(*nonce)), (b"e", entries)]).to_bytes()
}

/// Our message in a container; nothing if there is none.
pub fn open(container: &[u8], key: &[u8; 32]) -> Option<Vec<u8>> {
    let container = Bt::read(container).ok()?;
    let nonce = container.get(b"#")?.as_bytes()?.try_into().ok()?;
    let entries = container.get(b"e")?.as_list()?;
    entries.iter().filter_map(Bt::as_bytes).find_map(|entry| aead::open(key, nonce, entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::Seed;

    fn keys(byte: u8) -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[byte; 16]))
    }

    #[test]
    fn each_recipient_finds_their_own_message() {
        let (sender, alice, bob, carol) = (keys(1), keys(2), keys(3), keys(4));
        let messages: [(&[u8; 32], &[u8]); 3] =
            [(alice.x25519_public(), b"for alice"), (&[0; 32], b"weak"), (bob.x25519_public(), b"for bob")];
        let container = seal(&sender, messages, "purpose", &[5; 24]);
        let opened = |keys: &AccountKeys, purpose| {
            open(&container, &key_from(keys, sender.x25519_public(), purpose).expect("a good key"))
        };
        assert_eq!(opened(&alice, "purpose").as_deref(), Some(b"for alice".as_slice()));
        assert_eq!(opened(&bob, "purpose").as_deref(), Some(b"for bob".as_slice()));
        assert_eq!(opened(&bob, "another"), None);
        assert_eq!(opened(&carol, "purpose"), None);
    }
}

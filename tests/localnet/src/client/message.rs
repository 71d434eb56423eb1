//! A text message from its words to the bytes in the swarm, and back (protocol notes: messages 2.1, 2.4, 3.1).
//!
//! Content, padded with 0x80 and zeros to 160s; signed together with both keys; sealed to the
//! recipient's X25519 key as libsodium seals a box; in an envelope; in a web-socket wrapper.

use blake2::digest::consts::{U10, U24};
use blake2::{Blake2b, Digest};
use ed25519_dalek::{Signer, SigningKey};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use salsa20::cipher::{KeyIvInit, StreamCipher};
use salsa20::{XSalsa20, hsalsa};

use super::peer::Content;
use super::wire::{bytes, fields, number, put_bytes, put_number, text};
use crate::keys::{montgomery, random, verifies, x25519, x25519_public, x25519_secret};

/// The keys of an account.
pub(super) struct AccountKeys {
    signer: SigningKey,
    x25519_secret: [u8; 32],
    x25519_public: [u8; 32],
}

impl AccountKeys {
    /// From the 32-byte seed (16 random bytes and 16 zeros for accounts made by the apps).
    pub(super) fn new(seed: &[u8; 32]) -> Self {
        let secret = x25519_secret(seed);
        Self { signer: SigningKey::from_bytes(seed), x25519_secret: secret, x25519_public: x25519_public(&secret) }
    }

    pub(super) fn account_id(&self) -> String {
        format!("05{}", crate::keys::hex(&self.x25519_public))
    }

    pub(super) fn ed25519(&self) -> [u8; 32] {
        self.signer.verifying_key().to_bytes()
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signer.sign(message).to_bytes()
    }
}

/// A message out of its wrappings.
pub(super) struct Read {
    pub(super) from: String,
    pub(super) sent_at: u64,
    pub(super) name: Option<String>,
    pub(super) content: Content,
}

/// The bytes to store for `recipient` (X25519).
pub(super) fn write(keys: &AccountKeys, recipient: &[u8; 32], sent_at: u64, name: &str, content: &Content) -> Vec<u8> {
    let mut padded = content_bytes(sent_at, name, content);
    padded.push(0x80);
    padded.resize((padded.len() / 160 + 1) * 160, 0);
    let signed = [padded.as_slice(), &keys.ed25519(), recipient].concat();
    let inner = [padded.as_slice(), &keys.ed25519(), &keys.sign(&signed)].concat();
    let mut envelope = Vec::new();
    put_number(&mut envelope, 1, 6);
    put_number(&mut envelope, 5, sent_at);
    put_number(&mut envelope, 7, 1);
    put_bytes(&mut envelope, 8, &seal(&inner, recipient));
    let mut request = Vec::new();
    put_bytes(&mut request, 1, b"");
    put_bytes(&mut request, 2, b"");
    put_bytes(&mut request, 3, &envelope);
    put_number(&mut request, 4, 0);
    let mut wrapper = Vec::new();
    put_number(&mut wrapper, 1, 1);
    put_bytes(&mut wrapper, 2, &request);
    wrapper
}

fn content_bytes(sent_at: u64, name: &str, content: &Content) -> Vec<u8> {
    let mut profile = Vec::new();
    put_bytes(&mut profile, 1, name.as_bytes());
    let mut bytes = Vec::new();
    match content {
        Content::Text { text, sync_target } => {
            let mut data = Vec::new();
            put_bytes(&mut data, 1, text.as_bytes());
            match sync_target {
                Some(target) => put_bytes(&mut data, 105, target.as_bytes()),
                None => put_bytes(&mut data, 101, &profile),
            }
            put_bytes(&mut bytes, 1, &data);
        }
        Content::RequestAccepted => {
            let mut response = Vec::new();
            put_number(&mut response, 1, 1);
            put_bytes(&mut response, 3, &profile);
            put_bytes(&mut bytes, 10, &response);
        }
        Content::Other => {}
    }
    put_number(&mut bytes, 15, sent_at);
    bytes
}

/// Opens what a swarm gave; none if it is not for us, not signed right, or no message.
pub(super) fn read(keys: &AccountKeys, stored: &[u8]) -> Option<Read> {
    let request = bytes(&fields(stored)?, 2)?;
    let envelope = fields(bytes(&fields(request)?, 3)?)?;
    let sent_at = number(&envelope, 5)?;
    let inner = open(keys, bytes(&envelope, 8)?)?;
    let (rest, signature) = inner.split_last_chunk::<64>()?;
    let (padded, sender) = rest.split_last_chunk::<32>()?;
    let signed = [padded, sender, &keys.x25519_public].concat();
    if !verifies(sender, &signed, signature) {
        return None;
    }
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    let unpadded = if padded.get(end) == Some(&0x80) { padded.get(..end)? } else { padded };
    let content = fields(unpadded)?;
    if number(&content, 15).is_some_and(|stamp| stamp != sent_at) {
        return None;
    }
    let from = format!("05{}", crate::keys::hex(&montgomery(sender)?));
    let (name, content) = if let Some(data) = bytes(&content, 1) {
        let data = fields(data)?;
        let name = bytes(&data, 101).and_then(fields).and_then(|profile| text(&profile, 1));
        (name, Content::Text { text: text(&data, 1).unwrap_or_default(), sync_target: text(&data, 105) })
    } else if let Some(response) = bytes(&content, 10) {
        let response = fields(response)?;
        let name = bytes(&response, 3).and_then(fields).and_then(|profile| text(&profile, 1));
        (name, if number(&response, 1) == Some(1) { Content::RequestAccepted } else { Content::Other })
    } else {
        (None, Content::Other)
    };
    Some(Read { from, sent_at, name, content })
}

fn seal(plain: &[u8], recipient: &[u8; 32]) -> Vec<u8> {
    let secret = random::<32>();
    let ephemeral = x25519_public(&secret);
    let (mut stream, authenticator) = box_ciphers(&x25519(&secret, recipient), &ephemeral, recipient);
    let mut sealed = plain.to_vec();
    stream.apply_keystream(&mut sealed);
    let tag = authenticator.compute_unpadded(&sealed);
    [ephemeral.as_slice(), tag.as_slice(), &sealed].concat()
}

fn open(keys: &AccountKeys, sealed: &[u8]) -> Option<Vec<u8>> {
    let (ephemeral, rest) = sealed.split_first_chunk::<32>()?;
    let (tag, sealed) = rest.split_first_chunk::<16>()?;
    let shared = x25519(&keys.x25519_secret, ephemeral);
    let (mut stream, authenticator) = box_ciphers(&shared, ephemeral, &keys.x25519_public);
    if authenticator.compute_unpadded(sealed).as_slice() != tag {
        return None;
    }
    let mut plain = sealed.to_vec();
    stream.apply_keystream(&mut plain);
    Some(plain)
}

fn box_ciphers(shared: &[u8; 32], ephemeral: &[u8; 32], recipient: &[u8; 32]) -> (XSalsa20, Poly1305) {
    let nonce = Blake2b::<U24>::new().chain_update(ephemeral).chain_update(recipient).finalize();
    let key = hsalsa::<U10>(shared.into(), &[0; 16].into());
    let mut stream = XSalsa20::new(&key, &nonce);
    let mut once = [0; 32];
    stream.apply_keystream(&mut once);
    (stream, Poly1305::new((&once).into()))
}

#[cfg(test)]
mod tests {
    use super::{AccountKeys, read, write};
    use crate::client::Content;
    use crate::keys::unhex;

    #[test]
    fn a_text_is_read_by_whom_it_is_for_only() {
        let (alice, bob) = (AccountKeys::new(&[1; 32]), AccountKeys::new(&[2; 32]));
        let bob_key: [u8; 33] = unhex(&bob.account_id()).expect("an id is hex");
        let content = Content::Text { text: "hello".to_owned(), sync_target: None };
        let stored = write(&alice, bob_key.last_chunk().expect("33 bytes"), 1_795_404_975_032, "Alice", &content);
        let opened = read(&bob, &stored).expect("it is for bob");
        assert_eq!((opened.from, opened.sent_at, opened.content), (alice.account_id(), 1_795_404_975_032, content));
        assert_eq!(opened.name.as_deref(), Some("Alice"));
        assert!(read(&alice, &stored).is_none());
    }

    #[test]
    fn hostile_bytes_are_refused() {
        let alice = AccountKeys::new(&[1; 32]);
        let stored = write(&alice, &[9; 32], 1, "", &Content::Other);
        for cut in 0..stored.len() {
            assert!(read(&alice, &stored[..cut]).is_none());
        }
    }
}

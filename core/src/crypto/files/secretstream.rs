//! libsodium's `secretstream_xchacha20poly1305`, without associated data and without rekeying.
//!
//! The stream's key is `HChaCha20` of key and header; each message is encrypted with `ChaCha20` under a
//! nonce of a counter and eight bytes that absorb the authenticator of the message before. A message
//! carries a tag byte in a block of its own; [`FINAL`] ends the stream.

use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use chacha20::{ChaCha20, R20, hchacha};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Bytes a message adds to its text: tag and authenticator.
pub(super) const OVERHEAD: usize = 1 + 16;
/// Bytes of the header.
pub(super) const HEADER: usize = 24;
/// Tag of the last message.
pub(super) const FINAL: u8 = 3;
/// Bytes of a block of the cipher.
const BLOCK: usize = 64;

/// One direction of a stream.
pub(super) struct Stream {
    key: Zeroizing<[u8; 32]>,
    counter: u32,
    inner: [u8; 8],
}

impl Stream {
    /// A stream from its beginning.
    pub(super) fn new(key: &[u8; 32], header: &[u8; HEADER]) -> Self {
        let mut input = [0; 16];
        let mut inner = [0; 8];
        let (first, last) = header.split_at(16);
        input.copy_from_slice(first);
        inner.copy_from_slice(last);
        let key = Zeroizing::new(hchacha::<R20>(key.into(), (&input).into()).into());
        Self { key, counter: 1, inner }
    }

    fn cipher(&self) -> ChaCha20 {
        let mut nonce = [0; 12];
        let (counter, inner) = nonce.split_at_mut(4);
        counter.copy_from_slice(&self.counter.to_le_bytes());
        inner.copy_from_slice(&self.inner);
        ChaCha20::new((&*self.key).into(), (&nonce).into())
    }

    /// The authenticator of the encrypted tag block and the text.
    fn authenticator(cipher: &mut ChaCha20, block: &[u8; BLOCK], text: &[u8]) -> [u8; 16] {
        let mut mac_key = Zeroizing::new([0; 32]);
        cipher.seek(0_u32);
        cipher.apply_keystream(mac_key.as_mut_slice());
        let mut authenticated = Vec::with_capacity(BLOCK + text.len() + 32);
        authenticated.extend_from_slice(block);
        authenticated.extend_from_slice(text);
        // The reference pads by the remainder, not up to a multiple; all clients do.
        authenticated.resize(authenticated.len() + text.len() % 16, 0);
        authenticated.extend_from_slice(&0_u64.to_le_bytes());
        let length = u64::try_from(BLOCK + text.len()).unwrap_or(u64::MAX);
        authenticated.extend_from_slice(&length.to_le_bytes());
        Poly1305::new((&*mac_key).into()).compute_unpadded(&authenticated).into()
    }

    fn step(&mut self, authenticator: &[u8; 16]) {
        for (inner, byte) in self.inner.iter_mut().zip(authenticator) {
            *inner ^= byte;
        }
        self.counter = self.counter.wrapping_add(1);
    }

    /// Appends an encrypted message.
    pub(super) fn push(&mut self, message: &[u8], tag: u8, out: &mut Vec<u8>) {
        let mut cipher = self.cipher();
        let mut block = [0; BLOCK];
        block[0] = tag;
        cipher.seek(BLOCK);
        cipher.apply_keystream(&mut block);
        out.push(block[0]);
        let start = out.len();
        out.extend_from_slice(message);
        let text = out.get_mut(start..).unwrap_or_default();
        cipher.apply_keystream(text);
        let authenticator = Self::authenticator(&mut cipher, &block, text);
        out.extend_from_slice(&authenticator);
        self.step(&authenticator);
    }

    /// Opens a message and appends its text; gives the tag, or nothing if the message was changed.
    pub(super) fn pull(&mut self, message: &[u8], out: &mut Vec<u8>) -> Option<u8> {
        let (&encrypted_tag, rest) = message.split_first()?;
        let (text, authenticator) = rest.split_last_chunk::<16>()?;
        let mut cipher = self.cipher();
        let mut block = [0; BLOCK];
        block[0] = encrypted_tag;
        cipher.seek(BLOCK);
        cipher.apply_keystream(&mut block);
        let tag = std::mem::replace(&mut block[0], encrypted_tag);
        let expected = Self::authenticator(&mut cipher, &block, text);
        if !bool::from(expected.ct_eq(authenticator)) {
            return None;
        }
        let start = out.len();
        out.extend_from_slice(text);
        cipher.seek(2 * BLOCK);
        cipher.apply_keystream(out.get_mut(start..).unwrap_or_default());
        self.step(authenticator);
        Some(tag)
    }
}

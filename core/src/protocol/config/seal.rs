//! From a serialized config to stored bytes and back: compression, padding, encryption (protocol notes,
//! config 6).
//!
//! The key depends on the length and on the domain, the nonce on the text, so the same message under the
//! same key always gives the same bytes. Padding stands in front, since no message begins with zero.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use crate::crypto::hash::{blake2b_24, blake2b_32};

/// Bytes of tag and nonce.
pub const OVERHEAD: usize = 16 + 24;
/// Most bytes that a compressed config may unfold to.
const MAX_INFLATED: usize = 32 * 1024 * 1024;
/// Level of compression of all clients.
const LEVEL: i32 = 1;
/// First byte of a compressed message.
const COMPRESSED: u8 = b'z';

/// Compresses a message if that makes it shorter.
pub fn compress(message: Vec<u8>) -> Vec<u8> {
    match zstd::bulk::compress(&message, LEVEL) {
        Ok(compressed) if compressed.len() + 1 < message.len() => {
            let mut marked = Vec::with_capacity(compressed.len() + 1);
            marked.push(COMPRESSED);
            marked.extend_from_slice(&compressed);
            marked
        }
        _ => message,
    }
}

/// Undoes padding and compression; nothing if what comes out is no dict or too large.
pub fn unfold(padded: &[u8]) -> Option<Vec<u8>> {
    let start = padded.iter().position(|byte| *byte != 0)?;
    let message = padded.get(start..)?;
    let plain = match message.split_first()? {
        (&COMPRESSED, compressed) => inflate(compressed)?,
        _ => message.to_vec(),
    };
    (plain.first() == Some(&b'd')).then_some(plain)
}

/// Inflates one zstd frame, bounded.
fn inflate(compressed: &[u8]) -> Option<Vec<u8>> {
    inflate_within(compressed, MAX_INFLATED)
}

/// Inflates zstd bytes to at most `limit` bytes.
pub(in crate::protocol) fn inflate_within(compressed: &[u8], limit: usize) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let decoder = zstd::stream::read::Decoder::new(compressed).ok()?;
    let mut plain = Vec::new();
    let most = u64::try_from(limit).ok()?.checked_add(1)?;
    decoder.take(most).read_to_end(&mut plain).ok()?;
    (plain.len() <= limit).then_some(plain)
}

/// The length to which a message of `len` bytes is padded.
pub const fn padded_size(len: usize) -> usize {
    let with_overhead = len + OVERHEAD;
    let step = match with_overhead {
        0..5_120 => 256,
        5_120..20_480 => 1_024,
        20_480..40_960 => 2_048,
        _ => 5_120,
    };
    with_overhead.next_multiple_of(step) - OVERHEAD
}

/// Puts zeros in front up to [`padded_size`].
pub fn pad(message: &[u8]) -> Vec<u8> {
    let size = padded_size(message.len());
    let mut padded = vec![0; size - message.len()];
    padded.extend_from_slice(message);
    padded
}

fn key_of(base: &[u8; 32], len: usize, domain: &str) -> Zeroizing<[u8; 32]> {
    let len = u64::try_from(len).unwrap_or(u64::MAX).to_be_bytes();
    Zeroizing::new(blake2b_32(b"", &[base, &len, domain.as_bytes()]))
}

/// Encrypts padded bytes; the nonce comes last.
pub fn encrypt(padded: &[u8], base: &[u8; 32], domain: &str) -> Vec<u8> {
    let key = key_of(base, padded.len(), domain);
    let nonce_key = [b"libsessionutil-config-encrypted-", domain.as_bytes()].concat();
    let nonce = blake2b_24(&nonce_key, &[padded]);
    let mut text = padded.to_vec();
    let cipher = XChaCha20Poly1305::new((&*key).into());
    let tag = cipher
        .encrypt_inout_detached((&nonce).into(), b"", text.as_mut_slice().into())
        .expect("the text is far below the limit of the cipher");
    text.extend_from_slice(&tag);
    text.extend_from_slice(&nonce);
    text
}

/// Decrypts stored bytes; nothing if the key is another.
pub fn decrypt(stored: &[u8], base: &[u8; 32], domain: &str) -> Option<Vec<u8>> {
    let (rest, nonce) = stored.split_last_chunk::<24>()?;
    let (text, tag) = rest.split_last_chunk::<16>()?;
    let key = key_of(base, text.len(), domain);
    let mut plain = text.to_vec();
    let cipher = XChaCha20Poly1305::new((&*key).into());
    cipher.decrypt_inout_detached(nonce.into(), b"", plain.as_mut_slice().into(), tag.into()).ok()?;
    Some(plain)
}

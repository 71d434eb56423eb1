//! XChaCha20-Poly1305 with a nonce that the caller chooses, without additional data.
//!
//! Where a nonce stands beside its text differs from format to format, so it is never joined here.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};

/// Bytes of a nonce.
pub const NONCE_BYTES: usize = 24;
/// Bytes of the tag that follows a text.
pub const TAG_BYTES: usize = 16;

/// Encrypted text and tag; 16 bytes longer than what goes in.
pub fn seal(key: &[u8; 32], nonce: &[u8; NONCE_BYTES], plain: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(plain.len() + TAG_BYTES);
    text.extend_from_slice(plain);
    let tag = XChaCha20Poly1305::new(key.into())
        .encrypt_inout_detached(nonce.into(), b"", text.as_mut_slice().into())
        .expect("the text is far below the limit of the cipher");
    text.extend_from_slice(&tag);
    text
}

/// What was sealed, or nothing if key, nonce or text are others.
pub fn open(key: &[u8; 32], nonce: &[u8; NONCE_BYTES], sealed: &[u8]) -> Option<Vec<u8>> {
    let (text, tag) = sealed.split_last_chunk::<TAG_BYTES>()?;
    let mut plain = text.to_vec();
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.decrypt_inout_detached(nonce.into(), b"", plain.as_mut_slice().into(), tag.into()).ok()?;
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_opens_only_with_its_key_and_nonce() {
        let sealed = seal(&[1; 32], &[2; 24], b"text");
        assert_eq!(sealed.len(), 20);
        assert_eq!(open(&[1; 32], &[2; 24], &sealed).as_deref(), Some(b"text".as_slice()));
        assert_eq!(open(&[3; 32], &[2; 24], &sealed), None);
        assert_eq!(open(&[1; 32], &[3; 24], &sealed), None);
        assert_eq!(open(&[1; 32], &[2; 24], b"short"), None);
    }
}

//! The older scheme of profile and group pictures (protocol notes, messages 4.4).
//!
//! A nonce of 12 bytes, AES-256-GCM text, a tag of 16. The key is 32 bytes and stays the same when the
//! same picture is uploaded again.

use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes256Gcm, KeyInit};

use super::FileError;
use crate::clock::{Rng, random};

/// Encrypts a picture.
pub fn seal(plain: &[u8], key: &[u8; 32], rng: &dyn Rng) -> Vec<u8> {
    let nonce = random::<12>(rng);
    let mut text = plain.to_vec();
    let tag = Aes256Gcm::new(key.into())
        .encrypt_inout_detached((&nonce).into(), b"", text.as_mut_slice().into())
        .expect("a picture is far below the limit of the cipher");
    let mut file = nonce.to_vec();
    file.extend_from_slice(&text);
    file.extend_from_slice(&tag);
    file
}

/// Opens a picture.
///
/// # Errors
/// [`FileError::TooShort`], [`FileError::Authentication`].
pub fn open(file: &[u8], key: &[u8; 32]) -> Result<Vec<u8>, FileError> {
    let (nonce, rest) = file.split_first_chunk::<12>().ok_or(FileError::TooShort)?;
    let (text, tag) = rest.split_last_chunk::<16>().ok_or(FileError::TooShort)?;
    if text.is_empty() {
        return Err(FileError::TooShort);
    }
    let mut plain = text.to_vec();
    Aes256Gcm::new(key.into())
        .decrypt_inout_detached(nonce.into(), b"", plain.as_mut_slice().into(), tag.into())
        .map_err(|_tag| FileError::Authentication)?;
    Ok(plain)
}

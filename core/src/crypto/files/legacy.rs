//! The scheme of attachments that every client reads (protocol notes, messages 4.2).
//!
//! Key: 32 bytes for AES-256-CBC, then 32 for HMAC-SHA256. File: a random vector of 16 bytes, the text
//! with its padding, the authenticator of both (32). The text is padded with zeros to a size of a coarse
//! scale, so that a size tells little; the true size travels in the pointer, with the SHA-256 of the file.

use aes::Aes256;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{FileError, MAX_FILE_BYTES};
use crate::clock::{Rng, random};

/// Bytes of a key.
pub const KEY_BYTES: usize = 64;
/// Bytes of vector and authenticator.
const FRAME_BYTES: usize = 16 + 32;
/// The smallest padded size.
const SMALLEST: usize = 541;

/// An encrypted file with what its pointer needs.
#[derive(Debug)]
pub struct Sealed {
    /// What is uploaded.
    pub file: Vec<u8>,
    /// The key, 64 bytes.
    pub key: Zeroizing<[u8; KEY_BYTES]>,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
}

/// The size to which `size` bytes are padded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the scale is defined in double precision; files are far below 2^52 bytes"
)]
pub fn padded_size(size: usize) -> usize {
    let step = ((size.max(1) as f64).ln() / 1.05_f64.ln()).ceil();
    let padded = (1.05_f64.powf(step).floor() as usize).max(SMALLEST).max(size);
    if size <= MAX_FILE_BYTES { padded.min(MAX_FILE_BYTES) } else { padded }
}

/// Encrypts a file under a fresh key; `is_padded` is false for pictures of link previews.
pub fn seal(plain: &[u8], is_padded: bool, rng: &dyn Rng) -> Sealed {
    let key = Zeroizing::new(random::<KEY_BYTES>(rng));
    let size = if is_padded { padded_size(plain.len()) } else { plain.len() };
    let mut padded = Zeroizing::new(Vec::with_capacity(size));
    padded.extend_from_slice(plain);
    padded.resize(size, 0);
    let file = seal_padded(&padded, &key, &random(rng));
    let digest = Sha256::digest(&file).into();
    Sealed { file, key, digest }
}

fn seal_padded(padded: &[u8], key: &[u8; KEY_BYTES], vector: &[u8; 16]) -> Vec<u8> {
    let (aes_key, mac_key) = key.split_at(32);
    let cipher = cbc::Encryptor::<Aes256>::new_from_slices(aes_key, vector).expect("32 and 16 bytes are what it takes");
    let text = cipher.encrypt_padded_vec::<Pkcs7>(padded);
    let mut file = Vec::with_capacity(text.len() + FRAME_BYTES);
    file.extend_from_slice(vector);
    file.extend_from_slice(&text);
    let mac = authenticator(mac_key, &file);
    file.extend_from_slice(&mac);
    file
}

fn authenticator(mac_key: &[u8], bytes: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(mac_key).expect("any length is a key");
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

/// Opens a file and cuts it to the size of its pointer, which is not zero.
///
/// # Errors
/// [`FileError`]: everything is checked before anything is decrypted.
pub fn open(file: &[u8], key: &[u8], digest: &[u8], size: usize) -> Result<Vec<u8>, FileError> {
    let key: &[u8; KEY_BYTES] = key.try_into().map_err(|_length| FileError::Key)?;
    let (aes_key, mac_key) = key.split_at(32);
    let (authenticated, mac) = file.split_last_chunk::<32>().ok_or(FileError::TooShort)?;
    let (vector, text) = authenticated.split_first_chunk::<16>().ok_or(FileError::TooShort)?;
    if !bool::from(authenticator(mac_key, authenticated).ct_eq(mac)) {
        return Err(FileError::Authentication);
    }
    if !bool::from(Sha256::digest(file).as_slice().ct_eq(digest)) {
        return Err(FileError::Digest);
    }
    let cipher = cbc::Decryptor::<Aes256>::new_from_slices(aes_key, vector).map_err(|_length| FileError::Key)?;
    let mut plain = cipher.decrypt_padded_vec::<Pkcs7>(text).map_err(|_padding| FileError::Authentication)?;
    if size == 0 || plain.len() < size {
        return Err(FileError::Size);
    }
    plain.truncate(size);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRng;

    #[test]
    fn a_file_comes_back_and_a_changed_one_does_not() {
        let sealed = seal(b"a file", true, &SystemRng);
        assert_eq!(sealed.file.len(), 544 + FRAME_BYTES);
        assert_eq!(open(&sealed.file, &*sealed.key, &sealed.digest, 6), Ok(b"a file".to_vec()));
        assert_eq!(open(&sealed.file, &*sealed.key, &[0; 32], 6), Err(FileError::Digest));
        assert_eq!(open(&sealed.file, &*sealed.key, &sealed.digest, 542), Err(FileError::Size));
        assert_eq!(open(&sealed.file, &sealed.key[..32], &sealed.digest, 6), Err(FileError::Key));
        assert_eq!(open(&sealed.file[..40], &*sealed.key, &sealed.digest, 6), Err(FileError::TooShort));
        let mut changed = sealed.file;
        changed[20] ^= 1;
        assert_eq!(open(&changed, &*sealed.key, &sealed.digest, 6), Err(FileError::Authentication));
    }
}

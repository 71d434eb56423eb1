//! The newer scheme of files, whose key follows from who sends what (protocol notes, messages 4.3).
//!
//! File: `S`, a nonce of 24 bytes, and a secret stream of messages of 32,768 bytes. Padding stands in
//! front: zeros and a one. The same file from the same account always has the same bytes, so a server
//! keeps it once. Only senders derive the key; receivers get it in the pointer.

use zeroize::Zeroizing;

use super::FileError;
use super::secretstream::{FINAL, HEADER, OVERHEAD, Stream};
use crate::crypto::hash::{blake2b_56, blake2b_56_personal};
use crate::crypto::keys::Seed;

/// First byte of a file.
const MAGIC: u8 = b'S';
/// Bytes of a message of the stream.
const CHUNK: usize = 32_768;

/// What a file is for; the same bytes have another key in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An attachment of a message.
    Attachment,
    /// A picture of a person or group.
    ProfilePicture,
}

/// How the key is derived. Receivers don't care, but one account should keep to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derivation {
    /// By a key of one byte, as first published.
    KeyByte,
    /// By a personalization, as the newest sources do.
    Personal,
}

/// An encrypted file and the key for its pointer.
#[derive(Debug)]
pub struct Sealed {
    /// What is uploaded.
    pub file: Vec<u8>,
    /// The key, 32 bytes.
    pub key: Zeroizing<[u8; 32]>,
}

/// Bytes of padding in front of `size` bytes, the one included.
pub fn padding(size: usize) -> usize {
    let chunks = size.div_ceil(CHUNK);
    let encrypted = size + 26 + OVERHEAD * chunks;
    let step = (1_usize << encrypted.max(131_072).ilog2()) / 32;
    let pad = encrypted.next_multiple_of(step) - encrypted + 1;
    let message = CHUNK + OVERHEAD;
    let mut overhead = if pad >= message { OVERHEAD * (pad / message) } else { 0 };
    if pad % message > CHUNK * chunks - size {
        overhead += OVERHEAD;
    }
    pad - overhead
}

/// Bytes of the file that `size` bytes become.
pub fn encrypted_size(size: usize) -> usize {
    let padded = size + padding(size);
    1 + HEADER + padded + OVERHEAD * padded.div_ceil(CHUNK)
}

/// Nonce and key of a file.
fn derive(plain: &[u8], seed: &Seed, purpose: Purpose, derivation: Derivation) -> Zeroizing<[u8; 56]> {
    let parts: [&[u8]; 2] = [seed.as_bytes(), plain];
    Zeroizing::new(match (derivation, purpose) {
        (Derivation::KeyByte, Purpose::Attachment) => blake2b_56(&[0], &parts),
        (Derivation::KeyByte, Purpose::ProfilePicture) => blake2b_56(&[1], &parts),
        (Derivation::Personal, Purpose::Attachment) => blake2b_56_personal(b"SessionAttachmnt", &parts),
        (Derivation::Personal, Purpose::ProfilePicture) => blake2b_56_personal(b"Session_Prof_Pic", &parts),
    })
}

/// Encrypts a file.
pub fn seal(plain: &[u8], seed: &Seed, purpose: Purpose, derivation: Derivation) -> Sealed {
    let derived = derive(plain, seed, purpose, derivation);
    let (header, rest) = derived.split_at(HEADER);
    let header: &[u8; HEADER] = header.try_into().expect("split there");
    let key: Zeroizing<[u8; 32]> = Zeroizing::new(rest.try_into().expect("56 less 24 bytes are left"));
    let zeros = padding(plain.len()) - 1;
    let mut padded = Zeroizing::new(Vec::with_capacity(zeros + 1 + plain.len()));
    padded.resize(zeros, 0);
    padded.push(1);
    padded.extend_from_slice(plain);
    let mut file = Vec::with_capacity(encrypted_size(plain.len()));
    file.push(MAGIC);
    file.extend_from_slice(header);
    let mut stream = Stream::new(&key, header);
    let mut chunks = padded.chunks(CHUNK).peekable();
    while let Some(chunk) = chunks.next() {
        let tag = if chunks.peek().is_none() { FINAL } else { 0 };
        stream.push(chunk, tag, &mut file);
    }
    Sealed { file, key }
}

/// Opens a file; the caller cuts it to the size of its pointer.
///
/// # Errors
/// [`FileError`]; nothing is given out unless the whole file is as it was sealed.
pub fn open(file: &[u8], key: &[u8]) -> Result<Vec<u8>, FileError> {
    let key: &[u8; 32] = key.try_into().map_err(|_length| FileError::Key)?;
    let (&magic, rest) = file.split_first().ok_or(FileError::TooShort)?;
    if magic != MAGIC {
        return Err(FileError::Unknown);
    }
    let (header, messages) = rest.split_first_chunk::<HEADER>().ok_or(FileError::TooShort)?;
    let mut stream = Stream::new(key, header);
    let mut padded = Vec::with_capacity(messages.len());
    let mut messages = messages.chunks(CHUNK + OVERHEAD).peekable();
    let mut is_finished = false;
    while let Some(message) = messages.next() {
        let tag = stream.pull(message, &mut padded).ok_or(FileError::Authentication)?;
        is_finished = tag == FINAL;
        if is_finished != messages.peek().is_none() {
            return Err(FileError::Authentication);
        }
    }
    if !is_finished {
        return Err(FileError::TooShort);
    }
    match padded.iter().position(|byte| *byte != 0) {
        Some(zeros) if padded.get(zeros) == Some(&1) => {
            padded.drain(..=zeros);
            Ok(padded)
        }
        _ => Err(FileError::Authentication),
    }
}

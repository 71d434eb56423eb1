//! Chunks: a stream of bytes, encrypted piece by piece.
//!
//! The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its
//! Nonce-Reuse Misuse-Resistance", 2015): the nonce of a chunk is 19 bytes of the head, its number, and whether it is
//! the last. So no chunk can be left out, doubled, moved or changed, and the end can't be cut off.

use std::io::{self, Read, Write};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, AeadInOut, Payload};
use zeroize::Zeroizing;

use super::BackupError;
use super::head::{Head, LENGTH};

/// Bytes of a chunk before it is sealed.
pub(super) const CHUNK: usize = 64 * 1024;
/// Bytes that sealing adds.
pub(super) const TAG: usize = 16;

/// The numbers of the chunks.
struct Counter {
    start: [u8; 19],
    next: u32,
}

impl Counter {
    /// The nonce of the next chunk; nothing after 2^32 of them.
    fn nonce(&mut self, is_last: bool) -> Option<[u8; 24]> {
        let number = self.next;
        self.next = number.checked_add(1)?;
        let parts = self.start.into_iter().chain(number.to_be_bytes()).chain([u8::from(is_last)]);
        let mut nonce = [0; 24];
        for (to, from) in nonce.iter_mut().zip(parts) {
            *to = from;
        }
        Some(nonce)
    }
}

/// Seals what is written to it.
pub(super) struct Sealer<W> {
    out: W,
    cipher: XChaCha20Poly1305,
    counter: Counter,
    head: Vec<u8>,
    waiting: Zeroizing<Vec<u8>>,
}

impl<W: Write> Sealer<W> {
    /// Writes the head and begins.
    pub fn start(mut out: W, head: &Head, cipher: XChaCha20Poly1305) -> io::Result<Self> {
        let encoded = head.encode();
        out.write_all(&encoded)?;
        let counter = Counter { start: *head.nonce(), next: 0 };
        let waiting = Zeroizing::new(Vec::with_capacity(CHUNK + TAG));
        Ok(Self { out, cipher, counter, head: encoded, waiting })
    }

    /// Writes the last chunk.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.out)
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let nonce = self.counter.nonce(is_last).ok_or(io::ErrorKind::FileTooLarge)?;
        // In place, so that no copy of what is not sealed yet stays in memory.
        self.cipher
            .encrypt_in_place(&nonce.into(), &self.head, &mut *self.waiting)
            .map_err(|_too_long| io::ErrorKind::InvalidInput)?;
        self.out.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until something follows, since it may be the last.
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens chunk after chunk. Gives out nothing of a chunk that is not authentic.
pub(super) struct Opener<R> {
    input: R,
    cipher: XChaCha20Poly1305,
    counter: Counter,
    head: Vec<u8>,
    /// The next chunk as it stands in the file: whether there is one tells whether that before it is the last.
    ahead: Vec<u8>,
    open: Zeroizing<Vec<u8>>,
    taken: usize,
    is_last: bool,
}

impl<R: Read> Opener<R> {
    /// Reads the head, and makes the key from the password.
    pub fn start(mut input: R, password: &str) -> Result<Self, BackupError> {
        let encoded = read_up_to(&mut input, LENGTH)?;
        let head = Head::decode(&encoded)?;
        let cipher = head.open(password)?;
        let counter = Counter { start: *head.nonce(), next: 0 };
        let ahead = read_up_to(&mut input, CHUNK + TAG)?;
        let open = Zeroizing::new(Vec::new());
        Ok(Self { input, cipher, counter, head: encoded, ahead, open, taken: 0, is_last: false })
    }

    /// Fills `out`.
    pub fn take(&mut self, mut out: &mut [u8]) -> Result<(), BackupError> {
        while !out.is_empty() {
            if self.taken == self.open.len() {
                self.advance()?;
            }
            let ready = self.open.get(self.taken..).unwrap_or_default();
            let count = ready.len().min(out.len());
            let (now, later) = out.split_at_mut(count);
            now.copy_from_slice(ready.get(..count).unwrap_or_default());
            self.taken += count;
            out = later;
        }
        Ok(())
    }

    /// Whether everything was taken, to the last byte of the last chunk.
    pub fn is_at_end(&self) -> bool {
        self.is_last && self.taken == self.open.len()
    }

    fn advance(&mut self) -> Result<(), BackupError> {
        if self.is_last || self.ahead.len() <= TAG {
            return Err(BackupError::Damaged);
        }
        let sealed = std::mem::replace(&mut self.ahead, read_up_to(&mut self.input, CHUNK + TAG)?);
        self.is_last = self.ahead.is_empty();
        let nonce = self.counter.nonce(self.is_last).ok_or(BackupError::Damaged)?;
        let payload = Payload { msg: &sealed, aad: &self.head };
        let opened = self.cipher.decrypt(&nonce.into(), payload).map_err(|_forged| BackupError::Damaged)?;
        self.open = Zeroizing::new(opened);
        self.taken = 0;
        Ok(())
    }
}

/// As many bytes as there are, at most `limit`.
fn read_up_to(input: &mut impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(limit);
    input.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

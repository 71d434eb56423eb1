//! The encrypted file below the database.
//!
//! The database sees a plain file of 4,096-byte pages. On the disk there is a head of 64 bytes
//! (magic, format, id of the store, check value of the key, CRC-32), then page 0 twice, then all
//! other pages. A page is a random nonce (24), the text under XChaCha20-Poly1305, and the tag (16),
//! with the page number as associated data, so pages can't change places; a page of zeros has never
//! been written and reads as zeros.
//!
//! The database writes copy-on-write: a page torn by a power cut is never one it needs, except page
//! 0. This has two slots; a write goes to the slot that is not the last one known to be on the disk,
//! with a generation number in its nonce, and reading takes the newest slot that authenticates. A
//! slot also holds the length of the file at that moment: in a shorter file it doesn't count, and a
//! file in which no slot counts has been cut off.
//!
//! What this can't see: the whole file put back to an older state.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use super::error::OpenError;
use super::key::{StoreId, StoreKey};
use super::positioned::{read_at, write_at};
use crate::clock::{Rng, SystemRng, random};

const MAGIC: &[u8; 8] = b"ONSKPAGE";
const FORMAT: u32 = 1;
/// Bytes of the head.
const HEAD: usize = 64;
const NONCE: usize = 24;
const TAG: usize = 16;
/// Bytes of a page as the database sees it.
const PAGE: usize = 4096;
/// Bytes of a page on the disk.
const SEALED: usize = NONCE + PAGE + TAG;
/// Bytes of one copy of page 0 on the disk: it starts with the length of the file.
const SLOT: usize = NONCE + 8 + PAGE + TAG;

/// The head of the file, which is never written again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Which store this is.
    pub store: StoreId,
    check: [u8; 16],
}

impl Head {
    /// The head of a store with this key.
    pub fn new(store: StoreId, key: &StoreKey) -> Self {
        Self { store, check: key.check(&store) }
    }

    /// The first 64 bytes of the file.
    pub fn encode(&self) -> [u8; HEAD] {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(self.store);
        bytes.extend(self.check);
        bytes.resize(HEAD - 4, 0);
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        super::schema::keys::join(&[&bytes])
    }

    /// Reads the first bytes of a file.
    ///
    /// # Errors
    /// [`OpenError::ForeignFile`], [`OpenError::Damaged`], [`OpenError::NewerSchema`].
    pub fn decode(bytes: &[u8]) -> Result<Self, OpenError> {
        let magic = bytes.get(..MAGIC.len().min(bytes.len())).unwrap_or_default();
        if !MAGIC.starts_with(magic) {
            return Err(OpenError::ForeignFile);
        }
        let head = bytes.first_chunk::<HEAD>().ok_or(OpenError::Damaged)?;
        let (fields, checksum) = head.split_last_chunk::<4>().ok_or(OpenError::Damaged)?;
        if crc32fast::hash(fields).to_le_bytes() != *checksum {
            return Err(OpenError::Damaged);
        }
        let field = |from: usize, length: usize| fields.get(from..from + length).ok_or(OpenError::Damaged);
        let format = field(8, 4)?.try_into().map_or(0, u32::from_le_bytes);
        if format != FORMAT {
            return Err(OpenError::NewerSchema { found: format, supported: FORMAT });
        }
        let store = field(12, 16)?.try_into().map_err(|_length| OpenError::Damaged)?;
        let check = field(28, 16)?.try_into().map_err(|_length| OpenError::Damaged)?;
        Ok(Self { store, check })
    }

    /// Reads the head of the file at `path`.
    ///
    /// # Errors
    /// As [`Head::decode`]; [`OpenError::NoStore`] when there is no file.
    pub fn read(path: &Path) -> Result<Self, OpenError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(OpenError::NoStore),
            Err(error) => return Err(error.into()),
        };
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(OpenError::ForeignFile);
        }
        let mut bytes = vec![0; usize::try_from(metadata.len()).unwrap_or(HEAD).min(HEAD)];
        read_at(&file, &mut bytes, 0)?;
        Self::decode(&bytes)
    }
}

/// Page 0 and what is known about its copies.
struct First {
    /// The text of page 0.
    page: Zeroizing<Vec<u8>>,
    /// Generation of the newest copy.
    generation: u64,
    /// The copy that a power cut can't take any more.
    safe_slot: u64,
    /// Whether the other copy was written since.
    is_other_written: bool,
}

/// An open encrypted file.
pub struct PageFile {
    file: File,
    cipher: XChaCha20Poly1305,
    first: Mutex<First>,
    /// Length of the file as the database sees it.
    length: AtomicU64,
}

impl std::fmt::Debug for PageFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PageFile")
    }
}

fn damaged(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

/// Where a page other than 0 starts on the disk.
fn place_of(page: u64) -> u64 {
    debug_assert!(page > 0);
    (HEAD + 2 * SLOT) as u64 + (page - 1) * SEALED as u64
}

fn place_of_slot(slot: u64) -> u64 {
    HEAD as u64 + slot * SLOT as u64
}

/// Bytes on the disk for a file of `length` bytes as the database sees it.
fn bytes_on_disk(length: u64) -> u64 {
    match length / PAGE as u64 {
        0 => HEAD as u64,
        pages => place_of(pages),
    }
}

/// The inverse of [`bytes_on_disk`]; a page that isn't whole doesn't count.
fn length_of(bytes: u64) -> u64 {
    let start = place_of(1);
    if bytes < start { 0 } else { (1 + (bytes - start) / SEALED as u64) * PAGE as u64 }
}

impl PageFile {
    /// Makes an empty file, replacing what is at `path`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn create(path: &Path, store: StoreId, key: &StoreKey) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        super::positioned::only_for_owner(&mut options);
        let file = options.open(path)?;
        write_at(&file, &Head::new(store, key).encode(), 0)?;
        let first = First { page: Zeroizing::new(vec![0; PAGE]), generation: 0, safe_slot: 1, is_other_written: false };
        Ok(Self { file, cipher: cipher(key, &store), first: Mutex::new(first), length: AtomicU64::new(0) })
    }

    /// Opens a file.
    ///
    /// # Errors
    /// [`OpenError::KeyMismatch`] when the key is another's, [`OpenError::Damaged`] when no copy of
    /// page 0 authenticates or the file is cut off, and those of [`Head::read`].
    pub fn open(path: &Path, key: &StoreKey) -> Result<Self, OpenError> {
        let head = Head::read(path)?;
        if key.check(&head.store) != head.check {
            return Err(OpenError::KeyMismatch);
        }
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let cipher = cipher(key, &head.store);
        let length = length_of(file.metadata()?.len());
        let first = newest_slot(&file, &cipher, length).ok_or(OpenError::Damaged)?;
        // What a killed process wrote may not be on the disk yet.
        file.sync_data()?;
        Ok(Self { file, cipher, first: Mutex::new(first), length: AtomicU64::new(length) })
    }

    fn first(&self) -> MutexGuard<'_, First> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn length(&self) -> u64 {
        self.length.load(Ordering::Acquire)
    }

    /// Fails unless `count` bytes at `offset` are within the file.
    fn within(&self, offset: u64, count: usize) -> io::Result<()> {
        let end = offset.saturating_add(count as u64);
        if end > self.length() { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// Writes page 0 to the copy that may be lost.
    fn write_first(&self, first: &mut First) -> io::Result<()> {
        first.generation += 1;
        let slot = 1 - first.safe_slot;
        let mut nonce = random::<NONCE>(&SystemRng);
        for (to, from) in nonce.iter_mut().skip(16).zip(first.generation.to_be_bytes()) {
            *to = from;
        }
        let mut text = Zeroizing::new(self.length().to_be_bytes().to_vec());
        text.extend_from_slice(&first.page);
        let tag = self
            .cipher
            .encrypt_inout_detached(&nonce.into(), &slot_context(slot), text.as_mut_slice().into())
            .map_err(|_too_long| damaged("page 0 can't be encrypted"))?;
        let bytes = [nonce.as_slice(), &text, tag.as_slice()].concat();
        write_at(&self.file, &bytes, place_of_slot(slot))?;
        first.is_other_written = true;
        Ok(())
    }

    fn sync(&self, first: &mut First) -> io::Result<()> {
        self.file.sync_data()?;
        if std::mem::take(&mut first.is_other_written) {
            first.safe_slot = 1 - first.safe_slot;
        }
        Ok(())
    }

    /// Reads whole pages, none of them page 0.
    fn read_pages(&self, page: u64, text: &mut [u8]) -> io::Result<()> {
        let mut sealed = vec![0; text.len() / PAGE * SEALED];
        read_at(&self.file, &mut sealed, place_of(page))?;
        for ((sealed, text), page) in sealed.chunks_exact(SEALED).zip(text.chunks_exact_mut(PAGE)).zip(page..) {
            open_page(&self.cipher, page, sealed, text)?;
        }
        Ok(())
    }

    /// Writes whole pages, none of them page 0.
    fn write_pages(&self, page: u64, text: &[u8]) -> io::Result<()> {
        let mut nonces = vec![0; text.len() / PAGE * NONCE];
        SystemRng.fill(&mut nonces);
        let mut sealed = Vec::with_capacity(text.len() / PAGE * SEALED);
        for ((text, nonce), page) in text.chunks_exact(PAGE).zip(nonces.as_chunks::<NONCE>().0).zip(page..) {
            let start = sealed.len() + NONCE;
            sealed.extend_from_slice(nonce);
            sealed.extend_from_slice(text);
            let inner = sealed.get_mut(start..).unwrap_or_default();
            let tag = self
                .cipher
                .encrypt_inout_detached(&(*nonce).into(), &page_context(page), inner.into())
                .map_err(|_too_long| damaged("a page can't be encrypted"))?;
            sealed.extend_from_slice(&tag);
        }
        write_at(&self.file, &sealed, place_of(page))
    }
}

fn cipher(key: &StoreKey, store: &StoreId) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.page_key(store)).into())
}

fn page_context(page: u64) -> [u8; 12] {
    context(*b"page", page)
}

fn slot_context(slot: u64) -> [u8; 12] {
    context(*b"slot", slot)
}

fn context(kind: [u8; 4], number: u64) -> [u8; 12] {
    super::schema::keys::join(&[&kind, &number.to_be_bytes()])
}

/// Decrypts one page of [`SEALED`] bytes into `text`.
///
/// # Errors
/// [`ErrorKind::InvalidData`] when it does not authenticate.
pub(super) fn open_page(cipher: &XChaCha20Poly1305, page: u64, sealed: &[u8], text: &mut [u8]) -> io::Result<()> {
    if sealed.iter().all(|byte| *byte == 0) {
        text.fill(0);
        return Ok(());
    }
    open_sealed(cipher, &page_context(page), sealed, text).ok_or_else(|| damaged("a page does not authenticate"))
}

fn open_sealed(cipher: &XChaCha20Poly1305, context: &[u8], sealed: &[u8], text: &mut [u8]) -> Option<()> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
    let (inner, tag) = rest.split_last_chunk::<TAG>()?;
    if inner.len() != text.len() {
        return None;
    }
    text.copy_from_slice(inner);
    cipher.decrypt_inout_detached(&(*nonce).into(), context, text.into(), &(*tag).into()).ok()
}

/// The newest copy of page 0 that authenticates and was written when the file was no longer than
/// `at_most`: a power cut may keep the copy and lose the growth that came before it.
fn newest_slot(file: &File, cipher: &XChaCha20Poly1305, at_most: u64) -> Option<First> {
    let read = |slot: u64| {
        let mut sealed = vec![0; SLOT];
        read_at(file, &mut sealed, place_of_slot(slot)).ok()?;
        let mut text = Zeroizing::new(vec![0; 8 + PAGE]);
        open_sealed(cipher, &slot_context(slot), &sealed, &mut text)?;
        let generation = u64::from_be_bytes(*sealed.first_chunk::<NONCE>()?.last_chunk::<8>()?);
        let (length, page) = text.split_first_chunk::<8>()?;
        let page = Zeroizing::new(page.to_vec());
        let first = First { page, generation, safe_slot: slot, is_other_written: false };
        (u64::from_be_bytes(*length) <= at_most).then_some(first)
    };
    let (one, other) = (read(0), read(1));
    one.into_iter().chain(other).max_by_key(|first| first.generation)
}

impl redb::StorageBackend for PageFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.length())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.within(offset, out.len())?;
        let cut = in_first(offset, out.len());
        let (for_first, out) = out.split_at_mut(cut);
        if !for_first.is_empty() {
            let first = self.first();
            copy(for_first, skip(&first.page, offset));
        }
        if out.is_empty() {
            return Ok(());
        }
        let start = offset.max(PAGE as u64);
        if start.is_multiple_of(PAGE as u64) && out.len().is_multiple_of(PAGE) {
            return self.read_pages(start / PAGE as u64, out);
        }
        let (page, mut text) = around(start, out.len());
        self.read_pages(page, &mut text)?;
        copy(out, skip(&text, start % PAGE as u64));
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        if !length.is_multiple_of(PAGE as u64) {
            return Err(ErrorKind::InvalidInput.into());
        }
        let mut first = self.first();
        if length < self.length() && first.generation > 0 {
            // The shorter length must be on the disk before the file is shorter.
            self.length.store(length, Ordering::Release);
            self.write_first(&mut first)?;
            self.sync(&mut first)?;
        }
        self.file.set_len(bytes_on_disk(length))?;
        self.length.store(length, Ordering::Release);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.sync(&mut self.first())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.within(offset, data.len())?;
        let (for_first, data) = data.split_at(in_first(offset, data.len()));
        if !for_first.is_empty() {
            let mut first = self.first();
            copy(skip_mut(&mut first.page, offset), for_first);
            self.write_first(&mut first)?;
        }
        if data.is_empty() {
            return Ok(());
        }
        let start = offset.max(PAGE as u64);
        if start.is_multiple_of(PAGE as u64) && data.len().is_multiple_of(PAGE) {
            return self.write_pages(start / PAGE as u64, data);
        }
        let (page, mut text) = around(start, data.len());
        self.read_pages(page, &mut text)?;
        copy(skip_mut(&mut text, start % PAGE as u64), data);
        self.write_pages(page, &text)
    }
}

/// How many of `count` bytes at `offset` are in page 0.
fn in_first(offset: u64, count: usize) -> usize {
    let room = (PAGE as u64).saturating_sub(offset);
    usize::try_from(room).map_or(count, |room| room.min(count))
}

/// What comes after `count` bytes.
fn skip(bytes: &[u8], count: u64) -> &[u8] {
    usize::try_from(count).ok().and_then(|count| bytes.get(count..)).unwrap_or_default()
}

fn skip_mut(bytes: &mut [u8], count: u64) -> &mut [u8] {
    usize::try_from(count).ok().and_then(|count| bytes.get_mut(count..)).unwrap_or_default()
}

/// Copies as much as fits.
fn copy(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}

/// The number of the page at `start`, and room for all pages that `count` bytes from there touch.
fn around(start: u64, count: usize) -> (u64, Zeroizing<Vec<u8>>) {
    let into = usize::try_from(start % PAGE as u64).unwrap_or(0);
    let pages = (into + count).div_ceil(PAGE);
    (start / PAGE as u64, Zeroizing::new(vec![0; pages * PAGE]))
}

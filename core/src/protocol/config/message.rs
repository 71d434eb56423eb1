//! One config message: numbered data with the differences that led to it (protocol notes, config 2).
//!
//! A message carries all data and, besides its own difference, those of the last four generations, so
//! that devices that changed the same parent can be merged without a server. Its hash is over the bytes
//! as they were received, or as they would be sent; it is not the hash by which a swarm knows them.
//!
//! While a message is being edited it remembers the data it started from, and its difference is
//! computed when somebody asks.

use std::collections::BTreeMap;

use blake2::Blake2b;
use blake2::digest::Digest;
use blake2::digest::consts::U32;
use ed25519_dalek::{Signer as _, SigningKey};

use super::bt::{Bt, BtError, Reader, write_bytes, write_int};
use super::data::{self, DataError, Dict};
use super::diff::{self, Diff};
use crate::crypto::keys::verify;

/// Generations whose differences take part in a merge.
pub const LAG: i64 = 5;

/// BLAKE2b-32 of a serialized message.
pub type MessageHash = [u8; 32];

/// Why bytes are no config message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// The encoding or the data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A key that must be there is missing or not where it must be.
    #[error("no {0}")]
    Missing(&'static str),
    /// The list of earlier differences is malformed or out of order.
    #[error("malformed earlier differences")]
    Lagged,
    /// Something follows the signature, or it has not 64 bytes.
    #[error("a malformed signature")]
    SignatureForm,
    /// The signature is missing or wrong.
    #[error("the signature is wrong")]
    Signature,
}

impl From<BtError> for MessageError {
    fn from(error: BtError) -> Self {
        Self::Data(error.into())
    }
}

/// A message.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its number.
    pub seqno: i64,
    /// The data.
    pub data: Dict,
    /// Differences of earlier messages by number and hash.
    pub lagged: BTreeMap<(i64, MessageHash), Diff>,
    /// What it was made from; nothing when its difference is settled.
    base: Option<Dict>,
    diff: Diff,
    unknown: BTreeMap<Vec<u8>, Bt>,
    /// A signature that was verified, as long as nothing changed.
    signature: Option<[u8; 64]>,
    /// Hash of the bytes it was read from, as long as nothing changed.
    received: Option<MessageHash>,
}

/// The hash of a serialized message.
pub fn hash_of(serialized: &[u8]) -> MessageHash {
    Blake2b::<U32>::digest(serialized).into()
}

/// How a message's signature is judged.
#[derive(Debug, Clone, Copy)]
pub enum Trust<'a> {
    /// There is no key; a signature is dropped.
    Unsigned,
    /// It must verify by this Ed25519 key.
    Verify(&'a [u8; 32]),
    /// It was verified before it was kept.
    Kept,
}

/// The parts of a message as they are read.
#[derive(Default)]
struct Parts {
    data: Option<Dict>,
    lagged: BTreeMap<(i64, MessageHash), Diff>,
    diff: Option<Diff>,
    unknown: BTreeMap<Vec<u8>, Bt>,
    signature: Option<[u8; 64]>,
}

impl Message {
    /// The state before anything was ever set: number 0, no data.
    pub fn initial() -> Self {
        Self {
            seqno: 0,
            data: Dict::new(),
            lagged: BTreeMap::new(),
            base: None,
            diff: Diff::new(),
            unknown: BTreeMap::new(),
            signature: None,
            received: None,
        }
    }

    /// A message that resolves a conflict.
    pub(super) fn merged(seqno: i64, data: Dict, lagged: BTreeMap<(i64, MessageHash), Diff>) -> Self {
        Self { seqno, data, lagged, ..Self::initial() }
    }

    /// Reads a message; bytes after it are ignored.
    ///
    /// # Errors
    /// [`MessageError`].
    pub fn parse(bytes: &[u8], trust: Trust<'_>) -> Result<Self, MessageError> {
        let mut reader = Reader::new(bytes);
        reader.enter_dict()?;
        let mut last = None;
        if reader.key(&mut last)? != Some(b"#".as_slice()) {
            return Err(MessageError::Missing("number"));
        }
        let seqno = reader.int()?;
        let mut parts = Parts::default();
        let mut signed_bytes = None;
        loop {
            let before = reader.position();
            let Some(key) = reader.key(&mut last)? else { break };
            if signed_bytes.is_some() {
                return Err(MessageError::SignatureForm);
            }
            if key == b"~" {
                signed_bytes = bytes.get(..before);
            }
            parts.read(key, seqno, &mut reader)?;
        }
        let signature = match (trust, parts.signature) {
            (Trust::Unsigned, _) => None,
            (Trust::Kept, signature) => signature,
            (Trust::Verify(key), Some(signature)) if verify(key, signed_bytes.unwrap_or_default(), &signature) => {
                Some(signature)
            }
            (Trust::Verify(_), _) => return Err(MessageError::Signature),
        };
        Ok(Self {
            seqno,
            data: parts.data.ok_or(MessageError::Missing("data"))?,
            lagged: parts.lagged,
            base: None,
            diff: parts.diff.ok_or(MessageError::Missing("difference"))?,
            unknown: parts.unknown,
            signature,
            received: Some(hash_of(bytes)),
        })
    }

    /// The difference from what the message was made from.
    pub fn diff(&self) -> Diff {
        match &self.base {
            None => self.diff.clone(),
            Some(base) => {
                let mut now = self.data.clone();
                data::prune(&mut now);
                diff::between(base, &now)
            }
        }
    }

    /// Number and hash, which identify a message. The one before all others is never signed.
    pub fn identity(&self, signer: Option<&SigningKey>) -> (i64, MessageHash) {
        let signer = signer.filter(|_signer| self.seqno != 0);
        let hash = self.received.unwrap_or_else(|| hash_of(&self.serialize(signer)));
        (self.seqno, hash)
    }

    /// The next message, to be edited.
    #[must_use]
    pub fn increment(&self, signer: Option<&SigningKey>) -> Self {
        let mut lagged = self.lagged.clone();
        lagged.retain(|(seqno, _hash), _diff| *seqno > self.seqno.saturating_sub(LAG) && *seqno < self.seqno);
        lagged.insert(self.identity(signer), self.diff());
        let mut data = self.data.clone();
        data::prune(&mut data);
        Self {
            seqno: self.seqno.saturating_add(1),
            base: Some(data.clone()),
            data,
            lagged,
            diff: Diff::new(),
            unknown: self.unknown.clone(),
            signature: None,
            received: None,
        }
    }

    /// Makes the message editable as one whose difference counts from `base`.
    pub(super) fn reopen(&mut self, base: Dict) {
        self.base = Some(base);
        self.signature = None;
        self.received = None;
    }

    /// Replaces all data.
    pub fn replace_data(&mut self, data: Dict) {
        self.touch();
        self.data = data;
    }

    /// Notes that the data is about to change.
    pub(super) fn touch(&mut self) {
        self.signature = None;
        self.received = None;
    }

    /// Notes by which hash others know the message.
    pub(super) fn set_received(&mut self, hash: MessageHash) {
        self.received = Some(hash);
    }

    /// As others would read it: the difference settled, the hash known.
    pub(super) fn settled(&self, signer: Option<&SigningKey>) -> Self {
        let mut settled = self.clone();
        settled.diff = self.diff();
        settled.base = None;
        data::prune(&mut settled.data);
        settled.received = Some(self.identity(signer).1);
        settled
    }

    /// The bytes, with a signature if one was verified or there is a key to make one.
    pub fn serialize(&self, signer: Option<&SigningKey>) -> Vec<u8> {
        let mut out = vec![b'd'];
        let mut unknown = self.unknown.iter().peekable();
        let mut unknown_before = |out: &mut Vec<u8>, key: &[u8]| {
            while let Some((name, value)) = unknown.next_if(|(name, _value)| name.as_slice() < key) {
                write_bytes(out, name);
                value.write(out);
            }
        };
        write_bytes(&mut out, b"#");
        write_int(&mut out, self.seqno);
        unknown_before(&mut out, b"&");
        write_bytes(&mut out, b"&");
        let mut pruned = self.data.clone();
        data::prune(&mut pruned);
        data::write_dict(&pruned, &mut out);
        unknown_before(&mut out, b"<");
        write_bytes(&mut out, b"<");
        self.write_lagged(&mut out);
        unknown_before(&mut out, b"=");
        write_bytes(&mut out, b"=");
        diff::write(&self.diff(), &mut out);
        unknown_before(&mut out, b"~");
        let signature = self.signature.or_else(|| signer.map(|key| key.sign(&out).to_bytes()));
        if let Some(signature) = signature {
            write_bytes(&mut out, b"~");
            write_bytes(&mut out, &signature);
        }
        out.push(b'e');
        out
    }

    fn write_lagged(&self, out: &mut Vec<u8>) {
        out.push(b'l');
        for ((seqno, hash), diff) in &self.lagged {
            if *seqno <= self.seqno.saturating_sub(LAG) || *seqno >= self.seqno {
                continue;
            }
            out.push(b'l');
            write_int(out, *seqno);
            write_bytes(out, hash);
            diff::write(diff, out);
            out.push(b'e');
        }
        out.push(b'e');
    }
}

impl Parts {
    fn read(&mut self, key: &[u8], seqno: i64, reader: &mut Reader<'_>) -> Result<(), MessageError> {
        match key {
            b"&" => self.data = Some(data::read_dict(reader)?),
            b"<" => self.lagged = read_lagged(seqno, reader)?,
            b"=" => self.diff = Some(diff::read(reader)?),
            b"~" => {
                let signature = reader.bytes()?.try_into().map_err(|_length| MessageError::SignatureForm)?;
                self.signature = Some(signature);
            }
            unknown if unknown < b"~".as_slice() => {
                self.unknown.insert(unknown.to_vec(), reader.value()?);
            }
            _after => return Err(MessageError::SignatureForm),
        }
        Ok(())
    }
}

/// Reads the rows of earlier differences; rows too old to matter are skipped unread.
fn read_lagged(seqno: i64, reader: &mut Reader<'_>) -> Result<BTreeMap<(i64, MessageHash), Diff>, MessageError> {
    reader.enter_list()?;
    let mut lagged = BTreeMap::new();
    while !reader.leave() {
        reader.enter_list()?;
        let of = reader.int()?;
        if of >= seqno {
            return Err(MessageError::Lagged);
        }
        if of <= seqno.saturating_sub(LAG) {
            while !reader.leave() {
                reader.value()?;
            }
            continue;
        }
        let hash = MessageHash::try_from(reader.bytes()?).map_err(|_length| MessageError::Lagged)?;
        let diff = diff::read(reader)?;
        let is_last = lagged.last_key_value().is_none_or(|(last, _diff)| *last < (of, hash));
        if !reader.leave() || !is_last {
            return Err(MessageError::Lagged);
        }
        lagged.insert((of, hash), diff);
    }
    Ok(lagged)
}

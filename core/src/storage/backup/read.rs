//! From a backup into a new store.

use std::io::Read;

use redb::{Key, TableDefinition, Value};
use zeroize::Zeroizing;

use super::chunks::Opener;
use super::rows::{END, MAX_KEY, MAX_VALUE, Visit, each};
use super::{BackupError, Progress};
use crate::clock::NetworkTime;
use crate::storage::db::{Store, WriteTx};
use crate::storage::error::{OpenError, StoreError};
use crate::storage::identity;
use crate::storage::open::{Location, Protection};
use crate::storage::schema;

/// Rows between two looks at whether to go on.
const PACE: u64 = 64;

/// A row of a backup.
struct Row {
    table: u8,
    key: Vec<u8>,
    value: Zeroizing<Vec<u8>>,
}

/// A backup that is being read. Nothing comes out of it that is not authentic.
pub struct Reader<R> {
    chunks: Opener<R>,
    schema: u32,
    made_at: NetworkTime,
    total: u64,
    done: u64,
    ahead: Option<Row>,
}

/// Hides what is in it.
impl<R> std::fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

impl<R: Read> Reader<R> {
    /// Begins to read. Takes about half a second.
    ///
    /// # Errors
    /// [`BackupError`] says it all.
    pub fn open(input: R, password: &str) -> Result<Self, BackupError> {
        let mut chunks = Opener::start(input, password)?;
        let schema = u32::from_le_bytes(take(&mut chunks)?);
        if schema > schema::CURRENT {
            return Err(BackupError::Newer);
        }
        let made_at = NetworkTime(u64::from_le_bytes(take(&mut chunks)?));
        let total = u64::from_le_bytes(take(&mut chunks)?);
        let mut reader = Self { chunks, schema, made_at, total, done: 0, ahead: None };
        reader.advance()?;
        Ok(reader)
    }

    /// When the backup was made.
    pub const fn made_at(&self) -> NetworkTime {
        self.made_at
    }

    /// Reads to the end without keeping anything. Says how many rows there are.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn check(mut self) -> Result<u64, BackupError> {
        while let Some(row) = self.take_row(None)? {
            drop(row);
        }
        self.finish()?;
        Ok(self.total)
    }

    /// Reads the next row, of which the end is none.
    fn advance(&mut self) -> Result<(), BackupError> {
        let [table] = take::<1>(&mut self.chunks)?;
        let length = |bytes| usize::try_from(u32::from_le_bytes(bytes)).map_err(|_long| BackupError::Damaged);
        let (key, value) = (length(take(&mut self.chunks)?)?, length(take(&mut self.chunks)?)?);
        if key > MAX_KEY || value > MAX_VALUE {
            return Err(BackupError::Damaged);
        }
        let mut row = Row { table, key: vec![0; key], value: Zeroizing::new(vec![0; value]) };
        self.chunks.take(&mut row.key)?;
        self.chunks.take(&mut row.value)?;
        self.ahead = (table != END).then_some(row);
        Ok(())
    }

    /// Takes the next row, if it is one of the wanted table.
    fn take_row(&mut self, wanted: Option<u8>) -> Result<Option<Row>, BackupError> {
        if wanted.is_some_and(|wanted| self.ahead.as_ref().is_none_or(|row| row.table != wanted)) {
            return Ok(None);
        }
        let Some(row) = self.ahead.take() else { return Ok(None) };
        self.done += 1;
        if self.done > self.total {
            return Err(BackupError::Damaged);
        }
        self.advance()?;
        Ok(Some(row))
    }

    /// Whether nothing is left, and nothing is missing.
    fn finish(&self) -> Result<(), BackupError> {
        let is_whole = self.ahead.is_none() && self.done == self.total && self.chunks.is_at_end();
        if is_whole { Ok(()) } else { Err(BackupError::Damaged) }
    }

    /// Puts everything into a new store.
    fn fill(mut self, tx: &WriteTx, progress: Progress<'_>) -> Result<(), BackupError> {
        let found = self.schema;
        each(&mut Filling { reader: &mut self, tx, progress })?;
        self.finish()?;
        if found < schema::CURRENT {
            schema::migrate(tx, found)?;
        }
        match identity::get(tx)? {
            Some(_) => Ok(()),
            None => Err(BackupError::Damaged),
        }
    }
}

fn take<const N: usize>(chunks: &mut Opener<impl Read>) -> Result<[u8; N], BackupError> {
    let mut bytes = [0; N];
    chunks.take(&mut bytes)?;
    Ok(bytes)
}

struct Filling<'a, R> {
    reader: &'a mut Reader<R>,
    tx: &'a WriteTx,
    progress: Progress<'a>,
}

impl<R: Read> Visit for Filling<'_, R> {
    fn table<K: Key + 'static, V: Value + 'static>(
        &mut self,
        number: u8,
        table: TableDefinition<'static, K, V>,
    ) -> Result<(), BackupError> {
        let mut table = self.tx.table(table)?;
        while let Some(row) = self.reader.take_row(Some(number))? {
            if !fits::<K>(&row.key) || !fits::<V>(&row.value) {
                return Err(BackupError::Damaged);
            }
            table.insert(K::from_bytes(&row.key), V::from_bytes(&row.value))?;
            if self.reader.done.is_multiple_of(PACE) && !(self.progress)(self.reader.done, self.reader.total) {
                return Err(BackupError::Stopped);
            }
        }
        Ok(())
    }
}

/// Whether bytes are a value of this kind: the database takes it for granted.
fn fits<T: Value>(bytes: &[u8]) -> bool {
    let is_text = T::type_name() == <&str as Value>::type_name();
    T::fixed_width().is_none_or(|width| width == bytes.len()) && (!is_text || std::str::from_utf8(bytes).is_ok())
}

/// Makes the store of a folder from a backup, in one go: a crash leaves either no store or the whole one. `finish` may
/// change what only this computer knows.
///
/// # Errors
/// [`BackupError`]; there is no store then.
pub fn restore(
    location: &Location,
    (input, password): (impl Read, &str),
    (protection, now_secs): (&Protection, u64),
    progress: Progress<'_>,
    finish: impl FnOnce(&WriteTx) -> Result<(), StoreError>,
) -> Result<Store, BackupError> {
    let reader = Reader::open(input, password)?;
    let mut failed = None;
    let made = location.create(protection, now_secs, |tx| {
        match reader.fill(tx, progress) {
            Ok(()) => return finish(tx),
            Err(BackupError::Store(error)) => return Err(error),
            Err(other) => failed = Some(other),
        }
        // Told as what it is below; this keeps the store from being made.
        Err(StoreError::Damaged)
    });
    match (made, failed) {
        (_, Some(error)) => Err(error),
        (Ok(store), None) => Ok(store),
        (Err(OpenError::Fill(error)), None) => Err(BackupError::Store(error)),
        (Err(error), None) => Err(BackupError::Open(error)),
    }
}

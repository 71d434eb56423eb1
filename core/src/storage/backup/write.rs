//! From the store into a backup.

use std::io::Write;

use prost::Message as _;
use redb::{Key, ReadableTable, ReadableTableMetadata, TableDefinition, Value};
use zeroize::Zeroizing;

use super::chunks::Sealer;
use super::head::Head;
use super::rows::{CONVERSATIONS_NUMBER, END, MAX_KEY, MAX_VALUE, META_NUMBER, TIMELINE_NUMBER, Visit, each};
use super::{BackupError, Progress, SENDING_UNKNOWN};
use crate::clock::NetworkTime;
use crate::storage::db::{ReadTx, Reads, Store};
use crate::storage::messages::Delivery;
use crate::storage::schema;
use crate::storage::schema::rows::{ConversationRow, DeliveryRow, MessageRow};
use crate::storage::vault::PasswordCost;

/// States of a file in its row.
const OFFERED: u32 = 0;
/// As above.
const FETCHING: u32 = 1;
/// Rows between two looks at whether to go on.
const PACE: u64 = 64;

/// Writes everything that is in the store at this moment. What comes meanwhile is not in it.
///
/// # Errors
/// [`BackupError`]; what was written until then is of no use.
pub fn write<W: Write>(
    store: &Store,
    out: W,
    (password, cost): (&str, PasswordCost),
    made_at: NetworkTime,
    progress: Progress<'_>,
) -> Result<W, BackupError> {
    let (head, cipher) = Head::create(password, cost)?;
    let mut sealer = Sealer::start(out, &head, cipher)?;
    let mut failed = None;
    let read = store.read(|tx| {
        if let Err(error) = write_rows(tx, &mut sealer, made_at, progress) {
            failed = Some(error);
        }
        Ok(())
    });
    read?;
    match failed {
        Some(error) => Err(error),
        None => Ok(sealer.finish()?),
    }
}

/// A backup with any bytes in its chunks, to try the reader with.
///
/// # Errors
/// [`BackupError::OutOfMemory`].
pub fn sealed(plain: &[u8], password: &str, cost: PasswordCost) -> Result<Vec<u8>, BackupError> {
    let (head, cipher) = Head::create(password, cost)?;
    let mut sealer = Sealer::start(Vec::new(), &head, cipher)?;
    sealer.write_all(plain)?;
    Ok(sealer.finish()?)
}

fn write_rows(
    tx: &ReadTx,
    out: &mut dyn Write,
    made_at: NetworkTime,
    progress: Progress<'_>,
) -> Result<(), BackupError> {
    let mut count = Count { tx, rows: 0 };
    each(&mut count)?;
    // The version of the schema is told here and is no row.
    let total = count.rows.saturating_sub(1);
    out.write_all(&schema::CURRENT.to_le_bytes())?;
    out.write_all(&made_at.millis().to_le_bytes())?;
    out.write_all(&total.to_le_bytes())?;
    let mut rows = Rows { tx, out, done: 0, total, progress };
    each(&mut rows)?;
    rows.put(END, &[], &[])
}

struct Count<'a> {
    tx: &'a ReadTx,
    rows: u64,
}

impl Visit for Count<'_> {
    fn table<K: Key + 'static, V: Value + 'static>(
        &mut self,
        _number: u8,
        table: TableDefinition<'static, K, V>,
    ) -> Result<(), BackupError> {
        self.rows += self.tx.open(table)?.len()?;
        Ok(())
    }
}

struct Rows<'a> {
    tx: &'a ReadTx,
    out: &'a mut dyn Write,
    done: u64,
    total: u64,
    progress: Progress<'a>,
}

impl Rows<'_> {
    fn put(&mut self, number: u8, key: &[u8], value: &[u8]) -> Result<(), BackupError> {
        if key.len() > MAX_KEY || value.len() > MAX_VALUE {
            return Err(BackupError::Damaged);
        }
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(|_long| BackupError::Damaged);
        let (key_length, value_length) = (length(key)?, length(value)?);
        self.out.write_all(&[number])?;
        self.out.write_all(&key_length.to_le_bytes())?;
        self.out.write_all(&value_length.to_le_bytes())?;
        self.out.write_all(key)?;
        self.out.write_all(value)?;
        Ok(())
    }
}

impl Visit for Rows<'_> {
    fn table<K: Key + 'static, V: Value + 'static>(
        &mut self,
        number: u8,
        table: TableDefinition<'static, K, V>,
    ) -> Result<(), BackupError> {
        let table = self.tx.open(table)?;
        for entry in table.iter()? {
            let (key, value) = entry?;
            let (key, value) = (key.value(), value.value());
            let (key, value) = (K::as_bytes(&key), V::as_bytes(&value));
            if number == META_NUMBER && key.as_ref() == b"schema_version" {
                continue;
            }
            match restorable(number, value.as_ref())? {
                Some(changed) => self.put(number, key.as_ref(), &changed)?,
                None => self.put(number, key.as_ref(), value.as_ref())?,
            }
            self.done += 1;
            if self.done.is_multiple_of(PACE) && !(self.progress)(self.done, self.total) {
                return Err(BackupError::Stopped);
            }
        }
        Ok(())
    }
}

/// A row with a message that is on its way, as it stands in a backup; nothing for all other rows.
fn restorable(number: u8, value: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, BackupError> {
    let undecodable = |_undecodable| BackupError::Damaged;
    let on_its_way = Delivery::Sending.to_row();
    let is_on_its_way = |delivery: &Option<DeliveryRow>| delivery.as_ref() == Some(&on_its_way);
    let failed = || Some(Delivery::Failed(SENDING_UNKNOWN.to_owned()).to_row());
    match number {
        TIMELINE_NUMBER => {
            let mut row = MessageRow::decode(value).map_err(undecodable)?;
            let is_fetching = row.files.iter().any(|file| file.state == FETCHING);
            if !is_on_its_way(&row.delivery) && !is_fetching {
                return Ok(None);
            }
            if is_on_its_way(&row.delivery) {
                row.delivery = failed();
            }
            // Jobs stay out, so nothing would go on fetching.
            for file in row.files.iter_mut().filter(|file| file.state == FETCHING) {
                file.state = OFFERED;
            }
            Ok(Some(Zeroizing::new(row.encode_to_vec())))
        }
        CONVERSATIONS_NUMBER => {
            let mut row = ConversationRow::decode(value).map_err(undecodable)?;
            let Some(last) = row.last.as_mut().filter(|last| is_on_its_way(&last.delivery)) else { return Ok(None) };
            last.delivery = failed();
            Ok(Some(Zeroizing::new(row.encode_to_vec())))
        }
        _ => Ok(None),
    }
}

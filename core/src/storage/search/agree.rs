//! Whether the index says what the messages say.
//!
//! Both sides are summed up, a hash of each pair of a term and a message, so that a store of any size is checked
//! with the same little memory.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use redb::ReadableTable;

use super::backfill::is_complete;
use super::postings::{decode, first_of, term_of, terms_of};
use crate::id::MessageId;
use crate::storage::db::Reads;
use crate::storage::error::StoreError;
use crate::storage::messages;
use crate::storage::schema::tables::{PLACES, SEARCH, SEARCH_FRESH};

/// Whether every message is in the index with each of its terms, and nothing else is. An index that is still being
/// made agrees.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn agrees(tx: &impl Reads) -> Result<bool, StoreError> {
    if !is_complete(tx)? {
        return Ok(true);
    }
    Ok(sum_of_messages(tx)? == sum_of_index(tx)?)
}

fn hash(term: &[u8], message: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (term, message).hash(&mut hasher);
    hasher.finish()
}

fn sum_of_messages(tx: &impl Reads) -> Result<(u64, u64), StoreError> {
    let (mut sum, mut count) = (0_u64, 0_u64);
    let places = tx.open(PLACES)?;
    for entry in places.iter()? {
        let id = MessageId(u64::from_be_bytes(*entry?.0.value()));
        let (number, _) = messages::place(tx, id)?.ok_or(StoreError::Damaged)?;
        let message = messages::get(tx, id)?.ok_or(StoreError::Damaged)?;
        for term in terms_of(number, &message) {
            sum = sum.wrapping_add(hash(&term, id.0));
            count += 1;
        }
    }
    Ok((sum, count))
}

fn sum_of_index(tx: &impl Reads) -> Result<(u64, u64), StoreError> {
    let (mut sum, mut count) = (0_u64, 0_u64);
    let table = tx.open(SEARCH)?;
    let mut numbers = Vec::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        numbers.clear();
        decode(first_of(key.value())?, value.value(), &mut numbers)?;
        for number in &numbers {
            sum = sum.wrapping_add(hash(term_of(key.value())?, *number));
            count += 1;
        }
    }
    for entry in tx.open(SEARCH_FRESH)?.iter()? {
        let (pair, _) = entry?;
        sum = sum.wrapping_add(hash(term_of(pair.value())?, first_of(pair.value())?));
        count += 1;
    }
    Ok((sum, count))
}

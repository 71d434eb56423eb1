//! What we know of swarms: which messages we have had, and how far we have read at which node.
//!
//! A server hash is remembered until the message expires in the swarm: until then a node may serve
//! it again. Each node of a swarm has its own order of messages, so the last hash belongs to a node.

use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::schema::keys;
use super::schema::tables::{AUTHORED, EARLY_READS, LAST_HASHES, SEEN, SEEN_BY_EXPIRY, TOMBSTONES};
use crate::clock::NetworkTime;
use crate::id::ConversationId;

/// How long a deleted message is remembered, so that it doesn't come back: the longest time that a
/// swarm keeps a message (30 days), and a day.
const TOMBSTONE_MILLIS: u64 = 31 * 24 * 3_600 * 1_000;

/// Whether a server hash was marked as seen.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn is_seen(tx: &impl Reads, hash: &str) -> Result<bool, StoreError> {
    let table = tx.open(SEEN)?;
    let seen = table.get(hash.as_bytes())?.is_some();
    Ok(seen)
}

/// Remembers a server hash until `expires_at`; a later moment replaces an earlier one.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn mark_seen(tx: &WriteTx, hash: &str, expires_at: NetworkTime) -> Result<(), StoreError> {
    let mut seen = tx.table(SEEN)?;
    let known = seen.get(hash.as_bytes())?.map(|value| u64::from_be_bytes(*value.value()));
    if known.is_some_and(|known| known >= expires_at.0) {
        return Ok(());
    }
    seen.insert(hash.as_bytes(), &expires_at.0.to_be_bytes())?;
    let mut by_expiry = tx.table(SEEN_BY_EXPIRY)?;
    if let Some(known) = known {
        by_expiry.remove(expiry_key(known, hash).as_slice())?;
    }
    by_expiry.insert(expiry_key(expires_at.0, hash).as_slice(), ())?;
    Ok(())
}

fn expiry_key(expires_at: u64, hash: &str) -> Vec<u8> {
    [expires_at.to_be_bytes().as_slice(), hash.as_bytes()].concat()
}

fn last_hash_key(node: &[u8; 32], owner: &ConversationId, namespace: i16) -> [u8; 67] {
    keys::join(&[node, &owner.to_bytes(), &namespace.to_be_bytes()])
}

/// The hash after which `node` is to be asked in a namespace of an account's or group's swarm.
/// `node` is the Ed25519 key of the service node.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn last_hash(
    tx: &impl Reads,
    node: &[u8; 32],
    owner: &ConversationId,
    namespace: i16,
) -> Result<Option<String>, StoreError> {
    let table = tx.open(LAST_HASHES)?;
    let Some(value) = table.get(&last_hash_key(node, owner, namespace))? else { return Ok(None) };
    String::from_utf8(value.value().to_vec()).map(Some).map_err(|_not_text| StoreError::Damaged)
}

/// Remembers how far we have read at a node.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn set_last_hash(
    tx: &WriteTx,
    node: &[u8; 32],
    owner: &ConversationId,
    namespace: i16,
    hash: &str,
) -> Result<(), StoreError> {
    tx.table(LAST_HASHES)?.insert(&last_hash_key(node, owner, namespace), hash.as_bytes())?;
    Ok(())
}

/// Forgets how far we have read at a node, so that everything is asked for again.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn forget_last_hash(
    tx: &WriteTx,
    node: &[u8; 32],
    owner: &ConversationId,
    namespace: i16,
) -> Result<(), StoreError> {
    tx.table(LAST_HASHES)?.remove(&last_hash_key(node, owner, namespace))?;
    Ok(())
}

/// Forgets what expired before `now`, at most `limit` of each kind. Says how many went.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn sweep(tx: &WriteTx, now: NetworkTime, limit: usize) -> Result<usize, StoreError> {
    Ok(sweep_seen(tx, now, limit)? + sweep_tombstones(tx, now, limit)? + sweep_early_reads(tx, now)?)
}

/// A message that no swarm holds any more never comes. There are few of these, and no order by time.
fn sweep_early_reads(tx: &WriteTx, now: NetworkTime) -> Result<usize, StoreError> {
    let before = now.0.saturating_sub(TOMBSTONE_MILLIS);
    let mut reads = tx.table(EARLY_READS)?;
    let mut old = Vec::new();
    for entry in reads.iter()? {
        let (key, at) = entry?;
        if u64::from_be_bytes(*at.value()) < before {
            old.push(*key.value());
        }
    }
    for key in &old {
        reads.remove(key)?;
    }
    Ok(old.len())
}

fn sweep_seen(tx: &WriteTx, now: NetworkTime, limit: usize) -> Result<usize, StoreError> {
    let mut by_expiry = tx.table(SEEN_BY_EXPIRY)?;
    let mut expired = Vec::new();
    for entry in by_expiry.range::<&[u8]>(..now.0.to_be_bytes().as_slice())?.take(limit) {
        expired.push(entry?.0.value().to_vec());
    }
    let mut seen = tx.table(SEEN)?;
    for key in &expired {
        by_expiry.remove(key.as_slice())?;
        let (_expiry, hash) = key.split_first_chunk::<8>().ok_or(StoreError::Damaged)?;
        seen.remove(hash)?;
    }
    Ok(expired.len())
}

fn sweep_tombstones(tx: &WriteTx, now: NetworkTime, limit: usize) -> Result<usize, StoreError> {
    let before = keys::join(&[&now.0.saturating_sub(TOMBSTONE_MILLIS).to_be_bytes(), &[0; 41]]);
    let mut tombstones = tx.table(TOMBSTONES)?;
    let mut old = Vec::new();
    for entry in tombstones.range::<&[u8; 49]>(..&before)?.take(limit) {
        old.push(*entry?.0.value());
    }
    let mut authored = tx.table(AUTHORED)?;
    for key in &old {
        tombstones.remove(key)?;
        let message = key.last_chunk::<41>().ok_or(StoreError::Damaged)?;
        let is_deleted = authored.get(message)?.is_some_and(|id| *id.value() == [0; 8]);
        if is_deleted {
            authored.remove(message)?;
        }
    }
    Ok(old.len())
}

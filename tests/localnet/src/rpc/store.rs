//! `store`.

use serde_json::{Map, Value};

use super::auth::{DELETE, WRITE, is_public_inbox, is_public_outbox};
use super::parse::Store;
use super::swarm_wide::{Here, Refused};
use crate::store::{Message, Shelf, message_hash, namespace_text};

const SECOND: u64 = 1_000;
const DAY: u64 = 86_400 * SECOND;

pub(super) fn store(here: &Here, shelf: &mut Shelf, request: &Store) -> Result<Map<String, Value>, Refused> {
    check_times(here, request)?;
    check_signature(here, shelf, request)?;
    let hash = message_hash(&request.account.bytes, request.namespace, &request.data);
    let mut entry = Map::new();
    let expiry = if let Some(held) = shelf.find(&hash) {
        held.expiry = held.expiry.max(request.expiry);
        entry.insert("already".to_owned(), Value::from(true));
        held.expiry
    } else {
        if is_public_outbox(request.namespace) && !make_room(shelf, request.namespace) {
            return Ok(Map::from_iter([
                ("failed".to_owned(), Value::from(true)),
                ("query_failure".to_owned(), Value::from(true)),
            ]));
        }
        shelf.push(Message {
            hash: hash.clone(),
            namespace: request.namespace,
            timestamp: request.timestamp,
            expiry: request.expiry,
            data: request.data.as_slice().into(),
        });
        request.expiry
    };
    entry.insert("expiry".to_owned(), Value::from(expiry));
    entry.insert("signature".to_owned(), Value::from(here.keys.sign(hash.as_bytes())));
    entry.insert("hash".to_owned(), Value::from(hash));
    Ok(entry)
}

/// Lifetime first, then the clock.
fn check_times(here: &Here, request: &Store) -> Result<(), Refused> {
    let longest = if is_public_inbox(request.namespace) { 14 * DAY } else { 30 * DAY };
    let lifetime = request.expiry.saturating_sub(request.timestamp);
    if !(10 * SECOND..=longest).contains(&lifetime) {
        return Err((403, "Provided expiry/TTL is not valid.".to_owned()));
    }
    if request.timestamp > here.now + 10 * SECOND || request.expiry + 10 * SECOND < here.now {
        return Err((406, "Timestamp error: check your clock".to_owned()));
    }
    Ok(())
}

fn check_signature(here: &Here, shelf: &Shelf, request: &Store) -> Result<(), Refused> {
    let Some(signed) = &request.signed else {
        if is_public_inbox(request.namespace) {
            return Ok(());
        }
        return Err((401, format!("store: signature required to store to namespace {}", request.namespace)));
    };
    if !here.tolerance.allows(request.sig_timestamp, here.now) {
        return Err((406, "store signature timestamp too far from current time".to_owned()));
    }
    let message = format!("store{}{}", namespace_text(request.namespace), request.sig_timestamp);
    let needs = if is_public_outbox(request.namespace) { WRITE | DELETE } else { WRITE };
    if !signed.covers(&request.account, message.as_bytes(), needs, &shelf.revoked) {
        return Err((401, "store signature verification failed".to_owned()));
    }
    Ok(())
}

/// Removes the old message of an outbox. Version 2.8.0 fails when it is the account's only one: then false.
fn make_room(shelf: &mut Shelf, namespace: i16) -> bool {
    let is_old = |message: &Message| message.namespace == namespace;
    if shelf.messages().len() == 1 && shelf.messages().iter().all(is_old) {
        return false;
    }
    shelf.remove(is_old);
    true
}

//! `expire`, `expire_all`, `get_expiries`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Reply;
use super::auth::{DELETE, READ, WRITE};
use super::parse::{Expire, Listed, Mode, Whole};
use super::remove::{all_sorted, by_namespace};
use super::swarm_wide::{Here, Refused, Tolerance};
use crate::store::Shelf;
use crate::world::{State, World};

const LONGEST: u64 = 30 * 86_400_000;

pub(super) fn expire(here: &Here, shelf: &mut Shelf, request: &Expire) -> Result<Map<String, Value>, Refused> {
    if request.expiries.iter().any(|expiry| expiry + here.tolerance.millis() < here.now) {
        return Err((401, "expire: timestamp should be >= current time".to_owned()));
    }
    check(shelf, request)?;
    let mode = if request.signed.cannot_delete() {
        if request.mode == Mode::Shorten {
            return Err((400, "invalid request: subaccount without delete permission can't shorten".to_owned()));
        }
        Mode::Extend
    } else {
        request.mode
    };
    let mut updated: BTreeMap<&str, u64> = BTreeMap::new();
    let mut unchanged: BTreeMap<&str, u64> = BTreeMap::new();
    for (index, hash) in request.messages.iter().enumerate() {
        let Some(message) = shelf.find(hash) else { continue };
        let wanted = request.expiries.get(if request.is_list { index } else { 0 }).copied().unwrap_or(here.now);
        let wanted = wanted.min(here.now + LONGEST);
        let changes = match mode {
            Mode::Set => true,
            Mode::Shorten => wanted < message.expiry,
            Mode::Extend => wanted > message.expiry,
        };
        if changes {
            message.expiry = wanted;
            updated.insert(hash, wanted);
        } else {
            unchanged.insert(hash, message.expiry);
        }
    }
    Ok(entry(here, request, &updated, &unchanged))
}

fn entry(
    here: &Here,
    request: &Expire,
    updated: &BTreeMap<&str, u64>,
    unchanged: &BTreeMap<&str, u64>,
) -> Map<String, Value> {
    let single = request.expiries.first().copied().unwrap_or(here.now).min(here.now + LONGEST);
    let expiries: Vec<u64> = if request.is_list { updated.values().copied().collect() } else { vec![single] };
    let mut text = request.account.hex.clone();
    text.extend(expiries.iter().map(u64::to_string));
    text.extend(request.messages.iter().map(String::as_str).chain(updated.keys().copied()));
    let with_unchanged = request.mode != Mode::Set;
    if with_unchanged {
        text.extend(unchanged.iter().map(|(hash, expiry)| format!("{hash}{expiry}")));
    }
    let mut entry = Map::from_iter([
        ("expiry".to_owned(), if request.is_list { json!(expiries) } else { json!(single) }),
        ("updated".to_owned(), updated.keys().copied().collect()),
        ("signature".to_owned(), Value::from(here.keys.sign(text.as_bytes()))),
    ]);
    if with_unchanged {
        entry.insert("unchanged".to_owned(), json!(unchanged));
    }
    entry
}

fn check(shelf: &Shelf, request: &Expire) -> Result<(), Refused> {
    let mode = match request.mode {
        Mode::Set => "",
        Mode::Shorten => "shorten",
        Mode::Extend => "extend",
    };
    let expiries: String = request.expiries.iter().map(u64::to_string).collect();
    let message = format!("expire{mode}{expiries}{}", request.messages.concat());
    if !request.signed.covers(&request.account, message.as_bytes(), WRITE, &shelf.revoked) {
        return Err((401, "expire signature verification failed".to_owned()));
    }
    Ok(())
}

pub(super) fn expire_all(here: &Here, shelf: &mut Shelf, request: &Whole) -> Result<Map<String, Value>, Refused> {
    if request.time + here.tolerance.millis() < here.now {
        return Err((406, "expire_all: timestamp should be >= current time".to_owned()));
    }
    let message = format!("expire_all{}{}", request.namespaces.text(), request.time);
    if !request.signed.covers(&request.account, message.as_bytes(), DELETE, &shelf.revoked) {
        return Err((401, "expire_all signature verification failed".to_owned()));
    }
    let mut updated: BTreeMap<i16, BTreeSet<String>> = BTreeMap::new();
    let covered = shelf.messages_mut().iter_mut().filter(|message| request.namespaces.covers(message.namespace));
    for message in covered.filter(|message| message.expiry > request.time) {
        message.expiry = request.time;
        updated.entry(message.namespace).or_default().insert(message.hash.clone());
    }
    let text = format!("{}{}{}", request.account.hex, request.time, all_sorted(&updated).concat());
    Ok(Map::from_iter([
        ("updated".to_owned(), by_namespace(request.namespaces, &updated)),
        ("signature".to_owned(), Value::from(here.keys.sign(text.as_bytes()))),
    ]))
}

pub(super) fn get_expiries(world: &World, state: &mut State, node: usize, request: &Listed) -> Reply {
    let now = world.node_now(state, node);
    let Some(holder) = state.node(node) else { return Reply::text(500, "request failed") };
    let shelf = holder.store.shelf(&request.account.bytes, now);
    if !Tolerance::Client.allows(request.timestamp, now) {
        return Reply::text(406, "get_expiries timestamp too far from current time");
    }
    let message = format!("get_expiries{}{}", request.timestamp, request.messages.concat());
    if !request.signed.covers(&request.account, message.as_bytes(), READ, &shelf.revoked) {
        return Reply::text(401, "get_expiries signature verification failed");
    }
    let expiries: Map<String, Value> = request
        .messages
        .iter()
        .filter_map(|hash| Some((hash.clone(), Value::from(shelf.find(hash)?.expiry))))
        .collect();
    Reply::json(200, json!({ "expiries": expiries }))
}

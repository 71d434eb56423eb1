//! `delete`, `delete_all`, `delete_before`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::auth::DELETE;
use super::params::Namespaces;
use super::parse::{Listed, Request, Whole};
use super::swarm_wide::{Here, Refused};
use super::{Body, Reply};
use crate::store::Shelf;

pub(super) fn delete(here: &Here, shelf: &mut Shelf, request: &Listed) -> Result<Map<String, Value>, Refused> {
    let message = format!("delete{}", request.messages.concat());
    if !request.signed.covers(&request.account, message.as_bytes(), DELETE, &shelf.revoked) {
        return Err((401, "delete_msgs signature verification failed".to_owned()));
    }
    let removed = shelf.remove(|message| request.messages.contains(&message.hash));
    let deleted: Vec<String> = all_sorted(&removed);
    let text = format!("{}{}{}", request.account.hex, request.messages.concat(), deleted.concat());
    Ok(entry(here, Value::from(deleted), &text))
}

pub(super) fn delete_all(here: &Here, shelf: &mut Shelf, request: &Whole) -> Result<Map<String, Value>, Refused> {
    if !here.tolerance.allows(request.time, here.now) {
        return Err((406, "delete_all timestamp too far from current time".to_owned()));
    }
    check(shelf, request, "delete_all")?;
    let removed = shelf.remove(|message| request.namespaces.covers(message.namespace));
    Ok(whole_entry(here, request, &removed))
}

pub(super) fn delete_before(here: &Here, shelf: &mut Shelf, request: &Whole) -> Result<Map<String, Value>, Refused> {
    if request.time > here.now + here.tolerance.millis() {
        return Err((401, "delete_before timestamp too far in the future".to_owned()));
    }
    check(shelf, request, "delete_before")?;
    let removed =
        shelf.remove(|message| request.namespaces.covers(message.namespace) && message.timestamp <= request.time);
    Ok(whole_entry(here, request, &removed))
}

/// What the answer of a deletion depends on only once all members have answered.
pub(super) fn finish(request: &Request, mut reply: Reply) -> Reply {
    match request {
        Request::Delete(request) if request.required && deleted_nothing(&reply) => reply.status = 404,
        // Version 2.8.0 trips over its own answer here.
        Request::DeleteBefore(Whole { namespaces: Namespaces::All, .. })
            if reply.status == 200 && !deleted_nothing(&reply) =>
        {
            reply.status = 500;
            reply.body = Body::Text("request failed".to_owned());
        }
        _ => {}
    }
    reply
}

fn deleted_nothing(reply: &Reply) -> bool {
    let Body::Json(body) = &reply.body else { return false };
    let entries = body.get("swarm").and_then(Value::as_object);
    entries.is_some_and(|entries| {
        entries.values().all(|entry| match entry.get("deleted") {
            Some(Value::Array(list)) => list.is_empty(),
            Some(Value::Object(map)) => map.is_empty(),
            _ => true,
        })
    })
}

fn check(shelf: &Shelf, request: &Whole, method: &str) -> Result<(), Refused> {
    let message = format!("{method}{}{}", request.namespaces.text(), request.time);
    if !request.signed.covers(&request.account, message.as_bytes(), DELETE, &shelf.revoked) {
        return Err((401, format!("{method} signature verification failed")));
    }
    Ok(())
}

fn whole_entry(here: &Here, request: &Whole, removed: &BTreeMap<i16, BTreeSet<String>>) -> Map<String, Value> {
    let all = all_sorted(removed);
    let text = format!("{}{}{}", request.account.hex, request.time, all.concat());
    entry(here, by_namespace(request.namespaces, removed), &text)
}

/// Hashes as answered: a list, or an object of lists for all namespaces.
pub(super) fn by_namespace(namespaces: Namespaces, hashes: &BTreeMap<i16, BTreeSet<String>>) -> Value {
    match namespaces {
        Namespaces::One(_) => Value::from(all_sorted(hashes)),
        Namespaces::All => hashes
            .iter()
            .map(|(namespace, hashes)| {
                (namespace.to_string(), hashes.iter().map(|hash| Value::from(hash.as_str())).collect::<Value>())
            })
            .collect(),
    }
}

/// All hashes, sorted over the namespaces.
pub(super) fn all_sorted(hashes: &BTreeMap<i16, BTreeSet<String>>) -> Vec<String> {
    let mut all: Vec<String> = hashes.values().flatten().cloned().collect();
    all.sort_unstable();
    all
}

fn entry(here: &Here, deleted: Value, signed_text: &str) -> Map<String, Value> {
    Map::from_iter([
        ("deleted".to_owned(), deleted),
        ("signature".to_owned(), Value::from(here.keys.sign(signed_text.as_bytes()))),
    ])
}

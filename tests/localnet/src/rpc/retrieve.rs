//! `retrieve`.

use serde_json::{Map, Value, json};

use super::Reply;
use super::auth::{READ, is_open_to_read, is_unrevocable};
use super::parse::Retrieve;
use super::run::stamped;
use super::swarm_wide::Tolerance;
use crate::store::{Message, Shelf, namespace_text};
use crate::world::{State, World};

/// The largest answer, bytes.
const MAX_ANSWER: i64 = 7_800_000;
/// What a message costs beside its data.
const OVERHEAD: i64 = 140;

pub(super) fn retrieve(world: &World, state: &mut State, node: usize, request: &Retrieve, replay: bool) -> Reply {
    let now = world.node_now(state, node);
    let Some(holder) = state.node(node) else { return Reply::text(500, "request failed") };
    let shelf = holder.store.shelf(&request.account.bytes, now);
    if let Err(refused) = check(shelf, request, now) {
        return refused;
    }
    let (messages, more) = select(shelf, request, replay);
    let body = Map::from_iter([("messages".to_owned(), Value::from(messages)), ("more".to_owned(), Value::from(more))]);
    Reply::json(200, stamped(world, state, node, body))
}

fn check(shelf: &Shelf, request: &Retrieve, now: u64) -> Result<(), Reply> {
    let Some(signed) = &request.signed else {
        if is_open_to_read(request.namespace) {
            return Ok(());
        }
        return Err(Reply::text(401, "retrieve: request signature required"));
    };
    if !Tolerance::Client.allows(request.timestamp, now) {
        return Err(Reply::text(406, "retrieve timestamp too far from current time"));
    }
    let message = format!("retrieve{}{}", namespace_text(request.namespace), request.timestamp);
    let revoked: &[[u8; 36]] = if is_unrevocable(request.namespace) { &[] } else { &shelf.revoked };
    if !signed.covers(&request.account, message.as_bytes(), READ, revoked) {
        return Err(Reply::text(401, "retrieve signature verification failed"));
    }
    Ok(())
}

/// The messages after the last hash that fit, and whether there are more.
fn select(shelf: &Shelf, request: &Retrieve, replay: bool) -> (Vec<Value>, bool) {
    let all: Vec<&Message> = shelf.messages().iter().filter(|message| message.namespace == request.namespace).collect();
    let last = all.iter().position(|message| message.hash == request.last_hash);
    let start = if replay { 0 } else { last.map_or(0, |last| last + 1) };
    let all = all.get(start..).unwrap_or_default();
    let count = request.max_count.and_then(|count| usize::try_from(count).ok()).filter(|count| *count > 0);
    let mut room = match (request.max_size.unwrap_or(0), count) {
        (0, Some(_)) => MAX_ANSWER,
        (0, None) => MAX_ANSWER / 5,
        (share, _) if share < 0 => MAX_ANSWER / share.saturating_neg(),
        (size, _) => size.min(MAX_ANSWER),
    };
    let mut chosen = Vec::new();
    for message in all {
        let data = data_encoding::BASE64.encode(&message.data);
        room -= i64::try_from(data.len()).unwrap_or(MAX_ANSWER) + OVERHEAD;
        if !chosen.is_empty() && (room < 0 || count.is_some_and(|count| chosen.len() >= count)) {
            return (chosen, true);
        }
        chosen.push(json!({
            "hash": message.hash,
            "timestamp": message.timestamp,
            "expiration": message.expiry,
            "data": data,
        }));
    }
    (chosen, false)
}

//! `revoke_subaccount`, `unrevoke_subaccount`, `revoked_subaccounts`: the owner only.

use serde_json::{Map, Value, json};

use super::Reply;
use super::auth::OWNER;
use super::parse::Tokens;
use super::run::stamped;
use super::swarm_wide::{Here, Refused, Tolerance};
use crate::store::Shelf;
use crate::world::{State, World};

/// The most revoked tokens of one account; older ones go.
const MAX_REVOKED: usize = 50;

pub(super) fn revoke(here: &Here, shelf: &mut Shelf, request: &Tokens) -> Result<Map<String, Value>, Refused> {
    check(here.tolerance, here.now, request, "revoke_subaccount")?;
    for token in &request.tokens {
        if !shelf.revoked.contains(token) {
            shelf.revoked.push(*token);
        }
    }
    let surplus = shelf.revoked.len().saturating_sub(MAX_REVOKED);
    shelf.revoked.drain(..surplus);
    Ok(Map::from_iter([signature(here, request)]))
}

pub(super) fn unrevoke(here: &Here, shelf: &mut Shelf, request: &Tokens) -> Result<Map<String, Value>, Refused> {
    check(here.tolerance, here.now, request, "unrevoke_subaccount")?;
    let before = shelf.revoked.len();
    shelf.revoked.retain(|token| !request.tokens.contains(token));
    let count = before - shelf.revoked.len();
    Ok(Map::from_iter([("count".to_owned(), Value::from(count)), signature(here, request)]))
}

pub(super) fn revoked(world: &World, state: &mut State, node: usize, request: &Tokens) -> Reply {
    let now = world.node_now(state, node);
    if let Err((status, text)) = check(Tolerance::Client, now, request, "revoked_subaccounts") {
        return Reply::text(status, text);
    }
    let Some(holder) = state.node(node) else { return Reply::text(500, "request failed") };
    let shelf = holder.store.shelf(&request.account.bytes, now);
    let tokens: Vec<String> = shelf.revoked.iter().map(|token| data_encoding::BASE64.encode(token)).collect();
    let body = Map::from_iter([("revoked_subaccounts".to_owned(), json!(tokens))]);
    Reply::json(200, stamped(world, state, node, body))
}

fn check(tolerance: Tolerance, now: u64, request: &Tokens, method: &str) -> Result<(), Refused> {
    if !tolerance.allows(request.timestamp, now) {
        return Err((406, format!("{method} timestamp too far from current time")));
    }
    let mut message = format!("{method}{}", request.timestamp).into_bytes();
    message.extend(request.tokens.iter().flatten());
    if !request.signed.covers(&request.account, &message, OWNER, &[]) {
        return Err((401, format!("{method} signature verification failed")));
    }
    Ok(())
}

fn signature(here: &Here, request: &Tokens) -> (String, Value) {
    let mut message = format!("{}{}", request.account.hex, request.timestamp).into_bytes();
    message.extend(request.tokens.iter().flatten());
    ("signature".to_owned(), Value::from(here.keys.sign(&message)))
}

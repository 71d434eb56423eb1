//! Carrying a request out: dispatch, batches, conditions, faults, records.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::parse::{IfElse, ParseError, Request};
use super::{Body, Reply, expire, info, remove, retrieve, revoke, swarm_wide};
use crate::faults::{Fault, Place};
use crate::keys::random;
use crate::locked;
use crate::records::{self, Via};
use crate::world::{HARD_FORK, State, VERSION, World};

/// Answers the body of a request at a node.
pub(crate) fn call(world: &World, node: usize, body: &[u8], via: Via) -> Reply {
    let Ok(Value::Object(body)) = serde_json::from_slice::<Value>(body) else {
        return Reply::text(400, "invalid json");
    };
    let Some(method) = body.get("method").and_then(Value::as_str) else {
        return Reply::text(400, "invalid json: no `method` field");
    };
    let Some(params) = body.get("params").and_then(Value::as_object) else {
        return Reply::text(400, "invalid json: no `params` field");
    };
    match Request::parse(method, params) {
        Ok(request) => run(world, node, &request, via),
        Err(ParseError::NoMethod) => Reply::text(400, format!("no method {method}")),
        Err(ParseError::Invalid(refusal)) => Reply::text(400, format!("invalid request: {refusal}")),
    }
}

/// Carries out what was forwarded to a node while it was away.
pub(crate) fn redeliver(world: &World, node: usize, request: &Request) {
    let mut state = locked(&world.state);
    if swarm_wide::apply(world, &mut state, node, request, swarm_wide::Tolerance::Forwarded).is_err() {
        tracing::debug!(node, method = request.method(), "a late delivery was refused");
    }
}

fn run(world: &World, node: usize, request: &Request, via: Via) -> Reply {
    let fault = world.faults.take(Place::Storage, node, Some(request.method()));
    let reply = match &fault {
        Some(Fault::Status(status, text)) => Reply::text(*status, text.clone()),
        Some(Fault::WrongSwarm) => request.account().map_or_else(
            || Reply::text(421, ""),
            |account| {
                let state = locked(&world.state);
                wrong_swarm(world, &state, node, state.swarm_of(&account.bytes))
            },
        ),
        _ => execute(world, node, request, via, matches!(fault, Some(Fault::Replay))),
    };
    world.records.request(records::Request {
        node,
        via,
        method: request.method().to_owned(),
        account: request.account().map(|account| account.hex.clone()),
        namespace: request.namespace(),
        status: reply.status,
        at: world.clock.now(),
    });
    spoiled(reply, fault)
}

/// What a fault makes of an answer.
fn spoiled(mut reply: Reply, fault: Option<Fault>) -> Reply {
    match fault {
        Some(Fault::Delay(wait)) => reply.wait += wait,
        Some(Fault::Drop) => reply.lost = true,
        Some(Fault::StatusAfter(status, text)) => {
            reply.status = status;
            reply.body = Body::Text(text);
        }
        Some(Fault::Garbage) => reply.body = Body::Bytes(random::<257>().to_vec()),
        Some(Fault::Oversized(size)) => reply.body = Body::Text("A".repeat(size)),
        Some(Fault::Trickle(_, pause)) => reply.wait += pause,
        Some(Fault::Status(..) | Fault::WrongSwarm | Fault::Replay) | None => {}
    }
    reply
}

fn execute(world: &World, node: usize, request: &Request, via: Via, replay: bool) -> Reply {
    match request {
        Request::Batch(items) => batch(world, node, items, via),
        Request::Sequence(items) => sequence(world, node, items, via),
        Request::IfElse(choice) => if_else(world, node, choice, via),
        single => {
            let mut state = locked(&world.state);
            if let Some(refused) = check_swarm(world, &state, node, single) {
                return refused;
            }
            match single {
                Request::Retrieve(request) => retrieve::retrieve(world, &mut state, node, request, replay),
                Request::GetExpiries(request) => expire::get_expiries(world, &mut state, node, request),
                Request::Revoked(request) => revoke::revoked(world, &mut state, node, request),
                Request::GetSwarm(account) => info::get_swarm(world, &state, node, account),
                Request::Info => info::info(world, &state, node),
                Request::ServiceNodes(params) => info::service_nodes(world, &state, node, params),
                Request::ResolveName(params) => info::resolve_name(world, &state, node, params),
                Request::ActiveNodes => info::active_nodes(world, &state),
                recursive => remove::finish(recursive, swarm_wide::run(world, &mut state, node, recursive)),
            }
        }
    }
}

/// 421, if the request is about an account that another swarm holds.
fn check_swarm(world: &World, state: &State, node: usize, request: &Request) -> Option<Reply> {
    if matches!(request, Request::GetSwarm(_)) {
        return None;
    }
    let swarm = state.swarm_of(&request.account()?.bytes);
    let own = state.nodes.get(node).and_then(|node| node.swarm);
    (swarm != own).then(|| wrong_swarm(world, state, node, swarm))
}

fn wrong_swarm(world: &World, state: &State, node: usize, swarm: Option<u64>) -> Reply {
    Reply::json(421, stamped(world, state, node, world.swarm_json(state, swarm)))
}

/// Adds the time and the hard fork, as nearly every answer has them.
pub(super) fn stamped(world: &World, state: &State, node: usize, mut body: Map<String, Value>) -> Map<String, Value> {
    body.insert("t".to_owned(), Value::from(world.node_now(state, node)));
    body.insert("hf".to_owned(), json!(HARD_FORK));
    body
}

fn result(reply: &Reply) -> Value {
    let body = match &reply.body {
        Body::Json(value) => value.clone(),
        Body::Text(text) => Value::from(text.clone()),
        Body::Bytes(bytes) => Value::from(String::from_utf8_lossy(bytes)),
    };
    json!({ "code": reply.status, "body": body })
}

fn batch(world: &World, node: usize, items: &[Request], via: Via) -> Reply {
    let replies: Vec<Reply> = items.iter().map(|item| run(world, node, item, via)).collect();
    let wait = replies.iter().map(|reply| reply.wait).max().unwrap_or_default();
    results(&replies, wait)
}

fn sequence(world: &World, node: usize, items: &[Request], via: Via) -> Reply {
    let mut replies = Vec::new();
    for item in items {
        let reply = run(world, node, item, via);
        let stop = !(200..300).contains(&reply.status);
        replies.push(reply);
        if stop {
            break;
        }
    }
    let wait = replies.iter().map(|reply| reply.wait).sum();
    results(&replies, wait)
}

fn results(replies: &[Reply], wait: Duration) -> Reply {
    let results: Vec<Value> = replies.iter().map(result).collect();
    let mut reply = Reply::json(200, json!({ "results": results }));
    reply.wait = wait;
    reply.lost = replies.iter().any(|reply| reply.lost);
    reply
}

fn if_else(world: &World, node: usize, choice: &IfElse, via: Via) -> Reply {
    let height = locked(&world.state).height;
    let holds = choice.conditions.iter().all(|(name, value)| condition(name, value, height));
    let branch = if holds { &choice.then } else { &choice.otherwise };
    let mut body = json!({ "hf": HARD_FORK, "v": VERSION, "height": height, "condition": holds });
    let inner = branch.as_ref().map(|branch| run(world, node, branch, via));
    if let (Some(inner), Some(body)) = (&inner, body.as_object_mut()) {
        body.insert("result".to_owned(), result(inner));
    }
    let mut reply = Reply::json(200, body);
    if let Some(inner) = inner {
        reply.wait = inner.wait;
        reply.lost = inner.lost;
    }
    reply
}

fn condition(name: &str, value: &Value, height: u64) -> bool {
    let numbers = |value: &Value| -> Vec<u64> {
        value.as_array().map(|list| list.iter().filter_map(Value::as_u64).collect()).unwrap_or_default()
    };
    let (hard_fork, version) = (HARD_FORK.map(u64::from).to_vec(), VERSION.map(u64::from).to_vec());
    match name {
        "hf_at_least" => hard_fork >= numbers(value),
        "hf_before" => hard_fork < numbers(value),
        "v_at_least" => version >= numbers(value),
        "v_before" => version < numbers(value),
        "height_at_least" => value.as_u64().is_some_and(|least| height >= least),
        "height_before" => value.as_u64().is_some_and(|before| height < before),
        _ => false,
    }
}

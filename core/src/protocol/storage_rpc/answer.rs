//! Answers of service nodes (protocol notes, network 3.4 and 4.3).

use std::collections::BTreeMap;

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};
use serde_json::Value;

use super::node::ServiceNode;
use crate::clock::NetworkTime;
use crate::crypto::keys::verify;
use crate::crypto::message_hash::HASH_CHARACTERS;
use crate::crypto::onion::{AnswerKeys, OnionError};

/// Nodes read from one answer at most; the network has about two thousand.
const MAX_NODES: usize = 20_000;
/// Messages read from one answer at most.
const MAX_MESSAGES: usize = 20_000;

/// Why an answer can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// No key of the request opens it.
    #[error("the answer can't be opened")]
    Sealed(#[from] OnionError),
    /// It is not what the protocol says.
    #[error("the answer is malformed")]
    Malformed,
}

/// What the destination said.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcAnswer {
    /// Status of the request at the destination.
    pub status: u16,
    /// The body: JSON, or a JSON string when it is plain text.
    pub body: Value,
}

impl RpcAnswer {
    /// Whether the destination did what it was asked.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The body when it is plain text, as errors are.
    pub fn text(&self) -> &str {
        self.body.as_str().unwrap_or_default()
    }
}

/// Opens the guard's answer to a request for a service node: base64 text or raw bytes, perhaps inside
/// `{"result": …}`, of `{"status": N, "body": …}`.
///
/// # Errors
/// [`AnswerError`] when it can't be opened or is malformed.
pub fn open_answer(keys: &AnswerKeys, body: &[u8]) -> Result<RpcAnswer, AnswerError> {
    let unwrapped: Option<String> = if body.first() == Some(&b'{') {
        let outer: Value = serde_json::from_slice(body).map_err(|_json| AnswerError::Malformed)?;
        outer.get("result").and_then(Value::as_str).map(str::to_owned)
    } else {
        None
    };
    let text = unwrapped.as_deref().map_or(body, str::as_bytes).trim_ascii();
    let sealed = BASE64.decode(text).or_else(|_raw| BASE64_NOPAD.decode(text));
    let plain = match sealed {
        Ok(sealed) => keys.open(&sealed)?,
        Err(_) => keys.open(body)?,
    };
    let inner: Value = serde_json::from_slice(&plain).map_err(|_json| AnswerError::Malformed)?;
    let status = inner.get("status").or_else(|| inner.get("status_code")).and_then(Value::as_u64);
    let status = status.and_then(|status| u16::try_from(status).ok()).ok_or(AnswerError::Malformed)?;
    let body = match inner.get("body") {
        Some(Value::String(text)) => match serde_json::from_str::<Value>(text) {
            Ok(json @ (Value::Object(_) | Value::Array(_))) => json,
            _ => Value::String(text.clone()),
        },
        Some(json) => json.clone(),
        None => Value::Null,
    };
    Ok(RpcAnswer { status, body })
}

/// The clock of the node that answered, when it told.
pub fn answer_time(body: &Value) -> Option<NetworkTime> {
    body.get("t").or_else(|| body.get("timestamp")).and_then(Value::as_u64).map(NetworkTime)
}

/// The nodes of a `get_swarm` answer or a 421 body; entries that can't be used are left out.
pub fn nodes_of(body: &Value) -> Vec<ServiceNode> {
    let nodes = body.get("snodes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let swarm = body.get("swarm").and_then(Value::as_str).and_then(|text| u64::from_str_radix(text, 16).ok());
    let read = nodes.iter().take(MAX_NODES).filter_map(ServiceNode::from_json);
    read.map(|node| ServiceNode { swarm_id: node.swarm_id.or(swarm), ..node }).collect()
}

/// The nodes of a seed's answer or of `oxend_request get_service_nodes`.
pub fn service_node_list(body: &Value) -> Vec<ServiceNode> {
    let list = body.get("result").and_then(|result| result.get("service_node_states")).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default().iter().take(MAX_NODES).filter_map(ServiceNode::from_json).collect()
}

/// One item of a batch or sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchItem {
    /// Status of the item.
    pub code: u16,
    /// Its body.
    pub body: Value,
}

/// The items of a batch or sequence, in the order of the requests.
///
/// # Errors
/// [`AnswerError::Malformed`] when there is no list of items with codes.
pub fn batch_items(body: &Value) -> Result<Vec<BatchItem>, AnswerError> {
    let items = body.get("results").and_then(Value::as_array).ok_or(AnswerError::Malformed)?;
    let item = |item: &Value| {
        let code = item.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok())?;
        Some(BatchItem { code, body: item.get("body").cloned().unwrap_or_default() })
    };
    items.iter().take(20).map(|value| item(value).ok_or(AnswerError::Malformed)).collect()
}

/// A message as a swarm keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrievedMessage {
    /// Its 43-character hash.
    pub hash: String,
    /// When it was stored, by the sender's word.
    pub stored_at: NetworkTime,
    /// When the swarm drops it.
    pub expires_at: NetworkTime,
    /// The bytes; nothing when they were no base64.
    pub data: Option<Vec<u8>>,
}

/// The messages of a `retrieve` answer in the node's order, and whether there are more. A message
/// without a usable hash can't be told from others and is left out.
///
/// # Errors
/// [`AnswerError::Malformed`] when there is no list of messages.
pub fn retrieved(body: &Value) -> Result<(Vec<RetrievedMessage>, bool), AnswerError> {
    let list = body.get("messages").and_then(Value::as_array).ok_or(AnswerError::Malformed)?;
    let read = |message: &Value| {
        let hash = message.get("hash")?.as_str().filter(|hash| is_hash(hash))?.to_owned();
        let time = |name: &str| NetworkTime(message.get(name).and_then(Value::as_u64).unwrap_or_default());
        let data = message.get("data").and_then(Value::as_str).and_then(|data| BASE64.decode(data.as_bytes()).ok());
        let expires_at = time("expiration").max(time("expiry"));
        Some(RetrievedMessage { hash, stored_at: time("timestamp"), expires_at, data })
    };
    let messages = list.iter().take(MAX_MESSAGES).filter_map(read).collect();
    Ok((messages, body.get("more").and_then(Value::as_bool).unwrap_or(false)))
}

fn is_hash(text: &str) -> bool {
    text.len() == HASH_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte))
}

/// A message that a swarm took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its 43-character hash.
    pub hash: String,
    /// When the swarm drops it, when it told.
    pub expires_at: Option<NetworkTime>,
}

/// What a `store` answer says, if at least one node of the swarm has the message. The outer status is
/// 200 even when every node failed, so the entries decide (network 4.1).
pub fn stored_message(body: &Value) -> Option<StoredMessage> {
    let read = |entry: &Value| {
        let is_failed = entry.get("failed").is_some_and(|value| value.as_bool() == Some(true) || value == 1);
        let hash = entry.get("hash")?.as_str().filter(|hash| is_hash(hash) && !is_failed)?.to_owned();
        Some(StoredMessage { hash, expires_at: entry.get("expiry").and_then(Value::as_u64).map(NetworkTime) })
    };
    match body.get("swarm").and_then(Value::as_object) {
        Some(entries) => entries.values().find_map(read),
        // A node alone in its swarm may answer without entries.
        None => read(body),
    }
}

/// When messages expire, by hash; those that don't exist are missing.
pub fn expiries(body: &Value) -> BTreeMap<String, NetworkTime> {
    let map = body.get("expiries").and_then(Value::as_object);
    let read = |(hash, time): (&String, &Value)| Some((hash.clone(), NetworkTime(time.as_u64()?)));
    map.into_iter().flatten().filter_map(read).collect()
}

/// The Ed25519 keys of the nodes that deleted everything of an account, each proven by a signature over
/// account, time and the sorted hashes of what it deleted (protocol notes, network 4.3).
pub fn all_deleted(body: &Value, account: &[u8; 33], at: NetworkTime) -> Vec<[u8; 32]> {
    let entries = body.get("swarm").and_then(Value::as_object);
    let proven = |(node, entry): (&String, &Value)| {
        let node: [u8; 32] = HEXLOWER_PERMISSIVE.decode(node.as_bytes()).ok()?.try_into().ok()?;
        let mut hashes: Vec<&str> = match entry.get("deleted")? {
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
            Value::Object(map) => {
                map.values().filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect()
            }
            _ => return None,
        };
        hashes.sort_unstable();
        let text = format!("{}{}{}", HEXLOWER.encode(account), at.millis(), hashes.concat());
        let signature = BASE64.decode(entry.get("signature")?.as_str()?.as_bytes()).ok()?.try_into().ok()?;
        verify(&node, text.as_bytes(), &signature).then_some(node)
    };
    entries.into_iter().flatten().filter_map(proven).collect()
}

/// The hashes that at least one node of the swarm changed.
pub fn expired(body: &Value, field: &str) -> Vec<String> {
    let entries = body.get("swarm").and_then(Value::as_object).into_iter().flat_map(|map| map.values());
    let lists = entries.filter_map(|entry| entry.get(field)?.as_array());
    let mut hashes: Vec<String> = lists.flatten().filter_map(|hash| hash.as_str().map(str::to_owned)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

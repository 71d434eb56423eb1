//! Requests to service nodes and the texts their signatures cover (protocol notes, network 4.2).

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};

use super::namespace::Namespace;
use crate::clock::NetworkTime;
use crate::crypto::keys::AccountKeys;

/// Who signs requests about an account.
pub trait RequestSigner: Send + Sync + 'static {
    /// Prefix byte and 32-byte key of the account.
    fn account(&self) -> [u8; 33];
    /// The Ed25519 key to send along, for accounts whose id is another key.
    fn ed25519_public(&self) -> Option<[u8; 32]>;
    /// The 64-byte signature of a text.
    fn sign(&self, text: &[u8]) -> [u8; 64];
}

impl RequestSigner for AccountKeys {
    fn account(&self) -> [u8; 33] {
        self.account_id().to_bytes()
    }

    fn ed25519_public(&self) -> Option<[u8; 32]> {
        Some(*Self::ed25519_public(self))
    }

    fn sign(&self, text: &[u8]) -> [u8; 64] {
        Self::sign(self, text)
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Name of the method.
    pub method: &'static str,
    /// Its parameters, a JSON object.
    pub params: Value,
}

impl Request {
    /// The request as a service node gets it.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_json().to_string().into_bytes()
    }

    fn to_json(&self) -> Value {
        json!({ "method": self.method, "params": self.params })
    }
}

/// Adds account, key and signature over `text` to the parameters.
fn signed(method: &'static str, signer: &dyn RequestSigner, text: &str, mut params: Value) -> Request {
    if let Some(map) = params.as_object_mut() {
        map.insert("pubkey".to_owned(), HEXLOWER.encode(&signer.account()).into());
        if let Some(key) = signer.ed25519_public() {
            map.insert("pubkey_ed25519".to_owned(), HEXLOWER.encode(&key).into());
        }
        map.insert("signature".to_owned(), BASE64.encode(&signer.sign(text.as_bytes())).into());
    }
    Request { method, params }
}

/// What is to be stored.
#[derive(Debug, Clone, Copy)]
pub struct StoreRequest<'a> {
    /// Prefix byte and key of the account whose swarm keeps it.
    pub account: [u8; 33],
    /// Which mailbox.
    pub namespace: Namespace,
    /// The bytes, at most 76,800.
    pub data: &'a [u8],
    /// How long the swarm keeps it, in milliseconds.
    pub ttl_millis: u64,
}

/// Stores a message; unsigned where anyone may store.
pub fn store(what: &StoreRequest<'_>, at: NetworkTime, signer: Option<&dyn RequestSigner>) -> Request {
    let mut params = json!({
        "pubkey": HEXLOWER.encode(&what.account),
        "timestamp": at.millis(),
        "ttl": what.ttl_millis,
        "data": BASE64.encode(what.data),
        "namespace": what.namespace.0,
    });
    let Some(signer) = signer else { return Request { method: "store", params } };
    if let Some(map) = params.as_object_mut() {
        map.insert("sig_timestamp".to_owned(), at.millis().into());
    }
    signed("store", signer, &format!("store{}{}", what.namespace.signed_text(), at.millis()), params)
}

/// Fetches what came after `last_hash`; `max_size` as in network 4.3 (negative: a fraction of the limit).
pub fn retrieve(
    signer: &dyn RequestSigner,
    namespace: Namespace,
    last_hash: &str,
    max_size: i64,
    at: NetworkTime,
) -> Request {
    let text = format!("retrieve{}{}", namespace.signed_text(), at.millis());
    let params = json!({
        "namespace": namespace.0, "last_hash": last_hash, "max_size": max_size, "timestamp": at.millis(),
    });
    signed("retrieve", signer, &text, params)
}

/// Deletes messages by their hashes.
pub fn delete(signer: &dyn RequestSigner, hashes: &[String]) -> Request {
    signed("delete", signer, &format!("delete{}", hashes.concat()), json!({ "messages": hashes }))
}

/// Deletes everything in a mailbox, or in all of them.
pub fn delete_all(signer: &dyn RequestSigner, namespace: Option<Namespace>, at: NetworkTime) -> Request {
    let (text, value) = match namespace {
        Some(namespace) => (namespace.signed_text(), Value::from(namespace.0)),
        None => ("all".to_owned(), Value::from("all")),
    };
    let params = json!({ "namespace": value, "timestamp": at.millis() });
    signed("delete_all", signer, &format!("delete_all{text}{}", at.millis()), params)
}

/// Which way a change of expiry may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiryChange {
    /// Both ways.
    Set,
    /// Only earlier.
    Shorten,
    /// Only later.
    Extend,
}

/// Changes when messages expire.
pub fn expire(signer: &dyn RequestSigner, hashes: &[String], expires_at: NetworkTime, change: ExpiryChange) -> Request {
    let mut params = json!({ "messages": hashes, "expiry": expires_at.millis() });
    let word = match change {
        ExpiryChange::Set => "",
        ExpiryChange::Shorten => "shorten",
        ExpiryChange::Extend => "extend",
    };
    if let (Some(map), false) = (params.as_object_mut(), word.is_empty()) {
        map.insert(word.to_owned(), true.into());
    }
    signed("expire", signer, &format!("expire{word}{}{}", expires_at.millis(), hashes.concat()), params)
}

/// Asks when messages expire.
pub fn get_expiries(signer: &dyn RequestSigner, hashes: &[String], at: NetworkTime) -> Request {
    let text = format!("get_expiries{}{}", at.millis(), hashes.concat());
    signed("get_expiries", signer, &text, json!({ "messages": hashes, "timestamp": at.millis() }))
}

/// Asks a node for its version and clock.
pub fn info() -> Request {
    Request { method: "info", params: json!({}) }
}

/// Asks which nodes hold an account (prefix byte and key).
pub fn swarm(account: &[u8; 33]) -> Request {
    Request { method: "get_swarm", params: json!({ "pubkey": HEXLOWER.encode(account) }) }
}

/// Asks for all active nodes in their short form; newer servers only.
pub fn active_nodes() -> Request {
    Request { method: "active_nodes_bin", params: json!({}) }
}

fn node_fields() -> Value {
    json!({
        "public_ip": true, "storage_port": true, "storage_lmq_port": true,
        "pubkey_ed25519": true, "pubkey_x25519": true, "swarm_id": true,
    })
}

/// Asks for all active nodes through the oxen daemon behind a node.
pub fn service_nodes() -> Request {
    let params = json!({ "active_only": true, "fields": node_fields() });
    Request { method: "oxend_request", params: json!({ "endpoint": "get_service_nodes", "params": params }) }
}

/// The body of the question to a seed (network 1.3).
pub fn seed_service_nodes() -> Vec<u8> {
    let params = json!({ "active_only": true, "fields": node_fields() });
    json!({ "jsonrpc": "2.0", "id": 0, "method": "get_n_service_nodes", "params": params }).to_string().into_bytes()
}

/// How several requests are carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchKind {
    /// At the same time, in no order.
    Batch,
    /// In order, up to the first that fails.
    Sequence,
}

/// Puts 1 to 20 requests into one.
pub fn batch(kind: BatchKind, requests: &[Request]) -> Request {
    let method = match kind {
        BatchKind::Batch => "batch",
        BatchKind::Sequence => "sequence",
    };
    let requests: Vec<Value> = requests.iter().map(Request::to_json).collect();
    Request { method, params: json!({ "requests": requests }) }
}

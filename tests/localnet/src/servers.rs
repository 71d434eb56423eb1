//! Servers beyond the service nodes, reached through exit nodes only: file server, communities.
//!
//! A server is registered under its host and port. [`HttpServer`] sees the bytes an exit node posts;
//! [`V4Server`] opens them with its X25519 key and hands an ordinary HTTP-like request to a
//! [`Service`] (protocol notes: network 3.3, 3.6).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};

use crate::keys::{hex, x25519, x25519_public, x25519_secret};
use crate::layer::LayerKey;
use crate::locked;
use crate::onion::{Wrapping, unframe};
use crate::v4;

/// What a server answers to an exit node.
#[derive(Debug, Clone)]
pub struct ServerAnswer {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
}

/// A server as an exit node sees it.
pub trait HttpServer: Send + Sync {
    /// Answers a POST; `now` is the network's clock in ms.
    fn post(&self, target: &str, body: &[u8], now: u64) -> ServerAnswer;
}

/// A request to a service, out of the onion.
#[derive(Debug, Clone)]
pub struct ServiceRequest {
    /// `GET`, `POST`, `PUT`, `DELETE`.
    pub method: String,
    /// Path and query.
    pub endpoint: String,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// The network's clock, ms.
    pub now: u64,
}

/// The answer of a service.
#[derive(Debug, Clone)]
pub struct ServiceResponse {
    /// The code inside the encryption.
    pub code: u16,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl ServiceResponse {
    /// A JSON answer.
    pub fn json(code: u16, body: &Value) -> Self {
        Self::typed(code, "application/json", body.to_string().into_bytes())
    }

    /// Bytes of a content type.
    pub fn typed(code: u16, content_type: &str, body: Vec<u8>) -> Self {
        let headers = BTreeMap::from([("content-type".to_owned(), content_type.to_owned())]);
        Self { code, headers, body }
    }
}

/// What a V4 server does with a request: file server, community server.
pub trait Service: Send + Sync {
    /// Answers one request.
    fn handle(&self, request: &ServiceRequest) -> ServiceResponse;
}

/// A server that speaks V4 at `/oxen/v4/lsrpc`.
pub struct V4Server {
    ed25519: [u8; 32],
    x25519_secret: [u8; 32],
    service: Arc<dyn Service>,
}

impl V4Server {
    /// A server whose keys follow from `seed`.
    pub fn new(seed: &[u8; 32], service: Arc<dyn Service>) -> Self {
        let ed25519 = ed25519_dalek::SigningKey::from_bytes(seed).verifying_key().to_bytes();
        Self { ed25519, x25519_secret: x25519_secret(seed), service }
    }

    /// The Ed25519 public key, 64 hex digits.
    pub fn ed25519_hex(&self) -> String {
        hex(&self.ed25519)
    }

    /// The X25519 public key, 64 hex digits; the Montgomery form of the other.
    pub fn x25519_hex(&self) -> String {
        hex(&x25519_public(&self.x25519_secret))
    }

    fn open(&self, body: &[u8]) -> Result<(LayerKey, Vec<u8>), String> {
        let (sealed, control) = unframe(body)?;
        let control: Map<String, Value> = serde_json::from_slice(control).map_err(|error| error.to_string())?;
        let wrapping = Wrapping::read(&control)?;
        let shared = x25519(&self.x25519_secret, &wrapping.ephemeral);
        let public = x25519_public(&self.x25519_secret);
        let key = LayerKey::new(wrapping.cipher, &shared, &wrapping.ephemeral, &public);
        let plain = key.open(sealed).ok_or("Invalid ciphertext")?;
        Ok((key, plain))
    }
}

impl HttpServer for V4Server {
    fn post(&self, target: &str, body: &[u8], now: u64) -> ServerAnswer {
        if target != "/oxen/v4/lsrpc" {
            return ServerAnswer { status: 404, body: b"Not Found".to_vec() };
        }
        let (key, plain) = match self.open(body) {
            Ok(opened) => opened,
            Err(why) => return ServerAnswer { status: 400, body: why.into_bytes() },
        };
        let response = match v4::read_request(&plain, now) {
            Some(request) => self.service.handle(&request),
            None => ServiceResponse::typed(400, "text/plain", b"Invalid v4 onion request".to_vec()),
        };
        let info = json!({ "code": response.code, "headers": response.headers });
        ServerAnswer { status: 200, body: key.seal(&v4::write(&[info.to_string().as_bytes(), &response.body])) }
    }
}

/// The servers there are, by host and port.
#[derive(Default)]
pub(crate) struct Servers {
    by_host: Mutex<HashMap<(String, u16), Arc<dyn HttpServer>>>,
}

impl Servers {
    pub(crate) fn add(&self, host: &str, port: u16, server: Arc<dyn HttpServer>) {
        locked(&self.by_host).insert((host.to_owned(), port), server);
    }

    pub(crate) fn remove(&self, host: &str, port: u16) {
        locked(&self.by_host).remove(&(host.to_owned(), port));
    }

    pub(crate) fn find(&self, host: &str, port: u16) -> Option<Arc<dyn HttpServer>> {
        locked(&self.by_host).get(&(host.to_owned(), port)).cloned()
    }
}

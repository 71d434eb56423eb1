//! Onion requests as a client makes them (protocol notes: network 3.3, 3.4).

use serde_json::{Map, Value, json};

use super::{Answer, ClientError, Https};
use crate::NodeInfo;
use crate::keys::{hex, random, unhex, x25519, x25519_public};
use crate::layer::{Cipher, LayerKey};
use crate::onion::frame;

/// A node on a path.
#[derive(Debug, Clone)]
pub struct Hop {
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// Ed25519 public key, hex.
    pub ed25519: String,
    /// X25519 public key, hex.
    pub x25519: String,
}

impl From<&NodeInfo> for Hop {
    fn from(node: &NodeInfo) -> Self {
        Self { port: node.port, ed25519: node.ed25519.clone(), x25519: node.x25519.clone() }
    }
}

/// A client with one path.
pub struct OnionClient {
    path: Vec<Hop>,
    cipher: Cipher,
    guard: Option<Https>,
}

/// An opened answer.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The inner status, or that of the guard if it answered in the clear.
    pub status: u16,
    /// The inner body, or the clear text.
    pub body: String,
    /// Whether it came in the clear.
    pub clear: bool,
}

impl OnionClient {
    /// A client whose requests go along `path`, guard first; `newer` chooses xchacha20.
    pub fn new(path: Vec<Hop>, newer: bool) -> Self {
        Self { path, cipher: if newer { Cipher::XChaCha20 } else { Cipher::AesGcm }, guard: None }
    }

    /// Sends a storage request to `destination`.
    ///
    /// # Errors
    /// [`ClientError`] if the guard can't be reached or the answer doesn't open.
    pub fn storage(&mut self, destination: &Hop, request: &Value) -> Result<Opened, ClientError> {
        let plain = frame(request.to_string().as_bytes(), &json!({ "headers": "" }));
        let (layer, ephemeral, key) = self.seal(&destination.x25519, &plain)?;
        let control = json!({ "destination": destination.ed25519, "ephemeral_key": ephemeral });
        let answer = self.send(layer, control)?;
        if answer.status != 200 {
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            return Ok(Opened { status: answer.status, body, clear: true });
        }
        let sealed = data_encoding::BASE64.decode(&answer.body).map_err(|_digits| ClientError::Answer("no base64"))?;
        let plain = key.open(&sealed).ok_or(ClientError::Answer("it does not open"))?;
        let answer: Value = serde_json::from_slice(&plain).map_err(|_json| ClientError::Answer("no JSON"))?;
        let status = answer.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        let body = answer.get("body").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Opened { status: status.ok_or(ClientError::Answer("no status"))?, body, clear: false })
    }

    /// Sends a V4 request to a server: code and body of its answer.
    ///
    /// # Errors
    /// [`ClientError::Refused`] if the path answered in the clear.
    pub fn server(
        &mut self,
        host: &str,
        x25519: &str,
        info: &Value,
        body: Option<&[u8]>,
    ) -> Result<(u16, Vec<u8>), ClientError> {
        let info = info.to_string();
        let mut parts = vec![info.as_bytes()];
        parts.extend(body);
        let (layer, ephemeral, key) = self.seal(x25519, &crate::v4::write(&parts))?;
        let control = json!({
            "host": host, "target": "/oxen/v4/lsrpc", "method": "POST", "protocol": "http", "port": 80,
            "ephemeral_key": ephemeral,
        });
        let answer = self.send(layer, control)?;
        if answer.status != 200 {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            return Err(ClientError::Refused { status: answer.status, text });
        }
        let plain = key.open(&answer.body).ok_or(ClientError::Answer("it does not open"))?;
        let (info, body) = crate::v4::read(&plain).ok_or(ClientError::Answer("no V4 answer"))?;
        let info: Map<String, Value> = serde_json::from_slice(info).map_err(|_json| ClientError::Answer("no JSON"))?;
        let code = info.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
        Ok((code.ok_or(ClientError::Answer("no code"))?, body.unwrap_or_default().to_vec()))
    }

    fn seal(&self, x25519_hex: &str, plain: &[u8]) -> Result<(Vec<u8>, String, LayerKey), ClientError> {
        let public: [u8; 32] = unhex(x25519_hex).ok_or(ClientError::Answer("no key"))?;
        let secret = random::<32>();
        let ephemeral = x25519_public(&secret);
        let key = LayerKey::new(self.cipher, &x25519(&secret, &public), &ephemeral, &public);
        Ok((key.seal(plain), hex(&ephemeral), key))
    }

    fn send(&mut self, mut layer: Vec<u8>, mut control: Value) -> Result<Answer, ClientError> {
        let path = self.path.clone();
        for hop in path.iter().rev() {
            self.name_cipher(&mut control);
            let (outer, ephemeral, _) = self.seal(&hop.x25519, &frame(&layer, &control))?;
            layer = outer;
            control = json!({ "destination": hop.ed25519, "ephemeral_key": ephemeral });
        }
        self.name_cipher(&mut control);
        if let Some(control) = control.as_object_mut() {
            control.remove("destination");
        }
        let guard = path.first().ok_or(ClientError::Answer("no path"))?;
        let mut connection = match self.guard.take() {
            Some(connection) => connection,
            None => Https::connect(guard.port)?,
        };
        let answer = connection.post("/onion_req/v2", &frame(&layer, &control))?;
        self.guard = Some(connection);
        Ok(answer)
    }

    fn name_cipher(&self, control: &mut Value) {
        if let (Cipher::XChaCha20, Some(control)) = (self.cipher, control.as_object_mut()) {
            control.insert("enc_type".to_owned(), Value::from(self.cipher.name()));
        }
    }
}

/// One layer as a recording gives it: cipher name, the client's secret and the node's key, hex.
pub struct Layer<'a> {
    /// `aes-gcm`, `xchacha20` or another accepted name.
    pub enc_type: &'a str,
    /// The client's ephemeral X25519 secret.
    pub secret: &'a str,
    /// The node's X25519 key.
    pub node: &'a str,
}

impl Layer<'_> {
    fn key(&self) -> Option<(LayerKey, [u8; 32])> {
        let (secret, public): ([u8; 32], [u8; 32]) = (unhex(self.secret)?, unhex(self.node)?);
        let ephemeral = x25519_public(&secret);
        let key = LayerKey::new(Cipher::named(self.enc_type)?, &x25519(&secret, &public), &ephemeral, &public);
        Some((key, ephemeral))
    }

    /// Opens an answer that was encrypted for this layer.
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.key()?.0.open(sealed)
    }

    /// Encrypts a payload and the JSON after it; gives the ciphertext and the ephemeral key, hex.
    pub fn seal(&self, payload: &[u8], control: &Value) -> Option<(Vec<u8>, String)> {
        let (key, ephemeral) = self.key()?;
        Some((key.seal(&frame(payload, control)), hex(&ephemeral)))
    }

    /// The body of an onion request out of its outermost ciphertext.
    pub fn wire(sealed: &[u8], entry: &Value) -> Vec<u8> {
        frame(sealed, entry)
    }
}

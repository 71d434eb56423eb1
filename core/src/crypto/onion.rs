//! The layers of an onion request.
//!
//! A request is encrypted once for its destination and once for each of three service nodes, inside
//! out, each layer with a fresh X25519 key (protocol notes, network 3.1 to 3.4). A node that peels
//! its layer finds the next node's ciphertext and a few words of JSON that say where it goes. The
//! answer comes back under the key of the destination's layer alone, whatever way it took; a refusal
//! of the exit node comes under the exit node's.
//!
//! We send `xchacha20` and read both ciphers.

use aes_gcm::Aes256Gcm;
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit};
use curve25519_dalek::MontgomeryPoint;
use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::clock::{Rng, random};

/// The largest body a service node takes, in bytes (network 2.4).
pub const MAX_BODY_BYTES: usize = 10 << 20;
/// Service nodes on a path.
pub const HOPS: usize = 3;

/// How a layer is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    /// AES-256-GCM with a 12-byte nonce; the default of the servers.
    AesGcm,
    /// XChaCha20-Poly1305 with a 24-byte nonce; named `xchacha20`.
    XChaCha20,
}

impl Cipher {
    const fn nonce_bytes(self) -> usize {
        match self {
            Self::AesGcm => 12,
            Self::XChaCha20 => 24,
        }
    }

    /// What is added to the JSON beside an ephemeral key.
    const fn json_suffix(self) -> &'static str {
        match self {
            Self::AesGcm => "",
            Self::XChaCha20 => ",\"enc_type\":\"xchacha20\"",
        }
    }
}

/// Why a layer can't be made or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OnionError {
    /// The request is over the 10 MiB that a service node takes.
    #[error("the request is too large")]
    TooLarge,
    /// A public key gives no shared secret.
    #[error("a node's key is not usable")]
    BadKey,
    /// The ciphertext was not made with this key.
    #[error("the answer can't be opened")]
    NotForUs,
}

/// A service node, as far as its layer needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop {
    /// Ed25519 public key: its name.
    pub ed25519: [u8; 32],
    /// X25519 public key: what its layer is encrypted to.
    pub x25519: [u8; 32],
}

/// Whom a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A service node; the payload is a storage RPC request in JSON.
    Node(Hop),
    /// A server; the payload is a V4 request.
    Server {
        /// `http` or `https`.
        protocol: String,
        /// Host name.
        host: String,
        /// TCP port.
        port: u16,
        /// X25519 public key of the server.
        x25519: [u8; 32],
    },
}

/// A layer's symmetric key.
#[derive(Clone)]
pub struct LayerKey {
    cipher: Cipher,
    key: Zeroizing<[u8; 32]>,
}

impl LayerKey {
    /// The key between our ephemeral pair and a node's key, as either side derives it.
    ///
    /// `secret` and `their_public` are the keys for the exchange; `client_public` and `node_public` are
    /// mixed in for XChaCha20, the client's first on both sides.
    ///
    /// # Errors
    /// [`OnionError::BadKey`] when the shared secret is zero.
    pub fn derive(
        cipher: Cipher,
        secret: &[u8; 32],
        their_public: &[u8; 32],
        client_public: &[u8; 32],
        node_public: &[u8; 32],
    ) -> Result<Self, OnionError> {
        let shared = Zeroizing::new(MontgomeryPoint(*their_public).mul_clamped(*secret).to_bytes());
        if shared.iter().all(|byte| *byte == 0) {
            return Err(OnionError::BadKey);
        }
        let key = match cipher {
            Cipher::AesGcm => {
                let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(b"LOKI").expect("HMAC takes any key");
                mac.update(shared.as_slice());
                mac.finalize().into_bytes().into()
            }
            Cipher::XChaCha20 => Blake2b::<U32>::new()
                .chain_update(shared.as_slice())
                .chain_update(client_public)
                .chain_update(node_public)
                .finalize()
                .into(),
        };
        Ok(Self { cipher, key: Zeroizing::new(key) })
    }

    /// `nonce || ciphertext || tag`.
    ///
    /// # Errors
    /// [`OnionError::TooLarge`] for more than the cipher takes.
    pub fn encrypt(&self, plain: &[u8], rng: &dyn Rng) -> Result<Vec<u8>, OnionError> {
        let mut out = vec![0; self.cipher.nonce_bytes()];
        rng.fill(&mut out);
        let sealed = match self.cipher {
            Cipher::AesGcm => Aes256Gcm::new((&*self.key).into())
                .encrypt(out.as_slice().try_into().map_err(|_length| OnionError::BadKey)?, plain),
            Cipher::XChaCha20 => XChaCha20Poly1305::new((&*self.key).into())
                .encrypt(out.as_slice().try_into().map_err(|_length| OnionError::BadKey)?, plain),
        };
        out.extend(sealed.map_err(|_size| OnionError::TooLarge)?);
        Ok(out)
    }

    /// The inverse of [`Self::encrypt`].
    ///
    /// # Errors
    /// [`OnionError::NotForUs`] when the bytes are short or were made with another key.
    pub fn decrypt(&self, bytes: &[u8]) -> Result<Vec<u8>, OnionError> {
        let (nonce, sealed) = bytes.split_at_checked(self.cipher.nonce_bytes()).ok_or(OnionError::NotForUs)?;
        let opened = match self.cipher {
            Cipher::AesGcm => Aes256Gcm::new((&*self.key).into())
                .decrypt(nonce.try_into().map_err(|_length| OnionError::NotForUs)?, sealed),
            Cipher::XChaCha20 => XChaCha20Poly1305::new((&*self.key).into())
                .decrypt(nonce.try_into().map_err(|_length| OnionError::NotForUs)?, sealed),
        };
        opened.map_err(|_tag| OnionError::NotForUs)
    }
}

/// A request ready for the guard, and what opens its answer.
pub struct OnionRequest {
    /// Body of `POST /onion_req/v2`.
    pub body: Vec<u8>,
    /// Opens the answer.
    pub answer: AnswerKeys,
}

/// The keys an answer may be under.
pub struct AnswerKeys {
    keys: Vec<LayerKey>,
}

impl AnswerKeys {
    /// Opens an answer: with the destination's key, with its other cipher, with the exit node's.
    ///
    /// # Errors
    /// [`OnionError::NotForUs`] when none fits.
    pub fn open(&self, bytes: &[u8]) -> Result<Vec<u8>, OnionError> {
        self.keys.iter().find_map(|key| key.decrypt(bytes).ok()).ok_or(OnionError::NotForUs)
    }
}

/// `LE32 len(C) || C || J`.
fn frame(inner: &[u8], json: &str) -> Result<Vec<u8>, OnionError> {
    let length = u32::try_from(inner.len()).map_err(|_long| OnionError::TooLarge)?;
    let mut out = Vec::with_capacity(4 + inner.len() + json.len());
    out.extend(length.to_le_bytes());
    out.extend(inner);
    out.extend(json.as_bytes());
    Ok(out)
}

struct Layer {
    ciphertext: Vec<u8>,
    ephemeral: [u8; 32],
    key: LayerKey,
    other: LayerKey,
}

fn layer(cipher: Cipher, node: &[u8; 32], plain: &[u8], rng: &dyn Rng) -> Result<Layer, OnionError> {
    let secret = Zeroizing::new(random::<32>(rng));
    let ephemeral = MontgomeryPoint::mul_base_clamped(*secret).to_bytes();
    let key = LayerKey::derive(cipher, &secret, node, &ephemeral, node)?;
    let other = match cipher {
        Cipher::AesGcm => Cipher::XChaCha20,
        Cipher::XChaCha20 => Cipher::AesGcm,
    };
    let other = LayerKey::derive(other, &secret, node, &ephemeral, node)?;
    Ok(Layer { ciphertext: key.encrypt(plain, rng)?, ephemeral, key, other })
}

fn relay_json(next: &[u8; 32], ephemeral: &[u8; 32], cipher: Cipher) -> String {
    let (next, key, suffix) = (HEXLOWER.encode(next), HEXLOWER.encode(ephemeral), cipher.json_suffix());
    format!("{{\"destination\":\"{next}\",\"ephemeral_key\":\"{key}\"{suffix}}}")
}

/// Wraps a payload for its destination and the nodes of a path, guard first.
///
/// # Errors
/// [`OnionError::TooLarge`] over 10 MiB, [`OnionError::BadKey`] for a node key that can't be used.
pub fn build(
    path: &[Hop; HOPS],
    destination: &Destination,
    payload: &[u8],
    cipher: Cipher,
    rng: &dyn Rng,
) -> Result<OnionRequest, OnionError> {
    let [guard, middle, exit] = path;
    let innermost = match destination {
        Destination::Node(node) => layer(cipher, &node.x25519, &frame(payload, "{\"headers\":\"\"}")?, rng)?,
        Destination::Server { x25519, .. } => layer(cipher, x25519, payload, rng)?,
    };
    let exit_json = match destination {
        Destination::Node(node) => relay_json(&node.ed25519, &innermost.ephemeral, cipher),
        Destination::Server { protocol, host, port, .. } => {
            let host = serde_json::Value::from(host.as_str());
            let (key, suffix) = (HEXLOWER.encode(&innermost.ephemeral), cipher.json_suffix());
            format!(
                "{{\"host\":{host},\"target\":\"/oxen/v4/lsrpc\",\"method\":\"POST\",\"protocol\":\"{protocol}\",\
                 \"port\":{port},\"ephemeral_key\":\"{key}\"{suffix}}}"
            )
        }
    };
    let at_exit = layer(cipher, &exit.x25519, &frame(&innermost.ciphertext, &exit_json)?, rng)?;
    let json = relay_json(&exit.ed25519, &at_exit.ephemeral, cipher);
    let at_middle = layer(cipher, &middle.x25519, &frame(&at_exit.ciphertext, &json)?, rng)?;
    let json = relay_json(&middle.ed25519, &at_middle.ephemeral, cipher);
    let at_guard = layer(cipher, &guard.x25519, &frame(&at_middle.ciphertext, &json)?, rng)?;
    let (key, suffix) = (HEXLOWER.encode(&at_guard.ephemeral), cipher.json_suffix());
    let body = frame(&at_guard.ciphertext, &format!("{{\"ephemeral_key\":\"{key}\"{suffix}}}"))?;
    if body.len() > MAX_BODY_BYTES {
        return Err(OnionError::TooLarge);
    }
    Ok(OnionRequest { body, answer: AnswerKeys { keys: vec![innermost.key, innermost.other, at_exit.key] } })
}

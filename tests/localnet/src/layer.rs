//! The cipher of one onion layer (protocol notes: network 3.1).
//!
//! | name | key | wire form |
//! | --- | --- | --- |
//! | aes-gcm | HMAC-SHA256(key `LOKI`, shared secret) | nonce 12, ciphertext, tag 16 |
//! | xchacha20 | BLAKE2b-256(shared secret, client key, node key) | nonce 24, ciphertext, tag 16 |
//! | aes-cbc | the shared secret itself | not used by any client: refused as undecryptable |

use aes_gcm::Aes256Gcm;
use blake2::{Blake2b256, Digest};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::keys::random;

/// Which cipher a layer uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cipher {
    /// The default where nothing is said.
    AesGcm,
    /// The newer one.
    XChaCha20,
    /// Known to servers, used by nobody.
    AesCbc,
}

impl Cipher {
    /// The cipher of an `enc_type`; none if there is no such one.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "aes-gcm" | "gcm" => Some(Self::AesGcm),
            "xchacha20" | "xchacha20-poly1305" => Some(Self::XChaCha20),
            "aes-cbc" | "cbc" => Some(Self::AesCbc),
            _ => None,
        }
    }

    /// The name clients send.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AesGcm => "aes-gcm",
            Self::XChaCha20 => "xchacha20",
            Self::AesCbc => "aes-cbc",
        }
    }
}

/// The symmetric key of a layer.
#[derive(Clone)]
pub(crate) struct LayerKey {
    cipher: Cipher,
    key: [u8; 32],
}

impl LayerKey {
    /// The key between a client's ephemeral key `client` and a server's key `server`.
    pub(crate) fn new(cipher: Cipher, shared: &[u8; 32], client: &[u8; 32], server: &[u8; 32]) -> Self {
        let key = match cipher {
            Cipher::AesGcm => {
                let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(b"LOKI").expect("HMAC takes any key");
                mac.update(shared);
                mac.finalize().into_bytes().into()
            }
            Cipher::XChaCha20 => {
                Blake2b256::new().chain_update(shared).chain_update(client).chain_update(server).finalize().into()
            }
            Cipher::AesCbc => *shared,
        };
        Self { cipher, key }
    }

    /// Decrypts; none if the key is wrong or a byte was changed.
    pub(crate) fn open(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        match self.cipher {
            Cipher::AesGcm => {
                let (nonce, sealed) = bytes.split_first_chunk::<12>()?;
                Aes256Gcm::new(&self.key.into()).decrypt(&(*nonce).into(), sealed).ok()
            }
            Cipher::XChaCha20 => {
                let (nonce, sealed) = bytes.split_first_chunk::<24>()?;
                XChaCha20Poly1305::new(&self.key.into()).decrypt(&(*nonce).into(), sealed).ok()
            }
            Cipher::AesCbc => None,
        }
    }

    /// Encrypts under a fresh nonce.
    pub(crate) fn seal(&self, plain: &[u8]) -> Vec<u8> {
        let why = "sealing fails only for gigabytes";
        match self.cipher {
            Cipher::AesGcm | Cipher::AesCbc => {
                let nonce = random::<12>();
                let sealed = Aes256Gcm::new(&self.key.into()).encrypt(&nonce.into(), plain).expect(why);
                [nonce.as_slice(), &sealed].concat()
            }
            Cipher::XChaCha20 => {
                let nonce = random::<24>();
                let sealed = XChaCha20Poly1305::new(&self.key.into()).encrypt(&nonce.into(), plain).expect(why);
                [nonce.as_slice(), &sealed].concat()
            }
        }
    }
}

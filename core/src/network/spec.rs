//! Which network to speak to: seeds with their pins, bootstrap nodes, the file server.
//!
//! The public networks are built in; a private one comes from a JSON file, so that tests and people
//! with their own nodes need no other program. Facts of the public network: protocol notes,
//! network 1.1, 1.2, 1.6 and 7.1.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// Why a network file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// The text is not JSON of the right shape.
    #[error("the network file can't be read: {0}")]
    Json(#[from] serde_json::Error),
    /// There is neither a seed nor a bootstrap node.
    #[error("the network file names no seed and no bootstrap node")]
    Empty,
    /// A key or pin is not 64 hex digits.
    #[error("the network file has a key that is not 64 hex digits")]
    Key,
}

/// 32 bytes, written as 64 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key32(pub [u8; 32]);

impl TryFrom<String> for Key32 {
    type Error = SpecError;

    fn try_from(text: String) -> Result<Self, SpecError> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_invalid| SpecError::Key)?;
        <[u8; 32]>::try_from(bytes).map(Self).map_err(|_length| SpecError::Key)
    }
}

impl From<Key32> for String {
    fn from(key: Key32) -> Self {
        data_encoding::HEXLOWER.encode(&key.0)
    }
}

/// A seed: a server that knows all service nodes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seed {
    /// Base address; the request goes to `json_rpc` below it.
    pub url: String,
    /// SHA-256 of the certificate's DER form; without one only `http` is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_sha256: Option<Key32>,
}

/// A service node that is known from the start.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BootstrapNode {
    /// IPv4 address.
    pub ip: Ipv4Addr,
    /// TCP port for HTTPS.
    pub https_port: u16,
    /// Port for OMQ and QUIC.
    pub omq_port: u16,
    /// Ed25519 public key; the X25519 key follows from it.
    pub ed25519: Key32,
}

/// The file server, reached through onion requests only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileServer {
    /// Base address.
    pub url: String,
    /// Ed25519 public key.
    pub ed25519: Key32,
    /// X25519 public key that onion requests are encrypted to.
    pub x25519: Key32,
}

/// A network.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NetworkSpec {
    /// Name shown in the window: `mainnet`, `testnet`, or what the file says.
    pub name: String,
    /// Where to learn of service nodes.
    #[serde(default)]
    pub seeds: Vec<Seed>,
    /// Whom to ask when no seed answers.
    #[serde(default)]
    pub bootstrap_nodes: Vec<BootstrapNode>,
    /// The file server.
    pub file_server: FileServer,
    /// Whether nodes of one path may share a /24 subnet, as on a network on one machine.
    #[serde(default)]
    pub allow_shared_subnets: bool,
}

const MAINNET: &str = include_str!("../../../assets/networks/mainnet.json");
const TESTNET: &str = include_str!("../../../assets/networks/testnet.json");

impl NetworkSpec {
    /// The public network.
    pub fn mainnet() -> Self {
        Self::from_json(MAINNET).expect("a test reads the built-in file")
    }

    /// The public test network.
    pub fn testnet() -> Self {
        Self::from_json(TESTNET).expect("a test reads the built-in file")
    }

    /// Reads a network file.
    ///
    /// # Errors
    /// [`SpecError`] says what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, SpecError> {
        let spec: Self = serde_json::from_str(text)?;
        if spec.seeds.is_empty() && spec.bootstrap_nodes.is_empty() {
            return Err(SpecError::Empty);
        }
        Ok(spec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_networks_are_built_in() {
        let (mainnet, testnet) = (NetworkSpec::mainnet(), NetworkSpec::testnet());
        assert_eq!((mainnet.name.as_str(), testnet.name.as_str()), ("mainnet", "testnet"));
        assert_eq!((mainnet.seeds.len(), mainnet.bootstrap_nodes.len()), (3, 5));
        assert!(!mainnet.allow_shared_subnets && !testnet.allow_shared_subnets);
    }

    #[test]
    fn every_seed_that_speaks_https_has_a_pin() {
        for seed in NetworkSpec::mainnet().seeds.iter().chain(&NetworkSpec::testnet().seeds) {
            assert_eq!(seed.url.starts_with("https://"), seed.pin_sha256.is_some(), "{}", seed.url);
        }
        assert!(NetworkSpec::mainnet().seeds.iter().all(|seed| seed.pin_sha256.is_some()));
    }

    #[test]
    fn a_network_file_must_lead_somewhere() {
        let file_server = serde_json::to_value(NetworkSpec::mainnet().file_server).expect("it serializes");
        let empty = serde_json::json!({ "name": "n", "file_server": file_server }).to_string();
        assert!(matches!(NetworkSpec::from_json(&empty), Err(SpecError::Empty)));
        assert!(matches!(NetworkSpec::from_json("{"), Err(SpecError::Json(_))));
        let bad_key = MAINNET.replace("b8eef982", "b8eef9");
        assert!(NetworkSpec::from_json(&bad_key).is_err());
    }
}

//! Records of service nodes in the spellings of the oxen daemon, the storage server and the cache.

use std::net::{Ipv4Addr, SocketAddr};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use serde_json::Value;

use super::swarm_map::NO_SWARM;
use crate::crypto::keys::x25519_from_ed25519;
use crate::crypto::onion::Hop;

/// Bytes of a record of `active_nodes_bin`.
const RECORD_BYTES: usize = 51;

/// A server that stores and relays (protocol notes, network 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceNode {
    /// Ed25519 public key: its name.
    pub ed25519: [u8; 32],
    /// X25519 public key, the Montgomery form of the other.
    pub x25519: [u8; 32],
    /// IPv4 address.
    pub ip: Ipv4Addr,
    /// TCP port for HTTPS.
    pub https_port: u16,
    /// Port for OMQ and QUIC; 0 when unknown.
    pub omq_port: u16,
    /// The swarm it belongs to, when known.
    pub swarm_id: Option<u64>,
}

fn key(value: Option<&Value>) -> Option<[u8; 32]> {
    let text = value?.as_str().filter(|text| text.len() == 64)?;
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// A port as number or as text; zero is none.
fn port(value: Option<&Value>) -> Option<u16> {
    let number = match value? {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    u16::try_from(number).ok().filter(|port| *port != 0)
}

fn usable_ip(ip: Ipv4Addr) -> Option<Ipv4Addr> {
    (!ip.is_unspecified() && !ip.is_broadcast()).then_some(ip)
}

impl ServiceNode {
    /// Reads a record of the oxen daemon or of a swarm; nothing when it can't be used.
    pub fn from_json(record: &Value) -> Option<Self> {
        let any = |names: &[&str]| names.iter().find_map(|name| record.get(name));
        let ed25519 = key(record.get("pubkey_ed25519"))?;
        let ip = any(&["public_ip", "ip"])?.as_str()?.parse().ok().and_then(usable_ip)?;
        let swarm = any(&["swarm_id"]).and_then(Value::as_u64);
        let swarm = swarm.or_else(|| u64::from_str_radix(record.get("swarm")?.as_str()?, 16).ok());
        Some(Self {
            ed25519,
            x25519: key(record.get("pubkey_x25519")).or_else(|| x25519_from_ed25519(&ed25519))?,
            ip,
            https_port: port(any(&["storage_port", "port_https", "port"]))?,
            omq_port: port(any(&["storage_lmq_port", "port_omq", "port_quic"])).unwrap_or(0),
            swarm_id: swarm.filter(|id| *id != NO_SWARM),
        })
    }

    /// Where its HTTPS listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((self.ip, self.https_port))
    }

    /// The first three bytes of its address: nodes that share them are likely run by one person.
    pub const fn subnet(&self) -> [u8; 3] {
        let [a, b, c, _] = self.ip.octets();
        [a, b, c]
    }

    /// What an onion layer needs of it.
    pub const fn hop(&self) -> Hop {
        Hop { ed25519: self.ed25519, x25519: self.x25519 }
    }

    /// One line of the cache: `ed25519|x25519|ip|https|omq|swarm`.
    pub fn to_line(&self) -> String {
        let (ed25519, x25519) = (HEXLOWER.encode(&self.ed25519), HEXLOWER.encode(&self.x25519));
        let swarm = self.swarm_id.map(|id| id.to_string()).unwrap_or_default();
        format!("{ed25519}|{x25519}|{}|{}|{}|{swarm}", self.ip, self.https_port, self.omq_port)
    }

    /// The inverse of [`Self::to_line`].
    pub fn from_line(line: &str) -> Option<Self> {
        let hex = |text: &str| -> Option<[u8; 32]> { HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok() };
        let mut parts = line.split('|');
        Some(Self {
            ed25519: hex(parts.next()?)?,
            x25519: hex(parts.next()?)?,
            ip: parts.next()?.parse().ok()?,
            https_port: parts.next()?.parse().ok()?,
            omq_port: parts.next()?.parse().ok()?,
            swarm_id: parts.next()?.parse().ok(),
        })
    }
}

/// Reads the 51-byte records of `active_nodes_bin`; records without address or usable key are skipped.
pub fn parse_active_nodes(bytes: &[u8]) -> Vec<ServiceNode> {
    bytes.chunks_exact(RECORD_BYTES).filter_map(parse_record).collect()
}

fn parse_record(record: &[u8]) -> Option<ServiceNode> {
    let (ed25519, rest) = record.split_first_chunk::<32>()?;
    let (swarm, rest) = rest.split_first_chunk::<8>()?;
    let (ip, rest) = rest.split_first_chunk::<4>()?;
    let (https, rest) = rest.split_first_chunk::<2>()?;
    let (omq, _version) = rest.split_first_chunk::<2>()?;
    let https_port = u16::from_be_bytes(*https);
    if https_port == 0 {
        return None;
    }
    Some(ServiceNode {
        ed25519: *ed25519,
        x25519: x25519_from_ed25519(ed25519)?,
        ip: usable_ip(Ipv4Addr::from(*ip))?,
        https_port,
        omq_port: u16::from_be_bytes(*omq),
        swarm_id: Some(u64::from_be_bytes(*swarm)).filter(|id| *id != NO_SWARM),
    })
}

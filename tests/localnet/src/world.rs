//! The state all listeners share: nodes, swarms, what they hold, faults, records.
//!
//! Everything changeable is behind one lock that is held for one step at a time and never while
//! waiting. Waits (dead peers, dead hops, slow answers) are handed out as durations; the listener
//! sleeps them.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::clock::Clock;
use crate::faults::Faults;
use crate::keys::{NodeKeys, hex};
use crate::records::Records;
use crate::servers::Servers;
use crate::spec::Spec;
use crate::store::Store;
use crate::swarm::{ring_point, swarm_of};

/// The version the emulated storage server claims.
pub(crate) const VERSION: [u16; 3] = [2, 8, 0];
/// The hard fork the emulated chain is at.
pub(crate) const HARD_FORK: [u16; 2] = [19, 4];
/// Late deliveries kept for one dead node.
const MAX_LATE: usize = 1_000;

/// One service node: what never changes.
pub(crate) struct Node {
    pub(crate) keys: NodeKeys,
    /// The port lists show.
    pub(crate) https_port: u16,
    /// The OMQ port lists show; nothing listens there.
    pub(crate) omq_port: u16,
}

/// Something that reaches a dead node when it comes back.
pub(crate) enum Late {
    /// An onion layer with its hop number.
    Onion { body: Vec<u8>, hop: i64 },
    /// A request that a swarm member forwarded.
    Storage(Box<crate::rpc::Request>),
}

/// One service node: what changes.
pub(crate) struct NodeState {
    /// Its swarm; none if decommissioned.
    pub(crate) swarm: Option<u64>,
    /// Whether the chain knows it at all.
    pub(crate) listed: bool,
    /// Whether it runs.
    pub(crate) alive: bool,
    /// Whether other nodes reach it.
    pub(crate) reachable: bool,
    /// How far its clock is ahead, ms.
    pub(crate) skew: i64,
    pub(crate) store: Store,
    pub(crate) late: VecDeque<Late>,
    buckets: HashMap<IpAddr, (f64, u64)>,
}

/// Everything changeable.
pub(crate) struct State {
    pub(crate) nodes: Vec<NodeState>,
    /// The chain's height.
    pub(crate) height: u64,
    /// Names in the name system: hash (base64) to encrypted value and nonce (hex).
    pub(crate) names: HashMap<String, (String, String)>,
}

/// The emulated world.
pub(crate) struct World {
    pub(crate) spec: Spec,
    pub(crate) clock: Clock,
    pub(crate) nodes: Vec<Node>,
    pub(crate) state: Mutex<State>,
    pub(crate) faults: Faults,
    pub(crate) records: Records,
    pub(crate) servers: Servers,
}

impl NodeState {
    pub(crate) fn in_swarm(swarm: u64) -> Self {
        Self {
            swarm: Some(swarm),
            listed: true,
            alive: true,
            reachable: true,
            skew: 0,
            store: Store::default(),
            late: VecDeque::new(),
            buckets: HashMap::new(),
        }
    }

    /// Whether another node gets an answer from it.
    pub(crate) fn answers_nodes(&self) -> bool {
        self.alive && self.reachable
    }

    /// Keeps something for when the node is back.
    pub(crate) fn later(&mut self, late: Late) {
        if self.late.len() < MAX_LATE {
            self.late.push_back(late);
        }
    }

    /// Takes one request from an address' bucket; false if it is empty. 300 a second flow in.
    pub(crate) fn admit(&mut self, from: IpAddr, limit: u32, now: u64) -> bool {
        if self.buckets.len() > 10_000 {
            self.buckets.clear();
        }
        let (level, since) = self.buckets.entry(from).or_insert((f64::from(limit), now));
        let elapsed = u32::try_from(now.saturating_sub(*since)).unwrap_or(u32::MAX);
        *level = (*level + f64::from(elapsed) * 0.3).min(f64::from(limit));
        *since = now;
        if *level < 1.0 {
            return false;
        }
        *level -= 1.0;
        true
    }
}

impl State {
    /// The swarm ids that have members, sorted.
    pub(crate) fn swarm_ids(&self) -> Vec<u64> {
        let mut ids: Vec<u64> = self.nodes.iter().filter(|node| node.listed).filter_map(|node| node.swarm).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The swarm of an account id (prefix byte and key).
    pub(crate) fn swarm_of(&self, account: &[u8; 33]) -> Option<u64> {
        let (_, key) = account.split_first_chunk::<1>()?;
        swarm_of(ring_point(key.first_chunk()?), &self.swarm_ids())
    }

    /// The members of a swarm, by node number.
    pub(crate) fn members(&self, swarm: Option<u64>) -> Vec<usize> {
        let member = |node: &NodeState| node.listed && swarm.is_some() && node.swarm == swarm;
        self.nodes.iter().enumerate().filter(|(_, node)| member(node)).map(|(index, _)| index).collect()
    }

    /// A node by number.
    pub(crate) fn node(&mut self, index: usize) -> Option<&mut NodeState> {
        self.nodes.get_mut(index)
    }
}

impl World {
    /// The time of a node, ms.
    pub(crate) fn node_now(&self, state: &State, index: usize) -> u64 {
        self.clock.now().saturating_add_signed(state.nodes.get(index).map_or(0, |node| node.skew))
    }

    /// A node by number; numbers come from our own lists.
    pub(crate) fn node(&self, index: usize) -> &Node {
        self.nodes.get(index).expect("node numbers come from the list of nodes")
    }

    /// The number of the node with this Ed25519 key, if the chain knows it.
    pub(crate) fn find(&self, state: &State, ed25519: &[u8; 32]) -> Option<usize> {
        let index = self.nodes.iter().position(|node| node.keys.ed25519 == *ed25519)?;
        state.nodes.get(index).is_some_and(|node| node.listed).then_some(index)
    }

    /// How `get_swarm` and a 421 describe a swarm.
    pub(crate) fn swarm_json(&self, state: &State, swarm: Option<u64>) -> Map<String, Value> {
        let snodes: Vec<Value> = state.members(swarm).into_iter().map(|index| self.snode_json(index)).collect();
        let id = swarm.map_or_else(|| "ffffffffffffffff".to_owned(), |id| format!("{id:x}"));
        Map::from_iter([("snodes".to_owned(), Value::from(snodes)), ("swarm".to_owned(), Value::from(id))])
    }

    fn snode_json(&self, index: usize) -> Value {
        let node = self.node(index);
        json!({
            "address": format!("{}.snode", zbase32(&node.keys.legacy)),
            "ip": "127.0.0.1",
            "port": node.https_port.to_string(),
            "port_https": node.https_port,
            "port_omq": node.omq_port,
            "port_quic": node.omq_port,
            "pubkey_ed25519": hex(&node.keys.ed25519),
            "pubkey_legacy": hex(&node.keys.legacy),
            "pubkey_x25519": hex(&node.keys.x25519),
        })
    }

    /// How long a node waits for a dead member of its swarm.
    pub(crate) fn peer_timeout(&self) -> Duration {
        self.spec.peer_timeout
    }
}

/// The base-32 alphabet of service node addresses.
fn zbase32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ybndrfg8ejkmcpqxot1uwisza345h769";
    let mut text = String::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            push_digit(&mut text, ALPHABET, bits >> count);
        }
        bits &= 0xff;
    }
    if count > 0 {
        push_digit(&mut text, ALPHABET, bits << (5 - count));
    }
    text
}

fn push_digit(text: &mut String, alphabet: &[u8; 32], value: u32) {
    let index = usize::try_from(value & 31).unwrap_or(0);
    text.push(char::from(*alphabet.get(index).unwrap_or(&b'y')));
}

#[cfg(test)]
mod tests {
    use super::zbase32;
    use crate::keys::unhex;

    #[test]
    fn addresses_are_spelled_as_recorded() {
        let legacy: [u8; 32] =
            unhex("c43bdbd467a33c114ee9fae4de543a431ca059233064a4b70d233fcdb23ed42f").expect("this is hex");
        assert_eq!(zbase32(&legacy), "ao77zid8wc6bnuzj9m1phib4ecqkysjdgb1kjpaprc9h5ct64ozo");
    }
}

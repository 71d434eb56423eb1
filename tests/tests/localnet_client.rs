//! The client's network layer on the local network: everything by onion requests, and through every fault.

#![expect(clippy::indexing_slicing, reason = "a missing mailbox should fail loudly")]

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onionskin_core::clock::{NetworkClock, SystemClock, SystemRng};
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::network::spec::NetworkSpec;
use onionskin_core::network::{
    Forgetful, LastHashes, Network, NetworkConfig, NetworkError, NetworkMemory, NetworkPolicy, NetworkStatus, Reach,
    Retrieved,
};
use onionskin_core::protocol::storage_rpc::{Namespace, RequestSigner, RetrievedMessage, StoreRequest};
use onionskin_localnet::{Fault, Listener, LocalNetwork, Place, Rule, SEED, Spec, Via};
use tokio::runtime::Runtime;

const DEFAULT: Namespace = Namespace(0);

/// Knows nothing, so that everything comes again.
struct FromTheStart;

impl LastHashes for FromTheStart {
    fn last_hash(&self, _node: &[u8; 32], _namespace: Namespace) -> Option<String> {
        None
    }
}

/// A client and the network it is on.
struct Client {
    local: LocalNetwork,
    memory: Arc<Forgetful>,
    network: Network,
    signer: Arc<dyn RequestSigner>,
    runtime: Runtime,
}

impl Client {
    fn new() -> Self {
        let (peer_timeout, relay_timeout) = (Duration::from_millis(50), Duration::from_millis(200));
        Self::on(Spec { peer_timeout, relay_timeout, ..Spec::default() })
    }

    fn on(spec: Spec) -> Self {
        let local = LocalNetwork::start(spec).expect("a local network starts");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let memory = Arc::new(Forgetful::default());
        let network = connect(&runtime, &local, memory.clone());
        let signer: Arc<dyn RequestSigner> = Arc::new(AccountKeys::from_seed(&Seed::from_entropy(&[7; 16])));
        Self { local, memory, network, signer, runtime }
    }

    fn store(&self, data: &[u8]) -> Result<String, NetworkError> {
        let what = StoreRequest { account: self.signer.account(), namespace: DEFAULT, data, ttl_millis: 86_400_000 };
        self.runtime.block_on(self.network.store(&what, None)).map(|stored| stored.hash)
    }

    fn retrieve(&self) -> Result<Vec<RetrievedMessage>, NetworkError> {
        let retrieved = self.runtime.block_on(self.network.retrieve(&self.signer, &[DEFAULT], &FromTheStart));
        retrieved.map(|Retrieved { mut mailboxes, .. }| mailboxes.remove(&DEFAULT).unwrap_or_default().messages)
    }

    /// Waits until the status is as wanted.
    fn wait_for(&self, wanted: impl FnMut(&NetworkStatus) -> bool) {
        let mut status = self.network.status();
        let reached = self.runtime.block_on(async {
            let waited = tokio::time::timeout(Duration::from_secs(20), status.wait_for(wanted)).await;
            waited.is_ok_and(|status| status.is_ok())
        });
        assert!(reached, "the status is {:?}", self.network.status().borrow());
    }

    fn account(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.signer.account())
    }

    /// The numbers of the nodes on standing paths at a place: 0 is the guard.
    fn on_paths(&self, place: usize) -> Vec<usize> {
        let nodes = self.local.nodes();
        let status = self.network.status();
        let paths = status.borrow().paths.clone();
        paths.iter().filter_map(|path| nodes.iter().position(|node| node.port == path[place].port())).collect()
    }
}

fn connect(runtime: &Runtime, local: &LocalNetwork, memory: Arc<dyn NetworkMemory>) -> Network {
    let config = NetworkConfig {
        spec: NetworkSpec::from_json(&local.network_json()).expect("it is a network file"),
        proxy: None,
        clock: Arc::new(NetworkClock::new(Arc::new(SystemClock::default()))),
        rng: Arc::new(SystemRng),
        memory,
        policy: NetworkPolicy::for_tests(),
    };
    let _inside = runtime.enter();
    Network::start(config).expect("threads start")
}

#[test]
fn only_the_seed_and_guards_are_connected_to() {
    let client = Client::new();
    client.wait_for(|status| status.reach == Reach::Connected && status.paths.len() >= 2);
    for index in 0..20_u8 {
        client.store(&[index]).expect("the swarm takes it");
    }
    assert_eq!(client.retrieve().expect("the swarm answers").len(), 20);
    let listeners: HashSet<Listener> =
        client.local.records().connections().into_iter().map(|connection| connection.listener).collect();
    let guards: HashSet<usize> = client.on_paths(0).into_iter().collect();
    let nodes = listeners.iter().filter(|listener| **listener != Listener::Seed).count();
    assert!(nodes <= guards.len() + 1, "connected to {listeners:?}, guards are {guards:?}");
    assert!(client.local.records().requests().iter().all(|request| request.via == Via::Onion), "nothing in the clear");
    let targets: HashSet<SocketAddr> = client.network.targets().into_iter().collect();
    assert!(targets.iter().all(|target| target.ip().is_loopback()));
    assert_eq!(targets.len(), listeners.len(), "the client's own list of connections is the network's");
}

#[test]
fn a_remembered_pool_needs_no_seed() {
    let client = Client::new();
    client.store(b"first").expect("the swarm takes it");
    client.wait_for(|status| status.paths.len() >= 2);
    client.runtime.block_on(client.network.shutdown(Duration::from_secs(2)));
    let asked = client.local.records().count("seed");
    let again = connect(&client.runtime, &client.local, client.memory.clone());
    let retrieved = client.runtime.block_on(again.retrieve(&client.signer, &[DEFAULT], &FromTheStart));
    assert_eq!(retrieved.expect("the swarm answers").mailboxes[&DEFAULT].messages.len(), 1);
    assert_eq!(client.local.records().count("seed"), asked);
}

#[test]
fn dead_seeds_leave_the_built_in_nodes() {
    let local = LocalNetwork::start(Spec::default()).expect("a local network starts");
    local.faults().add(Rule::new(Place::Http, Fault::Drop).on_node(SEED));
    let runtime = Runtime::new().expect("a runtime starts");
    let network = connect(&runtime, &local, Arc::new(Forgetful::default()));
    let mut status = network.status();
    // Three built-in nodes are too few for a path with a destination: it stays offline, and recovers.
    runtime.block_on(async { status.wait_for(|status| status.trouble.is_some()).await.map(drop) }).expect("it runs");
    local.faults().clear();
    let connected = runtime.block_on(async {
        let connected = status.wait_for(|status| status.reach == Reach::Connected);
        tokio::time::timeout(Duration::from_secs(20), connected).await.map(|status| status.is_ok())
    });
    assert_eq!(connected, Ok(true));
}

#[test]
fn a_dead_guard_is_replaced() {
    let client = Client::new();
    client.wait_for(|status| status.paths.len() >= 2);
    let guards = client.on_paths(0);
    for guard in &guards {
        client.local.kill(*guard);
    }
    // A path is given up when it is used, so a second use may be needed to meet the other dead guard.
    for _ in 0..20 {
        client.store(b"through other guards").expect("the swarm takes it");
        client.wait_for(|status| status.reach == Reach::Connected && !status.paths.is_empty());
        if client.on_paths(0).iter().all(|guard| !guards.contains(guard)) {
            return;
        }
    }
    panic!("a dead guard is still used");
}

#[test]
fn a_dead_hop_is_gone_round() {
    let client = Client::new();
    client.wait_for(|status| status.paths.len() >= 2);
    for hop in &client.on_paths(1) {
        client.local.kill(*hop);
    }
    client.store(b"through other hops").expect("the swarm takes it");
    assert!(!client.local.stored(&client.account()).is_empty());
}

#[test]
fn a_dead_member_of_the_swarm_is_passed_over() {
    let client = Client::new();
    client.store(b"before").expect("the swarm takes it");
    let members = client.local.swarm_of(&client.account());
    for member in members.iter().skip(2) {
        client.local.kill(*member);
    }
    let started = Instant::now();
    for _ in 0..3 {
        assert_eq!(client.retrieve().expect("another member answers").len(), 1);
    }
    assert!(started.elapsed() < Duration::from_secs(30), "it took {:?}", started.elapsed());
}

#[test]
fn a_node_that_left_the_network_is_forgotten() {
    let client = Client::new();
    client.wait_for(|status| status.paths.len() >= 2);
    let hops = client.on_paths(2);
    for hop in &hops {
        client.local.set_listed(*hop, false);
    }
    client.store(b"without them").expect("the swarm takes it");
    assert!(client.on_paths(2).iter().all(|hop| !hops.contains(hop)));
}

#[test]
fn a_swarm_that_moved_is_followed() {
    let client = Client::new();
    client.store(b"before").expect("the swarm takes it");
    let old = client.local.swarm_of(&client.account());
    let (own, other) = {
        let nodes = client.local.nodes();
        let own = nodes[old[0]].swarm;
        (own, nodes.iter().find(|node| node.swarm != own).expect("there are others").swarm)
    };
    // One of the swarm's nodes stays, all others are exchanged.
    let newcomers: Vec<usize> =
        client.local.nodes().iter().filter(|node| node.swarm == other).map(|node| node.index).collect();
    for node in &newcomers {
        client.local.move_node(*node, own);
    }
    for node in &old {
        client.local.move_node(*node, other);
    }
    assert_eq!(client.retrieve().expect("the new members answer").len(), 1);
    client.store(b"after").expect("the new members take it");
    assert_eq!(client.retrieve().expect("the new members answer").len(), 2);
}

#[test]
fn busy_and_broken_members_are_passed_over() {
    let client = Client::new();
    client.store(b"before").expect("the swarm takes it");
    let members = client.local.swarm_of(&client.account());
    let faults = [
        Fault::Status(429, "Too Many Requests\n".to_owned()),
        Fault::Status(500, "request failed".to_owned()),
        Fault::Status(503, "Snode not ready".to_owned()),
        Fault::Garbage,
        Fault::Drop,
        Fault::WrongSwarm,
        Fault::Oversized(100_000),
    ];
    for fault in faults {
        let name = format!("{fault:?}");
        let rule = client.local.faults().add(Rule::new(Place::Storage, fault).on_node(members[0]));
        for _ in 0..4 {
            assert_eq!(client.retrieve().expect(&name).len(), 1, "{name}");
        }
        client.local.faults().remove(rule);
    }
}

#[test]
fn spoiled_answers_of_a_guard_are_survived() {
    let client = Client::new();
    client.store(b"before").expect("the swarm takes it");
    client.wait_for(|status| status.paths.len() >= 2);
    let faults = [
        Fault::Drop,
        Fault::Garbage,
        Fault::Status(429, "Too Many Requests\n".to_owned()),
        Fault::Status(503, "Service node is not ready: not in any swarm\n".to_owned()),
        Fault::Status(500, "Invalid response from snode".to_owned()),
        Fault::Trickle(200, Duration::from_millis(1)),
        Fault::Delay(Duration::from_millis(100)),
        Fault::Oversized(30 << 20),
    ];
    for fault in faults {
        let name = format!("{fault:?}");
        let guard = client.on_paths(0).first().copied().expect("there is a path");
        let rule = client.local.faults().add(Rule::new(Place::Http, fault).on_node(guard));
        for _ in 0..3 {
            assert_eq!(client.retrieve().expect(&name).len(), 1, "{name}");
        }
        client.local.faults().remove(rule);
        client.wait_for(|status| !status.paths.is_empty());
    }
}

#[test]
fn a_wrong_clock_of_ours_is_corrected() {
    let client = Client::new();
    client.store(b"before").expect("the swarm takes it");
    client.local.advance(Duration::from_mins(5));
    assert_eq!(client.retrieve().expect("the clock is set and the swarm answers").len(), 1);
}

#[test]
fn one_member_with_a_wrong_clock_does_not_set_ours() {
    let client = Client::new();
    client.store(b"before").expect("the swarm takes it");
    let members = client.local.swarm_of(&client.account());
    client.local.set_skew(members[0], 3_600_000);
    for _ in 0..8 {
        assert_eq!(client.retrieve().expect("another member answers").len(), 1);
    }
}

#[test]
fn it_recovers_when_the_whole_network_was_away() {
    let client = Client::new();
    client.store(b"before").expect("the swarm takes it");
    let nodes = client.local.nodes();
    client.local.faults().add(Rule::new(Place::Http, Fault::Drop));
    for node in &nodes {
        client.local.kill(node.index);
    }
    assert!(client.retrieve().is_err());
    client.wait_for(|status| status.reach == Reach::Offline);
    for node in &nodes {
        client.local.revive(node.index).expect("its port is free");
    }
    client.local.faults().clear();
    client.wait_for(|status| status.reach == Reach::Connected);
    assert_eq!(client.retrieve().expect("the swarm answers").len(), 1);
}

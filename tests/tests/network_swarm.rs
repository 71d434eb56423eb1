//! The network of the engine against the local network: paths, swarms, faults, one at a time.

#![expect(clippy::indexing_slicing, reason = "a vector that is shorter than expected should fail loudly")]

use std::sync::Arc;
use std::time::Duration;

use onionskin_core::clock::{NetworkClock, SystemClock, SystemRng};
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::network::spec::NetworkSpec;
use onionskin_core::network::{Forgetful, LastHashes, Network, NetworkConfig, NetworkPolicy, Reach};
use onionskin_core::protocol::storage_rpc::{Namespace, RequestSigner, StoreRequest};
use onionskin_localnet::{Fault, LocalNetwork, Place, Rule, SEED, Spec, Via};

struct NoHashes;

impl LastHashes for NoHashes {
    fn last_hash(&self, _node: &[u8; 32], _namespace: Namespace) -> Option<String> {
        None
    }
}

fn config(local: &LocalNetwork) -> NetworkConfig {
    NetworkConfig {
        spec: NetworkSpec::from_json(&local.network_json()).expect("the local network writes a good file"),
        proxy: None,
        clock: Arc::new(NetworkClock::new(Arc::new(SystemClock::default()))),
        rng: Arc::new(SystemRng),
        memory: Arc::new(Forgetful::default()),
        policy: NetworkPolicy::for_tests(),
    }
}

fn account() -> Arc<dyn RequestSigner> {
    Arc::new(AccountKeys::from_seed(&Seed::generate(&SystemRng)))
}

async fn exchange(network: &Network, signer: &Arc<dyn RequestSigner>, data: &[u8]) -> Vec<Vec<u8>> {
    let request = StoreRequest { account: signer.account(), namespace: Namespace::INBOX, data, ttl_millis: 60_000 };
    network.store(&request, None).await.expect("the swarm takes the message");
    let got = network.retrieve(signer, &[Namespace::INBOX], &NoHashes).await.expect("the swarm answers");
    got.mailboxes[&Namespace::INBOX].messages.iter().filter_map(|message| message.data.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stored_comes_back_through_onions() {
    let local = LocalNetwork::start(Spec::default()).expect("the local network starts");
    let network = Network::start(config(&local)).expect("threads");
    let signer = account();
    assert_eq!(exchange(&network, &signer, b"one").await, [b"one"]);
    network.shutdown(Duration::from_secs(2)).await;
}

/// Runs a store and a retrieve while a fault is on, and requires that both get through.
async fn survives(local: &LocalNetwork, rule: Rule) {
    let network = Network::start(config(local)).expect("threads");
    let signer = account();
    assert_eq!(exchange(&network, &signer, b"before").await, [b"before"]);
    local.faults().add(rule);
    let got = exchange(&network, &signer, b"during").await;
    assert!(got.contains(&b"during".to_vec()), "{} messages", got.len());
    local.faults().clear();
    network.shutdown(Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passing_faults_of_nodes_cost_a_retry_and_no_more() {
    let local = LocalNetwork::start(Spec::default()).expect("the local network starts");
    let text = |text: &str| text.to_owned();
    for (place, fault) in [
        (Place::Storage, Fault::Status(500, text("request failed"))),
        (Place::Storage, Fault::Status(429, text("too many requests"))),
        (Place::Storage, Fault::Garbage),
        (Place::Storage, Fault::WrongSwarm),
        (Place::Http, Fault::Status(503, text("Server busy, try again later"))),
        (Place::Http, Fault::Garbage),
        (Place::Http, Fault::Drop),
        (Place::Http, Fault::Oversized(30 << 20)),
        (Place::Http, Fault::Trickle(7, Duration::from_millis(2))),
        (Place::Relay, Fault::Status(504, text("Request time out"))),
        (Place::Relay, Fault::Delay(Duration::from_millis(300))),
    ] {
        println!("{place:?} {fault:?}");
        survives(&local, Rule::new(place, fault).times(2)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_guard_and_dead_hops_are_replaced() {
    let local = LocalNetwork::start(Spec::new(16, 2)).expect("the local network starts");
    let network = Network::start(config(&local)).expect("threads");
    let signer = account();
    assert_eq!(exchange(&network, &signer, b"before").await, [b"before"]);
    let mut status = network.status();
    status.wait_for(|status| status.paths.len() == 2).await.expect("two paths stand");
    let paths = status.borrow().paths.clone();
    let at = |address: std::net::SocketAddr| {
        local.nodes().iter().position(|node| node.port == address.port()).expect("one of the nodes")
    };
    local.kill(at(paths[0][0]));
    local.kill(at(paths[1][1]));
    let got = exchange(&network, &signer, b"during").await;
    assert!(got.contains(&b"during".to_vec()));
    network.shutdown(Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_clock_is_corrected_by_three_nodes() {
    let local = LocalNetwork::start(Spec::default()).expect("the local network starts");
    local.advance(Duration::from_hours(1));
    let config = config(&local);
    let clock = Arc::clone(&config.clock);
    let network = Network::start(config).expect("threads");
    let signer = account();
    assert_eq!(exchange(&network, &signer, b"late").await, [b"late"]);
    let offset = clock.offset_millis();
    assert!((3_590_000..3_610_000).contains(&offset), "{offset}");
    network.shutdown(Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_seeds_and_guards_are_connected_to_and_no_account_is_named_in_the_clear() {
    let local = LocalNetwork::start(Spec::default()).expect("the local network starts");
    let network = Network::start(config(&local)).expect("threads");
    let signer = account();
    for number in 0..20_u8 {
        exchange(&network, &signer, &[number]).await;
    }
    let guards: std::collections::BTreeSet<u16> =
        network.status().borrow().paths.iter().map(|path| path[0].port()).collect();
    let nodes: std::collections::BTreeSet<u16> = network
        .targets()
        .iter()
        .map(std::net::SocketAddr::port)
        .filter(|port| local.nodes().iter().any(|node| node.port == *port))
        .collect();
    assert!(!nodes.is_empty() && nodes.is_subset(&guards), "connected to {nodes:?}, guards are {guards:?}");
    assert!(local.records().requests().iter().all(|request| request.via == Via::Onion), "a request in the clear");
    network.shutdown(Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_learnt_is_remembered_so_that_no_seed_is_asked_again() {
    let local = LocalNetwork::start(Spec::default()).expect("the local network starts");
    let memory = Arc::new(Forgetful::default());
    let signer = account();
    let first = Network::start(NetworkConfig { memory: memory.clone(), ..config(&local) }).expect("threads");
    exchange(&first, &signer, b"one").await;
    first.shutdown(Duration::from_secs(2)).await;
    local.faults().add(Rule::new(Place::Http, Fault::Drop).on_node(SEED));
    let again = Network::start(NetworkConfig { memory, ..config(&local) }).expect("threads");
    assert_eq!(exchange(&again, &signer, b"two").await.len(), 2);
    again.shutdown(Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_any_node_the_state_is_offline_and_recovers_by_itself() {
    let local = LocalNetwork::start(Spec::default()).expect("the local network starts");
    let dead = local.faults().add(Rule::new(Place::Http, Fault::Drop));
    let network = Network::start(config(&local)).expect("threads");
    let mut status = network.status();
    status.wait_for(|status| status.reach == Reach::Offline).await.expect("offline is told");
    local.faults().remove(dead);
    status.wait_for(|status| status.reach == Reach::Connected).await.expect("it recovers");
    network.shutdown(Duration::from_secs(2)).await;
}

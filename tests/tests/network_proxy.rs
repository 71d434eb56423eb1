//! The whole network through a proxy: nothing goes around it, trouble with it is told.

#![expect(clippy::indexing_slicing, reason = "a missing part should fail loudly")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use onionskin_core::clock::{NetworkClock, SystemClock, SystemRng};
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::network::spec::NetworkSpec;
use onionskin_core::network::transport::ProxyProtocol;
use onionskin_core::network::{
    Forgetful, LastHashes, Network, NetworkConfig, NetworkError, NetworkPolicy, ProxyConfig, Reach,
};
use onionskin_core::protocol::storage_rpc::{Namespace, RequestSigner, StoreRequest};
use onionskin_localnet::{LocalNetwork, Spec};
use onionskin_tests::proxy::ProxyServer;

struct NoHashes;

impl LastHashes for NoHashes {
    fn last_hash(&self, _node: &[u8; 32], _namespace: Namespace) -> Option<String> {
        None
    }
}

fn local() -> LocalNetwork {
    LocalNetwork::start(Spec::default()).expect("the local network starts")
}

fn start(local: &LocalNetwork, proxy: Option<ProxyConfig>) -> Network {
    let config = NetworkConfig {
        spec: NetworkSpec::from_json(&local.network_json()).expect("the local network writes a good file"),
        proxy,
        clock: Arc::new(NetworkClock::new(Arc::new(SystemClock::default()))),
        rng: Arc::new(SystemRng),
        memory: Arc::new(Forgetful::default()),
        policy: NetworkPolicy::for_tests(),
    };
    Network::start(config).expect("threads")
}

async fn exchange(network: &Network, data: &[u8]) {
    let signer: Arc<dyn RequestSigner> = Arc::new(AccountKeys::from_seed(&Seed::generate(&SystemRng)));
    let request = StoreRequest { account: signer.account(), namespace: Namespace::INBOX, data, ttl_millis: 60_000 };
    network.store(&request, None).await.expect("the swarm takes the message");
    let got = network.retrieve(&signer, &[Namespace::INBOX], &NoHashes).await.expect("the swarm answers");
    let messages = &got.mailboxes[&Namespace::INBOX].messages;
    assert_eq!(messages.iter().filter_map(|message| message.data.as_deref()).collect::<Vec<_>>(), [data]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_travel_through_the_proxy_alone() {
    for protocol in [ProxyProtocol::Socks5, ProxyProtocol::Http] {
        let (local, login) = (local(), Some(("alice", "secret")));
        let proxy = ProxyServer::start(login).expect("a proxy");
        let network = start(&local, Some(proxy.config(protocol, login)));
        exchange(&network, b"through the proxy").await;
        let targets = network.targets();
        assert!(!targets.is_empty() && targets.iter().all(|address| *address == proxy.address()), "{targets:?}");
        assert!(network.status().borrow().is_proxied);
        let seed = local.seed_url();
        network.shutdown(Duration::from_secs(2)).await;
        let asked = proxy.targets();
        let is_known = |target: &String| {
            seed.contains(target.as_str())
                || local.nodes().iter().any(|node| *target == SocketAddr::from(([127, 0, 0, 1], node.port)).to_string())
        };
        assert!(asked.iter().all(is_known), "{asked:?}");
        // The proxy hears of a connection a moment before the node that takes it.
        let connections = || usize::try_from(local.records().count("connection")).expect("it is small");
        for _ in 0..100 {
            if connections() >= asked.len() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(connections(), asked.len(), "none but the proxy connected");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_proxy_means_offline_and_nothing_goes_around_it() {
    let local = local();
    let proxy = ProxyServer::start(None).expect("a proxy");
    let config = proxy.config(ProxyProtocol::Socks5, Some(("alice", "secret")));
    let refusing = ProxyServer::start(Some(("alice", "another"))).expect("a proxy");
    drop(proxy);
    let network = start(&local, Some(config.clone()));
    let mut status = network.status();
    let told = |error| move |status: &onionskin_core::network::NetworkStatus| status.trouble == Some(error);
    status.wait_for(told(NetworkError::ProxyUnreachable)).await.expect("it is told");
    assert_eq!(status.borrow().reach, Reach::Offline);
    network.set_proxy(Some(&ProxyConfig { port: refusing.address().port(), ..config }));
    status.wait_for(told(NetworkError::ProxyDenied)).await.expect("it is told");
    assert_eq!(local.records().count("connection"), 0);
    let login = Some(("alice", "another"));
    network.set_proxy(Some(&refusing.config(ProxyProtocol::Socks5, login)));
    status.wait_for(|status| status.reach == Reach::Connected).await.expect("it recovers");
    exchange(&network, b"at last").await;
    network.shutdown(Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_can_be_tried_before_it_is_used() {
    let local = local();
    let network = start(&local, None);
    let login = Some(("alice", "secret"));
    let proxy = ProxyServer::start(login).expect("a proxy");
    for protocol in [ProxyProtocol::Socks5, ProxyProtocol::Http] {
        assert_eq!(network.test_proxy(&proxy.config(protocol, login)).await, Ok(()), "{protocol:?}");
        let denied = network.test_proxy(&proxy.config(protocol, Some(("alice", "wrong")))).await;
        assert_eq!(denied, Err(NetworkError::ProxyDenied), "{protocol:?}");
    }
    let config = proxy.config(ProxyProtocol::Http, login);
    drop(proxy);
    assert_eq!(network.test_proxy(&config).await, Err(NetworkError::ProxyUnreachable));
    assert!(!network.status().borrow().is_proxied, "trying is not using");
    network.shutdown(Duration::from_secs(2)).await;
}

//! HTTP requests against the listeners of the local network: certificates, limits, proxies.

#![expect(clippy::indexing_slicing, reason = "a missing part should fail loudly")]

use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use onionskin_core::network::spec::NetworkSpec;
use onionskin_core::network::transport::{
    HttpAnswer, HttpRequest, ProxyConfig, ProxyProtocol, Transport, TransportError, Trust,
};
use onionskin_localnet::{Fault, Listener, LocalNetwork, Place, Rule, SEED, Spec};
use onionskin_tests::proxy::ProxyServer;

const PROTOCOLS: [ProxyProtocol; 2] = [ProxyProtocol::Socks5, ProxyProtocol::Http];
const LOGIN: (&str, &str) = ("alice", "a secret: with a colon");

fn local() -> LocalNetwork {
    LocalNetwork::start(Spec::default()).expect("the local network starts")
}

fn transport(proxy: Option<&ProxyConfig>) -> Transport {
    Transport::start(2, proxy).expect("threads")
}

fn seed(local: &LocalNetwork) -> (String, Trust) {
    let spec = NetworkSpec::from_json(&local.network_json()).expect("the local network writes a good file");
    let seed = spec.seeds.into_iter().next().expect("there is a seed");
    (format!("{}json_rpc", seed.url), Trust::Pinned(seed.pin_sha256.expect("it has a pin").0))
}

fn request(url: &str, trust: Trust) -> HttpRequest {
    HttpRequest {
        url: url.to_owned(),
        trust,
        content_type: Some("application/json"),
        body: br#"{"method":"get_n_service_nodes","params":{}}"#.to_vec(),
        timeout: Duration::from_secs(10),
        max_answer_bytes: 1 << 20,
    }
}

fn to_node(local: &LocalNetwork) -> HttpRequest {
    let url = format!("https://127.0.0.1:{}/storage_rpc/v1", local.nodes()[0].port);
    let body = br#"{"method":"info","params":{}}"#.to_vec();
    HttpRequest { body, ..request(&url, Trust::AnyCertificate) }
}

/// A port at which nothing listens.
fn dead_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

fn status(answer: Result<HttpAnswer, TransportError>) -> Result<u16, TransportError> {
    answer.map(|answer| answer.status)
}

#[tokio::test]
async fn a_pinned_certificate_is_taken_and_no_other() {
    let (local, transport) = (local(), transport(None));
    let (url, trust) = seed(&local);
    let answer = transport.post(request(&url, trust)).await.expect("the seed answers");
    assert_eq!(answer.status, 200);
    assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).expect("JSON")["result"].is_object());
    let Trust::Pinned(mut pin) = trust else { panic!("the seed has a pin") };
    for at in [0, 31] {
        pin[at] ^= 1;
        assert_eq!(status(transport.post(request(&url, Trust::Pinned(pin))).await), Err(TransportError::Tls));
        pin[at] ^= 1;
    }
    let node = to_node(&local).url;
    assert_eq!(status(transport.post(request(&node, trust)).await), Err(TransportError::Tls), "another's certificate");
}

#[tokio::test]
async fn nodes_may_show_any_certificate_and_every_status_is_an_answer() {
    let (local, transport) = (local(), transport(None));
    assert_eq!(status(transport.post(to_node(&local)).await), Ok(200));
    let nowhere = to_node(&local).url.replace("storage_rpc", "nowhere");
    assert_eq!(status(transport.post(request(&nowhere, Trust::AnyCertificate)).await), Ok(404));
    local.faults().add(Rule::new(Place::Http, Fault::Status(503, "Server busy".to_owned())).times(1));
    let busy = transport.post(to_node(&local)).await.expect("a status is an answer");
    assert_eq!((busy.status, busy.body.as_slice()), (503, b"Server busy".as_slice()));
    local.faults().add(Rule::new(Place::Http, Fault::Status(302, "elsewhere".to_owned())).times(1));
    assert_eq!(status(transport.post(to_node(&local)).await), Ok(302), "nobody sends us elsewhere");
}

#[tokio::test]
async fn plain_http_is_never_taken_for_https() {
    let (local, transport) = (local(), transport(None));
    let url = to_node(&local).url;
    assert_eq!(status(transport.post(request(&url, Trust::PlainHttp)).await), Err(TransportError::Tls));
    assert!(transport.targets().is_empty(), "nothing was connected to");
}

#[tokio::test]
async fn connections_are_kept_for_the_next_request() {
    let (local, transport) = (local(), transport(None));
    for _ in 0..5 {
        assert_eq!(status(transport.post(to_node(&local)).await), Ok(200));
    }
    let connections = local.records().connections();
    assert_eq!(connections.iter().filter(|connection| connection.listener == Listener::Node(0)).count(), 1);
    assert_eq!(transport.targets().len(), 1);
}

#[tokio::test]
async fn slow_large_and_broken_answers_are_given_up() {
    let (local, transport) = (local(), transport(None));
    let with = |fault: Fault| local.faults().add(Rule::new(Place::Http, fault).times(1));
    with(Fault::Delay(Duration::from_secs(20)));
    let hurried = HttpRequest { timeout: Duration::from_millis(400), ..to_node(&local) };
    assert_eq!(status(transport.post(hurried).await), Err(TransportError::Timeout));
    with(Fault::Trickle(1, Duration::from_secs(1)));
    let hurried = HttpRequest { timeout: Duration::from_millis(400), ..to_node(&local) };
    assert_eq!(status(transport.post(hurried).await), Err(TransportError::Timeout));
    with(Fault::Oversized(200_000));
    let small = HttpRequest { max_answer_bytes: 100_000, ..to_node(&local) };
    assert_eq!(status(transport.post(small).await), Err(TransportError::TooLarge));
    local.faults().clear();
    assert_eq!(status(transport.post(to_node(&local)).await), Ok(200));
}

#[tokio::test]
async fn nobody_listening_is_told_apart() {
    let transport = transport(None);
    let url = format!("https://127.0.0.1:{}/", dead_port());
    assert_eq!(status(transport.post(request(&url, Trust::AnyCertificate)).await), Err(TransportError::Connect));
}

#[tokio::test]
async fn everything_goes_through_the_proxy_which_resolves_the_names() {
    let local = local();
    let (url, trust) = seed(&local);
    // A name that only the proxy knows.
    let named = url.replace("127.0.0.1", "seed.onionskin.invalid");
    let target = named.trim_start_matches("https://").trim_end_matches("/json_rpc").to_owned();
    for protocol in PROTOCOLS {
        for login in [None, Some(LOGIN)] {
            let proxy = ProxyServer::start(login).expect("a proxy");
            let transport = transport(Some(&proxy.config(protocol, login)));
            assert_eq!(status(transport.post(request(&named, trust)).await), Ok(200), "{protocol:?} {login:?}");
            assert_eq!(proxy.targets(), [target.as_str()], "{protocol:?}");
            assert!(transport.targets().iter().all(|address| *address == proxy.address()));
            assert_eq!(status(transport.post(to_node(&local)).await), Ok(200), "{protocol:?}: an address");
            assert!(transport.targets().iter().all(|address| *address == proxy.address()));
        }
    }
}

#[tokio::test]
async fn trouble_with_the_proxy_is_told_from_trouble_behind_it() {
    let local = local();
    for protocol in PROTOCOLS {
        let proxy = ProxyServer::start(Some(LOGIN)).expect("a proxy");
        for login in [None, Some((LOGIN.0, "wrong")), Some(("wrong", LOGIN.1))] {
            let transport = transport(Some(&proxy.config(protocol, login)));
            let answer = status(transport.post(to_node(&local)).await);
            assert_eq!(answer, Err(TransportError::ProxyDenied), "{protocol:?} {login:?}");
        }
        assert!(proxy.targets().is_empty());
        let dead = ProxyConfig { port: dead_port(), ..proxy.config(protocol, None) };
        let answer = status(transport(Some(&dead)).post(to_node(&local)).await);
        assert_eq!(answer, Err(TransportError::ProxyUnreachable), "{protocol:?}");
        let behind = request(&format!("https://127.0.0.1:{}/", dead_port()), Trust::AnyCertificate);
        let answer = status(transport(Some(&proxy.config(protocol, Some(LOGIN)))).post(behind).await);
        assert_eq!(answer, Err(TransportError::Connect), "{protocol:?}");
    }
    assert_eq!(local.records().count("connection"), 0, "nothing went around the proxy");
}

#[tokio::test]
async fn a_change_of_proxy_holds_for_the_next_request() {
    let (local, transport) = (local(), transport(None));
    assert_eq!(status(transport.post(to_node(&local)).await), Ok(200));
    let proxy = ProxyServer::start(None).expect("a proxy");
    transport.set_proxy(Some(&proxy.config(ProxyProtocol::Socks5, None)));
    assert_eq!(status(transport.post(to_node(&local)).await), Ok(200));
    assert_eq!(proxy.targets().len(), 1, "the open connection is not used on");
    let unusable = ProxyConfig { host: "no host at all".to_owned(), ..proxy.config(ProxyProtocol::Socks5, None) };
    transport.set_proxy(Some(&unusable));
    assert!(transport.post(to_node(&local)).await.is_err(), "rather nothing than around the proxy");
    transport.set_proxy(None);
    assert_eq!(status(transport.post(to_node(&local)).await), Ok(200));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_ends_what_waits() {
    let local = local();
    let transport = Transport::start(1, None).expect("threads");
    let (url, trust) = seed(&local);
    local.faults().add(Rule::new(Place::Http, Fault::Delay(Duration::from_millis(800))).on_node(SEED));
    let running = tokio::spawn({
        let (transport, request) = (transport.clone(), request(&url, trust));
        async move { transport.post(request).await }
    });
    while transport.targets().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let waiting = tokio::spawn({
        let (transport, request) = (transport.clone(), to_node(&local));
        async move { transport.post(request).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    transport.close();
    assert_eq!(status(running.await.expect("no panic")), Ok(200), "what runs is finished");
    assert_eq!(status(waiting.await.expect("no panic")), Err(TransportError::Closed));
    assert_eq!(status(transport.post(to_node(&local)).await), Err(TransportError::Closed));
}

//! How connections are made: proxy first, then TCP, then TLS.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, SocksConnector, TcpConnector, Transport,
};
use ureq::{Agent, Error};

use super::tls::TlsConnector;
use super::{ProxyConfig, ProxyProtocol, TransportError, Trust};

/// How long a TCP connection may take to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);
/// Addresses remembered at most.
const MAX_TARGETS: usize = 10_000;

/// Every address to which a connection was opened.
#[derive(Debug, Clone, Default)]
pub(super) struct Targets(Arc<Mutex<Vec<SocketAddr>>>);

impl Targets {
    pub fn all(&self) -> Vec<SocketAddr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, addresses: &[SocketAddr]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(first), true) = (addresses.first(), all.len() < MAX_TARGETS) {
            all.push(*first);
        }
    }
}

/// Why a connection through a proxy failed at the proxy.
#[derive(Debug, thiserror::Error)]
#[error("proxy")]
struct ProxyTrouble(TransportError);

pub(super) fn to_ureq(proxy: &ProxyConfig) -> std::io::Result<ureq::Proxy> {
    let protocol = match proxy.protocol {
        ProxyProtocol::Socks5 => ureq::ProxyProtocol::Socks5,
        ProxyProtocol::Http => ureq::ProxyProtocol::Http,
    };
    // Names are never resolved here: the question itself would go around the proxy.
    let mut builder = ureq::Proxy::builder(protocol).host(&proxy.host).port(proxy.port).resolve_target(false);
    if let Some(user) = &proxy.user {
        builder = builder.username(user);
    }
    if let Some(password) = &proxy.password {
        builder = builder.password(password);
    }
    builder.build().map_err(std::io::Error::other)
}

pub(super) fn agent(trust: Trust, proxy: Option<ureq::Proxy>, targets: Targets, user_agent: &str) -> Agent {
    let config = Agent::config_builder()
        .proxy(proxy)
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(user_agent)
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .max_idle_connections(8)
        .max_idle_connections_per_host(2)
        .max_idle_age(Duration::from_mins(1))
        .build();
    let chain =
        ().chain(AtProxy { inner: SocksConnector::default(), targets: targets.clone(), is_socks: true })
            .chain(AtProxy { inner: ConnectProxyConnector::default(), targets: targets.clone(), is_socks: false })
            .chain(Noted { inner: TcpConnector::default(), targets })
            .chain(TlsConnector::new(trust));
    Agent::with_parts(config, chain, DefaultResolver::default())
}

/// A connector to a proxy that tells trouble with the proxy from trouble behind it.
#[derive(Debug)]
struct AtProxy<C> {
    inner: C,
    targets: Targets,
    is_socks: bool,
}

impl<In: Transport, C: Connector<In>> Connector<In> for AtProxy<C> {
    type Out = C::Out;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        let is_fresh = chained.is_none();
        if let (true, true, Some(proxy)) = (self.is_socks, is_fresh, details.config.proxy())
            && proxy.protocol() == ureq::ProxyProtocol::Socks5
            && let Ok(addresses) = details.resolver.resolve(proxy.uri(), details.config, details.timeout)
        {
            self.targets.note(&addresses);
        }
        self.inner
            .connect(details, chained)
            .map_err(|error| if is_fresh && details.config.proxy().is_some() { proxy_trouble(error) } else { error })
    }
}

fn proxy_trouble(error: Error) -> Error {
    let trouble = match &error {
        Error::ConnectProxyFailed(text) if text.contains("407") || text.contains("403") => TransportError::ProxyDenied,
        Error::ConnectProxyFailed(text) if text.contains("did not respond") => TransportError::ProxyUnreachable,
        Error::ConnectionFailed | Error::HostNotFound | Error::Timeout(_) => TransportError::ProxyUnreachable,
        Error::Io(io) => match io.kind() {
            std::io::ErrorKind::PermissionDenied => TransportError::ProxyDenied,
            std::io::ErrorKind::Other if io.to_string().contains("auth methods") => TransportError::ProxyDenied,
            // A proxy that works, but could not reach the other side.
            std::io::ErrorKind::Other => return error,
            _ => TransportError::ProxyUnreachable,
        },
        _ => return error,
    };
    Error::Other(Box::new(ProxyTrouble(trouble)))
}

/// A connector that writes down where it connected.
#[derive(Debug)]
struct Noted<C> {
    inner: C,
    targets: Targets,
}

impl<In: Transport, C: Connector<In>> Connector<In> for Noted<C> {
    type Out = C::Out;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        if chained.is_none() {
            self.targets.note(&details.addrs);
        }
        self.inner.connect(details, chained)
    }
}

pub(super) fn sort_error(error: &Error) -> TransportError {
    match error {
        Error::Other(inner) => inner.downcast_ref::<ProxyTrouble>().map_or(TransportError::Broken, |trouble| trouble.0),
        Error::Timeout(_) => TransportError::Timeout,
        Error::BodyExceedsLimit(_) | Error::LargeResponseHeader(..) => TransportError::TooLarge,
        Error::HostNotFound | Error::ConnectionFailed | Error::BadUri(_) | Error::ConnectProxyFailed(_) => {
            TransportError::Connect
        }
        Error::Tls(_) => TransportError::Tls,
        Error::Io(io) => match io.kind() {
            std::io::ErrorKind::ConnectionRefused
            | std::io::ErrorKind::HostUnreachable
            | std::io::ErrorKind::NetworkUnreachable
            | std::io::ErrorKind::Other
            | std::io::ErrorKind::AddrNotAvailable => TransportError::Connect,
            std::io::ErrorKind::TimedOut => TransportError::Timeout,
            std::io::ErrorKind::InvalidData => TransportError::Tls,
            _ => TransportError::Broken,
        },
        _ => TransportError::Broken,
    }
}

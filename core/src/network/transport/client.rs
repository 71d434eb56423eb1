//! The threads that carry requests, and their async front.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use ureq::Agent;
use zeroize::Zeroizing;

use super::connect::{self, Targets};

/// Requests that may wait for a thread.
const QUEUE: usize = 64;
/// What the official desktop client sends, so that we don't stand out.
const USER_AGENT: &str = "WhatsApp";

/// Whose certificate is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The one with this SHA-256 of its DER form; no other, whoever signed it.
    Pinned([u8; 32]),
    /// Any: service nodes sign their own, and onion requests are encrypted to their keys anyway.
    AnyCertificate,
    /// No TLS at all.
    PlainHttp,
}

/// A POST request.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    /// Where to.
    pub url: String,
    /// Whose certificate is good.
    pub trust: Trust,
    /// The type of the body, if it must be told.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
    /// How long the whole request may take.
    pub timeout: Duration,
    /// The most bytes of an answer that are read.
    pub max_answer_bytes: usize,
}

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub struct HttpAnswer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Nobody listens there, or the name is unknown.
    #[error("no connection")]
    Connect,
    /// It took too long.
    #[error("too slow")]
    Timeout,
    /// The certificate is not the one that is expected, or the handshake failed.
    #[error("no secure connection")]
    Tls,
    /// The proxy can't be reached.
    #[error("the proxy can't be reached")]
    ProxyUnreachable,
    /// The proxy refuses us.
    #[error("the proxy refuses")]
    ProxyDenied,
    /// The answer is larger than was asked for.
    #[error("the answer is too large")]
    TooLarge,
    /// The connection broke, or the answer is no HTTP.
    #[error("the connection broke")]
    Broken,
    /// The transport was closed.
    #[error("closed")]
    Closed,
}

/// The protocol of a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyProtocol {
    /// SOCKS version 5.
    Socks5,
    /// HTTP with CONNECT.
    Http,
}

/// A proxy that carries every connection. Names are resolved by it.
#[derive(Clone)]
pub struct ProxyConfig {
    /// Its protocol.
    pub protocol: ProxyProtocol,
    /// Its host name or address.
    pub host: String,
    /// Its TCP port.
    pub port: u16,
    /// User name, if it asks for one.
    pub user: Option<String>,
    /// Password, if it asks for one.
    pub password: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for ProxyConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProxyConfig({:?})", self.protocol)
    }
}

/// The agents of one proxy setting.
struct Agents {
    proxy: Option<ureq::Proxy>,
    any: Agent,
    plain: Agent,
}

struct Job {
    request: HttpRequest,
    answer: oneshot::Sender<Result<HttpAnswer, TransportError>>,
}

struct Inner {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    agents: Mutex<Agents>,
    targets: Targets,
    is_closed: AtomicBool,
}

/// The sending side; clones share threads and connections.
#[derive(Clone)]
pub struct Transport {
    inner: Arc<Inner>,
}

impl Transport {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system refuses a thread, or the proxy has no usable address.
    pub fn start(threads: usize, proxy: Option<&ProxyConfig>) -> std::io::Result<Self> {
        let (jobs, waiting) = mpsc::channel::<Job>(QUEUE);
        let waiting = Arc::new(Mutex::new(waiting));
        let targets = Targets::default();
        let agents = Agents::new(proxy, &targets)?;
        let (jobs, agents) = (Mutex::new(Some(jobs)), Mutex::new(agents));
        let inner = Arc::new(Inner { jobs, agents, targets, is_closed: AtomicBool::new(false) });
        for number in 0..threads {
            let (waiting, inner) = (Arc::clone(&waiting), Arc::downgrade(&inner));
            std::thread::Builder::new().name(format!("http-{number}")).spawn(move || {
                loop {
                    let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
                    let Some(job) = job else { break };
                    let Some(inner) = inner.upgrade() else { break };
                    // Nobody waits any more for a request that was cancelled; none begins after the end.
                    if !job.answer.is_closed() && !inner.is_closed.load(Ordering::Relaxed) {
                        let answer = inner.perform(&job.request);
                        drop(job.answer.send(answer));
                    }
                }
            })?;
        }
        Ok(Self { inner })
    }

    /// Sends a request. Dropping the future forgets the answer.
    ///
    /// # Errors
    /// [`TransportError`]; a status of 400 or more is an answer, not an error.
    pub async fn post(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        let jobs = self.inner.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let jobs = jobs.ok_or(TransportError::Closed)?;
        let (answer, waiting) = oneshot::channel();
        jobs.send(Job { request, answer }).await.map_err(|_closed| TransportError::Closed)?;
        drop(jobs);
        waiting.await.map_err(|_gone| TransportError::Closed)?
    }

    /// Carries further connections through another proxy, or none. Open connections are dropped. A proxy
    /// without a usable address makes every connection fail rather than go around it.
    pub fn set_proxy(&self, proxy: Option<&ProxyConfig>) {
        let fallback = || Agents::new(Some(&unusable_proxy()), &self.inner.targets);
        let Ok(agents) = Agents::new(proxy, &self.inner.targets).or_else(|_address| fallback()) else {
            return;
        };
        *self.inner.agents.lock().unwrap_or_else(PoisonError::into_inner) = agents;
    }

    /// Every address to which a connection was opened, in order.
    pub fn targets(&self) -> Vec<SocketAddr> {
        self.inner.targets.all()
    }

    /// Ends the threads as soon as their present request is done; waiting requests are dropped.
    pub fn close(&self) {
        self.inner.is_closed.store(true, Ordering::Relaxed);
        self.inner.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// A port at which nothing can listen.
fn unusable_proxy() -> ProxyConfig {
    ProxyConfig { protocol: ProxyProtocol::Http, host: "127.0.0.1".to_owned(), port: 1, user: None, password: None }
}

impl Agents {
    fn new(proxy: Option<&ProxyConfig>, targets: &Targets) -> std::io::Result<Self> {
        let proxy = proxy.map(connect::to_ureq).transpose()?;
        let agent = |trust| connect::agent(trust, proxy.clone(), targets.clone(), USER_AGENT);
        Ok(Self { any: agent(Trust::AnyCertificate), plain: agent(Trust::PlainHttp), proxy })
    }
}

impl Inner {
    fn agent(&self, trust: Trust) -> Agent {
        let agents = self.agents.lock().unwrap_or_else(PoisonError::into_inner);
        match trust {
            Trust::AnyCertificate => agents.any.clone(),
            Trust::PlainHttp => agents.plain.clone(),
            // Seeds are asked rarely, so their connections are not kept.
            Trust::Pinned(_) => connect::agent(trust, agents.proxy.clone(), self.targets.clone(), USER_AGENT),
        }
    }

    fn perform(&self, request: &HttpRequest) -> Result<HttpAnswer, TransportError> {
        if request.trust == Trust::PlainHttp && !request.url.starts_with("http://") {
            return Err(TransportError::Tls);
        }
        let mut post = self
            .agent(request.trust)
            .post(&request.url)
            .header("Accept-Language", "en-us")
            .config()
            .timeout_global(Some(request.timeout))
            .build();
        if let Some(content_type) = request.content_type {
            post = post.header("Content-Type", content_type);
        }
        let mut answer = post.send(request.body.as_slice()).map_err(|error| connect::sort_error(&error))?;
        let status = answer.status().as_u16();
        let limit = u64::try_from(request.max_answer_bytes).unwrap_or(u64::MAX);
        let body = answer.body_mut().with_config().limit(limit).read_to_vec();
        let body = body.map_err(|error| connect::sort_error(&error))?;
        Ok(HttpAnswer { status, body })
    }
}

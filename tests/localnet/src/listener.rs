//! Accepting connections: TLS, HTTP/1.1, body limits, and faults at the connection.
//!
//! One task a listener, one a connection; all end with the network's runtime, or when a node dies.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Limited, combinators::BoxBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;

use crate::faults::{Fault, Place, SEED};
use crate::keys::random;
use crate::records::{Connection, Listener};
use crate::rpc::{Body, Reply};
use crate::trickle::Trickle;
use crate::world::World;
use crate::{routes, seed};

/// The largest request body.
const MAX_BODY: u64 = 10 * 1024 * 1024;
/// Connections one listener serves at once.
const MAX_CONNECTIONS: usize = 512;

/// Serves connections until `alive` turns false or is dropped.
pub(crate) async fn serve(
    world: Arc<World>,
    listener: TcpListener,
    config: Arc<ServerConfig>,
    which: Listener,
    mut alive: watch::Receiver<bool>,
) {
    let acceptor = TlsAcceptor::from(config);
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = alive.wait_for(|alive| !*alive) => return,
        };
        let Ok((stream, from)) = accepted else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else { continue };
        world.records.connection(Connection { listener: which, from, at: world.clock.now() });
        let (world, acceptor, mut alive) = (Arc::clone(&world), acceptor.clone(), alive.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = connection(world, acceptor, stream, from, which) => {}
                _ = alive.wait_for(|alive| !*alive) => {}
            }
            drop(permit);
        });
    }
}

async fn connection(world: Arc<World>, acceptor: TlsAcceptor, stream: TcpStream, from: SocketAddr, which: Listener) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no delay could not be set");
    }
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let service = service_fn(|request| answer(Arc::clone(&world), request, from, which));
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// The connection is to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("closed on purpose")]
struct Closed;

type Answer = Response<BoxBody<Bytes, Infallible>>;

async fn answer(
    world: Arc<World>,
    request: Request<Incoming>,
    from: SocketAddr,
    which: Listener,
) -> Result<Answer, Closed> {
    let number = match which {
        Listener::Seed => SEED,
        Listener::Node(node) => node,
    };
    let fault = world.faults.take(Place::Http, number, None);
    if matches!(fault, Some(Fault::Drop)) {
        return Err(Closed);
    }
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|size| size.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|size| size > MAX_BODY) {
        return Ok(too_large());
    }
    let (parts, body) = request.into_parts();
    let limit = usize::try_from(MAX_BODY).unwrap_or(usize::MAX);
    let Ok(body) = Limited::new(body, limit).collect().await else { return Ok(too_large()) };
    let body = body.to_bytes();
    let reply = match &fault {
        Some(Fault::Status(status, text)) => Reply::text(*status, text.clone()),
        _ => match which {
            Listener::Seed => seed::answer(&world, &parts, &body),
            Listener::Node(node) => routes::answer(&world, node, &parts, &body, from.ip()),
        },
    };
    if !reply.wait.is_zero() {
        tokio::time::sleep(reply.wait).await;
    }
    if reply.lost {
        return Err(Closed);
    }
    let extra = match fault {
        Some(Fault::Delay(wait)) => wait,
        _ => Duration::ZERO,
    };
    tokio::time::sleep(extra).await;
    Ok(response(&spoiled(reply, fault.as_ref()), fault.as_ref(), parts.method == Method::HEAD))
}

fn spoiled(mut reply: Reply, fault: Option<&Fault>) -> Reply {
    match fault {
        Some(Fault::StatusAfter(status, text)) => {
            reply.status = *status;
            reply.body = Body::Text(text.clone());
        }
        Some(Fault::Garbage) => reply.body = Body::Bytes(random::<1_021>().to_vec()),
        Some(Fault::Oversized(size)) => reply.body = Body::Text("A".repeat(*size)),
        _ => {}
    }
    reply
}

fn response(reply: &Reply, fault: Option<&Fault>, is_head: bool) -> Answer {
    let kind = if matches!(reply.body, Body::Json(_)) { "application/json" } else { "text/plain" };
    let bytes = Bytes::from(if is_head { Vec::new() } else { reply.bytes() });
    let (step, pause) = match fault {
        Some(Fault::Trickle(step, pause)) => (*step, *pause),
        _ => (usize::MAX, Duration::ZERO),
    };
    let size = bytes.len();
    let mut response = Response::new(BoxBody::new(Trickle::new(bytes, step, pause)));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(kind));
    response.headers_mut().insert(CONTENT_LENGTH, size.into());
    response
}

/// 413, and the connection ends: the rest of the body is not read.
fn too_large() -> Answer {
    let mut response = response(&Reply::text(413, "Request body too large"), None, false);
    response.headers_mut().insert(CONNECTION, hyper::header::HeaderValue::from_static("close"));
    response
}

/// A piece of a body.
pub(crate) type Piece = Frame<Bytes>;

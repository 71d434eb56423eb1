//! Onion requests: to a service node or a server, over paths that are given up when they fail.
//!
//! Who is to blame for a failure follows from the guard's status and text (protocol notes, network 3.5
//! and 3.8). A strike is only given while other requests get through, for else it is our own
//! connection that is gone.

use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER_PERMISSIVE;

use super::error::{NetworkError, of_transport};
use super::path_pool::Path;
use super::shared::Shared;
use super::transport::{HttpRequest, TransportError, Trust};
use crate::codec::onion_v4::{V4Response, decode_response};
use crate::crypto::onion::{AnswerKeys, Cipher, Destination, OnionError, build};
use crate::protocol::storage_rpc::{Request, RpcAnswer, ServiceNode, info, open_answer};

/// The largest answer: 7.8 MB of messages in base64, encrypted and in base64 again.
const MAX_ANSWER_BYTES: usize = 24 << 20;

/// Who is to blame for a request without an answer.
#[derive(Debug, PartialEq, Eq)]
enum Blame {
    /// The guard could not be reached.
    Guard,
    /// A node does not know this one any more, or can't reach it.
    Gone([u8; 32]),
    /// This node is not ready.
    NotReady([u8; 32]),
    /// The guard has too much to do.
    GuardBusy,
    /// Somebody on the way.
    Path,
    /// Ourselves: the request is too large.
    TooLarge,
}

/// Reads the key at the end of an error text.
fn named_node(text: &str, start: &str) -> Option<[u8; 32]> {
    let key = text.trim().strip_prefix(start)?.trim();
    HEXLOWER_PERMISSIVE.decode(key.as_bytes()).ok()?.try_into().ok()
}

fn blame(status: u16, body: &[u8]) -> Blame {
    let head = body.get(..200).unwrap_or(body);
    let text = String::from_utf8_lossy(head);
    let gone = ["Next node not found:", "Next node is currently unreachable:"];
    match status {
        413 => Blame::TooLarge,
        502 => gone.iter().find_map(|start| named_node(&text, start)).map_or(Blame::Path, Blame::Gone),
        503 => match named_node(&text, "Snode not ready:") {
            Some(key) => Blame::NotReady(key),
            None if text.starts_with("Service node is not ready") || text.starts_with("Server busy") => {
                Blame::GuardBusy
            }
            None => Blame::Path,
        },
        _ => Blame::Path,
    }
}

impl Shared {
    /// One request to one node over whichever path works. The status inside the answer is the caller's.
    pub async fn ask_node(&self, node: &ServiceNode, request: &Request) -> Result<RpcAnswer, NetworkError> {
        let destination = Destination::Node(node.hop());
        let payload = request.to_bytes();
        let mut last = NetworkError::Lost;
        for attempt in 0..self.policy.attempts {
            self.pause(attempt).await?;
            let path = self.path_for(Some(&node.ed25519)).await?;
            match self.ask_over(&path, &destination, &payload, self.policy.request_timeout).await {
                Ok((keys, body)) => match open_answer(&keys, &body) {
                    Ok(answer) => {
                        self.path_worked(&path);
                        return Ok(answer);
                    }
                    Err(_) => self.path_failed(&path),
                },
                // The destination itself is gone: another path would not help.
                Err(Missed { gone: Some(key), .. }) if key == node.ed25519 => return Err(NetworkError::Lost),
                Err(Missed { error, .. }) => {
                    if !matches!(error, NetworkError::Lost | NetworkError::Offline | NetworkError::Busy(_)) {
                        return Err(self.fail(error));
                    }
                    last = error;
                }
            }
        }
        Err(self.fail(last))
    }

    fn fail(&self, error: NetworkError) -> NetworkError {
        self.board.failed(error);
        error
    }

    async fn pause(&self, attempt: u32) -> Result<(), NetworkError> {
        if self.stop.is_cancelled() {
            return Err(NetworkError::Closed);
        }
        if attempt > 0 {
            tokio::time::sleep(self.policy.retry_pause * attempt).await;
        }
        Ok(())
    }

    /// One V4 request to a server.
    pub async fn ask_server(&self, server: &Destination, payload: &[u8]) -> Result<V4Response, NetworkError> {
        let mut last = NetworkError::Lost;
        for attempt in 0..self.policy.attempts {
            self.pause(attempt).await?;
            let path = self.path_for(None).await?;
            match self.ask_over(&path, server, payload, self.policy.request_timeout * 3).await {
                Ok((keys, body)) => {
                    // Raw bytes from the server; a refusal of the exit node comes as base64.
                    let opened = keys.open(&body).or_else(|error: OnionError| {
                        let text = data_encoding::BASE64.decode(body.trim_ascii()).map_err(|_raw| error)?;
                        keys.open(&text)
                    });
                    if let Ok(plain) = opened {
                        self.path_worked(&path);
                        return decode_response(&plain).map_err(|_form| NetworkError::BadAnswer);
                    }
                    self.path_failed(&path);
                }
                Err(missed) if matches!(missed.error, NetworkError::Lost | NetworkError::Offline) => {
                    last = missed.error;
                }
                Err(missed) => return Err(self.fail(missed.error)),
            }
        }
        Err(self.fail(last))
    }

    /// Proves a path by asking a random node for its clock.
    pub async fn prove(&self, path: &Arc<Path>) -> bool {
        let node = self.pool().pick(self.rng(), self.wall(), &self.policy, |node| !path.contains(&node.ed25519));
        let Some(node) = node else { return false };
        let destination = Destination::Node(node.hop());
        let asked = self.ask_over(path, &destination, &info().to_bytes(), self.policy.proof_timeout).await;
        let is_good = asked.is_ok_and(|(keys, body)| open_answer(&keys, &body).is_ok_and(|said| said.is_success()));
        if is_good {
            self.path_worked(path);
        }
        is_good
    }

    async fn ask_over(
        &self,
        path: &Arc<Path>,
        destination: &Destination,
        payload: &[u8],
        timeout: Duration,
    ) -> Result<(AnswerKeys, Vec<u8>), Missed> {
        let onion = build(&path.hops(), destination, payload, Cipher::XChaCha20, self.rng());
        let onion = onion.map_err(|error| match error {
            OnionError::TooLarge => Missed::from(NetworkError::TooLarge),
            OnionError::BadKey | OnionError::NotForUs => {
                self.give_up(path);
                Missed::from(NetworkError::Lost)
            }
        })?;
        let request = HttpRequest {
            url: format!("https://{}/onion_req/v2", path.guard().address()),
            trust: Trust::AnyCertificate,
            content_type: None,
            body: onion.body,
            timeout,
            max_answer_bytes: MAX_ANSWER_BYTES,
        };
        match self.transport.post(request).await {
            Ok(answer) if answer.status == 200 => Ok((onion.answer, answer.body)),
            Ok(answer) => Err(self.take_blame(path, &blame(answer.status, &answer.body))),
            Err(TransportError::TooLarge | TransportError::Broken) => Err(self.take_blame(path, &Blame::Path)),
            Err(error @ (TransportError::ProxyUnreachable | TransportError::ProxyDenied | TransportError::Closed)) => {
                Err(Missed::from(of_transport(error)))
            }
            Err(_) => Err(self.take_blame(path, &Blame::Guard)),
        }
    }

    /// Draws the consequences of a failure.
    fn take_blame(&self, path: &Arc<Path>, blame: &Blame) -> Missed {
        let guard = path.guard().ed25519;
        match blame {
            Blame::Guard => {
                let is_online = self.board.is_online(self.monotonic());
                if is_online {
                    self.strike(&guard);
                }
                self.paths().forget_guard(&guard);
                self.give_up(path);
                // While other paths stand it is this guard that is gone, not the network.
                let has_other = is_online && self.paths().paths().iter().any(|path| path.is_proven());
                Missed::from(if has_other { NetworkError::Lost } else { NetworkError::Offline })
            }
            Blame::Gone(key) => {
                self.drop_node(key);
                Missed { error: NetworkError::Lost, gone: Some(*key) }
            }
            Blame::NotReady(key) => {
                self.strike(key);
                self.path_failed(path);
                Missed { error: NetworkError::Lost, gone: Some(*key) }
            }
            Blame::GuardBusy => {
                self.strike(&guard);
                self.give_up(path);
                Missed::from(NetworkError::Busy(503))
            }
            Blame::Path => {
                self.path_failed(path);
                Missed::from(NetworkError::Lost)
            }
            Blame::TooLarge => Missed::from(NetworkError::TooLarge),
        }
    }
}

/// A request without an answer.
struct Missed {
    error: NetworkError,
    /// The node that could not be reached, when somebody named it.
    gone: Option<[u8; 32]>,
}

impl From<NetworkError> for Missed {
    fn from(error: NetworkError) -> Self {
        Self { error, gone: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_the_guard_says_who_is_to_blame() {
        let key = "79c047f8fcff6fefd4345699a263931f1c977225cb6f3881c388eb39aa754220";
        let bytes = HEXLOWER_PERMISSIVE.decode(key.as_bytes()).expect("hex").try_into().expect("32 bytes");
        let said = |status, text: &str| blame(status, text.as_bytes());
        assert_eq!(said(502, &format!("Next node not found: {}", key.to_uppercase())), Blame::Gone(bytes));
        assert_eq!(said(502, &format!("Next node is currently unreachable: {key}\n")), Blame::Gone(bytes));
        assert_eq!(said(503, &format!("Snode not ready: {key}")), Blame::NotReady(bytes));
        assert_eq!(said(503, "Service node is not ready: syncing\n"), Blame::GuardBusy);
        assert_eq!(said(503, "Server busy, try again later"), Blame::GuardBusy);
        assert_eq!(said(502, "Next node not found: zz"), Blame::Path);
        assert_eq!(said(504, "Request time out"), Blame::Path);
        assert_eq!(said(413, "Request body too large"), Blame::TooLarge);
        assert_eq!(blame(500, &[0xff; 300]), Blame::Path);
    }
}

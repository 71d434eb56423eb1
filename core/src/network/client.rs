//! The network as the engine sees it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::error::{NetworkError, of_transport};
use super::maintenance::maintain;
use super::memory::NetworkMemory;
use super::policy::NetworkPolicy;
use super::shared::{Parts, Shared};
use super::spec::NetworkSpec;
use super::status::NetworkStatus;
use super::transport::{ProxyConfig, Transport};
use crate::clock::{NetworkClock, NetworkTime, Rng};
use crate::codec::onion_v4::{V4Request, V4Response};
use crate::crypto::onion::Destination;
use crate::protocol::storage_rpc::{
    BatchItem, BatchKind, ExpiryChange, Namespace, Request, RequestSigner, RetrievedMessage, StoreRequest,
    StoredMessage, all_deleted, batch, batch_items, delete, delete_all, expire, expired, expiries, get_expiries,
    retrieve, retrieved, store, stored_message,
};

/// The largest message a swarm takes, in bytes before base64 (network 4.1).
pub const MAX_STORED_BYTES: usize = 76_800;

/// What the network needs to know.
pub struct NetworkConfig {
    /// Which network.
    pub spec: NetworkSpec,
    /// What carries every connection, if anything.
    pub proxy: Option<ProxyConfig>,
    /// The clock it corrects.
    pub clock: Arc<NetworkClock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// What it remembers between starts.
    pub memory: Arc<dyn NetworkMemory>,
    /// Its numbers.
    pub policy: NetworkPolicy,
}

/// Where a node's messages end that we have.
pub trait LastHashes: Send + Sync {
    /// The hash of the newest message of this mailbox that this node gave us.
    fn last_hash(&self, node: &[u8; 32], namespace: Namespace) -> Option<String>;
}

/// What one mailbox of one node had for us.
#[derive(Debug, Clone, Default)]
pub struct RetrievedMailbox {
    /// In the node's order.
    pub messages: Vec<RetrievedMessage>,
    /// Whether the node has more.
    pub has_more: bool,
}

/// What one node had for us.
#[derive(Debug, Clone)]
pub struct Retrieved {
    /// Ed25519 key of the node.
    pub node: [u8; 32],
    /// By mailbox; one that failed is missing.
    pub mailboxes: BTreeMap<Namespace, RetrievedMailbox>,
}

/// Which members of a swarm deleted everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedAll {
    /// How many did, and proved it.
    pub deleted: usize,
    /// Where those are that did not.
    pub refused: Vec<std::net::SocketAddr>,
}

struct Inner {
    shared: Arc<Shared>,
    maintenance: std::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shared.stop.cancel();
        self.shared.transport.close();
    }
}

/// The network: cheap to clone, every clone speaks through the same paths.
#[derive(Clone)]
pub struct Network {
    inner: Arc<Inner>,
}

impl Network {
    /// Starts to build paths. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// When the system refuses threads.
    pub fn start(config: NetworkConfig) -> std::io::Result<Self> {
        let is_proxied = config.proxy.is_some();
        let transport = Transport::start(config.policy.threads, config.proxy.as_ref())?;
        let shared = Arc::new(Shared::new(Parts {
            spec: config.spec,
            policy: config.policy,
            transport,
            clock: config.clock,
            rng: config.rng,
            memory: config.memory,
            is_proxied,
        }));
        let task = tokio::spawn(maintain(Arc::clone(&shared)));
        let maintenance = std::sync::Mutex::new(Some(task));
        Ok(Self { inner: Arc::new(Inner { shared, maintenance }) })
    }

    fn shared(&self) -> &Shared {
        &self.inner.shared
    }

    /// Fetches what came since the last hashes, from one member of the account's swarm.
    ///
    /// # Errors
    /// [`NetworkError`] when no member gave a good answer.
    pub async fn retrieve(
        &self,
        signer: &Arc<dyn RequestSigner>,
        namespaces: &[Namespace],
        last_hashes: &dyn LastHashes,
    ) -> Result<Retrieved, NetworkError> {
        let count = namespaces.len();
        let make = |node: &super::ServiceNode, at: NetworkTime| {
            let parts: Vec<Request> = namespaces
                .iter()
                .map(|namespace| {
                    let last = last_hashes.last_hash(&node.ed25519, *namespace).unwrap_or_default();
                    retrieve(&**signer, *namespace, &last, share(*namespace, count), at)
                })
                .collect();
            batch(BatchKind::Batch, &parts)
        };
        let read = |body: &Value| {
            let mut mailboxes = BTreeMap::new();
            for (namespace, item) in namespaces.iter().zip(batch_items(body).ok()?) {
                if let (200, Ok((messages, has_more))) = (item.code, retrieved(&item.body)) {
                    mailboxes.insert(*namespace, RetrievedMailbox { messages, has_more });
                }
            }
            (!mailboxes.is_empty()).then_some(mailboxes)
        };
        let (node, mailboxes) = self.shared().in_swarm(&signer.account(), &make, &read).await?;
        Ok(Retrieved { node: node.ed25519, mailboxes })
    }

    /// Stores a message in the swarm of an account.
    ///
    /// # Errors
    /// [`NetworkError`] when no member of the swarm keeps it.
    pub async fn store(
        &self,
        what: &StoreRequest<'_>,
        signer: Option<&Arc<dyn RequestSigner>>,
    ) -> Result<StoredMessage, NetworkError> {
        if what.data.len() > MAX_STORED_BYTES {
            return Err(NetworkError::TooLarge);
        }
        let make = |_: &super::ServiceNode, at: NetworkTime| store(what, at, signer.map(|signer| &**signer));
        Ok(self.shared().in_swarm(&what.account, &make, &stored_message).await?.1)
    }

    /// Deletes messages of ours; gives the hashes that a node deleted.
    ///
    /// # Errors
    /// [`NetworkError`] when no member answered.
    pub async fn delete(
        &self,
        signer: &Arc<dyn RequestSigner>,
        hashes: &[String],
    ) -> Result<Vec<String>, NetworkError> {
        let make = |_: &super::ServiceNode, _: NetworkTime| delete(&**signer, hashes);
        let read = |body: &Value| body.get("swarm").map(|_entries| expired(body, "deleted"));
        Ok(self.shared().in_swarm(&signer.account(), &make, &read).await?.1)
    }

    /// Makes every member of the account's swarm delete everything. An answer counts only with the
    /// member's signature over what it deleted.
    ///
    /// # Errors
    /// [`NetworkError`] when no member answered.
    pub async fn delete_all(&self, signer: &Arc<dyn RequestSigner>) -> Result<DeletedAll, NetworkError> {
        let account = signer.account();
        let members = self.shared().members(&account).await?;
        let asked_at = std::sync::atomic::AtomicU64::new(0);
        let make = |_: &super::ServiceNode, at: NetworkTime| {
            asked_at.store(at.millis(), std::sync::atomic::Ordering::Relaxed);
            delete_all(&**signer, None, at)
        };
        let read = |body: &Value| {
            let at = NetworkTime(asked_at.load(std::sync::atomic::Ordering::Relaxed));
            body.get("swarm").map(|_entries| all_deleted(body, &account, at))
        };
        let (_node, deleted) = self.shared().in_swarm(&account, &make, &read).await?;
        let refused = members.iter().filter(|member| !deleted.contains(&member.ed25519));
        Ok(DeletedAll { deleted: deleted.len(), refused: refused.map(super::ServiceNode::address).collect() })
    }

    /// Changes when messages of ours expire; gives the hashes that a node changed.
    ///
    /// # Errors
    /// [`NetworkError`] when no member answered.
    pub async fn expire(
        &self,
        signer: &Arc<dyn RequestSigner>,
        hashes: &[String],
        expires_at: NetworkTime,
        change: ExpiryChange,
    ) -> Result<Vec<String>, NetworkError> {
        let make = |_: &super::ServiceNode, _: NetworkTime| expire(&**signer, hashes, expires_at, change);
        let read = |body: &Value| body.get("swarm").map(|_entries| expired(body, "updated"));
        Ok(self.shared().in_swarm(&signer.account(), &make, &read).await?.1)
    }

    /// Asks when messages of ours expire; those that don't exist are missing.
    ///
    /// # Errors
    /// [`NetworkError`] when no member answered.
    pub async fn get_expiries(
        &self,
        signer: &Arc<dyn RequestSigner>,
        hashes: &[String],
    ) -> Result<BTreeMap<String, NetworkTime>, NetworkError> {
        let make = |_: &super::ServiceNode, at: NetworkTime| get_expiries(&**signer, hashes, at);
        let read = |body: &Value| body.get("expiries").map(|_map| expiries(body));
        Ok(self.shared().in_swarm(&signer.account(), &make, &read).await?.1)
    }

    /// Sends several requests about one account as one.
    ///
    /// # Errors
    /// [`NetworkError`] when no member answered; the items have codes of their own.
    pub async fn batch(
        &self,
        account: &[u8; 33],
        kind: BatchKind,
        make: &(dyn Fn(NetworkTime) -> Vec<Request> + Send + Sync),
    ) -> Result<Vec<BatchItem>, NetworkError> {
        let make = |_: &super::ServiceNode, at: NetworkTime| batch(kind, &make(at));
        Ok(self.shared().in_swarm(account, &make, &|body| batch_items(body).ok()).await?.1)
    }

    /// Sends a V4 request to a server.
    ///
    /// # Errors
    /// [`NetworkError`] when the server could not be reached; its own status is in the answer.
    pub async fn ask_server(
        &self,
        server: &Destination,
        request: &V4Request<'_>,
        body: Option<&[u8]>,
    ) -> Result<V4Response, NetworkError> {
        self.shared().ask_server(server, &request.encode(body)).await
    }

    /// The file server of this network; nothing when its address can't be read.
    pub fn file_server(&self) -> Option<Destination> {
        super::file_server::destination(self.own_file_server())
    }

    /// The file server of this network as its file has it.
    pub(super) fn own_file_server(&self) -> &super::spec::FileServer {
        &self.shared().spec.file_server
    }

    /// The state of the connection.
    pub fn status(&self) -> watch::Receiver<NetworkStatus> {
        self.shared().board.watch()
    }

    /// Throws the present paths and guards away.
    pub fn rebuild_paths(&self) {
        let shared = self.shared();
        shared.paths().clear();
        shared.show_paths();
        shared.wanted.notify_one();
    }

    /// Carries every further connection through a proxy, or none.
    pub fn set_proxy(&self, proxy: Option<&ProxyConfig>) {
        let shared = self.shared();
        let is_proxied = proxy.is_some();
        shared.transport.set_proxy(proxy);
        shared.board.update(|status| status.is_proxied = is_proxied);
        self.rebuild_paths();
    }

    /// Tries to reach a seed or a service node through a proxy, without keeping it.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn test_proxy(&self, proxy: &ProxyConfig) -> Result<(), NetworkError> {
        let transport = Transport::start(1, Some(proxy)).map_err(|_threads| NetworkError::Offline)?;
        let requests = self.shared().probes();
        let mut last = NetworkError::Offline;
        for request in requests {
            match transport.post(request).await.map_err(of_transport) {
                Ok(_) => {
                    transport.close();
                    return Ok(());
                }
                Err(error) => last = error,
            }
            if matches!(last, NetworkError::ProxyUnreachable | NetworkError::ProxyDenied) {
                break;
            }
        }
        transport.close();
        Err(last)
    }

    /// Every address a connection was opened to, for tests that prove where we connect.
    pub fn targets(&self) -> Vec<std::net::SocketAddr> {
        self.shared().transport.targets()
    }

    /// Ends the tasks and threads.
    pub async fn shutdown(&self, within: Duration) {
        self.shared().stop.cancel();
        self.shared().transport.close();
        let task = self.inner.maintenance.lock().ok().and_then(|mut task| task.take());
        if let Some(task) = task
            && tokio::time::timeout(within, task).await.is_err()
        {
            tracing::warn!("the network did not stop in time");
        }
    }
}

/// How much of an answer a mailbox may fill: half for messages, an eighth for each config message, all
/// when asked alone (network 6.2).
const fn share(namespace: Namespace, count: usize) -> i64 {
    match (namespace.0, count) {
        (_, 1) => -1,
        (0 | 11, _) => -2,
        _ => -8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `retrieve_max_size_map` of the network vectors.
    #[test]
    fn mailboxes_share_an_answer_as_official_clients_share_it() {
        let shares = |numbers: &[i16]| -> Vec<i64> {
            numbers.iter().map(|number| share(Namespace(*number), numbers.len())).collect()
        };
        assert_eq!(shares(&[0]), [-1]);
        assert_eq!(shares(&[5]), [-1]);
        assert_eq!(shares(&[0, 2, 3, 4, 5]), [-2, -8, -8, -8, -8]);
        assert_eq!(shares(&[11, 13, 14, 12, -11]), [-2, -8, -8, -8, -8]);
    }
}

//! The real network behind the seam of the services, and what it remembers in the store.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::face::{Connectivity, Failure, FailureCode, NetworkState, NodeInfo, PathInfo, Proxy, ProxyKind};
use super::services::{Connect, StartFailed, WireSetup};
use super::wire::{Answer, ConfigPush, Fetched, Forgotten, Page, Pushed, Stored, Wire, WireError};
use crate::clock::{NetworkClock, NetworkTime};
use crate::crypto::keys::AccountKeys;
use crate::id::{AccountId, ConversationId};
use crate::network::transport::ProxyProtocol;
use crate::network::{
    FileServerError, Forgetful, LastHashes, MemoryItem, Network, NetworkConfig, NetworkError, NetworkMemory,
    NetworkStatus, ProxyConfig, Reach,
};
use crate::protocol::config::ConfigKind;
use crate::protocol::storage_rpc::{
    BatchItem, BatchKind, ExpiryChange, Namespace, Request, RequestSigner, RetrievedMessage, StoreRequest, store,
    stored_message,
};
use crate::storage::{Store, network_cache, swarm_state};

/// Requests in one sequence at most (protocol notes, network 4.1).
const MAX_SEQUENCE: usize = 20;
/// How long a swarm keeps config messages (protocol notes, config 5).
const CONFIG_TTL_MILLIS: u64 = 30 * 24 * 60 * 60 * 1_000;
/// How long the network may take to end.
const PATIENCE: Duration = Duration::from_millis(700);

/// How the engine gets its network.
pub fn connect() -> Connect {
    Arc::new(|setup| Ok(Arc::new(NetworkWire::start(setup)?)))
}

struct NetworkWire {
    network: Network,
    keys: Option<Arc<AccountKeys>>,
    clock: Arc<NetworkClock>,
    connectivity: watch::Receiver<Arc<Connectivity>>,
    stop: CancellationToken,
}

impl NetworkWire {
    fn start(setup: WireSetup) -> Result<Self, StartFailed> {
        let memory: Arc<dyn NetworkMemory> = match setup.store {
            Some(store) => Arc::new(StoreMemory { store, runtime: tokio::runtime::Handle::current() }),
            None => Arc::new(Forgetful::default()),
        };
        let network = Network::start(NetworkConfig {
            spec: setup.spec,
            proxy: setup.proxy.map(proxy_config),
            clock: Arc::clone(&setup.clock),
            rng: setup.rng,
            memory,
            policy: setup.policy,
        })
        .map_err(|error| {
            tracing::error!(%error, "the network has no threads");
            StartFailed
        })?;
        let (sender, connectivity) = watch::channel(Arc::default());
        let stop = CancellationToken::new();
        tokio::spawn(translate(network.status(), sender, stop.clone()));
        Ok(Self { network, keys: setup.keys, clock: setup.clock, connectivity, stop })
    }
}

impl Drop for NetworkWire {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Keeps the connectivity like the network's status until the network ends.
async fn translate(
    mut status: watch::Receiver<NetworkStatus>,
    connectivity: watch::Sender<Arc<Connectivity>>,
    stop: CancellationToken,
) {
    loop {
        let now = connectivity_of(&status.borrow_and_update());
        connectivity.send_replace(Arc::new(now));
        tokio::select! {
            () = stop.cancelled() => return,
            changed = status.changed() => if changed.is_err() { return },
        }
    }
}

fn connectivity_of(status: &NetworkStatus) -> Connectivity {
    let paths = status
        .paths
        .iter()
        .map(|path| PathInfo { nodes: path.iter().map(|address| NodeInfo { address: *address }).collect() });
    Connectivity {
        state: match status.reach {
            Reach::Connecting => NetworkState::Connecting,
            Reach::Connected => NetworkState::Connected,
            Reach::Offline => NetworkState::Offline,
        },
        trouble: status.trouble.map(code),
        paths: paths.collect(),
        known_nodes: status.known_nodes,
        polled_at: None,
        is_proxied: status.is_proxied,
    }
}

/// What an error of the network is to a person.
fn code(error: NetworkError) -> FailureCode {
    match error {
        NetworkError::Offline | NetworkError::Closed => FailureCode::Offline,
        NetworkError::Lost | NetworkError::Busy(_) | NetworkError::BadAnswer => FailureCode::NetworkTrouble,
        NetworkError::ClockWrong => FailureCode::ClockWrong,
        NetworkError::Refused(_) | NetworkError::TooLarge => FailureCode::Refused,
        NetworkError::ProxyUnreachable => FailureCode::ProxyUnreachable,
        NetworkError::ProxyDenied => FailureCode::ProxyDenied,
    }
}

/// What an error of the network is to a service.
impl From<NetworkError> for WireError {
    fn from(error: NetworkError) -> Self {
        match error {
            NetworkError::Refused(_) | NetworkError::TooLarge => Self::Refused,
            NetworkError::ClockWrong => Self::Clock,
            other => Self::Later(code(other)),
        }
    }
}

/// What an error of a file server is to a service.
impl From<FileServerError> for WireError {
    fn from(error: FileServerError) -> Self {
        match error {
            FileServerError::Network(error) => error.into(),
            FileServerError::Gone => Self::Gone,
            FileServerError::Refused(_) => Self::Refused,
            FileServerError::Trouble(_) => Self::Later(FailureCode::NetworkTrouble),
        }
    }
}

fn proxy_config(proxy: Proxy) -> ProxyConfig {
    ProxyConfig {
        protocol: match proxy.kind {
            ProxyKind::Socks5 => ProxyProtocol::Socks5,
            ProxyKind::Http => ProxyProtocol::Http,
        },
        host: proxy.host,
        port: proxy.port,
        user: proxy.user,
        password: proxy.password.map(|password| password.reveal().to_owned().into()),
    }
}

/// A message in the form of the services.
fn fetched(message: RetrievedMessage) -> Fetched {
    // What isn't even base64 opens no better than nothing.
    Fetched { hash: message.hash, data: message.data.unwrap_or_default(), expires_at: message.expires_at }
}

/// What a swarm called each message of a config, if it took all.
fn all_stored(items: &mut dyn Iterator<Item = BatchItem>, count: usize) -> Option<Vec<String>> {
    let items: Vec<BatchItem> = items.take(count).collect();
    let hash =
        |item: &BatchItem| (item.code == 200).then(|| stored_message(&item.body)).flatten().map(|stored| stored.hash);
    let hashes: Option<Vec<String>> = items.iter().map(hash).collect();
    hashes.filter(|hashes| hashes.len() == count)
}

impl NetworkWire {
    /// Stores configs in sequences of at most twenty messages.
    async fn store_group(
        &self,
        keys: &Arc<AccountKeys>,
        group: &[&ConfigPush],
    ) -> Result<Vec<Option<Vec<String>>>, WireError> {
        let messages: Vec<(Namespace, &[u8])> = group
            .iter()
            .flat_map(|push| push.messages.iter().map(|message| (Namespace(push.kind.namespace()), message.as_slice())))
            .collect();
        let account = keys.account_id().to_bytes();
        let mut items = Vec::new();
        for chunk in messages.chunks(MAX_SEQUENCE) {
            let make = |at: NetworkTime| -> Vec<Request> {
                let request = |(namespace, data): &(Namespace, &[u8])| {
                    let what = StoreRequest { account, namespace: *namespace, data, ttl_millis: CONFIG_TTL_MILLIS };
                    store(&what, at, Some(&**keys))
                };
                chunk.iter().map(request).collect()
            };
            items.extend(self.network.batch(&account, BatchKind::Sequence, &make).await?);
        }
        let mut items = items.into_iter();
        Ok(group.iter().map(|push| all_stored(&mut items, push.messages.len())).collect())
    }
}

impl Wire for NetworkWire {
    fn store(&self, to: AccountId, data: Vec<u8>, ttl_millis: u64) -> Answer<'_, Stored> {
        Box::pin(async move {
            let request = StoreRequest { account: to.to_bytes(), namespace: Namespace::INBOX, data: &data, ttl_millis };
            let hash = self.network.store(&request, None).await?.hash;
            Ok(Stored { hash, expires_at: self.clock.now().plus_millis(ttl_millis) })
        })
    }

    fn fetch(&self, store: Store) -> Answer<'_, Page> {
        Box::pin(async move {
            let Some(keys) = self.keys.clone() else { return Err(WireError::Refused) };
            let last_hashes = StoredHashes { store, own: keys.account_id() };
            let signer: Arc<dyn RequestSigner> = keys;
            let kinds = ConfigKind::OF_ACCOUNT.map(|kind| (kind, Namespace(kind.namespace())));
            let mut namespaces = vec![Namespace::INBOX];
            namespaces.extend(kinds.map(|(_kind, namespace)| namespace));
            let mut retrieved = self.network.retrieve(&signer, &namespaces, &last_hashes).await?;
            let inbox = retrieved.mailboxes.remove(&Namespace::INBOX).unwrap_or_default();
            let mut has_more = inbox.has_more;
            let mut configs = Vec::new();
            for (kind, namespace) in kinds {
                let Some(mailbox) = retrieved.mailboxes.remove(&namespace) else { continue };
                has_more |= mailbox.has_more;
                configs.push((kind, mailbox.messages.into_iter().map(fetched).collect()));
            }
            let messages = inbox.messages.into_iter().map(fetched).collect();
            Ok(Page { node: retrieved.node, messages, configs, has_more })
        })
    }

    fn push_configs(&self, pushes: Vec<ConfigPush>, obsolete: Vec<String>) -> Answer<'_, Pushed> {
        Box::pin(async move {
            let Some(keys) = self.keys.clone() else { return Err(WireError::Refused) };
            let mut pushed = Pushed { stored: Vec::new(), is_deleted: true };
            // A sequence takes twenty requests; a config in more parts than that goes by itself, part by part.
            let (mut group, mut parts) = (Vec::new(), 0);
            for push in &pushes {
                if parts + push.messages.len() > MAX_SEQUENCE && !group.is_empty() {
                    pushed.stored.extend(self.store_group(&keys, &group).await?);
                    (group, parts) = (Vec::new(), 0);
                }
                parts += push.messages.len();
                group.push(push);
            }
            pushed.stored.extend(self.store_group(&keys, &group).await?);
            if !obsolete.is_empty() && pushed.stored.iter().all(Option::is_some) {
                let signer: Arc<dyn RequestSigner> = keys;
                pushed.is_deleted = self.network.delete(&signer, &obsolete).await.is_ok();
            } else {
                pushed.is_deleted = obsolete.is_empty();
            }
            Ok(pushed)
        })
    }

    fn renew(&self, hashes: Vec<String>) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            let Some(keys) = self.keys.clone() else { return Err(WireError::Refused) };
            let signer: Arc<dyn RequestSigner> = keys;
            let until = self.clock.now().plus_millis(CONFIG_TTL_MILLIS);
            self.network.expire(&signer, &hashes, until, ExpiryChange::Extend).await?;
            // Some may have been renewed by another device just now, so who is there is asked by itself.
            let kept = self.network.get_expiries(&signer, &hashes).await?;
            Ok(kept.into_keys().collect())
        })
    }

    fn forget(&self, hashes: Vec<String>) -> Answer<'_, ()> {
        Box::pin(async move {
            let Some(keys) = self.keys.clone() else { return Err(WireError::Refused) };
            let signer: Arc<dyn RequestSigner> = keys;
            self.network.delete(&signer, &hashes).await?;
            Ok(())
        })
    }

    fn shorten(&self, hashes: Vec<String>, until: NetworkTime) -> Answer<'_, BTreeMap<String, NetworkTime>> {
        Box::pin(async move {
            let Some(keys) = self.keys.clone() else { return Err(WireError::Refused) };
            let signer: Arc<dyn RequestSigner> = keys;
            self.network.expire(&signer, &hashes, until, ExpiryChange::Shorten).await?;
            Ok(self.network.get_expiries(&signer, &hashes).await?)
        })
    }

    fn forget_all(&self) -> Answer<'_, Forgotten> {
        Box::pin(async move {
            let Some(keys) = self.keys.clone() else { return Err(WireError::Refused) };
            let signer: Arc<dyn RequestSigner> = keys;
            let answer = self.network.delete_all(&signer).await?;
            let refused = answer.refused.into_iter().map(|address| NodeInfo { address }).collect();
            Ok(Forgotten { deleted: answer.deleted, refused })
        })
    }

    fn upload(&self, file: Vec<u8>) -> Answer<'_, String> {
        Box::pin(async move { Ok(self.network.upload(&file).await?) })
    }

    fn download(&self, url: String) -> Answer<'_, Vec<u8>> {
        Box::pin(async move { Ok(self.network.download(&url).await?) })
    }

    fn connectivity(&self) -> watch::Receiver<Arc<Connectivity>> {
        self.connectivity.clone()
    }

    fn rebuild_paths(&self) {
        self.network.rebuild_paths();
    }

    fn set_proxy(&self, proxy: Option<Proxy>) -> Answer<'_, (), Failure> {
        self.network.set_proxy(proxy.map(proxy_config).as_ref());
        Box::pin(std::future::ready(Ok(())))
    }

    fn test_proxy(&self, proxy: Proxy) -> Answer<'_, (), Failure> {
        Box::pin(async move {
            let tried = self.network.test_proxy(&proxy_config(proxy)).await;
            tried.map_err(|error| Failure::from(code(error)))
        })
    }

    fn shutdown(&self) -> Answer<'_, (), std::convert::Infallible> {
        Box::pin(async move {
            self.stop.cancel();
            self.network.shutdown(PATIENCE).await;
            Ok(())
        })
    }
}

/// How far we have read at each node, from the store.
struct StoredHashes {
    store: Store,
    own: AccountId,
}

impl LastHashes for StoredHashes {
    fn last_hash(&self, node: &[u8; 32], namespace: Namespace) -> Option<String> {
        let owner = ConversationId::Contact(self.own);
        let read = self.store.read(|tx| swarm_state::last_hash(tx, node, &owner, namespace.0));
        // Without it everything is fetched again, which costs time and loses nothing.
        read.inspect_err(|error| tracing::error!(%error, "a last hash can't be read")).ok().flatten()
    }
}

/// What the network remembers between starts.
struct StoreMemory {
    store: Store,
    runtime: tokio::runtime::Handle,
}

fn name(item: MemoryItem) -> String {
    match item {
        MemoryItem::Pool => "pool".to_owned(),
        MemoryItem::Guards => "guards".to_owned(),
        MemoryItem::ClockOffset => "clock-offset".to_owned(),
        MemoryItem::Swarm(account) => format!("swarm-{}", data_encoding::HEXLOWER.encode(&account)),
    }
}

impl NetworkMemory for StoreMemory {
    fn load(&self, item: MemoryItem) -> Option<Vec<u8>> {
        let read = self.store.read(|tx| network_cache::get(tx, &name(item)));
        read.inspect_err(|error| tracing::warn!(%error, "the network's memory can't be read")).ok().flatten()
    }

    fn save(&self, item: MemoryItem, bytes: Vec<u8>) {
        let store = self.store.clone();
        self.runtime.spawn(async move {
            let name = name(item);
            if let Err(error) = store.write(move |tx| network_cache::put(tx, &name, &bytes)).await {
                tracing::warn!(%error, "the network's memory can't be written");
            }
        });
    }
}

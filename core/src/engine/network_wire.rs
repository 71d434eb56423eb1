//! The real network behind the seam of the services, and what it remembers in the store.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::face::{Connectivity, Failure, FailureCode, NetworkState, NodeInfo, PathInfo, Proxy, ProxyKind};
use super::services::{Connect, StartFailed, WireSetup};
use super::wire::{Answer, Fetched, Page, Stored, Wire, WireError};
use crate::clock::NetworkClock;
use crate::crypto::keys::AccountKeys;
use crate::id::{AccountId, ConversationId};
use crate::network::transport::ProxyProtocol;
use crate::network::{
    Forgetful, LastHashes, MemoryItem, Network, NetworkConfig, NetworkError, NetworkMemory, NetworkStatus, ProxyConfig,
    Reach,
};
use crate::protocol::storage_rpc::{Namespace, RequestSigner, StoreRequest};
use crate::storage::{Store, network_cache, swarm_state};

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
            let mut retrieved = self.network.retrieve(&signer, &[Namespace::INBOX], &last_hashes).await?;
            let inbox = retrieved.mailboxes.remove(&Namespace::INBOX).unwrap_or_default();
            let messages = inbox.messages.into_iter().map(|message| Fetched {
                hash: message.hash,
                // What isn't even base64 opens no better than nothing.
                data: message.data.unwrap_or_default(),
                expires_at: message.expires_at,
            });
            Ok(Page { node: retrieved.node, messages: messages.collect(), has_more: inbox.has_more })
        })
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

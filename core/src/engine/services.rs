//! Starting and stopping what an account needs.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use tokio::sync::{Mutex, Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::account::{Account, Inlet, Me};
use super::attachments::fetch;
use super::config::EngineConfig;
use super::config_sync::{ConfigRoom, push};
use super::face::Proxy;
use super::marks::Pace;
use super::queue::EventQueue;
use super::search::{self, Searches};
use super::tasks::keep_running;
use super::typing::Typing;
use super::wire::Wire;
use super::{connectivity, disappearing, jobs, outbox, poller, portraits, proxy, receipts, taste, typing, views};
use crate::clock::{NetworkClock, Rng};
use crate::crypto::keys::AccountKeys;
use crate::network::NetworkPolicy;
use crate::network::spec::NetworkSpec;
use crate::storage::{Store, StoreError, folders, identity, portraits as portraits_of};

/// Requests that may wait at each service.
const WAITING: usize = 1_024;
/// How long the services may take to end.
const PATIENCE: Duration = Duration::from_millis(800);

/// What the network is started with.
pub struct WireSetup {
    /// Which network.
    pub spec: NetworkSpec,
    /// The proxy that carries everything.
    pub proxy: Option<Proxy>,
    /// Network time, which the network corrects.
    pub clock: Arc<NetworkClock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Its numbers.
    pub policy: NetworkPolicy,
    /// The keys that requests to our own swarm are signed with; none to only try a proxy.
    pub keys: Option<Arc<AccountKeys>>,
    /// Where the network remembers things; none to remember nothing.
    pub store: Option<Store>,
}

/// Starts the network; within the runtime.
pub type Connect = Arc<dyn Fn(WireSetup) -> Result<Arc<dyn Wire>, StartFailed> + Send + Sync>;

/// The network can't be started: no thread, or a file of the network that makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the network can't be started")]
pub struct StartFailed;

/// Why an account can't be started.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The store has no account, or it can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The network.
    #[error(transparent)]
    Network(#[from] StartFailed),
}

/// An account and its running services.
pub struct Services {
    /// What they share.
    pub account: Arc<Account>,
    tasks: JoinSet<()>,
}

fn inlet<T>(receiver: mpsc::Receiver<T>) -> Inlet<T> {
    Arc::new(Mutex::new(receiver))
}

/// Reads who we are and the proxy. Blocks.
fn read_start(store: &Store) -> Result<(identity::Identity, Option<Proxy>), StoreError> {
    store.read(|tx| Ok((identity::get(tx)?.ok_or(StoreError::NotFound)?, proxy::read(tx)?)))
}

impl Services {
    /// Starts the services of the account in `store`.
    ///
    /// # Errors
    /// [`AccountError`]; nothing runs then.
    pub async fn start(
        config: &EngineConfig,
        connect: &Connect,
        queue: Arc<EventQueue>,
        store: Store,
        has_password: bool,
    ) -> Result<Self, AccountError> {
        let reader = store.clone();
        let read = tokio::task::spawn_blocking(move || {
            let (identity, proxy) = read_start(&reader)?;
            let keys = Arc::new(AccountKeys::from_seed(&identity.seed));
            let me = Me {
                display_name: identity.display_name.clone(),
                name_updated_at_secs: identity.name_updated_at_secs,
                has_password,
                sends_receipts: reader.read(receipts::are_on)?,
                shows_typing: reader.read(typing::is_on)?,
                emoji: Arc::new(reader.read(taste::read)?),
                folders: reader.read(folders::all)?.into(),
                fetches_files: reader.read(fetch::is_automatic)?,
                avatar: reader.read(|tx| portraits_of::avatar(tx, keys.account_id()))?,
                portrait: reader.read(|tx| portraits_of::version_of(tx, keys.account_id()))?,
            };
            Ok::<_, StoreError>((keys, me, proxy))
        });
        let (keys, me, proxy) = read.await.unwrap_or(Err(StoreError::Panicked))?;
        let clock = Arc::new(NetworkClock::new(Arc::clone(&config.clock)));
        let wire = connect(WireSetup {
            spec: config.network.clone(),
            proxy,
            clock: Arc::clone(&clock),
            rng: Arc::clone(&config.rng),
            policy: config.policy.network.clone(),
            keys: Some(Arc::clone(&keys)),
            store: Some(store.clone()),
        })?;
        let (views, view_requests) = mpsc::channel(WAITING);
        let (outbox, outgoing) = mpsc::channel(WAITING);
        let (jobs, job_news) = mpsc::channel(WAITING);
        let configs = Arc::new(ConfigRoom::new(Arc::clone(&keys)));
        let account = Arc::new(Account {
            keys,
            store,
            wire,
            clock,
            rng: Arc::clone(&config.rng),
            policy: config.policy.clone(),
            queue,
            me: watch::Sender::new(me),
            views,
            outbox,
            jobs,
            poll_now: Notify::new(),
            polled_at: watch::Sender::new(None),
            tell_poll: AtomicBool::new(false),
            caught_up: watch::Sender::new(false),
            configs,
            configs_dirty: Notify::new(),
            pushing: Mutex::new(()),
            config_pages: watch::Sender::new(0),
            polls: watch::Sender::new(0),
            sync: watch::Sender::default(),
            pace: Pace::default(),
            searches: Searches::default(),
            typing: Typing::default(),
            portraits_wanted: Notify::new(),
            messages_changed: Notify::new(),
            stop: CancellationToken::new(),
        });
        account.edit(|_tx, _configs, _changes| Ok(())).await?;
        let mut services = Self { account, tasks: JoinSet::new() };
        services.spawn("poller", poller::run);
        services.spawn("connectivity", connectivity::run);
        services.spawn("disappearing", disappearing::run);
        services.spawn("typing", typing::run);
        services.spawn("portraits", portraits::run);
        services.spawn("config-push", push::run);
        services.spawn("search-index", search::index);
        let (requests, waiting, news) = (inlet(view_requests), inlet(outgoing), inlet(job_news));
        services.spawn("views", move |account| views::run(account, Arc::clone(&requests)));
        services.spawn("outbox", move |account| outbox::run(account, Arc::clone(&waiting)));
        services.spawn("jobs", move |account| jobs::run(account, Arc::clone(&news)));
        Ok(services)
    }

    fn spawn<F>(&mut self, name: &'static str, run: impl Fn(Arc<Account>) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let account = Arc::clone(&self.account);
        let stop = account.stop.clone();
        self.tasks.spawn(keep_running(name, stop, move || run(Arc::clone(&account))));
    }

    /// Stops the services, then the network, then closes the store.
    pub async fn stop(mut self) {
        self.account.stop.cancel();
        let ended = tokio::time::timeout(PATIENCE, async { while self.tasks.join_next().await.is_some() {} }).await;
        if ended.is_err() {
            tracing::warn!("a service did not end in time");
            self.tasks.abort_all();
        }
        if tokio::time::timeout(PATIENCE, self.account.wire.shutdown()).await.is_err() {
            tracing::warn!("the network did not end in time");
        }
        let store = self.account.store.clone();
        if tokio::task::spawn_blocking(move || store.close()).await.is_err() {
            tracing::error!("closing the store failed");
        }
    }
}

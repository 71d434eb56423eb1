//! What the services of one account share.

use std::sync::Arc;

use tokio::sync::{Mutex, Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::changes::Changes;
use super::config::EnginePolicy;
use super::face::{Failure, FailureCode, Outcome, OwnProfile, Ticket};
use super::jobs::JobNews;
use super::outbox::Outgoing;
use super::queue::EventQueue;
use super::views::ViewRequest;
use super::wire::Wire;
use crate::clock::{NetworkClock, NetworkTime, Rng};
use crate::crypto::keys::AccountKeys;
use crate::id::AccountId;
use crate::protocol::content::Profile;
use crate::storage::{Store, StoreError};

/// The receiving side of a service. It outlives the service, which may have to be started again.
pub type Inlet<T> = Arc<Mutex<mpsc::Receiver<T>>>;

/// Ourselves, as messages and snapshots need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Our display name; empty after a restore that found none.
    pub display_name: String,
    /// When it was set, in Unix seconds of network time.
    pub name_updated_at_secs: u64,
    /// Whether the store is behind a password.
    pub has_password: bool,
}

impl Me {
    /// What travels with our messages; nothing while we have no name.
    pub fn profile(&self) -> Option<Profile> {
        (!self.display_name.is_empty()).then(|| Profile {
            display_name: self.display_name.clone(),
            avatar: None,
            updated_at_secs: self.name_updated_at_secs,
        })
    }
}

/// An account with everything its services need. They hold it by `Arc` until `stop` is cancelled.
pub struct Account {
    /// The keys.
    pub keys: Arc<AccountKeys>,
    /// The open store.
    pub store: Store,
    /// The network.
    pub wire: Arc<dyn Wire>,
    /// Network time.
    pub clock: Arc<NetworkClock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// How long to wait for what.
    pub policy: EnginePolicy,
    /// Where events go.
    pub queue: Arc<EventQueue>,
    /// Ourselves.
    pub me: watch::Sender<Me>,
    /// To the views.
    pub views: mpsc::Sender<ViewRequest>,
    /// To the outbox.
    pub outbox: mpsc::Sender<Outgoing>,
    /// To the jobs.
    pub jobs: mpsc::Sender<JobNews>,
    /// Asks the poller not to wait.
    pub poll_now: Notify,
    /// When our swarm last answered.
    pub polled_at: watch::Sender<Option<NetworkTime>>,
    /// Whether a program asked for a poll, so that its end is told.
    pub tell_poll: std::sync::atomic::AtomicBool,
    /// Whether everything that waited in the swarm when we started is here.
    pub caught_up: watch::Sender<bool>,
    /// Ends the services.
    pub stop: CancellationToken,
}

impl Account {
    /// Our account id.
    pub fn id(&self) -> AccountId {
        self.keys.account_id()
    }

    /// Lets the views know what a commit changed.
    pub async fn changed(&self, changes: Changes) {
        if !changes.is_empty() {
            // Nobody listens only when the account is being stopped.
            drop(self.views.send(ViewRequest::Changed(changes)).await);
        }
    }

    /// Answers a command; after an overflow everything is told again.
    pub async fn answer(&self, ticket: Ticket, result: Result<Outcome, Failure>) {
        if self.queue.answer(ticket, result) {
            self.resync().await;
        }
    }

    /// Tells every snapshot again.
    pub async fn resync(&self) {
        self.tell_profile();
        drop(self.views.send(ViewRequest::Resync).await);
        self.polled_at.send_modify(|_| {});
    }

    /// Tells who we are.
    pub fn tell_profile(&self) {
        let me = self.me.borrow();
        let profile = OwnProfile {
            account: self.id(),
            display_name: me.display_name.as_str().into(),
            has_password: me.has_password,
        };
        self.queue.tell(super::face::Event::ProfileChanged(Arc::new(profile)));
    }
}

/// A store that refuses is one failure to a program; what happened is in the log.
pub fn store_failure(error: &StoreError) -> Failure {
    match error {
        StoreError::NotFound => FailureCode::NotFound.into(),
        StoreError::Panicked => {
            tracing::error!("a transaction panicked");
            FailureCode::Internal.into()
        }
        other => {
            tracing::error!(error = %other, "the store failed");
            FailureCode::Storage.into()
        }
    }
}

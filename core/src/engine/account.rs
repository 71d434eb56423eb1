//! What the services of one account share.

use std::sync::Arc;

use tokio::sync::{Mutex, Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::changes::Changes;
use super::config::EnginePolicy;
use super::config_sync::{ConfigRoom, Configs};
use super::face::{EmojiTaste, Event, Failure, FailureCode, Folder, Outcome, OwnProfile, SyncStatus, Ticket};
use super::jobs::JobNews;
use super::marks::Pace;
use super::outbox::Outgoing;
use super::portraits;
use super::queue::EventQueue;
use super::search::Searches;
use super::typing::Typing;
use super::views::ViewRequest;
use super::wire::Wire;
use crate::clock::{NetworkClock, NetworkTime, Rng};
use crate::crypto::keys::AccountKeys;
use crate::id::AccountId;
use crate::protocol::config::Avatar;
use crate::protocol::content::{self, Profile};
use crate::storage::{Store, StoreError, WriteTx};

/// The receiving side of a service. It outlives the service, which may have to be started again.
pub type Inlet<T> = Arc<Mutex<mpsc::Receiver<T>>>;

/// Ourselves, as messages and snapshots need it.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Our display name; empty after a restore that found none.
    pub display_name: String,
    /// When it was set, in Unix seconds of network time.
    pub name_updated_at_secs: u64,
    /// Whether the store is behind a password.
    pub has_password: bool,
    /// Whether read receipts are sent and shown.
    pub sends_receipts: bool,
    /// Whether who types is sent and shown.
    pub shows_typing: bool,
    /// Which emoji we like.
    pub emoji: Arc<EmojiTaste>,
    /// The folders of the list.
    pub folders: Arc<[Folder]>,
    /// Whether small files of people we talk to are fetched at once.
    pub fetches_files: bool,
    /// Where our picture is.
    pub avatar: Option<Avatar>,
    /// Version of our picture, 0 if there is none here.
    pub portrait: u64,
}

impl Me {
    /// What travels with our messages; nothing while we have no name.
    pub fn profile(&self) -> Option<Profile> {
        (!self.display_name.is_empty()).then(|| Profile {
            display_name: self.display_name.clone(),
            avatar: self.avatar.as_ref().map(|avatar| content::Avatar { url: avatar.url.clone(), key: avatar.key }),
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
    /// What our devices agree on.
    pub configs: Arc<ConfigRoom>,
    /// Says that something is to be pushed.
    pub configs_dirty: Notify,
    /// Held while a push runs.
    pub pushing: Mutex<()>,
    /// How many pages of config messages were applied.
    pub config_pages: watch::Sender<u64>,
    /// How often everything that our swarm had was applied.
    pub polls: watch::Sender<u64>,
    /// How far our devices agree.
    pub sync: watch::Sender<SyncStatus>,
    /// How often emoji went out lately.
    pub pace: Pace,
    /// The searches that run.
    pub searches: Searches,
    /// Who types.
    pub typing: Typing,
    /// Says that somebody's picture may have to be fetched.
    pub portraits_wanted: Notify,
    /// Says that messages changed, among them perhaps some that disappear.
    pub messages_changed: Notify,
    /// Ends the services.
    pub stop: CancellationToken,
}

impl Account {
    /// Our account id.
    pub fn id(&self) -> AccountId {
        self.keys.account_id()
    }

    /// Runs a transaction in which configs may change. The views hear of the changes, the push service
    /// of what is to be pushed.
    ///
    /// # Errors
    /// Those of `run` and of the store; nothing is changed then.
    pub async fn edit<T: Send + 'static>(
        &self,
        run: impl Fn(&WriteTx, &mut Configs, &mut Changes) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let room = Arc::clone(&self.configs);
        let written = self.store.write(move |tx| {
            let mut changes = Changes::default();
            let (done, needs_push) = room.edit(tx, |configs| run(tx, configs, &mut changes))?;
            Ok((done, needs_push, changes))
        });
        let (done, needs_push, changes) = written.await?;
        if needs_push {
            self.configs_dirty.notify_one();
        }
        self.set_sync(|sync| sync.is_pending = needs_push);
        self.changed(changes).await;
        Ok(done)
    }

    /// Changes and tells how far our devices agree.
    pub fn set_sync(&self, change: impl FnOnce(&mut SyncStatus)) {
        let is_changed = self.sync.send_if_modified(|sync| {
            let before = *sync;
            change(sync);
            *sync != before
        });
        if is_changed {
            self.tell_sync();
        }
    }

    /// Notes how far our devices agree; told with the next change that anybody would see.
    pub fn set_sync_quietly(&self, change: impl FnOnce(&mut SyncStatus)) {
        let is_first = self.sync.borrow().fetched_at.is_none();
        self.sync.send_if_modified(|sync| {
            change(sync);
            false
        });
        if is_first {
            self.tell_sync();
        }
    }

    /// Tells how far our devices agree.
    pub fn tell_sync(&self) {
        let sync = *self.sync.borrow();
        self.queue.tell(Event::SyncChanged(Arc::new(sync)));
    }

    /// Lets the views know what a commit changed.
    pub async fn changed(&self, changes: Changes) {
        portraits::look_for(self, &changes);
        if let Some(own) = changes.own_name.clone() {
            self.me.send_modify(|me| {
                me.display_name = own.name;
                me.name_updated_at_secs = own.updated_at_secs;
                if me.avatar != own.avatar {
                    me.avatar = own.avatar;
                    me.portrait = 0;
                }
            });
            self.tell_profile();
            drop(self.views.send(ViewRequest::NameChanged).await);
        }
        if !changes.messages.is_empty() {
            self.messages_changed.notify_one();
        }
        if !changes.is_empty() {
            // Nobody listens only when the account is being stopped.
            drop(self.views.send(ViewRequest::Changed(changes)).await);
        }
    }

    /// Tells who runs the jobs about new ones.
    pub async fn tell_jobs(&self, news: impl IntoIterator<Item = JobNews>) {
        for one in news {
            // Nobody listens only when the account is being stopped.
            drop(self.jobs.send(one).await);
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
        self.tell_sync();
        self.typing.tell_again();
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
            sends_receipts: me.sends_receipts,
            shows_typing: me.shows_typing,
            emoji: Arc::clone(&me.emoji),
            folders: Arc::clone(&me.folders),
            fetches_files: me.fetches_files,
            portrait: me.portrait,
        };
        self.queue.tell(Event::ProfileChanged(Arc::new(profile)));
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

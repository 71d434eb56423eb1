//! The phases of the engine: from a folder to a running account and back.
//!
//! Opening leads to a running account, to a password that is missing, to a problem, or to no account at
//! all. Commands are served one after another in the order they came; those that take long are served
//! by the services of the account or by tasks of their own. When the engine is told to stop, what was
//! queued before is still served, so that a message whose sender quit at once is not lost.

mod restoring;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::restoring::Restored;
use super::attachments::wishes;
use super::clear;
use super::commands::{self, Done};
use super::config::EngineConfig;
use super::config_sync::push;
use super::face::{
    ClearScope, Command, Event, Failure, FailureCode, NetworkState, Outcome, Phase, Protection, Proxy, RestoreStep,
    Secret, StoreProblem, Ticket,
};
use super::opening::{self, Opening};
use super::outbox::{self, Outgoing};
use super::queue::EventQueue;
use super::services::{Connect, Services, WireSetup};
use super::views::ViewRequest;
use super::work::Works;
use super::{
    account::Account, arrange, backup, disappearing, export, marks, people, portraits, proxy, receipts, search, taste,
    typing,
};
use crate::clock::NetworkClock;
use crate::crypto::keys::Seed;
use crate::crypto::mnemonic::ENGLISH;
use crate::storage::identity::{self, Identity};
use crate::storage::{self, Location, Store};

/// How long serving what is queued may take when the engine stops.
const LAST_COMMANDS: Duration = Duration::from_millis(500);

/// Runs the engine until `stop` is cancelled or every handle is gone.
pub async fn run(
    config: EngineConfig,
    connect: Connect,
    queue: Arc<EventQueue>,
    mut waiting: mpsc::Receiver<Command>,
    stop: CancellationToken,
) {
    let location = Location::new(config.profile_dir.clone(), config.keys.keeper());
    let works = Works::new(Arc::clone(&queue));
    let (restored, mut restores) = mpsc::channel(1);
    let state = State::Opening;
    let mut supervisor =
        Supervisor { config, connect, queue, location, works, restored, state, proxy: None, waiting_proxy: None };
    tokio::select! {
        () = stop.cancelled() => {}
        () = async {
            supervisor.open().await;
            loop {
                tokio::select! {
                    command = waiting.recv() => match command {
                        Some(command) => supervisor.serve(command).await,
                        None => return,
                    },
                    Some(restored) = restores.recv() => supervisor.finish_restore(restored).await,
                }
            }
        } => {}
    }
    waiting.close();
    if matches!(supervisor.state, State::Ready(_)) {
        let last = async {
            while let Ok(command) = waiting.try_recv() {
                supervisor.serve(command).await;
            }
        };
        if tokio::time::timeout(LAST_COMMANDS, last).await.is_err() {
            tracing::warn!("commands were left when the engine stopped");
        }
    }
    supervisor.works.end_all().await;
    if let State::Ready(services) = supervisor.state {
        services.stop().await;
    }
}

/// What there is to serve commands with.
enum State {
    Opening,
    NoAccount,
    /// A backup is being read.
    Restoring,
    Locked,
    Unavailable,
    Ready(Services),
}

struct Supervisor {
    config: EngineConfig,
    connect: Connect,
    queue: Arc<EventQueue>,
    location: Location,
    works: Arc<Works>,
    /// Where the end of restoring a backup is told.
    restored: mpsc::Sender<Restored>,
    state: State,
    /// A proxy that was set before there was a store to keep it in.
    proxy: Option<Proxy>,
    /// A setting of the proxy that waits for the password of the store.
    waiting_proxy: Option<ProxySetting>,
}

/// A proxy, or none.
struct ProxySetting(Option<Proxy>);

impl Supervisor {
    fn tell(&self, phase: Phase) {
        self.queue.tell(Event::PhaseChanged(phase));
    }

    async fn answer(&self, ticket: Ticket, done: Done) {
        if self.queue.answer(ticket, done)
            && let State::Ready(services) = &self.state
        {
            services.account.resync().await;
        }
    }

    fn now_secs(&self) -> u64 {
        self.config.clock.wall_millis() / 1_000
    }

    async fn open(&mut self) {
        self.tell(Phase::Opening);
        let location = self.location.clone();
        let opened = tokio::task::spawn_blocking(move || opening::open(&location)).await;
        match opened.unwrap_or(Opening::Problem(StoreProblem::Damaged)) {
            Opening::Nothing { is_keyring_available } => {
                self.state = State::NoAccount;
                self.tell(Phase::NoAccount { is_keyring_available });
            }
            Opening::Locked => {
                self.state = State::Locked;
                self.tell(Phase::Locked);
            }
            Opening::Problem(problem) => self.unavailable(problem),
            Opening::Open(store) => {
                if self.start(store, false).await {
                    self.tell(Phase::Ready);
                }
            }
        }
    }

    fn unavailable(&mut self, problem: StoreProblem) {
        self.state = State::Unavailable;
        self.tell(Phase::StoreUnavailable(problem));
    }

    /// Starts the services of an open store. Says whether that worked; if not, the phase says why.
    async fn start(&mut self, store: Store, has_password: bool) -> bool {
        let started = Services::start(&self.config, &self.connect, Arc::clone(&self.queue), store, has_password);
        match started.await {
            Ok(services) => {
                services.account.tell_profile();
                self.state = State::Ready(services);
                true
            }
            Err(error) => {
                tracing::error!(%error, "the account can't be started");
                self.unavailable(StoreProblem::Damaged);
                false
            }
        }
    }

    async fn serve(&mut self, command: Command) {
        match &self.state {
            State::Ready(services) => {
                let account = Arc::clone(&services.account);
                self.serve_account(&account, command).await;
            }
            _ => self.serve_without_account(command).await,
        }
    }

    async fn serve_without_account(&mut self, command: Command) {
        match (&self.state, command) {
            (State::NoAccount, Command::CreateAccount { ticket, display_name, protection }) => {
                let done = self.create(ticket, &display_name, &protection).await;
                self.answer_failure(ticket, done).await;
            }
            (State::NoAccount, Command::RestoreAccount { ticket, recovery_password, display_name, protection }) => {
                let done = self.restore(ticket, &recovery_password, &display_name, &protection).await;
                self.answer_failure(ticket, done).await;
            }
            (State::NoAccount, Command::RestoreBackup { ticket, restore }) => self.begin_restore(ticket, restore),
            (_, Command::StopWork { work }) => self.works.stop(work),
            (State::Locked, Command::Unlock { ticket, password }) => self.unlock(ticket, password).await,
            (State::Unavailable, Command::RetryOpen) => self.open().await,
            (State::Unavailable | State::Locked, Command::SetAsideStore { ticket }) => self.set_aside(ticket).await,
            (State::Unavailable | State::Locked, Command::ClearData { ticket, scope: ClearScope::Device }) => {
                self.erase(ticket).await;
            }
            (State::NoAccount, Command::SetProxy { ticket, proxy }) => {
                self.proxy = proxy;
                self.answer(ticket, Ok(Outcome::Done)).await;
            }
            (State::Locked, Command::SetProxy { ticket, proxy }) => {
                // An account that is made here after all takes it over, too.
                self.proxy.clone_from(&proxy);
                self.waiting_proxy = Some(ProxySetting(proxy));
                self.answer(ticket, Ok(Outcome::Done)).await;
            }
            (State::NoAccount, Command::TestProxy { ticket, proxy }) => self.test_proxy(ticket, proxy),
            (_, Command::Resync) => self.tell_again().await,
            (_, other) => {
                if let Some(ticket) = other.ticket() {
                    self.answer(ticket, Err(FailureCode::WrongPhase.into())).await;
                }
            }
        }
    }

    /// Answers a command that failed; one that worked has been answered.
    async fn answer_failure(&self, ticket: Ticket, done: Result<(), Failure>) {
        if let Err(failure) = done {
            self.answer(ticket, Err(failure)).await;
        }
    }

    async fn tell_again(&self) {
        match &self.state {
            State::Opening => self.tell(Phase::Opening),
            State::Locked => self.tell(Phase::Locked),
            State::NoAccount | State::Restoring => {
                let location = self.location.clone();
                let is_keyring_available =
                    tokio::task::spawn_blocking(move || location.is_keyring_available()).await.unwrap_or(false);
                self.tell(Phase::NoAccount { is_keyring_available });
            }
            // The problem was told and may be gone: only opening again finds out.
            State::Unavailable => {}
            State::Ready(services) => {
                self.tell(Phase::Ready);
                services.account.resync().await;
            }
        }
    }

    async fn create(&mut self, ticket: Ticket, name: &str, protection: &Protection) -> Result<(), Failure> {
        let display_name = opening::display_name(name)?;
        let seed = Seed::generate(&*self.config.rng);
        let store = self.make_store(seed, display_name, protection).await?;
        if self.start(store, matches!(protection, Protection::Password(_))).await {
            self.tell(Phase::Ready);
        }
        self.answer(ticket, Ok(Outcome::Done)).await;
        Ok(())
    }

    async fn restore(
        &mut self,
        ticket: Ticket,
        words: &Secret,
        name: &str,
        protection: &Protection,
    ) -> Result<(), Failure> {
        let seed = ENGLISH.decode(words.reveal()).map_err(opening::mnemonic_failure)?;
        let display_name = match opening::display_name(name) {
            Err(FailureCode::NameEmpty) => String::new(),
            name => name?,
        };
        self.tell(Phase::Restoring { step: RestoreStep::PreparingKeys, percent: 5 });
        // What the swarm knows of us counts more than what was typed, so the name waits for its answer.
        let made = self.make_store(seed, String::new(), protection).await;
        let Ok(store) = made else {
            self.tell_again().await;
            return made.map(drop);
        };
        if self.start(store, matches!(protection, Protection::Password(_))).await
            && let State::Ready(services) = &self.state
        {
            self.tell(Phase::Restoring { step: RestoreStep::Connecting, percent: 20 });
            tokio::spawn(follow_restore(Arc::clone(&services.account), display_name));
        }
        self.answer(ticket, Ok(Outcome::Done)).await;
        Ok(())
    }

    /// Makes a store with an account in it, and with the proxy that was set before.
    async fn make_store(&self, seed: Seed, display_name: String, chosen: &Protection) -> Result<Store, Failure> {
        let protection = opening::protection(chosen)?;
        let (location, setting, now_secs) = (self.location.clone(), self.proxy.clone(), self.now_secs());
        let name_updated_at_secs = if display_name.is_empty() { 0 } else { now_secs };
        let identity = Identity { seed, display_name, name_updated_at_secs };
        commands::blocking(move || {
            let made = location.create(&protection, now_secs, |tx| {
                identity::put(tx, &identity)?;
                proxy::write(tx, setting.as_ref())
            });
            made.map_err(|error| opening::failure(&error))
        })
        .await
    }

    async fn unlock(&mut self, ticket: Ticket, password: Secret) {
        let location = self.location.clone();
        let opened = tokio::task::spawn_blocking(move || location.open(Some(password.reveal()))).await;
        match opened.unwrap_or(Err(storage::OpenError::Damaged)) {
            Ok(store) => {
                // Not one connection may go around a proxy that was set meanwhile.
                if let Some(ProxySetting(setting)) = &self.waiting_proxy {
                    let setting = setting.clone();
                    if let Err(error) = store.write(move |tx| proxy::write(tx, setting.as_ref())).await {
                        tracing::error!(%error, "a proxy can't be kept");
                        self.unavailable(StoreProblem::Unwritable);
                        return self.answer(ticket, Err(FailureCode::Storage.into())).await;
                    }
                    self.waiting_proxy = None;
                }
                let is_started = self.start(store, true).await;
                if is_started {
                    self.tell(Phase::Ready);
                }
                let done = if is_started { Ok(Outcome::Done) } else { Err(FailureCode::Storage.into()) };
                self.answer(ticket, done).await;
            }
            Err(error) => {
                let code = opening::failure(&error);
                if code != FailureCode::WrongPassword {
                    self.unavailable(opening::problem(&error));
                }
                self.answer(ticket, Err(code.into())).await;
            }
        }
    }

    async fn set_aside(&mut self, ticket: Ticket) {
        let (location, now_secs) = (self.location.clone(), self.now_secs());
        let moved = commands::blocking(move || opening::set_aside(&location, now_secs)).await;
        let is_moved = moved.is_ok();
        self.answer(ticket, moved.map(Outcome::StoreSetAside)).await;
        if is_moved {
            self.open().await;
        }
    }

    /// Tries a proxy before there is an account: by a network that is used for nothing else.
    fn test_proxy(&self, ticket: Ticket, setting: Proxy) {
        let setup = WireSetup {
            spec: self.config.network.clone(),
            proxy: Some(setting.clone()),
            clock: Arc::new(NetworkClock::new(Arc::clone(&self.config.clock))),
            rng: Arc::clone(&self.config.rng),
            policy: self.config.policy.network.clone(),
            keys: None,
            store: None,
        };
        let (connect, queue) = (Arc::clone(&self.connect), Arc::clone(&self.queue));
        tokio::spawn(async move {
            let tried = match connect(setup) {
                Ok(wire) => {
                    let tried = wire.test_proxy(setting).await;
                    wire.shutdown().await;
                    tried
                }
                Err(_) => Err(FailureCode::Internal.into()),
            };
            // Nothing was told yet that an overflow could have lost.
            let _is_overflow = queue.answer(ticket, tried.map(|()| Outcome::Done));
        });
    }

    /// Forgets everything and starts without an account.
    async fn clear_data(&mut self, account: &Arc<Account>, ticket: Ticket, scope: ClearScope) {
        let refused = match clear::forget_in_network(account, scope).await {
            Ok(refused) => refused,
            Err(failure) => return self.answer(ticket, Err(failure)).await,
        };
        self.works.end_all().await;
        if let State::Ready(services) = std::mem::replace(&mut self.state, State::Opening) {
            services.stop().await;
        }
        if scope == ClearScope::Device {
            return self.erase(ticket).await;
        }
        match self.erase_files().await {
            Ok(()) => {
                self.answer(ticket, Ok(Outcome::DataCleared { refused })).await;
                self.open().await;
            }
            // An account that went on would give the network back what it has just forgotten.
            Err(_told_as) => {
                self.unavailable(StoreProblem::Unwritable);
                self.answer(ticket, Err(FailureCode::OnlyNetworkCleared.into())).await;
            }
        }
    }

    /// Deletes the store, which is closed, and starts without an account.
    async fn erase(&mut self, ticket: Ticket) {
        let erased = self.erase_files().await;
        self.answer(ticket, erased.map(|()| Outcome::DataCleared { refused: Vec::new() })).await;
        self.open().await;
    }

    async fn erase_files(&self) -> Result<(), Failure> {
        let location = self.location.clone();
        let erase = move || {
            location.erase().map_err(|error| {
                tracing::error!(%error, "the store can't be deleted");
                opening::failure(&error)
            })
        };
        commands::blocking(erase).await
    }

    /// One line for each command; what it does is elsewhere.
    async fn serve_account(&mut self, account: &Arc<Account>, command: Command) {
        let location = self.location.clone();
        match command {
            Command::OpenTimeline { timeline, conversation, anchor } => {
                view(account, ViewRequest::Open(timeline, conversation, anchor)).await;
            }
            Command::LoadOlder { timeline } => view(account, ViewRequest::Older(timeline)).await,
            Command::LoadNewer { timeline } => view(account, ViewRequest::Newer(timeline)).await,
            Command::CloseTimeline { timeline } => view(account, ViewRequest::Close(timeline)).await,
            Command::SendMessage { ticket, conversation, draft } => {
                drop(account.outbox.send(Outgoing { ticket, conversation, draft }).await);
            }
            Command::SetPortrait { ticket, picture } => set_portrait(Arc::clone(account), ticket, picture),
            Command::UseFile { ticket, file, wish } => wishes::start(account, ticket, file, wish),
            Command::TestProxy { ticket, proxy } => commands::test_proxy(Arc::clone(account), ticket, proxy),
            Command::Search { ticket, instead_of, query } => search::start(account, ticket, instead_of, query).await,
            Command::MarkRead { conversation, up_to } => people::mark_read(account, conversation, up_to).await,
            Command::SetDraft { conversation, text, answers } => {
                commands::set_draft(account, conversation, text, answers).await;
            }
            Command::SetEmojiTaste(taste) => taste::set(account, taste).await,
            Command::SetTyping { conversation, is_typing } => typing::set(account, conversation, is_typing),
            Command::SetPlace { conversation, place } => commands::set_place(account, conversation, place).await,
            Command::SyncNow { ticket } => sync_now(Arc::clone(account), ticket),
            Command::ClearData { ticket, scope } => self.clear_data(account, ticket, scope).await,
            Command::Export { ticket, export } => export::start(account, &self.works, location, ticket, export),
            Command::BackUp { ticket, backup } => backup::start(account, &self.works, location, ticket, backup),
            Command::StopWork { work } => self.works.stop(work),
            Command::RebuildPaths => account.wire.rebuild_paths(),
            Command::PollNow => commands::poll_now(account).await,
            Command::Resync => self.tell_again().await,
            other => {
                if let Some(ticket) = other.ticket() {
                    let done = answered(account, location, other).await;
                    account.answer(ticket, done).await;
                }
            }
        }
    }
}

/// Exchanges settings; the answer comes when it is done, other commands need not wait for it.
fn sync_now(account: Arc<Account>, ticket: Ticket) {
    tokio::spawn(async move {
        let done = tokio::select! {
            () = account.stop.cancelled() => return,
            done = push::sync_now(&account) => done,
        };
        account.answer(ticket, done).await;
    });
}

/// Sets our picture; the answer comes when it is uploaded, other commands need not wait for it.
fn set_portrait(account: Arc<Account>, ticket: Ticket, picture: Option<Arc<[u8]>>) {
    tokio::spawn(async move {
        let done = tokio::select! {
            () = account.stop.cancelled() => return,
            done = portraits::set(&account, picture) => done,
        };
        account.answer(ticket, done).await;
    });
}

/// Passes a request on to the views.
async fn view(account: &Account, request: ViewRequest) {
    drop(account.views.send(request).await);
}

/// The commands whose answer is their end.
async fn answered(account: &Arc<Account>, location: Location, command: Command) -> Done {
    match command {
        Command::ChangePassword { current, new, .. } => {
            commands::change_password(account, location, current, new).await
        }
        Command::CheckPassword { password, .. } => commands::check_password(location, password).await,
        Command::RevealRecoveryPassword { password, .. } => commands::reveal(account, location, password).await,
        Command::SetDisplayName { display_name, .. } => commands::set_display_name(account, &display_name).await,
        Command::StartConversation { account_id, .. } => commands::start_conversation(account, &account_id).await,
        Command::SetBlocked { account: other, is_blocked, delete_messages, .. } => {
            let block = match (is_blocked, delete_messages) {
                (false, _) => people::Block::No,
                (true, false) => people::Block::Yes,
                (true, true) => people::Block::YesAndDelete,
            };
            people::set_blocked(account, other, block).await
        }
        Command::AcceptRequest { conversation, .. } => people::accept(account, conversation).await,
        Command::DeclineRequest { conversation, .. } => people::decline(account, conversation).await,
        Command::DeclineRequests { conversations, .. } => people::decline_all(account, conversations).await,
        Command::Unblock { accounts, .. } => people::unblock(account, accounts).await,
        Command::SetNickname { account: other, nickname, .. } => people::set_nickname(account, other, nickname).await,
        Command::SetPinned { conversation, is_pinned, .. } => {
            people::set_pinned(account, conversation, is_pinned).await
        }
        Command::RevealProxy { .. } => commands::reveal_proxy(account).await,
        Command::Arrange { arrangement, .. } => arrange::arrange(account, arrangement).await,
        Command::SetHidden { conversation, is_hidden, .. } => {
            people::set_hidden(account, conversation, is_hidden).await
        }
        Command::SetNotifications { conversation, notifications, mute_until, .. } => {
            people::set_notifications(account, conversation, notifications, mute_until).await
        }
        Command::MarkEverythingRead { .. } => people::mark_everything_read(account).await,
        Command::MarkAllRead { conversation, .. } => people::mark_all_read(account, conversation).await,
        Command::MarkUnread { conversation, .. } => people::mark_unread(account, conversation).await,
        Command::DeleteConversation { conversation, .. } => people::delete_conversation(account, conversation).await,
        Command::DeleteContact { account: other, .. } => people::forget(account, other).await,
        Command::RetryMessage { message, .. } => outbox::retry(account, message).await,
        Command::ListFiles { conversation, before, .. } => wishes::list(account, conversation, before).await,
        Command::ReadPortrait { account: of, .. } => portraits::read(account, of).await,
        Command::SetFetchesFiles { is_on, .. } => wishes::set_automatic(account, is_on).await,
        Command::SetTimer { conversation, timer, .. } => disappearing::set_timer(account, conversation, timer).await,
        Command::SetTypingIndicators { is_on, .. } => typing::turn(account, is_on).await,
        Command::SetReadReceipts { is_on, .. } => receipts::turn(account, is_on).await,
        Command::React { message, emoji, is_put, .. } => marks::react(account, message, emoji, is_put).await,
        Command::DeleteEverywhere { messages, reach, .. } => marks::delete_everywhere(account, messages, reach).await,
        Command::DeleteLocally { messages, .. } => commands::delete_locally(account, messages).await,
        Command::SetProxy { proxy, .. } => commands::set_proxy(account, proxy).await,
        _ => Err(FailureCode::WrongPhase.into()),
    }
}

/// Tells the steps of a restore, until all is fetched or enough time has passed.
async fn follow_restore(account: Arc<Account>, typed_name: String) {
    let tell = |phase| account.queue.tell(Event::PhaseChanged(phase));
    let steps = async {
        let mut connectivity = account.wire.connectivity();
        // A network that ended has nothing to wait for.
        drop(connectivity.wait_for(|now| now.state == NetworkState::Connected).await);
        tell(Phase::Restoring { step: RestoreStep::FetchingSettings, percent: 45 });
        let mut pages = account.config_pages.subscribe();
        drop(pages.wait_for(|pages| *pages > 0).await);
        tell(Phase::Restoring { step: RestoreStep::FetchingMessages, percent: 70 });
        let mut caught_up = account.caught_up.subscribe();
        drop(caught_up.wait_for(|is_caught_up| *is_caught_up).await);
    };
    tokio::select! {
        () = account.stop.cancelled() => return,
        () = steps => {}
        () = tokio::time::sleep(account.policy.restore_wait) => {}
    }
    let is_unnamed = *account.config_pages.borrow() > 0 && account.me.borrow().display_name.is_empty();
    if is_unnamed && !typed_name.is_empty() && commands::set_display_name(&account, &typed_name).await.is_err() {
        tracing::warn!("the name that was typed could not be kept");
    }
    tell(Phase::Ready);
}

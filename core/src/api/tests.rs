//! Whole engines with a swarm in memory between them: what people see, without a network.

mod attachments;
mod backups;
mod clearing;
mod disappearing;
mod drafts;
mod files;

mod marks;
mod portraits;
mod proxies;
mod typing;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::handle::start_with;
use super::*;
use crate::clock::NetworkTime;
use crate::engine::WireSetup;
use crate::engine::wire::{Answer, ConfigPush, Fetched, Forgotten, Page, Pushed, Stored, Wire, WireError};
use crate::protocol::config::ConfigKind;
use crate::storage::{Store, swarm_state};

/// Long, since a disk that is busy takes tens of milliseconds for a commit.
const PATIENCE: Duration = Duration::from_mins(3);
/// Messages in a page of the swarm.
const PAGE: usize = 100;

/// All swarms there are, as one node that knows everything.
#[derive(Default)]
struct Swarms {
    messages: Mutex<HashMap<AccountId, Vec<Fetched>>>,
    /// Config messages by account and namespace.
    configs: Mutex<HashMap<(AccountId, i16), Vec<Fetched>>>,
    /// How many more pushes of configs are refused.
    refuse_configs: AtomicU64,
    is_offline: AtomicBool,
    /// How many more requests to store are refused.
    refuse: AtomicU64,
    /// Every request to store takes effect but seems to fail, this often.
    lose_answers: AtomicU64,
    stores: AtomicU64,
    /// The port of the proxy with which each network was started.
    proxies: Mutex<Vec<Option<u16>>>,
    /// The files of the file server, by their numbers.
    files: Mutex<BTreeMap<usize, Vec<u8>>>,
    /// How many more requests to the file server fail.
    fail_files: AtomicU64,
    /// Whose time makes messages expire; without one they stay.
    clock: Mutex<Option<Arc<dyn Clock>>>,
}

struct MemoryWire {
    swarms: Arc<Swarms>,
    own: Option<AccountId>,
    status: watch::Sender<Arc<Connectivity>>,
}

fn take_one(counter: &AtomicU64) -> bool {
    counter.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}

impl Swarms {
    fn connect(self: &Arc<Self>) -> crate::engine::Connect {
        let swarms = Arc::clone(self);
        Arc::new(move |setup: WireSetup| {
            let state = NetworkState::Connected;
            swarms.proxies.lock().expect("no panic while held").push(setup.proxy.as_ref().map(|proxy| proxy.port));
            Ok(Arc::new(MemoryWire {
                swarms: Arc::clone(&swarms),
                own: setup.keys.map(|keys| keys.account_id()),
                status: watch::Sender::new(Arc::new(Connectivity { state, ..Connectivity::default() })),
            }))
        })
    }

    fn hash(data: &[u8]) -> String {
        use sha2::Digest as _;
        data_encoding::BASE64.encode(&sha2::Sha256::digest(data))
    }

    /// The time of the swarm, if messages expire.
    fn now(&self) -> Option<NetworkTime> {
        let clock = self.clock.lock().expect("no panic while held");
        clock.as_ref().map(|clock| NetworkTime(clock.wall_millis()))
    }

    fn put(&self, to: AccountId, data: Vec<u8>, ttl_millis: u64) -> Result<Stored, WireError> {
        if self.is_offline.load(Ordering::Relaxed) {
            return Err(WireError::Later(FailureCode::Offline));
        }
        self.stores.fetch_add(1, Ordering::Relaxed);
        if take_one(&self.refuse) {
            return Err(WireError::Refused);
        }
        let hash = Self::hash(&data);
        let expires_at = self.now().map_or(NetworkTime(u64::MAX / 2), |now| now.plus_millis(ttl_millis));
        let mut messages = self.messages.lock().expect("no panic while held");
        let mailbox = messages.entry(to).or_default();
        if mailbox.iter().all(|known| known.hash != hash) {
            mailbox.push(Fetched { hash: hash.clone(), data, expires_at });
        }
        if take_one(&self.lose_answers) {
            return Err(WireError::Later(FailureCode::NetworkTrouble));
        }
        Ok(Stored { hash, expires_at })
    }

    fn page(&self, own: AccountId, store: &Store) -> Result<Page, WireError> {
        if self.is_offline.load(Ordering::Relaxed) {
            return Err(WireError::Later(FailureCode::Offline));
        }
        let node = [7; 32];
        let last = store
            .read(|tx| swarm_state::last_hash(tx, &node, &ConversationId::Contact(own), 0))
            .map_err(|_store| WireError::Refused)?;
        let mut messages = self.messages.lock().expect("no panic while held");
        if let Some(now) = self.now() {
            messages.values_mut().for_each(|mailbox| mailbox.retain(|message| message.expires_at > now));
        }
        let all = messages.get(&own).map(Vec::as_slice).unwrap_or_default();
        let from = last.and_then(|last| all.iter().position(|known| known.hash == last)).map_or(0, |at| at + 1);
        let rest = &all[from..];
        let all = self.configs.lock().expect("no panic while held");
        let configs = ConfigKind::OF_ACCOUNT
            .map(|kind| (kind, all.get(&(own, kind.namespace())).cloned().unwrap_or_default()))
            .to_vec();
        Ok(Page { node, messages: rest.iter().take(PAGE).cloned().collect(), configs, has_more: rest.len() > PAGE })
    }

    fn push(&self, own: AccountId, pushes: Vec<ConfigPush>, obsolete: &[String]) -> Result<Pushed, WireError> {
        if self.is_offline.load(Ordering::Relaxed) {
            return Err(WireError::Later(FailureCode::Offline));
        }
        let mut all = self.configs.lock().expect("no panic while held");
        let mut stored = Vec::new();
        for push in pushes {
            if take_one(&self.refuse_configs) {
                stored.push(None);
                continue;
            }
            let shelf = all.entry((own, push.kind.namespace())).or_default();
            let hashes: Vec<String> = push.messages.iter().map(|data| Self::hash(data)).collect();
            for (hash, data) in hashes.iter().zip(push.messages) {
                if shelf.iter().all(|known| known.hash != *hash) {
                    shelf.push(Fetched { hash: hash.clone(), data, expires_at: NetworkTime(u64::MAX / 2) });
                }
            }
            stored.push(Some(hashes));
        }
        for shelf in all.values_mut() {
            shelf.retain(|known| !obsolete.contains(&known.hash));
        }
        if take_one(&self.lose_answers) {
            return Err(WireError::Later(FailureCode::NetworkTrouble));
        }
        Ok(Pushed { stored, is_deleted: true })
    }

    fn keep_file(&self, file: Vec<u8>) -> Result<String, WireError> {
        if self.is_offline.load(Ordering::Relaxed) {
            return Err(WireError::Later(FailureCode::Offline));
        }
        if take_one(&self.fail_files) {
            return Err(WireError::Later(FailureCode::NetworkTrouble));
        }
        let mut files = self.files.lock().expect("no panic while held");
        let id = files.len() + 1;
        files.insert(id, file);
        Ok(format!("http://files.test/file/{id}"))
    }

    fn file(&self, url: &str) -> Result<Vec<u8>, WireError> {
        if self.is_offline.load(Ordering::Relaxed) {
            return Err(WireError::Later(FailureCode::Offline));
        }
        if take_one(&self.fail_files) {
            return Err(WireError::Later(FailureCode::NetworkTrouble));
        }
        let id = url.rsplit('/').next().and_then(|id| id.parse().ok()).ok_or(WireError::Refused)?;
        self.files.lock().expect("no panic while held").get(&id).cloned().ok_or(WireError::Gone)
    }

    fn count(&self, of: AccountId) -> usize {
        self.messages.lock().expect("no panic while held").get(&of).map_or(0, Vec::len)
    }
}

impl Wire for MemoryWire {
    fn store(&self, to: AccountId, data: Vec<u8>, ttl_millis: u64) -> Answer<'_, Stored> {
        Box::pin(async move { self.swarms.put(to, data, ttl_millis) })
    }

    fn fetch(&self, store: Store) -> Answer<'_, Page> {
        Box::pin(async move { self.swarms.page(self.own.ok_or(WireError::Refused)?, &store) })
    }

    fn push_configs(&self, pushes: Vec<ConfigPush>, obsolete: Vec<String>) -> Answer<'_, Pushed> {
        Box::pin(async move { self.swarms.push(self.own.ok_or(WireError::Refused)?, pushes, &obsolete) })
    }

    fn upload(&self, file: Vec<u8>) -> Answer<'_, String> {
        Box::pin(async move { self.swarms.keep_file(file) })
    }

    fn download(&self, url: String) -> Answer<'_, Vec<u8>> {
        Box::pin(async move { self.swarms.file(&url) })
    }

    fn renew(&self, hashes: Vec<String>) -> Answer<'_, Vec<String>> {
        Box::pin(async move { Ok(hashes) })
    }

    fn forget(&self, hashes: Vec<String>) -> Answer<'_, ()> {
        Box::pin(async move {
            if self.swarms.is_offline.load(Ordering::Relaxed) {
                return Err(WireError::Later(FailureCode::Offline));
            }
            let own = self.own.ok_or(WireError::Refused)?;
            let mut messages = self.swarms.messages.lock().expect("no panic while held");
            messages.entry(own).or_default().retain(|known| !hashes.contains(&known.hash));
            Ok(())
        })
    }

    fn shorten(&self, hashes: Vec<String>, until: NetworkTime) -> Answer<'_, BTreeMap<String, NetworkTime>> {
        Box::pin(async move {
            if self.swarms.is_offline.load(Ordering::Relaxed) {
                return Err(WireError::Later(FailureCode::Offline));
            }
            let own = self.own.ok_or(WireError::Refused)?;
            let mut messages = self.swarms.messages.lock().expect("no panic while held");
            for message in messages.entry(own).or_default().iter_mut().filter(|it| hashes.contains(&it.hash)) {
                message.expires_at = message.expires_at.min(until);
            }
            let kept = messages.entry(own).or_default().iter().filter(|it| hashes.contains(&it.hash));
            Ok(kept.map(|message| (message.hash.clone(), message.expires_at)).collect())
        })
    }

    fn forget_all(&self) -> Answer<'_, Forgotten> {
        Box::pin(async move {
            let own = self.own.ok_or(WireError::Refused)?;
            self.swarms.messages.lock().expect("no panic while held").remove(&own);
            self.swarms.configs.lock().expect("no panic while held").retain(|(account, _), _| *account != own);
            Ok(Forgotten { deleted: 3, refused: Vec::new() })
        })
    }

    fn connectivity(&self) -> watch::Receiver<Arc<Connectivity>> {
        self.status.subscribe()
    }

    fn rebuild_paths(&self) {}

    fn set_proxy(&self, _proxy: Option<Proxy>) -> Answer<'_, (), Failure> {
        Box::pin(async { Ok(()) })
    }

    fn test_proxy(&self, _proxy: Proxy) -> Answer<'_, (), Failure> {
        Box::pin(async { Err(FailureCode::ProxyUnreachable.into()) })
    }

    fn shutdown(&self) -> Answer<'_, (), std::convert::Infallible> {
        Box::pin(async { Ok(()) })
    }
}

/// An engine, its folder and what it told.
struct Device {
    swarms: Arc<Swarms>,
    folder: tempfile::TempDir,
    keys: KeyChoice,
    running: Option<(EngineHandle, EventReceiver)>,
    bell: Arc<(Mutex<bool>, Condvar)>,
    phase: Option<Phase>,
    list: Arc<ConversationList>,
    windows: HashMap<TimelineId, Arc<TimelineSnapshot>>,
    answers: HashMap<Ticket, Result<Outcome, Failure>>,
    profile: Option<Arc<OwnProfile>>,
    connectivity: Option<Arc<Connectivity>>,
    typing: Arc<[ConversationId]>,
    reacted: Vec<Arc<ReactionNews>>,
    next: u64,
}

fn spec() -> NetworkSpec {
    let key = "00".repeat(32);
    let server = format!(r#"{{"url":"http://files.test","ed25519":"{key}","x25519":"{key}"}}"#);
    let json = format!(r#"{{"name":"none","seeds":[{{"url":"http://127.0.0.1:1"}}],"file_server":{server}}}"#);
    NetworkSpec::from_json(&json).expect("a valid network")
}

impl Device {
    fn blank(swarms: &Arc<Swarms>, keys: KeyChoice) -> Self {
        let mut device = Self {
            swarms: Arc::clone(swarms),
            folder: tempfile::tempdir().expect("a folder"),
            keys,
            running: None,
            bell: Arc::default(),
            phase: None,
            list: Arc::default(),
            windows: HashMap::new(),
            answers: HashMap::new(),
            profile: None,
            connectivity: None,
            typing: Arc::default(),
            reacted: Vec::new(),
            next: 1,
        };
        device.start();
        device
    }

    fn create(swarms: &Arc<Swarms>, name: &str) -> Self {
        let mut device = Self::blank(swarms, KeyChoice::in_memory());
        device.wait("no account", |device| matches!(device.phase, Some(Phase::NoAccount { .. })));
        let display_name = name.to_owned();
        device
            .ask(|ticket| Command::CreateAccount { ticket, display_name, protection: Protection::Keyring })
            .expect("made");
        device.wait_ready();
        device
    }

    fn start(&mut self) {
        let bell = Arc::clone(&self.bell);
        let waker: Waker = Arc::new(move || {
            *bell.0.lock().expect("no panic while held") = true;
            bell.1.notify_all();
        });
        let mut config = EngineConfig {
            keys: self.keys.clone(),
            ..EngineConfig::for_tests(self.folder.path().to_owned(), spec(), waker)
        };
        if let Some(clock) = &*self.swarms.clock.lock().expect("no panic while held") {
            config.clock = Arc::clone(clock);
        }
        self.running = Some(start_with(config, self.swarms.connect()).expect("threads"));
    }

    fn stop(&mut self) {
        if let Some((handle, _events)) = self.running.take() {
            handle.shutdown(Duration::from_secs(5));
        }
        self.phase = None;
        self.windows.clear();
    }

    fn restart(&mut self) {
        self.stop();
        self.start();
        self.wait_ready();
    }

    fn wait_ready(&mut self) {
        self.wait("ready", |device| device.phase == Some(Phase::Ready));
    }

    fn pump(&mut self) {
        let Some((_, events)) = self.running.as_mut() else { return };
        while let Some(event) = events.try_recv() {
            match event {
                Event::PhaseChanged(phase) => self.phase = Some(phase),
                Event::ProfileChanged(profile) => self.profile = Some(profile),
                Event::ConversationsChanged(list) => self.list = list,
                Event::TypingChanged(typing) => self.typing = typing,
                Event::ReactionCame(news) => self.reacted.push(news),
                Event::ConnectivityChanged(connectivity) => self.connectivity = Some(connectivity),
                Event::TimelineChanged { timeline, snapshot, .. } => drop(self.windows.insert(timeline, snapshot)),
                Event::CommandSucceeded { ticket, outcome } => drop(self.answers.insert(ticket, Ok(outcome))),
                Event::CommandFailed { ticket, failure } => drop(self.answers.insert(ticket, Err(failure))),
                _ => {}
            }
        }
    }

    #[track_caller]
    fn wait(&mut self, what: &str, check: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            self.pump();
            if check(self) {
                return;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what}: {:?} {:?}", self.phase, self.list);
            let rung = self.bell.0.lock().expect("no panic while held");
            let limit = left.min(Duration::from_millis(200));
            let (mut rung, _) = self.bell.1.wait_timeout_while(rung, limit, |rung| !*rung).expect("no panic");
            *rung = false;
        }
    }

    fn tell(&self, command: Command) {
        self.running.as_ref().expect("it runs").0.send(command).expect("room in the queue");
    }

    #[track_caller]
    fn ask(&mut self, make: impl FnOnce(Ticket) -> Command) -> Result<Outcome, Failure> {
        let ticket = Ticket(self.next);
        self.next += 1;
        self.tell(make(ticket));
        self.wait("an answer", |device| device.answers.contains_key(&ticket));
        self.answers.remove(&ticket).expect("waited for it")
    }

    fn account(&mut self) -> AccountId {
        self.wait("a profile", |device| device.profile.is_some());
        self.profile.as_ref().expect("waited for it").account
    }

    #[track_caller]
    fn send(&mut self, to: AccountId, text: &str) -> MessageId {
        let (conversation, draft) = (ConversationId::Contact(to), Draft { text: text.into(), ..Draft::default() });
        match self.ask(|ticket| Command::SendMessage { ticket, conversation, draft }) {
            Ok(Outcome::MessageQueued(message)) => message,
            other => panic!("not queued: {other:?}"),
        }
    }

    fn open(&mut self, with: AccountId) -> TimelineId {
        let timeline = TimelineId(self.next);
        self.next += 1;
        let conversation = ConversationId::Contact(with);
        self.tell(Command::OpenTimeline { timeline, conversation, anchor: Anchor::Newest });
        self.wait("a window", |device| device.windows.contains_key(&timeline));
        timeline
    }

    fn items(&self, timeline: TimelineId) -> Vec<(&str, Delivery)> {
        let items = self.windows.get(&timeline).map(|window| &window.items);
        let texts = items.into_iter().flat_map(|items| items.iter()).filter(|item| item.note.is_none());
        texts.map(|item| (&*item.body, item.delivery)).collect()
    }

    #[track_caller]
    fn wait_items(&mut self, with: AccountId, expected: &[(&str, Delivery)]) {
        let timeline = self.open(with);
        self.wait("messages", |device| device.items(timeline) == expected);
        self.tell(Command::CloseTimeline { timeline });
    }
}

use Delivery::{Failed, Received, Sending, Sent};

#[test]
fn two_people_talk_and_keep_it_over_a_restart() {
    let swarms = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    alice.send(b, "Hello");
    alice.wait_items(b, &[("Hello", Sent)]);
    bob.wait_items(a, &[("Hello", Received)]);
    bob.wait("a request with a name", |bob| bob.list.rows.iter().any(|row| row.is_request && &*row.name == "Alice"));
    bob.send(a, "Welcome");
    alice.wait_items(b, &[("Hello", Sent), ("Welcome", Received)]);
    alice.wait("a full contact", |alice| alice.list.rows.iter().all(|row| !row.is_awaiting_reply));
    alice.restart();
    bob.restart();
    alice.wait_items(b, &[("Hello", Sent), ("Welcome", Received)]);
    bob.wait_items(a, &[("Hello", Received), ("Welcome", Sent)]);
    assert_eq!(swarms.count(a), 3, "the answer, its response, and the copy of Hello");
}

#[test]
fn a_message_waits_for_the_network_over_a_restart() {
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    swarms.is_offline.store(true, Ordering::Relaxed);
    for number in 0..5 {
        alice.send(b, &format!("message {number}"));
    }
    let texts: Vec<String> = (0..5).map(|number| format!("message {number}")).collect();
    let all = |state| texts.iter().map(|text| (text.as_str(), state)).collect::<Vec<_>>();
    alice.wait_items(b, &all(Sending));
    alice.restart();
    swarms.is_offline.store(false, Ordering::Relaxed);
    alice.wait_items(b, &all(Sent));
    bob.wait_items(a, &all(Received));
}

#[test]
fn an_answer_that_is_lost_makes_no_second_message() {
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    swarms.lose_answers.store(4, Ordering::Relaxed);
    alice.send(b, "once");
    alice.wait_items(b, &[("once", Sent)]);
    bob.wait_items(a, &[("once", Received)]);
    assert_eq!(swarms.count(b), 1);
    assert!(swarms.stores.load(Ordering::Relaxed) > 1);
}

#[test]
fn a_refused_message_fails_and_can_be_retried() {
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    swarms.refuse.store(3, Ordering::Relaxed);
    let message = alice.send(b, "please");
    alice.wait_items(b, &[("please", Failed(FailureCode::Refused))]);
    alice.ask(|ticket| Command::RetryMessage { ticket, message }).expect("retried");
    alice.wait_items(b, &[("please", Sent)]);
    bob.wait_items(a, &[("please", Received)]);
    let again = alice.ask(|ticket| Command::RetryMessage { ticket, message });
    assert_eq!(again.map(drop), Err(FailureCode::NotFound.into()), "it did not fail");
}

#[test]
fn a_restored_device_has_what_waits_and_shows_what_the_other_sends() {
    let swarms = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    alice.send(b, "one");
    alice.send(a, "a note");
    bob.wait_items(a, &[("one", Received)]);
    alice.wait_items(a, &[("a note", Sent)]);
    let words = alice.ask(|ticket| Command::RevealRecoveryPassword { ticket, password: None });
    let Ok(Outcome::RecoveryPassword(recovery_password)) = words else { panic!("no words: {words:?}") };
    let mut second = Device::blank(&swarms, KeyChoice::in_memory());
    second.wait("no account", |device| matches!(device.phase, Some(Phase::NoAccount { .. })));
    let (display_name, protection) = (String::new(), Protection::Keyring);
    second
        .ask(|ticket| Command::RestoreAccount { ticket, recovery_password, display_name, protection })
        .expect("restored");
    second.wait_ready();
    assert_eq!(second.account(), a);
    second.wait_items(b, &[("one", Sent)]);
    second.wait_items(a, &[("a note", Sent)]);
    second.send(b, "two");
    alice.wait_items(b, &[("one", Sent), ("two", Sent)]);
    bob.wait_items(a, &[("one", Received), ("two", Received)]);
}

#[test]
fn a_thousand_waiting_messages_come_once_in_order() {
    const COUNT: usize = 1_000;
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    bob.stop();
    for number in 0..COUNT {
        let (conversation, draft) =
            (ConversationId::Contact(b), Draft { text: format!("{number}"), ..Draft::default() });
        let command = Command::SendMessage { ticket: Ticket(1_000_000), conversation, draft };
        let mut waiting = Some(command);
        while let Some(command) = waiting.take() {
            if alice.running.as_ref().expect("it runs").0.send(command).is_err() {
                let (conversation, draft) =
                    (ConversationId::Contact(b), Draft { text: format!("{number}"), ..Draft::default() });
                waiting = Some(Command::SendMessage { ticket: Ticket(1_000_000), conversation, draft });
                std::thread::yield_now();
            }
        }
    }
    alice.wait("all sent", |_| swarms.count(b) == COUNT);
    bob.start();
    bob.wait("all of them", |bob| bob.list.unread as usize == COUNT);
    let timeline = bob.open(a);
    let mut oldest = usize::MAX;
    let expected: Vec<String> = (0..COUNT).map(|number| number.to_string()).collect();
    while oldest != 0 {
        let window = Arc::clone(&bob.windows[&timeline]);
        let texts: Vec<&str> = window.items.iter().map(|item| &*item.body).collect();
        let first: usize = texts[0].parse().expect("a number");
        assert_eq!(texts, expected[first..first + texts.len()]);
        oldest = first;
        if window.has_older {
            bob.tell(Command::LoadOlder { timeline });
            bob.wait("older messages", |bob| !Arc::ptr_eq(&bob.windows[&timeline], &window));
        }
    }
    let last = bob.windows[&timeline].items.last().expect("messages").message;
    bob.tell(Command::MarkRead { conversation: ConversationId::Contact(a), up_to: MessageId(1_000) });
    bob.wait("all read", |bob| bob.list.unread == 0 && last.0 > 0);
}

#[test]
fn a_password_locks_the_store_and_unlocks_it() {
    let swarms: Arc<Swarms> = Arc::default();
    let mut alice = Device::blank(&swarms, KeyChoice::nowhere());
    alice.wait("no account", |alice| alice.phase == Some(Phase::NoAccount { is_keyring_available: false }));
    let make = |protection| move |ticket| Command::CreateAccount { ticket, display_name: "Alice".into(), protection };
    let refused = alice.ask(make(Protection::Keyring));
    assert_eq!(refused.map(drop), Err(FailureCode::KeyringUnavailable.into()));
    alice.ask(make(Protection::Password(Secret::new("correct".into())))).expect("made");
    alice.wait_ready();
    alice.stop();
    alice.start();
    alice.wait("locked", |alice| alice.phase == Some(Phase::Locked));
    let unlock = |password: &str| {
        let password = Secret::new(password.into());
        move |ticket| Command::Unlock { ticket, password }
    };
    assert_eq!(alice.ask(unlock("wrong")).map(drop), Err(FailureCode::WrongPassword.into()));
    alice.ask(unlock("correct")).expect("opened");
    alice.wait_ready();
    let hidden = alice.ask(|ticket| Command::RevealRecoveryPassword { ticket, password: None });
    assert_eq!(hidden.map(drop), Err(FailureCode::WrongPassword.into()));
}

#[test]
fn a_foreign_file_is_told_and_can_be_set_aside() {
    let swarms: Arc<Swarms> = Arc::default();
    let mut alice = Device::create(&swarms, "Alice");
    alice.stop();
    let path = alice.folder.path().join("onionskin.db");
    std::fs::write(&path, b"something else entirely, but long enough to be looked at").expect("written");
    alice.start();
    alice.wait("a problem", |alice| matches!(alice.phase, Some(Phase::StoreUnavailable(_))));
    let wrong = alice.ask(|ticket| Command::SetDisplayName { ticket, display_name: "A".into() });
    assert_eq!(wrong.map(drop), Err(FailureCode::WrongPhase.into()));
    let moved = alice.ask(|ticket| Command::SetAsideStore { ticket });
    let Ok(Outcome::StoreSetAside(folder)) = moved else { panic!("not set aside: {moved:?}") };
    let kept = std::fs::read(folder.join("onionskin.db")).expect("it is there");
    assert!(kept.starts_with(b"something else"));
    alice.wait("no account", |alice| matches!(alice.phase, Some(Phase::NoAccount { .. })));
}

#[test]
fn commands_say_what_is_wrong() {
    let swarms: Arc<Swarms> = Arc::default();
    let mut alice = Device::create(&swarms, "Alice");
    let own = alice.account();
    let mut fail = |make: Box<dyn FnOnce(Ticket) -> Command>| alice.ask(make).map(drop).map_err(|failure| failure.code);
    let text = |text: String| {
        let conversation = ConversationId::Contact(own);
        Box::new(move |ticket| Command::SendMessage { ticket, conversation, draft: Draft { text, ..Draft::default() } })
    };
    assert_eq!(fail(text(" ".into())), Err(FailureCode::MessageEmpty));
    assert_eq!(fail(text("x".repeat(2_001))), Err(FailureCode::MessageTooLong));
    let start = |account_id: &str| {
        let account_id = account_id.to_owned();
        Box::new(move |ticket| Command::StartConversation { ticket, account_id })
    };
    assert_eq!(fail(start("hello")), Err(FailureCode::AccountIdInvalid));
    assert_eq!(fail(start(&format!("03{}", "ab".repeat(32)))), Err(FailureCode::AccountIdWrongKind));
    assert_eq!(fail(start(&own.to_string())), Ok(()));
    let name = |display_name: String| Box::new(move |ticket| Command::SetDisplayName { ticket, display_name });
    assert_eq!(fail(name("x".repeat(101))), Err(FailureCode::NameTooLong));
    assert_eq!(fail(name(" Alicia ".into())), Ok(()));
    alice
        .wait("the new name", |alice| alice.profile.as_ref().is_some_and(|profile| &*profile.display_name == "Alicia"));
}

#[test]
fn a_blocked_person_can_neither_write_nor_be_written_to() {
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    alice.send(b, "before");
    bob.wait_items(a, &[("before", Received)]);
    bob.ask(|ticket| Command::SetBlocked { ticket, account: a, is_blocked: true, delete_messages: false })
        .expect("blocked");
    let (conversation, draft) = (ConversationId::Contact(a), Draft { text: "no".into(), ..Draft::default() });
    let refused = bob.ask(|ticket| Command::SendMessage { ticket, conversation, draft });
    assert_eq!(refused.map(drop), Err(FailureCode::Blocked.into()));
    alice.send(b, "after");
    alice.wait("stored", |_| swarms.count(b) == 2);
    bob.ask(|ticket| Command::SetBlocked { ticket, account: a, is_blocked: false, delete_messages: false })
        .expect("unblocked");
    alice.send(b, "again");
    bob.wait("the newest", |bob| {
        bob.list.rows.iter().any(|row| row.preview.as_ref().is_some_and(|p| &*p.text == "again"))
    });
}

#[test]
fn settings_that_the_swarm_refuses_are_stored_again_and_reach_another_device() {
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    alice.send(b, "Hello");
    bob.wait_items(a, &[("Hello", Received)]);
    swarms.refuse_configs.store(6, Ordering::Relaxed);
    swarms.lose_answers.store(2, Ordering::Relaxed);
    let nickname = Some("Al".to_owned());
    bob.ask(|ticket| Command::SetNickname { ticket, account: a, nickname }).expect("named");
    let words = match bob.ask(|ticket| Command::RevealRecoveryPassword { ticket, password: None }) {
        Ok(Outcome::RecoveryPassword(words)) => words,
        other => panic!("no words: {other:?}"),
    };
    let mut second = Device::blank(&swarms, KeyChoice::in_memory());
    second.wait("no account", |second| matches!(second.phase, Some(Phase::NoAccount { .. })));
    let restore = |ticket| Command::RestoreAccount {
        ticket,
        recovery_password: words,
        display_name: String::new(),
        protection: Protection::Keyring,
    };
    second.ask(restore).expect("restored");
    second.wait("the nickname", |second| second.list.rows.iter().any(|row| &*row.name == "Al"));
    second.wait("our name", |second| second.profile.as_ref().is_some_and(|own| &*own.display_name == "Bob"));
    assert_eq!(swarms.refuse_configs.load(Ordering::Relaxed), 0, "refusals were met");
    // And back: what the second device does, the first shows.
    let conversation = ConversationId::Contact(a);
    second.ask(|ticket| Command::SetPinned { ticket, conversation, is_pinned: true }).expect("pinned");
    bob.wait("the pin", |bob| bob.list.rows.iter().any(|row| row.is_pinned()));
}

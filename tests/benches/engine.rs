//! The whole engine, as the window uses it: from start to the first list with 100,000 messages in the
//! store, opening a conversation of 100,000, catching up on 10,000 waiting messages from a local network.
//! `cargo bench -p onionskin-tests --bench engine`.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use onionskin_core::api::{
    Anchor, Command, ConversationId, EngineConfig, EngineHandle, Event, EventReceiver, KeyChoice, NetworkSpec, Phase,
    Protection, Secret, Ticket, TimelineId, start,
};
use onionskin_core::crypto::keys::AccountKeys;
use onionskin_core::crypto::mnemonic::ENGLISH;
use onionskin_core::storage::PasswordCost;
use onionskin_localnet::client::{Content, Peer};
use onionskin_localnet::{LocalNetwork, Spec as NetworkSize};
use onionskin_tests::profile::{Spec, make, own_seed};

const PASSWORD: &str = "bench";
const NOW: u64 = 1_790_000_000_000;
const STORED: u32 = 100_000;
const WAITING: u32 = 10_000;
/// Longest time until an event that a bench waits for.
const PATIENCE: Duration = Duration::from_mins(5);

struct Running {
    handle: EngineHandle,
    events: EventReceiver,
    bell: Receiver<()>,
}

impl Running {
    fn start(folder: &Path, network: NetworkSpec) -> Self {
        let (ring, bell) = sync_channel(1);
        // One token is enough: the bench looks for all events when it finds one.
        let waker = Arc::new(move || match ring.try_send(()) {
            Ok(()) | Err(_) => {}
        });
        let config =
            EngineConfig { keys: KeyChoice::in_memory(), ..EngineConfig::new(folder.to_owned(), network, waker) };
        let (handle, events) = start(config).expect("the engine starts");
        Self { handle, events, bell }
    }

    fn tell(&self, command: Command) {
        self.handle.send(command).expect("the engine is not busy");
    }

    fn wait_for<T>(&mut self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            while let Some(event) = self.events.try_recv() {
                if let Event::CommandFailed { failure, .. } = &event {
                    panic!("a command failed: {failure}");
                }
                if let Some(found) = wanted(&event) {
                    return found;
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            self.bell.recv_timeout(left).expect("the event comes in time");
        }
    }

    /// Unlocks and waits for the list.
    fn open(&mut self, rows: usize) {
        self.wait_for(|event| matches!(event, Event::PhaseChanged(Phase::Locked)).then_some(()));
        self.tell(Command::Unlock { ticket: Ticket(1), password: Secret::new(PASSWORD.to_owned()) });
        self.wait_for(|event| match event {
            Event::ConversationsChanged(list) => (list.rows.len() >= rows).then_some(()),
            _ => None,
        });
    }

    fn stop(self) {
        self.handle.shutdown(Duration::from_secs(2));
    }
}

/// A network that nobody answers on.
fn nowhere() -> NetworkSpec {
    let mut spec = NetworkSpec::mainnet();
    spec.bootstrap_nodes.clear();
    spec.seeds.truncate(1);
    for seed in &mut spec.seeds {
        "https://127.0.0.1:9/".clone_into(&mut seed.url);
    }
    spec
}

fn profile(conversations: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = Spec { conversations, messages: STORED, now: NOW };
    make(folder.path().to_owned(), PASSWORD, PasswordCost::TRIFLING, spec).expect("a profile").close();
    folder
}

fn starting(criterion: &mut Criterion) {
    let folder = profile(1_000);
    let mut group = criterion.benchmark_group("engine");
    group.sample_size(10);
    group.bench_function("start to the first list, 100,000 messages", |bencher| {
        bencher.iter_custom(|times| {
            (0..times)
                .map(|_| {
                    let started = Instant::now();
                    let mut engine = Running::start(folder.path(), nowhere());
                    engine.open(1_000);
                    let took = started.elapsed();
                    engine.stop();
                    took
                })
                .sum()
        });
    });
    group.finish();
}

fn opening(criterion: &mut Criterion) {
    let folder = profile(1);
    let mut engine = Running::start(folder.path(), nowhere());
    engine.wait_for(|event| matches!(event, Event::PhaseChanged(Phase::Locked)).then_some(()));
    engine.tell(Command::Unlock { ticket: Ticket(1), password: Secret::new(PASSWORD.to_owned()) });
    let us = ConversationId::Contact(AccountKeys::from_seed(&own_seed()).account_id());
    let conversation = engine.wait_for(|event| match event {
        Event::ConversationsChanged(list) => {
            list.rows.iter().map(|row| row.conversation).find(|conversation| *conversation != us)
        }
        _ => None,
    });
    let mut number = 0;
    criterion.bench_function("engine/open a conversation of 100,000", |bencher| {
        bencher.iter(|| {
            number += 1;
            let timeline = TimelineId(number);
            engine.tell(Command::OpenTimeline { timeline, conversation, anchor: Anchor::Newest });
            let items = engine.wait_for(|event| match event {
                Event::TimelineChanged { timeline: name, snapshot, .. } if *name == timeline => {
                    Some(snapshot.items.len())
                }
                _ => None,
            });
            assert!(items >= 100);
            engine.tell(Command::CloseTimeline { timeline });
        });
    });
    engine.stop();
}

/// Somebody writes 10,000 messages while nobody is there.
fn waiting_messages(network: &LocalNetwork, to: &str) {
    let mut writer = Peer::new(network, "Writer", &{
        let mut seed = [0; 32];
        seed[..16].copy_from_slice(b"writer of 10,000");
        seed
    });
    let first = network.now() - u64::from(WAITING) * 10;
    for number in 0..WAITING {
        let content =
            Content::Text { text: format!("message {number} of many, about one line long"), sync_target: None };
        writer.send(to, first + u64::from(number) * 10, &content).expect("the swarm takes it");
    }
}

fn catching_up(criterion: &mut Criterion) {
    let network = LocalNetwork::start(NetworkSize::new(6, 2)).expect("the local network starts");
    let spec = NetworkSpec::from_json(&network.network_json()).expect("our own file");
    waiting_messages(&network, &AccountKeys::from_seed(&own_seed()).account_id().to_string());
    let words = ENGLISH.encode(&own_seed()).expect("a seed of 16 bytes");
    let mut group = criterion.benchmark_group("engine");
    group.sample_size(10);
    group.bench_function("catch up on 10,000 waiting messages", |bencher| {
        bencher.iter_custom(|times| {
            (0..times)
                .map(|_| {
                    let folder = tempfile::tempdir().expect("a folder");
                    let mut engine = Running::start(folder.path(), spec.clone());
                    engine
                        .wait_for(|event| matches!(event, Event::PhaseChanged(Phase::NoAccount { .. })).then_some(()));
                    let started = Instant::now();
                    engine.tell(Command::RestoreAccount {
                        ticket: Ticket(1),
                        recovery_password: Secret::new(words.to_string()),
                        display_name: "Bench".to_owned(),
                        protection: Protection::Keyring,
                    });
                    engine.wait_for(|event| match event {
                        Event::ConversationsChanged(list) => (list.unread >= WAITING).then_some(()),
                        _ => None,
                    });
                    let took = started.elapsed();
                    engine.stop();
                    took
                })
                .sum()
        });
    });
    group.finish();
}

criterion_group!(benches, starting, opening, catching_up);
criterion_main!(benches);

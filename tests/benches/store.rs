//! The store at 100,000 messages: opening it, opening a conversation, committing one message.
//! `cargo bench -p onionskin-tests --bench store`.

use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use onionskin_core::clock::NetworkTime;
use onionskin_core::id::AccountId;
use onionskin_core::storage::{
    Location, MemoryKeeper, NewMessage, PasswordCost, Store, WindowAnchor, conversations, messages,
};
use onionskin_tests::profile::{Spec, make};

const NOW: u64 = 1_790_000_000_000;
const PASSWORD: &str = "bench";

fn location(folder: &Path) -> Location {
    Location::new(folder.to_owned(), Arc::new(MemoryKeeper::default()))
}

/// Opens the store; the cost of the password is left out by making it trifling.
fn open(folder: &Path) -> Store {
    location(folder).open(Some(PASSWORD)).expect("the profile opens")
}

fn with_profile(conversations: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = Spec { conversations, messages: 100_000, now: NOW };
    make(folder.path().to_owned(), PASSWORD, PasswordCost::TRIFLING, spec).expect("a profile").close();
    folder
}

fn opening(criterion: &mut Criterion) {
    let folder = with_profile(1_000);
    criterion.bench_function("open a store of 100,000 and list 1,000 conversations", |bencher| {
        bencher.iter(|| {
            let store = open(folder.path());
            let rows = store.read(conversations::all).expect("it reads");
            assert_eq!(rows.len(), 1_000);
            store.close();
        });
    });
}

fn conversation(criterion: &mut Criterion) {
    let folder = with_profile(1);
    let store = open(folder.path());
    let id = store.read(conversations::all).expect("it reads").first().expect("one conversation").id;
    let window = |anchor| {
        let window = store.read(|tx| messages::window(tx, id, anchor, 100, 100)).expect("a window");
        assert!(window.messages.len() >= 100);
    };
    criterion.bench_function("200 messages in the middle of a conversation of 100,000", |bencher| {
        bencher.iter(|| window(WindowAnchor::Time(NetworkTime(NOW - 365 * 24 * 3_600 * 1_000))));
    });
    criterion.bench_function("the newest 100 of a conversation of 100,000", |bencher| {
        bencher.iter(|| window(WindowAnchor::Newest));
    });
    let mut next = NOW;
    criterion.bench_function("commit one message", |bencher| {
        bencher.iter(|| {
            next += 1;
            let new = NewMessage {
                server_hash: Some(format!("hash{next}")),
                ..NewMessage::text(
                    id,
                    AccountId::from_key([3; 32]),
                    NetworkTime(next),
                    "A message of the usual length, about one line of text.",
                )
            };
            store.write_blocking(move |tx| messages::insert_incoming(tx, &new)).expect("a commit")
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = opening, conversation
}
criterion_main!(benches);

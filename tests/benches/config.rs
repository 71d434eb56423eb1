//! A config of 2,000 people: merging what five devices wrote at the same time, pushing, loading.
//! `cargo bench -p onionskin-tests --bench config`. Sizes and the growth of memory are printed first.

use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::id::AccountId;
use onionskin_core::protocol::config::{Contacts, Incoming};

const NOW: NetworkTime = NetworkTime(1_790_000_000_000);
const PEOPLE: u32 = 2_000;
const WRITERS: u32 = 5;

fn keys() -> Arc<AccountKeys> {
    Arc::new(AccountKeys::from_seed(&Seed::from_entropy(&[3; 16])))
}

fn person(number: u32) -> AccountId {
    let mut key = [0x5a; 32];
    for (to, from) in key.iter_mut().zip(number.wrapping_mul(2_654_435_761).to_be_bytes()) {
        *to = from;
    }
    AccountId::from_key(key)
}

/// Everybody, as the swarm has them, and what five devices made of it at the same time.
fn conflict(keys: &Arc<AccountKeys>) -> (Contacts, Vec<Incoming>) {
    let mut base = Contacts::new(keys);
    for number in 0..PEOPLE {
        base.update(person(number), |entry| {
            entry.name = format!("Person number {number}");
            entry.is_approved = true;
            entry.did_approve_us = number % 3 != 0;
            entry.updated_at_secs = 1_780_000_000 + u64::from(number);
            entry.created_at_secs = 1_770_000_000;
        });
    }
    let push = base.config_mut().push().expect("small enough");
    let hashes: Vec<String> = (0..push.messages.len()).map(|part| format!("base{part}")).collect();
    base.config_mut().confirm(push.seqno, &hashes);
    let mut stored = Vec::new();
    for writer in 0..WRITERS {
        let mut device = base.clone();
        for number in 0..20 {
            device.update(person(writer * 100 + number), |entry| entry.nickname = Some(format!("By {writer}")));
        }
        let push = device.config_mut().push().expect("small enough");
        let parts = push.messages.into_iter().enumerate();
        stored.extend(parts.map(|(part, data)| Incoming { hash: format!("{writer}-{part}"), data }));
    }
    (base, stored)
}

/// Kilobytes that the process has in memory, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok())
}

fn bench(criterion: &mut Criterion) {
    let keys = keys();
    let before = resident();
    let (base, stored) = conflict(&keys);
    let mut merged = base.clone();
    assert!(merged.config_mut().merge(&stored, NOW).is_changed);
    let grown = resident().zip(before).map(|(after, before)| after.saturating_sub(before));
    let size: usize = merged.config_mut().push().expect("small enough").messages.iter().map(Vec::len).sum();
    println!("push of {PEOPLE} people: {size} bytes stored; memory of two configs and a merge: {grown:?} kB");
    criterion.bench_function("merge 2,000 people of five concurrent writers", |bencher| {
        bencher.iter_batched(
            || base.clone(),
            |mut config| assert!(config.config_mut().merge(&stored, NOW).is_changed),
            BatchSize::LargeInput,
        );
    });
    criterion.bench_function("push 2,000 people after one edit", |bencher| {
        bencher.iter_batched(
            || base.clone(),
            |mut config| {
                config.update(person(7), |entry| entry.priority = 1);
                config.config_mut().push().expect("small enough")
            },
            BatchSize::LargeInput,
        );
    });
    let dump = base.clone().config_mut().dump();
    criterion.bench_function("load the dump of 2,000 people", |bencher| {
        bencher.iter(|| {
            let mut config = Contacts::new(&keys);
            config.config_mut().load(&dump).expect("our own dump");
            config
        });
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);

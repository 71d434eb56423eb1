//! How many sealed messages open in a second on one core: box, signature, conversion of the sender's key.
//!
//! Beside ours runs libsodium, which official clients use: the library of the system, if it is installed
//! (Linux). `cargo bench -p onionskin-tests --bench open_messages`.

#[cfg(target_os = "linux")]
mod sodium;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onionskin_core::clock::{NetworkTime, SystemRng};
use onionskin_core::codec::padding;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::crypto::sealed;
use onionskin_core::protocol::content::Content;
use onionskin_core::protocol::envelope;

/// Different messages by different senders, so that nothing is predicted or remembered.
const MESSAGES: u8 = 64;
const SENT_AT: NetworkTime = NetworkTime(1_770_000_000_123);

struct Samples {
    recipient: AccountKeys,
    boxes: Vec<Vec<u8>>,
    stored: Vec<Vec<u8>>,
}

fn samples() -> Samples {
    let recipient = AccountKeys::from_seed(&Seed::from_entropy(&[0xee; 16]));
    let to = recipient.account_id();
    let (mut boxes, mut stored) = (Vec::new(), Vec::new());
    for number in 0..MESSAGES {
        let sender = AccountKeys::from_seed(&Seed::from_entropy(&[number; 16]));
        let content = Content::text("A message of the usual length, about one line of text.", None);
        let padded = padding::pad(&content.encode(SENT_AT));
        boxes.push(sealed::seal_signed(&padded, &sender, &to, &SystemRng).expect("a good key"));
        stored.push(envelope::seal_for(&to, &content, &sender, SENT_AT, &SystemRng).expect("a short text"));
    }
    Samples { recipient, boxes, stored }
}

fn open_messages(criterion: &mut Criterion) {
    let samples = samples();
    let mut group = criterion.benchmark_group("open_messages");
    group.throughput(Throughput::Elements(u64::from(MESSAGES)));
    group.bench_function("ours", |bencher| {
        bencher.iter(|| {
            for sealed in &samples.boxes {
                sealed::open_signed(sealed, &samples.recipient).expect("a box for this recipient");
            }
        });
    });
    #[cfg(target_os = "linux")]
    if let Some(sodium) = sodium::Sodium::load() {
        let (public, secret) = (samples.recipient.x25519_public(), samples.recipient.x25519_secret());
        group.bench_function("libsodium", |bencher| {
            bencher.iter(|| {
                for sealed in &samples.boxes {
                    sodium.open_signed(sealed, public, secret).expect("a box for this recipient");
                }
            });
        });
    }
    group.bench_function("ours with envelope and payload", |bencher| {
        bencher.iter(|| {
            for stored in &samples.stored {
                envelope::open(stored, &samples.recipient).expect("a message for this recipient");
            }
        });
    });
    group.finish();
}

criterion_group!(benches, open_messages);
criterion_main!(benches);

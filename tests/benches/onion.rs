//! How long it takes to wrap a store request of a usual message for three nodes and its destination, and
//! to wrap one for a server. `cargo bench -p onionskin-tests --bench onion`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onionskin_core::clock::SystemRng;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::crypto::onion::{Cipher, Destination, Hop, build};

/// Size of the request that stores one short message, in bytes.
const STORE_REQUEST_BYTES: usize = 900;

fn hop(number: u8) -> Hop {
    let keys = AccountKeys::from_seed(&Seed::from_entropy(&[number; 16]));
    Hop { ed25519: *keys.ed25519_public(), x25519: *keys.x25519_public() }
}

fn onion_build(criterion: &mut Criterion) {
    let path = [hop(1), hop(2), hop(3)];
    let node = Destination::Node(hop(4));
    let server = Destination::Server {
        protocol: "http".to_owned(),
        host: "files.example".to_owned(),
        port: 80,
        x25519: hop(5).x25519,
    };
    let payload = vec![b'x'; STORE_REQUEST_BYTES];
    let mut group = criterion.benchmark_group("onion_build");
    group.throughput(Throughput::Elements(1));
    for (name, destination, cipher) in [
        ("node, xchacha20", &node, Cipher::XChaCha20),
        ("node, aes-gcm", &node, Cipher::AesGcm),
        ("server, xchacha20", &server, Cipher::XChaCha20),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| build(&path, destination, &payload, cipher, &SystemRng).expect("good keys"));
        });
    }
    group.finish();
}

criterion_group!(benches, onion_build);
criterion_main!(benches);

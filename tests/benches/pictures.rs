//! What pictures cost: saying what a file is, a thumbnail of a photo of 12 megapixels, taking out its metadata,
//! a frame of an animation.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onionskin_media::image::{Animation, Limits, Quality, Size, dimensions, prepare, preview, strip, thumbnail};
use onionskin_media::kind::sniff;

/// Waves and a little noise, which a JPEG keeps at about the size of a photo of a phone.
fn photo() -> Vec<u8> {
    let color = |x: u32, y: u32| {
        let noise = (x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca6b)) >> 29;
        let wave = |at: u32, length: u32| (at % length).abs_diff(length / 2) * 110 / length;
        let [light, ..] = (wave(x, 560) + wave(y, 440) + noise + 60).to_le_bytes();
        image::Rgb([light, light / 2 + 60, 200 - light / 2])
    };
    let picture = image::RgbImage::from_fn(4_000, 3_000, color);
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 92);
    picture.write_with_encoder(encoder).expect("into memory");
    bytes
}

fn pictures(criterion: &mut Criterion) {
    let photo = photo();
    println!("the photo has {} bytes", photo.len());
    criterion.bench_function("what a file is: a photo", |bencher| bencher.iter(|| sniff(black_box(&photo))));
    let video = include_bytes!("../fixtures/media/videos/plain.mp4");
    criterion.bench_function("what a file is: a video", |bencher| bencher.iter(|| sniff(black_box(video))));
    criterion
        .bench_function("size of a photo from its header", |bencher| bencher.iter(|| dimensions(black_box(&photo))));
    let gif: Arc<[u8]> = Arc::from(&include_bytes!("../fixtures/media/pictures/moving.gif")[..]);
    criterion.bench_function("the first frame of a small GIF", |bencher| {
        bencher.iter(|| Animation::open(Arc::clone(&gif), Limits::default()).and_then(|mut gif| gif.next_frame()));
    });

    let mut group = criterion.benchmark_group("a photo of 12 megapixels");
    group.sample_size(10).throughput(Throughput::Bytes(photo.len() as u64));
    for side in [320, 1_600] {
        let fit = Size::new(side, side);
        group.bench_function(format!("as thumbnail of {side} pixels"), |bencher| {
            bencher.iter(|| thumbnail(black_box(&photo), fit, Limits::default()));
        });
    }
    let small = thumbnail(&photo, Size::new(320, 320), Limits::default()).expect("a good photo");
    group.bench_function("blurred, from its thumbnail", |bencher| bencher.iter(|| preview(black_box(&small))));
    group.bench_function("without metadata", |bencher| bencher.iter(|| strip(black_box(&photo))));
    group.bench_function("made smaller to be sent", |bencher| {
        bencher.iter(|| prepare(black_box(&photo), Quality::Balanced));
    });
    group.finish();
}

criterion_group!(benches, pictures);
criterion_main!(benches);

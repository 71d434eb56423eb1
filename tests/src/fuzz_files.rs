//! Files of strangers: their addresses, and what is stored there.

use onionskin_core::crypto::files::{avatar, legacy, stream};
use onionskin_core::crypto::keys::Seed;
use onionskin_core::protocol::content::FileUrl;

use onionskin_media::audio::Decoder;

use super::FixedRng;

/// What a file holds that is sealed here.
const PLAIN: &[u8] = b"a file of a few bytes";

/// An address. One that is read must name a server and an id, and be read again.
pub fn url(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(url) = FileUrl::parse(text) {
        assert!(!url.id.is_empty() && url.server.contains("://"));
        let again = FileUrl::of(&url.server, &url.key.unwrap_or([1; 32]), &url.id);
        assert_eq!(FileUrl::parse(&again).map(|it| (it.server, it.id)), Some((url.server, url.id)));
    }
}

pub fn urls() -> Vec<Vec<u8>> {
    let key = "0a".repeat(32);
    let with_key = format!("http://files.example:81/file/ab_-c=#p={key}&d");
    vec![with_key.into_bytes(), b"http://filev2.getsession.org/file/123#d=".to_vec()]
}

/// A file with a key of our choice, by each scheme: opening it must end, and never give more than there is.
pub fn sealed(bytes: &[u8]) {
    let key = legacy::seal(PLAIN, true, &FixedRng).key;
    let opened = [
        legacy::open(bytes, key.as_slice(), &[0; 32], PLAIN.len()).ok(),
        stream::open(bytes, &stream_sealed().key[..]).ok(),
        avatar::open(bytes, &[7; 32]).ok(),
    ];
    assert!(opened.into_iter().flatten().all(|plain| plain.len() <= bytes.len()));
}

fn stream_sealed() -> stream::Sealed {
    let seed = Seed::from_padded([3; 32]);
    stream::seal(PLAIN, &seed, stream::Purpose::Attachment, stream::Derivation::KeyByte)
}

/// A sound. Decoding must end, and give only what can be heard.
pub fn sound(bytes: &[u8]) {
    let Ok(mut decoder) = Decoder::open(bytes.into()) else { return };
    let mut heard = Vec::new();
    while heard.len() < 1_000_000 && decoder.next(&mut heard) {}
    assert!(heard.iter().all(|sample| (-1.0..=1.0).contains(sample)));
    decoder.seek(10);
}

pub fn sounds() -> Vec<Vec<u8>> {
    let mut wav = b"RIFF\x88\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    wav.extend_from_slice(b"\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x64\0\0\0");
    wav.resize(144, 90);
    vec![
        wav,
        b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0".to_vec(),
        b"fLaC\0\0\0\x22".to_vec(),
        vec![0xff, 0xfb, 0x90, 0x64],
    ]
}

pub fn sealed_files() -> Vec<Vec<u8>> {
    vec![legacy::seal(PLAIN, true, &FixedRng).file, stream_sealed().file, avatar::seal(PLAIN, &[7; 32], &FixedRng)]
}

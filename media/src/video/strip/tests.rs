//! Videos with their place in every place it can be in.

use super::*;
use crate::bytes::find;
use std::io::Write as _;

const SECRET: &[u8] = b"+48.8584+002.2945/ by Alice";
const PLAYED: &[u8] = b"pictures and sound";

fn iso_box(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).expect("a small box");
    [&size.to_be_bytes()[..], &name, body].concat()
}

fn full(version: u8, rest: &[u8]) -> Vec<u8> {
    [&[version, 0, 0, 0][..], rest].concat()
}

/// A table of numbers behind its count.
fn table(numbers: &[u32], per_entry: usize) -> Vec<u8> {
    let count = u32::try_from(numbers.len() / per_entry).expect("small");
    let numbers = numbers.iter().flat_map(|number| number.to_be_bytes());
    [&[0; 4][..], &count.to_be_bytes()].concat().into_iter().chain(numbers).collect()
}

fn handler(kind: &[u8], name: &[u8]) -> Vec<u8> {
    iso_box(*b"hdlr", &[&[0; 8][..], kind, &[0; 12], name, &[0]].concat())
}

/// A track whose one chunk of two samples begins at `offset`.
fn track(kind: &[u8], offset: u32, sizes: [u32; 2], wide: bool) -> Vec<u8> {
    let chunks =
        if wide { iso_box(*b"co64", &table(&[0, offset], 2)) } else { iso_box(*b"stco", &table(&[offset], 1)) };
    let runs = iso_box(*b"stsc", &table(&[1, 2, 1], 3));
    let lengths = iso_box(*b"stsz", &[&[0; 4][..], &table(&sizes, 1)].concat());
    let samples = iso_box(*b"stbl", &[runs, lengths, chunks].concat());
    let times = [&SECRET[..16], &[7; 80]].concat();
    let media = [
        iso_box(*b"mdhd", &full(1, &times)),
        handler(kind, SECRET),
        iso_box(*b"minf", &[samples, iso_box(*b"udta", SECRET)].concat()),
    ];
    let header = iso_box(*b"tkhd", &full(0, &times));
    iso_box(*b"trak", &[header, iso_box(*b"mdia", &media.concat()), iso_box(*b"meta", SECRET)].concat())
}

/// A video with its place in every place there is, even as a track of its own.
fn marked_mp4() -> Vec<u8> {
    let start = iso_box(*b"ftyp", b"isom\0\0\0\0mp42");
    let data = [PLAYED, SECRET].concat();
    let data_at = u32::try_from(start.len() + 8).expect("small");
    let secret_at = data_at + u32::try_from(PLAYED.len()).expect("small");
    let user_data = iso_box(*b"udta", &iso_box(*b"\xa9xyz", SECRET));
    let movie = [
        iso_box(*b"mvhd", &full(0, &[&SECRET[..8], &[7; 88]].concat())),
        track(b"vide", data_at, [9, 9], false),
        track(b"meta", secret_at, [20, 7], true),
        user_data.clone(),
        iso_box(*b"meta", SECRET),
        iso_box(*b"uuid", SECRET),
    ];
    let wide = [&[0, 0, 0, 1][..], b"uuid", &(16 + SECRET.len() as u64).to_be_bytes(), SECRET].concat();
    let fragment = iso_box(*b"moof", &iso_box(*b"traf", &user_data));
    let rest = [iso_box(*b"moov", &movie.concat()), user_data, wide, fragment, iso_box(*b"free", SECRET)];
    [start, iso_box(*b"mdat", &data), rest.concat()].concat()
}

fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = id.to_vec();
    let length = u16::try_from(body.len()).expect("small");
    bytes.write_all(&(length | 0x4000).to_be_bytes()).expect("into memory");
    [bytes, body.to_vec()].concat()
}

fn marked_webm() -> Vec<u8> {
    let header = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
    let info = [
        element(&[0xbf], b"\x01\x02\x03\x04"),
        element(&[0x2a, 0xd7, 0xb1], &[0x0f, 0x42, 0x40]),
        element(&[0x44, 0x61], &SECRET[..8]),
        element(&[0x7b, 0xa9], SECRET),
        [&[0x73, 0xa4, 0x82][..], b"id"].concat(),
    ];
    let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0x86], b"V_VP8"));
    let cluster =
        [&[0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..], &element(&[0xa3], PLAYED)];
    let segment = [
        element(&[0x15, 0x49, 0xa9, 0x66], &info.concat()),
        tracks,
        element(&[0xec], SECRET),
        cluster.concat(),
        element(&[0x12, 0x54, 0xc3, 0x67], SECRET),
    ];
    [header, vec![0x18, 0x53, 0x80, 0x67, 0xff], segment.concat()].concat()
}

fn clean(bytes: &[u8]) -> Vec<u8> {
    let Cleaned::Clean(stripped) = strip(bytes.to_vec()) else { panic!("a video: {:?}", sniff(bytes)) };
    assert_eq!(stripped.len(), bytes.len(), "nothing moves");
    stripped
}

#[test]
fn nothing_of_the_place_is_left_in_an_mp4_and_nothing_moves() {
    let marked = marked_mp4();
    let stripped = clean(&marked);
    for word in [&SECRET[..8], b"Alice", b"udta", b"meta", b"uuid"] {
        assert!(find(&marked, word).is_some());
        assert_eq!(find(&stripped, word), None, "{}", String::from_utf8_lossy(word));
    }
    assert_eq!(find(&stripped, PLAYED), find(&marked, PLAYED));
    let sample_table = find(&marked, b"stbl").expect("it is there");
    assert_eq!(find(&stripped, b"stbl"), Some(sample_table));
    assert_eq!(sniff(&stripped), Kind::Video(Video::Mp4));
    assert_eq!(clean(&stripped), stripped, "nothing more to take out");
}

#[test]
fn nothing_of_the_title_is_left_in_a_webm_and_nothing_moves() {
    let marked = marked_webm();
    let stripped = clean(&marked);
    for word in [&SECRET[..8], b"Alice"] {
        assert_eq!(find(&stripped, word), None, "{}", String::from_utf8_lossy(word));
    }
    assert_eq!(find(&stripped, b"\x73\xa4"), None, "an id");
    assert_eq!(find(&stripped, PLAYED), find(&marked, PLAYED));
    assert_eq!(find(&stripped, b"\x2a\xd7\xb1"), find(&marked, b"\x2a\xd7\xb1"), "the time scale");
    assert_eq!(clean(&stripped), stripped, "nothing more to take out");
}

#[test]
fn sound_and_other_files_are_left_alone() {
    for bytes in [&b"hello"[..], b"fLaC\0\0\0\x22", b"\xff\xd8\xff\xe0"] {
        assert_eq!(strip(bytes.to_vec()), Cleaned::Unknown(bytes.to_vec()));
    }
}

#[test]
fn damaged_videos_end_calmly() {
    for marked in [marked_mp4(), marked_webm()] {
        for length in 0..marked.len() {
            assert_eq!(strip(marked[..length].to_vec()).into_bytes().len(), length);
        }
        for at in 0..marked.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut bytes = marked.clone();
                bytes[at] = value;
                assert_eq!(strip(bytes).into_bytes().len(), marked.len());
            }
        }
    }
}

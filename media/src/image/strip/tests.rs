//! Metadata in every place it can be in, and none of it left.

use super::*;
use crate::bytes::find;
use crate::image::riff::{chunks, flags, written};
use crate::image::samples::{
    animated_gif, animated_png, animated_webp, jpeg, low, png_chunk, saved, with_orientation, with_segment,
};
use crate::image::{Animation, Limits, decode};
use image::ImageFormat;

/// Stands in everything that must go.
const SECRET: &[u8] = b"48.8584N 2.2945E by Alice";

fn secret(start: &[u8]) -> Vec<u8> {
    [start, SECRET].concat()
}

/// A photo with everything that cameras and programs put into one.
fn marked_jpeg() -> Vec<u8> {
    let plain = jpeg(40, 30, |x, y| [low(x * 6), low(y * 8), 90]);
    let mut bytes = with_orientation(&plain, 1);
    let thumbnail = [&b"JFIF\0\x01\x02\0\0\x01\0\x01\x02\x02"[..], SECRET].concat();
    bytes = with_segment(&bytes, 0xe0, &thumbnail);
    for (marker, start) in [
        (0xe0, &b"JFXX\0\x10"[..]),
        (0xe1, b"Exif\0\0MM\0*\0\0\0\x08\0\0"),
        (0xe1, b"http://ns.adobe.com/xap/1.0/\0"),
        (0xe2, b"MPF\0"),
        (0xe5, b"anything"),
        (0xed, b"Photoshop 3.0\08BIM\x04\x04"),
        (0xfe, b""),
        (0xf0, b""),
    ] {
        bytes = with_segment(&bytes, marker, &secret(start));
    }
    bytes = with_segment(&bytes, 0xe2, b"ICC_PROFILE\0\x01\x01profile");
    bytes.extend_from_slice(b"\xff\xd8\xff");
    bytes.extend_from_slice(SECRET);
    bytes
}

fn marked_png(plain: &[u8]) -> Vec<u8> {
    let mut bytes = plain[..33].to_vec();
    for name in [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"pHYs", b"prVt"] {
        bytes.extend(png_chunk(name, &secret(b"Location\0")));
    }
    bytes.extend_from_slice(&plain[33..]);
    [bytes, SECRET.to_vec()].concat()
}

fn marked_gif(plain: &[u8]) -> Vec<u8> {
    let pieces = |start: &[u8]| {
        let length = u8::try_from(SECRET.len()).expect("short");
        [start, &[length], SECRET, &[0]].concat()
    };
    let (head, rest) = plain.split_at(13 + 6);
    let comment = pieces(b"\x21\xfe");
    let xmp = pieces(b"\x21\xff\x0bXMP DataXMP");
    let text = pieces(b"\x21\x01\x0c............");
    let more = pieces(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0");
    [head, &comment, &xmp, &text, &more, rest, SECRET].concat()
}

fn marked_webp(plain: &[u8]) -> Vec<u8> {
    let mut all: Vec<([u8; 4], Vec<u8>)> =
        chunks(plain).map(|chunk| (chunk.name, plain[chunk.body.clone()].to_vec())).collect();
    if all[0].0 == *b"VP8X" {
        all[0].1[0] |= 0x0c;
        // Unknown parts may stand in frames too.
        let frame = &mut all.last_mut().expect("a frame").1;
        frame.extend_from_slice(b"Xtra\x1a\0\0\0");
        frame.extend_from_slice(&secret(b"."));
    } else {
        all.insert(0, (*b"VP8X", vec![0x0c | 0x10, 0, 0, 0, 39, 0, 0, 29, 0, 0]));
    }
    all.push((*b"EXIF", secret(b"MM\0*\0\0\0\x08\0\0")));
    all.push((*b"XMP ", secret(b"")));
    all.push((*b"Xtra", secret(b"")));
    let bytes = written(all.iter().map(|(name, body)| (name, body.as_slice()))).expect("small");
    [bytes, SECRET.to_vec()].concat()
}

fn marked() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("jpeg", marked_jpeg()),
        ("png", marked_png(&saved(40, 30, ImageFormat::Png))),
        ("apng", marked_png(&animated_png())),
        ("gif", marked_gif(&animated_gif())),
        ("webp", marked_webp(&saved(40, 30, ImageFormat::WebP))),
        ("animated webp", marked_webp(&animated_webp())),
    ]
}

fn all_frames(bytes: &[u8]) -> Vec<crate::image::Frame> {
    let Ok(mut animation) = Animation::open(bytes.into(), Limits::default()) else { return Vec::new() };
    std::iter::from_fn(|| animation.next_frame().ok().flatten()).collect()
}

#[test]
fn nothing_of_the_metadata_is_left_and_every_pixel_is() {
    for (name, bytes) in marked() {
        assert!(find(&bytes, SECRET).is_some(), "{name}");
        let stripped = strip(&bytes).expect(name);
        assert_eq!(find(&stripped, SECRET), None, "{name}");
        for word in [&b"Exif"[..], b"EXIF", b"XMP", b"adobe", b"8BIM", b"MPF", b"tEXt", b"eXIf", b"Xtra", b"prVt"] {
            assert_eq!(find(&stripped, word), None, "{name}: {}", String::from_utf8_lossy(word));
        }
        let pixels = |bytes| decode(bytes, Limits::default()).expect("a good picture");
        assert_eq!(pixels(&stripped), pixels(&bytes), "{name}");
        assert_eq!(all_frames(&stripped), all_frames(&bytes), "{name}");
        assert_eq!(strip(&stripped).as_ref(), Some(&stripped), "{name}: nothing more to take out");
    }
}

#[test]
fn what_the_colors_need_and_how_often_it_plays_stay() {
    let stripped = strip(&marked_jpeg()).expect("a good picture");
    assert!(find(&stripped, b"ICC_PROFILE\0\x01\x01profile").is_some());
    assert!(find(&stripped, b"JFIF").is_some());
    let adobe = with_segment(&jpeg(8, 8, |_, _| [9; 3]), 0xee, &secret(b"Adobe\0\x64\0\0\0\0\x01"));
    let stripped = strip(&adobe).expect("a good picture");
    assert!(find(&stripped, b"Adobe\0\x64\0\0\0\0\x01").is_some() && find(&stripped, SECRET).is_none());
    let gif = strip(&marked_gif(&animated_gif())).expect("a good picture");
    assert!(find(&gif, b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0").is_some());
    let webp = strip(&marked_webp(&animated_webp())).expect("a good picture");
    assert_eq!(flags(&webp) & 0x0c, 0);
}

#[test]
fn a_picture_without_metadata_stays_the_same() {
    for format in [ImageFormat::Jpeg, ImageFormat::WebP] {
        let bytes = saved(40, 30, format);
        assert_eq!(strip(&bytes), Some(bytes), "{format:?}");
    }
    for bytes in [animated_png(), animated_gif(), animated_webp()] {
        assert_eq!(strip(&bytes), Some(bytes));
    }
}

#[test]
fn what_is_cut_off_is_never_half_stripped() {
    for (name, bytes) in marked() {
        for length in 0..bytes.len() {
            if let Some(stripped) = strip(&bytes[..length]) {
                assert_eq!(find(&stripped, SECRET), None, "{name} cut at {length}");
                assert!(decode(&stripped, Limits::default()).is_ok(), "{name} cut at {length}");
            }
        }
    }
}

#[test]
fn a_critical_part_that_is_unknown_is_not_thrown_away() {
    let plain = saved(8, 8, ImageFormat::Png);
    let apple = [&plain[..8], &png_chunk(b"CgBI", &[0; 4]), &plain[8..]].concat();
    assert_eq!(strip(&apple), None);
    assert_eq!(strip(b"II*\0\x08\0\0\0"), None);
}

fn iso_box(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).expect("a small box");
    [&size.to_be_bytes()[..], &name, body].concat()
}

/// A photo of a phone: picture and EXIF in the data, XMP within the table.
fn marked_heic() -> Vec<u8> {
    let entry = |id: u8, kind: &[u8; 4]| iso_box(*b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0][..], kind, b"\0"].concat());
    let entries = [entry(1, b"hvc1"), entry(2, b"Exif"), entry(3, b"mime")].concat();
    let items = iso_box(*b"iinf", &[&[0, 0, 0, 0, 0, 3][..], &entries].concat());
    let data = iso_box(*b"idat", SECRET);
    let start = iso_box(*b"ftyp", b"heic\0\0\0\0mif1heic");
    let length = u8::try_from(SECRET.len()).expect("short");
    // Version 1: places of four bytes, lengths of four, no base, no index.
    let place = |id: u8, method: u8, at: u8, length: u8| [0, id, 0, method, 0, 0, 0, 1, 0, 0, 0, at, 0, 0, 0, length];
    let table = |at: u8| {
        let places = [place(1, 0, at, 8), place(2, 0, at + 8, length), place(3, 1, 0, length)].concat();
        iso_box(*b"iloc", &[&[1, 0, 0, 0, 0x44, 0, 0, 3][..], &places].concat())
    };
    let meta = |at: u8| iso_box(*b"meta", &[&[0; 4][..], &items, &table(at), &data].concat());
    let at = u8::try_from(start.len() + meta(0).len() + 8).expect("a small file");
    [start, meta(at), iso_box(*b"mdat", &[b"PICTURES", SECRET].concat()), iso_box(*b"uuid", SECRET)].concat()
}

#[test]
fn nothing_of_the_place_is_left_in_a_photo_that_is_not_decoded() {
    let photo = marked_heic();
    let stripped = strip(&photo).expect("a whole photo");
    assert_eq!(find(&stripped, &SECRET[..8]), None);
    assert_eq!(find(&stripped, &SECRET[SECRET.len() - 5..]), None);
    assert_eq!((stripped.len(), find(&stripped, b"PICTURES")), (photo.len(), find(&photo, b"PICTURES")));
    assert!(find(&stripped, b"MM\0*\0\0\0\x08").is_some(), "EXIF that says nothing");
    for length in 0..photo.len() {
        if let Some(stripped) = strip(&photo[..length]) {
            assert_eq!(stripped.len(), length);
        }
    }
    for at in 0..photo.len() {
        let mut damaged = photo.clone();
        damaged[at] = 0xff;
        assert!(strip(&damaged).is_none_or(|stripped| stripped.len() == photo.len()));
    }
}

//! Pictures and videos of strangers.

use std::sync::Arc;

use onionskin_media::image::{Animation, Limits, Size, blurred, decode, dimensions, is_animated, strip, thumbnail};
use onionskin_media::kind::{identify, is_dangerous, sniff};
use onionskin_media::name::{NAME_BYTES, extension, safe_file_name};
use onionskin_media::video;

/// Little memory, so that what gets around a limit is noticed.
const LIMITS: Limits = Limits { file_bytes: 1 << 20, side_pixels: 4_096, memory_bytes: 4 << 20, frames: 20 };
const FIT: Size = Size::new(24, 24);

macro_rules! samples {
    ($($path:literal),* $(,)?) => {
        vec![$(include_bytes!(concat!("../fixtures/media/", $path)).to_vec()),*]
    };
}

/// A name that somebody gave a file.
pub fn file_name(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let name = safe_file_name(&text);
    assert!(!name.is_empty() && name.len() <= NAME_BYTES && !name.starts_with('.'));
    assert!(!name.contains(|c: char| c.is_control() || matches!(c, '/' | '\\' | '\u{202a}'..='\u{202e}')));
    assert_eq!(safe_file_name(&name), name, "made safe once, it is safe");
    drop(extension(&text));
}

/// What a file is and how large its picture.
pub fn picture_header(bytes: &[u8]) {
    let kind = identify(bytes, "a.docx");
    assert!(is_dangerous("a.exe", kind));
    let size = dimensions(bytes);
    assert!(size.is_none_or(|size| size.pixels() > 0 && sniff(bytes).is_picture()));
    assert!(!is_animated(bytes) || kind.may_move());
}

/// A picture with its pixels. What is shown has the size its header promised.
pub fn picture(bytes: &[u8]) {
    if let Ok(small) = thumbnail(bytes, FIT, LIMITS) {
        assert_eq!(dimensions(bytes).map(|size| size.inside(FIT)), Some(small.size()));
        assert_eq!(small.rgba.len() as u64, small.size().pixels() * 4);
    }
    if let Ok(whole) = decode(bytes, LIMITS) {
        assert_eq!(dimensions(bytes), Some(whole.size()));
    }
}

/// The frames of an animation, twice.
pub fn animation(bytes: &[u8]) {
    let Ok(mut animation) = Animation::open(Arc::from(bytes), LIMITS) else { return };
    let mut count = || {
        let frames = std::iter::from_fn(|| animation.next_frame().ok().flatten());
        let frames = frames.inspect(|frame| assert!(frame.delay_ms >= 20)).count();
        animation.rewind().ok().map(|()| frames)
    };
    let first = count();
    assert!(first <= Some(LIMITS.frames));
    assert_eq!(first, count(), "the second time is like the first");
}

/// A blurred preview, as it is kept beside a message.
pub fn preview(bytes: &[u8]) {
    assert!(blurred(bytes).is_none_or(|pixels| pixels.size().pixels() <= 64 * 64));
}

/// A picture without its metadata: what could be shown can be shown, and nothing more can be taken out.
pub fn stripped_picture(bytes: &[u8]) {
    let Some(stripped) = strip(bytes) else { return };
    if !sniff(bytes).is_picture() {
        // What is overwritten in its place may cover the tables it was found by.
        assert_eq!(stripped.len(), bytes.len());
        return;
    }
    assert_eq!(strip(&stripped).as_ref(), Some(&stripped));
    assert!(decode(&stripped, LIMITS).is_ok() || decode(bytes, LIMITS).is_err());
}

/// A video without its metadata. Nothing moves.
pub fn stripped_video(bytes: &[u8]) {
    let stripped = video::strip(bytes.to_vec()).into_bytes();
    assert_eq!(stripped.len(), bytes.len());
    assert!(video::facts(&stripped).size.is_none_or(|size| size.pixels() > 0));
}

pub(super) fn file_names() -> Vec<Vec<u8>> {
    let names = ["photo.jpg", "..\\con.tar.gz", "a\u{202e}gpj.exe", "-\u{200d}~ .", "LPT1", "👩‍👩‍👧.png"];
    names.iter().map(|name| name.as_bytes().to_vec()).collect()
}

pub(super) fn files() -> Vec<Vec<u8>> {
    let mut files = pictures();
    files.extend(videos());
    files
}

pub(super) fn pictures() -> Vec<Vec<u8>> {
    let mut pictures = samples![
        "pictures/photo.jpg",
        "pictures/turned.jpg",
        "pictures/progressive.jpg",
        "pictures/cmyk.jpg",
        "pictures/gray.jpg",
        "pictures/plain.png",
        "pictures/palette.png",
        "pictures/deep.png",
        "pictures/still.gif",
        "pictures/lossy.webp",
        "pictures/lossless.webp",
        "pictures/clear_lossy.webp",
        "pictures/bitmap.bmp",
        "pictures/palette.bmp",
        "pictures/icon.ico",
    ];
    pictures.extend(animations());
    pictures
}

pub(super) fn photos() -> Vec<Vec<u8>> {
    let mut photos = pictures();
    photos.extend(samples!["pictures/photo.avif"]);
    photos
}

pub(super) fn animations() -> Vec<Vec<u8>> {
    samples!["pictures/moving.png", "pictures/moving.gif", "pictures/clear_moving.gif", "pictures/moving.webp"]
}

pub(super) fn videos() -> Vec<Vec<u8>> {
    samples!["videos/plain.mp4", "videos/fragmented.mp4", "videos/phone.mov", "videos/vp8.webm", "videos/x264.mkv"]
}

pub(super) fn previews() -> Vec<Vec<u8>> {
    let small = |bytes: &Vec<u8>| onionskin_media::image::preview(&decode(bytes, LIMITS).expect("a good picture"));
    pictures().iter().take(6).map(small).collect()
}

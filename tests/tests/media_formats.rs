//! What we do with each format: shown, animated, played, or offered as a file.
//!
//! Every sample in `tests/fixtures/media/{pictures,videos}` has its line in the table, and so has every format
//! that we know by its first bytes only. The names of the samples say nothing: kinds come from the bytes.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use onionskin_media::clean::{Cleaned, clean};
use onionskin_media::image::{
    Animation, DecodeError, Limits, Pixels, PrepareError, Quality, Size, blurred, decode, dimensions, is_animated,
    prepare, preview, thumbnail,
};
use onionskin_media::kind::{
    Archive, Audio, Document, Executable, Kind, OtherPicture, Picture, Shown, Video, identify, is_dangerous, sniff,
};

/// What becomes of a file in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// Its one picture is shown.
    Show,
    /// Its frames are shown one after another.
    Animate,
    /// It is played.
    Play,
    /// It is offered with icon, name and size.
    File,
}
use Done::{Animate, File, Play, Show};

const fn shown(picture: Picture) -> Kind {
    Kind::Picture(picture)
}

const SAMPLES: &[(&str, Kind, Done)] = &[
    ("pictures/photo.jpg", shown(Picture::Jpeg), Show),
    ("pictures/turned.jpg", shown(Picture::Jpeg), Show),
    ("pictures/progressive.jpg", shown(Picture::Jpeg), Show),
    ("pictures/cmyk.jpg", shown(Picture::Jpeg), Show),
    ("pictures/gray.jpg", shown(Picture::Jpeg), Show),
    ("pictures/plain.png", shown(Picture::Png), Show),
    ("pictures/clear.png", shown(Picture::Png), Show),
    ("pictures/palette.png", shown(Picture::Png), Show),
    ("pictures/deep.png", shown(Picture::Png), Show),
    ("pictures/moving.png", shown(Picture::Apng), Animate),
    ("pictures/still.gif", shown(Picture::Gif), Show),
    ("pictures/moving.gif", shown(Picture::Gif), Animate),
    ("pictures/clear_moving.gif", shown(Picture::Gif), Animate),
    ("pictures/lossy.webp", shown(Picture::Webp), Show),
    ("pictures/lossless.webp", shown(Picture::Webp), Show),
    ("pictures/clear_lossy.webp", shown(Picture::Webp), Show),
    ("pictures/moving.webp", shown(Picture::Webp), Animate),
    ("pictures/bitmap.bmp", shown(Picture::Bmp), Show),
    ("pictures/palette.bmp", shown(Picture::Bmp), Show),
    ("pictures/icon.ico", shown(Picture::Ico), Show),
    ("pictures/photo.tiff", Kind::OtherPicture(OtherPicture::Tiff), File),
    ("pictures/photo.jp2", Kind::OtherPicture(OtherPicture::Jpeg2000), File),
    ("pictures/photo.avif", Kind::OtherPicture(OtherPicture::Avif), File),
    ("videos/plain.mp4", Kind::Video(Video::Mp4), Play),
    ("videos/first.mp4", Kind::Video(Video::Mp4), Play),
    ("videos/fragmented.mp4", Kind::Video(Video::Mp4), Play),
    ("videos/phone.mov", Kind::Video(Video::QuickTime), Play),
    ("videos/phone.3gp", Kind::Video(Video::Mp4), Play),
    ("videos/vp8.webm", Kind::Video(Video::Webm), Play),
    ("videos/vp9.webm", Kind::Video(Video::Webm), Play),
    ("videos/x264.mkv", Kind::Video(Video::Matroska), File),
    ("videos/theora.ogv", Kind::Video(Video::Ogg), File),
    ("videos/old.avi", Kind::Video(Video::Avi), File),
    ("videos/voice.mp4", Kind::Audio(Audio::M4a), Play),
];

/// Formats known by their first bytes; sound has samples of its own.
const FIRST_BYTES: &[(&[u8], &str, Kind, Done)] = &[
    (b"\0\0\0\x14ftypheic\0\0\0\0heic", "a.heic", Kind::OtherPicture(OtherPicture::Heif), File),
    (b"\xff\x0a\xfa\x1f", "a.jxl", Kind::OtherPicture(OtherPicture::JpegXl), File),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", Kind::OtherPicture(OtherPicture::Svg), File),
    (b"fLaC\0\0\0\x22", "a.flac", Kind::Audio(Audio::Flac), Play),
    (b"RIFF\x24\0\0\0WAVEfmt ", "a.wav", Kind::Audio(Audio::Wav), Play),
    (b"ID3\x03\0\0\0\0\x02\x01", "a.mp3", Kind::Audio(Audio::Mp3), Play),
    (b"FORM\0\0\0\x24AIFFCOMM", "a.aiff", Kind::Audio(Audio::Aiff), File),
    (b"%PDF-1.7\n", "a.pdf", Kind::Pdf, File),
    (b"PK\x03\x04\x14\0", "a.zip", Kind::Archive(Archive::Zip), File),
    (b"PK\x03\x04\x14\0", "a.docx", Kind::Document(Document::Docx), File),
    (b"\x7fELF\x02\x01\x01", "a.jpg", Kind::Executable(Executable::Elf), File),
    (b"MZ\x90\0\x03\0\0\0", "a.png", Kind::Executable(Executable::Pe), File),
    (b"<!DOCTYPE html><script>", "a.gif", Kind::Html, File),
    (b"hello\n", "a.txt", Kind::Text, File),
    (b"\x01\x02\x03\0", "a.jpg", Kind::Unknown, File),
];

const SIZE: Size = Size::new(48, 32);
/// What the samples say about their making.
const SECRETS: [&[u8]; 4] = [b"48.85", b"2.2945", b"SecretTitle", b"Exif"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/media")
}

fn sample(path: &str) -> Vec<u8> {
    fs::read(folder().join(path)).expect("a sample of ours")
}

fn pictures() -> impl Iterator<Item = (&'static str, Vec<u8>, Done)> {
    let pictures = SAMPLES.iter().filter(|(_, kind, _)| kind.is_picture());
    pictures.map(|(path, _, done)| (*path, sample(path), *done))
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn size_of(path: &str) -> Size {
    match path {
        "pictures/turned.jpg" => Size::new(SIZE.height, SIZE.width),
        "pictures/icon.ico" => Size::new(32, 21),
        _ => SIZE,
    }
}

/// Pixels without the colors of those that can't be seen.
fn seen(pixels: &Pixels) -> Vec<[u8; 4]> {
    let pixels = pixels.rgba.as_chunks::<4>().0.iter();
    pixels.map(|pixel| if pixel[3] == 0 { [0; 4] } else { *pixel }).collect()
}

fn done_with(kind: Kind, bytes: &[u8]) -> Done {
    match kind.shown() {
        Shown::Picture if is_animated(bytes) => Animate,
        Shown::Picture => Show,
        Shown::Video | Shown::Audio => Play,
        Shown::File => File,
    }
}

#[test]
fn every_sample_is_in_the_table_and_is_what_the_table_says() {
    let mut files = BTreeSet::new();
    for part in ["pictures", "videos"] {
        for entry in fs::read_dir(folder().join(part)).expect("the samples") {
            let name = entry.expect("a file").file_name().into_string().expect("a plain name");
            if !["md", "py", "sh"].iter().any(|ending| name.ends_with(ending)) {
                files.insert(format!("{part}/{name}"));
            }
        }
    }
    let listed: BTreeSet<String> = SAMPLES.iter().map(|(path, ..)| (*path).to_owned()).collect();
    assert_eq!(files, listed);
    for (path, kind, done) in SAMPLES {
        let bytes = sample(path);
        assert_eq!(sniff(&bytes), *kind, "{path}");
        assert_eq!(identify(&bytes, "a.exe"), *kind, "{path}: whatever it is called");
        assert_eq!(done_with(*kind, &bytes), *done, "{path}");
    }
    for (bytes, name, kind, done) in FIRST_BYTES {
        assert_eq!(identify(bytes, name), *kind, "{name}");
        assert_eq!(done_with(*kind, bytes), *done, "{name}");
        assert!(decode(bytes, Limits::default()).is_err(), "{name} is not decoded");
    }
}

#[test]
fn what_runs_is_warned_of_and_pictures_are_not() {
    for (bytes, name, kind, _) in FIRST_BYTES {
        let runs = matches!(kind, Kind::Executable(_) | Kind::Html | Kind::OtherPicture(OtherPicture::Svg));
        assert_eq!(is_dangerous(name, identify(bytes, name)), runs, "{name}");
    }
    for (path, kind, _) in SAMPLES {
        assert!(!is_dangerous(path, *kind), "{path}");
        assert!(is_dangerous(&format!("{path}.scr"), *kind), "{path}");
    }
}

#[test]
fn every_picture_is_shown_in_the_size_of_its_header() {
    for (path, bytes, done) in pictures() {
        let size = size_of(path);
        assert_eq!(dimensions(&bytes), Some(size), "{path}");
        let pixels = decode(&bytes, Limits::default()).expect(path);
        assert_eq!(pixels.size(), size, "{path}");
        let is_clear = path.contains("clear") || ["pictures/moving.webp", "pictures/icon.ico"].contains(&path);
        assert_eq!(pixels.has_alpha(), is_clear, "{path}");
        let fit = Size::new(20, 20);
        let small = thumbnail(&bytes, fit, Limits::default()).expect(path);
        assert_eq!(small.size(), size.inside(fit), "{path}");
        assert!(blurred(&preview(&small)).is_some(), "{path}");
        if done == Animate {
            let mut animation = Animation::open(bytes.into(), Limits::default()).expect(path);
            let frames: Vec<_> = std::iter::from_fn(|| animation.next_frame().ok().flatten()).collect();
            assert_eq!(frames.len(), 3, "{path}");
            assert_eq!(seen(&frames[0].pixels), seen(&pixels), "{path}: the still is the first frame");
            assert!(frames.iter().all(|frame| frame.pixels.size() == SIZE && frame.delay_ms == 80), "{path}");
            assert!(frames[0].pixels != frames[1].pixels && frames[1].pixels != frames[2].pixels, "{path}");
        }
    }
}

/// The colors at three places of the gradient, within what lossy formats do to them.
#[test]
fn the_colors_are_those_that_were_drawn() {
    for (path, bytes, _) in pictures() {
        let is_whole =
            !["clear", "icon", "gray", "deep", "turned", "moving.webp"].iter().any(|word| path.contains(word));
        if !is_whole {
            continue;
        }
        let pixels = decode(&bytes, Limits::default()).expect(path);
        for (x, y) in [(10_u32, 8_u32), (30, 20), (40, 28)] {
            let at = (y * SIZE.width + x) as usize * 4;
            let drawn = [i32::try_from(x * 5).expect("small"), i32::try_from(y * 8).expect("small"), 90];
            for (channel, drawn) in drawn.iter().enumerate() {
                let seen = i32::from(pixels.rgba[at + channel]);
                assert!((seen - drawn).abs() < 40, "{path} at {x},{y}: {seen} for {drawn}");
            }
        }
    }
}

#[test]
fn nothing_is_sent_with_its_place() {
    let mut marked = 0;
    for (path, bytes, done) in pictures() {
        marked += usize::from(SECRETS.iter().any(|secret| contains(&bytes, secret)));
        for quality in [Quality::Original, Quality::Balanced] {
            let sent = prepare(&bytes, quality).expect(path);
            for secret in SECRETS {
                assert!(!contains(&sent.bytes, secret), "{path}: {}", String::from_utf8_lossy(secret));
            }
            assert_eq!(sniff(&sent.bytes), sent.kind, "{path}");
            assert_eq!((sent.size, dimensions(&sent.bytes)), (size_of(path), Some(size_of(path))), "{path}");
            assert_eq!(is_animated(&sent.bytes), done == Animate, "{path}");
            let is_changed = ["turned", "bmp", "ico"].iter().any(|word| path.contains(word));
            assert_eq!(sent.was_reencoded, is_changed, "{path}");
            if !path.contains("turned") {
                let pixels = |bytes: &[u8]| decode(bytes, Limits::default()).expect(path);
                assert_eq!(pixels(&sent.bytes), pixels(&bytes), "{path}: every pixel is the same");
            }
        }
    }
    assert!(marked >= 5, "only {marked} samples had anything to lose");
}

#[test]
fn no_video_is_sent_with_its_place() {
    for (path, kind, done) in SAMPLES.iter().filter(|(path, ..)| path.starts_with("videos")) {
        let bytes = sample(path);
        assert!(contains(&bytes, b"SecretTitle"), "{path} had something to lose");
        let stripped = clean(bytes.clone());
        if matches!(stripped, Cleaned::Unknown(_)) {
            assert!(*done == File || *kind == Kind::Audio(Audio::M4a), "{path}");
            assert_eq!(stripped.into_bytes(), bytes, "{path} is left alone");
            continue;
        }
        let stripped = stripped.into_bytes();
        assert_eq!((stripped.len(), sniff(&stripped)), (bytes.len(), *kind), "{path}");
        for secret in &SECRETS[..3] {
            assert!(!contains(&stripped, secret), "{path}: {}", String::from_utf8_lossy(secret));
        }
        let changed = bytes.iter().zip(&stripped).filter(|(before, after)| before != after).count();
        assert!((20..2_000).contains(&changed), "{path}: {changed} bytes changed");
        assert_eq!(clean(stripped.clone()), Cleaned::Clean(stripped), "{path}: nothing is left to take out");
    }
}

#[test]
fn photos_that_are_sent_as_files_lose_their_place_too() {
    let photo = sample("pictures/photo.avif");
    assert!(SECRETS[..2].iter().all(|secret| contains(&photo, secret)));
    let Cleaned::Clean(cleaned) = clean(photo.clone()) else { panic!("we know how") };
    assert_eq!((cleaned.len(), sniff(&cleaned)), (photo.len(), sniff(&photo)));
    assert!(SECRETS[..2].iter().all(|secret| !contains(&cleaned, secret)));
    assert_eq!(clean(cleaned.clone()), Cleaned::Clean(cleaned), "nothing is left to take out");
    for length in 0..photo.len() {
        assert_eq!(clean(photo[..length].to_vec()).into_bytes().len(), length);
    }
    let pdf = b"%PDF-1.7".to_vec();
    assert_eq!(clean(pdf.clone()), Cleaned::Unknown(pdf));
}

#[test]
fn damaged_pictures_are_an_error_or_a_picture_and_never_a_panic() {
    for (path, bytes, _) in pictures() {
        for eighths in 0..8 {
            let cut = &bytes[..bytes.len() * eighths / 8];
            drop(thumbnail(cut, Size::new(9, 9), Limits::default()));
            drop(prepare(cut, Quality::Balanced));
        }
        let mut dice = 0x2545_f491_u32;
        for _ in 0..60 {
            let mut damaged = bytes.clone();
            for _ in 0..4 {
                dice = dice.wrapping_mul(0x9e37_79b1).wrapping_add(0x85eb_ca6b);
                let at = dice as usize % damaged.len();
                damaged[at] ^= dice.to_be_bytes()[1] | 1;
            }
            drop(decode(&damaged, Limits::default()));
            drop(prepare(&damaged, Quality::Original));
            let Ok(mut animation) = Animation::open(Arc::from(damaged), Limits::default()) else { continue };
            for _ in 0..8 {
                drop(animation.next_frame());
            }
        }
        assert!(decode(&bytes[..bytes.len() / 8], Limits::default()).is_err(), "{path}");
    }
}

#[test]
fn pictures_that_lie_are_found_out() {
    let photo = sample("pictures/photo.jpg");
    assert_eq!(identify(&photo, "letter.txt"), shown(Picture::Jpeg));
    let program = [&b"\x7fELF"[..], &photo].concat();
    assert!(matches!(prepare(&program, Quality::Original), Err(PrepareError::NotAPicture)));
    assert!(is_dangerous("photo.jpg", identify(&program, "photo.jpg")));
    // A GIF that claims a screen of 65,535 by 65,535.
    let mut gif = sample("pictures/still.gif");
    gif[6..10].fill(0xff);
    assert!(matches!(decode(&gif, Limits::default()), Err(DecodeError::TooLarge)));
    let mut gif = sample("pictures/moving.gif");
    gif[6..10].fill(0xff);
    assert!(matches!(Animation::open(gif.into(), Limits::default()), Err(DecodeError::TooLarge)));
    // A WebP whose frames claim to be larger than its canvas.
    let mut webp = sample("pictures/moving.webp");
    let frame = webp.windows(4).position(|window| window == b"ANMF").expect("it is animated");
    webp[frame + 14] = 0xff;
    let mut animation = Animation::open(webp.clone().into(), Limits::default()).expect("the canvas is good");
    assert!(matches!(animation.next_frame(), Err(DecodeError::Damaged)));
    assert!(decode(&webp, Limits::default()).is_err());
}

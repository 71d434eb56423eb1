//! Recognizing a file by its first bytes.
//!
//! The signatures are those of the formats' own specifications. Containers are looked into as far as it
//! takes to tell sound from moving pictures: a voice note of Android is an MP4 without a picture track and
//! says nothing of it in its brand. Give the whole file where it is at hand; 64 KiB suffice but for that.

use super::formats::{Archive, Audio, Document, Executable, Kind, OtherPicture, Picture, Video, of_name};
use crate::bytes::{array, byte, find, iso_boxes, stands, u16_le, u32_be, u32_le};

/// How much is looked through for text, for tracks of Matroska and for the start of a page, in bytes.
const TEXT_BYTES: usize = 4_096;
const TRACK_BYTES: usize = 256 << 10;
const PAGE_BYTES: usize = 1_024;
/// Boxes, chunks or pages that are walked through before giving up.
const STEPS: usize = 1_000;

/// What the bytes are, whatever the file is called.
pub fn sniff(bytes: &[u8]) -> Kind {
    picture(bytes)
        .or_else(|| iso(bytes))
        .or_else(|| container(bytes))
        .or_else(|| executable(bytes))
        .or_else(|| archive(bytes))
        .or_else(|| frames(bytes))
        .unwrap_or_else(|| text(bytes))
}

/// [`sniff`], and by the name what the bytes leave open: which office document a ZIP archive is, which
/// package. A name never makes anything into a picture, sound or video.
pub fn identify(bytes: &[u8], name: &str) -> Kind {
    let sniffed = sniff(bytes);
    match (sniffed, of_name(name)) {
        (Kind::Archive(Archive::Zip), named @ (Kind::Document(_) | Kind::Executable(Executable::Package)))
        | (
            Kind::Document(Document::Doc),
            named @ (Kind::Document(Document::Xls | Document::Ppt) | Kind::Executable(_)),
        )
        | (Kind::Text | Kind::Unknown, named @ (Kind::Executable(_) | Kind::Html)) => named,
        _ => sniffed,
    }
}

fn picture(bytes: &[u8]) -> Option<Kind> {
    let riff = bytes.starts_with(b"RIFF") && stands(bytes, 8, b"WEBP");
    let found = match bytes {
        [0xff, 0xd8, 0xff, ..] => Picture::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] if is_apng(bytes) => Picture::Apng,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Picture::Png,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Picture::Gif,
        _ if riff => Picture::Webp,
        [b'B', b'M', ..] if matches!(u32_le(bytes, 14), Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124)) => Picture::Bmp,
        [0, 0, 1, 0, ..] if u16_le(bytes, 4) > Some(0) && byte(bytes, 9) == Some(0) => Picture::Ico,
        _ => return other_picture(bytes).map(Kind::OtherPicture),
    };
    Some(Kind::Picture(found))
}

fn other_picture(bytes: &[u8]) -> Option<OtherPicture> {
    match bytes {
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(OtherPicture::Tiff),
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Some(OtherPicture::JpegXl),
        [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] | [0xff, 0x4f, 0xff, 0x51, ..] => Some(OtherPicture::Jpeg2000),
        [b'8', b'B', b'P', b'S', ..] => Some(OtherPicture::Psd),
        _ => None,
    }
}

/// Whether an animation is announced before the pixels (`acTL` before `IDAT`).
fn is_apng(bytes: &[u8]) -> bool {
    let mut at = 8_usize;
    for _ in 0..STEPS {
        let (Some(length), Some(name)) = (u32_be(bytes, at), array::<4>(bytes, at + 4)) else { return false };
        match &name {
            b"acTL" => return true,
            b"IDAT" | b"IEND" => return false,
            _ => {}
        }
        let Some(next) = usize::try_from(length).ok().and_then(|length| at.checked_add(length)?.checked_add(12)) else {
            return false;
        };
        at = next;
    }
    false
}

/// MP4 and its family.
fn iso(bytes: &[u8]) -> Option<Kind> {
    let first = iso_boxes(bytes, 0..bytes.len()).next()?;
    if matches!(&first.name, b"moov" | b"mdat" | b"wide" | b"pnot") {
        return Some(tracks(bytes).unwrap_or(Kind::Video(Video::QuickTime)));
    }
    if &first.name != b"ftyp" {
        return None;
    }
    let brands: Vec<&[u8]> = bytes.get(first.body)?.chunks_exact(4).take(64).collect();
    let major = *brands.first()?;
    // The second four bytes are a version; no brand looks like one.
    let any = |wanted: &[&[u8]]| brands.iter().any(|brand| wanted.contains(brand));
    match major {
        b"avif" | b"avis" => return Some(Kind::OtherPicture(OtherPicture::Avif)),
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" => {
            return Some(Kind::OtherPicture(OtherPicture::Heif));
        }
        b"mif1" | b"msf1" if any(&[b"avif", b"avis"]) => return Some(Kind::OtherPicture(OtherPicture::Avif)),
        b"mif1" | b"msf1" | b"miaf" => return Some(Kind::OtherPicture(OtherPicture::Heif)),
        b"crx " => return Some(Kind::Unknown),
        _ => {}
    }
    if let Some(kind) = tracks(bytes) {
        return Some(if major == b"qt  " && kind == Kind::Video(Video::Mp4) {
            Kind::Video(Video::QuickTime)
        } else {
            kind
        });
    }
    Some(match major {
        b"M4A " | b"M4B " | b"M4P " | b"F4A " | b"F4B " => Kind::Audio(Audio::M4a),
        b"qt  " => Kind::Video(Video::QuickTime),
        _ => Kind::Video(Video::Mp4),
    })
}

/// Sound or moving pictures, by the handlers of the tracks. `None` if the movie header isn't in the bytes.
fn tracks(bytes: &[u8]) -> Option<Kind> {
    let inside = |range, name: &'static [u8; 4]| iso_boxes(bytes, range).take(STEPS).filter(move |b| &b.name == name);
    let movie = inside(0..bytes.len(), b"moov").next()?;
    let mut sound = false;
    for track in inside(movie.body, b"trak").take(64) {
        let media = inside(track.body, b"mdia").next();
        let handler = media.and_then(|media| inside(media.body, b"hdlr").next());
        match handler.and_then(|handler| array::<4>(bytes, handler.body.start + 8)).as_ref() {
            Some(b"vide") => return Some(Kind::Video(Video::Mp4)),
            Some(b"soun") => sound = true,
            _ => {}
        }
    }
    sound.then_some(Kind::Audio(Audio::M4a))
}

fn container(bytes: &[u8]) -> Option<Kind> {
    match bytes {
        [b'O', b'g', b'g', b'S', ..] => Some(ogg(bytes)),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(matroska(bytes)),
        [b'R', b'I', b'F', b'F' | b'X', ..] | [b'R', b'F', b'6', b'4', ..] if stands(bytes, 8, b"WAVE") => {
            Some(Kind::Audio(Audio::Wav))
        }
        [b'R', b'I', b'F', b'F', ..] if stands(bytes, 8, b"AVI ") => Some(Kind::Video(Video::Avi)),
        [b'F', b'O', b'R', b'M', ..] if stands(bytes, 8, b"AIFF") || stands(bytes, 8, b"AIFC") => {
            Some(Kind::Audio(Audio::Aiff))
        }
        [b'f', b'L', b'a', b'C', ..] => Some(Kind::Audio(Audio::Flac)),
        [b'#', b'!', b'A', b'M', b'R', ..] => Some(Kind::Audio(Audio::Amr)),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(Kind::Pdf),
        [b'{', b'\\', b'r', b't', b'f', ..] => Some(Kind::Document(Document::Rtf)),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Some(Kind::Document(Document::Doc)),
        _ => None,
    }
}

/// The streams of an Ogg file announce themselves on its first pages.
fn ogg(bytes: &[u8]) -> Kind {
    let (mut at, mut sound) = (0_usize, None);
    for _ in 0..16 {
        let (Some(flags), Some(segments)) = (byte(bytes, at + 5), byte(bytes, at + 26)) else { break };
        let first_of_a_stream = flags & 2 != 0;
        if !stands(bytes, at, b"OggS") || !first_of_a_stream {
            break;
        }
        let body = at + 27 + usize::from(segments);
        let sizes = bytes.get(at + 27..body).unwrap_or_default();
        let begins = |magic: &[u8]| stands(bytes, body, magic);
        if begins(b"\x80theora") || begins(b"BBCD\0") || begins(b"\x01video") {
            return Kind::Video(Video::Ogg);
        } else if begins(b"OpusHead") {
            sound = sound.or(Some(Audio::OggOpus));
        } else if begins(b"\x01vorbis") {
            sound = sound.or(Some(Audio::OggVorbis));
        } else if begins(b"\x7fFLAC") || begins(b"Speex   ") {
            sound = sound.or(Some(Audio::OggOther));
        }
        at = body + sizes.iter().map(|size| usize::from(*size)).sum::<usize>();
    }
    sound.map_or(Kind::Unknown, Kind::Audio)
}

/// The type of a Matroska file stands in its header; its tracks name their codecs, `V_…` or `A_…`.
fn matroska(bytes: &[u8]) -> Kind {
    let head = bytes.get(..bytes.len().min(TRACK_BYTES)).unwrap_or(bytes);
    let is_webm = find(head.get(..head.len().min(96)).unwrap_or(head), b"webm").is_some();
    // The element CodecID: 0x86, a size of one byte, the name.
    let codec = |letter: u8| head.windows(4).any(|w| matches!(w, [0x86, 0x80..=0xff, l, b'_'] if *l == letter));
    match (is_webm, codec(b'A') && !codec(b'V')) {
        (true, true) => Kind::Audio(Audio::Webm),
        (true, false) => Kind::Video(Video::Webm),
        (false, true) => Kind::Audio(Audio::Matroska),
        (false, false) => Kind::Video(Video::Matroska),
    }
}

fn executable(bytes: &[u8]) -> Option<Kind> {
    let lower = || bytes.get(..bytes.len().min(16)).unwrap_or(bytes).to_ascii_lowercase();
    let found = match bytes {
        [0x7f, b'E', b'L', b'F', ..] => Executable::Elf,
        // A text that begins with these two letters has no zero bytes soon after.
        [b'M', b'Z', rest @ ..] if rest.iter().take(64).any(|byte| *byte == 0) => Executable::Pe,
        [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..]
        | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..]
        | [0xca, 0xfe, 0xba, 0xbe | 0xbf, ..]
        | [0xbe | 0xbf, 0xba, 0xfe, 0xca, ..] => Executable::MachO,
        [b'#', b'!', ..] | [0xef, 0xbb, 0xbf, b'#', b'!', ..] => Executable::Script,
        [b'@', ..] if lower().starts_with(b"@echo off") => Executable::Script,
        [b'L', 0, 0, 0, 1, 0x14, 2, 0, ..] => Executable::Launcher,
        // deb, rpm, xar, cab, crx, squashfs.
        [b'!', b'<', b'a', b'r', b'c', b'h', b'>', ..]
        | [0xed, 0xab, 0xee, 0xdb, ..]
        | [b'x', b'a', b'r', b'!', ..]
        | [b'M', b'S', b'C', b'F', ..]
        | [b'C', b'r', b'2', b'4', ..]
        | [b'h', b's', b'q', b's', ..] => Executable::Package,
        [b'd', b'e', b'x', b'\n', ..] | [0, b'a', b's', b'm', ..] => Executable::ByteCode,
        _ => return None,
    };
    Some(Kind::Executable(found))
}

fn archive(bytes: &[u8]) -> Option<Kind> {
    let found = match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Archive::Zip,
        [0x1f, 0x8b, 8, ..] => Archive::Gzip,
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => Archive::Bzip2,
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Archive::Xz,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Archive::Zstd,
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => Archive::SevenZip,
        [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => Archive::Rar,
        _ if stands(bytes, 257, b"ustar") => Archive::Tar,
        _ => return None,
    };
    Some(Kind::Archive(found))
}

/// MP3 and AAC, which are frames without a header of the file: the next frame must be where this one ends.
fn frames(bytes: &[u8]) -> Option<Kind> {
    let start = match id3_bytes(bytes) {
        // Behind a long tag there may be nothing left of the bytes given; nearly always it is an MP3.
        Some(tag) if bytes.len() <= tag => return Some(Kind::Audio(Audio::Mp3)),
        Some(tag) if stands(bytes, tag, b"fLaC") => return Some(Kind::Audio(Audio::Flac)),
        Some(tag) => tag,
        None => 0,
    };
    let follows = |length: usize, is: fn(&[u8], usize) -> Option<usize>| {
        let next = start + length;
        next >= bytes.len().saturating_sub(8) || is(bytes, next).is_some()
    };
    if adts_frame(bytes, start).is_some_and(|length| follows(length, adts_frame)) {
        return Some(Kind::Audio(Audio::Aac));
    }
    if mpeg_frame(bytes, start).is_some_and(|length| follows(length, mpeg_frame)) || start > 0 {
        return Some(Kind::Audio(Audio::Mp3));
    }
    None
}

/// Length of an `ID3v2` tag at the start, with its header.
fn id3_bytes(bytes: &[u8]) -> Option<usize> {
    let [b'I', b'D', b'3', version @ 2..=4, _, flags, a @ 0..=127, b @ 0..=127, c @ 0..=127, d @ 0..=127] =
        array::<10>(bytes, 0)?
    else {
        return None;
    };
    let size = [a, b, c, d].iter().fold(0_usize, |sum, byte| sum << 7 | usize::from(*byte));
    Some(size + if version == 4 && flags & 0x10 != 0 { 20 } else { 10 })
}

/// Length of the AAC frame at an offset.
fn adts_frame(bytes: &[u8], at: usize) -> Option<usize> {
    let [0xff, second, third, fourth, fifth, sixth] = array::<6>(bytes, at)? else { return None };
    let rate = third >> 2 & 15;
    if second & 0xf6 != 0xf0 || rate > 12 {
        return None;
    }
    let length = usize::from(fourth & 3) << 11 | usize::from(fifth) << 3 | usize::from(sixth >> 5);
    (length > 7).then_some(length)
}

/// Length of the MPEG frame (layer II or III) at an offset.
fn mpeg_frame(bytes: &[u8], at: usize) -> Option<usize> {
    const V1_L3: [usize; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const V1_L2: [usize; 15] = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    const V2: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let [0xff, second, third] = array::<3>(bytes, at)? else { return None };
    let (sync, version, layer) = (second >> 5, second >> 3 & 3, second >> 1 & 3);
    if sync != 7 || version == 1 || !matches!(layer, 1 | 2) {
        return None;
    }
    let rates = match (version, layer) {
        (3, 1) => &V1_L3,
        (3, _) => &V1_L2,
        _ => &V2,
    };
    let bits = *rates.get(usize::from(third >> 4)).filter(|rate| **rate > 0)? * 1_000;
    let hertz = [44_100, 48_000, 32_000].get(usize::from(third >> 2 & 3))? >> [2, 0, 1, 0].get(usize::from(version))?;
    let samples = if layer == 1 && version != 3 { 72 } else { 144 };
    Some(samples * bits / hertz + usize::from(third >> 1 & 1))
}

fn text(bytes: &[u8]) -> Kind {
    let head = bytes.get(..bytes.len().min(TEXT_BYTES)).unwrap_or(bytes);
    if matches!(head, [0xff, 0xfe, _, 0, ..] | [0xfe, 0xff, 0, _, ..]) {
        return Kind::Text;
    }
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        // A character may be cut in two where the head ends.
        Err(error) if error.error_len().is_none() => {
            head.get(..error.valid_up_to()).and_then(|valid| str::from_utf8(valid).ok()).unwrap_or_default()
        }
        Err(_) => return Kind::Unknown,
    };
    if text.is_empty() || text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b')) {
        return Kind::Unknown;
    }
    marked_up(text.trim_start_matches('\u{feff}').trim_start())
}

/// Text that is more than text.
fn marked_up(text: &str) -> Kind {
    let head: String = text.chars().take(PAGE_BYTES).collect::<String>().to_ascii_lowercase();
    if head.starts_with("%pdf-") {
        return Kind::Pdf;
    }
    if head.starts_with("[desktop entry]")
        || head.starts_with("[internetshortcut]")
        || head.contains("\n[desktop entry]")
    {
        return Kind::Executable(Executable::Launcher);
    }
    if head.starts_with('<') {
        if head.contains("<svg") {
            return Kind::OtherPicture(OtherPicture::Svg);
        }
        if ["<html", "<!doctype html", "<script", "<body", "<head"].iter().any(|tag| head.contains(tag)) {
            return Kind::Html;
        }
    }
    Kind::Text
}

#[cfg(test)]
mod tests;

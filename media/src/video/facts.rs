//! What a video says of itself in its header: how large its picture is, how long it lasts.
//!
//! Enough to give a bubble its final shape before anything is played. Nothing is decoded, and nothing of it is
//! trusted further than that.

use super::{ebml, iso};
use crate::image::Size;
use crate::kind::{Kind, Video, sniff};

/// Longest side that is believed, in pixels.
const SIDE: u32 = 16_384;

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// Of the picture, upright, in pixels.
    pub size: Option<Size>,
    /// In milliseconds.
    pub duration_ms: Option<u64>,
}

/// Reads the header of an MP4, a `QuickTime`, a `WebM` or a Matroska file, or of sound in one.
pub fn facts(bytes: &[u8]) -> Facts {
    let facts = match sniff(bytes) {
        Kind::Video(Video::Mp4 | Video::QuickTime) | Kind::Audio(crate::kind::Audio::M4a) => iso::facts(bytes),
        Kind::Video(Video::Webm | Video::Matroska) => ebml::facts(bytes),
        _ => Facts::default(),
    };
    let is_believed = |size: &Size| (1..=SIDE).contains(&size.width) && (1..=SIDE).contains(&size.height);
    Facts { size: facts.size.filter(is_believed), ..facts }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIDEOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/media/videos/");

    fn sample(name: &str) -> Vec<u8> {
        std::fs::read(format!("{VIDEOS}{name}")).expect("a sample of ours")
    }

    #[test]
    fn a_header_tells_size_and_length() {
        for name in ["plain.mp4", "first.mp4", "phone.mov", "phone.3gp", "vp8.webm", "vp9.webm", "x264.mkv"] {
            let facts = facts(&sample(name));
            assert_eq!(facts.size, Some(Size::new(64, 48)), "{name}");
            assert!(facts.duration_ms.is_some_and(|length| (990..1_100).contains(&length)), "{name}: {facts:?}");
        }
        assert_eq!(facts(&sample("fragmented.mp4")).size, Some(Size::new(64, 48)), "its length is in its parts");
        let voice = facts(&sample("voice.mp4"));
        assert!(voice.size.is_none() && voice.duration_ms.is_some_and(|length| length > 990), "{voice:?}");
    }

    #[test]
    fn a_video_that_was_taken_upright_is_upright() {
        let mut bytes = sample("plain.mp4");
        let matrix = [[0, 1 << 16, 0], [-(1 << 16), 0, 0], [0, 0, 1 << 30]];
        let header = bytes.windows(4).position(|name| name == b"tkhd").expect("a track") + 4 + 40;
        let numbers: Vec<u8> = matrix.iter().flatten().flat_map(|number: &i32| number.to_be_bytes()).collect();
        bytes[header..header + 36].copy_from_slice(&numbers);
        assert_eq!(facts(&bytes).size, Some(Size::new(48, 64)));
    }

    #[test]
    fn what_is_cut_or_damaged_tells_less_and_never_panics() {
        for name in ["first.mp4", "vp8.webm"] {
            let whole = sample(name);
            for length in 0..whole.len() {
                assert!(facts(&whole[..length]).size.is_none_or(|size| size.width <= SIDE));
            }
            for at in 0..whole.len().min(1_500) {
                let mut bytes = whole.clone();
                bytes[at] = 0xff;
                assert!(facts(&bytes).size.is_none_or(|size| size.width <= SIDE));
            }
        }
        assert_eq!(facts(b"hello"), Facts::default());
    }
}

//! Animations of all three formats behave alike.

use super::*;
use crate::image::samples::{animated_gif, animated_png, animated_webp, saved};
use crate::image::{decode, thumbnail};
use image::ImageFormat;

/// Two frames of 8 by 4: red everywhere for 50 ms, then blue on the left half for 5 ms.
fn samples() -> [(&'static str, Arc<[u8]>); 3] {
    [("gif", animated_gif().into()), ("apng", animated_png().into()), ("webp", animated_webp().into())]
}

fn open(bytes: &Arc<[u8]>) -> Animation {
    Animation::open(Arc::clone(bytes), Limits::default()).expect("a good animation")
}

fn pixel(frame: &Frame, x: usize) -> [u8; 4] {
    frame.pixels.rgba.as_chunks::<4>().0[x]
}

const RED: [u8; 4] = [255, 0, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];

#[test]
fn frames_come_one_by_one_and_again_from_the_start() {
    for (name, bytes) in samples() {
        assert!(is_animated(&bytes), "{name}");
        let mut animation = open(&bytes);
        assert_eq!((animation.size(), animation.loops()), (Size::new(8, 4), Loops::Forever), "{name}");
        for _ in 0..2 {
            let first = animation.next_frame().expect("a good frame").expect("the first");
            assert_eq!((pixel(&first, 0), pixel(&first, 7), first.delay_ms), (RED, RED, 50), "{name}");
            let second = animation.next_frame().expect("a good frame").expect("the second");
            assert_eq!((pixel(&second, 0), pixel(&second, 7)), (BLUE, RED), "{name}: over the first");
            assert_eq!(second.delay_ms, 100, "{name}: too short to be meant");
            assert_eq!(animation.next_frame().expect("a good end"), None, "{name}");
            assert_eq!(animation.next_frame().expect("a good end"), None, "{name}");
            animation.rewind().expect("it was opened before");
        }
    }
}

#[test]
fn an_animation_is_made_smaller_and_its_first_frame_is_its_still() {
    for (name, bytes) in samples() {
        let frame = open(&bytes).inside(Size::new(4, 4)).next_frame().expect("a good frame").expect("the first");
        assert_eq!(frame.pixels.size(), Size::new(4, 2), "{name}");
        let still = decode(&bytes, Limits::default()).expect("a good picture");
        assert_eq!(still.size(), Size::new(8, 4), "{name}");
        assert!(still.rgba.as_chunks::<4>().0.iter().all(|pixel| *pixel == RED), "{name}");
        let small = thumbnail(&bytes, Size::new(4, 4), Limits::default()).expect("a good picture");
        assert_eq!(small.size(), Size::new(4, 2), "{name}");
    }
}

#[test]
fn limits_hold_for_animations() {
    for (name, bytes) in samples() {
        let limited = |limits| Animation::open(Arc::clone(&bytes), limits);
        let few = Limits { memory_bytes: 8 * 4 * 16 - 1, ..Limits::default() };
        assert!(matches!(limited(few), Err(DecodeError::TooLarge)), "{name}");
        let narrow = Limits { side_pixels: 7, ..Limits::default() };
        assert!(matches!(limited(narrow), Err(DecodeError::TooLarge)), "{name}");
        let short = Limits { file_bytes: 10, ..Limits::default() };
        assert!(matches!(limited(short), Err(DecodeError::TooLarge)), "{name}");
        let mut one = limited(Limits { frames: 1, ..Limits::default() }).expect("a good animation");
        assert!(one.next_frame().expect("a good frame").is_some(), "{name}");
        assert_eq!(one.next_frame().expect("a good end"), None, "{name}");
    }
}

#[test]
fn a_frame_that_claims_to_be_larger_than_all_memory_is_refused() {
    let mut bytes = animated_gif();
    let image = crate::image::gif_blocks::blocks(&bytes)
        .find(|block| block.kind == crate::image::gif_blocks::BlockKind::Image)
        .expect("it has frames");
    bytes[image.range.start + 5..image.range.start + 9].fill(0xff);
    let mut animation = Animation::open(bytes.clone().into(), Limits::default()).expect("the canvas is small");
    assert!(matches!(animation.next_frame(), Err(DecodeError::TooLarge | DecodeError::Damaged)));
    assert!(matches!(decode(&bytes, Limits::default()), Err(DecodeError::TooLarge)));
}

#[test]
fn an_animation_cut_off_anywhere_shows_what_there_is() {
    for (name, bytes) in samples() {
        let mut frames_at = Vec::new();
        for length in 0..=bytes.len() {
            let Ok(mut animation) = Animation::open(bytes[..length].into(), Limits::default()) else { continue };
            let mut frames = 0;
            while let Ok(Some(_)) = animation.next_frame() {
                frames += 1;
            }
            assert!(frames <= 2);
            frames_at.push(frames);
        }
        assert!(frames_at.is_sorted(), "{name}: {frames_at:?}");
        assert_eq!((frames_at.first(), frames_at.last()), (Some(&0), Some(&2)), "{name}");
    }
}

#[test]
fn still_pictures_are_not_animated() {
    for format in [ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp] {
        assert!(!is_animated(&saved(8, 4, format)), "{format:?}");
    }
    let jpeg = saved(8, 4, ImageFormat::Jpeg);
    assert!(matches!(Animation::open(jpeg.into(), Limits::default()), Err(DecodeError::UnknownFormat)));
}

#[test]
fn an_animation_goes_from_thread_to_thread() {
    fn sent<T: Send>(_: T) {}
    sent(open(&samples()[0].1));
}

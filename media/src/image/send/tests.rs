//! What becomes of a picture on its way out.

use super::*;
use crate::bytes::find;
use crate::image::decode;
use crate::image::samples::{
    animated_gif, animated_webp, jpeg as sample_jpeg, low, png, saved, with_orientation, with_segment,
};
use image::ImageFormat;

const SECRET: &[u8] = b"48.8584N 2.2945E";

fn with_place(jpeg: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat())
}

fn gradient(width: u32, height: u32) -> Vec<u8> {
    sample_jpeg(width, height, |x, y| [low(x / 8), low(y / 8), 90])
}

/// Colors that no encoder makes small.
fn noise(x: u32, y: u32, part: u32) -> u8 {
    let mixed = (x ^ y << 12 ^ part << 24).wrapping_add(1).wrapping_mul(0x9e37_79b1);
    (mixed ^ mixed >> 15).wrapping_mul(0x85eb_ca6b).to_be_bytes()[0]
}

#[test]
fn an_upright_photo_keeps_its_pixels_and_loses_its_place() {
    let photo = gradient(60, 40);
    let marked = with_orientation(&with_place(&photo), 1);
    for quality in [Quality::Original, Quality::Balanced] {
        let sent = prepare(&marked, quality).expect("a good photo");
        assert_eq!((sent.kind, sent.size, sent.was_reencoded), (sniff(&photo), Size::new(60, 40), false));
        assert_eq!(sent.bytes, photo);
        assert!(sent.fits() && sent.would_fit());
    }
}

#[test]
fn a_turned_photo_is_turned_for_good() {
    let lying = sample_jpeg(64, 32, |x, _| if x < 32 { [20; 3] } else { [230; 3] });
    let sent = prepare(&with_orientation(&with_place(&lying), 6), Quality::Original).expect("a good photo");
    assert_eq!((sent.size, sent.was_reencoded), (Size::new(32, 64), true));
    assert_eq!(find(&sent.bytes, SECRET), None);
    assert_eq!(find(&sent.bytes, b"Exif"), None);
    let pixels = decode(&sent.bytes, Limits::default()).expect("our own file");
    assert_eq!(pixels.size(), Size::new(32, 64));
    let red = |y: usize| pixels.rgba[(y * 32 + 16) * 4];
    assert!(red(4) < 60 && red(60) > 190);
}

#[test]
fn a_large_photo_is_made_smaller_unless_the_original_is_asked_for() {
    let photo = with_place(&gradient(2_600, 1_300));
    let sent = prepare(&photo, Quality::Balanced).expect("a good photo");
    assert_eq!((sent.size, sent.was_reencoded, sent.fits()), (Size::new(2_000, 1_000), true, true));
    assert_eq!(dimensions(&sent.bytes), Some(sent.size));
    let sent = prepare(&photo, Quality::Original).expect("a good photo");
    assert_eq!((sent.size, sent.was_reencoded), (Size::new(2_600, 1_300), false));
    assert_eq!(find(&sent.bytes, SECRET), None);
}

#[test]
fn a_lossless_picture_over_the_limit_is_offered_smaller() {
    let large = png(2_100, 1_400, |x, y| [noise(x, y, 0), noise(x, y, 1), noise(x, y, 2), 255]);
    assert!(large.len() > FILE_LIMIT_BYTES);
    let sent = prepare(&large, Quality::Original).expect("a good picture");
    assert!(!sent.fits() && sent.would_fit() && !sent.was_reencoded);
    let sent = prepare(&large, Quality::Balanced).expect("a good picture");
    assert!(sent.fits(), "{sent:?}");
    assert_eq!(sent.kind, Kind::Picture(Picture::Jpeg));
    let clear = png(2_100, 1_400, |x, y| [noise(x, y, 0), noise(x, y, 1), noise(x, y, 2), noise(x, y, 3)]);
    let sent = prepare(&clear, Quality::Balanced).expect("a good picture");
    assert!(sent.fits(), "{sent:?}");
    assert!(decode(&sent.bytes, Limits::default()).expect("our own file").has_alpha());
}

#[test]
fn a_lossless_picture_within_the_limit_keeps_its_size() {
    let wide = png(2_400, 4, |x, _| [low(x), 0, 0, 255]);
    let sent = prepare(&wide, Quality::Balanced).expect("a good picture");
    assert_eq!((sent.size, sent.was_reencoded), (Size::new(2_400, 4), false));
    for format in [ImageFormat::Bmp, ImageFormat::Ico] {
        let sent = prepare(&saved(20, 10, format), Quality::Balanced).expect("a good picture");
        assert_eq!((sent.kind, sent.size), (Kind::Picture(Picture::Png), Size::new(20, 10)), "{format:?}");
    }
}

#[test]
fn animations_stay_animated() {
    for bytes in [animated_gif(), animated_webp()] {
        let sent = prepare(&bytes, Quality::Balanced).expect("a good animation");
        assert!(!sent.was_reencoded && is_animated(&sent.bytes));
        assert_eq!(animated_avatar(&bytes).expect("it moves").bytes, sent.bytes);
    }
    assert_eq!(animated_avatar(&saved(4, 4, ImageFormat::Gif)), None);
}

#[test]
fn what_is_no_picture_is_not_prepared() {
    for bytes in [&b"hello"[..], b"<svg/>", b"\0\0\0\x14ftypheic\0\0\0\0heic", b"%PDF-1.7"] {
        assert!(matches!(prepare(bytes, Quality::Balanced), Err(PrepareError::NotAPicture)));
    }
    let photo = gradient(64, 64);
    for length in 0..photo.len() {
        drop(prepare(&photo[..length], Quality::Balanced));
    }
    assert!(matches!(prepare(&photo[..30], Quality::Balanced), Err(PrepareError::Unreadable(_))));
}

#[test]
fn the_color_profile_stays_with_the_colors() {
    let mut profile = vec![7; 200];
    profile[16..20].copy_from_slice(b"RGB ");
    let body = [&b"ICC_PROFILE\0\x01\x01"[..], &profile].concat();
    let photo = with_segment(&gradient(2_100, 20), 0xe2, &body);
    let sent = prepare(&photo, Quality::Balanced).expect("a good photo");
    assert!(sent.was_reencoded && find(&sent.bytes, &profile).is_some());
}

#[test]
fn a_profile_picture_is_a_small_square() {
    let photo = with_place(&sample_jpeg(1_500, 900, |x, _| if x < 900 { [20; 3] } else { [230; 3] }));
    let sent = avatar(&photo, Crop { left: 900, top: 100, side: 600 }).expect("a good photo");
    assert_eq!((sent.size, sent.kind), (Size::new(600, 600), Kind::Picture(Picture::Jpeg)));
    assert_eq!(find(&sent.bytes, SECRET), None);
    let pixels = decode(&sent.bytes, Limits::default()).expect("our own file");
    assert!(pixels.rgba.chunks_exact(4).skip(9_000).all(|pixel| pixel[0] > 200), "the light part");
    let whole = avatar(&photo, Crop::middle(Size::new(1_500, 900))).expect("a good photo");
    assert_eq!(whole.size, Size::new(600, 600));
    let outside = avatar(&photo, Crop { left: 9_999, top: 9_999, side: 9_999 }).expect("moved inside");
    assert_eq!(outside.size, Size::new(600, 600));
    let small = avatar(&png(30, 20, |_, _| [1, 2, 3, 100]), Crop { left: 0, top: 0, side: 20 });
    let small = small.expect("a good picture");
    assert_eq!((small.size, small.kind), (Size::new(20, 20), Kind::Picture(Picture::Png)), "never enlarged");
    assert!(matches!(avatar(b"hello", Crop::middle(Size::new(1, 1))), Err(PrepareError::NotAPicture)));
}

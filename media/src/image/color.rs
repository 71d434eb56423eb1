//! Colors of pictures that have a profile of their own, as a screen of sRGB shows them.
//!
//! Phones and cameras take photos in wider colors (Display P3, Adobe RGB). Shown as if they were sRGB they
//! look pale. A profile comes from a stranger: one that is large, damaged or of another kind of color is
//! left out, and the picture is shown as it is.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::Pixels;

/// A profile over this, in bytes, is none. Those of phones have 600 bytes.
const PROFILE_BYTES: usize = 1 << 20;

/// The profile, if it describes red, green and blue: the pixels of all others are no longer what it says.
pub(super) fn usable(profile: Vec<u8>) -> Option<Vec<u8>> {
    (profile.len() <= PROFILE_BYTES && crate::bytes::stands(&profile, 16, b"RGB ")).then_some(profile)
}

/// The pixels in sRGB, given the profile of their picture.
pub(super) fn to_srgb(pixels: Pixels, profile: Option<&[u8]>) -> Pixels {
    let Some(rgba) = profile.and_then(|profile| converted(&pixels, profile)) else { return pixels };
    Pixels { rgba, ..pixels }
}

fn converted(pixels: &Pixels, profile: &[u8]) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Rgb {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let transform =
        profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, TransformOptions::default()).ok()?;
    let mut rgba = vec![0; pixels.rgba.len()];
    transform.transform(&pixels.rgba, &mut rgba).ok()?;
    Some(rgba)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::samples::{jpeg, picture, with_profile};
    use crate::image::{Limits, Size, decode, thumbnail};

    fn wide() -> Vec<u8> {
        ColorProfile::new_display_p3().encode().expect("a profile of the crate's own")
    }

    #[test]
    fn wide_colors_become_stronger_and_gray_stays_gray() {
        let pixels = picture(2, 1, |x, _| if x == 0 { [200, 100, 100, 130] } else { [128, 128, 128, 255] });
        let shown = to_srgb(pixels.clone(), usable(wide()).as_deref());
        let near = |seen: &[u8], wanted: [i16; 4]| {
            seen.iter().zip(wanted).all(|(seen, wanted)| (i16::from(*seen) - wanted).abs() <= 2)
        };
        assert!(near(&shown.rgba[..4], [214, 92, 97, 130]), "{:?}", &shown.rgba[..4]);
        assert!(near(&shown.rgba[4..], [128, 128, 128, 255]), "{:?}", &shown.rgba[4..]);
        assert_eq!(to_srgb(pixels.clone(), None), pixels);
    }

    #[test]
    fn a_photo_in_wide_colors_is_shown_in_them() {
        let plain = jpeg(32, 32, |_, _| [200, 100, 100]);
        let wide = with_profile(&plain, &wide());
        let red = |bytes: &[u8]| {
            let whole = decode(bytes, Limits::default()).expect("a good photo").rgba[0];
            let small = thumbnail(bytes, Size::new(8, 8), Limits::default()).expect("a good photo").rgba[0];
            assert!(whole.abs_diff(small) <= 2);
            whole
        };
        assert!(red(&wide) > red(&plain) + 8);
    }

    #[test]
    fn a_damaged_profile_changes_nothing() {
        let good = wide();
        let pixels = picture(4, 4, |x, y| [(x * 60).to_le_bytes()[0], (y * 60).to_le_bytes()[0], 7, 255]);
        for length in 0..good.len() {
            assert_eq!(to_srgb(pixels.clone(), Some(&good[..length])).rgba.len(), pixels.rgba.len());
        }
        for at in 0..good.len() {
            for value in [0, 0x7f, 0xff] {
                let mut damaged = good.clone();
                damaged[at] = value;
                assert_eq!(to_srgb(pixels.clone(), Some(&damaged)).rgba.len(), pixels.rgba.len());
            }
        }
        assert_eq!(usable(vec![0; 4]), None);
        assert_eq!(usable([&[0; 16][..], b"CMYK"].concat()), None);
    }
}

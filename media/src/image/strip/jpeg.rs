//! JPEG: tables, frames and scans stay, of the application segments only JFIF (without its thumbnail), the
//! color profile and Adobe's, without which the colors would be wrong.

use crate::image::jpeg::{EOI, SOI, segments};

const DNL: u8 = 0xdc;
const DRI: u8 = 0xdd;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
/// Behind these bytes of a JFIF segment there is a thumbnail.
const JFIF_BYTES: usize = 14;
/// Length of Adobe's segment.
const ADOBE_BYTES: usize = 12;

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len());
    let (mut has_scan, mut has_end) = (false, false);
    for segment in segments(bytes) {
        let body = bytes.get(segment.body.clone())?;
        match segment.marker {
            APP0 if body.starts_with(b"JFIF\0") => {
                let mut jfif = body.get(..JFIF_BYTES)?.to_vec();
                jfif.get_mut(12..)?.fill(0);
                write(&mut kept, APP0, &jfif)?;
            }
            APP2 if body.starts_with(b"ICC_PROFILE\0") => write(&mut kept, APP2, body)?,
            APP14 if body.starts_with(b"Adobe") => write(&mut kept, APP14, body.get(..ADOBE_BYTES)?)?,
            // Frames, tables and scans.
            SOI | 0xc0..=0xcf | 0xdb | DNL | DRI | SOS => {
                has_scan |= segment.marker == SOS;
                kept.extend_from_slice(bytes.get(segment.whole)?);
            }
            EOI => {
                has_end = true;
                kept.extend_from_slice(&[0xff, EOI]);
            }
            // Markers of a scan where there is none: decoders differ on what that means.
            0x01 | 0xd0..=0xd7 => return None,
            _ => {}
        }
    }
    (has_scan && has_end).then_some(kept)
}

fn write(kept: &mut Vec<u8>, marker: u8, body: &[u8]) -> Option<()> {
    kept.extend_from_slice(&[0xff, marker]);
    kept.extend_from_slice(&u16::try_from(body.len() + 2).ok()?.to_be_bytes());
    kept.extend_from_slice(body);
    Some(())
}

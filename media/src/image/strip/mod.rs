//! Taking out of a picture what it says besides itself: place, camera, author, time, comments, thumbnails.
//!
//! The compressed pixels stay as they are, byte for byte. Each format keeps only the parts that are known to
//! be needed to show it; everything else goes, known or not, and so does whatever follows the end. What
//! can't be taken apart completely is not touched: `None`, and the picture is encoded anew.

mod gif;
mod heif;
mod jpeg;
mod png;
mod webp;

use crate::kind::{Kind, OtherPicture, Picture, sniff};

/// The picture without metadata, its pixels unchanged. `None` if it can't be done without decoding them:
/// another format, or parts that are damaged. Says nothing about how the picture is to be turned.
pub fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    match sniff(bytes) {
        Kind::Picture(Picture::Jpeg) => jpeg::strip(bytes),
        Kind::Picture(Picture::Png | Picture::Apng) => png::strip(bytes),
        Kind::Picture(Picture::Gif) => gif::strip(bytes),
        Kind::Picture(Picture::Webp) => webp::strip(bytes),
        Kind::OtherPicture(OtherPicture::Heif | OtherPicture::Avif) => heif::strip(bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

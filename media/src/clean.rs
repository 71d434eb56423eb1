//! Any file without what it says of its maker, its place and its time, where we know how.
//!
//! For what is sent as it is, without being made into a picture of ours: a video, a photo that is not decoded
//! here, a picture "as a file". What is shown stays byte for byte.

use crate::image;
use crate::kind::{Kind, sniff};
use crate::video;

/// A file after cleaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cleaned {
    /// Metadata was looked for in the whole file, and is gone.
    Clean(Vec<u8>),
    /// Another format, or too damaged to be taken apart: it is as it was and may say more than one wants.
    Unknown(Vec<u8>),
}

impl Cleaned {
    /// The file.
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Clean(bytes) | Self::Unknown(bytes) => bytes,
        }
    }
}

/// Takes out of a file what it says besides itself: pictures (HEIC and AVIF too) and videos.
///
/// A photo that only its EXIF turns lies on its side afterwards: [`image::prepare`] turns it first.
pub fn clean(bytes: Vec<u8>) -> Cleaned {
    match sniff(&bytes) {
        Kind::Picture(_) | Kind::OtherPicture(_) => {
            image::strip(&bytes).map_or(Cleaned::Unknown(bytes), Cleaned::Clean)
        }
        _ => video::strip(bytes),
    }
}

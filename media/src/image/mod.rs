//! Pictures: decoding, making smaller, animating, getting ready to send.

mod animation;
mod color;
mod decode;
mod gif_blocks;
mod jpeg;
mod pixels;
mod preview;
mod riff;
#[cfg(test)]
mod samples;
mod send;
mod size;
mod strip;
mod thumbnail;

pub use animation::{Animation, Frame, Loops, is_animated};
pub use decode::{DecodeError, Limits, decode, dimensions};
pub use pixels::Pixels;
pub use preview::{PREVIEW_BYTES, blurred, preview};
pub use send::{
    AVATAR_SIDE, Crop, FILE_LIMIT_BYTES, PrepareError, Prepared, Quality, animated_avatar, avatar, prepare,
};
pub use size::Size;
pub use strip::strip;
pub use thumbnail::thumbnail;

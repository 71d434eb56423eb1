//! Pictures: decoding, making smaller, animating, getting ready to send.

mod animation;
mod decode;
mod gif_blocks;
mod jpeg;
mod pixels;
mod preview;
mod riff;
#[cfg(test)]
mod samples;
mod size;
mod thumbnail;

pub use animation::{Animation, Frame, Loops, is_animated};
pub use decode::{DecodeError, Limits, decode, dimensions};
pub use pixels::Pixels;
pub use preview::{PREVIEW_BYTES, blurred, preview};
pub use size::Size;
pub use thumbnail::thumbnail;

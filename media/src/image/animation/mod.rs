//! Animated pictures, one frame at a time.
//!
//! GIF, APNG and animated WebP. Frames are decoded as they are needed and drawn on one canvas, so that an
//! animation costs a few canvases of memory however long it is. Frames may cover a part of the canvas, keep
//! what was there, clear it or put it back; that is done here for all three formats alike, since the
//! decoders differ in it (the one of WebP clears the wrong pixels below frames without alpha).

mod apng;
mod canvas;
mod gif;
mod player;
mod webp;

pub use player::{Animation, Frame, Loops, is_animated};

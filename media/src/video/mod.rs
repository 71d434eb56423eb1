//! Videos: taking out of the file what it says besides pictures and sound.

mod ebml;
mod iso;
mod samples;
mod strip;

pub use strip::{Stripped, strip};

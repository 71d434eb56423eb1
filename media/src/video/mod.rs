//! Videos: what their headers say, and taking out of the file what it says besides pictures and sound.

mod ebml;
mod facts;
mod iso;
mod samples;
mod strip;

pub use facts::{Facts, facts};
pub use strip::strip;

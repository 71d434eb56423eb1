//! Still pictures.

mod decode;

pub use decode::{DecodeError, Limits, Pixels, decode};

//! Bytes in, values out: the encodings of the network, without their meaning.

pub mod onion_v4;
pub mod padding;
pub mod proto;

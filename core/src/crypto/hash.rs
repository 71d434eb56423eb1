//! BLAKE2b in the lengths the protocol uses, with and without a key.
//!
//! No salt, no personalization but where said (protocol notes, config, notation). Keys have up to 64 bytes; an empty
//! one is no key.

use blake2::digest::consts::{U24, U32, U56, U64};
use blake2::digest::{FixedOutput, KeyInit, Update};
use blake2::{Blake2b, Blake2bMac};

macro_rules! keyed {
    ($name:ident, $size:ty, $bytes:literal) => {
        #[doc = concat!("BLAKE2b with a result of ", stringify!($bytes), " bytes over the joined parts.")]
        ///
        /// A `key` longer than 64 bytes is a mistake of the caller.
        pub fn $name(key: &[u8], parts: &[&[u8]]) -> [u8; $bytes] {
            debug_assert!(key.len() <= 64);
            if key.is_empty() {
                let mut hash = Blake2b::<$size>::default();
                for part in parts {
                    hash.update(part);
                }
                return hash.finalize_fixed().into();
            }
            let short = key.get(..64).unwrap_or(key);
            let mut hash = Blake2bMac::<$size>::new_from_slice(short).expect("at most 64 bytes are a key");
            for part in parts {
                hash.update(part);
            }
            hash.finalize_fixed().into()
        }
    };
}

keyed!(blake2b_24, U24, 24);
keyed!(blake2b_32, U32, 32);
keyed!(blake2b_56, U56, 56);
keyed!(blake2b_64, U64, 64);

/// BLAKE2b with a result of 56 bytes over the joined parts, personalized instead of keyed.
pub fn blake2b_56_personal(personal: &[u8; 16], parts: &[&[u8]]) -> [u8; 56] {
    let mut hash = Blake2bMac::<U56>::new_with_salt_and_personal(None, &[], personal).expect("16 bytes fit");
    for part in parts {
        hash.update(part);
    }
    hash.finalize_fixed().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7693, appendix A.
    #[test]
    fn the_example_of_the_rfc_comes_out() {
        let hash = blake2b_64(b"", &[b"a", b"bc"]);
        assert_eq!(hash.first_chunk(), Some(&[0xba, 0x80, 0xa5, 0x3f, 0x98, 0x1c, 0x4d, 0x0d]));
    }

    #[test]
    fn key_and_length_change_everything() {
        assert_ne!(blake2b_32(b"", &[b"x"]), blake2b_32(b"k", &[b"x"]));
        assert_ne!(blake2b_32(b"", &[b"x"]).first_chunk::<24>(), Some(&blake2b_24(b"", &[b"x"])));
        assert_eq!(blake2b_56(b"k", &[b"x", b"y"]), blake2b_56(b"k", &[b"xy"]));
    }
}

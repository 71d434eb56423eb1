//! The hash by which a swarm names a message.
//!
//! `BLAKE2b-256(prefix byte || key || namespace || data)` as unpadded base64, where the namespace is
//! nothing for 0 and decimal text else (protocol notes, network 4.6). It depends on neither time nor
//! lifetime, so the same bytes stored twice are one message.

use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use data_encoding::BASE64_NOPAD;

/// Characters of a message hash.
pub const HASH_CHARACTERS: usize = 43;

/// The hash of `data` in a mailbox of `account` (prefix byte and 32-byte key).
pub fn message_hash(account: &[u8; 33], namespace: i16, data: &[u8]) -> String {
    let mut hash = Blake2b::<U32>::new().chain_update(account);
    if namespace != 0 {
        hash.update(namespace.to_string());
    }
    BASE64_NOPAD.encode(&hash.chain_update(data).finalize())
}

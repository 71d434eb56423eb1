//! Keys and what is done with them: signing, sealing, the layers of an onion request.
//!
//! Pure: no sockets, no files. Randomness comes in through [`Rng`](crate::clock::Rng).

pub mod aead;
pub mod blinding;
pub mod edwards;
pub mod files;
pub mod hash;
pub mod keys;
pub mod message_hash;
pub mod mnemonic;
pub mod onion;
pub mod sealed;
pub mod subaccount;

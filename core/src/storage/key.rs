//! The key of a store and what derives from it.
//!
//! A store has one random key of 32 bytes for its whole life. The pages are encrypted under a key
//! derived from it and the id of the store, so two stores never share one, and a check value tells
//! a wrong key from a damaged file without giving the key away.

use blake2::digest::consts::U32;
use blake2::digest::{KeyInit, Mac};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::clock::{Rng, SystemRng};

type Blake2bMac = blake2::Blake2bMac<U32>;

/// Names one store: 16 random bytes, not secret.
pub type StoreId = [u8; 16];

/// The key of a store: 32 random bytes, erased when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// A fresh key. Always from the system: a repeatable key would be no key.
    pub fn generate() -> Self {
        let mut key = Self([0; 32]);
        SystemRng.fill(&mut key.0);
        key
    }

    /// The key with these bytes, or nothing unless there are 32.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        <[u8; 32]>::try_from(bytes).ok().map(Self)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key of the pages.
    pub(super) fn page_key(&self, store: &StoreId) -> Zeroizing<[u8; 32]> {
        self.derive(b"onionskin store pages", store)
    }

    /// What the head of the file says about the key.
    pub(super) fn check(&self, store: &StoreId) -> [u8; 16] {
        let derived = self.derive(b"onionskin store check", store);
        derived.first_chunk().copied().unwrap_or_default()
    }

    /// Another key, for a purpose, of a store or of something else with such an id.
    pub(super) fn derive(&self, purpose: &[u8], store: &StoreId) -> Zeroizing<[u8; 32]> {
        let mut mac = <Blake2bMac as KeyInit>::new_from_slice(&self.0).expect("32 bytes are fewer than the 64 allowed");
        mac.update(purpose);
        mac.update(store);
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

/// Hides the key.
impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey(…)")
    }
}

//! The secret of a group: whoever has its 32-byte seed is an admin (protocol notes, config 8).

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::clock::{Rng, random};
use crate::crypto::hash::blake2b_32;
use crate::crypto::keys::{AccountKeys, Seed};
use crate::id::GroupId;

/// The keys that follow from a group's seed.
#[derive(Debug, Clone)]
pub struct GroupAdmin(Arc<AccountKeys>);

impl GroupAdmin {
    /// The keys of a seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(Arc::new(AccountKeys::from_seed(&Seed::from_padded(*seed))))
    }

    /// The keys of a new group.
    pub fn generate(rng: &dyn Rng) -> Self {
        Self::from_seed(&Zeroizing::new(random(rng)))
    }

    /// The keys of a seed that is said to be that of `group`; nothing if it is of another.
    pub fn of_group(group: &GroupId, seed: &[u8; 32]) -> Option<Self> {
        let admin = Self::from_seed(seed);
        (admin.id() == *group).then_some(admin)
    }

    /// The group.
    pub fn id(&self) -> GroupId {
        GroupId::from_key(*self.0.ed25519_public())
    }

    /// The 32 bytes that make an admin.
    pub fn seed(&self) -> &[u8; 32] {
        self.0.seed().as_bytes()
    }

    /// The Ed25519 and X25519 pairs of the group.
    pub fn keys(&self) -> &AccountKeys {
        &self.0
    }

    /// A signature by the group.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message)
    }

    /// A secret for one purpose that only admins can compute.
    pub(super) fn derived(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake2b_32(purpose.as_bytes(), &[self.seed()]))
    }
}

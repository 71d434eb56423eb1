//! The numbered mailboxes of an account in its swarm (protocol notes, network 4.4).

use std::fmt;

/// A numbered mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Namespace(pub i16);

impl Namespace {
    /// One-to-one messages: anyone stores, the owner retrieves.
    pub const INBOX: Self = Self(0);
    /// Config message: our profile.
    pub const USER_PROFILE: Self = Self(2);
    /// Config message: contacts.
    pub const CONTACTS: Self = Self(3);
    /// Config message: read positions.
    pub const CONVO_INFO_VOLATILE: Self = Self(4);
    /// Config message: groups and communities.
    pub const USER_GROUPS: Self = Self(5);
    /// Messages of a group.
    pub const GROUP_MESSAGES: Self = Self(11);
    /// Config message of a group: its keys.
    pub const GROUP_KEYS: Self = Self(12);
    /// Config message of a group: name and settings.
    pub const GROUP_INFO: Self = Self(13);
    /// Config message of a group: its members.
    pub const GROUP_MEMBERS: Self = Self(14);
    /// What removed members of a group may still read.
    pub const GROUP_REVOKED: Self = Self(-11);
    /// Device messages of Protocol V2.
    pub const DEVICES: Self = Self(21);
    /// Public keys of an account in Protocol V2.
    pub const ACCOUNT_KEYS: Self = Self(-21);

    /// How the namespace stands in signed texts: nothing for 0.
    pub fn signed_text(self) -> String {
        if self.0 == 0 { String::new() } else { self.0.to_string() }
    }

    /// Whether anyone may store without a signature.
    pub const fn is_public_inbox(self) -> bool {
        self.0 % 10 == 0
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

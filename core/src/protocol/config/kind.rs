//! The kinds of config messages (table of protocol notes, config 6).

/// A kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConfigKind {
    /// Ourselves.
    UserProfile,
    /// People.
    Contacts,
    /// What was read.
    ConvoInfoVolatile,
    /// Groups and communities.
    UserGroups,
    /// What concerns this device only; never pushed.
    Local,
    /// What a group is called and when it forgets.
    GroupInfo,
    /// Who is in a group.
    GroupMembers,
}

impl ConfigKind {
    /// The four of an account, in the order in which they are fetched and pushed.
    pub const OF_ACCOUNT: [Self; 4] = [Self::UserProfile, Self::Contacts, Self::ConvoInfoVolatile, Self::UserGroups];

    /// The namespace of a swarm where they are stored; [`Self::Local`] never is.
    pub const fn namespace(self) -> i16 {
        match self {
            Self::UserProfile => 2,
            Self::Contacts => 3,
            Self::ConvoInfoVolatile => 4,
            Self::UserGroups => 5,
            Self::Local => 9_999,
            Self::GroupInfo => 13,
            Self::GroupMembers => 14,
        }
    }

    /// The kind of an account that lives in a namespace.
    pub fn of_account(namespace: i16) -> Option<Self> {
        Self::OF_ACCOUNT.into_iter().find(|kind| kind.namespace() == namespace)
    }

    /// What separates the encryption of one kind from that of another; 1 to 24 bytes.
    pub const fn domain(self) -> &'static str {
        match self {
            Self::UserProfile => "UserProfile",
            Self::Contacts => "Contacts",
            Self::ConvoInfoVolatile => "ConvoInfoVolatile",
            Self::UserGroups => "UserGroups",
            Self::Local => "Local",
            Self::GroupInfo => "groups::Info",
            Self::GroupMembers => "groups::Members",
        }
    }

    /// `SharedConfigMessage.kind` of those that are wrapped in a message to ourselves.
    pub(super) const fn wrapped_kind(self) -> Option<i32> {
        match self {
            Self::UserProfile => Some(1),
            Self::Contacts => Some(2),
            Self::ConvoInfoVolatile => Some(3),
            Self::UserGroups => Some(4),
            Self::Local | Self::GroupInfo | Self::GroupMembers => None,
        }
    }

    /// The name of its dump in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UserProfile => "profile",
            Self::Contacts => "contacts",
            Self::ConvoInfoVolatile => "volatile",
            Self::UserGroups => "groups",
            Self::Local => "local",
            Self::GroupInfo => "group-info",
            Self::GroupMembers => "group-members",
        }
    }
}

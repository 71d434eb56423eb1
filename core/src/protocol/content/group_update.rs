//! What happens in and around a group (protocol notes, messages 3.15).
//!
//! Invitations and promotions come one-to-one, the others through the group's own swarm. Signatures are
//! Ed25519 by the group's key; whoever handles an update checks them, since only there the group and the
//! time of the message are known.

use zeroize::Zeroizing;

use super::error::{ContentError, exact, known, parsed, required};
use crate::codec::proto;
use crate::id::{AccountId, GroupId};

/// Most members or messages an update may list.
const MAX_LISTED: usize = 1_000;

/// What changed about a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InfoChange {
    /// Its name, to this one.
    Name(String),
    /// Its avatar.
    Avatar,
    /// The time after which messages disappear, in seconds; 0 for never.
    DisappearingSecs(u32),
}

/// What happened to members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberChange {
    /// They were invited.
    Added {
        /// Whether they see older messages.
        is_history_shared: bool,
    },
    /// They were removed.
    Removed,
    /// They became admins.
    Promoted,
}

/// An update of a group.
#[derive(Clone, PartialEq, Eq)]
pub enum GroupUpdate {
    /// We are invited.
    Invite {
        /// To which group.
        group: GroupId,
        /// Its name.
        name: String,
        /// What we sign in with at the group's swarm, 100 bytes.
        member_auth: Box<[u8; 100]>,
        /// Over `INVITE`, our account id and the time.
        admin_signature: [u8; 64],
    },
    /// We become an admin.
    Promote {
        /// From which the group's secret key derives.
        seed: Zeroizing<[u8; 32]>,
        /// Name of the group.
        name: String,
    },
    /// Name, avatar or timer changed.
    Info {
        /// What changed.
        change: InfoChange,
        /// Over `INFO_CHANGE`, the kind and the time.
        admin_signature: [u8; 64],
    },
    /// Members came, went or were promoted.
    Members {
        /// What happened.
        change: MemberChange,
        /// To whom.
        members: Vec<AccountId>,
        /// Over `MEMBER_CHANGE`, the kind and the time.
        admin_signature: [u8; 64],
    },
    /// The sender left; admins remove them.
    MemberLeft,
    /// The sender accepts the invitation.
    InviteResponse {
        /// Whether it was accepted.
        is_approved: bool,
    },
    /// Messages are to be deleted.
    DeleteContent {
        /// All messages of these members.
        members: Vec<AccountId>,
        /// These messages, by server hash.
        hashes: Vec<String>,
        /// Over `DELETE_CONTENT`, the time, members and hashes; none when members delete their own.
        admin_signature: Option<[u8; 64]>,
    },
    /// The sender left; for show.
    MemberLeftNotification,
}

/// Hides keys and names.
impl std::fmt::Debug for GroupUpdate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Invite { .. } => "Invite",
            Self::Promote { .. } => "Promote",
            Self::Info { .. } => "Info",
            Self::Members { .. } => "Members",
            Self::MemberLeft => "MemberLeft",
            Self::InviteResponse { .. } => "InviteResponse",
            Self::DeleteContent { .. } => "DeleteContent",
            Self::MemberLeftNotification => "MemberLeftNotification",
        })
    }
}

impl TryFrom<proto::GroupUpdateMessage> for GroupUpdate {
    type Error = ContentError;

    fn try_from(update: proto::GroupUpdateMessage) -> Result<Self, ContentError> {
        if let Some(invite) = update.invite {
            return read_invite(invite);
        }
        if let Some(change) = update.info_change {
            return read_info(change);
        }
        if let Some(change) = update.member_change {
            return read_members(change);
        }
        if let Some(promote) = update.promote {
            let seed = Zeroizing::new(exact(promote.group_identity_seed, "group seed")?);
            return Ok(Self::Promote { seed, name: required(promote.name, "group name")? });
        }
        if let Some(response) = update.invite_response {
            return Ok(Self::InviteResponse { is_approved: required(response.is_approved, "approval")? });
        }
        if let Some(delete) = update.delete_member_content {
            return read_delete(delete);
        }
        match (update.member_left, update.member_left_notification) {
            (Some(_), _) => Ok(Self::MemberLeft),
            (None, Some(_)) => Ok(Self::MemberLeftNotification),
            (None, None) => Err(ContentError::Empty),
        }
    }
}

fn read_invite(invite: proto::GroupInvite) -> Result<GroupUpdate, ContentError> {
    Ok(GroupUpdate::Invite {
        group: parsed(invite.group_id, "group id")?,
        name: required(invite.name, "group name")?,
        member_auth: Box::new(exact(invite.member_auth_data, "member authentication")?),
        admin_signature: exact(invite.admin_signature, "admin signature")?,
    })
}

fn read_info(change: proto::GroupInfoChange) -> Result<GroupUpdate, ContentError> {
    let kind = match known(change.r#type, "info change")? {
        proto::GroupInfoChangeType::Name => InfoChange::Name(change.updated_name.unwrap_or_default()),
        proto::GroupInfoChangeType::Avatar => InfoChange::Avatar,
        proto::GroupInfoChangeType::DisappearingMessages => {
            InfoChange::DisappearingSecs(change.updated_expiration.unwrap_or_default())
        }
    };
    Ok(GroupUpdate::Info { change: kind, admin_signature: exact(change.admin_signature, "admin signature")? })
}

fn read_members(change: proto::GroupMemberChange) -> Result<GroupUpdate, ContentError> {
    let kind = match known(change.r#type, "member change")? {
        proto::GroupMemberChangeType::Added => {
            MemberChange::Added { is_history_shared: change.history_shared.unwrap_or_default() }
        }
        proto::GroupMemberChangeType::Removed => MemberChange::Removed,
        proto::GroupMemberChangeType::Promoted => MemberChange::Promoted,
    };
    Ok(GroupUpdate::Members {
        change: kind,
        members: accounts(&change.member_account_ids)?,
        admin_signature: exact(change.admin_signature, "admin signature")?,
    })
}

fn read_delete(delete: proto::GroupDeleteMemberContent) -> Result<GroupUpdate, ContentError> {
    if delete.message_hashes.len() > MAX_LISTED {
        return Err(ContentError::Invalid("list of messages"));
    }
    let signature = delete.admin_signature.filter(|signature| !signature.is_empty());
    let admin_signature = match signature {
        Some(bytes) => Some(exact(Some(bytes), "admin signature")?),
        None => None,
    };
    let members = accounts(&delete.member_account_ids)?;
    Ok(GroupUpdate::DeleteContent { members, hashes: delete.message_hashes, admin_signature })
}

fn accounts(texts: &[String]) -> Result<Vec<AccountId>, ContentError> {
    if texts.len() > MAX_LISTED {
        return Err(ContentError::Invalid("list of members"));
    }
    texts.iter().map(|text| text.parse().map_err(|_no_id| ContentError::Invalid("member id"))).collect()
}

fn texts(accounts: &[AccountId]) -> Vec<String> {
    accounts.iter().map(ToString::to_string).collect()
}

impl From<GroupUpdate> for proto::GroupUpdateMessage {
    fn from(update: GroupUpdate) -> Self {
        let mut message = Self::default();
        match update {
            GroupUpdate::Invite { group, name, member_auth, admin_signature } => {
                message.invite = Some(proto::GroupInvite {
                    group_id: Some(group.to_string()),
                    name: Some(name),
                    member_auth_data: Some(member_auth.to_vec()),
                    admin_signature: Some(admin_signature.to_vec()),
                });
            }
            GroupUpdate::Promote { seed, name } => {
                message.promote =
                    Some(proto::GroupPromote { group_identity_seed: Some(seed.to_vec()), name: Some(name) });
            }
            GroupUpdate::Info { change, admin_signature } => {
                message.info_change = Some(write_info(change, &admin_signature));
            }
            GroupUpdate::Members { change, members, admin_signature } => {
                message.member_change = Some(write_members(change, &members, &admin_signature));
            }
            GroupUpdate::MemberLeft => message.member_left = Some(proto::Empty {}),
            GroupUpdate::InviteResponse { is_approved } => {
                message.invite_response = Some(proto::GroupInviteResponse { is_approved: Some(is_approved) });
            }
            GroupUpdate::DeleteContent { members, hashes, admin_signature } => {
                message.delete_member_content = Some(proto::GroupDeleteMemberContent {
                    member_account_ids: texts(&members),
                    message_hashes: hashes,
                    admin_signature: admin_signature.map(|signature| signature.to_vec()),
                });
            }
            GroupUpdate::MemberLeftNotification => message.member_left_notification = Some(proto::Empty {}),
        }
        message
    }
}

fn write_info(change: InfoChange, admin_signature: &[u8; 64]) -> proto::GroupInfoChange {
    let mut message = proto::GroupInfoChange { admin_signature: Some(admin_signature.to_vec()), ..Default::default() };
    let kind = match change {
        InfoChange::Name(name) => {
            message.updated_name = Some(name);
            proto::GroupInfoChangeType::Name
        }
        InfoChange::Avatar => proto::GroupInfoChangeType::Avatar,
        InfoChange::DisappearingSecs(secs) => {
            message.updated_expiration = Some(secs);
            proto::GroupInfoChangeType::DisappearingMessages
        }
    };
    message.r#type = Some(kind.into());
    message
}

fn write_members(change: MemberChange, members: &[AccountId], admin_signature: &[u8; 64]) -> proto::GroupMemberChange {
    let (kind, history_shared) = match change {
        MemberChange::Added { is_history_shared } => (proto::GroupMemberChangeType::Added, Some(is_history_shared)),
        MemberChange::Removed => (proto::GroupMemberChangeType::Removed, None),
        MemberChange::Promoted => (proto::GroupMemberChangeType::Promoted, None),
    };
    proto::GroupMemberChange {
        r#type: Some(kind.into()),
        member_account_ids: texts(members),
        history_shared,
        admin_signature: Some(admin_signature.to_vec()),
    }
}

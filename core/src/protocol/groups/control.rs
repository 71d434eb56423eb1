//! What admins sign when they change a group (protocol notes, config 10.5).
//!
//! Each update names what changed and the time of its message in ASCII; the group's key signs that. So an
//! update is good only for one message, and an invitation only for one person. The texts don't hold new
//! values: these are in the signed config messages.

use super::GroupAdmin;
use crate::clock::NetworkTime;
use crate::crypto::keys::verify;
use crate::id::{AccountId, GroupId};
use crate::protocol::content::{GroupUpdate, InfoChange, MemberChange};

/// The text of an invitation.
pub fn invite_text(invitee: &AccountId, sent_at: NetworkTime) -> String {
    format!("INVITE{invitee}{}", sent_at.millis())
}

/// The text of a change of name, avatar or timer.
pub fn info_text(change: &InfoChange, sent_at: NetworkTime) -> String {
    let kind = match change {
        InfoChange::Name(_) => 1,
        InfoChange::Avatar => 2,
        InfoChange::DisappearingSecs(_) => 3,
    };
    format!("INFO_CHANGE{kind}{}", sent_at.millis())
}

/// The text of a change of members.
pub fn member_text(change: MemberChange, sent_at: NetworkTime) -> String {
    let kind = match change {
        MemberChange::Added { .. } => 1,
        MemberChange::Removed => 2,
        MemberChange::Promoted => 3,
    };
    format!("MEMBER_CHANGE{kind}{}", sent_at.millis())
}

/// The text of a deletion of messages of some members, or of messages by their hashes.
pub fn delete_text(members: &[AccountId], hashes: &[String], sent_at: NetworkTime) -> String {
    let members: String = members.iter().map(ToString::to_string).collect();
    format!("DELETE_CONTENT{}{members}{}", sent_at.millis(), hashes.concat())
}

/// The text an update of this kind is signed with; nothing for updates that are not signed. `us` is who
/// received it.
pub fn signed_text(update: &GroupUpdate, us: &AccountId, sent_at: NetworkTime) -> Option<String> {
    match update {
        GroupUpdate::Invite { .. } => Some(invite_text(us, sent_at)),
        GroupUpdate::Info { change, .. } => Some(info_text(change, sent_at)),
        GroupUpdate::Members { change, .. } => Some(member_text(*change, sent_at)),
        GroupUpdate::DeleteContent { members, hashes, .. } => Some(delete_text(members, hashes, sent_at)),
        GroupUpdate::Promote { .. }
        | GroupUpdate::MemberLeft
        | GroupUpdate::InviteResponse { .. }
        | GroupUpdate::MemberLeftNotification => None,
    }
}

/// Whether an admin of `group` signed an update that `us` received. Updates that are never signed, or
/// that a member may send without a signature, are not signed by an admin.
pub fn is_by_admin(update: &GroupUpdate, group: &GroupId, us: &AccountId, sent_at: NetworkTime) -> bool {
    let (GroupUpdate::Invite { admin_signature: signature, .. }
    | GroupUpdate::Info { admin_signature: signature, .. }
    | GroupUpdate::Members { admin_signature: signature, .. }
    | GroupUpdate::DeleteContent { admin_signature: Some(signature), .. }) = update
    else {
        return false;
    };
    signed_text(update, us, sent_at).is_some_and(|text| verify(group.key(), text.as_bytes(), signature))
}

/// Signs a text for the group.
pub fn sign(admin: &GroupAdmin, text: &str) -> [u8; 64] {
    admin.sign(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: NetworkTime = NetworkTime(1_760_000_000_000);

    fn person(byte: u8) -> AccountId {
        AccountId::from_key([byte; 32])
    }

    #[test]
    fn an_update_counts_only_for_its_time_group_and_person() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let (us, group) = (person(5), admin.id());
        let invite = GroupUpdate::Invite {
            group,
            name: "Name".into(),
            member_auth: Box::new([0; 100]),
            admin_signature: sign(&admin, &invite_text(&us, AT)),
        };
        assert!(is_by_admin(&invite, &group, &us, AT));
        assert!(!is_by_admin(&invite, &group, &person(6), AT));
        assert!(!is_by_admin(&invite, &group, &us, AT.plus_millis(1)));
        assert!(!is_by_admin(&invite, &GroupAdmin::from_seed(&[2; 32]).id(), &us, AT));
    }

    #[test]
    fn every_signed_kind_verifies_and_no_other_does() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let (us, group) = (person(5), admin.id());
        let info = InfoChange::DisappearingSecs(60);
        let hashes = vec!["hash".to_owned()];
        let delete = sign(&admin, &delete_text(&[us], &hashes, AT));
        let signed = [
            GroupUpdate::Info { admin_signature: sign(&admin, &info_text(&info, AT)), change: info },
            GroupUpdate::Members {
                change: MemberChange::Promoted,
                members: vec![us],
                admin_signature: sign(&admin, &member_text(MemberChange::Promoted, AT)),
            },
            GroupUpdate::DeleteContent { members: vec![us], hashes: hashes.clone(), admin_signature: Some(delete) },
        ];
        for update in signed {
            assert!(is_by_admin(&update, &group, &us, AT), "{update:?}");
        }
        let moved = GroupUpdate::DeleteContent { members: Vec::new(), hashes, admin_signature: Some(delete) };
        for update in [moved, GroupUpdate::MemberLeft, GroupUpdate::InviteResponse { is_approved: true }] {
            assert!(!is_by_admin(&update, &group, &us, AT), "{update:?}");
        }
    }
}

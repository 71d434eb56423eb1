//! Who is in a group (protocol notes, config 9).
//!
//! Admins write how far inviting, promoting and removing somebody has come, so that another admin can go
//! on with it. An invitation or promotion is sent, failed or not sent; it is over when the person
//! answered. Somebody marked as removed is removed by the next admin who sees it, and then erased.
//! Entries keep what newer clients wrote beside what we know.

use std::collections::BTreeSet;

use super::GroupAdmin;
use super::fields::{MAX_NAME_BYTES, avatar, cut, flag, positive, set_avatar, set_flag, set_positive, text};
use super::info::group_config;
use crate::id::{AccountId, GroupId};
use crate::protocol::config::bt::Bt;
use crate::protocol::config::{Config, ConfigKind, Value};
use crate::protocol::content::Avatar;

const MEMBERS: &[u8] = b"m";
/// Key in the dump for whom this device is sending something.
const PENDING: &[u8] = b"pending_send_ids";

/// How far an invitation or a promotion has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// The person answered, or there is nothing to answer.
    Accepted,
    /// Nobody has sent it yet.
    NotSent,
    /// It was sent.
    Sent,
    /// Sending failed.
    Failed,
    /// A state of a newer client.
    Other(u64),
}

impl Sending {
    const fn from_wire(number: Option<u64>) -> Self {
        match number {
            None => Self::Accepted,
            Some(1) => Self::Sent,
            Some(2) => Self::Failed,
            Some(3) => Self::NotSent,
            Some(other) => Self::Other(other),
        }
    }

    const fn to_wire(self) -> u64 {
        match self {
            Self::Accepted => 0,
            Self::Sent => 1,
            Self::Failed => 2,
            Self::NotSent => 3,
            Self::Other(other) => other,
        }
    }
}

/// Somebody is to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// What they wrote remains.
    Member,
    /// What they wrote is deleted too.
    MemberAndMessages,
    /// A state of a newer client.
    Other(u64),
}

impl Removal {
    fn from_wire(number: Option<u64>) -> Option<Self> {
        number.map(|number| match number {
            1 => Self::Member,
            2 => Self::MemberAndMessages,
            other => Self::Other(other),
        })
    }

    const fn to_wire(this: Option<Self>) -> u64 {
        match this {
            None => 0,
            Some(Self::Member) => 1,
            Some(Self::MemberAndMessages) => 2,
            Some(Self::Other(other)) => other,
        }
    }
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// Who it is.
    pub account: AccountId,
    /// Their name, at most 100 bytes; may be empty.
    pub name: String,
    /// Their picture.
    pub avatar: Option<Avatar>,
    /// When name or picture changed, in Unix seconds; 0 if unknown.
    pub updated_at_secs: u64,
    /// Whether they are an admin, or are becoming one.
    pub is_admin: bool,
    /// Their invitation; admins have none.
    pub invite: Sending,
    /// Their promotion.
    pub promotion: Sending,
    /// Whether they were invited with the history.
    pub is_history_shared: bool,
    /// Whether they are to be removed.
    pub removal: Option<Removal>,
}

impl GroupMember {
    /// Somebody who was not invited yet.
    pub const fn new(account: AccountId) -> Self {
        Self {
            account,
            name: String::new(),
            avatar: None,
            updated_at_secs: 0,
            is_admin: false,
            invite: Sending::NotSent,
            promotion: Sending::Accepted,
            is_history_shared: false,
            removal: None,
        }
    }

    /// They answered the invitation, or wrote something.
    pub const fn accept_invite(&mut self) {
        self.invite = Sending::Accepted;
        self.is_history_shared = false;
    }

    /// They are to become an admin.
    pub const fn promote(&mut self) {
        self.accept_invite();
        self.is_admin = true;
        self.promotion = Sending::NotSent;
    }

    /// They have the group's seed.
    pub const fn accept_promotion(&mut self) {
        self.is_admin = true;
        self.promotion = Sending::Accepted;
    }

    /// They are to be removed.
    pub const fn remove(&mut self, removal: Removal) {
        self.invite = Sending::Accepted;
        self.promotion = Sending::Accepted;
        self.removal = Some(removal);
    }
}

/// The members of a group.
#[derive(Debug, Clone)]
pub struct GroupMembers(Config);

impl GroupMembers {
    /// Nothing known of the members of a group, which only admins may write.
    pub fn new(group: &GroupId, admin: Option<&GroupAdmin>) -> Self {
        Self(group_config(ConfigKind::GroupMembers, group, admin))
    }

    /// The config beneath.
    pub const fn config(&self) -> &Config {
        &self.0
    }

    /// The config beneath, to push, merge and dump.
    pub const fn config_mut(&mut self) -> &mut Config {
        &mut self.0
    }

    /// A member.
    pub fn get(&self, account: &AccountId) -> Option<GroupMember> {
        let id = account.to_bytes();
        self.0.dict(&[MEMBERS, &id])?;
        let path = |key: &'static [u8]| [MEMBERS, id.as_slice(), key];
        let number = |key| positive(&self.0, &path(key));
        let is_admin = flag(&self.0, &path(b"A"));
        Some(GroupMember {
            account: *account,
            name: text(&self.0, &path(b"n")).map(|name| cut(name, MAX_NAME_BYTES).to_owned()).unwrap_or_default(),
            avatar: avatar(&self.0, &path(b"p"), &path(b"q")),
            updated_at_secs: number(b"t").unwrap_or_default(),
            is_admin,
            invite: if is_admin { Sending::Accepted } else { Sending::from_wire(number(b"I")) },
            promotion: Sending::from_wire(number(b"P")),
            is_history_shared: flag(&self.0, &path(b"s")),
            removal: Removal::from_wire(number(b"R")),
        })
    }

    /// The account ids of all members, in order. Keys that are no account id are left out.
    pub fn ids(&self) -> Vec<AccountId> {
        let entries = self.0.dict(&[MEMBERS]).into_iter().flatten();
        let id = |key: &Vec<u8>| match key.split_first() {
            Some((0x05, key)) => key.try_into().ok().map(AccountId::from_key),
            _ => None,
        };
        entries.filter(|(_key, value)| matches!(value, Value::Dict(_))).filter_map(|(key, _value)| id(key)).collect()
    }

    /// All members, in the order of their ids.
    pub fn all(&self) -> Vec<GroupMember> {
        self.ids().iter().filter_map(|id| self.get(id)).collect()
    }

    /// Writes a member, who may be new.
    pub fn set(&mut self, member: &GroupMember) {
        let id = member.account.to_bytes();
        let path = |key: &'static [u8]| [MEMBERS, id.as_slice(), key];
        let config = &mut self.0;
        // The name is there even when it is empty, so that the entry is.
        config.set_bytes(&path(b"n"), cut(&member.name, MAX_NAME_BYTES).as_bytes());
        set_avatar(config, &path(b"p"), &path(b"q"), member.avatar.as_ref());
        set_positive(config, &path(b"t"), member.updated_at_secs);
        let invite = if member.is_admin { 0 } else { member.invite.to_wire() };
        set_flag(config, &path(b"A"), member.is_admin);
        set_positive(config, &path(b"P"), member.promotion.to_wire());
        set_positive(config, &path(b"I"), invite);
        set_flag(config, &path(b"s"), member.is_history_shared && invite > 0);
        set_positive(config, &path(b"R"), Removal::to_wire(member.removal));
    }

    /// Changes a member, who is added if unknown.
    pub fn update(&mut self, account: &AccountId, change: impl FnOnce(&mut GroupMember)) {
        let mut member = self.get(account).unwrap_or_else(|| GroupMember::new(*account));
        change(&mut member);
        self.set(&member);
    }

    /// Erases a member; says whether there was one.
    pub fn erase(&mut self, account: &AccountId) -> bool {
        self.set_sending(account, false);
        self.0.erase(&[MEMBERS, &account.to_bytes()])
    }

    /// Those whom an admin is to remove.
    pub fn to_remove(&self) -> Vec<GroupMember> {
        self.all().into_iter().filter(|member| member.removal.is_some()).collect()
    }

    /// Whether this device is sending an invitation or a promotion to somebody.
    pub fn is_sending(&self, account: &AccountId) -> bool {
        self.sending().contains(&account.to_string())
    }

    /// Notes that this device is sending an invitation or a promotion, or not any more. It is kept in the
    /// dump only.
    pub fn set_sending(&mut self, account: &AccountId, is_sending: bool) {
        let mut ids = self.sending();
        let text = account.to_string();
        let is_changed = if is_sending { ids.insert(text) } else { ids.remove(&text) };
        if is_changed {
            let list = Bt::List(ids.iter().map(|id| Bt::bytes(id.as_bytes())).collect());
            self.0.set_extra((!ids.is_empty()).then(|| Bt::dict([(PENDING, list)])));
        }
    }

    fn sending(&self) -> BTreeSet<String> {
        let list = self.0.extra().and_then(|extra| extra.get(PENDING)).and_then(Bt::as_list).unwrap_or_default();
        list.iter().filter_map(|id| String::from_utf8(id.as_bytes()?.to_vec()).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members() -> GroupMembers {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        GroupMembers::new(&admin.id(), Some(&admin))
    }

    fn person(byte: u8) -> AccountId {
        AccountId::from_key([byte; 32])
    }

    #[test]
    fn a_member_is_read_as_it_was_written() {
        let mut members = members();
        let written = GroupMember {
            name: "Name".into(),
            avatar: Some(Avatar { url: "http://files/1".into(), key: [3; 32] }),
            updated_at_secs: 5,
            is_history_shared: true,
            ..GroupMember::new(person(2))
        };
        members.set(&written);
        members.set(&GroupMember::new(person(1)));
        assert_eq!(members.all(), [GroupMember::new(person(1)), written]);
        assert!(members.erase(&person(2)));
        assert!(!members.erase(&person(2)));
        assert_eq!(members.ids(), [person(1)]);
    }

    #[test]
    fn states_follow_what_happens() {
        let mut members = members();
        members.update(&person(1), |member| member.invite = Sending::Sent);
        members.update(&person(1), GroupMember::accept_invite);
        members.update(&person(1), GroupMember::promote);
        let promoted = members.get(&person(1)).expect("a member");
        assert_eq!((promoted.is_admin, promoted.promotion), (true, Sending::NotSent));
        members.update(&person(1), GroupMember::accept_promotion);
        assert_eq!(members.get(&person(1)).map(|member| member.promotion), Some(Sending::Accepted));
        members.update(&person(1), |member| member.remove(Removal::MemberAndMessages));
        assert_eq!(members.to_remove().len(), 1);
    }

    #[test]
    fn states_of_newer_clients_survive() {
        let mut members = members();
        members.set(&GroupMember {
            invite: Sending::Other(9),
            removal: Some(Removal::Other(7)),
            ..GroupMember::new(person(1))
        });
        members.update(&person(1), |member| member.name = "Name".into());
        let member = members.get(&person(1)).expect("a member");
        assert_eq!((member.invite, member.removal), (Sending::Other(9), Some(Removal::Other(7))));
    }

    #[test]
    fn whom_this_device_sends_to_is_in_its_dump_only() {
        let mut members = members();
        members.set_sending(&person(1), true);
        assert!(members.is_sending(&person(1)) && members.config().needs_dump());
        assert!(!members.config().needs_push());
        let dump = members.config_mut().dump();
        let mut again = self::members();
        again.config_mut().load(&dump).expect("our own dump");
        assert!(again.is_sending(&person(1)));
        again.set_sending(&person(1), false);
        assert_eq!(again.config().extra(), None);
    }
}

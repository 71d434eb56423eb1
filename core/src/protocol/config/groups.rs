//! Groups, communities, and groups of old (protocol notes, config 7.4).
//!
//! Nothing here shows them yet; the config is kept, merged and pushed whole, and what it says can be
//! read and changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::data::{Dict, Scalar, Value};
use super::fields::{self, Notifications, Writer};
use super::{Config, ConfigKind};
use crate::crypto::keys::AccountKeys;
use crate::id::{AccountId, GroupId};

/// What all entries have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Common {
    /// What notifies.
    pub notifications: Notifications,
    /// Nothing notifies before, in Unix seconds; 0 for never muted.
    pub mute_until_secs: u64,
    /// -1 hidden, 0 normal, above 0 pinned.
    pub priority: i64,
    /// When we joined, in Unix seconds; 0 if unknown.
    pub joined_at_secs: u64,
    /// The invitation is not accepted yet.
    pub is_invited: bool,
}

/// Why a group is not ours any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// Somebody removed us.
    Kicked,
    /// Nobody is in it any more.
    Destroyed,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupEntry {
    /// Which.
    pub group: GroupId,
    /// The name it had when we were invited.
    pub name: String,
    /// Its seed, 32 bytes, if we are an admin.
    pub seed: Option<[u8; 32]>,
    /// What lets a member into its swarm, 100 bytes.
    pub auth_data: Option<[u8; 100]>,
    /// Whether it is not ours any more.
    pub removed: Option<Removed>,
    /// The rest.
    pub common: Common,
}

/// A room of a community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommunityEntry {
    /// Address of the server in canonical form.
    pub base_url: String,
    /// The room as it is displayed.
    pub room: String,
    /// Key of the server, 32 bytes.
    pub server_key: [u8; 32],
    /// The rest.
    pub common: Common,
}

/// A group of old, which is only history now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyGroupEntry {
    /// Its id, which looks like that of an account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Its X25519 keys, public and secret, 32 bytes each.
    pub keys: Option<([u8; 32], [u8; 32])>,
    /// Its members, admins included or not, with whether each is an admin.
    pub members: BTreeMap<AccountId, bool>,
    /// After how many seconds messages disappear; 0 for never.
    pub timer_secs: u64,
    /// The rest.
    pub common: Common,
}

fn ids(dict: &Dict, key: &[u8]) -> Vec<AccountId> {
    let Some(Value::Set(set)) = dict.get(key) else { return Vec::new() };
    let id = |scalar: &Scalar| if let Scalar::Bytes(bytes) = scalar { AccountId::from_bytes(bytes) } else { None };
    set.iter().filter_map(id).collect()
}

/// The config of groups.
#[derive(Debug, Clone)]
pub struct UserGroups(Config);

fn common(dict: &Dict) -> Common {
    Common {
        notifications: Notifications::from_int(fields::int(dict, b"@").unwrap_or(0)),
        mute_until_secs: fields::positive(dict, b"!").unwrap_or(0),
        priority: fields::int(dict, b"+").unwrap_or(0),
        joined_at_secs: fields::positive(dict, b"j").unwrap_or(0),
        is_invited: fields::flag(dict, b"i"),
    }
}

fn write_common(writer: &mut Writer<'_>, common: &Common) {
    writer.non_zero(b"+", common.priority).positive(b"j", common.joined_at_secs);
    writer.non_zero(b"@", common.notifications.to_int()).positive(b"!", common.mute_until_secs);
    writer.flag(b"i", common.is_invited);
}

fn group_entry(group: GroupId, dict: &Dict) -> GroupEntry {
    let seed = fields::bytes(dict, b"K").and_then(|seed| <[u8; 32]>::try_from(seed).ok());
    // A seed that makes another group is not this one's.
    let is_ours =
        |seed: &[u8; 32]| ed25519_dalek::SigningKey::from_bytes(seed).verifying_key().as_bytes() == group.key();
    GroupEntry {
        group,
        name: fields::text(dict, b"n").unwrap_or_default(),
        seed: seed.filter(is_ours),
        auth_data: fields::bytes(dict, b"s").and_then(|data| data.try_into().ok()),
        removed: match fields::positive(dict, b"r") {
            None => None,
            Some(1) => Some(Removed::Kicked),
            Some(_) => Some(Removed::Destroyed),
        },
        common: common(dict),
    }
}

impl UserGroups {
    /// An empty one.
    pub fn new(keys: &Arc<AccountKeys>) -> Self {
        Self(Config::for_account(ConfigKind::UserGroups, keys))
    }

    /// The config itself.
    pub const fn config(&self) -> &Config {
        &self.0
    }

    /// The config itself, to push, merge and dump it.
    pub const fn config_mut(&mut self) -> &mut Config {
        &mut self.0
    }

    /// A group, or nothing if unknown.
    pub fn group(&self, group: GroupId) -> Option<GroupEntry> {
        self.0.dict(&[b"g", &group.to_bytes()]).map(|dict| group_entry(group, dict))
    }

    /// All groups.
    pub fn groups(&self) -> impl Iterator<Item = GroupEntry> {
        self.0.dict(&[b"g"]).into_iter().flatten().filter_map(|(key, value)| {
            let Value::Dict(dict) = value else { return None };
            Some(group_entry(GroupId::from_bytes(key)?, dict))
        })
    }

    /// Writes a group. Without a seed the key of a member is written; one that exists stays when there is
    /// a seed.
    pub fn set_group(&mut self, entry: &GroupEntry) {
        let id = entry.group.to_bytes();
        let mut writer = Writer::new(&mut self.0, &[b"g", &id]);
        writer.text(b"n", fields::short_name(&entry.name));
        match (&entry.seed, &entry.auth_data) {
            (Some(seed), _) => drop(writer.always(b"K", seed)),
            (None, auth_data) => {
                writer.always(b"K", b"");
                match auth_data {
                    Some(data) => drop(writer.always(b"s", data)),
                    None => drop(writer.text(b"s", "")),
                }
            }
        }
        let removed = match entry.removed {
            None => 0,
            Some(Removed::Kicked) => 1,
            Some(Removed::Destroyed) => 2,
        };
        writer.non_zero(b"r", removed);
        write_common(&mut writer, &entry.common);
    }

    /// Forgets a group. Says whether it was known.
    pub fn erase_group(&mut self, group: GroupId) -> bool {
        self.0.erase(&[b"g", &group.to_bytes()])
    }

    /// All rooms of communities.
    pub fn communities(&self) -> Vec<CommunityEntry> {
        let mut found = Vec::new();
        for (base_url, value) in self.0.dict(&[b"o"]).into_iter().flatten() {
            let Value::Dict(server) = value else { continue };
            let key = fields::bytes(server, b"#").and_then(|key| key.try_into().ok());
            let (Some(server_key), Ok(base_url)) = (key, std::str::from_utf8(base_url)) else { continue };
            let Some(Value::Dict(rooms)) = server.get(b"R".as_slice()) else { continue };
            for value in rooms.values() {
                let Value::Dict(room) = value else { continue };
                found.push(CommunityEntry {
                    base_url: base_url.to_owned(),
                    room: fields::text(room, b"n").unwrap_or_default(),
                    server_key,
                    common: common(room),
                });
            }
        }
        found
    }

    /// Writes a room of a community, whose address must be canonical.
    pub fn set_community(&mut self, entry: &CommunityEntry) {
        let server: [&[u8]; 2] = [b"o", entry.base_url.as_bytes()];
        Writer::new(&mut self.0, &server).always(b"#", &entry.server_key);
        let room = entry.room.to_lowercase();
        let mut writer = Writer::new(&mut self.0, &[b"o", entry.base_url.as_bytes(), b"R", room.as_bytes()]);
        writer.always(b"n", entry.room.as_bytes());
        write_common(&mut writer, &entry.common);
    }

    /// Forgets a room, and with the last room its server. Says whether it was known.
    pub fn erase_community(&mut self, base_url: &str, room: &str) -> bool {
        let server: [&[u8]; 2] = [b"o", base_url.as_bytes()];
        let room = room.to_lowercase();
        let is_last = self
            .0
            .dict(&[b"o", base_url.as_bytes(), b"R"])
            .is_some_and(|rooms| rooms.len() == 1 && rooms.contains_key(room.as_bytes()));
        if is_last { self.0.erase(&server) } else { self.0.erase(&[b"o", base_url.as_bytes(), b"R", room.as_bytes()]) }
    }

    /// Notes that somebody removed us from a group; its keys go.
    pub fn mark_kicked(&mut self, group: GroupId) {
        self.mark_removed(group, |removed| removed.or(Some(Removed::Kicked)));
    }

    /// Notes that a group does not exist any more; its keys go, and it never comes back.
    pub fn mark_destroyed(&mut self, group: GroupId) {
        self.mark_removed(group, |_removed| Some(Removed::Destroyed));
    }

    fn mark_removed(&mut self, group: GroupId, change: impl Fn(Option<Removed>) -> Option<Removed>) {
        if let Some(entry) = self.group(group) {
            let removed = change(entry.removed);
            self.set_group(&GroupEntry { seed: None, auth_data: None, removed, ..entry });
        }
    }

    /// Notes that we were invited again to a group from which we had been removed.
    pub fn mark_invited(&mut self, group: GroupId) {
        if let Some(entry) = self.group(group).filter(|entry| entry.removed == Some(Removed::Kicked)) {
            self.set_group(&GroupEntry { removed: None, ..entry });
        }
    }

    /// A group of old, or nothing if unknown.
    pub fn legacy(&self, id: AccountId) -> Option<LegacyGroupEntry> {
        let dict = self.0.dict(&[b"C", &id.to_bytes()])?;
        let key = |name: &[u8]| fields::bytes(dict, name).and_then(|key| key.try_into().ok());
        let mut members: BTreeMap<AccountId, bool> = ids(dict, b"m").into_iter().map(|id| (id, false)).collect();
        members.extend(ids(dict, b"a").into_iter().map(|id| (id, true)));
        Some(LegacyGroupEntry {
            id,
            name: fields::text(dict, b"n").unwrap_or_default(),
            keys: key(b"k").zip(key(b"K")),
            members,
            timer_secs: fields::positive(dict, b"E").unwrap_or(0),
            common: common(dict),
        })
    }

    /// Writes a group of old.
    pub fn set_legacy(&mut self, entry: &LegacyGroupEntry) {
        let id = entry.id.to_bytes();
        let path: [&[u8]; 2] = [b"C", &id];
        let mut writer = Writer::new(&mut self.0, &path);
        writer.always(b"n", fields::short_name(&entry.name).as_bytes());
        writer.bytes(b"k", entry.keys.as_ref().map(|(public, _secret)| public.as_slice()));
        writer.bytes(b"K", entry.keys.as_ref().map(|(_public, secret)| secret.as_slice()));
        writer.positive(b"E", entry.timer_secs);
        for (name, is_admin) in [(b"m".as_slice(), false), (b"a", true)] {
            let of_kind = entry.members.iter().filter(|(_id, known)| **known == is_admin);
            writer.scalars(name, of_kind.map(|(id, _admin)| Scalar::Bytes(id.to_bytes().to_vec())).collect());
        }
        write_common(&mut writer, &entry.common);
    }

    /// Forgets a group of old. Says whether it was known.
    pub fn erase_legacy(&mut self, id: AccountId) -> bool {
        self.0.erase(&[b"C", &id.to_bytes()])
    }
}

//! People: names, approval, blocks, what we set for the conversation with them (protocol notes, config
//! 7.2).

use std::sync::Arc;

use data_encoding::HEXLOWER;

use super::data::{Dict, Value};
use super::fields::{self, Avatar, Notifications, Writer};
use super::{Config, ConfigKind};
use crate::crypto::keys::AccountKeys;
use crate::id::{AccountId, BlindedId, Blinding};

/// From when on messages disappear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerMode {
    /// From when they were sent.
    AfterSend,
    /// From when they were read.
    AfterRead,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactEntry {
    /// Who.
    pub account: AccountId,
    /// The name they gave themselves; may be empty.
    pub name: String,
    /// The name we gave them.
    pub nickname: Option<String>,
    /// Their picture.
    pub avatar: Option<Avatar>,
    /// When their profile was last changed, in Unix seconds; 0 if unknown.
    pub updated_at_secs: u64,
    /// We accepted their request or wrote to them.
    pub is_approved: bool,
    /// They accepted our request or wrote to us.
    pub did_approve_us: bool,
    /// Their messages are dropped.
    pub is_blocked: bool,
    /// What notifies.
    pub notifications: Notifications,
    /// Nothing notifies before, in Unix seconds; 0 for never muted.
    pub mute_until_secs: u64,
    /// -1 hidden, 0 normal, above 0 pinned.
    pub priority: i64,
    /// When the conversation began, in Unix seconds; 0 if unknown.
    pub created_at_secs: u64,
    /// When messages disappear, with the seconds.
    pub timer: Option<(TimerMode, u64)>,
    /// Features of their profile, by number.
    pub features: Vec<i64>,
}

impl ContactEntry {
    /// A person of whom nothing is known.
    pub const fn new(account: AccountId) -> Self {
        Self {
            account,
            name: String::new(),
            nickname: None,
            avatar: None,
            updated_at_secs: 0,
            is_approved: false,
            did_approve_us: false,
            is_blocked: false,
            notifications: Notifications::Default,
            mute_until_secs: 0,
            priority: 0,
            created_at_secs: 0,
            timer: None,
            features: Vec::new(),
        }
    }

    fn read(account: AccountId, dict: &Dict) -> Self {
        let mode = match fields::int(dict, b"e") {
            Some(1) => Some(TimerMode::AfterSend),
            Some(2) => Some(TimerMode::AfterRead),
            _ => None,
        };
        let notifications = match Notifications::from_int(fields::int(dict, b"@").unwrap_or(0)) {
            Notifications::MentionsOnly => Notifications::All,
            other => other,
        };
        Self {
            account,
            name: fields::text(dict, b"n").unwrap_or_default(),
            nickname: fields::text(dict, b"N"),
            avatar: fields::avatar(dict, b"p", b"q"),
            updated_at_secs: fields::positive(dict, b"t").unwrap_or(0),
            is_approved: fields::flag(dict, b"a"),
            did_approve_us: fields::flag(dict, b"A"),
            is_blocked: fields::flag(dict, b"b"),
            notifications,
            mute_until_secs: fields::positive(dict, b"!").unwrap_or(0),
            priority: fields::int(dict, b"+").unwrap_or(0),
            created_at_secs: fields::positive(dict, b"j").unwrap_or(0),
            timer: mode.zip(fields::positive(dict, b"E")),
            features: fields::ints(dict, b"f"),
        }
    }
}

/// A person of a community who wrote to us, or to whom we wrote, by their blinded id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindedEntry {
    /// Who.
    pub id: BlindedId,
    /// Canonical address of the community's server.
    pub base_url: String,
    /// Key of the server, 32 bytes.
    pub server_key: [u8; 32],
    /// The name they gave themselves; may be empty.
    pub name: String,
    /// Their picture.
    pub avatar: Option<Avatar>,
    /// When their profile was last changed, in Unix seconds; 0 if unknown.
    pub updated_at_secs: u64,
    /// -1 hidden, 0 normal, above 0 pinned.
    pub priority: i64,
    /// When the conversation began, in Unix seconds; 0 if unknown.
    pub created_at_secs: u64,
    /// Features of their profile, by number.
    pub features: Vec<i64>,
}

/// The config of people.
#[derive(Debug, Clone)]
pub struct Contacts(Config);

impl Contacts {
    /// An empty one.
    pub fn new(keys: &Arc<AccountKeys>) -> Self {
        Self(Config::for_account(ConfigKind::Contacts, keys))
    }

    /// The config itself.
    pub const fn config(&self) -> &Config {
        &self.0
    }

    /// The config itself, to push, merge and dump it.
    pub const fn config_mut(&mut self) -> &mut Config {
        &mut self.0
    }

    /// A person, or nothing if unknown.
    pub fn get(&self, account: AccountId) -> Option<ContactEntry> {
        let dict = self.0.dict(&[b"c", &account.to_bytes()])?;
        Some(ContactEntry::read(account, dict))
    }

    /// Everybody. What is no entry of a person is left alone.
    pub fn all(&self) -> impl Iterator<Item = ContactEntry> {
        self.0.dict(&[b"c"]).into_iter().flatten().filter_map(|(key, value)| {
            let Value::Dict(dict) = value else { return None };
            Some(ContactEntry::read(AccountId::from_bytes(key)?, dict))
        })
    }

    /// Writes a person.
    pub fn set(&mut self, entry: &ContactEntry) {
        let id = entry.account.to_bytes();
        let mut writer = Writer::new(&mut self.0, &[b"c", &id]);
        writer.always(b"n", fields::short_name(&entry.name).as_bytes());
        writer.text(b"N", fields::short_name(entry.nickname.as_deref().unwrap_or_default()));
        writer.avatar(b"p", b"q", entry.avatar.as_ref()).positive(b"t", entry.updated_at_secs);
        writer.flag(b"a", entry.is_approved).flag(b"A", entry.did_approve_us).flag(b"b", entry.is_blocked);
        writer.non_zero(b"+", entry.priority);
        let notifications = match entry.notifications {
            Notifications::MentionsOnly => Notifications::All,
            other => other,
        };
        writer.non_zero(b"@", notifications.to_int()).positive(b"!", entry.mute_until_secs);
        let (mode, secs) = match entry.timer {
            Some((TimerMode::AfterSend, secs)) if secs > 0 => (1, secs),
            Some((TimerMode::AfterRead, secs)) if secs > 0 => (2, secs),
            _ => (0, 0),
        };
        writer.non_zero(b"e", mode).positive(b"E", secs);
        writer.positive(b"j", entry.created_at_secs).ints(b"f", &entry.features);
    }

    /// Changes a person; one who is unknown starts as [`ContactEntry::new`].
    pub fn update(&mut self, account: AccountId, change: impl FnOnce(&mut ContactEntry)) {
        let mut entry = self.get(account).unwrap_or_else(|| ContactEntry::new(account));
        change(&mut entry);
        self.set(&entry);
    }

    /// Forgets a person. Says whether they were known.
    pub fn erase(&mut self, account: AccountId) -> bool {
        self.0.erase(&[b"c", &account.to_bytes()])
    }

    /// A person of a community, or nothing if unknown.
    pub fn blinded(&self, base_url: &str, id: &BlindedId) -> Option<BlindedEntry> {
        let key = HEXLOWER.encode(id.key());
        let server = self.0.dict(&[b"b", base_url.as_bytes()])?;
        let dict = self.0.dict(&[b"b", base_url.as_bytes(), b"R", key.as_bytes()])?;
        Some(BlindedEntry {
            id: BlindedId::from_key(
                if fields::flag(dict, b"y") { Blinding::Fifteen } else { Blinding::TwentyFive },
                *id.key(),
            ),
            base_url: base_url.to_owned(),
            server_key: fields::bytes(server, b"#")?.try_into().ok()?,
            name: fields::text(dict, b"n").unwrap_or_default(),
            avatar: fields::avatar(dict, b"p", b"q"),
            updated_at_secs: fields::positive(dict, b"t").unwrap_or(0),
            priority: fields::int(dict, b"+").unwrap_or(0),
            created_at_secs: fields::positive(dict, b"j").unwrap_or(0),
            features: fields::ints(dict, b"f"),
        })
    }

    /// Writes a person of a community.
    pub fn set_blinded(&mut self, entry: &BlindedEntry) {
        let (url, key) = (entry.base_url.as_bytes(), HEXLOWER.encode(entry.id.key()));
        Writer::new(&mut self.0, &[b"b", url]).always(b"#", &entry.server_key);
        let mut writer = Writer::new(&mut self.0, &[b"b", url, b"R", key.as_bytes()]);
        writer.always(b"n", fields::short_name(&entry.name).as_bytes());
        writer.avatar(b"p", b"q", entry.avatar.as_ref()).positive(b"t", entry.updated_at_secs);
        writer.non_zero(b"+", entry.priority).positive(b"j", entry.created_at_secs).ints(b"f", &entry.features);
        writer.flag(b"y", entry.id.blinding() == Blinding::Fifteen);
    }

    /// Forgets a person of a community; the key of the server stays. Says whether they were known.
    pub fn erase_blinded(&mut self, base_url: &str, id: &BlindedId) -> bool {
        self.0.erase(&[b"b", base_url.as_bytes(), b"R", HEXLOWER.encode(id.key()).as_bytes()])
    }
}

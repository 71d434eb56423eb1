//! Ourselves: name, picture, Note to Self (protocol notes, config 7.1).
//!
//! A picture exists twice: as last chosen by a person and as last uploaded again by a device; the newer
//! one counts. Keys we have no use for (paid features) stay as they are.

use std::sync::Arc;

use super::fields::{self, Avatar, Writer};
use super::{Config, ConfigKind};
use crate::crypto::keys::AccountKeys;

/// The config of our own profile.
#[derive(Debug, Clone)]
pub struct UserProfile(Config);

impl UserProfile {
    /// An empty one.
    pub fn new(keys: &Arc<AccountKeys>) -> Self {
        Self(Config::for_account(ConfigKind::UserProfile, keys))
    }

    /// The config itself.
    pub const fn config(&self) -> &Config {
        &self.0
    }

    /// The config itself, to push, merge and dump it.
    pub const fn config_mut(&mut self) -> &mut Config {
        &mut self.0
    }

    fn writer(&mut self) -> Writer<'_> {
        Writer::new(&mut self.0, &[])
    }

    /// Our name; empty if there is none.
    pub fn name(&self) -> String {
        fields::text(self.0.data(), b"n").unwrap_or_default()
    }

    /// Sets our name, at most 100 bytes.
    pub fn set_name(&mut self, name: &str, now_secs: u64) {
        let name = fields::short_name(name);
        if self.name() != name {
            self.writer().text(b"n", name);
            self.touch(now_secs);
        }
    }

    fn chosen_at(&self) -> u64 {
        fields::positive(self.0.data(), b"t").unwrap_or(0)
    }

    fn uploaded_at(&self) -> u64 {
        fields::positive(self.0.data(), b"T").unwrap_or(0)
    }

    /// Dates a change at the one of both times that counts.
    fn touch(&mut self, now_secs: u64) {
        let key: &[u8] = if self.chosen_at() >= self.uploaded_at() { b"t" } else { b"T" };
        self.writer().positive(key, now_secs);
    }

    /// When a person last changed the profile, in Unix seconds; 0 if never.
    pub fn updated_at_secs(&self) -> u64 {
        if self.chosen_at() == 0 { 0 } else { self.chosen_at().max(self.uploaded_at()) }
    }

    /// The picture to show.
    pub fn avatar(&self) -> Option<Avatar> {
        let is_chosen = self.chosen_at() >= self.uploaded_at();
        let (url, key): (&[u8], &[u8]) = if is_chosen { (b"p", b"q") } else { (b"P", b"Q") };
        fields::avatar(self.0.data(), url, key)
    }

    /// Sets or removes the picture a person chose.
    pub fn set_avatar(&mut self, avatar: Option<&Avatar>, now_secs: u64) {
        let had_upload = fields::avatar(self.0.data(), b"P", b"Q").is_some();
        let is_removal = avatar.is_none() && had_upload;
        if fields::avatar(self.0.data(), b"p", b"q").as_ref() == avatar && !is_removal {
            return;
        }
        self.writer().avatar(b"p", b"q", avatar);
        if is_removal {
            self.writer().avatar(b"P", b"Q", None).positive(b"T", now_secs);
        }
        self.writer().positive(b"t", now_secs);
    }

    /// Sets where the same picture was uploaded again.
    pub fn set_uploaded_avatar(&mut self, avatar: &Avatar, now_secs: u64) {
        self.writer().avatar(b"P", b"Q", Some(avatar)).positive(b"T", now_secs);
    }

    /// Priority of Note to Self: -1 hidden, above 0 pinned.
    pub fn note_to_self_priority(&self) -> i64 {
        fields::int(self.0.data(), b"+").unwrap_or(0)
    }

    /// Sets the priority of Note to Self.
    pub fn set_note_to_self_priority(&mut self, priority: i64) {
        self.writer().non_zero(b"+", priority);
    }

    /// After how many seconds notes disappear; 0 for never.
    pub fn note_to_self_timer_secs(&self) -> u64 {
        fields::positive(self.0.data(), b"e").unwrap_or(0)
    }

    /// Sets after how many seconds notes disappear; 0 for never.
    pub fn set_note_to_self_timer_secs(&mut self, secs: u64) {
        self.writer().positive(b"e", secs);
    }

    /// Which features the profile has switched on: 0 the badge of a paid account, 1 a moving picture.
    pub fn features(&self) -> Vec<i64> {
        fields::ints(self.0.data(), b"f")
    }

    /// Switches a feature of the profile on or off.
    pub fn set_feature(&mut self, feature: i64, is_on: bool, now_secs: u64) {
        let mut features = self.features();
        if features.contains(&feature) == is_on {
            return;
        }
        if is_on {
            features.push(feature);
        } else {
            features.retain(|known| *known != feature);
        }
        self.writer().ints(b"f", &features);
        self.touch(now_secs);
    }

    /// Whether people of communities may write to us; nothing if never decided.
    pub fn accepts_blinded_requests(&self) -> Option<bool> {
        fields::int(self.0.data(), b"M").map(|number| number != 0)
    }

    /// Decides whether people of communities may write to us.
    pub fn set_accepts_blinded_requests(&mut self, accepts: Option<bool>, now_secs: u64) {
        if self.accepts_blinded_requests() != accepts {
            self.writer().int(b"M", accepts.map(i64::from));
            self.touch(now_secs);
        }
    }
}

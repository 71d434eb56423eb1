//! What a group is called and when it forgets (protocol notes, config 9).
//!
//! Everybody in the group reads it, admins write it. All times are whole seconds. Deleting messages here
//! means that each member deletes them: the swarm is told separately. A destroyed group is over for good.

use zeroize::Zeroizing;

use super::GroupAdmin;
use super::fields::{MAX_NAME_BYTES, avatar, flag, positive, set_avatar, set_flag, set_positive, set_text, text};
use crate::id::GroupId;
use crate::protocol::config::{Config, ConfigKeys, ConfigKind};
use crate::protocol::content::Avatar;

/// Most bytes of a description that is written. Older clients wrote up to 2,000.
pub const MAX_DESCRIPTION_BYTES: usize = 600;

const NAME: &[&[u8]] = &[b"n"];
const DESCRIPTION: &[&[u8]] = &[b"o"];
const AVATAR_URL: &[&[u8]] = &[b"p"];
const AVATAR_KEY: &[&[u8]] = &[b"q"];
const CREATED: &[&[u8]] = &[b"c"];
const TIMER: &[&[u8]] = &[b"E"];
const DELETE_BEFORE: &[&[u8]] = &[b"d"];
const DELETE_ATTACHMENTS_BEFORE: &[&[u8]] = &[b"D"];
const DESTROYED: &[&[u8]] = &[b"!"];

/// A config of a group, without keys to encrypt with yet.
pub(super) fn group_config(kind: ConfigKind, group: &GroupId, admin: Option<&GroupAdmin>) -> Config {
    let signing = admin.map(|admin| Zeroizing::new(*admin.seed()));
    Config::with_keys(kind, ConfigKeys { encryption: Vec::new(), verify: Some(*group.key()), signing })
}

/// Name, description, picture and times of a group.
#[derive(Debug, Clone)]
pub struct GroupInfo(Config);

impl GroupInfo {
    /// Nothing known of a group, which only admins may write.
    pub fn new(group: &GroupId, admin: Option<&GroupAdmin>) -> Self {
        Self(group_config(ConfigKind::GroupInfo, group, admin))
    }

    /// The config beneath.
    pub const fn config(&self) -> &Config {
        &self.0
    }

    /// The config beneath, to push, merge and dump.
    pub const fn config_mut(&mut self) -> &mut Config {
        &mut self.0
    }

    /// The name.
    pub fn name(&self) -> Option<&str> {
        text(&self.0, NAME)
    }

    /// Sets the name, of at most 100 bytes; a longer one is cut.
    pub fn set_name(&mut self, name: &str) {
        set_text(&mut self.0, NAME, name, MAX_NAME_BYTES);
    }

    /// The description.
    pub fn description(&self) -> Option<&str> {
        text(&self.0, DESCRIPTION)
    }

    /// Sets the description, of at most 600 bytes; a longer one is cut.
    pub fn set_description(&mut self, description: &str) {
        set_text(&mut self.0, DESCRIPTION, description, MAX_DESCRIPTION_BYTES);
    }

    /// The picture.
    pub fn avatar(&self) -> Option<Avatar> {
        avatar(&self.0, AVATAR_URL, AVATAR_KEY)
    }

    /// Sets or removes the picture.
    pub fn set_avatar(&mut self, avatar: Option<&Avatar>) {
        set_avatar(&mut self.0, AVATAR_URL, AVATAR_KEY, avatar);
    }

    /// When the group was made.
    pub fn created_at_secs(&self) -> Option<u64> {
        positive(&self.0, CREATED)
    }

    /// Sets when the group was made.
    pub fn set_created_at_secs(&mut self, secs: u64) {
        set_positive(&mut self.0, CREATED, secs);
    }

    /// After how many seconds messages disappear, counted from sending.
    pub fn timer_secs(&self) -> Option<u64> {
        positive(&self.0, TIMER)
    }

    /// Sets after how many seconds messages disappear; 0 for never.
    pub fn set_timer_secs(&mut self, secs: u64) {
        set_positive(&mut self.0, TIMER, secs);
    }

    /// Messages sent before this time are to be deleted.
    pub fn delete_before_secs(&self) -> Option<u64> {
        positive(&self.0, DELETE_BEFORE)
    }

    /// Asks everybody to delete messages sent before this time.
    pub fn set_delete_before_secs(&mut self, secs: u64) {
        set_positive(&mut self.0, DELETE_BEFORE, secs);
    }

    /// Attachments of messages sent before this time are to be deleted.
    pub fn delete_attachments_before_secs(&self) -> Option<u64> {
        positive(&self.0, DELETE_ATTACHMENTS_BEFORE)
    }

    /// Asks everybody to delete attachments of messages sent before this time.
    pub fn set_delete_attachments_before_secs(&mut self, secs: u64) {
        set_positive(&mut self.0, DELETE_ATTACHMENTS_BEFORE, secs);
    }

    /// Whether the group is over.
    pub fn is_destroyed(&self) -> bool {
        flag(&self.0, DESTROYED)
    }

    /// Ends the group for everybody.
    pub fn destroy(&mut self) {
        set_flag(&mut self.0, DESTROYED, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_they_were_set() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let mut info = GroupInfo::new(&admin.id(), Some(&admin));
        info.set_name(&"é".repeat(80));
        info.set_description("about");
        let avatar = Avatar { url: "http://files/1".into(), key: [3; 32] };
        info.set_avatar(Some(&avatar));
        info.set_timer_secs(60);
        info.destroy();
        assert_eq!(info.name().map(str::len), Some(100));
        assert_eq!(info.description(), Some("about"));
        assert_eq!(info.avatar(), Some(avatar));
        assert_eq!((info.timer_secs(), info.is_destroyed()), (Some(60), true));
        info.set_timer_secs(0);
        info.set_avatar(None);
        assert_eq!((info.timer_secs(), info.avatar()), (None, None));
    }

    #[test]
    fn members_can_not_write() {
        let mut info = GroupInfo::new(&GroupAdmin::from_seed(&[1; 32]).id(), None);
        info.set_name("Name");
        assert_eq!(info.name(), None);
        assert!(!info.config().needs_push());
    }
}

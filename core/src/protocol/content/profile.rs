//! The sender's name and avatar, which travel with messages (protocol notes, messages 3.3).
//!
//! A profile is applied by its reader only if it is newer than the stored one. An avatar is an address
//! and a key; one without the other counts as none.

use crate::codec::proto;

/// Most bytes of a display name, in UTF-8.
pub const MAX_NAME_BYTES: usize = 100;
/// Most bytes of an avatar's address.
const MAX_URL_BYTES: usize = 223;

/// Where an avatar is and how it opens.
#[derive(Clone, PartialEq, Eq)]
pub struct Avatar {
    /// Address on the file server, at most 223 bytes.
    pub url: String,
    /// Key of the encrypted picture.
    pub key: [u8; 32],
}

/// Hides the key.
impl std::fmt::Debug for Avatar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Avatar(…)")
    }
}

/// Name and avatar of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// At most 100 bytes; empty when the sender has not set one.
    pub display_name: String,
    /// The avatar, if there is one.
    pub avatar: Option<Avatar>,
    /// When the person changed it, in Unix seconds; 0 from old senders.
    pub updated_at_secs: u64,
}

impl Profile {
    /// Reads the two fields that make a profile; nothing when there is none.
    pub(super) fn read(profile: Option<proto::LokiProfile>, key: Option<Vec<u8>>) -> Option<Self> {
        let profile = profile?;
        let key = key.and_then(|key| <[u8; 32]>::try_from(key).ok());
        let url = profile.profile_picture.filter(|url| !url.is_empty() && url.len() <= MAX_URL_BYTES);
        Some(Self {
            display_name: truncated_name(profile.display_name.as_deref().unwrap_or_default()).to_owned(),
            avatar: url.zip(key).map(|(url, key)| Avatar { url, key }),
            updated_at_secs: profile.last_update_seconds.unwrap_or_default(),
        })
    }

    /// The two fields of the wire.
    pub(super) fn write(&self) -> (proto::LokiProfile, Option<Vec<u8>>) {
        let profile = proto::LokiProfile {
            display_name: (!self.display_name.is_empty()).then(|| truncated_name(&self.display_name).to_owned()),
            profile_picture: self.avatar.as_ref().map(|avatar| avatar.url.clone()),
            last_update_seconds: (self.updated_at_secs > 0).then_some(self.updated_at_secs),
        };
        (profile, self.avatar.as_ref().map(|avatar| avatar.key.to_vec()))
    }
}

/// The start of a name, at most [`MAX_NAME_BYTES`] long, cut between characters.
pub fn truncated_name(name: &str) -> &str {
    let name = name.trim();
    name.get(..name.floor_char_boundary(MAX_NAME_BYTES)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avatar_without_its_key_is_none() {
        let profile = proto::LokiProfile { profile_picture: Some("http://a/1".into()), ..Default::default() };
        assert_eq!(Profile::read(Some(profile.clone()), None).expect("a profile").avatar, None);
        assert_eq!(Profile::read(Some(profile.clone()), Some(vec![1; 31])).expect("a profile").avatar, None);
        assert!(Profile::read(Some(profile), Some(vec![1; 32])).expect("a profile").avatar.is_some());
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        assert_eq!(truncated_name(&"ü".repeat(51)), "ü".repeat(50));
        assert_eq!(truncated_name(&format!("a{}", "ü".repeat(50))).len(), 99);
        assert_eq!(truncated_name("  Alice "), "Alice");
    }
}

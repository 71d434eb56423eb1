//! The sender's name that travels with a message (protocol notes, messages 3.3).
//!
//! It counts only if its sender changed it later than what we have; two that were never dated count
//! too, since old clients don't date theirs. A name that is empty replaces nothing.

use crate::protocol::config::{Avatar, ContactEntry, short_name};
use crate::protocol::content::Profile;

/// Applies a profile to its sender.
pub fn apply(contact: &mut ContactEntry, profile: Option<&Profile>) {
    let Some(profile) = profile else { return };
    let is_undated = profile.updated_at_secs == 0 && contact.updated_at_secs == 0;
    if !is_undated && profile.updated_at_secs <= contact.updated_at_secs {
        return;
    }
    contact.updated_at_secs = profile.updated_at_secs;
    contact.avatar = profile.avatar.as_ref().map(|avatar| Avatar { url: avatar.url.clone(), key: avatar.key });
    if !profile.display_name.is_empty() {
        short_name(&profile.display_name).clone_into(&mut contact.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AccountId;

    fn named(name: &str, updated_at_secs: u64) -> Profile {
        Profile { display_name: name.into(), avatar: None, updated_at_secs }
    }

    #[test]
    fn only_a_newer_name_replaces_the_old_one() {
        let mut contact = ContactEntry::new(AccountId::from_key([1; 32]));
        apply(&mut contact, Some(&named("Undated", 0)));
        assert_eq!(contact.name, "Undated");
        apply(&mut contact, Some(&named("Dated", 100)));
        apply(&mut contact, Some(&named("Older", 99)));
        apply(&mut contact, Some(&named("Undated again", 0)));
        assert_eq!(contact.name, "Dated");
        apply(&mut contact, Some(&named("", 200)));
        apply(&mut contact, None);
        assert_eq!((contact.name.as_str(), contact.updated_at_secs), ("Dated", 200));
    }
}

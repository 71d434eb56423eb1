//! How somebody learns that he was removed from a group (protocol notes, config 10.3).
//!
//! An admin leaves a message for each removed member in the namespace that stays readable after their
//! access is revoked: the member's key and the generation of keys up to which the removal counts. Being
//! refused by the swarm alone proves nothing; neither does a message that is older than our keys, since
//! we may have been invited again.

use zeroize::Zeroizing;

use super::GroupAdmin;
use super::multi_encrypt::{key_from_group, open, seal};
use crate::clock::{Rng, random};
use crate::crypto::keys::AccountKeys;
use crate::id::{AccountId, GroupId};

/// Separates these messages from others of the same form.
const PURPOSE: &str = "SessionGroupKickedMessage";

/// What tells `members` that they were removed when the keys were of `generation`.
pub fn seal_removals(admin: &GroupAdmin, members: &[AccountId], generation: i64, rng: &dyn Rng) -> Vec<u8> {
    let generation = generation.to_string();
    let messages: Vec<Vec<u8>> =
        members.iter().map(|member| [member.key().as_slice(), generation.as_bytes()].concat()).collect();
    let messages = members.iter().map(AccountId::key).zip(messages.iter().map(Vec::as_slice));
    seal(admin.keys(), messages, PURPOSE, &random(rng))
}

/// The generation up to which we were removed, if the bytes say that we were.
pub fn read_removal(stored: &[u8], group: &GroupId, keys: &AccountKeys) -> Option<i64> {
    let key = key_from_group(keys, group, PURPOSE)?;
    let plain = Zeroizing::new(open(stored, &key)?);
    let (member, generation) = plain.split_first_chunk::<32>()?;
    let is_number = !generation.is_empty() && generation.iter().all(u8::is_ascii_digit);
    if member != keys.x25519_public() || !is_number {
        return None;
    }
    str::from_utf8(generation).ok()?.parse().ok()
}

/// Whether the bytes say that we were removed and still are, given the generation of our newest key.
pub fn is_removal(stored: &[u8], group: &GroupId, keys: &AccountKeys, generation: i64) -> bool {
    read_removal(stored, group, keys).is_some_and(|removed| removed >= generation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRng;
    use crate::crypto::keys::Seed;

    fn keys(byte: u8) -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[byte; 16]))
    }

    #[test]
    fn only_the_removed_learn_of_it() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let removed = [keys(2).account_id(), keys(3).account_id()];
        let stored = seal_removals(&admin, &removed, 12, &SystemRng);
        assert_eq!(read_removal(&stored, &admin.id(), &keys(2)), Some(12));
        assert_eq!(read_removal(&stored, &admin.id(), &keys(3)), Some(12));
        assert_eq!(read_removal(&stored, &admin.id(), &keys(4)), None);
        let other = GroupAdmin::from_seed(&[2; 32]).id();
        assert_eq!(read_removal(&stored, &other, &keys(2)), None);
    }

    #[test]
    fn a_removal_before_a_new_invitation_does_not_count() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let stored = seal_removals(&admin, &[keys(2).account_id()], 12, &SystemRng);
        assert!(is_removal(&stored, &admin.id(), &keys(2), 12));
        assert!(!is_removal(&stored, &admin.id(), &keys(2), 13));
    }

    #[test]
    fn a_message_about_somebody_else_or_without_a_number_does_not_count() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let key = *keys(2).x25519_public();
        for plain in [[keys(3).x25519_public().as_slice(), b"5"].concat(), key.to_vec(), [&key[..], b"+5"].concat()] {
            let stored = seal(admin.keys(), [(&key, plain.as_slice())], PURPOSE, &[0; 24]);
            assert_eq!(read_removal(&stored, &admin.id(), &keys(2)), None);
        }
    }
}

//! Keys, info and members of a group in step (protocol notes, config 8.3).
//!
//! Info and members are encrypted with the newest key and read with all. When an admin makes a key they
//! must be pushed again under it, in the order keys, info, members; when a key arrives they must not,
//! since who made the key pushes them.

use zeroize::Zeroizing;

use super::keys::{GroupKeys, KeysError};
use super::{GroupAdmin, GroupInfo, GroupMembers, KeyMessageError};
use crate::clock::NetworkTime;
use crate::crypto::keys::AccountKeys;
use crate::id::GroupId;

/// All that a device knows of a group.
#[derive(Debug, Clone)]
pub struct GroupState {
    keys: GroupKeys,
    /// Name, description, picture and times.
    pub info: GroupInfo,
    /// Who is in it.
    pub members: GroupMembers,
}

impl GroupState {
    /// Nothing known of a group, whose seed we may have.
    pub fn new(group: GroupId, admin: Option<GroupAdmin>) -> Self {
        let info = GroupInfo::new(&group, admin.as_ref());
        let members = GroupMembers::new(&group, admin.as_ref());
        Self { keys: GroupKeys::new(group, admin), info, members }
    }

    /// The keys.
    pub const fn keys(&self) -> &GroupKeys {
        &self.keys
    }

    /// Everything about the keys to go on from after a restart, except the seed.
    pub fn dump_keys(&mut self) -> Zeroizing<Vec<u8>> {
        self.keys.dump()
    }

    /// Goes on from a dump of the keys. Info and members have dumps of their own.
    ///
    /// # Errors
    /// [`KeysError::Dump`]; nothing is changed then.
    pub fn restore_keys(&mut self, dump: &[u8]) -> Result<(), KeysError> {
        self.keys.restore(dump)?;
        self.hand_out();
        Ok(())
    }

    /// Makes a new key for all members. Gives the message to store before info and members, which both
    /// need to be pushed then.
    ///
    /// # Errors
    /// [`KeysError::NotAdmin`].
    pub fn rekey(&mut self) -> Result<Vec<u8>, KeysError> {
        let message = self.keys.rekey(self.members.ids())?.to_vec();
        let keys = self.all_keys();
        self.info.config_mut().set_encryption_keys(keys.clone());
        self.members.config_mut().set_encryption_keys(keys);
        Ok(message)
    }

    /// Takes in a message about keys; says whether there was a key for us in it.
    ///
    /// # Errors
    /// [`KeyMessageError`] when the message is invalid as a whole; nothing is changed then.
    pub fn load_keys(
        &mut self,
        hash: &str,
        bytes: &[u8],
        stored_at: NetworkTime,
        keys: &AccountKeys,
    ) -> Result<bool, KeyMessageError> {
        let found = self.keys.load(hash, bytes, stored_at, keys)?;
        self.hand_out();
        Ok(found)
    }

    /// Makes us an admin; says whether the seed is the group's.
    pub fn promote(&mut self, seed: &[u8; 32]) -> bool {
        let is_ours = self.keys.promote(seed);
        if is_ours {
            self.info.config_mut().set_signing_seed(seed);
            self.members.config_mut().set_signing_seed(seed);
        }
        is_ours
    }

    fn all_keys(&self) -> Vec<Zeroizing<[u8; 32]>> {
        self.keys.newest_first().map(|key| Zeroizing::new(*key)).collect()
    }

    fn hand_out(&mut self) {
        let keys = self.all_keys();
        self.info.config_mut().replace_encryption_keys(keys.clone());
        self.members.config_mut().replace_encryption_keys(keys);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::Seed;
    use crate::protocol::config::Incoming;
    use crate::protocol::groups::GroupMember;

    const AT: NetworkTime = NetworkTime(1_760_000_000_000);

    #[test]
    fn a_member_reads_what_an_admin_writes_and_can_become_one() {
        let member = AccountKeys::from_seed(&Seed::from_entropy(&[2; 16]));
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let mut ours = GroupState::new(admin.id(), Some(admin.clone()));
        ours.members.set(&GroupMember::new(member.account_id()));
        ours.info.set_name("Name");
        let message = ours.rekey().expect("an admin");
        let info = ours.info.config_mut().push().expect("there is a key");

        let mut theirs = GroupState::new(admin.id(), None);
        let incoming: Vec<Incoming> =
            info.messages.into_iter().map(|data| Incoming { hash: "info".into(), data }).collect();
        assert_eq!(theirs.info.config_mut().merge(&incoming, AT).skipped, 1, "no key yet");
        assert_eq!(theirs.load_keys("keys", &message, AT, &member), Ok(true));
        theirs.info.config_mut().merge(&incoming, AT);
        assert_eq!(theirs.info.name(), Some("Name"));
        theirs.info.set_name("Other");
        assert!(!theirs.info.config().needs_push());
        assert!(theirs.promote(admin.seed()));
        theirs.info.set_name("Other");
        assert!(theirs.info.config().needs_push());
    }

    #[test]
    fn a_key_that_arrives_makes_nobody_push() {
        let admin = GroupAdmin::from_seed(&[1; 32]);
        let us = AccountKeys::from_seed(&Seed::from_entropy(&[2; 16]));
        let (mut first, mut second) =
            (GroupState::new(admin.id(), Some(admin.clone())), GroupState::new(admin.id(), Some(admin)));
        let message = first.rekey().expect("an admin");
        assert!(first.info.config().needs_push() && first.members.config().needs_push());
        second.load_keys("keys", &message, AT, &us).expect("a message of an admin");
        assert!(!second.info.config().needs_push());
        let dump = first.dump_keys();
        second.restore_keys(&dump).expect("our own dump");
        assert!(!second.info.config().needs_push());
    }
}

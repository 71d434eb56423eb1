//! The four configs of the account, and the only way to change them: inside a write transaction.
//!
//! A cache spares reading the dumps for each edit. The store counts how often they were written, and a
//! cache that counts differently is not used: a transaction that failed, or that runs again, starts from
//! what is really in the store.

use std::sync::{Arc, Mutex, PoisonError};

use crate::crypto::keys::AccountKeys;
use crate::id::ConversationId;
use crate::protocol::config::{Config, ConfigKind, Contacts, ConvoInfoVolatile, ReadState, UserGroups, UserProfile};
use crate::storage::{StoreError, WriteTx, config_dumps, contacts, conversations, identity, settings};

/// Name of the setting that counts how often dumps were written.
const REVISION: &str = "configs-revision";

/// The configs.
#[derive(Debug, Clone)]
pub struct Configs {
    /// Ourselves.
    pub profile: UserProfile,
    /// People.
    pub contacts: Contacts,
    /// What was read.
    pub volatile: ConvoInfoVolatile,
    /// Groups and communities.
    pub groups: UserGroups,
}

impl Configs {
    /// Empty ones.
    pub fn new(keys: &Arc<AccountKeys>) -> Self {
        Self {
            profile: UserProfile::new(keys),
            contacts: Contacts::new(keys),
            volatile: ConvoInfoVolatile::new(keys),
            groups: UserGroups::new(keys),
        }
    }

    /// All of them, to push, merge and dump.
    pub const fn all_mut(&mut self) -> [&mut Config; 4] {
        [self.profile.config_mut(), self.contacts.config_mut(), self.volatile.config_mut(), self.groups.config_mut()]
    }

    /// The one of a kind; nothing for kinds that an account has none of.
    pub fn of_kind(&mut self, kind: ConfigKind) -> Option<&mut Config> {
        self.all_mut().into_iter().find(|config| config.kind() == kind)
    }

    /// Whether the swarm lacks something we have.
    pub fn needs_push(&mut self) -> bool {
        self.all_mut().iter().any(|config| config.needs_push())
    }

    fn load(tx: &WriteTx, keys: &Arc<AccountKeys>) -> Result<Self, StoreError> {
        let mut configs = Self::new(keys);
        let mut is_first = true;
        for config in configs.all_mut() {
            let Some(dump) = config_dumps::get(tx, config.kind().name())? else { continue };
            is_first = false;
            if let Err(error) = config.load(&dump) {
                // The swarm has what it was; a dump that can't be read must not keep the account closed.
                tracing::error!(%error, kind = config.kind().name(), "a config starts empty");
            }
        }
        if is_first {
            configs.begin(tx)?;
        }
        Ok(configs)
    }

    /// Fills empty configs from an account that was made here. One restored from its words has no name
    /// yet, and what it has comes from the swarm.
    fn begin(&mut self, tx: &WriteTx) -> Result<(), StoreError> {
        if let Some(own) = identity::get(tx)?.filter(|own| !own.display_name.is_empty()) {
            self.profile.set_name(&own.display_name, own.name_updated_at_secs);
            self.profile.set_note_to_self_priority(-1);
        }
        for contact in contacts::all(tx)? {
            self.contacts.update(contact.account, |entry| {
                entry.name.clone_from(&contact.display_name);
                entry.nickname.clone_from(&contact.nickname);
                entry.updated_at_secs = contact.profile_updated_at_secs;
                entry.is_approved = contact.is_approved;
                entry.did_approve_us = contact.did_approve_us;
                entry.is_blocked = contact.is_blocked;
            });
        }
        for conversation in conversations::all(tx)? {
            let state = ReadState { last_read: conversation.read_up_to, is_marked_unread: false };
            if let ConversationId::Contact(account) = conversation.id
                && self.contacts.get(account).is_some()
            {
                self.volatile.set(conversation.id, state, conversation.active_at);
            }
            if identity::get(tx)?.is_some_and(|own| is_own(&own, conversation.id)) {
                self.profile.set_note_to_self_priority(0);
            }
        }
        for config in self.all_mut() {
            config_dumps::put(tx, config.kind().name(), &config.dump())?;
        }
        Ok(())
    }

    /// Keeps the dumps that changed. Gives the revision of the store.
    fn save(&mut self, tx: &WriteTx, revision: u64) -> Result<u64, StoreError> {
        let mut is_changed = false;
        for config in self.all_mut() {
            if config.needs_dump() {
                config_dumps::put(tx, config.kind().name(), &config.dump())?;
                is_changed = true;
            }
        }
        if !is_changed {
            return Ok(revision);
        }
        let next = revision.wrapping_add(1);
        settings::put(tx, REVISION, &next.to_be_bytes())?;
        Ok(next)
    }
}

/// How often dumps were written.
fn revision(tx: &WriteTx) -> Result<u64, StoreError> {
    let bytes = settings::get(tx, REVISION)?.and_then(|bytes| bytes.try_into().ok());
    Ok(bytes.map_or(0, u64::from_be_bytes))
}

fn is_own(own: &identity::Identity, conversation: ConversationId) -> bool {
    ConversationId::Contact(AccountKeys::from_seed(&own.seed).account_id()) == conversation
}

/// Where the configs are.
#[derive(Debug)]
pub struct ConfigRoom {
    keys: Arc<AccountKeys>,
    /// With the revision it is of.
    cache: Mutex<Option<(u64, Configs)>>,
}

impl ConfigRoom {
    /// A room whose configs are still in the store.
    pub const fn new(keys: Arc<AccountKeys>) -> Self {
        Self { keys, cache: Mutex::new(None) }
    }

    /// Runs an edit and keeps what changed with the rest of the transaction. Says whether there is
    /// something to push.
    ///
    /// # Errors
    /// Those of the edit and of the store.
    pub fn edit<R>(
        &self,
        tx: &WriteTx,
        edit: impl FnOnce(&mut Configs) -> Result<R, StoreError>,
    ) -> Result<(R, bool), StoreError> {
        // Only the thread of the writer comes here, so nobody ever waits.
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = revision(tx)?;
        let mut configs = match cache.take() {
            Some((of, configs)) if of == revision => configs,
            _ => Configs::load(tx, &self.keys)?,
        };
        let done = edit(&mut configs)?;
        let revision = configs.save(tx, revision)?;
        let needs_push = configs.needs_push();
        *cache = Some((revision, configs));
        Ok((done, needs_push))
    }
}

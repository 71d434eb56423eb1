//! What our other devices stored, merged in one go for each kind.
//!
//! What can't be read is counted by its kind and stays in the swarm: it may be from a newer version.
//! Edits of ours that no swarm confirmed and that the others are too far ahead to take in are made again
//! on top, so a device that was away for long loses nothing a person did (protocol notes, config 13.20). Where
//! the others changed the same thing, theirs stays, as in every merge with something newer: it may even be a
//! change of ours, taken in from a push whose answer was lost, that they have changed again since.

use super::derive;
use super::room::Configs;
use crate::clock::NetworkTime;
use crate::engine::changes::Changes;
use crate::engine::wire::Fetched;
use crate::id::AccountId;
use crate::protocol::config::{ConfigKind, Incoming};
use crate::storage::{StoreError, WriteTx, swarm_state};

/// Merges what came and derives the rows. Says whether anything came.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn take_in(
    tx: &WriteTx,
    own: AccountId,
    configs: &mut Configs,
    now: NetworkTime,
    fetched: &[(ConfigKind, Vec<Fetched>)],
    changes: &mut Changes,
) -> Result<bool, StoreError> {
    let mut is_changed = false;
    for (kind, messages) in fetched {
        let mut incoming = Vec::new();
        for message in messages {
            if !swarm_state::is_seen(tx, &message.hash)? {
                incoming.push(Incoming { hash: message.hash.clone(), data: message.data.clone() });
            }
        }
        if incoming.is_empty() {
            continue;
        }
        let Some(config) = configs.of_kind(*kind) else { continue };
        let intent = config.intent();
        let merged = config.merge(&incoming, now);
        if merged.skipped > 0 {
            tracing::warn!(kind = kind.name(), skipped = merged.skipped, "config messages can't be read");
        }
        // What was read where is of the moment; old readings are not worth repeating.
        if let Some(intent) = intent.filter(|_edits| merged.is_intent_lost && *kind != ConfigKind::ConvoInfoVolatile) {
            tracing::info!(kind = kind.name(), "edits made offline are made again");
            config.redo(&intent);
        }
        for message in messages.iter().filter(|message| merged.accepted.contains(&message.hash)) {
            swarm_state::mark_seen(tx, &message.hash, message.expires_at)?;
        }
        is_changed |= merged.is_changed;
    }
    if is_changed {
        derive::all(tx, own, configs, now, changes)?;
    }
    Ok(is_changed)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::crypto::keys::{AccountKeys, Seed};
    use crate::engine::config_sync::ConfigRoom;
    use crate::id::ConversationId;
    use crate::storage::{Store, contacts, conversations, identity};

    const NOW: NetworkTime = NetworkTime(1_770_000_000_000);
    const ALICE: AccountId = AccountId::from_key([1; 32]);
    const BOB: AccountId = AccountId::from_key([2; 32]);

    fn keys() -> Arc<AccountKeys> {
        Arc::new(AccountKeys::from_seed(&Seed::from_padded([9; 32])))
    }

    /// A device with a store of its own.
    struct Device {
        store: Store,
        room: Arc<ConfigRoom>,
        taken: usize,
    }

    impl Device {
        fn new() -> Self {
            let store = Store::in_memory().expect("a store in memory");
            let seed = Seed::from_padded([9; 32]);
            let own = identity::Identity { seed, display_name: String::new(), name_updated_at_secs: 0 };
            store.write_blocking(move |tx| identity::put(tx, &own)).expect("an account");
            Self { store, room: Arc::new(ConfigRoom::new(keys())), taken: 0 }
        }

        fn edit<T: Send + 'static>(&self, edit: impl Fn(&WriteTx, &mut Configs) -> T + Send + 'static) -> T {
            let room = Arc::clone(&self.room);
            let written = self.store.write_blocking(move |tx| room.edit(tx, |configs| Ok(edit(tx, configs))));
            written.expect("the store works").0
        }

        fn nickname(&self, account: AccountId, name: &'static str) {
            self.edit(move |tx, configs| {
                configs.contacts.update(account, |contact| {
                    contact.nickname = Some(name.to_owned());
                    contact.is_approved = true;
                });
                derive::contact(tx, configs, account, NOW, &mut Changes::default()).expect("it derives");
            });
        }

        /// Stores what changed in `swarm`.
        fn push(&self, swarm: &mut Vec<Fetched>) {
            let number = swarm.len();
            let hash = format!("hash{number}");
            let name = hash.clone();
            let data = self.edit(move |_tx, configs| {
                let push = configs.contacts.config_mut().push().expect("small enough");
                configs.contacts.config_mut().confirm(push.seqno, std::slice::from_ref(&name));
                push.messages.concat()
            });
            swarm.push(Fetched { hash, data, expires_at: NOW.plus_millis(1_000) });
        }

        /// Stores what changed in `swarm`, whose answer gets lost.
        fn push_unanswered(&self, swarm: &mut Vec<Fetched>) {
            let hash = format!("hash{}", swarm.len());
            let data =
                self.edit(|_tx, configs| configs.contacts.config_mut().push().expect("small enough").messages.concat());
            swarm.push(Fetched { hash, data, expires_at: NOW.plus_millis(1_000) });
        }

        fn fetch(&mut self, swarm: &[Fetched]) {
            let news = vec![(ConfigKind::Contacts, swarm[self.taken..].to_vec())];
            self.taken = swarm.len();
            let own = keys().account_id();
            self.edit(move |tx, configs| {
                take_in(tx, own, configs, NOW, &news, &mut Changes::default()).expect("it merges");
            });
        }

        fn nicknames(&self) -> Vec<Option<String>> {
            let known = self.store.read(contacts::all).expect("it reads");
            known.into_iter().map(|contact| contact.nickname).collect()
        }
    }

    #[test]
    fn edits_of_a_device_that_was_away_for_long_are_made_again() {
        let (mut here, mut away, mut swarm) = (Device::new(), Device::new(), Vec::new());
        here.nickname(ALICE, "first");
        here.push(&mut swarm);
        away.fetch(&swarm);
        away.nickname(BOB, "made on the train");
        for name in ["2", "3", "4", "5", "6", "7", "8"] {
            here.nickname(ALICE, name);
            here.push(&mut swarm);
        }
        away.fetch(&swarm[..]);
        let both = [Some("8".to_owned()), Some("made on the train".to_owned())];
        assert_eq!(away.nicknames(), both);
        away.push(&mut swarm);
        here.taken = swarm.len() - 1;
        here.fetch(&swarm);
        assert_eq!(here.nicknames(), both);
    }

    #[test]
    fn what_others_changed_before_an_absence_is_not_made_again_as_ours() {
        let (mut here, mut away, mut swarm) = (Device::new(), Device::new(), Vec::new());
        here.nickname(ALICE, "1");
        here.push(&mut swarm);
        away.fetch(&swarm);
        away.nickname(BOB, "made on the train");
        here.nickname(ALICE, "2");
        here.push(&mut swarm);
        // Merged with our edit, but never pushed before the others moved on.
        away.fetch(&swarm);
        assert_eq!(away.nicknames(), [Some("2".to_owned()), Some("made on the train".to_owned())]);
        for name in ["3", "4", "5", "6", "7", "8"] {
            here.nickname(ALICE, name);
            here.push(&mut swarm);
        }
        away.fetch(&swarm);
        let both = [Some("8".to_owned()), Some("made on the train".to_owned())];
        assert_eq!(away.nicknames(), both);
        away.push(&mut swarm);
        here.taken = swarm.len() - 1;
        here.fetch(&swarm);
        assert_eq!(here.nicknames(), both);
    }

    #[test]
    fn a_push_whose_answer_was_lost_is_not_made_again_over_what_came_later() {
        let (mut here, mut away, mut swarm) = (Device::new(), Device::new(), Vec::new());
        here.nickname(ALICE, "1");
        here.nickname(BOB, "1");
        here.push(&mut swarm);
        away.fetch(&swarm);
        away.nickname(BOB, "stored, but nobody said so");
        away.push_unanswered(&mut swarm);
        away.nickname(ALICE, "made on the train");
        here.taken = swarm.len() - 1;
        here.fetch(&swarm);
        for name in ["2", "3", "4", "5", "6", "7"] {
            here.nickname(BOB, name);
            here.push(&mut swarm);
        }
        // What the swarm still has is the newest, since the others replaced what was before.
        away.taken = swarm.len() - 1;
        away.fetch(&swarm);
        let both = [Some("made on the train".to_owned()), Some("7".to_owned())];
        assert_eq!(away.nicknames(), both);
        away.push(&mut swarm);
        here.taken = swarm.len() - 1;
        here.fetch(&swarm);
        assert_eq!(here.nicknames(), both);
    }

    #[test]
    fn somebody_erased_by_a_push_whose_answer_was_lost_stays_when_others_added_them_again() {
        let (mut here, mut away, mut swarm) = (Device::new(), Device::new(), Vec::new());
        here.nickname(ALICE, "1");
        here.push(&mut swarm);
        away.fetch(&swarm);
        away.edit(|_tx, configs| assert!(configs.contacts.erase(ALICE)));
        away.push_unanswered(&mut swarm);
        here.taken = swarm.len() - 1;
        here.fetch(&swarm);
        assert!(here.nicknames().is_empty());
        for name in ["2", "3", "4", "5", "6", "7"] {
            here.nickname(ALICE, name);
            here.push(&mut swarm);
        }
        away.taken = swarm.len() - 1;
        away.fetch(&swarm);
        assert_eq!(away.nicknames(), [Some("7".to_owned())]);
    }

    #[test]
    fn a_config_that_can_not_be_read_stops_no_other() {
        let (here, mut there, mut swarm) = (Device::new(), Device::new(), Vec::new());
        swarm.push(Fetched { hash: "broken".to_owned(), data: vec![7; 300], expires_at: NOW });
        here.nickname(ALICE, "A");
        here.push(&mut swarm);
        there.fetch(&swarm);
        assert_eq!(there.nicknames(), [Some("A".to_owned())]);
    }

    #[test]
    fn whom_another_device_forgot_is_forgotten_here_with_the_conversation() {
        let (here, mut there, mut swarm) = (Device::new(), Device::new(), Vec::new());
        here.nickname(ALICE, "A");
        here.push(&mut swarm);
        there.fetch(&swarm);
        let id = ConversationId::Contact(ALICE);
        assert!(!there.store.read(|tx| conversations::get(tx, id)).expect("it reads").expect("a row").is_hidden);
        here.edit(|_tx, configs| assert!(configs.contacts.erase(ALICE)));
        here.push(&mut swarm);
        there.fetch(&swarm);
        assert!(there.nicknames().is_empty());
        assert!(there.store.read(|tx| conversations::get(tx, id)).expect("it reads").expect("a row").is_hidden);
    }

    #[test]
    fn a_transaction_that_fails_leaves_the_configs_as_they_were() {
        let here = Device::new();
        let room = Arc::clone(&here.room);
        let failed = here.store.write_blocking(move |tx| {
            room.edit(tx, |configs| {
                configs.contacts.update(ALICE, |contact| contact.is_blocked = true);
                Ok(())
            })?;
            Err::<(), _>(StoreError::NotFound)
        });
        assert!(failed.is_err());
        assert!(here.edit(|_tx, configs| configs.contacts.get(ALICE).is_none()));
    }
}

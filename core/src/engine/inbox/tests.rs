//! The rules of receiving, over a store in memory.

use std::sync::Arc;

use super::*;
use crate::clock::NetworkTime;
use crate::crypto::keys::{AccountKeys, Seed};
use crate::engine::changes::Changes;
use crate::engine::config_sync::ConfigRoom;
use crate::id::AccountId;
use crate::id::{ConversationId, MessageId};
use crate::protocol::content::ContentKind;
use crate::protocol::content::{CallSignal, CallSignalKind, Content, Profile};
use crate::protocol::envelope::{OpenError, Opened};
use crate::storage::contacts;
use crate::storage::{Direction, Message, Store, WindowAnchor, conversations, messages};

const OWN: AccountId = AccountId::from_key([9; 32]);
const ALICE: AccountId = AccountId::from_key([1; 32]);
const NOW: NetworkTime = NetworkTime(1_770_000_000_000);

fn at(millis: u64) -> NetworkTime {
    NOW.plus_millis(millis)
}

fn arrival(hash: &str, sender: AccountId, sent_at: NetworkTime, content: Content) -> Arrival {
    let opened = Ok(Opened { sender, sent_at, content });
    Arrival { hash: hash.into(), expires_at: at(1_000_000), opened }
}

fn text(hash: &str, sender: AccountId, sent_at: NetworkTime, body: &str) -> Arrival {
    let profile = Profile { display_name: "Alice".into(), avatar: None, updated_at_secs: 5 };
    arrival(hash, sender, sent_at, Content::text(body, Some(profile)))
}

fn room() -> ConfigRoom {
    ConfigRoom::new(Arc::new(AccountKeys::from_seed(&Seed::from_padded([9; 32]))))
}

fn take(store: &Store, page: Vec<Arrival>) -> Taken {
    let room = room();
    let written = store.write_blocking(move |tx| room.edit(tx, |configs| take_in(tx, configs, OWN, NOW, &page)));
    written.expect("the store works").0
}

fn conversation(store: &Store, with: AccountId) -> Vec<Message> {
    let id = ConversationId::Contact(with);
    store.read(|tx| messages::window(tx, id, WindowAnchor::Newest, 100, 0)).expect("the store works").messages
}

fn contact(store: &Store, account: AccountId) -> contacts::Contact {
    store.read(|tx| contacts::get(tx, account)).expect("the store works").expect("a known person")
}

#[test]
fn a_first_message_makes_a_request_with_a_name() {
    let store = Store::in_memory().expect("a store in memory");
    let taken = take(&store, vec![text("h1", ALICE, at(1), "Hello")]);
    assert_eq!(taken.tally.get("message"), Some(&1));
    assert!(taken.changes.messages.contains(&(ConversationId::Contact(ALICE), MessageId(1))));
    let alice = contact(&store, ALICE);
    assert_eq!((alice.display_name.as_str(), alice.did_approve_us, alice.is_approved), ("Alice", true, false));
    let row = store.read(|tx| conversations::get(tx, ConversationId::Contact(ALICE))).expect("works").expect("a row");
    assert_eq!(row.unread, 1);
}

#[test]
fn the_same_message_counts_once_by_hash_and_by_time() {
    let store = Store::in_memory().expect("a store in memory");
    take(&store, vec![text("h1", ALICE, at(1), "Hello"), text("h1", ALICE, at(1), "Hello")]);
    let again = take(&store, vec![text("h1", ALICE, at(1), "Hello"), text("h2", ALICE, at(1), "Hello")]);
    assert_eq!(again.tally.into_iter().collect::<Vec<_>>(), [("duplicate", 1)]);
    assert_eq!(conversation(&store, ALICE).len(), 1);
}

#[test]
fn a_bad_message_is_skipped_and_remembered() {
    let store = Store::in_memory().expect("a store in memory");
    let bad = Arrival { hash: "bad".into(), expires_at: at(100), opened: Err(OpenError::Missing("body")) };
    let taken = take(&store, vec![bad.clone(), text("h1", ALICE, at(1), "Hello")]);
    assert_eq!((taken.tally.get("not readable"), taken.tally.get("message")), (Some(&1), Some(&1)));
    assert!(take(&store, vec![bad]).tally.is_empty(), "it is not even looked at again");
}

#[test]
fn a_blocked_person_is_not_heard() {
    let store = Store::in_memory().expect("a store in memory");
    let room = room();
    let block = move |tx: &crate::storage::WriteTx| {
        room.edit(tx, |configs| {
            configs.contacts.update(ALICE, |alice| alice.is_blocked = true);
            crate::engine::config_sync::derive::contact(tx, configs, ALICE, NOW, &mut Changes::default())
        })
    };
    store.write_blocking(block).expect("works");
    let taken = take(&store, vec![text("h1", ALICE, at(1), "Hello")]);
    assert_eq!(taken.tally.get("blocked"), Some(&1));
    assert!(conversation(&store, ALICE).is_empty());
}

#[test]
fn a_sync_copy_is_outgoing_and_reads_what_came_before() {
    let store = Store::in_memory().expect("a store in memory");
    let copy = Content::text("Answer", None).sync_copy(ALICE);
    take(&store, vec![text("h1", ALICE, at(1), "Hello"), arrival("h2", OWN, at(2), copy)]);
    let lines = conversation(&store, ALICE);
    assert_eq!(lines.iter().map(|line| line.direction).collect::<Vec<_>>(), [Direction::Incoming, Direction::Outgoing]);
    let row = store.read(|tx| conversations::get(tx, ConversationId::Contact(ALICE))).expect("works").expect("a row");
    assert_eq!(row.unread, 0);
    assert!(contact(&store, ALICE).is_approved);
}

#[test]
fn a_note_to_self_needs_no_person() {
    let store = Store::in_memory().expect("a store in memory");
    take(&store, vec![arrival("h1", OWN, at(1), Content::text("note", None).sync_copy(OWN))]);
    take(&store, vec![arrival("h2", OWN, at(2), Content::text("without a target", None))]);
    assert_eq!(conversation(&store, OWN).len(), 2);
    assert!(store.read(contacts::all).expect("works").is_empty());
}

#[test]
fn an_accepted_request_approves_us() {
    let store = Store::in_memory().expect("a store in memory");
    let taken = take(&store, vec![arrival("h1", ALICE, at(1), Content::request_response(None))]);
    assert!(taken.changes.people.contains(&ALICE));
    assert!(contact(&store, ALICE).did_approve_us);
}

#[test]
fn what_has_no_handler_yet_is_counted() {
    let store = Store::in_memory().expect("a store in memory");
    let call = CallSignal { uuid: "a".into(), kind: CallSignalKind::PreOffer };
    let taken = take(&store, vec![arrival("h1", ALICE, at(1), ContentKind::Call(call).into())]);
    assert_eq!(taken.tally.get("call skipped"), Some(&1));
    assert!(taken.changes.is_empty());
}

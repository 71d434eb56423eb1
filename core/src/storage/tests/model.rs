//! Random operations on a store and on a plain model of it must agree.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::id::MessageId;

/// Our own account.
const US: u8 = 9;

#[derive(Debug, Clone, Copy)]
enum Op {
    Incoming { conversation: u8, sent_at: u64, has_hash: bool },
    SyncCopy { conversation: u8, sent_at: u64 },
    Outgoing { conversation: u8, sent_at: u64 },
    Delete { nth: usize },
    Deliver { nth: usize, is_sent: bool },
    MarkRead { nth: usize },
    MarkReadUntil { conversation: u8, moment: u64 },
    Look { conversation: u8, moment: u64, older: usize, newer: usize },
}

fn ops() -> impl Strategy<Value = Op> {
    let (conversation, moment, nth) = (1..4_u8, 0..40_u64, any::<usize>());
    prop_oneof![
        4 => (conversation.clone(), moment.clone(), any::<bool>())
            .prop_map(|(conversation, sent_at, has_hash)| Op::Incoming { conversation, sent_at, has_hash }),
        1 => (conversation.clone(), moment.clone()).prop_map(|(conversation, sent_at)| Op::SyncCopy { conversation, sent_at }),
        2 => (conversation.clone(), moment.clone()).prop_map(|(conversation, sent_at)| Op::Outgoing { conversation, sent_at }),
        2 => nth.prop_map(|nth| Op::Delete { nth }),
        1 => (nth, any::<bool>()).prop_map(|(nth, is_sent)| Op::Deliver { nth, is_sent }),
        1 => nth.prop_map(|nth| Op::MarkRead { nth }),
        1 => (conversation.clone(), moment.clone())
            .prop_map(|(conversation, moment)| Op::MarkReadUntil { conversation, moment }),
        2 => (conversation, moment, 0..6_usize, 0..6_usize)
            .prop_map(|(conversation, moment, older, newer)| Op::Look { conversation, moment, older, newer }),
    ]
}

#[derive(Debug, Clone, PartialEq)]
struct Kept {
    is_outgoing: bool,
    delivery: Delivery,
}

/// What the store should hold. Keys are conversation, time, number.
#[derive(Default)]
struct Model {
    messages: BTreeMap<(u8, u64, u64), Kept>,
    taken: BTreeSet<(u8, u64)>,
    read_up_to: BTreeMap<u8, u64>,
}

impl Model {
    fn nth(&self, nth: usize) -> Option<(u8, u64, u64)> {
        let count = self.messages.len().max(1);
        self.messages.keys().nth(nth % count).copied()
    }

    fn of(&self, conversation: u8) -> Vec<((u8, u64, u64), Kept)> {
        let range = (conversation, 0, 0)..=(conversation, u64::MAX, u64::MAX);
        self.messages.range(range).map(|(key, kept)| (*key, kept.clone())).collect()
    }

    fn unread(&self, conversation: u8) -> Vec<u64> {
        let read_up_to = self.read_up_to.get(&conversation).copied();
        let is_unread = |sent_at: u64| sent_at > read_up_to.unwrap_or(0);
        let all = self.of(conversation).into_iter();
        all.filter(|((_, sent_at, _), kept)| !kept.is_outgoing && is_unread(*sent_at)).map(|(key, _)| key.2).collect()
    }

    fn insert(&mut self, conversation: u8, author: u8, place: Place, delivery: Delivery) {
        let key = (conversation, place.sent_at.0, place.message.0);
        assert!(self.taken.insert((author, place.sent_at.0)), "a millisecond was given twice");
        assert!(self.messages.insert(key, Kept { is_outgoing: author == US, delivery }).is_none());
    }

    fn mark_read(&mut self, conversation: u8, moment: u64) {
        let read_up_to = self.read_up_to.entry(conversation).or_default();
        *read_up_to = moment.max(*read_up_to);
    }
}

fn new(conversation: u8, author: u8, sent_at: u64) -> NewMessage {
    NewMessage { author: account(author), ..incoming(conversation, sent_at, &format!("{conversation}\n{sent_at}")) }
}

fn apply(store: &Store, model: &mut Model, op: Op) -> Result<(), StoreError> {
    match op {
        Op::Incoming { conversation, sent_at, has_hash } => {
            let server_hash = has_hash.then(|| format!("hash {conversation} {sent_at}"));
            let new = NewMessage { server_hash, ..new(conversation, conversation, sent_at) };
            let inserted = store.write_blocking(move |tx| messages::insert_incoming(tx, &new))?;
            check_inserted(model, conversation, conversation, sent_at, inserted);
        }
        Op::SyncCopy { conversation, sent_at } => {
            let new = new(conversation, US, sent_at);
            let inserted = store.write_blocking(move |tx| messages::insert_sync_copy(tx, &new))?;
            check_inserted(model, conversation, US, sent_at, inserted);
        }
        Op::Outgoing { conversation, sent_at } => {
            let new = new(conversation, US, sent_at);
            let (place, job) = store.write_blocking(move |tx| {
                messages::insert_outgoing(tx, &new, |place| NewJob { due_at: place.sent_at, ..NewJob::default() })
            })?;
            assert!(place.sent_at.0 >= sent_at);
            let job = store.read(|tx| jobs::get(tx, job))?.expect("the job");
            assert_eq!((job.message, job.due_at), (Some(place.message), place.sent_at));
            model.insert(conversation, US, place, Delivery::Sending);
        }
        Op::Delete { nth } => {
            let Some(key) = model.nth(nth) else { return Ok(()) };
            let deleted = store.write_blocking(move |tx| messages::delete(tx, MessageId(key.2), NetworkTime(99)))?;
            assert_eq!(deleted.sent_at.0, key.1);
            model.messages.remove(&key);
        }
        Op::Deliver { nth, is_sent } => {
            let Some(key) = model.nth(nth) else { return Ok(()) };
            let delivery = if is_sent { Delivery::Sent } else { Delivery::Failed("offline".to_owned()) };
            let kept = model.messages.get_mut(&key).expect("it was just found");
            kept.delivery = delivery.clone();
            store.write_blocking(move |tx| messages::set_delivery(tx, MessageId(key.2), &delivery))?;
        }
        Op::MarkRead { nth } => {
            let Some((conversation, sent_at, id)) = model.nth(nth) else { return Ok(()) };
            let id = MessageId(id);
            store.write_blocking(move |tx| {
                conversations::mark_read(tx, super::conversation(conversation), id, NetworkTime(1))
            })?;
            model.mark_read(conversation, sent_at);
        }
        Op::MarkReadUntil { conversation, moment } => {
            let id = super::conversation(conversation);
            let marked = store
                .write_blocking(move |tx| conversations::mark_read_until(tx, id, NetworkTime(moment), NetworkTime(1)));
            match marked {
                Ok(_) => model.mark_read(conversation, moment),
                Err(error) => assert!(matches!(error, StoreError::NotFound)),
            }
        }
        Op::Look { conversation, moment, older, newer } => look(store, model, conversation, moment, (older, newer))?,
    }
    Ok(())
}

fn check_inserted(model: &mut Model, conversation: u8, author: u8, sent_at: u64, inserted: Inserted) {
    let delivery = if author == US { Delivery::Sent } else { Delivery::Received };
    match inserted {
        Inserted::Inserted(message) => {
            model.insert(conversation, author, Place { message, sent_at: NetworkTime(sent_at) }, delivery);
        }
        Inserted::Duplicate => assert!(model.taken.contains(&(author, sent_at)), "a new message was refused"),
    }
}

fn look(store: &Store, model: &Model, conversation: u8, moment: u64, sizes: (usize, usize)) -> Result<(), StoreError> {
    let (older, newer) = sizes;
    let anchor = WindowAnchor::Time(NetworkTime(moment));
    let window = store.read(|tx| messages::window(tx, super::conversation(conversation), anchor, older, newer))?;
    let all = model.of(conversation);
    let cut = all.partition_point(|((_, sent_at, _), _)| *sent_at < moment);
    let (from, to) = (cut.saturating_sub(older), (cut + newer).min(all.len()));
    let expected: Vec<_> = all[from..to].iter().map(|(key, kept)| (key.2, kept.delivery.clone())).collect();
    let found: Vec<_> = window.messages.iter().map(|message| (message.id.0, message.delivery.clone())).collect();
    assert_eq!(found, expected);
    assert_eq!((window.has_older, window.has_newer), (from > 0, to < all.len()));
    Ok(())
}

fn check(store: &Store, model: &Model) -> Result<(), StoreError> {
    for found in store.read(conversations::all)? {
        let ConversationId::Contact(id) = found.id else { panic!("a contact") };
        let byte = id.key()[0];
        let all = model.of(byte);
        assert_eq!(found.messages, all.len() as u64);
        let unread = model.unread(byte);
        assert_eq!(found.unread as usize, unread.len(), "unread of {byte}");
        let first = store.read(|tx| messages::first_unread(tx, found.id))?;
        assert_eq!(first.map(|id| id.0), unread.first().copied());
        let last = found.last.map(|last| (last.position.message.0, last.delivery, last.preview));
        let expected = all.last().map(|(key, kept)| (key.2, kept.delivery.clone(), format!("{byte} {}", key.1)));
        assert_eq!(last.as_ref().map(|last| (last.0, &last.1)), expected.as_ref().map(|last| (last.0, &last.1)));
        assert!(last.is_none_or(|last| last.2.starts_with(&format!("{byte} "))), "one line");
    }
    for (key, kept) in &model.messages {
        let message = store.read(|tx| messages::get(tx, MessageId(key.2)))?.expect("a message");
        assert_eq!((message.sent_at.0, &message.delivery), (key.1, &kept.delivery));
        assert_eq!(message.conversation, conversation(key.0));
        let author = if kept.is_outgoing { US } else { key.0 };
        assert_eq!(store.read(|tx| messages::find(tx, account(author), message.sent_at))?, Some(message.id));
        if let Some(hash) = &message.server_hash {
            assert_eq!(store.read(|tx| messages::by_server_hash(tx, hash))?, Some(message.id));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_store_agrees_with_a_plain_model(ops in prop::collection::vec(ops(), 1..80)) {
        let store = Store::in_memory().expect("a store");
        let mut model = Model::default();
        for op in ops {
            apply(&store, &mut model, op).expect("no operation fails");
        }
        check(&store, &model).expect("it reads");
    }
}

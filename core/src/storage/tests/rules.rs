//! Rules that are easier said by example.

use redb::ReadableTable;

use super::*;
use crate::id::MessageId;
use crate::storage::db::ReadTx;
use crate::storage::schema::tables::EARLY_READS;
use crate::storage::swarm_state;

fn store() -> Store {
    Store::in_memory().expect("a store")
}

fn insert(store: &Store, new: NewMessage) -> Inserted {
    store.write_blocking(move |tx| messages::insert_incoming(tx, &new)).expect("a commit")
}

fn id_of(inserted: Inserted) -> MessageId {
    match inserted {
        Inserted::Inserted(id) => id,
        Inserted::Duplicate => panic!("it is new"),
    }
}

#[test]
fn a_write_that_fails_or_panics_takes_nobody_with_it() {
    let store = store();
    let mut callers = Vec::new();
    for number in 0..40_u64 {
        let store = store.clone();
        let run = move || {
            store.write_blocking(move |tx| {
                settings::put(tx, &format!("{number}"), b"written")?;
                assert_ne!(number % 5, 4, "this write panics on purpose");
                if number % 3 == 2 { Err(StoreError::NotFound) } else { Ok(number) }
            })
        };
        callers.push(std::thread::Builder::new().spawn(run).expect("a thread"));
    }
    for (number, caller) in (0..40_u64).zip(callers) {
        let answer = caller.join().expect("it ends");
        let kept = store.read(|tx| settings::get(tx, &format!("{number}"))).expect("it reads");
        match answer {
            Ok(same) => assert!(same == number && kept.is_some()),
            Err(StoreError::Panicked) => assert!(number % 5 == 4 && kept.is_none()),
            Err(StoreError::NotFound) => assert!(number % 3 == 2 && kept.is_none()),
            Err(other) => panic!("another error: {other:?}"),
        }
    }
}

#[test]
fn a_reader_keeps_its_snapshot_while_others_write() {
    let store = store();
    store
        .read(|tx| {
            assert_eq!(settings::get(tx, "a")?, None);
            store.write_blocking(|tx| settings::put(tx, "a", b"1"))?;
            assert_eq!(settings::get(tx, "a")?, None);
            Ok(())
        })
        .expect("it reads");
    assert_eq!(store.read(|tx| settings::get(tx, "a")).expect("it reads"), Some(b"1".to_vec()));
}

#[test]
fn a_message_is_known_by_its_author_and_time_or_by_its_hash() {
    let store = store();
    let first = NewMessage { server_hash: Some("abc".to_owned()), ..incoming(1, 10, "one") };
    id_of(insert(&store, first.clone()));
    assert_eq!(insert(&store, incoming(1, 10, "another text")), Inserted::Duplicate);
    assert_eq!(insert(&store, NewMessage { sent_at: NetworkTime(11), ..first }), Inserted::Duplicate);
    id_of(insert(&store, NewMessage { author: account(2), ..incoming(1, 10, "somebody else") }));
}

#[test]
fn a_deleted_message_does_not_come_back_until_no_swarm_can_serve_it() {
    let store = store();
    let id = id_of(insert(&store, incoming(1, 10, "one")));
    store.write_blocking(move |tx| messages::delete(tx, id, NetworkTime(1_000))).expect("it goes");
    assert_eq!(insert(&store, incoming(1, 10, "one")), Inserted::Duplicate);
    let again = store.write_blocking(move |tx| messages::delete(tx, id, NetworkTime(1_000)));
    assert!(matches!(again, Err(StoreError::NotFound)));
    let day = 24 * 3_600 * 1_000;
    let sweep = move |now| store.write_blocking(move |tx| swarm_state::sweep(tx, NetworkTime(now), 100));
    assert_eq!(sweep(30 * day).expect("a sweep"), 0);
    assert_eq!(sweep(32 * day).expect("a sweep"), 1);
}

#[test]
fn a_message_from_the_future_does_not_pin_its_conversation() {
    let store = store();
    insert(&store, NewMessage { received_at: NetworkTime(50), ..incoming(1, 9_000_000, "later") });
    let found = store.read(|tx| conversations::get(tx, conversation(1))).expect("it reads").expect("it is there");
    assert_eq!(found.active_at, NetworkTime(50));
}

#[test]
fn hidden_conversations_and_drafts_are_kept_and_a_new_message_shows_again() {
    let store = store();
    let id = conversation(1);
    let missing = store.write_blocking(move |tx| conversations::set_draft(tx, id, "x", None));
    assert!(matches!(missing, Err(StoreError::NotFound)));
    store.write_blocking(move |tx| conversations::ensure(tx, id, NetworkTime(7))).expect("a conversation");
    store.write_blocking(move |tx| conversations::set_draft(tx, id, "half a", None)).expect("a draft");
    let hidden = store.write_blocking(move |tx| conversations::set_hidden(tx, id, true)).expect("hidden");
    assert!(hidden.is_hidden && hidden.draft.as_deref() == Some("half a") && hidden.active_at == NetworkTime(7));
    insert(&store, incoming(1, 10, "hi"));
    let shown = store.write_blocking(move |tx| conversations::set_draft(tx, id, "", None)).expect("no draft");
    assert!(!shown.is_hidden && shown.draft.is_none());
}

#[test]
fn jobs_come_when_they_are_due_and_stay_until_they_are_finished() {
    let store = store();
    let new = |due_at, message| NewJob { due_at: NetworkTime(due_at), message, kind: 3, ..NewJob::default() };
    let ids = store
        .write_blocking(move |tx| {
            let late = jobs::enqueue(tx, new(30, Some(MessageId(5))))?;
            Ok((late, jobs::enqueue(tx, new(10, None))?, jobs::enqueue(tx, new(10, Some(MessageId(5))))?))
        })
        .expect("jobs");
    let due = |now, limit| -> Vec<_> {
        let jobs = store.read(|tx| jobs::due(tx, NetworkTime(now), limit)).expect("it reads");
        jobs.into_iter().map(|job| job.id).collect()
    };
    assert_eq!(due(9, 10), []);
    assert_eq!(due(10, 10), [ids.1, ids.2]);
    assert_eq!(due(99, 1), [ids.1]);
    assert_eq!(store.read(jobs::next_due).expect("it reads"), Some(NetworkTime(10)));
    let tried = store.write_blocking(move |tx| jobs::reschedule(tx, ids.1, NetworkTime(50))).expect("later");
    assert_eq!((tried.attempts, tried.due_at), (1, NetworkTime(50)));
    assert_eq!(due(99, 10), [ids.2, ids.0, ids.1]);
    let sealed = store.write_blocking(move |tx| jobs::update(tx, ids.0, |job| job.payload = vec![1, 2])).expect("kept");
    assert_eq!((sealed.payload.as_slice(), sealed.attempts), ([1, 2].as_slice(), 0));
    let of_message = store.read(|tx| jobs::of_message(tx, MessageId(5))).expect("it reads");
    assert_eq!(of_message.iter().map(|job| job.id).collect::<Vec<_>>(), [ids.0, ids.2]);
    for id in [ids.0, ids.1, ids.2] {
        assert!(store.write_blocking(move |tx| jobs::finish(tx, id)).expect("done"));
        assert!(!store.write_blocking(move |tx| jobs::finish(tx, id)).expect("done before"));
    }
    assert_eq!(store.read(jobs::next_due).expect("it reads"), None);
    assert_eq!(store.read(|tx| jobs::of_message(tx, MessageId(5))).expect("it reads"), []);
}

#[test]
fn seen_hashes_last_until_they_expire() {
    let store = store();
    let mark = |hash: &'static str, expires| {
        store.write_blocking(move |tx| swarm_state::mark_seen(tx, hash, NetworkTime(expires))).expect("a commit");
    };
    mark("a", 10);
    mark("b", 20);
    mark("a", 30);
    mark("b", 5);
    let seen = |hash: &str| store.read(|tx| swarm_state::is_seen(tx, hash)).expect("it reads");
    let sweep = |now| store.write_blocking(move |tx| swarm_state::sweep(tx, NetworkTime(now), 10)).expect("a sweep");
    assert_eq!(sweep(20), 0, "20 is not before 20");
    assert!(seen("a") && seen("b") && !seen("c"));
    assert_eq!(sweep(21), 1);
    assert!(seen("a") && !seen("b"));
    assert_eq!(sweep(31), 1);
    assert!(!seen("a"));
}

#[test]
fn each_node_and_namespace_has_its_last_hash() {
    let store = store();
    let us = conversation(9);
    store
        .write_blocking(move |tx| {
            swarm_state::set_last_hash(tx, &[1; 32], &us, 0, "one")?;
            swarm_state::set_last_hash(tx, &[1; 32], &us, -10, "two")?;
            swarm_state::set_last_hash(tx, &[2; 32], &us, 0, "three")
        })
        .expect("a commit");
    let last = |node: u8, namespace| {
        store.read(|tx| swarm_state::last_hash(tx, &[node; 32], &us, namespace)).expect("it reads")
    };
    assert_eq!(last(1, 0).as_deref(), Some("one"));
    assert_eq!(last(1, -10).as_deref(), Some("two"));
    assert_eq!(last(2, 0).as_deref(), Some("three"));
    assert_eq!(last(2, -10), None);
    store.write_blocking(move |tx| swarm_state::forget_last_hash(tx, &[1; 32], &us, 0)).expect("a commit");
    assert_eq!(last(1, 0), None);
}

#[test]
fn people_and_names_are_kept() {
    let store = store();
    assert_eq!(store.read(identity::get).expect("it reads"), None);
    let unnamed = store.write_blocking(|tx| identity::set_display_name(tx, "x", 1));
    assert!(matches!(unnamed, Err(StoreError::NotFound)));
    store.write_blocking(|tx| identity::put(tx, &identity())).expect("a commit");
    store.write_blocking(|tx| identity::set_display_name(tx, "Ana", 5)).expect("a commit");
    let us = store.read(identity::get).expect("it reads").expect("it is there");
    assert_eq!((us.display_name.as_str(), us.name_updated_at_secs), ("Ana", 5));
    assert_eq!(us.seed, identity().seed);
    let changed = store.write_blocking(|tx| {
        contacts::update(tx, account(2), |contact| {
            contact.is_blocked = true;
            contact.nickname = Some("Bo".to_owned());
        })
    });
    let changed = changed.expect("a commit");
    assert_eq!(store.read(contacts::all).expect("it reads"), vec![changed.clone()]);
    assert_eq!(store.read(|tx| contacts::get(tx, account(2))).expect("it reads"), Some(changed));
    assert_eq!(store.read(|tx| contacts::get(tx, account(3))).expect("it reads"), None);
}

#[test]
fn what_is_taken_back_or_deleted_is_forgotten_under_the_name_the_swarm_gave_it() {
    let store = store();
    let timer = Some(crate::protocol::content::Expiry {
        mode: crate::protocol::content::ExpiryMode::AfterRead,
        timer_secs: 60,
    });
    for (number, is_deleted) in [(1_u64, false), (2, true)] {
        let hash = format!("hash {number}");
        let text = NewMessage::text(conversation(4), account(4), NetworkTime(number), "a secret");
        let id = id_of(insert(&store, NewMessage { server_hash: Some(hash), timer, ..text }));
        store
            .write_blocking(move |tx| conversations::mark_read(tx, conversation(4), id, NetworkTime(100)))
            .expect("a commit");
        assert_eq!(store.read(|tx| messages::shortenings(tx, 9)).expect("it reads").len(), 1);
        store
            .write_blocking(move |tx| {
                if is_deleted { messages::delete(tx, id, NetworkTime(200)) } else { messages::retract(tx, id) }
            })
            .expect("a commit");
        assert!(store.read(|tx| messages::shortenings(tx, 9)).expect("it reads").is_empty());
        let ills = store.read(crate::storage::doctor::examine).expect("it reads").ills;
        assert_eq!(ills.into_keys().collect::<Vec<_>>(), [crate::storage::doctor::Ill::NoAccount]);
    }
}

#[test]
fn of_one_reader_only_so_many_early_receipts_are_remembered() {
    let store = store();
    let remembered = || {
        let count = |tx: &ReadTx| Ok(tx.open(EARLY_READS)?.iter()?.count());
        store.read(count).expect("it reads")
    };
    for sent_at in 0..500 {
        let note = move |tx: &WriteTx| messages::remember_read(tx, account(4), NetworkTime(sent_at), NetworkTime(900));
        store.write_blocking(note).expect("a commit");
    }
    assert_eq!(remembered(), 200);
    let sweep = |now| store.write_blocking(move |tx| swarm_state::sweep(tx, now, 1)).expect("a commit");
    assert_eq!(sweep(NetworkTime(1_000)), 0);
    assert_eq!(sweep(NetworkTime(32 * 24 * 3_600 * 1_000)), 200);
    assert_eq!(remembered(), 0);
}

#[test]
fn a_new_message_brings_an_archived_conversation_back_unless_it_is_muted() {
    let is_back_after = |flags: conversations::Flags, is_ours: bool| {
        let store = store();
        let id = conversation(1);
        let done = store.write_blocking(move |tx| {
            messages::insert_incoming(tx, &incoming(1, 10, "first"))?;
            conversations::set_flags(tx, id, flags)?;
            conversations::set_archived(tx, id, true)?;
            if is_ours {
                let ours = NewMessage { author: account(9), ..incoming(1, 5_000, "ours") };
                messages::insert_outgoing(tx, &ours, |_place| NewJob::default())?;
            } else {
                messages::insert_incoming(tx, &incoming(1, 5_000, "second"))?;
            }
            conversations::get(tx, id)
        });
        !done.expect("a commit").expect("a conversation").is_archived
    };
    let flags = conversations::Flags::default();
    assert!(is_back_after(flags, false));
    assert!(!is_back_after(conversations::Flags { notifications: 2, ..flags }, false), "it never notifies");
    assert!(!is_back_after(conversations::Flags { mute_until_secs: 6, ..flags }, false), "it does not notify yet");
    assert!(is_back_after(conversations::Flags { mute_until_secs: 5, ..flags }, false), "it notifies again");
    assert!(is_back_after(conversations::Flags { notifications: 2, ..flags }, true), "we wrote there");
}

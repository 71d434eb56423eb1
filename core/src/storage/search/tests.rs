//! The index against a search that looks at every message.

use proptest::prelude::*;

use super::*;
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};
use crate::storage::{Inserted, NewMessage, Store, messages};

const DAY: u64 = 86_400_000;

fn account(byte: u8) -> AccountId {
    AccountId::from_key([byte; 32])
}

fn conversation(byte: u8) -> ConversationId {
    ConversationId::Contact(account(byte))
}

fn keep(store: &Store, byte: u8, author: u8, sent_at: u64, body: &str) -> MessageId {
    let new = NewMessage {
        conversation: conversation(byte),
        author: account(author),
        sent_at: NetworkTime(sent_at),
        received_at: NetworkTime(sent_at),
        body: body.to_owned(),
        server_hash: None,
        quote: None,
        timer: None,
        expires_at: None,
        note: None,
        preview: None,
        files: Vec::new(),
    };
    match store.write_blocking(move |tx| messages::insert_incoming(tx, &new)).expect("a commit") {
        Inserted::Inserted(id) => id,
        Inserted::Duplicate => panic!("each message has a time of its own"),
    }
}

fn any(matcher: &Matcher) -> Search<'_> {
    Search {
        matcher,
        conversation: None,
        author: None,
        from: None,
        until: None,
        kind: Kind::Any,
        before: None,
        limit: 50,
    }
}

fn run(store: &Store, search: &Search<'_>) -> Found {
    store.read(|tx| find(tx, search, &|| false)).expect("it reads").expect("nobody is in a hurry")
}

fn ids(store: &Store, query: &str) -> Vec<u64> {
    run(store, &any(&Matcher::new(query))).messages.into_iter().map(|id| id.0).collect()
}

fn agree(store: &Store) -> bool {
    store.read(agrees).expect("it reads")
}

#[test]
fn words_are_found_in_every_script_newest_first() {
    let store = Store::in_memory().expect("a store");
    let texts = ["Crème brûlée", "creme fraiche", "在日本語で", "สวัสดีครับ", "Привет, Ёлка", "שָׁלוֹם עולם", "see 🎉"];
    for (at, text) in (1..).zip(texts) {
        keep(&store, 1, 1, at, text);
    }
    assert_eq!(ids(&store, "CRE"), [2, 1]);
    assert_eq!(ids(&store, "crème brul"), [1]);
    assert_eq!(ids(&store, "creme brul "), Vec::<u64>::new(), "a space ends a word");
    assert_eq!(ids(&store, "日本"), [3]);
    assert_eq!(ids(&store, "語"), [3]);
    assert_eq!(ids(&store, "日本語"), [3]);
    assert_eq!(ids(&store, "ครับ"), [4]);
    assert_eq!(ids(&store, "елка"), [5]);
    assert_eq!(ids(&store, "שלום"), [6]);
    assert_eq!(ids(&store, "🎉"), [7]);
    assert!(ids(&store, "").is_empty() && ids(&store, "?!").is_empty());
}

#[test]
fn filters_are_intersected_with_words_or_stand_alone() {
    let store = Store::in_memory().expect("a store");
    keep(&store, 1, 1, DAY, "hello https://example.org");
    keep(&store, 1, 9, 2 * DAY, "hello there");
    keep(&store, 2, 2, 2 * DAY + 5, "hello too http://x");
    keep(&store, 2, 9, 40 * DAY, "bye");
    let (hello, nothing) = (Matcher::new("hello"), Matcher::new(" "));
    let found = |search: Search<'_>| run(&store, &search).messages.iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!(found(Search { conversation: Some(conversation(1)), ..any(&hello) }), [2, 1]);
    assert_eq!(found(Search { author: Some(account(9)), ..any(&hello) }), [2]);
    assert_eq!(found(Search { author: Some(account(9)), ..any(&nothing) }), [4, 2]);
    assert_eq!(found(Search { kind: Kind::Links, ..any(&nothing) }), [3, 1]);
    let until = Some(NetworkTime(2 * DAY + 1));
    assert_eq!(found(Search { until, ..any(&hello) }), [2, 1], "the moment counts, not the day");
    let from = Some(NetworkTime(2 * DAY + 1));
    assert_eq!(found(Search { from, ..any(&nothing) }), [4, 3]);
    assert!(found(any(&nothing)).is_empty(), "nothing is no question");
    assert!(found(Search { conversation: Some(conversation(1)), ..any(&nothing) }).is_empty());
    assert!(found(Search { conversation: Some(conversation(7)), ..any(&hello) }).is_empty());
    assert!(found(Search { kind: Kind::Links, ..any(&Matcher::new("?!")) }).is_empty());
}

#[test]
fn pages_follow_each_other_and_a_conversation_is_counted() {
    let store = Store::in_memory().expect("a store");
    for at in 1..=130 {
        keep(&store, 1, 1, at, "again and again");
    }
    let matcher = Matcher::new("again");
    let first = run(&store, &Search { conversation: Some(conversation(1)), ..any(&matcher) });
    assert_eq!(first.total, Some(Total { count: 130, or_more: false }));
    let mut all = first.messages.clone();
    let mut next = first.next;
    while let Some(before) = next {
        let page = run(&store, &Search { before: Some(before), ..any(&matcher) });
        assert_eq!(page.total, None);
        all.extend(page.messages);
        next = page.next;
    }
    assert_eq!(all, (1..=130).rev().map(MessageId).collect::<Vec<_>>());
    assert_eq!(
        store.read(|tx| find(tx, &any(&matcher), &|| true)).expect("it reads").map(|found| found.messages.len()),
        Some(50)
    );
    let counting = Search { conversation: Some(conversation(1)), ..any(&matcher) };
    assert_eq!(store.read(|tx| find(tx, &counting, &|| true)).expect("it reads"), None, "nobody waits any more");
}

#[test]
fn what_is_deleted_or_taken_back_leaves_nothing_behind() {
    let store = Store::in_memory().expect("a store");
    let first = keep(&store, 1, 1, 1, "secret words 日本 https://example.org");
    let second = keep(&store, 1, 1, 2, "secret too");
    let third = keep(&store, 2, 2, 3, "secret three");
    assert_eq!(ids(&store, "secret").len(), 3);
    store.write_blocking(move |tx| messages::retract(tx, first).map(drop)).expect("a commit");
    assert_eq!(ids(&store, "secret"), [3, 2]);
    assert!(agree(&store));
    store.write_blocking(move |tx| messages::delete(tx, first, NetworkTime(9)).map(drop)).expect("a commit");
    store.write_blocking(move |tx| messages::delete(tx, second, NetworkTime(9)).map(drop)).expect("a commit");
    assert_eq!(ids(&store, "secret"), [third.0]);
    let gone = |tx: &crate::storage::WriteTx| messages::delete_all(tx, conversation(2), NetworkTime(9)).map(drop);
    store.write_blocking(gone).expect("a commit");
    assert_eq!(store.read(size).expect("it reads"), Size::default(), "no term is left");
}

#[test]
fn a_write_that_fails_changes_nothing_in_the_index() {
    let store = Store::in_memory().expect("a store");
    let id = keep(&store, 1, 1, 1, "stays");
    let failed = store.write_blocking(move |tx| {
        messages::delete(tx, id, NetworkTime(9))?;
        Err::<(), _>(crate::storage::StoreError::NotFound)
    });
    assert!(failed.is_err());
    assert_eq!(ids(&store, "stays"), [1]);
    assert!(agree(&store));
}

#[test]
fn messages_from_before_the_index_are_indexed_in_batches() {
    let store = Store::in_memory().expect("a store");
    for at in 1..=10 {
        keep(&store, 1, 1, at, &format!("old number{at}"));
    }
    store
        .write_blocking(|tx| {
            super::backfill::forget(tx)?;
            super::prepare(tx)
        })
        .expect("a commit");
    assert!(!store.read(is_complete).expect("it reads"));
    assert!(ids(&store, "old").is_empty());
    keep(&store, 1, 1, 11, "old but new");
    assert_eq!(ids(&store, "old"), [11], "what comes is found at once");
    store.write_blocking(|tx| messages::delete(tx, MessageId(2), NetworkTime(9)).map(drop)).expect("a commit");
    assert!(!store.write_blocking(|tx| backfill(tx, 4)).expect("a commit"));
    assert_eq!(ids(&store, "old"), [11, 5, 4, 3, 1]);
    store.write_blocking(|tx| messages::delete(tx, MessageId(3), NetworkTime(9)).map(drop)).expect("a commit");
    while !store.write_blocking(|tx| backfill(tx, 4)).expect("a commit") {}
    assert_eq!(ids(&store, "old"), [11, 10, 9, 8, 7, 6, 5, 4, 1]);
    assert!(store.read(is_complete).expect("it reads") && agree(&store));
}

#[test]
fn a_beginning_of_very_many_words_finds_all_of_them() {
    let store = Store::in_memory().expect("a store");
    store
        .write_blocking(|tx| {
            for at in 1..=2_500_u64 {
                let new = NewMessage {
                    conversation: conversation(1),
                    author: account(1),
                    sent_at: NetworkTime(at),
                    received_at: NetworkTime(at),
                    body: format!("num{at} nub{at}"),
                    server_hash: None,
                    quote: None,
                    timer: None,
                    expires_at: None,
                    note: None,
                    preview: None,
                    files: Vec::new(),
                };
                messages::insert_incoming(tx, &new)?;
            }
            Ok(())
        })
        .expect("a commit");
    let found = ids(&store, "num");
    assert_eq!(found, (2_451..=2_500).rev().collect::<Vec<_>>());
    assert!(ids(&store, "nux").is_empty());
}

const WORDS: &[&str] =
    &["alpha", "alpine", "Ålpha", "beta", "日本", "日本語", "本語", "ไทย", "שלום", "🎉", "https://a.b", "x"];

#[derive(Debug, Clone)]
enum Op {
    Keep { conversation: u8, words: Vec<usize> },
    Delete { nth: usize },
    Retract { nth: usize },
    Clear { conversation: u8 },
    Find { words: Vec<usize>, cut: usize, conversation: Option<u8>, limit: usize },
}

fn ops() -> impl Strategy<Value = Op> {
    let words = || prop::collection::vec(0..WORDS.len(), 0..5);
    prop_oneof![
        6 => (1..4_u8, words()).prop_map(|(conversation, words)| Op::Keep { conversation, words }),
        1 => any_usize().prop_map(|nth| Op::Delete { nth }),
        1 => any_usize().prop_map(|nth| Op::Retract { nth }),
        1 => (1..4_u8).prop_map(|conversation| Op::Clear { conversation }),
        6 => (words(), 0..3_usize, prop::option::of(1..4_u8), 1..6_usize)
            .prop_map(|(words, cut, conversation, limit)| Op::Find { words, cut, conversation, limit }),
    ]
}

fn any_usize() -> impl Strategy<Value = usize> {
    0..1_000_usize
}

fn text(words: &[usize]) -> String {
    words.iter().map(|at| WORDS[*at]).collect::<Vec<_>>().join(" ")
}

type Model = std::collections::BTreeMap<u64, (u8, String)>;

fn apply(store: &Store, model: &mut Model, at: u64, op: Op) {
    let nth = |model: &Model, nth: usize| model.keys().nth(nth % model.len().max(1)).copied();
    match op {
        Op::Keep { conversation, words } => {
            let id = keep(store, conversation, conversation, at, &text(&words));
            model.insert(id.0, (conversation, text(&words)));
        }
        Op::Delete { nth: wanted } => {
            let Some(id) = nth(model, wanted) else { return };
            model.remove(&id);
            let delete = move |tx: &_| messages::delete(tx, MessageId(id), NetworkTime(1)).map(drop);
            store.write_blocking(delete).expect("a commit");
        }
        Op::Retract { nth: wanted } => {
            let Some(id) = nth(model, wanted) else { return };
            model.remove(&id);
            store.write_blocking(move |tx| messages::retract(tx, MessageId(id)).map(drop)).expect("a commit");
        }
        Op::Clear { conversation: byte } => {
            model.retain(|_, (of, _)| *of != byte);
            let clear = move |tx: &_| messages::delete_all(tx, conversation(byte), NetworkTime(1)).map(drop);
            store.write_blocking(clear).expect("a commit");
        }
        Op::Find { words, cut, conversation: of, limit } => {
            let query = text(&words);
            let query: String = query.chars().take(query.chars().count().saturating_sub(cut)).collect();
            let matcher = Matcher::new(&query);
            let search = Search { conversation: of.map(conversation), limit, ..any(&matcher) };
            let fits = |(byte, text): &(u8, String)| of.is_none_or(|of| of == *byte) && matcher.fits(text);
            let expected: Vec<_> = model.iter().rev().filter(|(_, kept)| fits(kept)).map(|(id, _)| *id).collect();
            let found = run(store, &search);
            let ids: Vec<_> = found.messages.iter().map(|id| id.0).collect();
            assert_eq!(ids, expected.iter().copied().take(limit).collect::<Vec<_>>(), "{query:?}");
            assert_eq!(found.next.is_some(), expected.len() > limit, "{query:?}");
            if of.is_some() {
                let total = if expected.is_empty() && found.total.is_none() { 0 } else { expected.len() };
                assert_eq!(found.total.map_or(0, |total| total.count), total);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_looking_at_everything_finds(ops in prop::collection::vec(ops(), 1..80)) {
        let store = Store::in_memory().expect("a store");
        let mut model = Model::new();
        for (at, op) in (1..).zip(ops) {
            apply(&store, &mut model, at, op);
        }
        prop_assert!(agree(&store));
    }

    #[test]
    fn rows_hold_any_numbers_in_any_order(numbers in prop::collection::vec(1..5_000_u64, 1..900), gone in prop::collection::vec(1..5_000_u64, 0..300)) {
        let store = Store::in_memory().expect("a store");
        let (put, take) = (numbers.clone(), gone.clone());
        let term = b"wx".to_vec();
        for (batch, is_there) in put.chunks(97).map(|batch| (batch, true)).chain(take.chunks(31).map(|batch| (batch, false))) {
            let (batch, term) = (batch.to_vec(), term.clone());
            store.write_blocking(move |tx| super::postings::change(tx, &term, &batch, is_there)).expect("a commit");
        }
        let mut expected: std::collections::BTreeSet<u64> = numbers.into_iter().collect();
        expected.retain(|number| !gone.contains(number));
        let kept = store.read(|tx| super::postings::all(tx, &term)).expect("it reads");
        prop_assert_eq!(kept, expected.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn fresh_messages_move_to_the_rows_and_are_found_all_the_time() {
    let store = Store::in_memory().expect("a store");
    let many = "some words that make many terms, of which each is another one for the table of fresh ones";
    for at in 1..=300_u64 {
        let id = keep(&store, 1, 1, at, &format!("{many} number{at}"));
        assert_eq!(ids(&store, &format!("number{at} ")), [id.0]);
        if at.is_multiple_of(3) {
            store.write_blocking(move |tx| messages::delete(tx, id, NetworkTime(9)).map(drop)).expect("a commit");
        }
    }
    let left = (1..=300_u64).rev().filter(|at| !at.is_multiple_of(3));
    assert_eq!(ids(&store, "many number"), left.take(50).collect::<Vec<_>>());
    assert!(agree(&store));
    let rows = store.read(|tx| super::postings::all(tx, &super::words::word("many"))).expect("it reads");
    assert!(!rows.is_empty() && rows.len() < 200, "some have moved, and some are fresh");
    let clear = |tx: &crate::storage::WriteTx| messages::delete_all(tx, conversation(1), NetworkTime(1)).map(drop);
    store.write_blocking(clear).expect("a commit");
    assert_eq!(store.read(size).expect("it reads"), Size::default());
}

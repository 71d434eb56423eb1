//! The doctor finds what doesn't fit, and nothing where all does.

use super::*;
use crate::protocol::content::{Expiry, ExpiryMode};
use crate::storage::doctor::{Ill, Report, examine};
use crate::storage::schema::tables::{
    AUTHORED, CONVERSATION_NUMBERS, EXPIRIES, HASHES, JOBS_DUE, JOBS_OF_MESSAGE, PLACES, SEEN, SHORTENINGS, TOMBSTONES,
};
use crate::storage::{conversations, jobs, swarm_state};

/// A store with something of everything.
pub(in crate::storage) fn full() -> Store {
    let store = Store::in_memory().expect("a store in memory");
    let own = identity();
    store
        .write_blocking(move |tx| {
            crate::storage::identity::put(tx, &own)?;
            let timer = Some(Expiry { mode: ExpiryMode::AfterRead, timer_secs: 60 });
            let goes = NewMessage { timer, server_hash: Some("goes".to_owned()), ..incoming(1, 10, "it goes") };
            messages::insert_incoming(tx, &goes)?;
            messages::insert_incoming(tx, &incoming(1, 20, "it stays"))?;
            messages::insert_incoming(tx, &incoming(1, 40, "unread"))?;
            conversations::mark_read_until(tx, conversation(1), NetworkTime(30), NetworkTime(100))?;
            let ours = NewMessage { author: account(9), ..incoming(2, 50, "on its way") };
            messages::insert_outgoing(tx, &ours, |_place| NewJob::default())?;
            let gone = messages::insert_incoming(tx, &incoming(3, 60, "gone"))?;
            let Inserted::Inserted(gone) = gone else { return Err(StoreError::Damaged) };
            messages::delete(tx, gone, NetworkTime(70))?;
            swarm_state::mark_seen(tx, "seen", NetworkTime(9_000))
        })
        .expect("a commit");
    store
}

fn report(store: &Store) -> Report {
    store.read(examine).expect("it reads")
}

#[test]
fn a_store_with_something_of_everything_is_well() {
    let report = report(&full());
    assert!(report.is_well(), "{:?}", report.ills);
    assert_eq!((report.rows["messages"], report.rows["jobs"], report.rows["disappearing"]), (4, 1, 1));
}

#[test]
fn whatever_is_missing_or_too_much_is_found() {
    type Harm = fn(&WriteTx) -> Result<(), StoreError>;
    let harms: [(Ill, Harm); 10] = [
        (Ill::Place, |tx| tx.table(PLACES)?.remove(&2_u64.to_be_bytes()).map(drop).map_err(Into::into)),
        (Ill::Author, |tx| {
            let key = crate::storage::schema::keys::authored(&account(1).to_bytes(), 20);
            tx.table(AUTHORED)?.remove(&key).map(drop).map_err(Into::into)
        }),
        (Ill::Hash, |tx| tx.table(HASHES)?.insert(b"none".as_slice(), &[9; 8]).map(drop).map_err(Into::into)),
        (Ill::Expiry, |tx| tx.table(EXPIRIES)?.insert(&[7; 16], ()).map(drop).map_err(Into::into)),
        (Ill::Shortening, |tx| {
            tx.table(SHORTENINGS)?.insert(b"none".as_slice(), &[9; 8]).map(drop).map_err(Into::into)
        }),
        (Ill::Unsent, |tx| {
            let job = jobs::all(tx)?.first().map(|job| job.id).ok_or(StoreError::NotFound)?;
            jobs::finish(tx, job).map(drop)
        }),
        (Ill::Job, |tx| tx.table(JOBS_DUE)?.insert(&[7; 16], ()).map(drop).map_err(Into::into)),
        (Ill::Job, |tx| tx.table(JOBS_OF_MESSAGE)?.insert(&[7; 16], ()).map(drop).map_err(Into::into)),
        (Ill::Seen, |tx| tx.table(SEEN)?.remove(b"seen".as_slice()).map(drop).map_err(Into::into)),
        (Ill::Tombstone, |tx| tx.table(TOMBSTONES)?.insert(&[7; 49], ()).map(drop).map_err(Into::into)),
    ];
    for (ill, harm) in harms {
        let store = full();
        store.write_blocking(harm).expect("a commit");
        assert!(report(&store).ills.contains_key(&ill), "{} is not found: {:?}", ill.as_str(), report(&store).ills);
    }
}

#[test]
fn a_conversation_that_counts_wrongly_is_found() {
    let store = full();
    let harm = store.write_blocking(|tx| {
        let mut row = conversations::get(tx, conversation(1))?.ok_or(StoreError::NotFound)?;
        row.unread += 1;
        row.last = None;
        conversations::put(tx, &row)?;
        tx.table(CONVERSATION_NUMBERS)?.insert(&77_u32.to_be_bytes(), &conversation(1).to_bytes())?;
        Ok(())
    });
    harm.expect("a commit");
    let found: Vec<Ill> = report(&store).ills.into_keys().collect();
    assert_eq!(found, [Ill::ConversationNumber, Ill::Count, Ill::Newest]);
}

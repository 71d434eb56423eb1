//! Looking for messages, and indexing those from before there was an index.
//!
//! A search runs on a snapshot of the store, on a thread that may block; two run at a time. Whoever types asks anew
//! with each letter, so a search can be said to be instead of another, which then stops where it is. What was
//! asked is never logged.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::account::{Account, store_failure};
use super::commands::{Done, blocking};
use super::face::{
    Direction, FailureCode, Outcome, SearchHit, SearchKind, SearchQuery, SearchResults, SearchTotal, Ticket,
};
use super::summaries::name_of;
use crate::clock::NetworkTime;
use crate::id::AccountId;
use crate::storage::search::{self, Kind, Matcher, Search};
use crate::storage::{self, Message, ReadTx, StoreError, contacts, messages};

/// Searches that run at a time.
const AT_A_TIME: usize = 2;
/// Most messages in a page.
const MOST: usize = 200;
/// Messages from before the index that are indexed at a time.
const BATCH: usize = 200;
/// Between two batches.
const PAUSE: Duration = Duration::from_millis(30);
/// Before the first batch: the start has better things to do.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// After a disk that refused.
const LONG_PAUSE: Duration = Duration::from_secs(30);

/// The searches that run.
#[derive(Debug)]
pub struct Searches {
    running: Mutex<HashMap<Ticket, Arc<AtomicBool>>>,
    room: Arc<Semaphore>,
}

impl Default for Searches {
    fn default() -> Self {
        Self { running: Mutex::default(), room: Arc::new(Semaphore::new(AT_A_TIME)) }
    }
}

impl Searches {
    fn with<T>(&self, change: impl FnOnce(&mut HashMap<Ticket, Arc<AtomicBool>>) -> T) -> T {
        change(&mut self.running.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes a search; the flag says when nobody waits for it any more.
    fn begin(&self, ticket: Ticket, instead_of: Option<Ticket>) -> Arc<AtomicBool> {
        self.with(|running| {
            if let Some(older) = instead_of.and_then(|older| running.get(&older)) {
                older.store(true, Ordering::Relaxed);
            }
            let is_over = Arc::new(AtomicBool::new(false));
            running.insert(ticket, Arc::clone(&is_over));
            is_over
        })
    }

    fn end(&self, ticket: Ticket) {
        self.with(|running| running.remove(&ticket));
    }
}

/// Starts a search; other commands need not wait for its answer, but for room.
pub async fn start(account: &Arc<Account>, ticket: Ticket, instead_of: Option<Ticket>, query: SearchQuery) {
    let is_over = account.searches.begin(ticket, instead_of);
    // Nobody closes it.
    let room = Arc::clone(&account.searches.room).acquire_owned().await;
    let account = Arc::clone(account);
    tokio::spawn(async move {
        let done = run(&account, query, is_over).await;
        drop(room);
        account.searches.end(ticket);
        account.answer(ticket, done).await;
    });
}

async fn run(account: &Arc<Account>, query: SearchQuery, is_over: Arc<AtomicBool>) -> Done {
    let (store, own, now) = (account.store.clone(), account.id(), account.clock.now());
    let own_name: Arc<str> = account.me.borrow().display_name.as_str().into();
    let found = blocking(move || {
        let looked = store.read(|tx| look(tx, &query, (own, own_name, now), &|| is_over.load(Ordering::Relaxed)));
        looked.map_err(|error| store_failure(&error).code)
    });
    Ok(match found.await? {
        Some(results) => Outcome::Found(Arc::new(results)),
        None => Outcome::Done,
    })
}

fn look(
    tx: &ReadTx,
    query: &SearchQuery,
    (own, own_name, now): (AccountId, Arc<str>, NetworkTime),
    is_over: &dyn Fn() -> bool,
) -> Result<Option<SearchResults>, StoreError> {
    let matcher = Matcher::new(&query.text);
    let search = Search {
        matcher: &matcher,
        conversation: query.conversation,
        author: query.author,
        from: query.from,
        until: query.until,
        kind: match query.kind {
            SearchKind::Any => Kind::Any,
            SearchKind::Links => Kind::Links,
            SearchKind::Files => Kind::Files,
        },
        before: query.before,
        limit: query.limit.clamp(1, MOST),
    };
    let Some(found) = search::find(tx, &search, is_over)? else { return Ok(None) };
    let mut names = HashMap::from([(own, own_name)]);
    let mut hits = Vec::with_capacity(found.messages.len());
    for id in found.messages {
        if is_over() {
            return Ok(None);
        }
        // What is over is not shown, even if it was not deleted yet.
        let is_there = |message: &Message| !message.is_deleted && !message.is_over(now);
        let Some(message) = messages::get(tx, id)?.filter(is_there) else { continue };
        if let Entry::Vacant(unknown) = names.entry(message.author) {
            unknown.insert(name_of(message.author, contacts::get(tx, message.author)?.as_ref()));
        }
        let name = names.get(&message.author).map(Arc::clone).unwrap_or_default();
        hits.push(hit(&matcher, &message, name));
    }
    // The newest come first by their number; within a page the time of writing counts, as on the screen.
    hits.sort_by_key(|hit| std::cmp::Reverse((hit.sent_at, hit.message)));
    let total = found.total.map(|total| SearchTotal { count: total.count, or_more: total.or_more });
    Ok(Some(SearchResults { hits, next: found.next, total, is_indexing: !search::is_complete(tx)? }))
}

fn hit(matcher: &Matcher, message: &Message, author_name: Arc<str>) -> SearchHit {
    let snippet = matcher.snippet(&message.searchable());
    SearchHit {
        message: message.id,
        conversation: message.conversation,
        author: message.author,
        author_name,
        direction: match message.direction {
            storage::Direction::Incoming => Direction::Incoming,
            storage::Direction::Outgoing => Direction::Outgoing,
        },
        sent_at: message.sent_at,
        snippet: snippet.text.into(),
        matches: snippet.matches,
    }
}

/// Indexes what came before there was an index, then rests until the account stops.
pub async fn index(account: Arc<Account>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let is_stopped = tokio::time::timeout(pause, account.stop.cancelled()).await.is_ok();
        if is_stopped {
            return;
        }
        let store = account.store.clone();
        let complete = blocking(move || store.read(search::is_complete).map_err(|_told| FailureCode::Storage)).await;
        pause = match complete {
            Ok(true) => return account.stop.cancelled().await,
            Ok(false) => match account.store.write(|tx| search::backfill(tx, BATCH)).await {
                Ok(_) => PAUSE,
                Err(error) => {
                    tracing::warn!(%error, "old messages can't be indexed at present");
                    LONG_PAUSE
                }
            },
            Err(_) => LONG_PAUSE,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_that_comes_instead_of_another_ends_that_one_only() {
        let searches = Searches::default();
        let (first, other) = (searches.begin(Ticket(1), None), searches.begin(Ticket(2), None));
        let second = searches.begin(Ticket(3), Some(Ticket(1)));
        let is_over = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        assert!(is_over(&first) && !is_over(&other) && !is_over(&second));
        searches.end(Ticket(1));
        searches.begin(Ticket(4), Some(Ticket(1)));
        assert_eq!(searches.with(|running| running.len()), 3, "what ended is forgotten");
    }
}

//! The queue of events: bounded, and merging what a newer fact makes pointless.
//!
//! A program that does not take its events for a while finds one phase, one profile, one list, one
//! connectivity, one snapshot per window, and the answers to its commands. Answers alone can pile
//! up; of these 1,024 are kept, and when more come the oldest goes and [`Event::Resynced`] is told, after
//! which the engine sends every snapshot again. The waker is called when the queue stops being empty.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::config::Waker;
use super::face::{Event, Failure, Outcome, Ticket, TimelineId, TimelineItem, TimelineSnapshot};
use super::timeline::changed_range;

/// Answers that are kept.
const ANSWERS: usize = 1_024;

/// What makes two events say the same, so that the newer replaces the older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Phase,
    Profile,
    Conversations,
    Connectivity,
    Contacts,
    Messages,
    Sync,
    Typing,
    Reaction,
    Timeline(TimelineId),
    Work(Ticket),
    Resynced,
    /// An answer, by its place in line.
    Answer(u64),
}

/// The items a program knew before a window changed.
type Base = Option<Arc<[Arc<TimelineItem>]>>;

#[derive(Default)]
struct State {
    line: VecDeque<Key>,
    waiting: HashMap<Key, (Event, Base)>,
    answers: usize,
    next_answer: u64,
}

/// Events on their way from the engine to a program.
pub struct EventQueue {
    state: Mutex<State>,
    waker: Waker,
}

impl std::fmt::Debug for EventQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EventQueue")
    }
}

impl EventQueue {
    /// An empty queue that calls `waker` when it stops being empty.
    pub fn new(waker: Waker) -> Self {
        Self { state: Mutex::default(), waker }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells a fact. Windows go through [`Self::tell_timeline`], answers through [`Self::answer`].
    pub fn tell(&self, event: Event) {
        let key = match &event {
            Event::PhaseChanged(_) => Key::Phase,
            Event::ProfileChanged(_) => Key::Profile,
            Event::ConversationsChanged(_) => Key::Conversations,
            Event::ConnectivityChanged(_) => Key::Connectivity,
            Event::ContactsChanged(_) => Key::Contacts,
            Event::MessagesChanged => Key::Messages,
            Event::SyncChanged(_) => Key::Sync,
            Event::TypingChanged(_) => Key::Typing,
            Event::ReactionCame(_) => Key::Reaction,
            Event::TimelineChanged { timeline, .. } => Key::Timeline(*timeline),
            Event::WorkProgressed { ticket, .. } => Key::Work(*ticket),
            Event::Resynced => Key::Resynced,
            Event::CommandSucceeded { .. } | Event::CommandFailed { .. } => Key::Answer(0),
        };
        self.put(key, event, None);
    }

    /// Tells how a window is now; `base` is how it was told before.
    pub fn tell_timeline(&self, snapshot: Arc<TimelineSnapshot>, base: Base) {
        let changed = changed_range(base.as_deref().unwrap_or_default(), &snapshot.items);
        let timeline = snapshot.timeline;
        self.put(Key::Timeline(timeline), Event::TimelineChanged { timeline, snapshot, changed }, base);
    }

    /// Answers a command. Says whether an older answer was dropped, so that everything must be told again.
    #[must_use]
    pub fn answer(&self, ticket: Ticket, result: Result<Outcome, Failure>) -> bool {
        let event = match result {
            Ok(outcome) => Event::CommandSucceeded { ticket, outcome },
            Err(failure) => Event::CommandFailed { ticket, failure },
        };
        let dropped = {
            let mut state = self.lock();
            let is_full = state.answers >= ANSWERS;
            if is_full {
                state.drop_oldest_answer();
            }
            is_full
        };
        self.put(Key::Answer(0), event, None);
        if dropped {
            self.tell(Event::Resynced);
        }
        dropped
    }

    fn put(&self, key: Key, event: Event, base: Base) {
        let was_empty = {
            let mut state = self.lock();
            let was_empty = state.line.is_empty();
            state.put(key, event, base);
            was_empty
        };
        if was_empty {
            (self.waker)();
        }
    }

    /// Takes the next event, if there is one.
    pub fn take(&self) -> Option<Event> {
        let mut state = self.lock();
        let key = state.line.pop_front()?;
        if matches!(key, Key::Answer(_)) {
            state.answers = state.answers.saturating_sub(1);
        }
        state.waiting.remove(&key).map(|(event, _base)| event)
    }
}

impl State {
    fn put(&mut self, key: Key, event: Event, base: Base) {
        let key = match key {
            Key::Answer(_) => {
                self.next_answer = self.next_answer.wrapping_add(1);
                self.answers = self.answers.saturating_add(1);
                Key::Answer(self.next_answer)
            }
            other => other,
        };
        let merged = match (self.waiting.remove(&key), event) {
            (None, event) => {
                self.line.push_back(key);
                (event, base)
            }
            // The program never saw the older snapshot: what changed counts from what it did see.
            (Some((_, first_base)), Event::TimelineChanged { timeline, snapshot, .. }) => {
                let changed = changed_range(first_base.as_deref().unwrap_or_default(), &snapshot.items);
                (Event::TimelineChanged { timeline, snapshot, changed }, first_base)
            }
            (Some(_), event) => (event, None),
        };
        self.waiting.insert(key, merged);
    }

    fn drop_oldest_answer(&mut self) {
        if let Some(index) = self.line.iter().position(|key| matches!(key, Key::Answer(_)))
            && let Some(key) = self.line.remove(index)
        {
            self.waiting.remove(&key);
            self.answers = self.answers.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::engine::face::{Connectivity, ConversationList, Phase};

    fn counting() -> (EventQueue, Arc<AtomicUsize>) {
        let wakes = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&wakes);
        let waker: Waker = Arc::new(move || {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        (EventQueue::new(waker), wakes)
    }

    #[test]
    fn a_newer_fact_replaces_the_older_one() {
        let (queue, wakes) = counting();
        for unread in 0..100 {
            queue.tell(Event::ConversationsChanged(Arc::new(ConversationList { rows: Vec::new(), unread })));
            queue.tell(Event::ConnectivityChanged(Arc::new(Connectivity::default())));
        }
        let Some(Event::ConversationsChanged(list)) = queue.take() else { panic!("the list comes first") };
        assert_eq!(list.unread, 99);
        assert!(matches!(queue.take(), Some(Event::ConnectivityChanged(_))));
        assert!(queue.take().is_none());
        assert_eq!(wakes.load(Ordering::Relaxed), 1, "one wake for one transition");
        queue.tell(Event::PhaseChanged(Phase::Ready));
        assert_eq!(wakes.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn every_answer_is_kept_up_to_the_bound() {
        let (queue, _wakes) = counting();
        for ticket in 0..1_024 {
            assert!(!queue.answer(Ticket(ticket), Ok(Outcome::Done)));
        }
        assert!(queue.answer(Ticket(1_024), Ok(Outcome::Done)), "the bound is reached");
        let mut tickets = Vec::new();
        let mut resynced = 0;
        while let Some(event) = queue.take() {
            match event {
                Event::CommandSucceeded { ticket, .. } => tickets.push(ticket.0),
                Event::Resynced => resynced += 1,
                _ => panic!("nothing else was told"),
            }
        }
        assert_eq!(tickets, (1..=1_024).collect::<Vec<_>>(), "only the oldest is gone");
        assert_eq!(resynced, 1);
    }
}

//! Works that take long: writing a conversation or a backup into a file, restoring one.
//!
//! One runs at a time. Each is named by the ticket of its command, tells how far it has come, and looks between two
//! pieces whether it was stopped. Before the store is closed all of them are stopped, since they read from it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::face::{Event, Ticket};
use super::queue::EventQueue;

/// How long works may take to notice that they were stopped.
const PATIENCE: Duration = Duration::from_secs(1);

/// The works that run or wait for their turn.
pub struct Works {
    running: Mutex<HashMap<Ticket, Arc<AtomicBool>>>,
    room: Arc<Semaphore>,
    ended: Notify,
    queue: Arc<EventQueue>,
}

impl Works {
    /// No works yet.
    pub fn new(queue: Arc<EventQueue>) -> Arc<Self> {
        let (running, ended) = (Mutex::default(), Notify::new());
        Arc::new(Self { running, room: Arc::new(Semaphore::new(1)), ended, queue })
    }

    fn with<T>(&self, change: impl FnOnce(&mut HashMap<Ticket, Arc<AtomicBool>>) -> T) -> T {
        change(&mut self.running.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes a work, which ends when what is returned is dropped.
    pub fn begin(self: &Arc<Self>, ticket: Ticket) -> Work {
        let is_stopped = Arc::new(AtomicBool::new(false));
        self.with(|running| running.insert(ticket, Arc::clone(&is_stopped)));
        Work { works: Arc::clone(self), ticket, is_stopped, told: None, room: None }
    }

    /// Stops a work; one that has ended is no error.
    pub fn stop(&self, ticket: Ticket) {
        self.with(|running| {
            if let Some(is_stopped) = running.get(&ticket) {
                is_stopped.store(true, Ordering::Relaxed);
            }
        });
    }

    /// Stops all works and waits for their end, for a while.
    pub async fn end_all(&self) {
        self.with(|running| running.values().for_each(|is_stopped| is_stopped.store(true, Ordering::Relaxed)));
        let ends = async {
            loop {
                let ended = self.ended.notified();
                if self.with(|running| running.is_empty()) {
                    return;
                }
                ended.await;
            }
        };
        if tokio::time::timeout(PATIENCE, ends).await.is_err() {
            tracing::warn!("a long work did not end in time");
        }
    }
}

/// A work that runs.
pub struct Work {
    works: Arc<Works>,
    ticket: Ticket,
    is_stopped: Arc<AtomicBool>,
    told: Option<u8>,
    room: Option<OwnedSemaphorePermit>,
}

impl Work {
    /// Waits for its turn.
    pub async fn take_turn(&mut self) {
        // Nobody closes it.
        self.room = Arc::clone(&self.works.room).acquire_owned().await.ok();
    }

    /// Whether it is to end now.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Tells how far it has come, if that is another percent than before.
    pub fn tell(&mut self, done: u64, total: u64) {
        let percent = done.saturating_mul(100).checked_div(total).unwrap_or(0).min(100);
        let percent = u8::try_from(percent).unwrap_or(100);
        if self.told != Some(percent) {
            self.told = Some(percent);
            self.works.queue.tell(Event::WorkProgressed { ticket: self.ticket, percent });
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.works.with(|running| running.remove(&self.ticket));
        self.works.ended.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn works_are_told_by_percents_and_end_when_they_are_stopped() {
        let queue = Arc::new(EventQueue::new(Arc::new(|| {})));
        let works = Works::new(Arc::clone(&queue));
        let (mut first, other) = (works.begin(Ticket(1)), works.begin(Ticket(2)));
        first.tell(1, 1_000);
        assert!(matches!(queue.take(), Some(Event::WorkProgressed { ticket: Ticket(1), percent: 0 })));
        first.tell(2, 1_000);
        assert!(queue.take().is_none(), "still less than a percent");
        first.tell(10, 1_000);
        assert!(matches!(queue.take(), Some(Event::WorkProgressed { percent: 1, .. })));
        works.stop(Ticket(1));
        assert!(first.is_stopped() && !other.is_stopped());
        let (ends, watched) = (Arc::clone(&works), Arc::clone(&other.is_stopped));
        let waiting = tokio::spawn(async move { ends.end_all().await });
        while !watched.load(Ordering::Relaxed) {
            tokio::task::yield_now().await;
        }
        drop((first, other));
        waiting.await.expect("all have ended");
    }
}

//! A place for one thing between two threads: what is put there takes the place of what was not taken yet.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Where things are put. The lock is held for a swap only.
#[derive(Debug)]
pub struct Put<T> {
    place: Arc<Mutex<Option<T>>>,
    bell: SyncSender<()>,
}

/// Where things are taken.
#[derive(Debug)]
pub struct Take<T> {
    place: Arc<Mutex<Option<T>>>,
    bell: Receiver<()>,
}

/// Both ends of a place.
pub fn newest<T>() -> (Put<T>, Take<T>) {
    let (ring, rung) = sync_channel(1);
    let place = Arc::new(Mutex::new(None));
    (Put { place: Arc::clone(&place), bell: ring }, Take { place, bell: rung })
}

impl<T> Put<T> {
    /// Puts something there.
    pub fn put(&self, thing: T) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(thing);
        match self.bell.try_send(()) {
            // A bell that was rung already is enough.
            Ok(()) | Err(TrySendError::Full(())) => {}
            Err(TrySendError::Disconnected(())) => tracing::debug!("nobody takes what is put there"),
        }
    }
}

impl<T> Take<T> {
    /// Waits for the next thing; nothing when there will be none any more.
    pub fn next(&self) -> Option<T> {
        loop {
            let newest = self.place.lock().unwrap_or_else(PoisonError::into_inner).take();
            if newest.is_some() {
                return newest;
            }
            self.bell.recv().ok()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_things_the_last_one_counts_and_none_is_taken_after_the_end() {
        let (put, take) = newest();
        for number in 0..50 {
            put.put(number);
        }
        assert_eq!(take.next(), Some(49));
        put.put(50);
        assert_eq!(take.next(), Some(50));
        drop(put);
        assert_eq!(take.next(), None);
    }
}

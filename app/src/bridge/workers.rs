//! Two threads for what takes long: reading and preparing files, decoding pictures.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Threads.
const THREADS: usize = 2;
/// Works that may wait.
const WAITING: usize = 256;

type Work = Box<dyn FnOnce() + Send>;

/// The threads; they end when this is dropped.
#[derive(Debug)]
pub struct Workers {
    works: Option<SyncSender<Work>>,
}

impl Workers {
    /// Starts them. Where the system has no threads left, nothing is ever done.
    pub fn start() -> Self {
        let (works, waiting) = sync_channel::<Work>(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..THREADS {
            let waiting: Arc<Mutex<Receiver<Work>>> = Arc::clone(&waiting);
            let started = std::thread::Builder::new().name(format!("media-{number}")).spawn(move || {
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(work) = next else { return };
                    // A decoder that panics takes its picture along and nothing else.
                    if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
                        tracing::error!("a decoder panicked");
                    }
                }
            });
            if let Err(error) = started {
                tracing::error!(%error, "no thread for media");
            }
        }
        Self { works: Some(works) }
    }

    /// Hands over a work; false when too many wait.
    pub fn begin(&self, work: impl FnOnce() + Send + 'static) -> bool {
        let Some(works) = &self.works else { return false };
        match works.try_send(Box::new(work)) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.works.take();
    }
}

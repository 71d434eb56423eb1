//! Tasks that are kept running: named, counted, and started again when they end before their time.

use std::future::Future;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// Pause before a task that ended is started again; doubled each time up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Runs what `make` makes until `stop` is cancelled, again and again: a task that panics takes nobody
/// along, and finds all it needs in the store.
pub async fn keep_running<F>(name: &'static str, stop: CancellationToken, mut make: impl FnMut() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut restarts = 0_u32;
    loop {
        let ended = tokio::spawn(make()).await;
        if stop.is_cancelled() {
            return;
        }
        restarts = restarts.saturating_add(1);
        let is_panic = ended.is_err_and(|error| error.is_panic());
        tracing::error!(task = name, restarts, is_panic, "a task ended and is started again");
        let pause = FIRST_PAUSE.saturating_mul(1 << restarts.min(10)).min(LONGEST_PAUSE);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_is_started_again_until_it_is_stopped() {
        let runs = Arc::new(AtomicU32::new(0));
        let stop = CancellationToken::new();
        let (counter, ender) = (Arc::clone(&runs), stop.clone());
        keep_running("test", stop, move || {
            let run = counter.fetch_add(1, Ordering::Relaxed);
            let ender = ender.clone();
            async move {
                assert!(run >= 2, "the first two runs fail");
                ender.cancel();
            }
        })
        .await;
        assert_eq!(runs.load(Ordering::Relaxed), 3);
    }
}

//! Keeps the connection ready: enough nodes, two proven paths, a right clock, fresh lists.
//!
//! One task that sleeps until something is wanted or the next thing grows old. Without a connection it
//! tries again with growing pauses.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::error::NetworkError;
use super::path_pool::Path;
use super::shared::Shared;

/// Runs until the network is shut down.
pub(super) async fn maintain(shared: Arc<Shared>) {
    let mut pause = shared.policy.offline_pause;
    let mut is_clock_set = false;
    while !shared.stop.is_cancelled() {
        let wait = match shared.tend(&mut is_clock_set).await {
            Ok(()) => {
                pause = shared.policy.offline_pause;
                shared.until_next()
            }
            Err(NetworkError::Closed) => break,
            Err(error) => {
                tracing::debug!(%error, "the connection could not be made ready");
                let wait = pause;
                pause = (pause * 2).min(shared.policy.offline_pause_max);
                wait
            }
        };
        tokio::select! {
            () = shared.stop.cancelled() => break,
            () = shared.wanted.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

impl Shared {
    async fn tend(&self, is_clock_set: &mut bool) -> Result<(), NetworkError> {
        self.ensure_nodes().await?;
        self.ensure_paths().await?;
        if !*is_clock_set || self.is_clock_doubted.swap(false, Ordering::Relaxed) {
            self.sync_clock().await?;
            *is_clock_set = true;
        }
        self.rotate_paths().await;
        let age = self.wall().saturating_sub(self.pool().refreshed_at);
        let is_old = u128::from(age) > self.policy.pool_max_age.as_millis();
        if is_old && let Err(error) = self.refresh_nodes().await {
            tracing::info!(%error, "the list of service nodes could not be compared");
            // Not before the next turn: the present list still works.
            let wall = self.wall();
            self.pool().refreshed_at = wall;
        }
        Ok(())
    }

    async fn ensure_paths(&self) -> Result<(), NetworkError> {
        let mut failures = 0;
        loop {
            let unproven = {
                let paths = self.paths();
                let proven = paths.paths().iter().filter(|path| path.is_proven()).count();
                if proven >= self.policy.paths {
                    return Ok(());
                }
                paths.paths().iter().find(|path| !path.is_proven()).cloned()
            };
            let Some(path) = unproven.or_else(|| self.add_path(None, None)) else {
                // A small network has no room for another path; one is enough to work with.
                let has_one = !self.paths().paths().is_empty();
                return if has_one { Ok(()) } else { Err(NetworkError::Offline) };
            };
            if !self.prove(&path).await && !path.is_proven() {
                self.give_up_quietly(&path);
                failures += 1;
                if failures >= self.policy.attempts {
                    return Err(NetworkError::Offline);
                }
                self.ensure_nodes().await?;
            }
        }
    }

    /// Gives up a path without ringing for this very task.
    fn give_up_quietly(&self, path: &Arc<Path>) {
        self.paths().remove(path);
        self.show_paths();
    }

    /// Replaces paths that are old, keeping their guards.
    async fn rotate_paths(&self) {
        let old: Vec<Arc<Path>> =
            self.paths().paths().iter().filter(|path| self.is_old(path)).map(Arc::clone).collect();
        for path in old {
            let Some(fresh) = self.add_path(Some(path.guard().ed25519), None) else { continue };
            if self.prove(&fresh).await {
                self.paths().remove(&path);
                self.show_paths();
            } else {
                self.give_up_quietly(&fresh);
            }
        }
    }

    fn is_old(&self, path: &Path) -> bool {
        let age = u128::from(self.monotonic().saturating_sub(path.built_at));
        path.is_proven() && age >= self.policy.path_max_age.as_millis()
    }

    /// How long nothing needs tending.
    fn until_next(&self) -> Duration {
        let now = self.monotonic();
        let oldest = self.paths().paths().iter().map(|path| path.built_at).min().unwrap_or(now);
        let age = Duration::from_millis(now.saturating_sub(oldest));
        // A path that could not be replaced is tried again after a while, not at once.
        self.policy.path_max_age.saturating_sub(age).max(Duration::from_secs(30).min(self.policy.path_max_age))
    }
}

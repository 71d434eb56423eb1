//! The time of the emulated network: real, moved forward, or standing still.
//!
//! Tests of lifetimes can't wait 14 days. All code of the emulator asks this clock, in milliseconds
//! since 1970; each node may have a skew on top.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The clock of one local network.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_millis: AtomicI64,
    frozen_millis: AtomicU64,
}

impl Clock {
    /// Now, in milliseconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        match self.frozen_millis.load(Ordering::SeqCst) {
            0 => real_millis().saturating_add_signed(self.offset_millis.load(Ordering::SeqCst)),
            frozen => frozen,
        }
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        let frozen = self.frozen_millis.load(Ordering::SeqCst);
        if frozen == 0 {
            self.offset_millis.fetch_add(i64::try_from(by).unwrap_or(i64::MAX), Ordering::SeqCst);
        } else {
            self.frozen_millis.store(frozen.saturating_add(by), Ordering::SeqCst);
        }
    }

    /// Stops the clock at a time.
    pub(crate) fn freeze(&self, millis: u64) {
        self.frozen_millis.store(millis, Ordering::SeqCst);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the only place of the emulator that asks the system for the time"
)]
fn real_millis() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

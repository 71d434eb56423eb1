//! The lock of an account: everything of it is hidden until the password of the account is given.
//!
//! The engine goes on meanwhile, so that messages arrive; what the window, its title and notifications tell while it
//! is locked is nothing that belongs to anybody. It closes when asked, after minutes without input, and, if wanted,
//! when the computer slept: then the clock of the wall has gone on while the other stood.

use std::time::Duration;

use onionskin_core::api::Clock;

use crate::screens::unlock::Unlock;

/// How far the clocks may part before the computer counts as having slept, in milliseconds.
const SLEPT_MILLIS: u64 = 30_000;
const MINUTE_MILLIS: u64 = 60_000;

/// When a window locks itself.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// After so many minutes without input; 0 for never.
    pub after_minutes: u16,
    /// Whether by sleep.
    pub on_sleep: bool,
}

/// The lock of one account.
#[derive(Debug, Default)]
pub struct Lock {
    /// The screen that asks for the password, while it is locked.
    pub screen: Option<Unlock>,
}

/// When there was input, to lock when there was none for long.
#[derive(Debug, Default)]
pub struct Idle {
    /// When there was input, by the clock of the wall.
    touched_at: u64,
    /// The clock of the wall and the one that never goes back, at the last look.
    looked_at: Option<(u64, u64)>,
}

impl Lock {
    /// Whether it is locked.
    pub const fn is_closed(&self) -> bool {
        self.screen.is_some()
    }

    /// Locks it.
    pub fn close(&mut self) {
        self.screen.get_or_insert_with(Unlock::default);
    }

    /// Unlocks it.
    pub fn open(&mut self) {
        self.screen = None;
    }
}

impl Idle {
    /// Begins anew, as if there was input now.
    pub fn restart(&mut self) {
        self.looked_at = None;
    }

    /// Looks at the clocks. Says whether it is time to lock, and if not, after what time to look again.
    pub fn look(&mut self, clock: &dyn Clock, has_input: bool, terms: Terms) -> (bool, Option<Duration>) {
        let (wall, monotonic) = (clock.wall_millis(), clock.monotonic_millis());
        let before = self.looked_at.replace((wall, monotonic));
        if before.is_none() {
            self.touched_at = wall;
        }
        let has_slept = before.is_some_and(|(wall_before, monotonic_before)| {
            let passed = wall.saturating_sub(wall_before);
            passed.saturating_sub(monotonic.saturating_sub(monotonic_before)) > SLEPT_MILLIS
        });
        let limit = u64::from(terms.after_minutes) * MINUTE_MILLIS;
        let is_idle = limit > 0 && wall.saturating_sub(self.touched_at) >= limit;
        if is_idle || (has_slept && terms.on_sleep) {
            return (true, None);
        }
        // Input that comes after the time is up is too late, so it counts from here on only.
        if has_input {
            self.touched_at = wall;
        }
        let rest = (limit > 0).then(|| (self.touched_at + limit).saturating_sub(wall));
        (false, rest.map(Duration::from_millis))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[derive(Default)]
    struct Hands {
        wall: AtomicU64,
        monotonic: AtomicU64,
    }

    impl Hands {
        fn pass(&self, millis: u64) {
            self.wall.fetch_add(millis, Ordering::Relaxed);
            self.monotonic.fetch_add(millis, Ordering::Relaxed);
        }
    }

    impl Clock for Hands {
        fn wall_millis(&self) -> u64 {
            self.wall.load(Ordering::Relaxed)
        }

        fn monotonic_millis(&self) -> u64 {
            self.monotonic.load(Ordering::Relaxed)
        }
    }

    const AFTER_FIVE: Terms = Terms { after_minutes: 5, on_sleep: false };

    #[test]
    fn it_locks_after_minutes_without_input() {
        let (clock, mut idle) = (Hands::default(), Idle::default());
        assert_eq!(idle.look(&clock, false, AFTER_FIVE), (false, Some(Duration::from_mins(5))));
        clock.pass(4 * MINUTE_MILLIS);
        assert_eq!(idle.look(&clock, true, AFTER_FIVE), (false, Some(Duration::from_mins(5))));
        clock.pass(4 * MINUTE_MILLIS);
        assert_eq!(idle.look(&clock, false, AFTER_FIVE), (false, Some(Duration::from_mins(1))));
        clock.pass(MINUTE_MILLIS);
        assert!(idle.look(&clock, true, AFTER_FIVE).0, "input that comes too late opens nothing");
    }

    #[test]
    fn it_locks_by_sleep_only_if_wanted() {
        let (clock, mut idle) = (Hands::default(), Idle::default());
        let wanted = Terms { after_minutes: 0, on_sleep: true };
        assert_eq!(idle.look(&clock, false, wanted), (false, None));
        clock.pass(3 * MINUTE_MILLIS);
        assert_eq!(idle.look(&clock, false, wanted), (false, None), "an idle window has not slept");
        clock.wall.fetch_add(MINUTE_MILLIS, Ordering::Relaxed);
        let mut careless = Idle { looked_at: idle.looked_at, ..Idle::default() };
        assert!(idle.look(&clock, false, wanted).0);
        assert!(!careless.look(&clock, false, Terms { after_minutes: 0, on_sleep: false }).0);
    }
}

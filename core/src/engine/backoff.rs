//! Growing pauses between attempts.
//!
//! Each pause is twice the one before, up to a longest one, less a random part of up to a quarter, so
//! that many clients that lost the same server don't come back in the same moment.

use std::time::Duration;

use crate::clock::{Rng, random_below};

/// The pause after `failures` failures in a row; the first is `first`, none is longer than `longest`.
pub fn pause(first: Duration, longest: Duration, failures: u32, rng: &dyn Rng) -> Duration {
    let doublings = failures.saturating_sub(1).min(20);
    let whole = first.saturating_mul(1 << doublings).min(longest);
    let quarter = usize::try_from(whole.as_millis() / 4).unwrap_or(usize::MAX);
    let less = if quarter == 0 { 0 } else { random_below(rng, quarter) };
    whole.saturating_sub(Duration::from_millis(u64::try_from(less).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Rng for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let (first, longest) = (Duration::from_secs(2), Duration::from_mins(10));
        let pauses: Vec<u64> = (1..=10).map(|n| pause(first, longest, n, &Always(0)).as_secs()).collect();
        assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 512, 600]);
        assert_eq!(pause(first, longest, u32::MAX, &Always(0)), longest);
    }

    #[test]
    fn a_pause_is_shortened_by_at_most_a_quarter() {
        let least = pause(Duration::from_secs(2), Duration::from_mins(10), 1, &Always(255));
        assert!(least >= Duration::from_millis(1_500) && least < Duration::from_secs(2));
    }
}

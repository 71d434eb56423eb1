//! Numbers for tests that choose at random: the same for the same seed, which a test prints so that it can be repeated.

use std::time::SystemTime;

/// Numbers that are random enough to choose moments.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice with the seed that the variable `seed` names, or with one of the time. Prints it beside `rounds`.
    pub fn of_variables(seed: &str, (rounds, usual): (&str, u64)) -> (Self, u64) {
        #[expect(clippy::disallowed_methods, reason = "a seed that is printed, not a time")]
        let fresh = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |time| time.as_secs());
        let count = variable(rounds).unwrap_or(usual);
        let value = variable(seed).unwrap_or_else(fresh);
        println!("{seed}={value} {rounds}={count}");
        (Self(value), count)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// Yes or no.
    pub fn is(&mut self) -> bool {
        self.below(2) == 0
    }

    /// One of several; nothing of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(from.len()).ok().filter(|count| *count > 0)?;
        from.get(usize::try_from(self.below(count)).ok()?)
    }
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("the variable is a number"))
}

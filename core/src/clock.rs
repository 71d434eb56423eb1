//! The seams to the outside world that make tests repeatable: time and randomness.
//!
//! Everything that reaches the wire carries *network time*: the local clock plus an offset learned
//! from service nodes (protocol notes, network 6.5). Local time is for timeouts and for display.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A moment in network time, in Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct NetworkTime(pub u64);

impl NetworkTime {
    /// Unix milliseconds.
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// This moment and `millis` more, at most the last moment there is.
    #[must_use]
    pub const fn plus_millis(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// This moment less `millis`, at least the first moment there is.
    #[must_use]
    pub const fn minus_millis(self, millis: u64) -> Self {
        Self(self.0.saturating_sub(millis))
    }
}

/// Where local time comes from.
pub trait Clock: Send + Sync + 'static {
    /// The local wall clock, in Unix milliseconds. It may jump.
    fn wall_millis(&self) -> u64;
    /// A clock that never goes back, in milliseconds since some start.
    fn monotonic_millis(&self) -> u64;
}

/// The clock of the system.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    fn wall_millis(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn monotonic_millis(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// The local clock corrected by what service nodes say.
pub struct NetworkClock {
    local: Arc<dyn Clock>,
    offset_millis: AtomicI64,
}

impl NetworkClock {
    /// A network clock without a correction yet.
    pub fn new(local: Arc<dyn Clock>) -> Self {
        Self { local, offset_millis: AtomicI64::new(0) }
    }

    /// The present moment in network time.
    pub fn now(&self) -> NetworkTime {
        let offset = self.offset_millis.load(Ordering::Relaxed);
        NetworkTime(self.local.wall_millis().saturating_add_signed(offset))
    }

    /// The local clock underneath.
    pub fn local(&self) -> &dyn Clock {
        &*self.local
    }

    /// Network time less local time, in milliseconds.
    pub fn offset_millis(&self) -> i64 {
        self.offset_millis.load(Ordering::Relaxed)
    }

    /// Sets the correction: network time less local time, in milliseconds.
    pub fn set_offset_millis(&self, offset: i64) {
        self.offset_millis.store(offset, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for NetworkClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NetworkClock").field("offset_millis", &self.offset_millis()).finish()
    }
}

/// Where randomness comes from.
pub trait Rng: Send + Sync + 'static {
    /// Fills `bytes` with random bytes fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// The random generator of the system.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system has randomness, without it no key may be made");
    }
}

/// An array of random bytes.
pub fn random<const N: usize>(rng: &dyn Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill(&mut bytes);
    bytes
}

/// A number below `bound`, which must not be zero. The bias is below 2^-32 for bounds below 2^32.
pub fn random_below(rng: &dyn Rng, bound: usize) -> usize {
    let wide = u128::from(u64::from_le_bytes(random(rng)));
    usize::try_from((wide * bound as u128) >> 64).unwrap_or(0)
}

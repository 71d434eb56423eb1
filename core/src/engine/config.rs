//! What the engine is told when it starts: where, which network, whose clock, how patient.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, Rng, SystemClock, SystemRng};
use crate::network::NetworkPolicy;
use crate::network::spec::NetworkSpec;
use crate::storage::{KeyKeeper, MemoryKeeper, NoKeyring, SystemKeyring};

/// Called from any thread when there are events to take; must return at once.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// How long the engine waits for what. The default is for people; tests shorten it.
#[derive(Debug, Clone)]
pub struct EnginePolicy {
    /// Pause between two polls of our own swarm.
    pub poll_every: Duration,
    /// Longest pause after polls that failed.
    pub poll_backoff_max: Duration,
    /// Pause before the second attempt of a job.
    pub retry_first: Duration,
    /// Longest pause between two attempts of a job.
    pub retry_max: Duration,
    /// How often a swarm may refuse a message before it counts as failed.
    pub refusals: u32,
    /// How old a message may become before it counts as failed.
    pub give_up_after: Duration,
    /// How long a restore waits for the network before it shows what there is.
    pub restore_wait: Duration,
    /// How long edits of settings wait for more before they are stored in the swarm.
    pub config_pause: Duration,
    /// Least time between two snapshots while many changes come in.
    pub snapshot_pause: Duration,
    /// How long messages that disappear may stay after a sleep of the computer, at most.
    pub expiry_tick: Duration,
    /// The numbers of the network.
    pub network: NetworkPolicy,
}

impl Default for EnginePolicy {
    fn default() -> Self {
        Self {
            poll_every: Duration::from_secs(5),
            poll_backoff_max: Duration::from_mins(1),
            retry_first: Duration::from_secs(2),
            retry_max: Duration::from_mins(10),
            refusals: 3,
            give_up_after: Duration::from_hours(14 * 24),
            restore_wait: Duration::from_secs(15),
            config_pause: Duration::from_secs(2),
            snapshot_pause: Duration::from_millis(50),
            expiry_tick: Duration::from_secs(5),
            network: NetworkPolicy::default(),
        }
    }
}

impl EnginePolicy {
    /// Short pauses, for tests on a local network.
    pub fn for_tests() -> Self {
        Self {
            poll_every: Duration::from_millis(150),
            poll_backoff_max: Duration::from_millis(600),
            retry_first: Duration::from_millis(100),
            retry_max: Duration::from_millis(800),
            config_pause: Duration::from_millis(50),
            snapshot_pause: Duration::from_millis(10),
            expiry_tick: Duration::from_millis(50),
            network: NetworkPolicy::for_tests(),
            ..Self::default()
        }
    }
}

/// Where the key of a store without a password is kept.
#[derive(Clone)]
pub struct KeyChoice(Arc<dyn KeyKeeper>);

impl KeyChoice {
    /// In the keyring of the system.
    pub fn system() -> Self {
        Self(Arc::new(SystemKeyring))
    }

    /// In memory, for tests and the demo. Clones share it, so an engine that is started again with a
    /// clone finds its key; it is lost with the last one.
    pub fn in_memory() -> Self {
        Self(Arc::new(MemoryKeeper::default()))
    }

    /// Nowhere: every store needs a password.
    pub fn nowhere() -> Self {
        Self(Arc::new(NoKeyring))
    }

    /// Who keeps the keys.
    pub(super) fn keeper(&self) -> Arc<dyn KeyKeeper> {
        Arc::clone(&self.0)
    }
}

impl std::fmt::Debug for KeyChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyChoice")
    }
}

/// What the engine needs to know.
pub struct EngineConfig {
    /// The folder that holds the store; made if missing.
    pub profile_dir: PathBuf,
    /// Which network to speak to.
    pub network: NetworkSpec,
    /// Where the key of the store is kept.
    pub keys: KeyChoice,
    /// How long to wait for what.
    pub policy: EnginePolicy,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Whom to call when there are events.
    pub waker: Waker,
}

impl EngineConfig {
    /// The usual choice: keyring, system clock and randomness, default patience.
    pub fn new(profile_dir: PathBuf, network: NetworkSpec, waker: Waker) -> Self {
        Self {
            profile_dir,
            network,
            keys: KeyChoice::system(),
            policy: EnginePolicy::default(),
            clock: Arc::new(SystemClock::default()),
            rng: Arc::new(SystemRng),
            waker,
        }
    }

    /// As [`EngineConfig::new`], with a key in memory and short pauses.
    pub fn for_tests(profile_dir: PathBuf, network: NetworkSpec, waker: Waker) -> Self {
        Self {
            keys: KeyChoice::in_memory(),
            policy: EnginePolicy::for_tests(),
            ..Self::new(profile_dir, network, waker)
        }
    }
}

impl std::fmt::Debug for EngineConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineConfig").field("keys", &self.keys).field("policy", &self.policy).finish_non_exhaustive()
    }
}

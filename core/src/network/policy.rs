//! How long, how often, how many: every number of the network in one place, so that tests can shorten
//! them. The defaults are those of the official clients (protocol notes, network 1.5, 3.7, 3.8, 6).

use std::time::Duration;

/// The numbers.
#[derive(Debug, Clone)]
pub struct NetworkPolicy {
    /// Threads for blocking requests.
    pub threads: usize,
    /// How long one onion request may take.
    pub request_timeout: Duration,
    /// How long a seed may take.
    pub seed_timeout: Duration,
    /// How long the question that proves a path may take.
    pub proof_timeout: Duration,
    /// How often one request is tried on other paths, and on other members of a swarm.
    pub attempts: u32,
    /// Pause before the second attempt; the n-th waits n times as long.
    pub retry_pause: Duration,
    /// With fewer usable nodes the seeds are asked again.
    pub few_nodes: usize,
    /// Age at which the list of nodes is compared with three nodes' lists.
    pub pool_max_age: Duration,
    /// Paths to keep.
    pub paths: usize,
    /// Failures in a row after which a path is given up.
    pub path_failures: u32,
    /// Strikes after which a node is not used.
    pub node_strikes: u32,
    /// How long a strike counts.
    pub strike_life: Duration,
    /// Age at which a path is replaced, its guard kept.
    pub path_max_age: Duration,
    /// Age at which our own list of a swarm is asked for again.
    pub swarm_max_age: Duration,
    /// First pause after the network could not be reached; doubled each time.
    pub offline_pause: Duration,
    /// The longest such pause.
    pub offline_pause_max: Duration,
}

impl Default for NetworkPolicy {
    fn default() -> Self {
        Self {
            threads: 6,
            request_timeout: Duration::from_secs(10),
            seed_timeout: Duration::from_secs(5),
            proof_timeout: Duration::from_secs(10),
            attempts: 4,
            retry_pause: Duration::from_millis(250),
            few_nodes: 12,
            pool_max_age: Duration::from_hours(2),
            paths: 2,
            path_failures: 3,
            node_strikes: 3,
            strike_life: Duration::from_hours(48),
            path_max_age: Duration::from_mins(10),
            swarm_max_age: Duration::from_hours(1),
            offline_pause: Duration::from_secs(1),
            offline_pause_max: Duration::from_mins(1),
        }
    }
}

impl NetworkPolicy {
    /// Short pauses, for tests on a local network.
    pub fn for_tests() -> Self {
        Self {
            request_timeout: Duration::from_secs(4),
            seed_timeout: Duration::from_secs(3),
            proof_timeout: Duration::from_secs(3),
            retry_pause: Duration::from_millis(30),
            offline_pause: Duration::from_millis(100),
            offline_pause_max: Duration::from_secs(1),
            ..Self::default()
        }
    }
}

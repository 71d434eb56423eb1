//! Which job may run now, without reading any.
//!
//! The jobs of a lane run one after another in the order they were made: while the first waits for its
//! next attempt or is being run, those behind it wait too. Jobs without a lane wait for nobody. The
//! index holds only numbers and times, so that ten thousand waiting messages cost little memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::clock::NetworkTime;
use crate::storage::JobId;

/// The jobs that wait or run.
#[derive(Debug, Default)]
pub struct JobIndex {
    lanes: BTreeMap<Vec<u8>, BTreeMap<JobId, NetworkTime>>,
    lane_of: HashMap<JobId, Vec<u8>>,
    running: BTreeSet<JobId>,
}

/// A lane of its own for a job without one.
fn lane_or_own(lane: Vec<u8>, job: JobId) -> Vec<u8> {
    if lane.is_empty() { [b"alone".as_slice(), &job.0.to_be_bytes()].concat() } else { lane }
}

impl JobIndex {
    /// Notes a job, or its new time.
    pub fn put(&mut self, job: JobId, lane: Vec<u8>, due_at: NetworkTime) {
        let lane = lane_or_own(lane, job);
        self.lanes.entry(lane.clone()).or_default().insert(job, due_at);
        self.lane_of.insert(job, lane);
    }

    /// Takes the jobs that may run at `now`, at most `limit` and one of each lane, and counts them as running.
    pub fn start_due(&mut self, now: NetworkTime, limit: usize) -> Vec<JobId> {
        let heads = self.lanes.values().filter_map(|lane| lane.first_key_value());
        let ready = heads.filter(|(job, due_at)| **due_at <= now && !self.running.contains(*job));
        let started: Vec<JobId> = ready.map(|(job, _)| *job).take(limit).collect();
        self.running.extend(&started);
        started
    }

    /// How many jobs run.
    pub fn running(&self) -> usize {
        self.running.len()
    }

    /// Notes that a job was run and is to be run again at `due_at`, or, without one, that it is gone.
    pub fn ended(&mut self, job: JobId, due_at: Option<NetworkTime>) {
        self.running.remove(&job);
        let Some(lane) = self.lane_of.get(&job).cloned() else { return };
        if let Some(due_at) = due_at {
            self.put(job, lane, due_at);
            return;
        }
        self.lane_of.remove(&job);
        if let Some(jobs) = self.lanes.get_mut(&lane) {
            jobs.remove(&job);
            if jobs.is_empty() {
                self.lanes.remove(&lane);
            }
        }
    }

    /// Makes every job due: there is a connection again.
    pub fn hurry(&mut self) {
        for due_at in self.lanes.values_mut().flat_map(BTreeMap::values_mut) {
            *due_at = NetworkTime(0);
        }
    }

    /// When the next job that doesn't run may run.
    pub fn next_due(&self) -> Option<NetworkTime> {
        let heads = self.lanes.values().filter_map(|lane| lane.first_key_value());
        heads.filter(|(job, _)| !self.running.contains(*job)).map(|(_, due_at)| *due_at).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: NetworkTime = NetworkTime(100);

    fn index(jobs: &[(u64, &[u8], u64)]) -> JobIndex {
        let mut index = JobIndex::default();
        for (job, lane, due_at) in jobs {
            index.put(JobId(*job), lane.to_vec(), NetworkTime(*due_at));
        }
        index
    }

    #[test]
    fn a_lane_runs_in_order_and_one_at_a_time() {
        let mut index = index(&[(1, b"a", 50), (2, b"a", 10), (3, b"b", 60)]);
        assert_eq!(index.start_due(NOW, 8), [JobId(1), JobId(3)]);
        assert!(index.start_due(NOW, 8).is_empty());
        index.ended(JobId(1), None);
        assert_eq!(index.start_due(NOW, 8), [JobId(2)]);
    }

    #[test]
    fn a_job_that_failed_holds_up_its_lane_until_its_time() {
        let mut index = index(&[(1, b"a", 50), (2, b"a", 10)]);
        assert_eq!(index.start_due(NOW, 8), [JobId(1)]);
        index.ended(JobId(1), Some(NetworkTime(200)));
        assert!(index.start_due(NOW, 8).is_empty());
        assert_eq!(index.next_due(), Some(NetworkTime(200)));
        index.hurry();
        assert_eq!(index.start_due(NOW, 8), [JobId(1)]);
    }

    #[test]
    fn jobs_without_a_lane_wait_for_nobody() {
        let mut index = index(&[(1, b"", 10), (2, b"", 10), (3, b"", 500)]);
        assert_eq!(index.start_due(NOW, 1), [JobId(1)]);
        assert_eq!(index.start_due(NOW, 8), [JobId(2)]);
        assert_eq!(index.running(), 2);
        assert_eq!(index.next_due(), Some(NetworkTime(500)));
    }
}

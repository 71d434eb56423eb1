//! Network time: what three service nodes say, the middle of it.
//!
//! One node could lie, so nothing is taken from one alone; an answer whose time is far from ours only
//! makes us ask three (protocol notes, network 6.5).

use super::error::NetworkError;
use super::memory::MemoryItem;
use super::shared::Shared;
use crate::clock::NetworkTime;
use crate::protocol::storage_rpc::{ServiceNode, answer_time, info};

/// Nodes asked.
const WITNESSES: usize = 3;
/// A difference that makes us ask, in milliseconds; signatures hold for 60 s.
const DOUBT_MILLIS: u64 = 20_000;
/// Times before 2021 are no times.
const EARLIEST_MILLIS: u64 = 1_609_459_200_000;
/// How often an answer may make us ask, in milliseconds.
const PAUSE_MILLIS: u64 = 60_000;

impl Shared {
    /// Sets the clock by three nodes.
    ///
    /// # Errors
    /// What the requests failed of when fewer than two nodes told the time.
    pub async fn sync_clock(&self) -> Result<(), NetworkError> {
        let _one_at_a_time = self.syncing.lock().await;
        let mut asked: Vec<ServiceNode> = Vec::new();
        let mut offsets: Vec<i64> = Vec::new();
        let mut last = NetworkError::ClockWrong;
        for _ in 0..WITNESSES * 2 {
            self.ensure_nodes().await?;
            let node = self.pool().pick(self.rng(), self.wall(), &self.policy, |node| !asked.contains(node));
            let Some(node) = node else { break };
            asked.push(node);
            let sent_at = self.wall();
            match self.ask_node(&node, &info()).await {
                Ok(answer) => {
                    let back_at = self.wall();
                    let told = answer_time(&answer.body).filter(|time| time.millis() > EARLIEST_MILLIS);
                    offsets.extend(told.map(|time| {
                        let middle = sent_at / 2 + back_at / 2;
                        i64::try_from(i128::from(time.millis()) - i128::from(middle)).unwrap_or_default()
                    }));
                }
                Err(error) if error.is_offline() => return Err(error),
                Err(error) => last = error,
            }
            if offsets.len() >= WITNESSES {
                break;
            }
        }
        if offsets.len() < 2 {
            return Err(last);
        }
        offsets.sort_unstable();
        let Some(middle) = offsets.get(offsets.len() / 2) else { return Err(last) };
        tracing::info!(offset_millis = middle, "network time is known");
        self.clock.set_offset_millis(*middle);
        self.memory.save(MemoryItem::ClockOffset, middle.to_be_bytes().to_vec());
        Ok(())
    }

    /// Asks three nodes for the time when one node's time is far from ours.
    pub fn doubt_clock(&self, told: NetworkTime) {
        if told.millis().abs_diff(self.clock.now().millis()) > DOUBT_MILLIS {
            let now = self.monotonic();
            let mut last = self.doubted_at();
            if last.is_none_or(|at| now.saturating_sub(at) > PAUSE_MILLIS) {
                *last = Some(now);
                self.is_clock_doubted.store(true, std::sync::atomic::Ordering::Relaxed);
                self.wanted.notify_one();
            }
        }
    }
}

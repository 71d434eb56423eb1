//! Requests to the swarm of an account: whom to ask, whom to ask next.
//!
//! A random member is asked, and another after a failure. 421 says that the swarm moved, 406 that our
//! clock is off, 429 and 5xx that this member can't now (protocol notes, network 3.8 and 5.2).

use data_encoding::HEXLOWER;
use serde_json::Value;

use super::error::NetworkError;
use super::memory::MemoryItem;
use super::shared::Shared;
use crate::clock::{NetworkTime, random_below};
use crate::protocol::storage_rpc::{Request, RpcAnswer, ServiceNode, answer_time, batch_items, nodes_of, swarm};

/// Members remembered of one swarm at most.
const MAX_MEMBERS: usize = 64;
/// Fewer members than this are asked for again, unless the swarm never had more.
const FEW_MEMBERS: usize = 3;
/// Swarms kept in memory at most.
const MAX_SWARMS: usize = 2_000;

/// The members of one swarm.
#[derive(Debug, Clone, Default)]
pub(super) struct SwarmCache {
    pub nodes: Vec<ServiceNode>,
    /// How many there were when they were fetched.
    pub fetched: usize,
    /// Monotonic milliseconds.
    pub fetched_at: u64,
}

/// What an answer of a member means for the choice of the next.
enum Verdict {
    Good,
    Moved,
    ClockOff,
    Busy(u16),
    Refused(u16),
}

/// A batch whose items all failed alike counts as a request that failed so.
fn effective_status(answer: &RpcAnswer) -> u16 {
    let Some(items) = answer.is_success().then(|| batch_items(&answer.body).ok()).flatten() else {
        return answer.status;
    };
    match items.split_first() {
        Some((first, rest)) if first.code >= 300 && rest.iter().all(|item| item.code == first.code) => first.code,
        _ => answer.status,
    }
}

fn judge(answer: &RpcAnswer) -> Verdict {
    match effective_status(answer) {
        200..=299 => Verdict::Good,
        421 => Verdict::Moved,
        406 | 425 => Verdict::ClockOff,
        status @ (429 | 500..=599) => Verdict::Busy(status),
        status => Verdict::Refused(status),
    }
}

impl Shared {
    /// The members of an account's swarm, asked for when they are not known.
    pub async fn members(&self, account: &[u8; 33]) -> Result<Vec<ServiceNode>, NetworkError> {
        // Two statements: the lock must be free before the other place is asked.
        let cached = self.swarms().get(account).cloned();
        let cached = cached.or_else(|| self.remembered_swarm(account));
        if let Some(cache) = cached {
            let age = u128::from(self.monotonic().saturating_sub(cache.fetched_at));
            let is_enough = cache.nodes.len() >= FEW_MEMBERS.min(cache.fetched).max(1);
            if is_enough && age < self.policy.swarm_max_age.as_millis() {
                return Ok(cache.nodes);
            }
            if let Err(error) = self.fetch_swarm(account).await {
                // Old members are better than none.
                return if cache.nodes.is_empty() { Err(error) } else { Ok(cache.nodes) };
            }
        } else {
            self.fetch_swarm(account).await?;
        }
        let nodes = self.swarms().get(account).map(|cache| cache.nodes.clone()).unwrap_or_default();
        if nodes.is_empty() { Err(NetworkError::BadAnswer) } else { Ok(nodes) }
    }

    fn remembered_swarm(&self, account: &[u8; 33]) -> Option<SwarmCache> {
        let bytes = self.memory.load(MemoryItem::Swarm(*account))?;
        let lines = std::str::from_utf8(&bytes).ok()?.lines();
        let nodes: Vec<ServiceNode> = lines.take(MAX_MEMBERS).filter_map(ServiceNode::from_line).collect();
        let cache = SwarmCache { fetched: nodes.len(), nodes, fetched_at: self.monotonic() };
        self.swarms().insert(*account, cache.clone());
        Some(cache)
    }

    async fn fetch_swarm(&self, account: &[u8; 33]) -> Result<(), NetworkError> {
        let mut last = NetworkError::BadAnswer;
        for _ in 0..self.policy.attempts {
            self.ensure_nodes().await?;
            let node = self.pool().pick(self.rng(), self.wall(), &self.policy, |_| true);
            let Some(node) = node else { return Err(NetworkError::Offline) };
            match self.ask_node(&node, &swarm(account)).await {
                Ok(answer) if answer.is_success() && self.keep_swarm(account, &answer) => return Ok(()),
                Ok(_) => self.strike(&node.ed25519),
                Err(error) if error.is_offline() || error == NetworkError::Closed => return Err(error),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Takes over the members an answer names; says whether it named any.
    fn keep_swarm(&self, account: &[u8; 33], answer: &RpcAnswer) -> bool {
        let mut nodes = nodes_of(&answer.body);
        nodes.truncate(MAX_MEMBERS);
        if nodes.is_empty() {
            return false;
        }
        let lines: Vec<String> = nodes.iter().map(ServiceNode::to_line).collect();
        self.memory.save(MemoryItem::Swarm(*account), lines.join("\n").into_bytes());
        let cache = SwarmCache { fetched: nodes.len(), nodes, fetched_at: self.monotonic() };
        let mut swarms = self.swarms();
        if swarms.len() >= MAX_SWARMS {
            swarms.clear();
        }
        swarms.insert(*account, cache);
        true
    }

    /// Asks members of an account's swarm until one does what it is asked. `make` builds the request for
    /// a member and a moment, since signatures hold for a minute and last hashes belong to a node.
    /// `read` takes what is wanted from a good answer; an answer without it counts as a failure of the member.
    pub async fn in_swarm<T>(
        &self,
        account: &[u8; 33],
        make: &(dyn Fn(&ServiceNode, NetworkTime) -> Request + Send + Sync),
        read: &(dyn Fn(&Value) -> Option<T> + Send + Sync),
    ) -> Result<(ServiceNode, T), NetworkError> {
        let mut tried: Vec<[u8; 32]> = Vec::new();
        let mut last = NetworkError::Lost;
        let mut is_clock_set = false;
        // A swarm that moved and a clock that was off are no fault of the request.
        for attempt in 0..self.policy.attempts + 2 {
            let members = self.members(account).await?;
            let fresh: Vec<_> = members.iter().filter(|node| !tried.contains(&node.ed25519)).collect();
            let choice = if fresh.is_empty() { members.iter().collect() } else { fresh };
            let Some(node) = choice.get(random_below(self.rng(), choice.len().max(1))).map(|node| **node) else {
                return Err(NetworkError::BadAnswer);
            };
            let answer = match self.ask_node(&node, &make(&node, self.clock.now())).await {
                Ok(answer) => answer,
                Err(error) if error.is_offline() || !error.is_retryable() => return Err(error),
                Err(error) => {
                    tried.push(node.ed25519);
                    last = error;
                    continue;
                }
            };
            match judge(&answer) {
                Verdict::Good => {
                    if let Some(wanted) = read(&answer.body) {
                        self.pool().forgive(&node.ed25519);
                        self.note_time(&answer);
                        return Ok((node, wanted));
                    }
                    tried.push(node.ed25519);
                    last = NetworkError::BadAnswer;
                }
                Verdict::Moved => {
                    self.swarm_moved(account, &node, &answer);
                    last = NetworkError::Refused(421);
                }
                Verdict::ClockOff if is_clock_set => {
                    tried.push(node.ed25519);
                    last = NetworkError::ClockWrong;
                }
                Verdict::ClockOff => {
                    is_clock_set = true;
                    last = NetworkError::ClockWrong;
                    self.sync_clock().await?;
                }
                Verdict::Busy(status) => {
                    tried.push(node.ed25519);
                    last = NetworkError::Busy(status);
                    if !matches!(status, 429) {
                        self.strike(&node.ed25519);
                    }
                    tokio::time::sleep(self.policy.retry_pause * (attempt + 1)).await;
                }
                Verdict::Refused(status) => return Err(NetworkError::Refused(status)),
            }
        }
        self.board.failed(last);
        Err(last)
    }

    fn swarm_moved(&self, account: &[u8; 33], node: &ServiceNode, answer: &RpcAnswer) {
        let items = batch_items(&answer.body).unwrap_or_default();
        let of_item = items.first().map(|item| RpcAnswer { status: item.code, body: item.body.clone() });
        tracing::debug!(node = &HEXLOWER.encode(&node.ed25519)[..8], "a swarm moved");
        if !self.keep_swarm(account, of_item.as_ref().unwrap_or(answer)) {
            self.strike(&node.ed25519);
            if let Some(cache) = self.swarms().get_mut(account) {
                cache.nodes.retain(|other| other.ed25519 != node.ed25519);
            }
        }
    }

    fn note_time(&self, answer: &RpcAnswer) {
        let item = batch_items(&answer.body).ok().and_then(|items| items.into_iter().next());
        let body = item.as_ref().map_or(&answer.body, |item| &item.body);
        if let Some(time) = answer_time(body) {
            self.doubt_clock(time);
        }
    }
}

//! Learning which service nodes there are: from seeds, from nodes we know, from what is built in.
//!
//! Seeds are asked only when too few nodes are known; after that three random nodes are asked through
//! onion requests every two hours, and a node is believed in when two of them name it (protocol notes,
//! network 1.3 and 1.5).

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::{NetworkError, of_transport};
use super::shared::Shared;
use super::spec::{BootstrapNode, Seed};
use super::transport::{HttpRequest, Trust};
use crate::clock::random_below;
use crate::crypto::keys::x25519_from_ed25519;
use crate::crypto::onion::HOPS;
use crate::protocol::storage_rpc::{
    ServiceNode, active_nodes, parse_active_nodes, seed_service_nodes, service_node_list, service_nodes,
};

/// A list of two thousand nodes takes about 800 KB.
const MAX_LIST_BYTES: usize = 8 << 20;
/// Nodes needed for a path and somebody at its end.
const FEWEST: usize = HOPS + 1;
/// Nodes whose lists are compared.
const WITNESSES: usize = 3;

impl Shared {
    fn count_usable(&self) -> usize {
        self.pool().usable(self.wall(), &self.policy).count()
    }

    /// Makes sure that a path can be planned.
    pub async fn ensure_nodes(&self) -> Result<(), NetworkError> {
        if self.count_usable() >= self.policy.few_nodes {
            return Ok(());
        }
        let _one_at_a_time = self.bootstrapping.lock().await;
        if self.count_usable() >= self.policy.few_nodes {
            return Ok(());
        }
        // A small network has few nodes for good: ask its seeds once in a while, not for each path.
        let age = self.wall().saturating_sub(self.pool().refreshed_at);
        if self.count_usable() >= FEWEST && age < 60_000 {
            return Ok(());
        }
        let asked = self.ask_seeds().await;
        if asked.is_err() {
            self.add_built_in();
        }
        if self.count_usable() < FEWEST && asked.is_ok() {
            self.pool().forgive_all();
        }
        if self.count_usable() >= FEWEST { Ok(()) } else { asked.and(Err(NetworkError::Offline)) }
    }

    async fn ask_seeds(&self) -> Result<(), NetworkError> {
        let mut seeds: Vec<&Seed> = self.spec.seeds.iter().collect();
        let mut trouble = NetworkError::Offline;
        while !seeds.is_empty() {
            let seed = seeds.swap_remove(random_below(self.rng(), seeds.len()));
            match self.ask_seed(seed).await {
                Ok(nodes) if nodes.len() >= FEWEST => {
                    tracing::info!(nodes = nodes.len(), "a seed told the service nodes");
                    self.pool().replace(nodes, self.wall());
                    self.save_pool();
                    return Ok(());
                }
                Ok(_) => trouble = NetworkError::BadAnswer,
                Err(error) => trouble = error,
            }
        }
        tracing::info!(%trouble, "no seed answered");
        self.board.failed(trouble);
        Err(trouble)
    }

    async fn ask_seed(&self, seed: &Seed) -> Result<Vec<ServiceNode>, NetworkError> {
        let trust = match &seed.pin_sha256 {
            Some(pin) => Trust::Pinned(pin.0),
            None if seed.url.starts_with("http://") => Trust::PlainHttp,
            None => return Err(NetworkError::BadAnswer),
        };
        let request = HttpRequest {
            url: format!("{}/json_rpc", seed.url.trim_end_matches('/')),
            trust,
            content_type: Some("application/json"),
            body: seed_service_nodes(),
            timeout: self.policy.seed_timeout,
            max_answer_bytes: MAX_LIST_BYTES,
        };
        let answer = self.transport.post(request).await.map_err(of_transport)?;
        if answer.status != 200 {
            return Err(NetworkError::BadAnswer);
        }
        let body: Value = serde_json::from_slice(&answer.body).map_err(|_json| NetworkError::BadAnswer)?;
        Ok(service_node_list(&body))
    }

    /// Falls back to the nodes that are built in, beside those that are known.
    fn add_built_in(&self) {
        let known: Vec<ServiceNode> = {
            let pool = self.pool();
            pool.usable(0, &self.policy).copied().collect()
        };
        let built_in = self.spec.bootstrap_nodes.iter().filter_map(built_in_node);
        let merged: Vec<ServiceNode> = built_in.chain(known).collect();
        let at = self.pool().refreshed_at;
        self.pool().replace(merged, at);
    }

    /// Compares the lists of three nodes and takes over what two of them agree on.
    pub async fn refresh_nodes(&self) -> Result<(), NetworkError> {
        let mut votes: BTreeMap<[u8; 32], (u32, ServiceNode)> = BTreeMap::new();
        let mut asked: Vec<ServiceNode> = Vec::new();
        while asked.len() < WITNESSES {
            let witness = self.pool().pick(self.rng(), self.wall(), &self.policy, |node| {
                let is_elsewhere = asked.iter().all(|other| other.subnet() != node.subnet());
                (is_elsewhere || self.spec.allow_shared_subnets) && !asked.contains(node)
            });
            let Some(witness) = witness else { break };
            asked.push(witness);
            for node in self.list_of(&witness).await? {
                votes.entry(node.ed25519).and_modify(|vote| vote.0 += 1).or_insert((1, node));
            }
        }
        let agreed: Vec<ServiceNode> =
            votes.into_values().filter(|(count, _)| *count >= 2).map(|(_, node)| node).collect();
        if agreed.len() < FEWEST || agreed.len() < self.policy.few_nodes.min(self.pool().len()) {
            return Err(NetworkError::BadAnswer);
        }
        tracing::info!(nodes = agreed.len(), "the list of service nodes is fresh");
        self.pool().replace(agreed, self.wall());
        self.save_pool();
        Ok(())
    }

    async fn list_of(&self, witness: &ServiceNode) -> Result<Vec<ServiceNode>, NetworkError> {
        let answer = self.ask_node(witness, &active_nodes()).await?;
        let short = answer.body.get("active_nodes").or(Some(&answer.body)).and_then(Value::as_str);
        if answer.is_success() {
            let bytes = short.and_then(|text| data_encoding::BASE64.decode(text.as_bytes()).ok());
            let nodes = bytes.map(|bytes| parse_active_nodes(&bytes)).unwrap_or_default();
            if nodes.len() >= FEWEST {
                return Ok(nodes);
            }
        }
        // Older servers don't know the short form.
        let answer = self.ask_node(witness, &service_nodes()).await?;
        Ok(service_node_list(&answer.body))
    }
}

fn built_in_node(node: &BootstrapNode) -> Option<ServiceNode> {
    Some(ServiceNode {
        ed25519: node.ed25519.0,
        x25519: x25519_from_ed25519(&node.ed25519.0)?,
        ip: node.ip,
        https_port: node.https_port,
        omq_port: node.omq_port,
        swarm_id: None,
    })
}

impl Shared {
    /// Harmless requests that show whether seeds or guards can be reached.
    pub fn probes(&self) -> Vec<HttpRequest> {
        let probe = |url: String, trust: Trust, body: Vec<u8>| HttpRequest {
            url,
            trust,
            content_type: Some("application/json"),
            body,
            timeout: self.policy.seed_timeout,
            max_answer_bytes: MAX_LIST_BYTES,
        };
        let seeds = self.spec.seeds.iter().map(|seed| {
            let trust = seed.pin_sha256.as_ref().map_or(Trust::PlainHttp, |pin| Trust::Pinned(pin.0));
            probe(format!("{}/json_rpc", seed.url.trim_end_matches('/')), trust, seed_service_nodes())
        });
        // An empty onion request: the node refuses it, which shows that it is there.
        let nodes: Vec<HttpRequest> = self
            .pool()
            .usable(self.wall(), &self.policy)
            .take(2)
            .map(|node| probe(format!("https://{}/onion_req/v2", node.address()), Trust::AnyCertificate, Vec::new()))
            .collect();
        seeds.chain(nodes).collect()
    }
}

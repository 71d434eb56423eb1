//! Faults on demand: what a test or a person may break, and when.
//!
//! A [`Rule`] says where (which node, which method, at the connection, in relaying, or in the
//! storage server itself), what ([`Fault`]) and how often. Rules may be added and removed while the
//! network runs. Whole nodes are broken by [`LocalNetwork`](crate::LocalNetwork) itself: dead,
//! unreachable for other nodes, in another swarm, with a wrong clock.

use std::sync::Mutex;
use std::time::Duration;

use crate::locked;

/// At which point an answer is spoiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The HTTP answer of a listener: what a client sees of its guard, or of the seed.
    Http,
    /// A node handing an onion request on to the next.
    Relay,
    /// The storage server at the end of the path, inside the encryption.
    Storage,
}

/// What goes wrong.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The answer comes later.
    Delay(Duration),
    /// The connection is closed without an answer; elsewhere than at the connection: never answered in time.
    Drop,
    /// This status and text instead of the answer, without doing anything.
    Status(u16, String),
    /// The request is carried out, but the answer is this status and text.
    StatusAfter(u16, String),
    /// The request is carried out, but the answer is random bytes.
    Garbage,
    /// The answer comes in pieces of that many bytes, with pauses.
    Trickle(usize, Duration),
    /// The answer is this many bytes long.
    Oversized(usize),
    /// 421 with the swarm list, as from a node that is not in the swarm.
    WrongSwarm,
    /// `retrieve` ignores the last hash: old messages again.
    Replay,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Where.
    pub place: Place,
    /// Which node; every one if none. The seed is [`SEED`].
    pub node: Option<usize>,
    /// Which storage method, such as `store`; every one if none.
    pub method: Option<String>,
    /// What.
    pub fault: Fault,
    /// How many times; for ever if none.
    pub times: Option<u32>,
}

/// The number of the seed in [`Rule::node`].
pub const SEED: usize = usize::MAX;

/// The name of an added rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleId(u64);

impl Rule {
    /// A rule for every node and method, for ever.
    pub fn new(place: Place, fault: Fault) -> Self {
        Self { place, node: None, method: None, fault, times: None }
    }

    /// Only this node.
    #[must_use]
    pub fn on_node(mut self, node: usize) -> Self {
        self.node = Some(node);
        self
    }

    /// Only this storage method.
    #[must_use]
    pub fn on_method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Only that many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
}

/// The rules in force.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Mutex<(u64, Vec<(RuleId, Rule)>)>,
}

impl Faults {
    /// Puts a rule in force, after those there are.
    pub fn add(&self, rule: Rule) -> RuleId {
        let mut rules = locked(&self.rules);
        rules.0 += 1;
        let id = RuleId(rules.0);
        rules.1.push((id, rule));
        id
    }

    /// Ends a rule.
    pub fn remove(&self, id: RuleId) {
        locked(&self.rules).1.retain(|(rule, _)| *rule != id);
    }

    /// Ends all rules.
    pub fn clear(&self) {
        locked(&self.rules).1.clear();
    }

    /// The fault that applies now, counted as used.
    pub(crate) fn take(&self, place: Place, node: usize, method: Option<&str>) -> Option<Fault> {
        let mut rules = locked(&self.rules);
        let (_, rule) = rules.1.iter_mut().find(|(_, rule)| {
            rule.place == place
                && rule.node.is_none_or(|only| only == node)
                && rule.method.as_deref().is_none_or(|only| Some(only) == method)
                && rule.times != Some(0)
        })?;
        if let Some(times) = &mut rule.times {
            *times -= 1;
        }
        Some(rule.fault.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults, Place, Rule};

    #[test]
    fn a_rule_holds_for_its_node_and_method_as_often_as_it_says() {
        let faults = Faults::default();
        faults.add(Rule::new(Place::Storage, Fault::Drop).on_node(2).on_method("store").times(1));
        assert!(faults.take(Place::Http, 2, Some("store")).is_none());
        assert!(faults.take(Place::Storage, 1, Some("store")).is_none());
        assert!(faults.take(Place::Storage, 2, Some("retrieve")).is_none());
        assert!(faults.take(Place::Storage, 2, Some("store")).is_some());
        assert!(faults.take(Place::Storage, 2, Some("store")).is_none());
    }
}

//! Numbered events for `wait` and `subscribe`.
//!
//! The newest [`KEPT`] are kept. A script that falls behind further is told so by `missed` and asks for
//! the snapshots again; as in the window, no event is needed for correctness.

use std::collections::VecDeque;

use serde_json::{Value, json};

/// How many events are kept for `wait`.
const KEPT: usize = 1_000;

/// The events so far.
#[derive(Debug, Default)]
pub struct Changes {
    kept: VecDeque<Value>,
    newest: u64,
}

impl Changes {
    /// Adds an event, an object, and gives it the next number.
    pub fn push(&mut self, mut event: Value) -> Value {
        self.newest += 1;
        if let Some(map) = event.as_object_mut() {
            map.insert("seq".to_owned(), json!(self.newest));
        }
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(event.clone());
        event
    }

    /// Whether there is an event after number `after`. A number from before a restart counts as 0.
    pub fn has_after(&self, after: u64) -> bool {
        self.newest != after && self.newest > 0
    }

    /// What `wait` answers: the events after number `after`, the newest number, and whether some are gone.
    pub fn after(&self, after: u64) -> Value {
        let after = if after > self.newest { 0 } else { after };
        let wanted = usize::try_from(self.newest - after).unwrap_or(usize::MAX);
        let events: Vec<&Value> = self.kept.iter().skip(self.kept.len().saturating_sub(wanted)).collect();
        json!({ "events": events, "seq": self.newest, "missed": wanted > self.kept.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_gets_each_event_once_by_number() {
        let mut changes = Changes::default();
        assert!(!changes.has_after(0));
        changes.push(json!({ "event": "a" }));
        changes.push(json!({ "event": "b" }));
        assert!(changes.has_after(1) && !changes.has_after(2));
        assert_eq!(changes.after(1)["events"], json!([{ "event": "b", "seq": 2 }]));
        assert_eq!(changes.after(1)["seq"], 2);
        assert_eq!(changes.after(99)["events"].as_array().map(Vec::len), Some(2), "from before a restart");
    }

    #[test]
    fn a_script_that_falls_behind_is_told() {
        let mut changes = Changes::default();
        for _ in 0..KEPT + 5 {
            changes.push(json!({ "event": "a" }));
        }
        assert_eq!(changes.after(3)["missed"], true);
        assert_eq!(changes.after(5)["missed"], false);
        assert_eq!(changes.after(5)["events"].as_array().map(Vec::len), Some(KEPT));
    }
}

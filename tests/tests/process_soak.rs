//! Two busy people for hours: after a warm-up, neither program may take ever more memory.
//!
//! `ONIONSKIN_SOAK_MINUTES=120 cargo test --release -p onionskin-tests --test process_soak -- --ignored --nocapture` is
//! the long run. It prints the memory of both programs every minute, in MiB.

#![cfg(target_os = "linux")]
#![expect(clippy::indexing_slicing, reason = "a panic here is a failed test")]

use std::thread;
use std::time::{Duration, Instant};

use onionskin_tests::process::{Process, World};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");
/// Minutes of the usual run.
const MINUTES: u64 = 120;
/// Between two messages of a person.
const PAUSE: Duration = Duration::from_millis(700);
/// Between two looks at the memory.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How much more memory a program may take in the end, in percent.
const GROWTH_PERCENT: u64 = 10;

/// One person's program with what was seen of its memory, in KiB.
struct Person {
    name: &'static str,
    process: Process,
    peer: String,
    said: u64,
    memory: Vec<u64>,
}

impl Person {
    /// Says something, looks at what came, and reacts to it now and then.
    fn live(&mut self) {
        self.said += 1;
        let text = format!("{} says {}: how are things over there? 言葉 слово", self.name, self.said);
        let page = self.process.call("messages", &json!({ "conversation": self.peer, "limit": 20 }));
        let newest = page["messages"].as_array().and_then(|messages| messages.last().cloned());
        let mut params = json!({ "conversation": self.peer, "text": text });
        if let Some(message) = newest {
            if self.said.is_multiple_of(5) {
                params["reply_to"] = message["message"].clone();
            }
            if self.said.is_multiple_of(10) {
                // Only so many emoji may go out in a minute.
                drop(self.process.ask("react", &json!({ "message": message["message"], "emoji": "🐢" })));
            }
        }
        self.process.call("send", &params);
        self.process.call("mark_all_read", &json!({ "conversation": self.peer }));
        if self.said.is_multiple_of(20) {
            self.process.call("search", &json!({ "text": "слово", "limit": 50 }));
        }
    }

    /// The middle of some looks at the memory.
    fn median(&self, looks: std::ops::Range<usize>) -> u64 {
        let mut looks = self.memory[looks].to_vec();
        looks.sort_unstable();
        looks[looks.len() / 2]
    }
}

#[test]
#[ignore = "takes two hours"]
fn two_busy_people_take_no_more_memory_after_hours() {
    let asked = std::env::var("ONIONSKIN_SOAK_MINUTES").ok();
    let minutes = asked.map_or(MINUTES, |text| text.parse().expect("the variable is a number of minutes"));
    let world = World::new(BINARY);
    let (mut alice, alice_id) = world.home("alice").create("Alice");
    let (mut bob, bob_id) = world.home("bob").create("Bob");
    alice.say(&bob_id, "Hello Bob");
    bob.with_text(&alice_id, "Hello Bob");
    bob.say(&alice_id, "Hello Alice");
    alice.with_text(&bob_id, "Hello Alice");
    let person = |name, process, peer| Person { name, process, peer, said: 0, memory: Vec::new() };
    let mut people = [person("Alice", alice, bob_id), person("Bob", bob, alice_id)];
    for person in &mut people {
        // What is said disappears after a while, so that the stores find their size.
        let timer = json!({ "conversation": person.peer, "after": "send", "seconds": 300 });
        person.process.call("set_timer", &timer);
        person.process.call("set_read_receipts", &json!({ "on": true }));
    }
    let started = Instant::now();
    let mut look_at = started;
    while started.elapsed() < Duration::from_mins(minutes) {
        for person in &mut people {
            person.live();
        }
        if Instant::now() >= look_at {
            look_at += LOOK_EVERY;
            for person in &mut people {
                person.memory.push(person.process.memory_kib());
            }
            if people[0].memory.len() % 6 == 1 {
                let now: Vec<u64> = people.iter().map(|person| person.memory.last().unwrap_or(&0) / 1_024).collect();
                println!("minute {}: {now:?} MiB, {} messages each", started.elapsed().as_secs() / 60, people[0].said);
            }
        }
        thread::sleep(PAUSE);
    }
    for person in &people {
        let looks = person.memory.len();
        // The first fifth is for caches to fill and for the first messages to disappear.
        let (before, after) = (person.median(looks / 5..looks * 2 / 5), person.median(looks * 4 / 5..looks));
        println!("{}: {before} KiB, then {after} KiB", person.name);
        assert!(after * 100 <= before * (100 + GROWTH_PERCENT), "{} grew from {before} to {after} KiB", person.name);
    }
}

//! Either side is killed at random moments while both send: nothing is lost, nothing doubled, and the
//! order is kept.
//!
//! `ONIONSKIN_KILL_ROUNDS=200 cargo nextest run -p onionskin-tests --test process_kill` is the long run;
//! `ONIONSKIN_KILL_SEED` repeats one that failed.

use std::thread;
use std::time::Duration;

use onionskin_localnet::{LocalNetwork, Spec};
use onionskin_tests::dice::Dice;
use onionskin_tests::process::{Home, Process};
use serde_json::json;

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");
/// Rounds of the short form.
const ROUNDS: u64 = 8;

/// One side: its process, and the texts that it was asked to send, with the requests not answered yet.
struct Side {
    home: Home,
    process: Option<Process>,
    peer: String,
    name: &'static str,
    asked: u64,
    promised: Vec<String>,
    open: Vec<(u64, String)>,
}

impl Side {
    fn new(home: Home, process: Process, peer: &str, name: &'static str) -> Self {
        let side = Self {
            home,
            process: Some(process),
            peer: peer.to_owned(),
            name,
            asked: 0,
            promised: Vec::new(),
            open: Vec::new(),
        };
        side.with_conversation()
    }

    fn with_conversation(mut self) -> Self {
        let peer = json!({ "account_id": self.peer });
        self.running().call("start_conversation", &peer);
        self
    }

    fn running(&mut self) -> &mut Process {
        self.process.as_mut().expect("the side runs")
    }

    /// Asks for a message without waiting for the answer.
    fn post(&mut self) {
        let text = format!("{} {}", self.name, self.asked);
        self.asked += 1;
        let params = json!({ "conversation": self.peer, "text": text });
        let id = self.running().post("send", &params);
        self.open.push((id, text));
    }

    /// Takes the answers that came; a text with an answer is a promise.
    fn collect(&mut self) {
        for (id, text) in std::mem::take(&mut self.open) {
            if self.running().answer_to(id).is_ok() {
                self.promised.push(text);
            }
        }
    }

    fn kill(&mut self) {
        self.process.take().expect("the side runs").kill_and_keep(|dead| {
            for (id, text) in std::mem::take(&mut self.open) {
                if dead.answer_to(id).is_ok() {
                    self.promised.push(text);
                }
            }
        });
    }

    fn restart(&mut self) {
        // What a kill leaves behind agrees with itself, whenever it came.
        self.home.examine();
        self.process = Some(self.home.start());
    }

    fn sent(&mut self) -> Vec<String> {
        let peer = self.peer.clone();
        self.running().texts(&peer, "outgoing")
    }

    fn received(&mut self) -> Vec<String> {
        let peer = self.peer.clone();
        self.running().texts(&peer, "incoming")
    }

    fn wait_until_all_sent(&mut self) {
        let peer = self.peer.clone();
        self.running().wait_until("all sent", |process| {
            let messages = process.messages(&peer);
            let mut ours = messages.iter().filter(|message| message["direction"] == "outgoing");
            ours.all(|message| message["delivery"] == "sent").then_some(())
        });
    }
}

/// Every promise is in the sender's store once, and the receiver shows exactly what the sender shows.
fn compare(sender: &mut Side, receiver: &mut Side) {
    sender.wait_until_all_sent();
    let sent = sender.sent();
    for promise in &sender.promised {
        let count = sent.iter().filter(|text| *text == promise).count();
        assert_eq!(count, 1, "\"{promise}\" was promised and is {count} times in the sender's store");
    }
    let peer = receiver.peer.clone();
    receiver.running().wait_until("as many as were sent", |process| {
        (process.texts(&peer, "incoming").len() >= sent.len()).then_some(())
    });
    assert_eq!(receiver.received(), sent, "the receiver shows something else than the sender");
}

#[test]
fn kills_at_any_moment_lose_and_double_nothing() {
    let (mut dice, rounds) = Dice::of_variables("ONIONSKIN_KILL_SEED", ("ONIONSKIN_KILL_ROUNDS", ROUNDS));
    let network = LocalNetwork::start(Spec::new(8, 2)).expect("the local network starts");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = |name| Home::new(BINARY, folder.path(), &network.network_json(), name);
    let (alice_home, bob_home) = (home("alice"), home("bob"));
    let (alice, alice_id) = alice_home.create("Alice");
    let (bob, bob_id) = bob_home.create("Bob");
    let mut sides = [Side::new(alice_home, alice, &bob_id, "alice"), Side::new(bob_home, bob, &alice_id, "bob")];
    for round in 0..rounds {
        for side in &mut sides {
            for _ in 0..=dice.below(3) {
                side.post();
            }
        }
        // The moment of the kill is the point of the test: from before the first commit to after delivery.
        let longest = if dice.below(3) == 0 { 3_000 } else { 150 };
        thread::sleep(Duration::from_millis(dice.below(longest)));
        let victim = usize::try_from(dice.below(2)).expect("0 or 1");
        sides[victim].kill();
        sides[1 - victim].collect();
        sides[victim].restart();
        println!("round {round}: killed {}", sides[victim].name);
    }
    let [alice, bob] = &mut sides;
    compare(alice, bob);
    compare(bob, alice);
    assert!(alice.promised.len() + bob.promised.len() > 0, "some messages were promised");
}

//! Two people, one of them with two devices, do everything that a message and a conversation can do, and any device is
//! killed at any moment: afterwards every store agrees with itself, nothing is there twice, and all goes on.
//!
//! `ONIONSKIN_CRASH_ROUNDS=200 cargo nextest run -p onionskin-tests --test process_crash` is the long run;
//! `ONIONSKIN_CRASH_SEED` repeats one that failed.

#![expect(clippy::indexing_slicing, reason = "a panic here is a failed test")]

use std::collections::HashSet;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use onionskin_tests::dice::Dice;
use onionskin_tests::process::{Home, Process, World};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_onionskin-under-test");
/// Rounds of the short form.
const ROUNDS: u64 = 10;

/// A device that is killed and started again.
struct Device {
    name: &'static str,
    home: Home,
    process: Option<Process>,
    own: String,
    peer: String,
    /// Where exports and backups go.
    files: PathBuf,
    said: u64,
}

impl Device {
    fn running(&mut self) -> &mut Process {
        self.process.as_mut().expect("the device runs")
    }

    /// Asks for something without waiting for the answer.
    fn post(&mut self, method: &str, params: &Value) {
        self.running().post(method, params);
    }

    fn say(&mut self, dice: &mut Dice, with: &str, messages: &[Value]) {
        self.said += 1;
        let text = format!("{} {} слово 言葉 https://example.org/{}", self.name, self.said, self.said);
        let mut params = json!({ "conversation": with, "text": text });
        if let Some(answered) = dice.pick(messages).filter(|_| dice.below(3) == 0) {
            params["reply_to"] = answered["message"].clone();
        }
        self.post("send", &params);
    }

    /// Does one of all the things there are.
    fn act(&mut self, dice: &mut Dice) {
        let with = if dice.below(5) == 0 { self.own.clone() } else { self.peer.clone() };
        let here = json!({ "conversation": with });
        let page = self.running().ask("messages", &here).unwrap_or_default();
        let messages = page["messages"].as_array().cloned().unwrap_or_default();
        let one = dice.pick(&messages).map(|message| message["message"].clone());
        let is_on = dice.is();
        match (dice.below(22), one) {
            (0..=5, _) => self.say(dice, &with, &messages),
            (6 | 7, Some(message)) => {
                let emoji = ["😂", "👍🏽", "🐢"][usize::try_from(dice.below(3)).expect("an index")];
                self.post("react", &json!({ "message": message, "emoji": emoji, "on": is_on }));
            }
            (8, Some(message)) => {
                let reach = if is_on { "everybody" } else { "own-devices" };
                self.post("delete_elsewhere", &json!({ "messages": [message], "reach": reach }));
            }
            (9, Some(message)) => self.post("delete", &json!({ "messages": [message] })),
            (10, _) => {
                let after = if is_on || with == self.own { "send" } else { "read" };
                let timer = json!({ "conversation": with, "after": after, "seconds": 5 + dice.below(20) });
                self.post("set_timer", if dice.below(3) == 0 { &timer } else { &here });
            }
            (11 | 12, _) => self.post("mark_all_read", &here),
            (13, _) => self.post("mark_unread", &here),
            (14, _) => self.post("set_pinned", &json!({ "conversation": with, "pinned": is_on })),
            (15, _) => self.post("set_archived", &json!({ "conversation": with, "archived": is_on })),
            (16, _) => {
                let folder = json!({ "id": 1, "name": "Folder", "conversations": [with], "only_unread": is_on });
                self.post("set_folders", &json!({ "folders": [folder] }));
            }
            (17, _) => {
                let method = if dice.is() { "set_read_receipts" } else { "set_typing_indicators" };
                self.post(method, &json!({ "on": is_on }));
                self.post("typing", &here);
            }
            (18, _) => self.post("search", &json!({ "text": if is_on { "слово" } else { "言葉" }, "limit": 20 })),
            (19, _) => {
                let path = self.files.join(format!("{}-{}.html", self.name, dice.below(1_000_000)));
                self.post("export", &json!({ "conversation": with, "format": "html", "path": path }));
            }
            (20, _) => {
                let level = if is_on { "off" } else { "all" };
                self.post("set_notifications", &json!({ "conversation": self.peer, "notifications": level }));
                let nickname = json!({ "account_id": self.peer, "nickname": format!("Nick {}", dice.below(9)) });
                self.post("set_nickname", &nickname);
            }
            _ => {
                self.post("set_pin_order", &json!({ "conversations": [self.peer, self.own] }));
                self.post("sync", &json!({}));
            }
        }
    }

    fn kill(&mut self) {
        self.process.take().expect("the device runs").kill_and_keep(|_dead| {});
        self.home.examine();
        self.process = Some(self.home.start());
    }

    /// The texts that are there more than once.
    fn doubled(&mut self) -> Vec<String> {
        let (peer, own) = (self.peer.clone(), self.own.clone());
        let mut seen = HashSet::new();
        let mut doubled = Vec::new();
        for with in [peer, own] {
            for message in self.running().messages(&with) {
                let text = message["text"].as_str().unwrap_or_default().to_owned();
                if !text.is_empty() && !seen.insert(text.clone()) {
                    doubled.push(text);
                }
            }
        }
        doubled
    }
}

fn devices(world: &World) -> [Device; 3] {
    let (first_home, bob_home) = (world.home("first"), world.home("bob"));
    let (mut first, alice) = first_home.create("Alice");
    let (mut bob, bob_id) = bob_home.create("Bob");
    first.say(&bob_id, "Hello Bob");
    bob.with_text(&alice, "Hello Bob");
    bob.say(&alice, "Hello Alice");
    first.with_text(&bob_id, "Hello Alice");
    first.say(&alice, "A note");
    let words = first.words();
    let mut second = world.restore("second", &words);
    second.with_text(&bob_id, "Hello Alice");
    let device = |name, home, process, own: &str, peer: &str| Device {
        name,
        home,
        process: Some(process),
        own: own.to_owned(),
        peer: peer.to_owned(),
        files: world.folder.path().to_owned(),
        said: 0,
    };
    [
        device("first", first_home, first, &alice, &bob_id),
        device("second", world.home("second"), second, &alice, &bob_id),
        device("bob", bob_home, bob, &bob_id, &alice),
    ]
}

#[test]
fn whatever_is_done_kills_leave_stores_that_agree_with_themselves() {
    let (mut dice, rounds) = Dice::of_variables("ONIONSKIN_CRASH_SEED", ("ONIONSKIN_CRASH_ROUNDS", ROUNDS));
    let world = World::new(BINARY);
    let mut devices = devices(&world);
    for round in 0..rounds {
        for device in &mut devices {
            for _ in 0..=dice.below(5) {
                device.act(&mut dice);
            }
        }
        let longest = if dice.below(3) == 0 { 2_000 } else { 150 };
        thread::sleep(Duration::from_millis(dice.below(longest)));
        let victim = usize::try_from(dice.below(3)).expect("0 to 2");
        devices[victim].kill();
        println!("round {round}: killed {}", devices[victim].name);
    }
    // All goes on: what is said now arrives everywhere, and nothing is there twice.
    let [first, second, bob] = &mut devices;
    for device in [&mut *first, &mut *bob] {
        let peer = device.peer.clone();
        device.running().call("set_timer", &json!({ "conversation": peer }));
    }
    let (alice, bob_id) = (first.own.clone(), bob.own.clone());
    first.running().say(&bob_id, "After all, from Alice");
    bob.running().with_text(&alice, "After all, from Alice");
    bob.running().say(&alice, "After all, from Bob");
    for device in [first, second] {
        device.running().with_text(&bob_id, "After all, from Bob");
        device.running().with_text(&bob_id, "After all, from Alice");
    }
    for mut device in devices {
        assert_eq!(device.doubled(), Vec::<String>::new(), "{} has messages twice", device.name);
        device.process.take().expect("the device runs").finish();
        device.home.examine();
    }
}

//! Answers, emoji and what is taken back, between two people and three devices.

use super::*;
use crate::engine::face::{Reach, TimelineItem};

/// Alice on two devices and Bob, who has a message of hers.
struct Three {
    swarms: Arc<Swarms>,
    alice: Device,
    second: Device,
    bob: Device,
    a: AccountId,
    b: AccountId,
}

impl Three {
    fn talking() -> Self {
        let swarms = Arc::default();
        let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
        let (a, b) = (alice.account(), bob.account());
        let mut second = alice.twin(&swarms);
        alice.send(b, "Hello");
        bob.wait_items(a, &[("Hello", Received)]);
        bob.send(a, "Welcome");
        for device in [&mut alice, &mut second] {
            device.wait_items(b, &[("Hello", Sent), ("Welcome", Received)]);
        }
        Self { swarms, alice, second, bob, a, b }
    }
}

impl Device {
    /// Another device of the same account.
    pub(super) fn twin(&mut self, swarms: &Arc<Swarms>) -> Self {
        let words = self.ask(|ticket| Command::RevealRecoveryPassword { ticket, password: None });
        let Ok(Outcome::RecoveryPassword(recovery_password)) = words else { panic!("no words: {words:?}") };
        let mut second = Self::blank(swarms, KeyChoice::in_memory());
        second.wait("no account", |device| matches!(device.phase, Some(Phase::NoAccount { .. })));
        let (display_name, protection) = (String::new(), Protection::Keyring);
        second
            .ask(|ticket| Command::RestoreAccount { ticket, recovery_password, display_name, protection })
            .expect("restored");
        second.wait_ready();
        second
    }

    /// The message with a text, once it is here.
    fn item(&mut self, with: AccountId, body: &str) -> Arc<TimelineItem> {
        self.wait_item(with, |item| &*item.body == body)
    }

    pub(super) fn wait_item(&mut self, with: AccountId, is_it: impl Fn(&TimelineItem) -> bool) -> Arc<TimelineItem> {
        let timeline = self.open(with);
        let find = |device: &Self| device.windows.get(&timeline)?.items.iter().find(|item| is_it(item)).cloned();
        self.wait("a message", |device| find(device).is_some());
        let item = find(self).expect("waited for it");
        self.tell(Command::CloseTimeline { timeline });
        item
    }

    fn react(&mut self, with: AccountId, body: &str, emoji: &str, is_put: bool) {
        let message = self.item(with, body).message;
        let emoji = emoji.to_owned();
        self.ask(|ticket| Command::React { ticket, message, emoji, is_put }).expect("reacted");
    }

    fn wait_emoji(&mut self, with: AccountId, body: &str, expected: &[(&str, usize, bool)]) {
        let has = |item: &TimelineItem| {
            let seen = item.reactions.iter().map(|it| (&*it.emoji, it.by.len(), it.is_ours));
            &*item.body == body && seen.eq(expected.iter().copied())
        };
        self.wait_item(with, has);
    }
}

#[test]
fn an_answer_names_what_it_answers_on_all_devices_also_when_that_is_gone() {
    let Three { mut alice, mut second, mut bob, a, b, .. } = Three::talking();
    let quote = Some(bob.item(a, "Hello").message);
    let (conversation, draft) =
        (ConversationId::Contact(a), Draft { text: "Hello yourself".into(), quote, ..Draft::default() });
    bob.ask(|ticket| Command::SendMessage { ticket, conversation, draft }).expect("sent");
    for (device, with) in [(&mut alice, b), (&mut second, b), (&mut bob, a)] {
        let quoted = device.item(with, "Hello yourself").quote.clone().expect("it answers");
        assert_eq!((quoted.author, &*quoted.author_name, &*quoted.text), (a, "Alice", "Hello"));
        assert_eq!(quoted.message, Some(device.item(with, "Hello").message));
    }
    bob.restart();
    let message = bob.item(a, "Hello").message;
    bob.ask(|ticket| Command::DeleteLocally { ticket, messages: vec![message] }).expect("deleted");
    let gone = bob.wait_item(a, |item| item.quote.as_ref().is_some_and(|quote| quote.message.is_none()));
    assert_eq!(gone.quote.as_ref().map(|quote| quote.text.is_empty()), Some(true));
}

#[test]
fn emoji_are_seen_by_all_survive_a_restart_and_can_be_taken_away() {
    let Three { mut alice, mut second, mut bob, a, b, .. } = Three::talking();
    bob.react(a, "Hello", "🎉", true);
    bob.react(a, "Hello", "👍🏽", true);
    alice.wait_emoji(b, "Hello", &[("🎉", 1, false), ("👍🏽", 1, false)]);
    alice.react(b, "Hello", "🎉", true);
    alice.react(b, "Hello", "🎉", true);
    second.wait_emoji(b, "Hello", &[("🎉", 2, true), ("👍🏽", 1, false)]);
    bob.wait_emoji(a, "Hello", &[("🎉", 2, true), ("👍🏽", 1, true)]);
    second.restart();
    second.wait_emoji(b, "Hello", &[("🎉", 2, true), ("👍🏽", 1, false)]);
    bob.react(a, "Hello", "🎉", false);
    second.wait_emoji(b, "Hello", &[("🎉", 1, true), ("👍🏽", 1, false)]);
    second.react(b, "Hello", "🎉", false);
    bob.wait_emoji(a, "Hello", &[("👍🏽", 1, true)]);
    alice.wait_emoji(b, "Hello", &[("👍🏽", 1, false)]);
    // What others put on a message of ours is news, on each device; what we do ourselves is not.
    let told = |device: &Device| device.reacted.last().map(|news| news.emoji.clone());
    assert_eq!((told(&alice), told(&bob)), (Some("👍🏽".to_owned()), None));
}

#[test]
fn the_twenty_first_emoji_of_a_minute_is_refused() {
    let Three { mut alice, b, .. } = Three::talking();
    let message = alice.item(b, "Hello").message;
    let mut put = |number: u32| {
        let emoji = char::from_u32(0x1F600 + number).expect("an emoji").to_string();
        alice.ask(|ticket| Command::React { ticket, message, emoji, is_put: true }).map(drop)
    };
    assert!((0..20).all(|number| put(number).is_ok()));
    assert_eq!(put(20), Err(FailureCode::TooManyReactions.into()));
}

#[test]
fn what_is_taken_back_is_gone_everywhere_and_never_comes_back() {
    let Three { swarms, mut alice, mut second, mut bob, a, b } = Three::talking();
    bob.react(a, "Hello", "🎉", true);
    alice.wait_emoji(b, "Hello", &[("🎉", 1, false)]);
    let copies = swarms.count(a);
    let message = alice.item(b, "Hello").message;
    let reach = Reach::Everybody;
    alice.ask(|ticket| Command::DeleteEverywhere { ticket, messages: vec![message], reach }).expect("deleted");
    for (device, with) in [(&mut alice, b), (&mut second, b), (&mut bob, a)] {
        let left = device.wait_item(with, |item| item.is_deleted);
        assert!(left.body.is_empty() && left.reactions.is_empty() && left.author == a);
    }
    alice.wait("our swarm to forget the copy", |_| swarms.count(a) <= copies);
    for (device, with) in [(&mut second, b), (&mut bob, a)] {
        device.restart();
        device.wait_items(
            with,
            &[("", if with == b { Sent } else { Received }), ("Welcome", if with == b { Received } else { Sent })],
        );
    }
    let late = bob.wait_item(a, |item| item.is_deleted).message;
    bob.ask(|ticket| Command::React { ticket, message: late, emoji: "🎉".into(), is_put: true }).expect("ignored");
    assert!(bob.wait_item(a, |item| item.is_deleted).reactions.is_empty());
}

#[test]
fn the_list_shows_no_word_of_what_was_taken_back() {
    let Three { mut alice, mut bob, a, b, .. } = Three::talking();
    let message = alice.send(b, "a secret");
    bob.item(a, "a secret");
    let reach = Reach::Everybody;
    alice.ask(|ticket| Command::DeleteEverywhere { ticket, messages: vec![message], reach }).expect("deleted");
    for device in [&mut alice, &mut bob] {
        device.wait("a preview without words", |device| {
            let preview = device.list.rows.iter().find_map(|row| row.preview.clone());
            preview.is_some_and(|preview| preview.is_deleted && preview.text.is_empty())
        });
    }
}

#[test]
fn only_an_author_takes_a_message_back_and_on_own_devices_it_goes_without_a_trace() {
    let Three { mut alice, mut second, mut bob, a, b, .. } = Three::talking();
    let theirs = alice.item(b, "Welcome").message;
    let reach = Reach::Everybody;
    alice.ask(|ticket| Command::DeleteEverywhere { ticket, messages: vec![theirs], reach }).expect("deleted");
    for device in [&mut alice, &mut second] {
        device.wait_items(b, &[("Hello", Sent)]);
    }
    bob.send(a, "Still here");
    bob.wait_items(a, &[("Hello", Received), ("Welcome", Sent), ("Still here", Sent)]);
    let note = alice.send(a, "a note");
    second.wait_items(a, &[("a note", Sent)]);
    let reach = Reach::OwnDevices;
    alice.ask(|ticket| Command::DeleteEverywhere { ticket, messages: vec![note], reach }).expect("deleted");
    second.wait_items(a, &[]);
}

#[test]
fn emoji_and_what_is_taken_back_wait_for_the_network_over_a_restart() {
    let Three { swarms, mut alice, mut bob, a, b, .. } = Three::talking();
    swarms.is_offline.store(true, Ordering::Relaxed);
    alice.react(b, "Welcome", "❤️", true);
    let message = alice.item(b, "Hello").message;
    let reach = Reach::Everybody;
    alice.ask(|ticket| Command::DeleteEverywhere { ticket, messages: vec![message], reach }).expect("deleted");
    alice.restart();
    swarms.is_offline.store(false, Ordering::Relaxed);
    bob.wait_emoji(a, "Welcome", &[("❤️", 1, false)]);
    bob.wait_item(a, |item| item.is_deleted && item.author == a);
}

#[test]
fn our_own_recovery_password_is_not_sent_unless_one_is_sure() {
    let Three { mut alice, mut bob, a, b, .. } = Three::talking();
    let words = alice.ask(|ticket| Command::RevealRecoveryPassword { ticket, password: None });
    let Ok(Outcome::RecoveryPassword(words)) = words else { panic!("no words: {words:?}") };
    let disguised = words.reveal().to_uppercase().replace(' ', ",\n");
    for text in [format!("my words: {}", words.reveal()), disguised.clone()] {
        let (conversation, draft) = (ConversationId::Contact(b), Draft { text, ..Draft::default() });
        let sent = alice.ask(|ticket| Command::SendMessage { ticket, conversation, draft });
        assert_eq!(sent.map(drop), Err(FailureCode::HoldsRecoveryPassword.into()));
    }
    let twelve = words.reveal().rsplit_once(' ').expect("13 words").0.to_owned();
    alice.send(b, &twelve);
    let (conversation, draft) =
        (ConversationId::Contact(b), Draft { text: disguised.clone(), is_sure: true, ..Draft::default() });
    alice.ask(|ticket| Command::SendMessage { ticket, conversation, draft }).expect("sent, since she is sure");
    bob.wait_item(a, |item| *item.body == *disguised);
}

#[test]
fn receipts_are_off_until_both_sides_turn_them_on() {
    let Three { mut alice, mut bob, a, b, .. } = Three::talking();
    let read = |bob: &mut Device| {
        let up_to = bob.item(a, "Hello").message;
        bob.tell(Command::MarkRead { conversation: ConversationId::Contact(a), up_to });
        bob.wait("nothing unread", |bob| bob.list.rows.iter().all(|row| row.unread == 0));
    };
    read(&mut bob);
    for device in [&mut alice, &mut bob] {
        device.ask(|ticket| Command::SetReadReceipts { ticket, is_on: true }).expect("turned on");
        assert_eq!(device.profile.as_ref().map(|profile| profile.sends_receipts), Some(true));
    }
    alice.send(b, "Read this");
    let up_to = bob.item(a, "Read this").message;
    bob.tell(Command::MarkRead { conversation: ConversationId::Contact(a), up_to });
    alice.wait_item(b, |item| &*item.body == "Read this" && item.read_at.is_some());
    assert_eq!(alice.item(b, "Hello").read_at, None, "it was read before receipts were on");
    alice.restart();
    alice.wait_item(b, |item| &*item.body == "Read this" && item.read_at.is_some());
    alice.ask(|ticket| Command::SetReadReceipts { ticket, is_on: false }).expect("turned off");
    alice.send(b, "And this");
    let up_to = bob.item(a, "And this").message;
    bob.tell(Command::MarkRead { conversation: ConversationId::Contact(a), up_to });
    bob.send(a, "Done");
    alice.item(b, "Done");
    assert_eq!(alice.item(b, "And this").read_at, None, "who sends none is shown none");
}

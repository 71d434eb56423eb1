//! Who types, what is said in lines, and receipts that are quicker than what they are about.

use super::disappearing::World;
use super::*;
use crate::engine::face::Note;

impl Device {
    fn typing_indicators(&mut self, is_on: bool) {
        self.ask(|ticket| Command::SetTypingIndicators { ticket, is_on }).expect("set");
    }
}

#[test]
fn typing_is_shown_to_those_who_show_theirs_and_ends_by_itself_or_with_a_message() {
    let mut world = World::talking();
    let (a, b) = (world.a, world.b);
    let (from_a, from_b) = (ConversationId::Contact(a), ConversationId::Contact(b));
    world.alice[0].tell(Command::SetTyping { conversation: from_b, is_typing: true });
    for device in [&mut world.alice[0], &mut world.bob[0]] {
        device.typing_indicators(true);
    }
    let before = world.swarms.count(b);
    world.alice[0].tell(Command::SetTyping { conversation: from_b, is_typing: true });
    world.alice[0].tell(Command::SetTyping { conversation: from_b, is_typing: true });
    world.bob[0].wait("typing", |bob| *bob.typing == [from_a]);
    assert_eq!(world.swarms.count(b), before + 1, "said once in ten seconds, and not before it was turned on");
    assert!(world.bob[1].typing.is_empty(), "who tells nothing is told nothing");
    world.sleep(16_000);
    world.bob[0].wait("the end of it", |bob| bob.typing.is_empty());
    world.alice[0].tell(Command::SetTyping { conversation: from_b, is_typing: true });
    world.bob[0].wait("typing", |bob| *bob.typing == [from_a]);
    world.alice[0].send(b, "Done");
    world.bob[0].wait_texts(a, &["Done"]);
    world.bob[0].wait("the end of it", |bob| bob.typing.is_empty());
    world.bob[0].tell(Command::SetTyping { conversation: from_a, is_typing: true });
    world.alice[0].wait("typing", |alice| *alice.typing == [from_b]);
    world.bob[0].tell(Command::SetTyping { conversation: from_a, is_typing: false });
    world.alice[0].wait("the end of it", |alice| alice.typing.is_empty());
}

#[test]
fn who_accepts_a_request_and_who_is_accepted_see_a_line_about_it() {
    let swarms = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    alice.send(b, "Hello");
    bob.wait_items(a, &[("Hello", Received)]);
    let conversation = ConversationId::Contact(a);
    bob.ask(|ticket| Command::AcceptRequest { ticket, conversation }).expect("accepted");
    let line = alice.wait_item(b, |item| item.note == Some(Note::RequestAccepted));
    assert_eq!(line.author, b);
    assert_eq!(bob.wait_item(a, |item| item.note == Some(Note::RequestAccepted)).author, b);
    alice.wait("nothing unread", |alice| alice.list.unread == 0);
}

#[test]
fn a_receipt_that_is_quicker_than_the_copy_of_its_message_is_not_lost() {
    let mut world = World::talking();
    let (a, b) = (world.a, world.b);
    for device in world.alice.iter_mut().chain(&mut world.bob) {
        device.ask(|ticket| Command::SetReadReceipts { ticket, is_on: true }).expect("set");
    }
    // The second device is off while the message goes out; then the swarm has the receipt before the copy.
    world.alice[1].stop();
    world.alice[0].send(b, "Seen?");
    world.bob[0].wait_texts(a, &["Seen?"]);
    world.bob[0].read_all(a);
    world.alice[0].wait_item(b, |item| &*item.body == "Seen?" && item.read_at.is_some());
    {
        let mut messages = world.swarms.messages.lock().expect("no panic while held");
        let mailbox = messages.get_mut(&a).expect("messages");
        let end = mailbox.len();
        mailbox[end - 2..].reverse();
    }
    world.alice[1].start();
    world.alice[1].wait_ready();
    world.alice[1].wait_item(b, |item| &*item.body == "Seen?" && item.read_at.is_some());
}

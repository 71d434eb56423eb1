//! Drafts end with the message they become.

use super::*;

fn draft(device: &Device) -> Option<String> {
    device.list.rows.iter().find_map(|row| row.draft.as_deref().map(str::to_owned))
}

#[test]
fn a_draft_is_gone_when_it_is_sent_and_stays_when_it_can_not_be() {
    let swarms: Arc<Swarms> = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let b = bob.account();
    let conversation = ConversationId::Contact(b);
    alice.send(b, "Hello");
    alice.tell(Command::SetDraft { conversation, text: "half a thought".into(), answers: None });
    alice.wait("draft", |alice| draft(alice).as_deref() == Some("half a thought"));
    let too_long = Draft { text: "x".repeat(2_001), ..Draft::default() };
    let refused = alice.ask(|ticket| Command::SendMessage { ticket, conversation, draft: too_long });
    assert_eq!(refused.map(drop), Err(FailureCode::MessageTooLong.into()));
    alice.tell(Command::Resync);
    alice.wait("draft", |alice| draft(alice).as_deref() == Some("half a thought"));
    alice.send(b, "a whole thought");
    alice.wait("no draft", |alice| draft(alice).is_none());
    alice.restart();
    alice.wait("list", |alice| !alice.list.rows.is_empty());
    assert_eq!(draft(&alice), None);
}

//! Profile pictures between two people and three devices.

use super::*;

fn picture() -> Arc<[u8]> {
    (0..3_000_u32).map(|at| u8::try_from(at * 13 % 251).expect("a byte")).collect()
}

impl Device {
    fn set_portrait(&mut self, picture: Option<Arc<[u8]>>) -> Result<(), FailureCode> {
        self.ask(|ticket| Command::SetPortrait { ticket, picture }).map(drop).map_err(|failure| failure.code)
    }

    fn portrait(&mut self, account: AccountId) -> Result<Arc<[u8]>, FailureCode> {
        match self.ask(|ticket| Command::ReadPortrait { ticket, account }) {
            Ok(Outcome::File(bytes)) => Ok(bytes),
            Ok(other) => panic!("no bytes: {other:?}"),
            Err(failure) => Err(failure.code),
        }
    }

    /// The version of somebody's picture in the list, once it is another than one.
    fn wait_portrait(&mut self, with: AccountId, before: u64) -> u64 {
        let version = |device: &Self| {
            let row = device.list.rows.iter().find(|row| row.conversation == ConversationId::Contact(with))?;
            Some(row.portrait)
        };
        self.wait("another picture", |device| version(device).is_some_and(|version| version != before));
        version(self).expect("waited for it")
    }
}

#[test]
fn a_picture_is_seen_by_other_devices_and_by_people_who_are_written_to() {
    let swarms = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    alice.send(b, "Hello");
    bob.wait_items(a, &[("Hello", Received)]);
    bob.send(a, "Welcome");
    alice.wait_items(b, &[("Hello", Sent), ("Welcome", Received)]);
    let mut second = alice.twin(&swarms);
    assert_eq!(alice.portrait(a), Err(FailureCode::NotFound));
    assert_eq!(alice.set_portrait(Some(Arc::default())), Err(FailureCode::FileTooLarge));
    swarms.is_offline.store(true, Ordering::Relaxed);
    assert_eq!(alice.set_portrait(Some(picture())), Err(FailureCode::Offline));
    swarms.is_offline.store(false, Ordering::Relaxed);
    alice.set_portrait(Some(picture())).expect("it is uploaded");
    assert_eq!(alice.portrait(a), Ok(picture()));
    second.wait("the picture", |second| second.profile.as_ref().is_some_and(|own| own.portrait != 0));
    assert_eq!(second.portrait(a), Ok(picture()));
    swarms.fail_files.store(2, Ordering::Relaxed);
    alice.send(b, "Do you see me?");
    let first = bob.wait_portrait(a, 0);
    assert_eq!(bob.portrait(a), Ok(picture()));
    bob.restart();
    assert_eq!((bob.wait_portrait(a, 0), bob.portrait(a)), (first, Ok(picture())));
    alice.set_portrait(None).expect("it is removed");
    second.wait("no picture", |second| second.profile.as_ref().is_some_and(|own| own.portrait == 0));
    alice.send(b, "And now?");
    assert_eq!(bob.wait_portrait(a, first), 0);
    assert_eq!(bob.portrait(a), Err(FailureCode::NotFound));
}

#[test]
fn the_picture_of_a_stranger_is_not_fetched_before_the_request_is_accepted() {
    let swarms = Arc::default();
    let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
    let (a, b) = (alice.account(), bob.account());
    alice.set_portrait(Some(picture())).expect("it is uploaded");
    alice.send(b, "Hello");
    bob.wait("a request", |bob| bob.list.rows.iter().any(|row| row.is_request && row.portrait == 0));
    assert_eq!(bob.portrait(a), Err(FailureCode::NotFound));
    let conversation = ConversationId::Contact(a);
    bob.ask(|ticket| Command::AcceptRequest { ticket, conversation }).expect("accepted");
    bob.wait_portrait(a, 0);
    assert_eq!(bob.portrait(a), Ok(picture()));
}

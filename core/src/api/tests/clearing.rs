//! The end of an account, and of many requests and blocks at once.

use super::*;

/// Where the key of the store lies, in the folder of the profile.
const KEYS: &str = "onionskin.keys";

/// Puts a folder where the key file is, which can't be deleted as a file.
fn obstruct(device: &Device) -> std::path::PathBuf {
    let keys = device.folder.path().join(KEYS);
    std::fs::remove_file(&keys).expect("there are keys");
    std::fs::create_dir(&keys).expect("a folder");
    keys
}

#[test]
fn when_only_the_network_forgot_it_is_said_and_the_device_can_be_cleared_later() {
    let swarms: Arc<Swarms> = Arc::default();
    let mut alice = Device::create(&swarms, "Alice");
    let own = alice.account();
    alice.send(own, "a note");
    alice.wait("stored", |_| swarms.count(own) > 0);
    let keys = obstruct(&alice);
    let cleared = alice.ask(|ticket| Command::ClearData { ticket, scope: ClearScope::DeviceAndNetwork });
    assert_eq!(cleared.map(drop), Err(FailureCode::OnlyNetworkCleared.into()));
    assert_eq!(swarms.count(own), 0);
    alice.wait("closed store", |alice| matches!(alice.phase, Some(Phase::StoreUnavailable(_))));
    // It fails as long as the reason lasts, and nothing else is claimed.
    let again = alice.ask(|ticket| Command::ClearData { ticket, scope: ClearScope::Device });
    assert_eq!(again.map(drop), Err(FailureCode::Storage.into()));
    std::fs::remove_dir(keys).expect("it is empty");
    alice.ask(|ticket| Command::ClearData { ticket, scope: ClearScope::Device }).expect("cleared");
    alice.wait("no account", |alice| matches!(alice.phase, Some(Phase::NoAccount { .. })));
    assert_eq!(swarms.count(own), 0, "nothing came back");
}

#[test]
fn the_connection_is_told_again_to_the_account_after_a_cleared_one() {
    let swarms: Arc<Swarms> = Arc::default();
    let mut alice = Device::create(&swarms, "Alice");
    alice.wait("connection", |alice| alice.connectivity.is_some());
    alice.ask(|ticket| Command::ClearData { ticket, scope: ClearScope::Device }).expect("cleared");
    alice.wait("no account", |alice| matches!(alice.phase, Some(Phase::NoAccount { .. })));
    alice.connectivity = None;
    let display_name = "Alicia".to_owned();
    alice.ask(|ticket| Command::CreateAccount { ticket, display_name, protection: Protection::Keyring }).expect("made");
    alice.wait("connection", |alice| {
        alice.connectivity.as_ref().is_some_and(|now| now.state == NetworkState::Connected)
    });
}

#[test]
fn many_requests_are_declined_and_many_people_unblocked_by_one_command() {
    let swarms: Arc<Swarms> = Arc::default();
    let mut bob = Device::create(&swarms, "Bob");
    let b = bob.account();
    let mut accounts = Vec::new();
    for name in ["Alice", "Carol", "Dave"] {
        let mut other = Device::create(&swarms, name);
        other.send(b, "May I?");
        accounts.push(other.account());
        let count = accounts.len();
        other.wait("stored", |_| swarms.count(b) == count);
    }
    bob.wait("requests", |bob| bob.list.rows.iter().filter(|row| row.is_request).count() == 3);
    for account in accounts.clone() {
        bob.ask(|ticket| Command::SetBlocked { ticket, account, is_blocked: true, delete_messages: false })
            .expect("blocked");
    }
    bob.wait("blocks", |bob| bob.list.rows.iter().all(|row| row.is_blocked));
    bob.ask(|ticket| Command::Unblock { ticket, accounts: accounts.clone() }).expect("unblocked");
    bob.wait("no blocks", |bob| bob.list.rows.iter().filter(|row| !row.is_blocked).count() == 3);
    let conversations = accounts.into_iter().map(ConversationId::Contact).collect();
    bob.ask(|ticket| Command::DeclineRequests { ticket, conversations }).expect("declined");
    bob.wait("no requests", |bob| bob.list.rows.iter().all(|row| !row.is_request));
}

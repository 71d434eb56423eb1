//! From an empty profile to the first message, in the real window over a real engine on a local network:
//! everything is found by the name that a screen reader reads, and waited for as a person would.

use egui::Key;
use onionskin_core::api::KeyChoice;
use onionskin_localnet::client::Peer;
use onionskin_localnet::{LocalNetwork, Spec};
use onionskin_tests::gui_device::GuiDevice;
use tempfile::TempDir;

/// A recovery password of the vectors, and the account it belongs to.
const WORDS: &str = "vexed enjoy pigment films adept voted vexed enjoy pigment films adept voted adept";
const ACCOUNT: &str = "05d2ad010eeb72d72e561d9de7bd7b6989af77dcabffa03a5111a6c859ae5c3a72";

fn network() -> LocalNetwork {
    LocalNetwork::start(Spec::default()).expect("a network")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn grace(network: &LocalNetwork) -> Peer {
    let mut seed = [0_u8; 32];
    seed[..16].fill(7);
    Peer::new(network, "Grace Hopper", &seed)
}

#[test]
fn a_newcomer_makes_an_account_writes_and_is_answered() {
    let (network, folder) = (network(), folder());
    let mut grace = grace(&network);
    let mut device = GuiDevice::open(&network, folder.path(), KeyChoice::in_memory());
    device.see("Create an account");
    device.picture("onboarding_start");
    device.press("Create an account");
    device.picture("onboarding_create");
    device.type_into("Display name", "Ada Lovelace");
    device.key(Key::Enter);
    device.wait_until_ready();
    device.press("New message");
    device.type_into("Account ID", &grace.account_id());
    device.key(Key::Enter);
    device.type_into("Message", "The engine weaves algebraic patterns");
    device.key(Key::Enter);
    device.see_part("The engine weaves algebraic patterns");
    let mut received = Vec::new();
    device.wait_for("message in the other's swarm", |_| {
        received.extend(grace.receive().expect("the swarm answers"));
        received.iter().any(|message| message.text == "The engine weaves algebraic patterns")
    });
    assert!(received.iter().any(|message| message.name.as_deref() == Some("Ada Lovelace")));
    grace.send_text(&device.account_id(), "As the loom weaves flowers").expect("the swarm takes it");
    device.see_part("As the loom weaves flowers");
    device.see_part("Grace Hopper");
    assert_eq!(received.len(), 1, "it was sent once");
    device.quit();
}

#[test]
fn an_account_comes_back_with_its_words_and_what_waited_for_it() {
    let (network, folder) = (network(), folder());
    grace(&network).send_text(ACCOUNT, "Are you back?").expect("the swarm takes it");
    let mut device = GuiDevice::open(&network, folder.path(), KeyChoice::in_memory());
    device.press("I have an account");
    device.press("Show the words");
    device.type_into("Recovery password", &WORDS.to_uppercase());
    device.key(Key::Enter);
    device.wait_until_ready();
    // No device of this account ever set a name, so it is asked for.
    device.type_into("Display name", "Ada");
    device.key(Key::Enter);
    // Whoever wrote meanwhile is not known yet.
    device.press("1 message request");
    device.see_part("Are you back?");
    assert_eq!(device.account_id(), ACCOUNT);
    device.quit();
}

#[test]
fn each_mistake_in_the_words_has_a_sentence_of_its_own() {
    let (network, folder) = (network(), folder());
    let mut device = GuiDevice::open(&network, folder.path(), KeyChoice::in_memory());
    device.press("I have an account");
    let wrong = [
        ("vexed enjoy pigment", "fewer than 13 words"),
        (&format!("{WORDS} adept"), "more than 13 words"),
        (&WORDS.replacen("pigment", "pzgment", 1), "Word 3 is not in the list"),
        (&WORDS.replacen("vexed enjoy", "enjoy vexed", 1), "don't belong together"),
    ];
    for (words, sentence) in wrong {
        device.type_into("Recovery password", words);
        device.key(Key::Enter);
        device.see_part(sentence);
        device.type_into("Recovery password", "");
        device.clear();
    }
    device.type_into("Recovery password", "vexed enjoy pigment");
    device.key(Key::Enter);
    device.see_part("fewer than 13 words");
    device.picture("onboarding_restore_too_few");
    device.quit();
}

#[test]
fn a_password_is_set_asked_for_and_a_wrong_one_refused() {
    let (network, folder) = (network(), folder());
    let mut device = GuiDevice::open(&network, folder.path(), KeyChoice::nowhere());
    device.press("Create an account");
    device.type_into("Display name", "Ada");
    device.key(Key::Enter);
    device.see("Choose a password");
    device.type_into("Password", "correct horse");
    device.type_into("Repeat the password", "correct house");
    device.key(Key::Tab);
    device.see_part("not the same");
    device.type_into("Repeat the password", "");
    device.clear();
    device.type_into("Repeat the password", "correct horse");
    device.key(Key::Enter);
    device.wait_until_ready();
    let account = device.account_id();
    device.quit();

    let mut device = GuiDevice::open(&network, folder.path(), KeyChoice::nowhere());
    device.type_into("Password", "wrong horse");
    device.key(Key::Enter);
    device.see("This password is wrong");
    device.picture("unlock_wrong_password");
    device.type_into("Password", "correct horse");
    device.key(Key::Enter);
    device.wait_until_ready();
    device.see_part("Messages");
    assert_eq!(device.account_id(), account);
    device.quit();
}

#[test]
fn a_file_of_another_program_is_named_and_left_as_it_is() {
    let (network, folder) = (network(), folder());
    let keys = KeyChoice::in_memory();
    let mut device = GuiDevice::open(&network, folder.path(), keys.clone());
    device.press("Create an account");
    device.type_into("Display name", "Ada");
    device.key(Key::Enter);
    device.wait_until_ready();
    device.quit();
    let store = folder.path().join("onionskin.db");
    std::fs::write(&store, b"a file of another program").expect("writing");

    let mut device = GuiDevice::open(&network, folder.path(), keys);
    device.see("There is another kind of file");
    device.press("Try again");
    device.see("There is another kind of file");
    device.picture("problem_foreign_file");
    assert_eq!(std::fs::read(&store).expect("it is there"), b"a file of another program");
    device.quit();
}

#[test]
fn without_a_keyring_a_password_is_asked_for_before_the_account_is_made() {
    let (network, folder) = (network(), folder());
    let mut device = GuiDevice::open(&network, folder.path(), KeyChoice::nowhere());
    device.press("Create an account");
    device.type_into("Display name", "Ada");
    device.key(Key::Enter);
    device.see("Choose a password");
    device.picture("onboarding_protect");
    assert!(!folder.path().join("onionskin.db").exists(), "nothing is kept before the last step");
    device.quit();
}

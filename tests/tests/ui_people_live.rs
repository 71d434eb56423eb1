//! Requests, names, places in the list and the end of an account, in the real window over a real engine on a
//! local network: found by the names that a screen reader reads.

use egui::Key;
use onionskin_core::api::KeyChoice;
use onionskin_localnet::client::Peer;
use onionskin_localnet::{LocalNetwork, Spec};
use onionskin_tests::gui_device::GuiDevice;
use tempfile::TempDir;

struct Scene {
    network: LocalNetwork,
    folder: TempDir,
    grace: Peer,
    device: GuiDevice,
}

/// An account to which somebody unknown has written.
fn with_request() -> Scene {
    let network = LocalNetwork::start(Spec::default()).expect("a network");
    let folder = tempfile::tempdir().expect("a folder");
    let mut seed = [0_u8; 32];
    seed[..16].fill(9);
    let mut grace = Peer::new(&network, "Grace Hopper", &seed);
    let mut device = GuiDevice::open(&network, folder.path(), KeyChoice::in_memory());
    device.press("Create an account");
    device.type_into("Display name", "Ada Lovelace");
    device.key(Key::Enter);
    device.wait_until_ready();
    grace.send_text(&device.account_id(), "May I write to you?").expect("the swarm takes it");
    device.press("1 message request");
    device.press_part("May I write to you?");
    Scene { network, folder, grace, device }
}

#[test]
fn a_request_is_accepted_and_the_person_named_pinned_and_hidden() {
    let Scene { network, folder, mut grace, mut device } = with_request();
    device.press("Accept");
    device.wait_for("conversation among the others", |window| !window.state().model().rows.is_empty());
    device.wait_for("answer in the other's swarm", |_| !grace.receive().expect("the swarm answers").is_empty());
    device.press("More about this conversation");
    device.press("Nickname…");
    device.type_into("Nickname", "Amazing Grace");
    device.key(Key::Enter);
    device.see_part("Amazing Grace");
    device.press("More about this conversation");
    device.press("Pin");
    device.see_part("Pinned");
    device.press("More about this conversation");
    device.press("Hide");
    device.wait_for("empty list", |window| window.state().model().rows.is_empty());
    device.press("Undo");
    device.wait_for("row", |window| window.state().model().rows.len() == 1);
    device.quit();
    drop((network, folder));
}

#[test]
fn a_request_is_blocked_and_the_person_unblocked_in_the_settings() {
    let Scene { network, folder, grace, mut device } = with_request();
    device.press("Block");
    device.see("Block this person?");
    device.press("Delete the messages too");
    device.press_last("Block");
    device.wait_for("end of the request", |window| window.state().model().requests.is_empty());
    device.press("Your profile and settings");
    device.press("Blocked contacts");
    device.press("Grace Hopper");
    device.press("Unblock 1 person");
    device.see("You blocked nobody");
    device.quit();
    drop((network, folder, grace));
}

#[test]
fn clearing_this_device_ends_on_the_first_page() {
    let Scene { network, folder, grace, mut device } = with_request();
    device.press("Your profile and settings");
    device.press("Clear data");
    device.press("Clear data…");
    device.press("Continue");
    device.press("Clear everything");
    device.see("Create an account");
    device.wait_for("forgotten account", |window| window.state().model().own.is_none());
    assert!(!device.has("Clear everything"));
    device.quit();
    drop((network, folder, grace));
}

#[test]
fn clearing_the_network_too_leaves_nothing_in_the_swarm() {
    let Scene { network, folder, grace, mut device } = with_request();
    let account = device.account_id();
    assert!(!network.stored(&account).is_empty());
    device.press("Your profile and settings");
    device.press("Clear data");
    device.press("Clear data…");
    device.press("This device and the network");
    device.press("Continue");
    device.press("Clear everything");
    device.see("Create an account");
    assert!(network.stored(&account).is_empty(), "the swarm forgot the request and the settings");
    device.quit();
    drop((network, folder, grace));
}

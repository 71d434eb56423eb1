//! What goes wrong after the window has already said something, over an engine that a test plays: what is told
//! then is true, and there is a way on.

mod ui_scenes;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{ClearScope, Command, Event, FailureCode, Outcome, Phase, StoreProblem, Ticket};
use onionskin_tests::scripted::{Script, message, timeline};
use ui_scenes::{Window, people, themed};

fn scene() -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    window.run();
    script.take_commands();
    (window, script)
}

fn press(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run();
}

/// The ticket of the command that fits.
fn asked(script: &Script, fits: impl Fn(&Command) -> Option<Ticket>) -> Ticket {
    script.take_commands().iter().find_map(fits).expect("it was asked for")
}

#[test]
fn what_can_not_be_taken_back_is_told() {
    let (mut window, script) = scene();
    window.get_by_label_contains("Alan Turing").click_secondary();
    window.run();
    press(&mut window, "Hide");
    press(&mut window, "Undo");
    let ticket = asked(&script, |command| match command {
        Command::SetHidden { ticket, is_hidden: false, .. } => Some(*ticket),
        _ => None,
    });
    script.feed(Event::CommandFailed { ticket, failure: FailureCode::Storage.into() });
    window.run();
    assert!(window.query_all_by_label("The disk is full or can't be written").next().is_some());
}

#[test]
fn a_draft_that_is_sent_costs_no_second_command() {
    let (mut window, script) = scene();
    window.get_by_label_contains("Bo,").click();
    window.run();
    script.feed_timeline(timeline(1, 2, vec![message(1, 2, "Bo", 60, "Well?")]));
    window.run();
    script.take_commands();
    window.get_by_label("Send").click();
    window.run();
    let commands = script.take_commands();
    let is_sent = |command: &Command| matches!(command, Command::SendMessage { draft, .. } if draft.text == "Shall we");
    assert!(commands.iter().any(is_sent), "{commands:?}");
    assert!(!commands.iter().any(|command| matches!(command, Command::SetDraft { .. })), "{commands:?}");
}

/// Asks for everything to be forgotten, here and in the network, and answers that only the network did.
fn only_the_network_forgot() -> (Window, Script) {
    let (mut window, script) = scene();
    press(&mut window, "Your profile and settings");
    window.get_by_role_and_label(Role::Tab, "Clear data").click();
    window.run();
    press(&mut window, "Clear data…");
    window.get_by_role_and_label(Role::RadioButton, "This device and the network").click();
    window.run();
    press(&mut window, "Continue");
    window.get_by_label("Clear everything").click();
    window.step();
    let ticket = asked(&script, |command| match command {
        Command::ClearData { ticket, scope: ClearScope::DeviceAndNetwork } => Some(*ticket),
        _ => None,
    });
    script.feed(Event::PhaseChanged(Phase::StoreUnavailable(StoreProblem::Unwritable)));
    script.feed(Event::CommandFailed { ticket, failure: FailureCode::OnlyNetworkCleared.into() });
    window.run();
    (window, script)
}

#[test]
fn when_only_the_network_forgot_nobody_reads_that_nothing_was_deleted() {
    let (mut window, _script) = only_the_network_forgot();
    assert!(window.query_by_label_contains("Nothing was deleted").is_none());
    assert!(window.query_by_label_contains("The network deleted everything, but").is_some());
    window.picture("clear_data_half_dark");
}

#[test]
fn what_is_left_on_this_device_can_be_deleted_in_a_second_try() {
    let (mut window, script) = only_the_network_forgot();
    window.get_by_label("Clear everything").click();
    window.step();
    let ticket = asked(&script, |command| match command {
        Command::ClearData { ticket, scope: ClearScope::Device } => Some(*ticket),
        _ => None,
    });
    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::DataCleared { refused: Vec::new() } });
    script.feed(Event::PhaseChanged(Phase::NoAccount { is_keyring_available: true }));
    window.run();
    assert!(window.query_by_label("Create an account").is_some());
    assert!(window.query_by_label("Clear everything").is_none(), "the dialog is gone");
}

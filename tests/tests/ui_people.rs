//! People in the window, over an engine that a test plays: requests, menus, nicknames, blocked people, devices.
#![expect(clippy::indexing_slicing, reason = "every scene has its rows")]

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{
    ClearScope, Command, ContactList, ContactRow, ConversationId, ConversationSummary, Event, FailureCode, NetworkTime,
    NodeInfo, NotificationLevel, Outcome, Phase, RestoreStep, SyncStatus, Ticket,
};
use onionskin_tests::scripted::{NOON, Script, account, message, row};
use ui_scenes::{Window, people, themed};

fn contact(number: u8, name: &str) -> ContactRow {
    ContactRow {
        account: account(number),
        name: name.into(),
        display_name: name.into(),
        nickname: None,
        is_approved: true,
        did_approve_us: true,
        is_blocked: false,
        portrait: 0,
    }
}

fn scene(theme: ThemeName, accent: Accent) -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 760.0], theme, accent);
    let mut rows = people();
    rows[0].priority = 1;
    rows[0].name = "Amazing Grace".into();
    rows[1].is_marked_unread = true;
    rows[3].notifications = NotificationLevel::Off;
    rows.insert(3, ConversationSummary { is_request: true, unread: 2, ..row(12, "Joan Clarke", "Hello there", 80) });
    script.feed_ready(rows);
    let known = vec![
        ContactRow { is_approved: false, ..contact(3, "Mallory") },
        contact(5, "Alan Turing"),
        contact(2, "Bo"),
        ContactRow {
            nickname: Some("Amazing Grace".into()),
            display_name: "Grace Hopper".into(),
            ..contact(1, "Amazing Grace")
        },
        contact(6, "Hedy Lamarr"),
        ContactRow { is_blocked: true, ..contact(7, "Spam King") },
        ContactRow { is_blocked: true, ..contact(10, "Spam Queen") },
    ];
    script.feed(Event::ContactsChanged(Arc::new(ContactList { rows: known.into_iter().map(Arc::new).collect() })));
    script.feed(Event::SyncChanged(Arc::new(SyncStatus {
        fetched_at: Some(NetworkTime(NOON - 120_000)),
        stored_at: Some(NetworkTime(NOON - 86_400_000)),
        is_pending: false,
    })));
    window.run();
    script.take_commands();
    (window, script)
}

fn dark() -> (Window, Script) {
    scene(ThemeName::ClassicDark, Accent::Green)
}

fn press(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run();
}

/// Opens the menu of a row by its name.
fn menu(window: &mut Window, name: &str) {
    window.get_by_label_contains(name).click_secondary();
    window.run();
}

/// The ticket of the command that fits.
fn asked(script: &Script, fits: impl Fn(&Command) -> Option<Ticket>) -> Ticket {
    script.take_commands().iter().find_map(fits).expect("it was asked for")
}

#[test]
fn requests_stand_apart_and_each_can_be_accepted_declined_or_blocked() {
    let (mut window, script) = dark();
    assert!(window.query_by_label_contains("Mallory").is_none(), "not among the conversations");
    press(&mut window, "2 message requests");
    window.get_by_label_contains("Mallory").click();
    window.run();
    script.feed_timeline(onionskin_tests::scripted::timeline(1, 3, vec![message(1, 3, "Mallory", 70, "Hi, we met")]));
    window.run();
    window.picture("requests_dark");
    press(&mut window, "Accept");
    let with = ConversationId::Contact(account(3));
    let is_accepted =
        |command: &Command| matches!(command, Command::AcceptRequest { conversation, .. } if *conversation == with);
    assert!(script.take_commands().iter().any(is_accepted));
    press(&mut window, "Decline");
    assert!(window.query_by_label_contains("may send another").is_some());
    let buttons: Vec<_> = window.get_all_by_label("Decline").collect();
    buttons.last().expect("the dialog asks").click();
    window.run();
    let is_declined =
        |command: &Command| matches!(command, Command::DeclineRequest { conversation, .. } if *conversation == with);
    assert!(script.take_commands().iter().any(is_declined));
}

#[test]
fn the_list_of_requests_closes_when_the_open_one_was_accepted() {
    let (mut window, script) = dark();
    press(&mut window, "2 message requests");
    window.get_by_label_contains("Mallory").click();
    window.run();
    let mut rows = people();
    rows[2].is_request = false;
    rows.push(ConversationSummary { is_request: true, ..row(12, "Joan Clarke", "Hello there", 80) });
    script.feed_rows(rows);
    window.run();
    assert!(window.query_by_label("Back to all conversations").is_none());
    assert!(window.query_by_label("1 message request").is_some());
}

#[test]
fn all_requests_are_cleared_after_a_question() {
    let (mut window, script) = dark();
    press(&mut window, "2 message requests");
    press(&mut window, "Clear all");
    assert_eq!(script.take_commands().len(), 0, "nothing before the answer");
    let buttons: Vec<_> = window.get_all_by_label("Clear all").collect();
    buttons.last().expect("the dialog asks").click();
    window.run();
    let commands = script.take_commands();
    assert_eq!(commands.len(), 1, "one command for all, however many: {commands:?}");
    assert!(matches!(&commands[0], Command::DeclineRequests { conversations, .. } if conversations.len() == 2));
}

#[test]
fn the_menu_of_a_row_pins_hides_and_takes_back() {
    let (mut window, script) = dark();
    menu(&mut window, "Alan Turing");
    window.picture("conversation_menu_dark");
    press(&mut window, "Pin");
    assert!(script.take_commands().iter().any(|command| matches!(command, Command::SetPinned { is_pinned: true, .. })));
    menu(&mut window, "Alan Turing");
    press(&mut window, "Hide");
    assert!(script.take_commands().iter().any(|command| matches!(command, Command::SetHidden { is_hidden: true, .. })));
    press(&mut window, "Undo");
    assert!(
        script.take_commands().iter().any(|command| matches!(command, Command::SetHidden { is_hidden: false, .. }))
    );
}

#[test]
fn the_menu_opens_by_the_keyboard() {
    let (mut window, _script) = dark();
    window.get_by_label_contains("Alan Turing").focus();
    window.run();
    window.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    window.run();
    assert!(window.query_by_label("Delete conversation…").is_some());
}

#[test]
fn a_failed_change_is_told() {
    let (mut window, script) = dark();
    menu(&mut window, "Alan Turing");
    press(&mut window, "Pin");
    let ticket = asked(&script, |command| match command {
        Command::SetPinned { ticket, .. } => Some(*ticket),
        _ => None,
    });
    script.feed(Event::CommandFailed { ticket, failure: FailureCode::Storage.into() });
    window.run();
    assert!(window.query_all_by_label("The disk is full or can't be written").next().is_some());
}

#[test]
fn a_nickname_is_given_and_taken_back() {
    let (mut window, script) = dark();
    menu(&mut window, "Amazing Grace");
    press(&mut window, "Nickname…");
    window.picture("nickname_dark");
    press(&mut window, "Show their own name");
    let ticket = asked(&script, |command| match command {
        Command::SetNickname { ticket, nickname: None, .. } => Some(*ticket),
        _ => None,
    });
    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::Done });
    window.run();
    assert!(window.query_by_label("Show their own name").is_none(), "the dialog is gone");
}

#[test]
fn a_conversation_is_muted_for_eight_hours() {
    let (mut window, script) = dark();
    menu(&mut window, "Alan Turing");
    press(&mut window, "Notifications…");
    window.picture("notifications_dark");
    press(&mut window, "8 hours");
    let until = script.take_commands().into_iter().find_map(|command| match command {
        Command::SetNotifications { mute_until, .. } => mute_until,
        _ => None,
    });
    assert_eq!(until, Some(NetworkTime(NOON + 8 * 3_600_000)));
}

#[test]
fn the_details_of_a_conversation_in_the_light() {
    let (mut window, _script) = scene(ThemeName::ClassicLight, Accent::Green);
    menu(&mut window, "Amazing Grace");
    press(&mut window, "Details…");
    assert!(window.query_by_label("They call themselves Grace Hopper").is_some());
    window.picture("details_light");
}

#[test]
fn deleting_asks_first_and_says_what_stays() {
    let (mut window, script) = dark();
    menu(&mut window, "Alan Turing");
    press(&mut window, "Delete conversation…");
    window.picture("delete_conversation_dark");
    assert_eq!(script.take_commands().len(), 0);
    press(&mut window, "Delete conversation");
    assert!(script.take_commands().iter().any(|command| matches!(command, Command::DeleteConversation { .. })));
}

#[test]
fn contacts_are_listed_with_the_new_message_and_open_by_a_press() {
    let (mut window, script) = scene(ThemeName::OceanLight, Accent::Blue);
    window.key_press_modifiers(Modifiers::COMMAND, Key::N);
    window.run();
    window.picture("contacts_light");
    assert!(window.query_by_label("Spam King").is_none(), "blocked people are no contacts");
    window.get_by_role_and_label(Role::TextInput, "Search contacts").focus();
    window.run();
    window.get_by_role_and_label(Role::TextInput, "Search contacts").type_text("hedy");
    window.run();
    let found: Vec<_> = window.get_all_by_role(Role::Button).filter_map(|node| node.accesskit_node().label()).collect();
    assert!(!found.contains(&"Alan Turing".to_owned()), "{found:?}");
    window.get_by_role_and_label(Role::Button, "Hedy Lamarr").click();
    window.run();
    assert!(script.take_commands().iter().any(|command| matches!(command, Command::StartConversation { .. })));
}

fn settings(window: &mut Window, page: &str) {
    press(window, "Your profile and settings");
    window.get_by_role_and_label(Role::Tab, page).click();
    window.run();
}

#[test]
fn blocked_people_are_chosen_and_unblocked_together() {
    let (mut window, script) = dark();
    settings(&mut window, "Blocked contacts");
    for name in ["Spam King", "Spam Queen"] {
        window.get_by_role_and_label(Role::CheckBox, name).click();
        window.run();
    }
    window.picture("settings_blocked");
    press(&mut window, "Unblock 2 people");
    let commands = script.take_commands();
    assert_eq!(commands.len(), 1, "one command for all, however many: {commands:?}");
    let both = vec![account(7), account(10)];
    assert!(matches!(&commands[0], Command::Unblock { accounts, .. } if *accounts == both));
    script.feed(Event::ContactsChanged(Arc::default()));
    window.run();
    assert!(window.query_by_label("You blocked nobody").is_some());
}

#[test]
fn the_page_of_devices_says_when_this_one_was_in_step() {
    let (mut window, script) = scene(ThemeName::OceanLight, Accent::Blue);
    settings(&mut window, "Linked devices");
    assert!(window.query_by_label("Today, 11:58").is_some());
    window.picture("settings_devices_light");
    press(&mut window, "Sync now");
    assert!(script.take_commands().iter().any(|command| matches!(command, Command::SyncNow { .. })));
}

#[test]
fn clearing_asks_twice_names_nodes_that_refused_and_ends_on_the_first_page() {
    let (mut window, script) = dark();
    settings(&mut window, "Clear data");
    press(&mut window, "Clear data…");
    window.get_by_role_and_label(Role::RadioButton, "This device and the network").click();
    window.run();
    window.picture("clear_data_dark");
    press(&mut window, "Continue");
    assert_eq!(script.take_commands().len(), 0);
    window.get_by_label("Clear everything").click();
    window.step();
    let ticket = asked(&script, |command| match command {
        Command::ClearData { ticket, scope: ClearScope::DeviceAndNetwork } => Some(*ticket),
        _ => None,
    });
    let refused = vec![NodeInfo { address: ([198, 51, 100, 7], 22_021).into() }];
    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::DataCleared { refused } });
    script.feed(Event::PhaseChanged(Phase::NoAccount { is_keyring_available: true }));
    window.run();
    assert!(window.query_by_label("198.51.100.7").is_some());
    press(&mut window, "OK");
    assert!(window.query_by_label("Create an account").is_some());
    assert!(window.state().model().rows.is_empty(), "nothing of the account is left in the window");
}

#[test]
fn restoring_shows_its_steps() {
    let (mut window, script) = themed([880.0, 600.0], ThemeName::ClassicDark, Accent::Green);
    script.feed(Event::PhaseChanged(Phase::Restoring { step: RestoreStep::FetchingSettings, percent: 55 }));
    window.run_steps(4);
    assert!(window.query_by_role(Role::ProgressIndicator).is_some());
    for step in ["Preparing your keys", "Fetching your contacts and settings"] {
        assert!(window.query_all_by_label_contains(step).next().is_some(), "{step}");
    }
}

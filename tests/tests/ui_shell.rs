//! The frame of the window: the switcher, the keys and other keys for them, the list folded and filtered, small
//! windows.

mod ui_scenes;

use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::shell::keymap::{Chord, Deed};
use onionskin::theme::ThemeName;
use onionskin_core::api::{Command, ConversationId, ConversationSummary, NetworkTime};
use onionskin_tests::scripted::{NOON, Script, account, row};
use ui_scenes::{Window, chat, open, people, prefer};

fn home(size: [f32; 2], theme: ThemeName) -> (Window, Script) {
    let (mut window, script) = prefer(size, move |preferences| preferences.theme = theme);
    script.feed_ready(people());
    window.run();
    (window, script)
}

fn opened(script: &Script) -> Vec<ConversationId> {
    let commands = script.take_commands().into_iter();
    commands
        .filter_map(|command| match command {
            Command::OpenTimeline { conversation, .. } => Some(conversation),
            _ => None,
        })
        .collect()
}

fn person(number: u8) -> ConversationId {
    ConversationId::Contact(account(number))
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run();
}

#[test]
fn a_few_letters_and_enter_go_to_a_conversation() {
    let (mut window, script) = home([1060.0, 760.0], ThemeName::ClassicDark);
    press(&mut window, Modifiers::COMMAND, Key::K);
    window.get_by_role_and_label(Role::TextInput, "Name or command").type_text("ha");
    window.run();
    window.picture("switcher_dark");
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowUp);
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(opened(&script).len(), 1);
    assert!(window.query_by_label("Go to").is_none(), "it is closed");
}

#[test]
fn the_switcher_begins_with_what_is_unread_and_knows_commands() {
    let (mut window, _script) = home([880.0, 600.0], ThemeName::OceanLight);
    press(&mut window, Modifiers::COMMAND, Key::K);
    window.picture("switcher_light");
    let first = window.get_all_by_role(Role::ListBoxOption).find(|node| {
        node.accesskit_node().is_selected() == Some(true) || node.accesskit_node().toggled() == Some(Toggled::True)
    });
    assert_eq!(first.and_then(|node| node.accesskit_node().label()).as_deref(), Some("Grace Hopper"));
    window.get_by_role_and_label(Role::TextInput, "Name or command").type_text("keyb");
    window.run();
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.query_by_label("Press a line, then the keys that should do it").is_some());
}

#[test]
fn keys_step_through_conversations_and_unread_ones() {
    let mut rows: Vec<ConversationSummary> =
        (1..=5).map(|n| row(n, &format!("Person {n}"), "hi", u64::from(n))).collect();
    for row in rows.iter_mut().skip(1).step_by(2) {
        row.unread = 1;
    }
    let (mut window, script) = prefer([1060.0, 760.0], |_| {});
    script.feed_ready(rows);
    window.run();
    let alt_shift = Modifiers { alt: true, shift: true, ..Modifiers::NONE };
    press(&mut window, alt_shift, Key::ArrowDown);
    assert_eq!(opened(&script), [person(2)]);
    press(&mut window, alt_shift, Key::ArrowDown);
    assert_eq!(opened(&script), [person(4)]);
    press(&mut window, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(opened(&script), [person(3)]);
    press(&mut window, Modifiers::COMMAND, Key::Tab);
    assert_eq!(opened(&script), [person(4)]);
    press(&mut window, Modifiers::COMMAND, Key::Num5);
    assert_eq!(opened(&script), [person(5)]);
    press(&mut window, Modifiers { shift: true, ..Modifiers::COMMAND }, Key::N);
    assert_eq!(opened(&script), [person(0)], "Note to Self, though it is off the list");
}

#[test]
fn other_keys_are_taken_refused_with_a_reason_and_reset() {
    let (mut window, script) = home([1060.0, 900.0], ThemeName::ClassicLight);
    let line = |window: &Window| {
        let node = window.get_by(|node| {
            node.role() == Role::Button && node.label().is_some_and(|label| label.starts_with("Details of the conv"))
        });
        node.accesskit_node().label().expect("it has one")
    };
    press(&mut window, Modifiers::COMMAND, Key::Slash);
    let usual = line(&window);
    for (modifiers, key, said) in [
        (Modifiers::COMMAND, Key::K, "These keys are used for: Go to a conversation or command"),
        (Modifiers::NONE, Key::D, "Keys that write can't be used alone. Hold Ctrl or Alt with it"),
        (Modifiers::COMMAND, Key::Num3, "Texts or windows need these keys"),
    ] {
        let label = line(&window);
        window.get_by_role_and_label(Role::Button, &label).click();
        window.run();
        press(&mut window, modifiers, key);
        assert!(window.query_by_label(said).is_some(), "{said}");
        assert_eq!(line(&window), usual);
    }
    let label = line(&window);
    window.get_by_role_and_label(Role::Button, &label).click();
    window.run();
    press(&mut window, Modifiers::COMMAND, Key::K);
    window.picture("shortcuts_conflict_light");
    window.get_by_role_and_label(Role::Button, &label).click();
    window.run();
    press(&mut window, Modifiers::COMMAND, Key::J);
    let chord = window.state().preferences().keys.get(&Deed::Details).copied();
    assert_eq!(chord, Some(Chord::command(Key::J)));
    press(&mut window, Modifiers::NONE, Key::Escape);
    open(&mut window, &script, 1, chat());
    press(&mut window, Modifiers::COMMAND, Key::J);
    assert!(window.query_by_label("Conversation").is_some(), "the new keys do it");
    press(&mut window, Modifiers::NONE, Key::Escape);
    press(&mut window, Modifiers::COMMAND, Key::Slash);
    window.get_by_role_and_label(Role::Button, "Reset all").click();
    window.run();
    assert!(window.state().preferences().keys.is_empty() && line(&window) == usual);
}

#[test]
fn the_list_folds_to_pictures_and_unfolds() {
    let (mut window, script) = home([880.0, 600.0], ThemeName::ClassicDark);
    open(&mut window, &script, 1, chat());
    press(&mut window, Modifiers::COMMAND, Key::B);
    window.picture("folded_list_dark");
    assert!(window.state().preferences().is_list_folded);
    assert!(window.query_by_role_and_label(Role::TextInput, "Search").is_none());
    window.get_by_role_and_label(Role::Button, "Show the whole list").click();
    window.run();
    assert!(!window.state().preferences().is_list_folded);
}

#[test]
fn the_width_of_the_list_follows_the_arrows() {
    let (mut window, _script) = home([1060.0, 760.0], ThemeName::ClassicDark);
    let before = window.state().preferences().list_width;
    window.get_by_role_and_label(Role::Slider, "Width of the list").focus();
    window.run();
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert!((window.state().preferences().list_width - before - 16.0).abs() < 0.1);
    for _ in 0..12 {
        press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    }
    assert!(window.state().preferences().is_list_folded, "narrower than it can be, it folds");
}

#[test]
fn the_list_shows_unread_ones_only_and_marks_all_as_read() {
    let (mut window, script) = home([1060.0, 760.0], ThemeName::ClassicDark);
    window.get_by_role_and_label(Role::Button, "Unread only").click();
    window.run();
    assert!(window.query_by_label_contains("Grace Hopper").is_some());
    assert!(window.query_by_label_contains("Hedy Lamarr").is_none());
    window.picture("unread_only_dark");
    window.get_by_role_and_label(Role::Button, "Mark all as read").click();
    window.run();
    let commands = script.take_commands();
    assert!(commands.iter().any(|command| matches!(command, Command::MarkEverythingRead { .. })), "{commands:?}");
}

#[test]
fn a_mute_for_a_time_is_said_in_the_list_and_in_the_details() {
    let (mut window, script) = prefer([1060.0, 760.0], |_| {});
    let until = Some(NetworkTime(NOON + 3 * 3_600_000));
    let muted = ConversationSummary { mute_until: until, ..row(1, "Grace Hopper", "hello", 5) };
    script.feed_ready(vec![muted]);
    window.run();
    let label = window.state().model().rows[0].label.clone();
    assert!(label.contains("Muted"), "{label}");
    open(&mut window, &script, 1, vec![]);
    press(&mut window, Modifiers::COMMAND, Key::Period);
    assert!(window.query_by_label("Muted until Today, 15:00").is_some());
    // The window wakes when the mute ends, and not before.
    window.run();
    let delays = window.output().viewport_output.values().map(|viewport| viewport.repaint_delay.as_secs());
    assert_eq!(delays.min(), Some(3 * 3_600));
}

#[test]
fn dialogs_hold_the_keyboard_and_give_it_back() {
    let (mut window, script) = home([1060.0, 760.0], ThemeName::ClassicDark);
    open(&mut window, &script, 1, chat());
    let is_focused = |window: &Window| {
        window.get_by_role_and_label(Role::MultilineTextInput, "Message").accesskit_node().is_focused()
    };
    assert!(is_focused(&window));
    press(&mut window, Modifiers::COMMAND, Key::Comma);
    for _ in 0..30 {
        press(&mut window, Modifiers::NONE, Key::Tab);
        let held = window.query_all_by_role(Role::MultilineTextInput).any(|node| node.accesskit_node().is_focused());
        assert!(!held, "the dialog keeps the keyboard");
    }
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("Settings").is_none());
}

#[test]
fn the_smallest_window_shows_everything() {
    let (mut window, script) = home([360.0, 480.0], ThemeName::ClassicDark);
    window.picture("smallest_list_dark");
    open(&mut window, &script, 1, chat());
    window.picture("smallest_conversation_dark");
    press(&mut window, Modifiers::COMMAND, Key::Comma);
    window.picture("smallest_settings_dark");
    window.get_all_by_role(Role::Tab).nth(3).expect("a page").click();
    window.run();
    window.picture("smallest_appearance_dark");
}

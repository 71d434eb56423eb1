//! The main screen over an engine that a test plays: what it shows, what it asks for, how it looks.

mod ui_scenes;

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin_core::api::{Anchor, Command, ConversationId, Delivery, FailureCode, MessageId};
use onionskin_tests::scripted::{Script, account, message, row, timeline};
use ui_scenes::{Window, chat, open, people, window};

fn text_of(commands: &[Command]) -> Vec<String> {
    commands
        .iter()
        .filter_map(|command| match command {
            Command::SendMessage { draft, .. } => Some(draft.text.clone()),
            _ => None,
        })
        .collect()
}

fn ready() -> (Window, Script) {
    let (mut window, script) = window([1060.0, 760.0]);
    script.feed_ready(people());
    window.run();
    (window, script)
}

#[test]
fn a_press_on_a_row_opens_the_conversation_at_its_unread_messages() {
    let (mut window, script) = ready();
    window.get_by_label_contains("Grace Hopper").click();
    window.run();
    let opened = script.take_commands().into_iter().find_map(|command| match command {
        Command::OpenTimeline { conversation, anchor, .. } => Some((conversation, anchor)),
        _ => None,
    });
    assert_eq!(opened, Some((ConversationId::Contact(account(1)), Anchor::LeftOff)));
}

#[test]
fn enter_sends_and_shift_enter_breaks_the_line() {
    let (mut window, script) = ready();
    open(&mut window, &script, 1, chat());
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text("one");
    window.run();
    window.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    window.run();
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text("two");
    window.run();
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(text_of(&script.take_commands()), vec!["one\ntwo"]);
    let field = window.get_by_role_and_label(Role::MultilineTextInput, "Message");
    assert_eq!(field.accesskit_node().value().unwrap_or_default(), "");
}

#[test]
fn nothing_is_sent_that_is_empty_or_too_long() {
    let (mut window, script) = ready();
    open(&mut window, &script, 1, chat());
    window.key_press(Key::Enter);
    window.run();
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text(&"x".repeat(2_001));
    window.run();
    assert!(window.query_by_label("1 too many").is_some());
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(text_of(&script.take_commands()), Vec::<String>::new());
}

#[test]
fn a_failed_message_says_why_and_offers_retry_and_delete() {
    let (mut window, script) = ready();
    let mut failed = (*message(9, 0, "Ada", 30, "never arrived")).clone();
    failed.delivery = Delivery::Failed(FailureCode::Refused);
    open(&mut window, &script, 1, vec![message(8, 1, "Grace", 60, "hi"), failed.into()]);
    assert!(window.query_by_label("The network refused this message").is_some());
    window.get_by_label("Try again").click();
    window.run();
    window.get_by_label("Delete").click();
    window.run();
    let commands = script.take_commands();
    let has = |wanted: fn(&Command) -> bool| commands.iter().any(wanted);
    assert!(has(|command| matches!(command, Command::RetryMessage { message: MessageId(9), .. })));
    assert!(has(|command| matches!(command, Command::DeleteLocally { messages, .. } if messages == &[MessageId(9)])));
}

#[test]
fn a_draft_is_kept_when_the_conversation_is_left() {
    let (mut window, script) = ready();
    open(&mut window, &script, 1, chat());
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text("half a thought");
    window.run();
    window.get_by_label_contains("Bo,").click();
    window.run();
    let draft = script.take_commands().into_iter().find_map(|command| match command {
        Command::SetDraft { conversation, text, .. } => Some((conversation, text)),
        _ => None,
    });
    assert_eq!(draft, Some((ConversationId::Contact(account(1)), "half a thought".to_owned())));
}

#[test]
fn what_was_seen_is_marked_as_read_once() {
    let (mut window, script) = ready();
    open(&mut window, &script, 1, chat());
    window.run();
    let read: Vec<_> = script
        .take_commands()
        .into_iter()
        .filter_map(|command| match command {
            Command::MarkRead { up_to, .. } => Some(up_to),
            _ => None,
        })
        .collect();
    assert_eq!(read, vec![MessageId(12)]);
}

#[test]
fn a_blocked_person_can_be_unblocked_and_not_written_to() {
    let (mut window, script) = ready();
    let mut rows = people();
    rows[1].is_blocked = true;
    script.feed_rows(rows);
    window.run();
    open(&mut window, &script, 2, vec![]);
    assert!(window.query_by_role_and_label(Role::MultilineTextInput, "Message").is_none());
    window.get_by_label("Unblock").click();
    window.run();
    let is_unblocked = |command: &Command| matches!(command, Command::SetBlocked { is_blocked: false, .. });
    assert!(script.take_commands().iter().any(is_unblocked));
}

#[test]
fn the_search_narrows_the_list_by_name() {
    let (mut window, _script) = ready();
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    window.run();
    window.get_by_role_and_label(Role::TextInput, "Search").type_text("hop");
    window.run();
    assert!(window.query_by_label_contains("Grace Hopper").is_some());
    assert!(window.query_by_label_contains("Bo,").is_none());
}

#[test]
fn older_messages_are_asked_for_and_nothing_moves_when_they_come() {
    let (mut window, script) = ready();
    let items: Vec<_> =
        (100..300).map(|id| message(id, 1, "Grace", (300 - id) * 60, &format!("number {id}"))).collect();
    let mut snapshot = timeline(1, 1, items.clone());
    snapshot.has_older = true;
    ui_scenes::open_snapshot(&mut window, &script, snapshot);
    window.key_press(Key::Escape);
    window.run();
    for _ in 0..12 {
        window.hover_at(egui::pos2(800.0, 300.0));
        window.scroll_by(900.0);
        window.run();
    }
    let asks = script.take_commands().iter().filter(|command| matches!(command, Command::LoadOlder { .. })).count();
    assert_eq!(asks, 1, "once for each state of the window");
    let (text, before) = window.first_in_view();
    let older = (0..100).map(|id| message(id, 1, "Grace", (300 - id) * 60, &format!("number {id}")));
    script.feed_timeline(timeline(1, 1, older.chain(items).collect()));
    window.run();
    assert_eq!(window.top_of(&text), before);
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    let (mut window, script) = ready();
    open(&mut window, &script, 1, chat());
    window.run();
    assert!(!window.wants_frame(), "{:?}", window.causes());
}

#[test]
fn a_narrow_window_shows_one_pane_and_a_way_back() {
    let (mut window, script) = window([480.0, 700.0]);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, chat());
    assert!(window.query_by_label("New message").is_none());
    window.get_by_label("Back to the list").click();
    window.run();
    assert!(window.query_by_label("New message").is_some());
}

#[test]
fn a_thousand_rows_cost_as_much_as_those_in_view() {
    let (mut window, script) = ready();
    script.feed_rows(
        (0..1_000).map(|n| row(u8::try_from(n % 250).unwrap_or(0), &format!("Person {n}"), "hi", n)).collect(),
    );
    window.run();
    let shown = window.get_all_by_role(Role::ListBoxOption).count();
    assert!((8..16).contains(&shown), "{shown}");
}

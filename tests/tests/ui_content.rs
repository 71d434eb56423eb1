//! What is inside bubbles, and what can be done with messages: links, marks, long texts, choosing, deleting.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{Command, FailureCode, MessageId, Reach, TimelineItem};
use onionskin_tests::scripted::{Script, message};
use ui_scenes::{Window, open, people, prefer, themed};

fn grace(id: u64, body: &str) -> Arc<TimelineItem> {
    message(id, 1, "Grace Hopper", 900 - id * 10, body)
}

fn ours(id: u64, body: &str) -> Arc<TimelineItem> {
    message(id, 0, "Ada Lovelace", 900 - id * 10, body)
}

fn dressed() -> Vec<Arc<TimelineItem>> {
    vec![
        grace(1, "Look: https://example.org/notes?page=2 and **bold**, *italic*, `code`, ~~gone~~"),
        ours(2, "> Of any degree of complexity\nYou wrote that, see https://gеtsession.org for more"),
        grace(3, "```\nfn main() {\n    println!(\"hello\");\n}\n```"),
        grace(4, "👍🏽"),
        ours(5, "🎉🎉🎉"),
        grace(6, "❤️ and words"),
    ]
}

fn scene(theme: ThemeName, items: Vec<Arc<TimelineItem>>) -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 760.0], theme, Accent::Green);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, items);
    (window, script)
}

fn bubble(window: &Window, part: &str) -> egui::Rect {
    window.get_by(|node| node.role() == Role::ListItem && node.label().is_some_and(|label| label.contains(part))).rect()
}

fn press(window: &mut Window, at: Pos2, button: PointerButton, modifiers: Modifiers) {
    window.event(Event::PointerMoved(at));
    window.step();
    for pressed in [true, false] {
        window.event_modifiers(Event::PointerButton { pos: at, button, pressed, modifiers }, modifiers);
        window.step();
    }
    window.run();
}

/// What the window asks of the system within the next frames.
fn asked(window: &mut Window) -> Vec<OutputCommand> {
    let mut all = Vec::new();
    for _ in 0..4 {
        window.step();
        all.extend(window.output().platform_output.commands.iter().cloned());
    }
    all
}

#[test]
fn links_marks_code_and_large_emoji_in_the_dark() {
    scene(ThemeName::ClassicDark, dressed()).0.picture("content_dark");
}

#[test]
fn links_marks_code_and_large_emoji_in_the_light() {
    scene(ThemeName::OceanLight, dressed()).0.picture("content_light");
}

#[test]
fn a_link_asks_before_it_opens_and_shows_where_it_leads() {
    let (mut window, _script) = scene(ThemeName::ClassicDark, vec![grace(1, "https://example.org/a?b=c")]);
    let at = bubble(&window, "example.org").left_center() + egui::vec2(60.0, -4.0);
    press(&mut window, at, PointerButton::Primary, Modifiers::NONE);
    window.get_by_role_and_label(Role::CheckBox, "Don't ask again").click();
    window.run();
    window.picture("link_question_dark");
    window.get_by_role_and_label(Role::Button, "Open").click();
    let commands = asked(&mut window);
    let is_it =
        |it: &OutputCommand| matches!(it, OutputCommand::OpenUrl(url) if url.url == "https://example.org/a?b=c");
    assert!(commands.iter().any(is_it), "{commands:?}");
    assert!(!window.state().preferences().asks_before_links);
    press(&mut window, at, PointerButton::Primary, Modifiers::NONE);
    assert!(window.query_by_label("Open this link?").is_none(), "it is not asked again");
}

#[test]
fn a_link_that_pretends_is_asked_about_even_by_those_who_are_not_asked() {
    let (mut window, script) = prefer([1060.0, 760.0], |preferences| preferences.asks_before_links = false);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, vec![grace(1, "https://gеtsession.org/login")]);
    let at = bubble(&window, "tsession").left_center() + egui::vec2(60.0, -4.0);
    press(&mut window, at, PointerButton::Primary, Modifiers::NONE);
    assert!(window.query_by_label_contains("letters that look like others").is_some());
    window.picture("link_look_alike_dark");
}

#[test]
fn a_long_text_opens_and_folds_and_stays_where_it_is() {
    let lines: Vec<String> = (1..=60).map(|number| format!("line {number}")).collect();
    let long = lines.join("\n");
    let (mut window, _script) = scene(ThemeName::ClassicLight, vec![grace(1, "before"), grace(2, &long)]);
    let folded = bubble(&window, "line 60").height();
    window.picture("long_message_folded_light");
    window.get_by_role_and_label(Role::Button, "Read more").click();
    window.run();
    assert!(bubble(&window, "line 60").height() > folded + 400.0);
    // The button is below the view now: the end of the message is reached by scrolling.
    window.hover_at(egui::pos2(800.0, 300.0));
    window.scroll_by(-5_000.0);
    window.run();
    window.get_by_role_and_label(Role::Button, "Show less").click();
    window.run();
    assert!((bubble(&window, "line 60").height() - folded).abs() < 1.0);
}

#[test]
fn messages_are_chosen_copied_and_deleted() {
    let (mut window, script) = scene(ThemeName::ClassicDark, vec![grace(1, "one"), ours(2, "two"), grace(3, "three")]);
    let at = |window: &Window, part: &str| bubble(window, part).center();
    let place = at(&window, "one");
    press(&mut window, place, PointerButton::Primary, Modifiers::COMMAND);
    assert!(window.query_by_label("1 chosen").is_some());
    let place = at(&window, "three");
    press(&mut window, place, PointerButton::Primary, Modifiers::SHIFT);
    assert!(window.query_by_label("3 chosen").is_some());
    let place = at(&window, "three");
    press(&mut window, place, PointerButton::Primary, Modifiers::NONE);
    let is_chosen = |window: &Window, part: &str| {
        let node = window
            .get_by(|node| node.role() == Role::ListItem && node.label().is_some_and(|label| label.contains(part)));
        node.accesskit_node().toggled() == Some(Toggled::True) || node.accesskit_node().is_selected() == Some(true)
    };
    assert!(is_chosen(&window, "two") && !is_chosen(&window, "three"));
    window.picture("choosing_dark");
    window.key_press(Key::Delete);
    window.run();
    window.get_by_role_and_label(Role::Button, "Delete").click();
    window.run();
    let deleted = script.take_commands().into_iter().find_map(|command| match command {
        Command::DeleteLocally { messages, .. } => Some(messages),
        _ => None,
    });
    assert_eq!(deleted, Some(vec![MessageId(1), MessageId(2)]));
    assert!(window.query_by_label("2 chosen").is_none(), "nothing is chosen any more");
}

#[test]
fn several_chosen_texts_are_copied_with_author_and_time() {
    let (mut window, _script) = scene(ThemeName::ClassicDark, vec![grace(1, "one"), ours(2, "two")]);
    for part in ["one", "two"] {
        let place = bubble(&window, part).center();
        press(&mut window, place, PointerButton::Primary, Modifiers::COMMAND);
    }
    window.get_by_role_and_label(Role::Button, "Copy").click();
    let copied = asked(&mut window).into_iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text),
        _ => None,
    });
    let copied = copied.expect("something is copied");
    let lines: Vec<&str> = copied.lines().collect();
    let [first, second] = lines[..] else { panic!("two lines: {copied}") };
    assert!(first.starts_with("Grace Hopper, ") && first.ends_with(": one"), "{copied}");
    assert!(second.starts_with("Ada Lovelace, ") && second.ends_with(": two"), "{copied}");
    window.run();
    assert!(window.query_by_label("2 chosen").is_none());
    window.key_press(Key::Escape);
    window.run();
}

#[test]
fn the_menu_of_a_message_leads_to_its_details_and_to_deleting_for_everybody() {
    let (mut window, script) = scene(ThemeName::ClassicLight, vec![grace(1, "theirs"), ours(2, "mine, all mine")]);
    let place = bubble(&window, "mine").center();
    press(&mut window, place, PointerButton::Secondary, Modifiers::NONE);
    window.picture("message_menu_light");
    window.get_by_role_and_label(Role::MenuItem, "Details…").click();
    window.run();
    assert!(window.query_by_label("14 characters").is_some());
    window.picture("message_details_light");
    window.key_press(Key::Escape);
    window.run();
    let place = bubble(&window, "mine").center();
    press(&mut window, place, PointerButton::Secondary, Modifiers::NONE);
    window.get_by_role_and_label(Role::MenuItem, "Delete…").click();
    window.run();
    window.picture("delete_message_light");
    window.get_by_role_and_label(Role::RadioButton, "For everybody").click();
    window.run();
    window.get_by_role_and_label(Role::Button, "Delete").click();
    window.run();
    let reach = script.take_commands().into_iter().find_map(|command| match command {
        Command::DeleteEverywhere { messages, reach, .. } => Some((messages, reach)),
        _ => None,
    });
    assert_eq!(reach, Some((vec![MessageId(2)], Reach::Everybody)));
}

#[test]
fn what_others_wrote_cannot_be_deleted_for_everybody() {
    let (mut window, _script) = scene(ThemeName::ClassicLight, vec![grace(1, "theirs")]);
    let place = bubble(&window, "theirs").center();
    press(&mut window, place, PointerButton::Secondary, Modifiers::NONE);
    window.get_by_role_and_label(Role::MenuItem, "Delete…").click();
    window.run();
    assert!(window.query_by_role_and_label(Role::RadioButton, "On this device").is_some());
    assert!(window.query_by_role_and_label(Role::RadioButton, "For everybody").is_none());
}

#[test]
fn a_message_with_the_keyboard_opens_its_menu_by_enter() {
    let (mut window, _script) = scene(ThemeName::ClassicDark, vec![grace(1, "hello there")]);
    window.get_by(|node| node.role() == Role::ListItem).focus();
    window.run();
    window.key_press(Key::Enter);
    window.run();
    assert!(window.query_by_role_and_label(Role::MenuItem, "Copy text").is_some());
}

#[test]
fn enter_begins_a_line_for_those_who_want_that() {
    let (mut window, script) = prefer([1060.0, 760.0], |preferences| preferences.enter_sends = false);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, dressed());
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text("hello");
    window.run();
    script.take_commands();
    window.key_press(Key::Enter);
    window.run();
    let sent = |commands: Vec<Command>| commands.iter().any(|command| matches!(command, Command::SendMessage { .. }));
    assert!(!sent(script.take_commands()));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    window.run();
    assert!(sent(script.take_commands()));
}

#[test]
fn a_text_with_the_recovery_password_comes_back_and_asks() {
    let (mut window, script) = scene(ThemeName::ClassicDark, dressed());
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text("my thirteen words");
    window.run();
    window.key_press(Key::Enter);
    window.run();
    let sent = |script: &Script| {
        script.take_commands().into_iter().find_map(|command| match command {
            Command::SendMessage { ticket, draft, .. } => Some((ticket, draft)),
            _ => None,
        })
    };
    let (ticket, draft) = sent(&script).expect("it is tried");
    assert!(!draft.is_sure);
    script
        .feed(onionskin_core::api::Event::CommandFailed { ticket, failure: FailureCode::HoldsRecoveryPassword.into() });
    window.run();
    window.picture("recovery_guard_dark");
    window.get_by_role_and_label(Role::Button, "Send anyway").click();
    window.run();
    let (_, draft) = sent(&script).expect("it is sent");
    assert!(draft.is_sure && draft.text == "my thirteen words");
    assert!(window.query_by_role_and_label(Role::Button, "Send anyway").is_none());
}

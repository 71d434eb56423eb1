//! Messages that disappear, lines between bubbles, previews of links, and who types: how they look and what they ask.
#![expect(clippy::indexing_slicing, reason = "a test may panic")]

mod ui_scenes;

use std::sync::Arc;

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{
    Command, ConversationId, ConversationSummary, Event, Expiry, ExpiryMode, LinkPreview, MessageId, NetworkTime, Note,
    TimelineItem,
};
use onionskin_tests::scripted::{NOON, Script, account, message, timeline};
use ui_scenes::{Window, open_snapshot, people, themed};

const READ_HOUR: Expiry = Expiry { mode: ExpiryMode::AfterRead, timer_secs: 3_600 };
const SENT_DAY: Expiry = Expiry { mode: ExpiryMode::AfterSend, timer_secs: 86_400 };

fn items() -> Vec<Arc<TimelineItem>> {
    let line = |id, author, seconds, note| {
        let name = if author == 0 { "Ada Lovelace" } else { "Grace Hopper" };
        Arc::new(TimelineItem { note: Some(note), ..(*message(id, author, name, seconds, "")).clone() })
    };
    let soon = |item: &TimelineItem, timer, left_secs: u64| {
        let expires_at = Some(NetworkTime(NOON + left_secs * 1_000));
        Arc::new(TimelineItem { timer: Some(timer), expires_at, ..item.clone() })
    };
    let link = "https://example.org/notes";
    let preview = Some(Arc::new(LinkPreview { url: link.into(), title: "Notes on the Analytical Engine".into() }));
    let linked = TimelineItem { preview, ..(*message(6, 1, "Grace Hopper", 400, &format!("See {link}"))).clone() };
    vec![
        line(1, 1, 1_200, Note::RequestAccepted),
        line(2, 0, 1_100, Note::Timer(Some(SENT_DAY))),
        soon(&message(3, 0, "Ada Lovelace", 1_000, "This stays for a day"), SENT_DAY, 80_000),
        line(4, 1, 900, Note::Timer(Some(READ_HOUR))),
        soon(&message(5, 1, "Grace Hopper", 800, "And this for an hour, of which a third is left"), READ_HOUR, 1_200),
        Arc::new(linked),
        line(7, 1, 300, Note::Screenshot),
        soon(&message(8, 1, "Grace Hopper", 200, "Gone before it is seen"), READ_HOUR, 0),
    ]
}

fn scene(theme: ThemeName) -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 760.0], theme, Accent::Green);
    let mut rows = people();
    rows[0] = ConversationSummary { timer: Some(SENT_DAY), ..rows[0].clone() };
    script.feed_ready(rows);
    window.run();
    open_snapshot(&mut window, &script, timeline(1, 1, items()));
    (window, script)
}

#[test]
fn lines_dials_and_previews_in_the_dark() {
    scene(ThemeName::ClassicDark).0.picture("disappearing_dark");
}

#[test]
fn lines_dials_and_previews_in_the_light() {
    scene(ThemeName::OceanLight).0.picture("disappearing_light");
}

#[test]
fn what_is_over_is_not_painted() {
    let (window, _script) = scene(ThemeName::ClassicDark);
    let is_there =
        |part: &str| window.query_by(|node| node.label().is_some_and(|label| label.contains(part))).is_some();
    assert!(is_there("of which a third is left"));
    assert!(!is_there("Gone before it is seen"));
}

#[test]
fn the_setting_of_the_other_side_is_followed_after_a_question() {
    let (mut window, script) = scene(ThemeName::ClassicDark);
    window.get_by_role_and_label(Role::Button, "Follow this setting").click();
    window.run();
    window.picture("follow_timer_dark");
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "Follow").click();
    window.run();
    let set = script.take_commands().into_iter().find_map(|command| match command {
        Command::SetTimer { conversation, timer, .. } => Some((conversation, timer)),
        _ => None,
    });
    assert_eq!(set, Some((ConversationId::Contact(account(1)), Some(READ_HOUR))));
}

#[test]
fn a_timer_is_set_in_a_dialog_with_the_keyboard_alone() {
    let (mut window, script) = scene(ThemeName::OceanLight);
    window.get_by_role_and_label(Role::Button, "More about this conversation").click();
    window.run();
    window.get_by_role_and_label(Role::MenuItem, "Disappearing messages…").click();
    window.run();
    window.picture("timer_light");
    window.get_by_role_and_label(Role::RadioButton, "After reading").click();
    window.run();
    window.get_by_role_and_label(Role::Button, "5 minutes").focus();
    window.run();
    window.key_press(Key::Space);
    window.run();
    window.get_by_role_and_label(Role::Button, "Set").focus();
    window.run();
    script.take_commands();
    window.key_press(Key::Space);
    window.run();
    let set = script.take_commands().into_iter().find_map(|command| match command {
        Command::SetTimer { timer, .. } => Some(timer),
        _ => None,
    });
    assert_eq!(set, Some(Some(Expiry { mode: ExpiryMode::AfterRead, timer_secs: 300 })));
}

#[test]
fn who_types_is_shown_and_our_typing_told_once_a_second() {
    let (mut window, script) = scene(ThemeName::ClassicDark);
    script.feed(Event::TypingChanged([ConversationId::Contact(account(1))].as_slice().into()));
    for _ in 0..4 {
        window.step();
    }
    assert!(window.query_by_label("Grace Hopper is typing").is_some());
    script.feed(Event::TypingChanged(Arc::default()));
    window.run();
    assert!(window.query_by_label("Grace Hopper is typing").is_none());
    script.take_commands();
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text("Hi");
    window.step();
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text("!");
    window.step();
    let told = |script: &Script| {
        let typed = script.take_commands().into_iter().filter_map(|command| match command {
            Command::SetTyping { is_typing, .. } => Some(is_typing),
            _ => None,
        });
        typed.collect::<Vec<_>>()
    };
    assert_eq!(told(&script), [true]);
    for _ in 0..3 {
        window.key_press(Key::Backspace);
        window.run();
    }
    assert_eq!(told(&script).last(), Some(&false), "an empty field is no typing");
}

#[test]
fn a_draft_keeps_what_it_answers() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    let mut rows = people();
    rows[0] =
        ConversationSummary { draft: Some("Not so fast".into()), draft_answers: Some(MessageId(5)), ..rows[0].clone() };
    script.feed_ready(rows);
    window.run();
    open_snapshot(&mut window, &script, timeline(1, 1, items()));
    assert!(window.query_by_label("Answer to Grace Hopper").is_some());
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "Don't answer this message").click();
    window.run();
    window.run_steps(120);
    let kept = script.take_commands().into_iter().find_map(|command| match command {
        Command::SetDraft { text, answers, .. } => Some((text, answers)),
        _ => None,
    });
    assert_eq!(kept, Some(("Not so fast".to_owned(), None)));
}

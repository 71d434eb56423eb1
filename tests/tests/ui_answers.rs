//! Answers and emoji: how they look, and what the window asks of the engine.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton};
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{Command, MessageId, Quoted, Reacted, TimelineItem};
use onionskin_tests::scripted::{Script, account, message};
use ui_scenes::{Window, open, people, themed};

fn items() -> Vec<Arc<TimelineItem>> {
    let quoted = |id: Option<u64>, name: &str, text: &str| {
        Some(Arc::new(Quoted {
            message: id.map(MessageId),
            author: account(1),
            author_name: name.into(),
            sent_at: onionskin_core::api::NetworkTime(1),
            text: text.into(),
            file: None,
        }))
    };
    let reacted = |emoji: &str, names: &[&str], is_ours| Reacted {
        emoji: emoji.into(),
        by: names.iter().map(|name| (account(1), (*name).into())).collect(),
        is_ours,
    };
    let first = TimelineItem {
        reactions: vec![
            reacted("👍🏽", &["Ada Lovelace", "Grace Hopper"], true),
            reacted("😮", &["Grace Hopper"], false),
        ],
        ..(*message(1, 1, "Grace Hopper", 900, "The engine could compose elaborate pieces of music")).clone()
    };
    let answer = TimelineItem {
        quote: quoted(Some(1), "Grace Hopper", "The engine could compose elaborate pieces of music"),
        reactions: vec![reacted("❤️", &["Grace Hopper"], false)],
        ..(*message(2, 0, "Ada Lovelace", 800, "Of any degree of complexity")).clone()
    };
    let lost = TimelineItem {
        quote: quoted(None, "Grace Hopper", ""),
        ..(*message(3, 1, "Grace Hopper", 700, "Yes")).clone()
    };
    let gone = TimelineItem { is_deleted: true, ..(*message(4, 1, "Grace Hopper", 600, "")).clone() };
    vec![Arc::new(first), Arc::new(answer), Arc::new(lost), Arc::new(gone)]
}

fn scene(theme: ThemeName) -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 760.0], theme, Accent::Green);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, items());
    (window, script)
}

fn open_menu(window: &mut Window, part: &str) {
    let node = window.get_by(|node| node.role() == Role::ListItem && node.label().is_some_and(|it| it.contains(part)));
    let at = node.rect().center() + egui::vec2(0.0, 8.0);
    window.event(Event::PointerMoved(at));
    window.step();
    for pressed in [true, false] {
        let button = PointerButton::Secondary;
        window.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
        window.step();
    }
    window.run();
}

#[test]
fn quotes_emoji_and_what_was_taken_back_in_the_dark() {
    scene(ThemeName::ClassicDark).0.picture("answers_dark");
}

#[test]
fn quotes_emoji_and_what_was_taken_back_in_the_light() {
    scene(ThemeName::OceanLight).0.picture("answers_light");
}

#[test]
fn a_message_is_answered_from_its_menu() {
    let (mut window, script) = scene(ThemeName::ClassicDark);
    open_menu(&mut window, "elaborate");
    window.picture("answer_menu_dark");
    window.get_by_role_and_label(Role::MenuItem, "Reply").click();
    window.run();
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text("I know");
    window.run();
    window.picture("answer_strip_dark");
    window.key_press(Key::Enter);
    window.run();
    let draft = script.take_commands().into_iter().find_map(|command| match command {
        Command::SendMessage { draft, .. } => Some(draft),
        _ => None,
    });
    assert_eq!(draft.map(|draft| (draft.text, draft.quote)), Some(("I know".to_owned(), Some(MessageId(1)))));
    assert!(window.query_by_label("Answer to Grace Hopper").is_none(), "the next message answers nothing");
}

#[test]
fn an_answer_can_be_given_up() {
    let (mut window, _script) = scene(ThemeName::ClassicDark);
    open_menu(&mut window, "elaborate");
    window.get_by_role_and_label(Role::MenuItem, "Reply").click();
    window.run();
    window.get_by_role_and_label(Role::Button, "Don't answer this message").click();
    window.run();
    assert!(window.query_by_label("Answer to Grace Hopper").is_none());
}

#[test]
fn emoji_are_put_and_taken_away() {
    let (mut window, script) = scene(ThemeName::ClassicDark);
    let reacted = |script: &Script| {
        script.take_commands().into_iter().find_map(|command| match command {
            Command::React { message, emoji, is_put, .. } => Some((message.0, emoji, is_put)),
            _ => None,
        })
    };
    window.get_by(|node| node.role() == Role::Button && node.label().is_some_and(|it| it.starts_with("👍🏽"))).click();
    window.run();
    assert_eq!(reacted(&script), Some((1, "👍🏽".to_owned(), false)), "ours is taken away");
    window.get_by(|node| node.role() == Role::Button && node.label().is_some_and(|it| it.starts_with("😮"))).click();
    window.run();
    assert_eq!(reacted(&script), Some((1, "😮".to_owned(), true)), "theirs is ours, too");
    open_menu(&mut window, "complexity");
    window.get_by_role_and_label(Role::MenuItem, "React with 😂").click();
    window.run();
    assert_eq!(reacted(&script), Some((2, "😂".to_owned(), true)));
}

#[test]
fn a_quote_leads_to_what_it_answers() {
    let (mut window, script) = scene(ThemeName::ClassicDark);
    script.take_commands();
    window
        .get_by(|node| {
            node.role() == Role::Button
                && node.label().is_some_and(|it| it.starts_with("Answers Grace Hopper: The engine"))
        })
        .click();
    for _ in 0..3 {
        window.step();
    }
    let list = window.get_by_role_and_label(Role::List, "Messages");
    assert!(
        list.children_recursive().any(|node| node.accesskit_node().label().is_some_and(|it| it.contains("elaborate")))
    );
    let missing = "Answers Grace Hopper: The original message isn't here";
    window.get_by_role_and_label(Role::Button, missing).click();
    window.run();
    assert!(window.query_all_by_label("The original message isn't here").count() > 0, "a note says so");
}

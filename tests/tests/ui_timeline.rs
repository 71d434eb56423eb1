//! The column of messages: where it opens, what keeps its place, where one can go, and that it rests.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{Command, ConversationId, MessageId, TimelineItem, TimelineSnapshot};
use onionskin_tests::scripted::{Script, account, message, row, timeline};
use ui_scenes::{Window, chat, open, open_snapshot, people, themed};

fn numbered(from: u64, to: u64) -> Vec<Arc<TimelineItem>> {
    (from..to).map(|id| message(id, 1, "Grace Hopper", (1_000 - id) * 60, &format!("number {id}"))).collect()
}

fn with(size: [f32; 2], snapshot: TimelineSnapshot) -> (Window, Script) {
    let (mut window, script) = themed(size, ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    window.run();
    open_snapshot(&mut window, &script, snapshot);
    (window, script)
}

fn scroll(window: &mut Window, points: f32) {
    window.hover_at(pos2(800.0, 300.0));
    window.scroll_by(points);
    window.run();
}

fn places(commands: &[Command]) -> Vec<Option<(MessageId, i32)>> {
    let place = |command: &Command| match command {
        Command::SetPlace { place, .. } => Some(*place),
        _ => None,
    };
    commands.iter().filter_map(place).collect()
}

#[test]
fn it_opens_at_the_first_unread_message_and_says_how_many_there_are() {
    let mut snapshot = timeline(1, 1, numbered(1, 200));
    snapshot.first_unread = Some(MessageId(100));
    snapshot.left_at = Some((MessageId(10), 40));
    let (window, _script) = with([1060.0, 760.0], snapshot);
    assert!((100..400).contains(&window.top_of("number 100")), "{}", window.top_of("number 100"));
    let line = window.state().model().timeline.as_ref().expect("open").entries.iter().find_map(|entry| match entry {
        onionskin::model::Entry::Unread(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(line.as_deref(), Some("100 new messages"));
}

#[test]
fn the_place_is_kept_when_the_conversation_is_left_and_found_when_it_is_opened_again() {
    let (mut window, script) = with([1060.0, 760.0], timeline(1, 1, numbered(1, 200)));
    scroll(&mut window, 2_000.0);
    let (text, top) = window.first_in_view();
    script.take_commands();
    window.get_by_label_contains("Bo,").click();
    window.run();
    let kept = places(&script.take_commands());
    let [Some((message, offset))] = kept[..] else { panic!("one place: {kept:?}") };
    let mut again = timeline(1, 1, numbered(1, 200));
    again.left_at = Some((message, offset));
    let (mut window, script) = with([1060.0, 760.0], again);
    assert_eq!(window.first_in_view(), (text, top));
    // At the end nothing is kept.
    window.key_press(Key::Escape);
    window.run();
    scroll(&mut window, -50_000.0);
    window.get_by_label_contains("Bo,").click();
    window.run();
    assert_eq!(places(&script.take_commands()).last(), Some(&None));
}

#[test]
fn a_place_that_was_scrolled_to_is_kept_before_anybody_leaves() {
    let (mut window, script) = with([1060.0, 760.0], timeline(1, 1, numbered(1, 200)));
    scroll(&mut window, 2_000.0);
    for _ in 0..12 {
        window.step();
    }
    assert!(!places(&script.take_commands()).is_empty(), "a crash must not lose it");
}

#[test]
fn another_width_keeps_the_message_at_the_top() {
    let long = |id| message(id, 1, "Grace Hopper", (1_000 - id) * 60, &format!("{}: number {id}", "words ".repeat(60)));
    let (mut window, _script) = with([1400.0, 760.0], timeline(1, 1, (1..60).map(long).collect()));
    scroll(&mut window, 3_000.0);
    let (text, top) = window.first_in_view();
    for width in [1000.0, 900.0, 1400.0] {
        window.set_size(egui::vec2(width, 760.0));
        window.run();
        assert_eq!(window.first_in_view(), (text.clone(), top), "at {width}");
    }
}

#[test]
fn messages_that_grow_above_move_nothing_that_is_seen() {
    let (mut window, script) = with([1060.0, 760.0], timeline(1, 1, numbered(1, 200)));
    scroll(&mut window, 2_000.0);
    let (text, top) = window.first_in_view();
    let mut items = numbered(1, 200);
    for item in items.iter_mut().take(150) {
        if !text.ends_with(&item.message.0.to_string()) && item.message.0 < 120 {
            *item = message(item.message.0, 1, "Grace Hopper", (1_000 - item.message.0) * 60, &"taller ".repeat(80));
        }
    }
    script.feed_timeline(timeline(1, 1, items));
    window.run();
    assert_eq!(window.first_in_view(), (text, top));
}

#[test]
fn the_way_back_glides_to_the_newest_message_and_ends() {
    let (mut window, _script) = with([1060.0, 760.0], timeline(1, 1, numbered(1, 200)));
    scroll(&mut window, 300.0);
    window.get_by_label_contains("Newest messages").click();
    window.run();
    assert!(window.query_by_label_contains("Newest messages").is_none());
    assert!((500..760).contains(&window.top_of("number 199")));
    assert!(!window.wants_frame(), "{:?}", window.causes());
}

#[test]
fn a_message_somewhere_else_is_fetched_and_lights_up() {
    let (mut window, script) = with([1060.0, 760.0], timeline(1, 1, numbered(300, 500)));
    let conversation = ConversationId::Contact(account(1));
    script.take_commands();
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, onionskin::actions::Action::JumpToMessage(conversation, MessageId(40)));
    let asked = script.take_commands();
    assert!(asked.iter().any(|command| matches!(
        command,
        Command::OpenTimeline { anchor: onionskin_core::api::Anchor::Message(MessageId(40)), .. }
    )));
    let mut around = timeline(2, 1, numbered(1, 200));
    around.has_newer = true;
    script.feed_timeline(around);
    window.step();
    window.step();
    assert!((100..500).contains(&window.top_of("number 40")));
    window.picture("timeline_jumped_to");
    for _ in 0..100 {
        window.step();
    }
    assert!(!window.wants_frame(), "the light went out: {:?}", window.causes());
}

#[test]
fn a_message_is_read_when_more_than_half_of_it_was_seen() {
    let tall = "a line\n".repeat(60);
    let mut items: Vec<_> = (1..8).map(|id| message(id, 1, "Grace", 200 - id, "short")).collect();
    items.push(message(8, 1, "Grace", 100, &tall));
    let mut rows = people();
    rows[0].unread = 8;
    let (mut window, script) = themed([1060.0, 500.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(rows);
    window.run();
    let mut snapshot = timeline(1, 1, items);
    snapshot.first_unread = Some(MessageId(1));
    script.take_commands();
    open_snapshot(&mut window, &script, snapshot);
    let read = |commands: Vec<Command>| {
        commands
            .into_iter()
            .filter_map(|command| match command {
                Command::MarkRead { up_to, .. } => Some(up_to),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(read(script.take_commands()), vec![MessageId(7)], "the tall one is below");
    scroll(&mut window, -5_000.0);
    assert_eq!(read(script.take_commands()), vec![MessageId(8)]);
}

#[test]
fn messages_are_a_list_in_reading_order_with_author_time_and_state() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, chat());
    let list = window.get_by_role_and_label(Role::List, "Messages");
    let labels: Vec<String> = list
        .children_recursive()
        .filter(|node| node.accesskit_node().role() == Role::ListItem)
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    assert_eq!(labels.last().map(String::as_str), Some("Grace Hopper, 11:58: Come and see"));
    let at = |part: &str| {
        labels.iter().position(|label| label.contains(part)).unwrap_or_else(|| panic!("{part} in {labels:?}"))
    };
    assert!(at("A question") < at("Supposing") && at("Supposing") < at("I will bring the cards"));
    assert!(labels[at("I will bring the cards")].starts_with("You, 11:53, Sending"));
}

#[test]
fn a_selection_dragged_below_the_edge_scrolls_on() {
    let (mut window, _script) = with([1060.0, 760.0], timeline(1, 1, numbered(1, 200)));
    scroll(&mut window, 3_000.0);
    let (text, _) = window.first_in_view();
    let suffix = format!(": {text}");
    let from = window.get_by(|node| node.label().is_some_and(|label| label.ends_with(&suffix))).rect();
    let button = |window: &mut Window, at: Pos2, pressed| {
        window.event(Event::PointerMoved(at));
        let button = PointerButton::Primary;
        window.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
        window.step();
    };
    button(&mut window, pos2(from.left() + 16.0, from.center().y), true);
    for _ in 0..40 {
        window.event(Event::PointerMoved(pos2(from.left() + 40.0, 755.0)));
        window.step();
    }
    button(&mut window, pos2(from.left() + 40.0, 755.0), false);
    window.event(Event::Copy);
    window.step();
    let copied = window.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.lines().count()),
        _ => None,
    });
    assert!(copied.is_some_and(|lines| lines > 20), "{copied:?}");
}

#[test]
fn a_window_that_is_left_alone_paints_nothing_for_half_a_minute() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(vec![row(1, "Grace Hopper", "Come and see", 2)]);
    window.run();
    open(&mut window, &script, 1, chat());
    scroll(&mut window, 200.0);
    // Everything that moves comes to rest, and then asks for no frame before midnight.
    window.run();
    let mut waits = Vec::new();
    for _ in 0..120 {
        window.step();
        waits.push(window.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min());
    }
    let after_rest = &waits[20..];
    let asked = after_rest.iter().flatten().filter(|delay| delay.as_secs() < 30).count();
    assert_eq!(asked, 0, "{:?}", after_rest.iter().flatten().min());
}

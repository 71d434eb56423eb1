//! The window from right to left: what was on the left is on the right, works there, and reads as it should.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Event, Modifiers, OutputCommand, PointerButton, Pos2, Rect, pos2};
use egui_kittest::kittest::Queryable;
use onionskin::shell::mirror::set_mirrored;
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{Command, TimelineItem};
use onionskin_tests::scripted::{Script, message};
use ui_scenes::{Window, chat, open, people, themed};

const WIDTH: f32 = 1060.0;

/// A conversation in Hebrew and Arabic, with words from elsewhere.
fn semitic() -> Vec<Arc<TimelineItem>> {
    let grace = |id, seconds, body| message(id, 1, "Grace Hopper", seconds, body);
    let ours = |id, seconds, body| message(id, 0, "Ada Lovelace", seconds, body);
    vec![
        grace(1, 5_000, "שלום! ראית את המספרים של Bernoulli?"),
        ours(2, 4_990, "כן, כולם נכונים (1842), עד השמיני."),
        ours(3, 4_980, "👍"),
        grace(4, 3_000, "مرحبا، هل يمكن للآلة أن تؤلف الموسيقى؟"),
        grace(5, 2_990, "In English too, with a longer line that wraps at the edge of its bubble, and keeps its side."),
        ours(6, 1_000, "https://onionskin.example ⇐ לינק"),
    ]
}

fn mirrored(theme: ThemeName, items: Vec<Arc<TimelineItem>>) -> (Window, Script) {
    let (mut window, script) = themed([WIDTH, 760.0], theme, Accent::Green);
    set_mirrored(&window.ctx, true);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, items);
    (window, script)
}

fn place(window: &Window, role: Role, label: &str) -> Rect {
    window.get_by_role_and_label(role, label).rect()
}

#[test]
fn what_was_on_the_left_is_on_the_right_and_reads_as_before() {
    let (mut window, _script) = mirrored(ThemeName::ClassicDark, chat());
    window.picture("mirrored_conversation_dark");
}

#[test]
fn texts_from_right_to_left_stand_at_the_right() {
    let (mut window, _script) = mirrored(ThemeName::ClassicLight, semitic());
    window.picture("mirrored_hebrew_light");
}

#[test]
fn a_place_mirrored_is_the_place_of_before() {
    let (mut plain, script) = themed([WIDTH, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    plain.run();
    open(&mut plain, &script, 1, chat());
    let (window, _script) = mirrored(ThemeName::ClassicDark, chat());
    for label in ["New message", "Your profile and settings", "Send"] {
        let (was, is) = (place(&plain, Role::Button, label), place(&window, Role::Button, label));
        let reflected = Rect::from_x_y_ranges(WIDTH - was.right()..=WIDTH - was.left(), was.y_range());
        assert!((is.min - reflected.min).length() < 0.6, "{label}: {is:?}, not {reflected:?}");
    }
}

#[test]
fn rows_open_where_they_are_seen() {
    let (mut window, script) = mirrored(ThemeName::ClassicDark, chat());
    let hedy = window.state().model().rows.iter().find(|row| row.name == "Hedy Lamarr").expect("a row").label.clone();
    let at = window.get_by_label(&hedy).rect();
    assert!(at.left() > WIDTH / 2.0, "the list is on the right");
    script.take_commands();
    button(&mut window, at.center(), true);
    button(&mut window, at.center(), false);
    let opened = script.take_commands();
    assert!(opened.iter().any(|command| matches!(command, Command::OpenTimeline { .. })), "{opened:?}");
}

#[test]
fn what_a_drag_passes_over_is_selected() {
    let (mut window, _script) = mirrored(ThemeName::ClassicDark, chat());
    let bubble = window.get_by(|node| node.label().is_some_and(|label| label.ends_with("The compiler works"))).rect();
    // An incoming bubble stands on the right, and its English text still begins at its own left.
    assert!(bubble.left() > 300.0);
    button(&mut window, pos2(bubble.left() + 15.0, bubble.top() + 16.0), true);
    button(&mut window, pos2(bubble.center().x, bubble.top() + 16.0), false);
    window.event(Event::Copy);
    window.step();
    let copied = window.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("something is selected");
    assert!(copied.starts_with("The comp") && copied.len() < 14, "{copied}");
}

/// Moves the pointer and presses or releases its button there.
fn button(window: &mut Window, at: Pos2, pressed: bool) {
    window.event(Event::PointerMoved(at));
    window.step();
    window.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    window.step();
}

//! The locked window: what it hides, what opens it, what is offered after three wrong passwords.

mod ui_scenes;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use onionskin::actions::Action;
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{ClearScope, Command, Event, Failure, FailureCode, Outcome, OwnProfile, Ticket};
use onionskin_tests::scripted::{Script, profile};
use std::sync::Arc;
use ui_scenes::{Window, chat, open, people, themed};

fn scene(theme: ThemeName) -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 760.0], theme, Accent::Green);
    script.feed_ready(people());
    script.feed(Event::ProfileChanged(Arc::new(OwnProfile { has_password: true, ..profile(0, "Ada Lovelace") })));
    window.run();
    open(&mut window, &script, 1, chat());
    (window, script)
}

fn try_password(window: &mut Window, script: &Script, password: &str) -> Ticket {
    script.take_commands();
    window.get_by_role_and_label(Role::PasswordInput, "Password").type_text(password);
    window.run();
    window.get_by_role_and_label(Role::Button, "Unlock").click();
    window.run_steps(4);
    let asked = script.take_commands().into_iter().find_map(|command| match command {
        Command::CheckPassword { ticket, password: typed } => Some((ticket, typed.reveal().to_owned())),
        _ => None,
    });
    let (ticket, typed) = asked.expect("the engine is asked");
    assert_eq!(typed, password);
    ticket
}

#[test]
fn a_locked_window_shows_nothing_until_the_password_is_given() {
    let (mut window, script) = scene(ThemeName::ClassicDark);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    window.run();
    assert!(window.query_by(|node| node.label().is_some_and(|it| it.contains("Grace"))).is_none());
    window.picture("locked_dark");
    // Keys of the window do nothing now.
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run();
    assert!(window.query_by(|node| node.label().is_some_and(|it| it.contains("Grace"))).is_none());
    let ticket = try_password(&mut window, &script, "right");
    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::Done });
    window.run();
    assert!(window.query_by_role_and_label(Role::MultilineTextInput, "Message").is_some());
}

#[test]
fn after_three_wrong_passwords_the_device_can_be_cleared() {
    let (mut window, script) = scene(ThemeName::OceanLight);
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::LockNow);
    window.run();
    for _ in 0..3 {
        assert!(window.query_by_role_and_label(Role::Button, "Clear this device…").is_none());
        let ticket = try_password(&mut window, &script, "wrong");
        script.feed(Event::CommandFailed { ticket, failure: Failure::from(FailureCode::WrongPassword) });
        window.run();
    }
    window.picture("locked_tries_light");
    window.get_by_role_and_label(Role::Button, "Clear this device…").click();
    window.run();
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "Clear").click();
    window.run_steps(4);
    let cleared = script.take_commands().into_iter().find_map(|command| match command {
        Command::ClearData { scope, .. } => Some(scope),
        _ => None,
    });
    assert_eq!(cleared, Some(ClearScope::Device), "never what the network keeps");
}

#[test]
fn without_a_password_there_is_nothing_to_lock_with() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    window.run();
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::LockNow);
    window.run();
    assert!(window.query_by(|node| node.label().is_some_and(|it| it.contains("Grace"))).is_some());
}

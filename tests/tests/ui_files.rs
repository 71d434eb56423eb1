//! Conversations and backups written into files, in a window over an engine that a test plays.

mod ui_scenes;

use std::path::PathBuf;
use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::actions::{Action, Overlay};
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{
    Command, ConversationId, Event, Export, ExportFormat, Failure, FailureCode, Outcome, OwnProfile, Ticket,
};
use onionskin_tests::scripted::{Script, account};
use ui_scenes::{Window, people, themed};

fn protected(script: &Script) {
    script.feed(Event::ProfileChanged(Arc::new(OwnProfile {
        account: account(0),
        display_name: "Ada Lovelace".into(),
        has_password: true,
        sends_receipts: false,
        shows_typing: false,
        emoji: Arc::default(),
        folders: Arc::default(),
    })));
}

fn show(window: &mut Window, overlay: Overlay) {
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(overlay));
    window.run();
}

fn press(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    window.run();
}

fn type_into(window: &mut Window, name: &str, text: &str) {
    window.get_by_role_and_label(Role::PasswordInput, name).focus();
    window.run();
    window.get_by_role_and_label(Role::PasswordInput, name).type_text(text);
    window.run();
}

fn export_of(script: &Script) -> (Ticket, Export) {
    let commands = script.take_commands();
    let found = commands.into_iter().find_map(|command| match command {
        Command::Export { ticket, export } => Some((ticket, export)),
        _ => None,
    });
    found.expect("an export was asked for")
}

#[test]
fn a_conversation_is_exported_behind_the_password_with_progress_and_an_end() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    protected(&script);
    window.run();
    show(&mut window, Overlay::Export(ConversationId::Contact(account(1))));
    window.get_by_role_and_label(Role::RadioButton, "Plain text").click();
    window.run();
    let go = window.get_by_role_and_label(Role::Button, "Export");
    assert!(egui_kittest::kittest::NodeT::accesskit_node(&go).is_disabled(), "the password is missing");
    type_into(&mut window, "Your password", "sesame");
    window.picture("export_dark");
    script.take_commands();
    press(&mut window, "Export");
    let (ticket, export) = export_of(&script);
    assert_eq!((export.format, export.conversation), (ExportFormat::Text, ConversationId::Contact(account(1))));
    assert_eq!(export.path, PathBuf::from("/home/ada/Downloads/Grace Hopper 2026-11-23.txt"));
    assert_eq!(export.password.as_ref().map(|it| it.reveal()), Some("sesame"));
    script.feed(Event::WorkProgressed { ticket, percent: 40 });
    window.run();
    window.picture("export_busy_dark");
    press(&mut window, "Cancel");
    assert!(script.take_commands().iter().any(|it| matches!(it, Command::StopWork { work } if *work == ticket)));
    script.feed(Event::CommandFailed { ticket, failure: Failure::from(FailureCode::Stopped) });
    window.run();
    window.run();
    press(&mut window, "Export");
    let (ticket, export) = export_of(&script);
    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::Saved(export.path) });
    window.run();
    window.get_by_label("/home/ada/Downloads/Grace Hopper 2026-11-23.txt");
    window.picture("export_done_dark");
    press(&mut window, "OK");
    assert!(window.query_by_role_and_label(Role::Button, "OK").is_none());
}

#[test]
fn what_is_wrong_with_an_export_is_said_in_the_dialog() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicLight, Accent::Green);
    script.feed_ready(people());
    window.run();
    show(&mut window, Overlay::Export(ConversationId::Contact(account(1))));
    script.take_commands();
    press(&mut window, "Export");
    let (ticket, export) = export_of(&script);
    assert!(export.password.is_none() && export.format == ExportFormat::Html);
    script.feed(Event::CommandFailed { ticket, failure: Failure::from(FailureCode::FileExists) });
    window.run();
    window.get_by_label("There is a file of this name already. Please choose another name");
    window.picture("export_light");
}

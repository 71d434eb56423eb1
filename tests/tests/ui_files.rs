//! Conversations and backups written into files, in a window over an engine that a test plays.

mod ui_scenes;

use std::path::PathBuf;
use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::actions::{Action, Overlay};
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{
    Command, ConversationId, Event, Export, ExportFormat, Failure, FailureCode, Outcome, OwnProfile, Phase, Protection,
    Secret, Ticket,
};
use onionskin_tests::scripted::{Script, account, profile};
use ui_scenes::{Window, people, themed};

fn protected(script: &Script) {
    script.feed(Event::ProfileChanged(Arc::new(OwnProfile { has_password: true, ..profile(0, "Ada Lovelace") })));
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
    assert_eq!(export.password.as_ref().map(Secret::reveal), Some("sesame"));
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

#[test]
fn a_backup_asks_for_its_own_password_twice_and_for_that_of_the_account() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    protected(&script);
    window.run();
    show(&mut window, Overlay::Settings);
    window.get_by_role_and_label(Role::Tab, "Privacy").click();
    window.run();
    window.picture("settings_backup_dark");
    press(&mut window, "Back up…");
    window.run();
    type_into(&mut window, "Password of the backup", "correct horse");
    type_into(&mut window, "Password of the backup again", "correct house");
    type_into(&mut window, "Your password", "sesame");
    window.get_by_label("The two passwords differ");
    assert!(is_disabled(&window, "Back up"));
    type_into(&mut window, "Password of the backup again", "");
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    type_into(&mut window, "Password of the backup again", "correct horse");
    window.picture("backup_dark");
    script.take_commands();
    press(&mut window, "Back up");
    let asked = script.take_commands().into_iter().find_map(|command| match command {
        Command::BackUp { ticket, backup } => Some((ticket, backup)),
        _ => None,
    });
    let (ticket, backup) = asked.expect("a backup was asked for");
    assert_eq!(backup.path, PathBuf::from("/home/ada/Downloads/Onionskin 2026-11-23.backup"));
    assert_eq!(backup.backup_password.reveal(), "correct horse");
    assert_eq!(backup.password.as_ref().map(Secret::reveal), Some("sesame"));
    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::Saved(backup.path) });
    window.run();
    window.get_by_label("/home/ada/Downloads/Onionskin 2026-11-23.backup");
}

fn is_disabled(window: &Window, name: &str) -> bool {
    egui_kittest::kittest::NodeT::accesskit_node(&window.get_by_role_and_label(Role::Button, name)).is_disabled()
}

#[test]
fn an_account_comes_back_from_a_file_on_the_first_screen() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicLight, Accent::Green);
    script.feed(Event::PhaseChanged(Phase::NoAccount { is_keyring_available: true }));
    window.run();
    press(&mut window, "Restore from a backup file");
    let file = || (Role::MultilineTextInput, "File of the backup");
    window.get_by_role_and_label(file().0, file().1).focus();
    window.run();
    window.get_by_role_and_label(file().0, file().1).type_text("ada.backup");
    window.run();
    type_into(&mut window, "Password of the backup", "correct horse");
    window.picture("restore_backup_light");
    script.take_commands();
    press(&mut window, "Restore");
    let asked = script.take_commands().into_iter().find_map(|command| match command {
        Command::RestoreBackup { ticket, restore } => Some((ticket, restore)),
        _ => None,
    });
    let (ticket, restore) = asked.expect("restoring was asked for");
    assert_eq!(restore.path, PathBuf::from("/home/ada/Downloads/ada.backup"));
    assert_eq!(restore.backup_password.reveal(), "correct horse");
    script.feed(Event::WorkProgressed { ticket, percent: 60 });
    window.run();
    window.picture("restore_backup_busy_light");
    script.feed(Event::CommandFailed { ticket, failure: Failure::from(FailureCode::BackupPasswordWrong) });
    window.run();
    window.get_by_label("This is not the password of the backup");
}

#[test]
fn without_a_keyring_a_backup_is_restored_behind_a_password() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed(Event::PhaseChanged(Phase::NoAccount { is_keyring_available: false }));
    window.run();
    press(&mut window, "Restore from a backup file");
    type_into(&mut window, "Password of the backup", "correct horse");
    press(&mut window, "Restore");
    type_into(&mut window, "Password", "open sesame");
    type_into(&mut window, "Repeat the password", "open sesame");
    script.take_commands();
    press(&mut window, "Continue");
    let commands = script.take_commands();
    let is_guarded = |command: &Command| matches!(command, Command::RestoreBackup { restore, .. } if matches!(&restore.protection, Protection::Password(it) if it.reveal() == "open sesame"));
    assert!(commands.iter().any(is_guarded), "{commands:?}");
}

//! The window in other languages: one from right to left, and one that is longer than any.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::actions::{Action, Overlay};
use onionskin::theme::ThemeName;
use onionskin_core::api::{ContactList, ContactRow, ConversationId, Event, Phase};
use onionskin_tests::scripted::{Script, account};
use ui_scenes::{Window, chat, open, people, prefer};

fn speaking(size: [f32; 2], tag: &'static str, theme: ThemeName) -> (Window, Script) {
    prefer(size, move |preferences| {
        preferences.language = Some(tag.to_owned());
        preferences.theme = theme;
    })
}

fn home(size: [f32; 2], tag: &'static str, theme: ThemeName) -> (Window, Script) {
    let (mut window, script) = speaking(size, tag, theme);
    script.feed_ready(people());
    window.run();
    (window, script)
}

fn show(window: &mut Window, overlay: Overlay) {
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(overlay));
    window.run();
}

fn tab(window: &mut Window, number: usize) {
    window.get_all_by_role(Role::Tab).nth(number).expect("a page").click();
    window.run();
}

#[test]
fn a_conversation_in_hebrew() {
    let (mut window, script) = home([1060.0, 760.0], "he", ThemeName::ClassicDark);
    open(&mut window, &script, 1, chat());
    window.picture("hebrew_conversation_dark");
}

#[test]
fn the_settings_in_hebrew() {
    let (mut window, _script) = home([880.0, 600.0], "he", ThemeName::ClassicLight);
    show(&mut window, Overlay::Settings);
    tab(&mut window, 3);
    window.picture("hebrew_appearance_light");
    tab(&mut window, 4);
    window.picture("hebrew_language_light");
}

#[test]
fn the_first_page_in_hebrew() {
    let (mut window, script) = speaking([880.0, 600.0], "he", ThemeName::OceanLight);
    script.feed(Event::PhaseChanged(Phase::NoAccount { is_keyring_available: true }));
    window.run();
    window.picture("hebrew_start_light");
}

#[test]
fn a_conversation_in_a_language_that_is_longer() {
    let (mut window, script) = home([880.0, 600.0], "en-XA", ThemeName::ClassicDark);
    open(&mut window, &script, 2, chat());
    window.picture("long_conversation_dark");
}

#[test]
fn a_narrow_list_in_a_language_that_is_longer() {
    let (mut window, _script) = home([400.0, 640.0], "en-XA", ThemeName::ClassicDark);
    window.picture("long_narrow_list_dark");
}

#[test]
fn dialogs_in_a_language_that_is_longer() {
    let (mut window, script) = home([880.0, 600.0], "en-XA", ThemeName::ClassicLight);
    let row = |number: u8, name: &str| {
        Arc::new(ContactRow {
            account: account(number),
            name: name.into(),
            display_name: name.into(),
            nickname: None,
            is_approved: true,
            did_approve_us: true,
            is_blocked: false,
            portrait: 0,
        })
    };
    script.feed(Event::ContactsChanged(Arc::new(ContactList { rows: vec![row(1, "Grace Hopper"), row(2, "Bo")] })));
    window.run();
    let details = Overlay::Details(ConversationId::Contact(account(1)));
    for (overlay, name) in [
        (Overlay::Settings, "long_settings_light"),
        (Overlay::NewMessage, "long_new_message_light"),
        (Overlay::Path, "long_path_light"),
        (details, "long_details_light"),
        (Overlay::ClearData, "long_clear_light"),
    ] {
        show(&mut window, overlay);
        if overlay == Overlay::Settings {
            tab(&mut window, 1);
        }
        window.picture(name);
    }
}

#[test]
fn onboarding_in_a_language_that_is_longer_in_a_small_window() {
    let (mut window, script) = speaking([360.0, 480.0], "en-XA", ThemeName::ClassicDark);
    script.feed(Event::PhaseChanged(Phase::NoAccount { is_keyring_available: true }));
    window.run();
    window.picture("long_start_small_dark");
}

#[test]
fn another_language_is_spoken_at_once() {
    let (mut window, script) = home([1060.0, 760.0], "en", ThemeName::ClassicDark);
    open(&mut window, &script, 1, chat());
    show(&mut window, Overlay::Settings);
    window.get_by_role_and_label(Role::Tab, "Language").click();
    window.run();
    let before = window.get_by_role_and_label(Role::RadioButton, "עברית").rect();
    window.get_by_role_and_label(Role::RadioButton, "עברית").click();
    window.run();
    let after = window.get_by_role_and_label(Role::RadioButton, "עברית").rect();
    assert!(after.left() < before.left() - 50.0, "the pages of the settings are on the right now");
    assert!(window.query_by_role_and_label(Role::Tab, "שפה").is_some());
    assert_eq!(window.state().preferences().language.as_deref(), Some("he"));
    // What the model wrote is written anew, too: the first row had no message of ours.
    let labels: Vec<&str> = window.state().model().rows.iter().map(|row| row.label.as_str()).collect();
    assert!(labels.iter().any(|label| label.contains("שתי הודעות שלא נקראו")), "{labels:?}");
}

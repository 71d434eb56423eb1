//! Every screen in a dark and in a light theme, in the smallest usual window: pictures to be looked at.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::actions::{Action, Overlay};
use onionskin::screens::people::Question;
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{
    Connectivity, ContactList, ContactRow, ConversationId, Event, MessageId, NetworkState, NodeInfo, PathInfo, Phase,
    RestoreStep, StoreProblem, SyncStatus,
};
use onionskin_tests::scripted::{NOON, Script, account};
use ui_scenes::{Window, chat, open, people, themed};

const SIZE: [f32; 2] = [880.0, 600.0];
const THEMES: [(ThemeName, Accent, &str); 2] =
    [(ThemeName::OceanDark, Accent::Blue, "dark"), (ThemeName::ClassicLight, Accent::Green, "light")];
const PAGES: [&str; 12] = [
    "profile",
    "conversations",
    "notices",
    "appearance",
    "language",
    "privacy",
    "recovery",
    "devices",
    "blocked",
    "proxy",
    "clear",
    "about",
];

fn show(window: &mut Window, overlay: Overlay) {
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(overlay));
    window.run();
}

fn home((theme, accent, _): (ThemeName, Accent, &str)) -> (Window, Script) {
    let (mut window, script) = themed(SIZE, theme, accent);
    script.feed_ready(people());
    let node = |last| NodeInfo { address: ([198, 51, 100, last], 22_021).into() };
    script.feed(Event::ConnectivityChanged(Arc::new(Connectivity {
        state: NetworkState::Connected,
        paths: vec![PathInfo { nodes: vec![node(7), node(41), node(199)] }],
        known_nodes: 1_612,
        ..Connectivity::default()
    })));
    let person = |number: u8, name: &str, is_blocked| {
        Arc::new(ContactRow {
            account: account(number),
            name: name.into(),
            display_name: name.into(),
            nickname: None,
            is_approved: true,
            did_approve_us: true,
            is_blocked,
            portrait: 0,
        })
    };
    let rows = vec![person(1, "Grace Hopper", false), person(2, "Bo", false), person(7, "Spam King", true)];
    script.feed(Event::ContactsChanged(Arc::new(ContactList { rows })));
    let at = Some(onionskin_core::api::NetworkTime(NOON - 60_000));
    script.feed(Event::SyncChanged(Arc::new(SyncStatus { fetched_at: at, stored_at: at, is_pending: false })));
    window.run();
    (window, script)
}

fn pages(theme: (ThemeName, Accent, &str)) {
    let (mut window, _script) = home(theme);
    show(&mut window, Overlay::Settings);
    for (index, page) in PAGES.iter().enumerate() {
        window.get_all_by_role(Role::Tab).nth(index).expect("a page").click();
        window.run();
        window.picture(&format!("page_{page}_{}", theme.2));
    }
}

fn dialogs(theme: (ThemeName, Accent, &str)) {
    let (mut window, script) = home(theme);
    window.picture(&format!("screen_welcome_{}", theme.2));
    open(&mut window, &script, 1, chat());
    window.picture(&format!("screen_conversation_{}", theme.2));
    let grace = ConversationId::Contact(account(1));
    for (overlay, name) in [
        (Overlay::NewMessage, "new_message"),
        (Overlay::Path, "path"),
        (Overlay::Shortcuts, "shortcuts"),
        (Overlay::Switcher, "switcher"),
        (Overlay::Details(grace), "details"),
        (Overlay::Notifications(grace), "notifications"),
        (Overlay::Nickname(account(1)), "nickname"),
        (Overlay::Confirm(Question::Block(account(1))), "block"),
        (Overlay::Confirm(Question::ClearRequests), "clear_requests"),
        (Overlay::ClearData, "clear_data"),
        (Overlay::MessageDetails(MessageId(7)), "message_details"),
        (Overlay::DeleteMessage(MessageId(7)), "delete_message"),
        (Overlay::Timer(grace), "timer"),
        (Overlay::React(MessageId(7)), "react"),
        (Overlay::Folders, "folders"),
    ] {
        show(&mut window, overlay);
        window.picture(&format!("dialog_{name}_{}", theme.2));
    }
}

/// What has to fit into the narrowest window there is.
fn narrow(theme: (ThemeName, Accent, &str)) {
    let (mut window, script) = themed([360.0, 600.0], theme.0, theme.1);
    script.feed_ready(people());
    window.run();
    window.picture(&format!("narrow_list_{}", theme.2));
    open(&mut window, &script, 1, chat());
    let grace = ConversationId::Contact(account(1));
    for (overlay, name) in [
        (Overlay::Timer(grace), "timer"),
        (Overlay::React(MessageId(7)), "react"),
        (Overlay::Notifications(grace), "notifications"),
        (Overlay::Details(grace), "details"),
        (Overlay::MessageDetails(MessageId(7)), "message_details"),
        (Overlay::Folders, "folders"),
        (Overlay::Export(grace), "export"),
        (Overlay::BackUp, "backup"),
        (Overlay::Switcher, "switcher"),
    ] {
        show(&mut window, overlay);
        window.picture(&format!("narrow_{name}_{}", theme.2));
    }
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Forward(vec!["A text".into()]));
    window.run();
    window.picture(&format!("narrow_forward_{}", theme.2));
    window.state_mut().perform(&ctx, Action::CloseOverlay);
    window.state_mut().perform(&ctx, Action::TurnPicker);
    window.run();
    window.picture(&format!("narrow_picker_{}", theme.2));
}

fn before_home((theme, accent, name): (ThemeName, Accent, &str)) {
    let (mut window, script) = themed(SIZE, theme, accent);
    let phase = |window: &mut Window, phase: Phase, picture: &str| {
        script.feed(Event::PhaseChanged(phase));
        window.run_steps(3);
        window.picture(&format!("screen_{picture}_{name}"));
    };
    phase(&mut window, Phase::Locked, "unlock");
    phase(&mut window, Phase::StoreUnavailable(StoreProblem::Damaged), "problem");
    phase(&mut window, Phase::NoAccount { is_keyring_available: false }, "start");
    for (button, picture) in [("Create an account", "create"), ("I have an account", "restore")] {
        window.get_by_label(button).click();
        window.run();
        window.picture(&format!("screen_{picture}_{name}"));
        window.get_by_label("Back").click();
        window.run();
    }
}

fn restoring((theme, accent, name): (ThemeName, Accent, &str)) {
    let (mut window, script) = themed(SIZE, theme, accent);
    script.feed(Event::PhaseChanged(Phase::Restoring { step: RestoreStep::FetchingSettings, percent: 55 }));
    window.run_steps(3);
    window.snapshot(format!("screen_restoring_{name}"));
}

#[test]
fn the_pages_of_the_settings_in_the_dark() {
    pages(THEMES[0]);
}

#[test]
fn the_pages_of_the_settings_in_the_light() {
    pages(THEMES[1]);
}

#[test]
fn the_main_screens_and_dialogs_in_the_dark() {
    dialogs(THEMES[0]);
}

#[test]
fn the_main_screens_and_dialogs_in_the_light() {
    dialogs(THEMES[1]);
}

#[test]
fn what_comes_before_the_list_in_the_dark() {
    before_home(THEMES[0]);
}

#[test]
fn what_comes_before_the_list_in_the_light() {
    before_home(THEMES[1]);
}

#[test]
fn an_account_is_restored_in_the_dark() {
    restoring(THEMES[0]);
}

#[test]
fn an_account_is_restored_in_the_light() {
    restoring(THEMES[1]);
}

#[test]
fn what_fits_into_a_narrow_window_in_the_light() {
    narrow(THEMES[1]);
}

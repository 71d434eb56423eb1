//! The window's place on the desktop: the tray, closing without an end, links into the program, the settings of it.

mod ui_scenes;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use egui::ViewportCommand;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use onionskin::actions::{Action, Overlay};
use onionskin::platform::instance::Request;
use onionskin::platform::{DesktopFiles, Preferences, Starts, Tray, TrayState, TrayWish};
use onionskin::{App, AppConfig};
use onionskin_core::api::{Command, ConversationId, Outcome};
use onionskin_tests::scripted::{NOON, Script, StillClock, account};
use ui_scenes::{Window, people};

/// The desktop, as a test makes it up.
#[derive(Default, Clone)]
struct Desk {
    has_tray: Rc<Cell<bool>>,
    state: Rc<RefCell<TrayState>>,
    wish: Rc<Cell<Option<TrayWish>>>,
    starts: Rc<Cell<Option<Starts>>>,
    has_failed: Rc<Cell<bool>>,
}

impl Tray for Desk {
    fn is_there(&self) -> bool {
        self.has_tray.get()
    }

    fn show(&self, state: TrayState) {
        self.state.replace(state);
    }

    fn wish(&self) -> Option<TrayWish> {
        self.wish.take()
    }
}

impl DesktopFiles for Desk {
    fn is_there(&self) -> bool {
        true
    }

    fn apply(&self, wanted: Starts) {
        self.starts.set(Some(wanted));
    }

    fn has_failed(&self) -> bool {
        self.has_failed.take()
    }
}

impl Desk {
    fn labels(&self) -> Vec<String> {
        self.state.borrow().lines.iter().map(|(_, label)| label.clone()).collect()
    }
}

fn on(desk: &Desk, links: Vec<String>) -> (Window, Script, SyncSender<Request>) {
    let script = Script::default();
    let (engine, desk) = (Box::new(script.clone()), desk.clone());
    let (ask, requests) = sync_channel(4);
    let harness = Harness::builder().with_size([1060.0, 860.0]).with_max_steps(40).allow_missing_glyphs().build_eframe(
        move |cc| {
            let preferences = Preferences { language: Some("en".to_owned()), ..Preferences::default() };
            let config = AppConfig {
                tray: Some(Box::new(desk.clone())),
                desktop_files: Some(Box::new(desk)),
                requests: Some(requests),
                links,
                preferences,
                zone: jiff::tz::TimeZone::UTC,
                clock: Arc::new(StillClock),
                ..AppConfig::new(engine)
            };
            App::new(&cc.egui_ctx, config)
        },
    );
    (Window { harness }, script, ask)
}

/// What the window asked of the system in the last frame.
fn asked(window: &Window) -> Vec<ViewportCommand> {
    let output = window.output();
    output.viewport_output.values().flat_map(|viewport| viewport.commands.clone()).collect()
}

#[test]
fn the_tray_tells_what_is_unread_and_mutes_for_a_while() {
    let desk = Desk::default();
    desk.has_tray.set(true);
    let (mut window, script, _ask) = on(&desk, Vec::new());
    script.feed_ready(people());
    window.run();
    assert!(desk.state.borrow().is_unread && desk.state.borrow().tip.contains("3 unread messages"));
    assert_eq!(desk.labels(), ["Show or hide the window", "Mute for an hour", "Mute until tomorrow morning", "Quit"]);
    desk.wish.set(Some(TrayWish::MuteTomorrow));
    window.run();
    assert_eq!(window.state().preferences().notices.paused_until, NOON + 19 * 3_600_000, "seven in the morning");
    assert_eq!(desk.labels(), ["Show or hide the window", "Notify again", "Quit"]);
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(Overlay::Settings));
    window.run();
    window.get_by_role_and_label(Role::Tab, "Notifications").click();
    window.run();
    window.get_by_role_and_label(Role::Button, "Notify again").scroll_to_me();
    window.run();
    window.picture("desk_settings_dark");
    window.get_by_role_and_label(Role::Button, "Notify again").click();
    window.run();
    assert_eq!(window.state().preferences().notices.paused_until, 0);
}

#[test]
fn closing_leaves_the_program_in_the_tray_if_there_is_one() {
    let desk = Desk::default();
    let (mut window, script, ask) = on(&desk, Vec::new());
    script.feed_ready(people());
    window.run();
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::KeepInTray(true));
    window.run();
    let close = |window: &mut Window| {
        let info = window.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
        info.events = vec![egui::ViewportEvent::Close];
        window.step();
        asked(window)
    };
    assert!(!close(&mut window).contains(&ViewportCommand::CancelClose), "there is no tray");
    window.run();
    desk.has_tray.set(true);
    window.run();
    let asked_for = close(&mut window);
    assert!(asked_for.contains(&ViewportCommand::CancelClose), "{asked_for:?}");
    assert!(asked_for.contains(&ViewportCommand::Visible(false)));
    window.step();
    assert_eq!(desk.labels().first().map(String::as_str), Some("Show the window"));
    ask.send(Request::default()).expect("the window listens");
    window.step();
    let shown = asked(&window);
    assert!(shown.contains(&ViewportCommand::Visible(true)) && shown.contains(&ViewportCommand::Focus), "{shown:?}");
    window.run();
    desk.wish.set(Some(TrayWish::Quit));
    window.step();
    assert!(asked(&window).contains(&ViewportCommand::Close));
    assert!(!close(&mut window).contains(&ViewportCommand::CancelClose), "quitting is the end");
}

#[test]
fn a_hidden_window_of_which_nobody_says_whether_it_is_seen_asks_for_no_more_frames() {
    let desk = Desk::default();
    desk.has_tray.set(true);
    let (mut window, script, _ask) = on(&desk, Vec::new());
    script.feed_ready(people());
    window.run();
    desk.wish.set(Some(TrayWish::Turn));
    window.input_mut().focused = true;
    window.step();
    assert!(asked(&window).contains(&ViewportCommand::Visible(false)));
    window.run();
    assert!(!asked(&window).contains(&ViewportCommand::Visible(false)), "it rests");
}

#[test]
fn a_link_leads_to_somebody_known_and_asks_about_somebody_unknown() {
    let desk = Desk::default();
    let known = format!("onionskin://chat/{}", account(1));
    let (mut window, script, ask) = on(&desk, vec![known]);
    window.run();
    script.feed_ready(people());
    window.run();
    assert_eq!(window.state().model().open_conversation(), Some(ConversationId::Contact(account(1))));
    script.take_commands();
    let unknown = format!("onionskin://chat/{}", account(77));
    ask.send(Request { links: vec!["https://example.org".to_owned(), unknown] }).expect("the window listens");
    window.run();
    window.picture("desk_link_chat_dark");
    assert!(!script.take_commands().iter().any(|it| matches!(it, Command::StartConversation { .. })), "it asks first");
    window.get_by_role_and_label(Role::Button, "Write a message").click();
    window.run();
    let ticket = script.take_commands().into_iter().find_map(|command| match command {
        Command::StartConversation { ticket, account_id } if account_id == account(77).to_string() => Some(ticket),
        _ => None,
    });
    let conversation = ConversationId::Contact(account(77));
    let outcome = Outcome::ConversationReady(conversation);
    script.feed(onionskin_core::api::Event::CommandSucceeded { ticket: ticket.expect("it begins"), outcome });
    window.run();
    assert_eq!(window.state().model().open_conversation(), Some(conversation));
    let community = format!("https://open.getsession.org/session?public_key={}", "a0".repeat(32));
    ask.send(Request { links: vec![community] }).expect("the window listens");
    window.run();
    window.picture("desk_link_community_dark");
    window.get_by_role_and_label(Role::Button, "Copy");
}

#[test]
fn the_system_starts_the_program_only_if_the_files_can_be_written() {
    let desk = Desk::default();
    let (mut window, script, _ask) = on(&desk, Vec::new());
    script.feed_ready(people());
    window.run();
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(Overlay::Settings));
    window.run();
    window.get_by_role_and_label(Role::Tab, "Notifications").click();
    window.run();
    let login = "Start when I log in, in the tray";
    window.get_by_role_and_label(Role::Switch, login).scroll_to_me();
    window.run();
    window.get_by_role_and_label(Role::Switch, login).click();
    window.run();
    assert_eq!(desk.starts.take(), Some(Starts { at_login: true, for_links: false }));
    assert!(window.state().preferences().starts.at_login);
    desk.has_failed.set(true);
    window.run();
    assert!(!window.state().preferences().starts.at_login);
    assert!(window.query_all_by_label_contains("can't be written").next().is_some());
}

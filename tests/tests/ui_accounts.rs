//! Several accounts in one window: each with its own store, engine, lock and notices.

mod ui_scenes;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use onionskin::actions::{Action, Overlay};
use onionskin::model::notices::Deed;
use onionskin::platform::{Answer, Buttons, Notify, Preferences};
use onionskin::{App, AppConfig};
use onionskin_core::api::{Command, ConversationId, Event, KeyChoice, Outcome, OwnProfile, Phase, Proxy, ProxyKind};
use onionskin_localnet::client::Peer;
use onionskin_localnet::{LocalNetwork, Spec};
use onionskin_tests::gui_device::GuiDevice;
use onionskin_tests::scripted::{Script, StillClock, account, profile, row};
use ui_scenes::{Window, people};

/// Engines that were started for further accounts.
type Added = Rc<RefCell<Vec<(u32, Script)>>>;

/// What the system was asked to show, and what the person did with it.
#[derive(Default, Clone)]
struct Desk {
    deeds: Rc<RefCell<Vec<Deed>>>,
    answer: Rc<RefCell<Option<(u32, Answer)>>>,
}

impl Notify for Desk {
    fn wish(&self, _account: u32, deed: Deed, _buttons: Buttons) {
        self.deeds.borrow_mut().push(deed);
    }

    fn answer(&self) -> Option<(u32, Answer)> {
        self.answer.borrow_mut().take()
    }
}

/// A window on two accounts, and what the engine of a third would be.
fn two() -> (Window, Script, Script, Added) {
    two_at(Desk::default())
}

fn two_at(desk: Desk) -> (Window, Script, Script, Added) {
    let (first, second) = (Script::default(), Script::default());
    let added = Added::default();
    let (engines, started) = ((first.clone(), second.clone()), Rc::clone(&added));
    let harness = Harness::builder().with_size([1060.0, 760.0]).with_max_steps(40).allow_missing_glyphs().build_eframe(
        move |cc| {
            let preferences = Preferences { language: Some("en".to_owned()), ..Preferences::default() };
            let config = AppConfig {
                engines: vec![(1, Box::new(engines.0)), (2, Box::new(engines.1))],
                more: Some(Box::new(move |number| {
                    let script = Script::default();
                    started.borrow_mut().push((number, script.clone()));
                    Ok(Box::new(script))
                })),
                preferences,
                notifier: Some(Box::new(desk)),
                zone: jiff::tz::TimeZone::UTC,
                clock: Arc::new(StillClock),
                ..AppConfig::default()
            };
            App::new(&cc.egui_ctx, config)
        },
    );
    (Window { harness }, first, second, added)
}

fn feed_second(script: &Script, has_password: bool) {
    let mut rows = vec![row(6, "Hedy Lamarr", "About the patent", 5), row(4, "Charles Babbage", "The invoice", 50)];
    for row in &mut rows {
        row.unread = 1;
    }
    script.feed_ready(rows);
    let second = OwnProfile { has_password, ..profile(20, "Analytical Engines Ltd") };
    script.feed(Event::ProfileChanged(Arc::new(second)));
}

#[test]
fn one_goes_from_an_account_to_another_and_finds_each_as_it_was() {
    let (mut window, first, second, _added) = two();
    first.feed_ready(people());
    feed_second(&second, false);
    window.run();
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Grace Hopper"))).click();
    window.run();
    window.picture("accounts_rail_dark");
    assert!(window.query_by_label_contains("About the patent").is_none());
    window.get_by_label_contains("Switch to Analytical Engines Ltd, 2 unread messages").click();
    window.run();
    assert!(window.query_by_label_contains("About the patent").is_some());
    assert!(window.query_by_label_contains("Grace Hopper").is_none());
    assert_eq!(window.state().model().open_conversation(), None);
    first.take_commands();
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Hedy Lamarr"))).click();
    window.run();
    assert!(first.take_commands().is_empty(), "another account is asked for nothing");
    assert!(second.take_commands().iter().any(|command| matches!(command, Command::OpenTimeline { .. })));
    window.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::O);
    window.run();
    assert!(window.state().model().open_conversation().is_some(), "Grace is still open");
    assert!(window.query_by_label_contains("About the patent").is_none());
    assert_eq!(window.state().preferences().account, 1);
}

#[test]
fn a_further_account_takes_over_the_proxy_and_every_change_of_it() {
    let (mut window, first, second, added) = two();
    first.feed_ready(people());
    feed_second(&second, false);
    window.run();
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(Overlay::Settings));
    window.run();
    window.picture("accounts_settings_dark");
    window.get_by_role_and_label(Role::Button, "Add an account").click();
    window.run();
    let asked = first.take_commands().into_iter().find_map(|command| match command {
        Command::RevealProxy { ticket } => Some(ticket),
        _ => None,
    });
    assert!(added.borrow().is_empty(), "not before its way is known");
    let tor = Proxy { kind: ProxyKind::Socks5, host: "127.0.0.1".into(), port: 9050, user: None, password: None };
    let outcome = Outcome::Proxy(Some(tor));
    first.feed(Event::CommandSucceeded { ticket: asked.expect("it asks"), outcome });
    window.run();
    let (number, third) = added.borrow().first().cloned().expect("a third");
    assert_eq!(number, 3);
    let set = third.take_commands();
    assert!(matches!(set.first(), Some(Command::SetProxy { proxy: Some(proxy), .. }) if proxy.port == 9050));
    third.feed(Event::PhaseChanged(Phase::NoAccount { is_keyring_available: true }));
    window.run();
    window.picture("accounts_added_dark");
    window.get_by_label_contains("Switch to Ada Lovelace").click();
    window.run();
    assert!(window.query_by_label("Switch to Account 3").is_none(), "there is nothing in it");
    window
        .state_mut()
        .perform(&ctx, Action::Run(Command::SetProxy { ticket: onionskin_core::api::Ticket(9_000), proxy: None }));
    window.run();
    for engine in [&first, &second, &third] {
        assert!(engine.take_commands().iter().any(|command| matches!(command, Command::SetProxy { proxy: None, .. })));
    }
}

#[test]
fn a_locked_account_tells_nothing_and_hides_no_other() {
    let (mut window, first, second, _added) = two();
    first.feed_ready(people());
    feed_second(&second, true);
    window.run();
    window.get_by_label_contains("Switch to Analytical Engines Ltd").click();
    window.run();
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::LockNow);
    window.run();
    window.picture("accounts_locked_dark");
    assert!(window.query_by_label_contains("Analytical").is_none());
    assert!(window.query_by_label_contains("About the patent").is_none());
    window.get_by_label_contains("Switch to Ada Lovelace").click();
    window.run();
    assert!(window.query_by_label_contains("Grace Hopper").is_some(), "it has no password");
    window.get_by_label("Switch to Account 2").click();
    window.run();
    assert!(window.query_by_label_contains("About the patent").is_none(), "it is locked as before");
}

#[test]
fn a_notice_of_an_account_that_is_not_shown_leads_there_and_only_it_takes_it_back() {
    let desk = Desk::default();
    let (mut window, first, second, _added) = two_at(desk.clone());
    first.feed_ready(people());
    feed_second(&second, false);
    window.run();
    window.event(egui::Event::WindowFocused(false));
    window.input_mut().focused = false;
    window.run();
    let came = |unread| {
        let mut row = row(6, "Hedy Lamarr", "A new idea", 0);
        (row.unread, row.preview.as_mut().expect("one").message) = (unread, onionskin_core::api::MessageId(77));
        vec![row]
    };
    second.feed_rows(came(2));
    window.run();
    let shown = desk.deeds.take();
    assert!(matches!(shown.as_slice(), [Deed::Show(notice)] if notice.title == "Hedy Lamarr"), "{shown:?}");
    first.feed_rows(
        people()
            .into_iter()
            .map(|mut row| {
                row.unread = 0;
                row
            })
            .collect(),
    );
    window.run();
    assert!(desk.deeds.take().is_empty(), "what the other tells of stays");
    // An answer counts for the account whose notice it was, whatever was told since.
    first.take_commands();
    second.take_commands();
    desk.answer.replace(Some((1, Answer::MarkRead(ConversationId::Contact(account(1))))));
    window.run();
    let is_mark = |command: &Command| matches!(command, Command::MarkAllRead { .. });
    assert!(first.take_commands().iter().any(is_mark) && !second.take_commands().iter().any(is_mark));
    desk.answer.replace(Some((2, Answer::Open(Some(ConversationId::Contact(account(6)))))));
    window.run();
    assert_eq!(window.state().model().open_conversation(), Some(ConversationId::Contact(account(6))));
    assert_eq!(window.state().preferences().account, 2);
    second.feed_rows(came(0));
    window.run();
    assert_eq!(desk.deeds.take(), [Deed::Withdraw]);
}

#[test]
fn two_accounts_live_in_one_window_over_a_restart() {
    let network = LocalNetwork::start(Spec::default()).expect("a network");
    let folder = tempfile::tempdir().expect("a folder");
    let keys = KeyChoice::in_memory();
    let mut grace = Peer::new(&network, "Grace Hopper", &[7_u8; 32]);
    let mut device = GuiDevice::open(&network, folder.path(), keys.clone());
    device.press("Create an account");
    device.type_into("Display name", "Ada Lovelace");
    device.key(Key::Enter);
    device.wait_until_ready();
    let ada = device.account_id();
    device.press("Your profile and settings");
    device.press("Add an account");
    device.press("Create an account");
    device.type_into("Display name", "Countess");
    device.key(Key::Enter);
    device.wait_until_ready();
    let countess = device.account_id();
    assert_ne!(ada, countess);
    grace.send_text(&ada, "To Ada").expect("the swarm takes it");
    grace.send_text(&countess, "To the countess").expect("the swarm takes it");
    device.wait_for("a request", |window| window.state().model().requests.len() == 1);
    device.quit();

    let mut device = GuiDevice::open(&network, folder.path(), keys);
    device.wait_until_ready();
    let (now, other, text) = if device.account_id() == ada {
        ("Ada", "Switch to Countess", "To the countess")
    } else {
        ("Countess", "Switch to Ada Lovelace", "To Ada")
    };
    device.see_part(other);
    device.press_part(other);
    device.wait_for("the other's request", |window| window.state().model().requests.len() == 1);
    device.press("1 message request");
    device.see_part(text);
    device.quit();
    drop((network, now));
}

//! Notices on a bus of their own: what the program says to the system, and what it hears back, by the rules of
//! org.freedesktop.Notifications. The program's side runs in a process of its own, since a bus belongs to a process.
#![cfg(target_os = "linux")]
#![expect(clippy::used_underscore_binding, reason = "the macro of the interface uses what the test does not")]

use std::collections::HashMap;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use onionskin::model::notices::{Deed, Notice};
use onionskin::platform::{Answer, Buttons, Notify, SystemNotifier};
use onionskin_core::api::{AccountId, ConversationId};
use onionskin_tests::bus::{Ended, bus};
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::OwnedValue;

const PATIENCE: Duration = Duration::from_secs(20);
const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";

/// What the system was told.
#[derive(Debug, PartialEq)]
enum Call {
    Shown { summary: String, body: String, actions: Vec<String>, is_silent: bool },
    Closed(u32),
}

struct Center {
    calls: SyncSender<Call>,
}

#[expect(clippy::needless_pass_by_value, clippy::unused_self, reason = "the interface of the system is as it is")]
#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Center {
    #[expect(clippy::too_many_arguments, reason = "the interface of the system has them")]
    fn notify(
        &self,
        _app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let is_silent = hints.get("suppress-sound").is_some_and(|value| bool::try_from(value) == Ok(true));
        self.calls.send(Call::Shown { summary, body, actions, is_silent }).expect("the test listens");
        7
    }

    fn close_notification(&self, id: u32) {
        self.calls.send(Call::Closed(id)).expect("the test listens");
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["actions".to_owned(), "body".to_owned(), "inline-reply".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        let word = |text: &str| text.to_owned();
        (word("test"), word("test"), word("1"), word("1.2"))
    }
}

fn center(address: &str) -> (Connection, Receiver<Call>) {
    let (calls, told) = sync_channel(16);
    let connection = Builder::address(address)
        .and_then(|builder| builder.name(NAME))
        .and_then(|builder| builder.serve_at(PATH, Center { calls }))
        .and_then(Builder::build)
        .expect("a center of notices");
    (connection, told)
}

fn person() -> ConversationId {
    ConversationId::Contact(AccountId::from_key([5; 32]))
}

#[test]
fn notices_are_shown_answered_and_taken_back_by_the_rules_of_the_desktop() {
    let (_daemon, address) = bus();
    let (connection, told) = center(&address);
    let program = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "the_side_of_the_program", "--ignored", "--nocapture"])
        .env("DBUS_SESSION_BUS_ADDRESS", &address)
        .spawn()
        .expect("the program's side");
    let mut program = Ended(program);
    let shown = told.recv_timeout(PATIENCE).expect("a notice");
    let Call::Shown { summary, body, actions, is_silent } = shown else { panic!("{shown:?}") };
    assert_eq!((summary.as_str(), body.as_str(), is_silent), ("Grace", "1 &lt; 2", true));
    assert_eq!(actions, ["default", "Open", "mark-read", "Mark as read", "inline-reply", "Reply"]);
    // An answer is typed into the notice; one to another notice is nobody's.
    let mut replied = false;
    while !replied {
        for (id, text) in [(8_u32, "to another"), (7, "On my way"), (7, "  ")] {
            let reply = (id, text);
            connection.emit_signal(None::<&str>, PATH, NAME, "NotificationReplied", &reply).expect("it is told");
        }
        replied = told.recv_timeout(Duration::from_millis(200)) == Ok(Call::Closed(7));
    }
    assert!(matches!(told.recv_timeout(PATIENCE), Ok(Call::Shown { .. })));
    // The program may still be about to listen, so the press is repeated as an impatient person would.
    let closed = loop {
        connection
            .emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &(7_u32, "mark-read"))
            .expect("the press is told");
        if let Ok(call) = told.recv_timeout(Duration::from_millis(200)) {
            break call;
        }
        assert!(program.0.try_wait().expect("a child").is_none(), "the program's side ended without closing");
    };
    assert_eq!(closed, Call::Closed(7));
    assert!(program.0.wait().expect("it ends").success());
}

#[test]
#[ignore = "runs as the other process of the test above"]
fn the_side_of_the_program() {
    let notifier = SystemNotifier::start(Arc::new(|| {})).expect("a thread");
    let buttons =
        || Buttons { open: "Open".to_owned(), mark_read: "Mark as read".to_owned(), reply: "Reply".to_owned() };
    let (title, body) = ("Grace".to_owned(), "1 < 2".to_owned());
    let notice = Notice { title, body, conversation: Some(person()), has_sound: false };
    notifier.wish(3, Deed::Show(notice.clone()), buttons());
    let answer = || loop {
        if let Some((account, answer)) = notifier.answer() {
            assert_eq!(account, 3);
            return answer;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(answer(), Answer::Reply(person(), "On my way".to_owned()));
    notifier.wish(3, Deed::Withdraw, buttons());
    std::thread::sleep(Duration::from_millis(500));
    notifier.wish(3, Deed::Show(notice), buttons());
    // The answer may have been repeated before it was heard.
    let marked = loop {
        match answer() {
            Answer::Reply(..) => {}
            other => break other,
        }
    };
    assert_eq!(marked, Answer::MarkRead(person()));
    notifier.wish(3, Deed::Withdraw, buttons());
    std::thread::sleep(Duration::from_millis(500));
}

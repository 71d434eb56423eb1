//! The tray on a bus of its own: what the program shows there, what its menu does, and what becomes of it when the tray
//! goes, by the rules of `StatusNotifierItem`. The program's side runs in a process of its own.
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use onionskin::platform::{SystemTray, Tray, TrayState, TrayWish};
use onionskin_tests::bus::{Ended, bus};
use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{OwnedValue, Value};

const PATIENCE: Duration = Duration::from_secs(20);
const SIDE: &str = "ONIONSKIN_TEST_TRAY";

/// The desktop's side.
struct Watcher {
    items: SyncSender<String>,
}

#[expect(clippy::unused_self, reason = "the interface of the system is as it is")]
#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str) {
        self.items.send(service.to_owned()).expect("the test listens");
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

fn desktop(address: &str) -> (Connection, Receiver<String>) {
    let (items, registered) = sync_channel(4);
    let connection = Builder::address(address)
        .expect("an address")
        .name("org.kde.StatusNotifierWatcher")
        .expect("a name")
        .serve_at("/StatusNotifierWatcher", Watcher { items })
        .expect("a path")
        .build()
        .expect("a connection");
    (connection, registered)
}

/// The program's side: shows a tray and says on stdout what becomes of it.
#[test]
#[ignore = "the other half of the test below, in a process of its own"]
fn the_side_of_the_program() {
    if std::env::var_os(SIDE).is_none() {
        return;
    }
    let (ring, rung) = sync_channel(8);
    let waker = Arc::new(move || match ring.try_send(()) {
        Ok(()) | Err(_) => {}
    });
    let tray = SystemTray::start(waker).expect("a thread");
    let lines = vec![(TrayWish::Turn, "Show_or hide".to_owned()), (TrayWish::Quit, "Quit".to_owned())];
    let mut state = TrayState { tip: "Onionskin".to_owned(), is_unread: false, lines };
    tray.show(state.clone());
    let mut was_there = false;
    loop {
        match rung.recv_timeout(Duration::from_millis(200)) {
            Ok(()) | Err(_) => {}
        }
        if tray.is_there() != was_there {
            was_there = tray.is_there();
            println!("tray {was_there}");
        }
        while let Some(wish) = tray.wish() {
            println!("wish {wish:?}");
            if wish == TrayWish::Turn {
                state.is_unread = true;
                state.tip = "3 unread".to_owned();
                tray.show(state.clone());
            }
            if wish == TrayWish::Quit {
                return;
            }
        }
    }
}

fn program(address: &str) -> (Ended, Receiver<String>) {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "the_side_of_the_program", "--nocapture"])
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .env(SIDE, "1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let stdout = child.stdout.take().expect("stdout is piped");
    let (sender, lines) = sync_channel(64);
    let read = move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().spawn(read).expect("a thread");
    (Ended(child), lines)
}

fn wait_for(lines: &Receiver<String>, wanted: &str) {
    let until = Instant::now() + PATIENCE;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let line = lines.recv_timeout(left).unwrap_or_else(|_| panic!("no \"{wanted}\""));
        if line.ends_with(wanted) {
            return;
        }
    }
}

fn item<'a>(connection: &'a Connection, service: &'a str) -> Proxy<'a> {
    Proxy::new(connection, service, "/StatusNotifierItem", "org.kde.StatusNotifierItem").expect("a proxy")
}

/// The labels of the menu with their numbers.
fn menu(connection: &Connection, service: &str) -> HashMap<String, i32> {
    type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);
    let menu = Proxy::new(connection, service, "/MenuBar", "com.canonical.dbusmenu").expect("a proxy");
    let (_revision, (_id, _properties, children)): (u32, Layout) =
        menu.call("GetLayout", &(0, -1, Vec::<String>::new())).expect("a layout");
    let child = |child: OwnedValue| {
        let (id, properties, _children): Layout = child.downcast_ref::<Value<'_>>().ok().map_or_else(
            || child.try_clone().expect("a copy").try_into().expect("an entry"),
            |value| value.try_to_owned().expect("a copy").try_into().expect("an entry"),
        );
        let label = properties.get("label").and_then(|label| String::try_from(label.try_clone().ok()?).ok());
        (label.unwrap_or_default(), id)
    };
    children.into_iter().map(child).collect()
}

fn press(connection: &Connection, service: &str, id: i32) {
    let menu = Proxy::new(connection, service, "/MenuBar", "com.canonical.dbusmenu").expect("a proxy");
    // One that ends the program may end it before it answers.
    match menu.call::<_, _, ()>("Event", &(id, "clicked", Value::from(0_i32), 0_u32)) {
        Ok(()) | Err(zbus::Error::MethodError(..)) => {}
        Err(other) => panic!("it is not heard: {other}"),
    }
}

#[test]
fn the_tray_shows_what_is_unread_and_its_menu_is_heard() {
    let (_daemon, address) = bus();
    let (_program, lines) = program(&address);
    // The desktop brings its tray later than the program comes.
    wait_for(&lines, "running 1 test");
    let (connection, registered) = desktop(&address);
    let service = registered.recv_timeout(PATIENCE).expect("an item");
    wait_for(&lines, "tray true");
    assert_eq!(item(&connection, &service).get_property::<String>("Id").expect("an id"), "onionskin");
    let plain: Vec<(i32, i32, Vec<u8>)> = item(&connection, &service).get_property("IconPixmap").expect("an icon");
    assert_eq!(plain.first().map(|icon| (icon.0, icon.1)), Some((64, 64)));
    let labels = menu(&connection, &service);
    press(&connection, &service, *labels.get("Show__or hide").expect("a line"));
    wait_for(&lines, "wish Turn");
    let until = Instant::now() + PATIENCE;
    let is_marked = || {
        let now: Vec<(i32, i32, Vec<u8>)> = item(&connection, &service).get_property("IconPixmap").expect("an icon");
        now != plain
    };
    while !is_marked() {
        assert!(Instant::now() < until, "there is no mark");
        std::thread::sleep(Duration::from_millis(50));
    }
    // The tray goes, and comes back.
    drop(connection);
    wait_for(&lines, "tray false");
    let (connection, registered) = desktop(&address);
    let service = registered.recv_timeout(PATIENCE).expect("an item");
    wait_for(&lines, "tray true");
    press(&connection, &service, *menu(&connection, &service).get("Quit").expect("a line"));
    wait_for(&lines, "wish Quit");
}

//! How the main screen looks: pictures by a software renderer, compared with those in `snapshots`.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{Connectivity, Delivery, Event, FailureCode, NetworkState, NodeInfo, PathInfo};
use onionskin_tests::scripted::{message, row};
use ui_scenes::{Window, chat, open, people, themed};

fn scene(size: [f32; 2], theme: ThemeName, accent: Accent) -> Window {
    let (mut window, script) = themed(size, theme, accent);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, chat());
    window
}

#[test]
fn a_conversation_in_classic_dark() {
    scene([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green).picture("conversation_classic_dark");
}

#[test]
fn a_conversation_in_ocean_light_on_a_large_window() {
    scene([1600.0, 1000.0], ThemeName::OceanLight, Accent::Blue).picture("conversation_ocean_light");
}

#[test]
fn a_conversation_in_classic_light_on_the_smallest_usual_window() {
    scene([880.0, 600.0], ThemeName::ClassicLight, Accent::Green).picture("conversation_classic_light");
}

#[test]
fn an_account_without_conversations() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::OceanDark, Accent::Purple);
    script.feed_ready(vec![]);
    window.run();
    window.picture("empty_ocean_dark");
}

#[test]
fn long_names_a_failed_message_and_a_narrow_window() {
    let (mut window, script) = themed([420.0, 720.0], ThemeName::ClassicDark, Accent::Pink);
    let name = "Wolfeschlegelsteinhausenbergerdorff the Elder of Pennsylvania";
    script.feed_ready(vec![row(1, name, "hi", 3)]);
    window.run();
    let mut failed = (*message(2, 0, "Ada", 30, "This one never arrived")).clone();
    failed.delivery = Delivery::Failed(FailureCode::NetworkTrouble);
    open(&mut window, &script, 1, vec![message(1, 1, name, 60, "x".repeat(120).as_str()), failed.into()]);
    window.picture("narrow_classic_dark");
}

#[test]
fn the_pages_of_the_settings() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    window.run();
    window.get_by_label("Your profile and settings").click();
    window.run();
    for page in ["Profile", "Appearance", "Privacy", "Recovery password", "Proxy", "About"] {
        window.get_by_role_and_label(Role::Tab, page).click();
        window.run();
        window.picture(&format!("settings_{}", page.to_lowercase().replace(' ', "_")));
    }
}

#[test]
fn the_onion_path() {
    let (mut window, script) = themed([880.0, 600.0], ThemeName::OceanLight, Accent::Blue);
    script.feed_ready(people());
    let node = |last| NodeInfo { address: ([198, 51, 100, last], 22_021).into() };
    script.feed(Event::ConnectivityChanged(Arc::new(Connectivity {
        state: NetworkState::Connected,
        paths: vec![PathInfo { nodes: vec![node(7), node(41), node(199)] }],
        known_nodes: 1_612,
        ..Connectivity::default()
    })));
    window.run();
    window.get_by_label("Onion path").click();
    window.run();
    window.picture("path_ocean_light");
}

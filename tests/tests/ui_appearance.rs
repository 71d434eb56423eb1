//! The ways a person may want the window: clear, calm, near or far, with large texts, zoomed.

mod ui_scenes;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::theme::{Accent, Density, Manner, ThemeName};
use onionskin_tests::scripted::Script;
use ui_scenes::{Window, chat, open, people, prefer, themed};

fn scene(size: [f32; 2], theme: ThemeName, manner: Manner, zoom: f32) -> (Window, Script) {
    let (mut window, script) = prefer(size, move |preferences| {
        preferences.theme = theme;
        preferences.accent = Accent::Green;
        preferences.manner = manner;
        preferences.zoom = zoom;
    });
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, chat());
    (window, script)
}

fn clear() -> Manner {
    Manner { is_clear: true, ..Manner::default() }
}

#[test]
fn a_clear_conversation_in_the_dark() {
    scene([880.0, 600.0], ThemeName::ClassicDark, clear(), 1.0).0.picture("clear_classic_dark");
}

#[test]
fn a_clear_conversation_in_the_light() {
    scene([880.0, 600.0], ThemeName::OceanLight, clear(), 1.0).0.picture("clear_ocean_light");
}

#[test]
fn a_compact_list() {
    let manner = Manner { density: Density::Compact, ..Manner::default() };
    scene([880.0, 600.0], ThemeName::OceanDark, manner, 1.0).0.picture("compact_ocean_dark");
}

#[test]
fn a_roomy_list_with_large_texts() {
    let manner = Manner { density: Density::Roomy, text_size: 24.0, ..Manner::default() };
    scene([1060.0, 760.0], ThemeName::ClassicLight, manner, 1.0).0.picture("roomy_large_light");
}

#[test]
fn everything_twice_as_large() {
    scene([800.0, 500.0], ThemeName::ClassicDark, Manner::default(), 2.0).0.picture("zoom_200_dark");
}

#[test]
fn everything_half_as_large() {
    scene([1760.0, 1200.0], ThemeName::ClassicLight, Manner::default(), 0.5).0.picture("zoom_50_light");
}

#[test]
fn each_choice_of_the_page_is_seen_at_once_and_kept() {
    let (mut window, script) = themed([1060.0, 1000.0], ThemeName::ClassicLight, Accent::Blue);
    script.feed_ready(people());
    window.run();
    window.get_by_label("Your profile and settings").click();
    window.run();
    window.get_by_role_and_label(Role::Tab, "Appearance").click();
    window.run();
    for name in ["Larger text", "Everything larger"] {
        window.get_by_role_and_label(Role::Button, name).click();
        window.run();
    }
    window.get_by_role_and_label(Role::RadioButton, "Compact").click();
    window.run();
    for name in ["Reduced motion", "High contrast"] {
        window.get_by_role_and_label(Role::Switch, name).click();
        window.run();
    }
    window.picture("appearance_chosen_light");
    let chosen = window.state().preferences().clone();
    let wanted = Manner { density: Density::Compact, text_size: 16.0, is_calm: true, is_clear: true };
    assert_eq!(chosen.manner, wanted);
    assert!((chosen.zoom - 1.1).abs() < 0.001);
    let is_on = |name| {
        let node = window.get_by_role_and_label(Role::Switch, name);
        node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    };
    assert!(is_on("High contrast") && !is_on("Follow the system"));
    assert!(window.ctx.global_style().animation_time == 0.0, "nothing moves");
}

#[test]
fn zoom_and_size_of_texts_end_where_they_must() {
    let (mut window, _script) = scene([880.0, 600.0], ThemeName::ClassicDark, Manner::default(), 1.0);
    let ctx = window.ctx.clone();
    for _ in 0..30 {
        let app = window.state_mut();
        let (zoom, manner) = (app.preferences().zoom, app.preferences().manner);
        app.perform(&ctx, onionskin::actions::Action::SetZoom(zoom + 0.1));
        let text_size = manner.text_size + 1.0;
        app.perform(&ctx, onionskin::actions::Action::SetManner(Manner { text_size, ..manner }));
    }
    let preferences = window.state().preferences();
    assert!((preferences.zoom - 2.0).abs() < 0.001 && (preferences.manner.text_size - 24.0).abs() < 0.001);
}

//! Emoji: the picker in the composer and for a message, shortcodes, chips that are too many.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{Command, EmojiTaste, Event, OwnProfile, Reacted, TimelineItem};
use onionskin_tests::scripted::{Script, account, message, profile};
use ui_scenes::{Window, chat, open, people, themed};

fn scene(theme: ThemeName, items: Vec<Arc<TimelineItem>>) -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 760.0], theme, Accent::Green);
    script.feed_ready(people());
    taste(&script, 0, &["🐢", "🎉"]);
    window.run();
    open(&mut window, &script, 1, items);
    (window, script)
}

fn taste(script: &Script, tone: u8, recent: &[&str]) {
    let recent = recent.iter().map(|emoji| (*emoji).to_owned()).collect();
    script.feed(Event::ProfileChanged(Arc::new(OwnProfile {
        emoji: Arc::new(EmojiTaste { tone, recent }),
        ..profile(0, "Ada Lovelace")
    })));
}

fn written(window: &Window) -> String {
    let field = window.get_by_role_and_label(Role::MultilineTextInput, "Message");
    field.value().unwrap_or_default()
}

fn kept(script: &Script) -> Option<EmojiTaste> {
    script.take_commands().into_iter().find_map(|command| match command {
        Command::SetEmojiTaste(taste) => Some(taste),
        _ => None,
    })
}

#[test]
fn the_picker_stays_open_while_emoji_go_where_the_caret_is() {
    let (mut window, script) = scene(ThemeName::ClassicDark, chat());
    window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text("Well done ");
    window.run();
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    window.run();
    window.picture("emoji_picker_dark");
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "turtle").click();
    window.run();
    assert_eq!(written(&window), "Well done 🐢");
    window.get_by_role_and_label(Role::Button, "party popper").click();
    window.run();
    assert_eq!(written(&window), "Well done 🐢🎉");
    assert_eq!(kept(&script).map(|taste| taste.recent), Some(vec!["🎉".to_owned(), "🐢".to_owned()]));
    window.key_press(Key::Escape);
    window.run();
    assert!(window.query_by_label("Search emoji").is_none());
}

#[test]
fn an_emoji_is_found_and_taken_by_the_keyboard_in_the_tone_one_likes() {
    let (mut window, script) = scene(ThemeName::OceanLight, chat());
    taste(&script, 5, &[]);
    window.get_by_role_and_label(Role::Button, "Emoji").click();
    window.run();
    window.get_by_role_and_label(Role::TextInput, "Search emoji").type_text("wave");
    window.run();
    window.key_press(Key::ArrowDown);
    window.run();
    window.picture("emoji_found_light");
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(written(&window), "👋🏿");
    script.take_commands();
    window.get_by_role_and_label(Role::RadioButton, "Skin tone 2").click();
    window.run();
    assert_eq!(kept(&script).map(|taste| taste.tone), Some(2));
}

#[test]
fn one_emoji_is_taken_in_another_tone_than_one_likes() {
    let (mut window, script) = scene(ThemeName::ClassicLight, chat());
    taste(&script, 0, &[]);
    window.get_by_role_and_label(Role::Button, "Emoji").click();
    window.run();
    window.get_by_role_and_label(Role::TextInput, "Search emoji").type_text("waving hand");
    window.run();
    window.get_by_role_and_label(Role::Button, "waving hand").click_secondary();
    window.run();
    window.picture("emoji_tones_light");
    window.get_by_role_and_label(Role::MenuItem, "waving hand: dark skin tone").click();
    window.run();
    assert_eq!(written(&window), "👋🏿");
    assert_eq!(kept(&script).map(|taste| taste.tone), Some(0), "only this once");
}

#[test]
fn shortcodes_offer_what_fits_and_turn_into_emoji() {
    let (mut window, _script) = scene(ThemeName::ClassicDark, chat());
    let field = |window: &Window, text: &str| {
        window.get_by_role_and_label(Role::MultilineTextInput, "Message").type_text(text);
    };
    field(&window, "It works :ta");
    window.run();
    window.picture("emoji_shortcodes_dark");
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "tada").is_some());
    window.key_press(Key::Tab);
    window.run();
    assert!(written(&window).starts_with("It works "), "{}", written(&window));
    assert!(!written(&window).contains(':'));
    field(&window, ":turtle:");
    window.run();
    assert!(written(&window).ends_with("🐢"), "{}", written(&window));
    field(&window, " http://ta");
    window.run();
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "tada").is_none(), "a link is no shortcode");
    field(&window, " :ta");
    window.run();
    window.key_press(Key::Escape);
    window.run();
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "tada").is_none());
    assert!(written(&window).ends_with(" :ta"), "Escape closes the list and nothing else");
}

#[test]
fn many_kinds_of_emoji_on_a_message_fold_and_are_listed() {
    let reacted = |emoji: &str, names: &[(u8, &str)], is_ours| Reacted {
        emoji: emoji.into(),
        by: names.iter().map(|(number, name)| (account(*number), (*name).into())).collect(),
        is_ours,
    };
    let kinds = ["👍", "🎉", "❤️", "🐢", "🚀", "👀", "🔥"];
    let mut reactions: Vec<Reacted> = kinds.iter().map(|emoji| reacted(emoji, &[(1, "Grace Hopper")], false)).collect();
    reactions[0] = reacted("👍", &[(1, "Grace Hopper"), (0, "Ada Lovelace")], true);
    let item = TimelineItem { reactions, ..(*message(1, 1, "Grace Hopper", 900, "It compiles")).clone() };
    let (mut window, script) = scene(ThemeName::ClassicDark, vec![Arc::new(item)]);
    assert!(window.query_by(|node| node.label().is_some_and(|it| it.starts_with("🔥"))).is_none());
    window.get_by_role_and_label(Role::Button, "Reactions").click();
    window.run();
    window.picture("reactions_list_dark");
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "Take away").click();
    window.run();
    let taken = script.take_commands().into_iter().find_map(|command| match command {
        Command::React { emoji, is_put, .. } => Some((emoji, is_put)),
        _ => None,
    });
    assert_eq!(taken, Some(("👍".to_owned(), false)));
}

#[test]
fn any_emoji_can_be_put_on_a_message() {
    let (mut window, script) = scene(ThemeName::OceanLight, chat());
    let ctx = window.ctx.clone();
    let react = onionskin::actions::Action::Show(onionskin::actions::Overlay::React(onionskin_core::api::MessageId(4)));
    window.state_mut().perform(&ctx, react);
    window.run();
    window.picture("react_picker_light");
    script.take_commands();
    window.get_by_role_and_label(Role::TextInput, "Search emoji").type_text("rocket");
    window.run();
    window.key_press(Key::Enter);
    window.run();
    let put = script.take_commands().into_iter().find_map(|command| match command {
        Command::React { message, emoji, is_put, .. } => Some((message.0, emoji, is_put)),
        _ => None,
    });
    assert_eq!(put, Some((4, "🚀".to_owned(), true)));
    assert!(window.query_by_label("Search emoji").is_none());
}

//! How the list is arranged: folders above it, what is archived, the order of pins.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::actions::{Action, Overlay};
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{
    Arrangement, Command, ConversationId, ConversationSummary, Event, Folder, Outcome, OwnProfile,
};
use onionskin_tests::scripted::{Script, account, profile};
use ui_scenes::{Window, people, themed};

fn id(number: u8) -> ConversationId {
    ConversationId::Contact(account(number))
}

fn feed_folders(script: &Script, folders: Vec<Folder>) {
    script.feed(Event::ProfileChanged(Arc::new(OwnProfile { folders: folders.into(), ..profile(0, "Ada Lovelace") })));
}

fn folder(id: u32, name: &str) -> Folder {
    Folder { id, name: name.to_owned(), ..Folder::default() }
}

/// The people of the other scenes: two are pinned, two put away.
fn arranged() -> Vec<ConversationSummary> {
    let mut rows = people();
    for (number, priority, is_archived) in [(1, 2, false), (6, 1, false), (2, 0, true), (4, 0, true)] {
        let row = rows.iter_mut().find(|row| row.conversation == id(number)).expect("a row");
        (row.priority, row.is_archived) = (priority, is_archived);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.priority));
    rows
}

fn ready(theme: ThemeName) -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 760.0], theme, Accent::Green);
    script.feed_ready(arranged());
    window.run();
    (window, script)
}

fn arrangements(script: &Script) -> Vec<Arrangement> {
    let commands = script.take_commands().into_iter();
    commands
        .filter_map(|command| match command {
            Command::Arrange { arrangement, .. } => Some(arrangement),
            _ => None,
        })
        .collect()
}

fn listed(window: &Window) -> Vec<String> {
    let rows = window.query_all_by_role(Role::ListBoxOption);
    rows.filter_map(|row| row.accesskit_node().label())
        .map(|label| label.split(',').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn folders_show_a_part_of_the_list_and_keep_who_is_open() {
    let (mut window, script) = ready(ThemeName::ClassicDark);
    let all = listed(&window);
    let named = Folder { members: vec![id(1), id(6)], ..folder(1, "Computers") };
    let unread = Folder { takes_all: true, only_unread: true, ..folder(2, "Unread") };
    let quiet = Folder { takes_all: true, without_muted: true, only_unanswered: true, ..folder(3, "To answer") };
    feed_folders(&script, vec![named, unread, quiet]);
    window.run();
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Computers"))).click();
    window.run();
    assert_eq!(listed(&window), ["Grace Hopper", "Hedy Lamarr"]);
    window.picture("folders_dark");
    window.get_by_role_and_label(Role::Button, "All").click();
    window.run();
    assert_eq!(listed(&window), all);
}

#[test]
fn a_folder_is_made() {
    let (mut window, script) = ready(ThemeName::ClassicLight);
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(Overlay::Folders));
    window.run();
    window.get_by_role_and_label(Role::Button, "New folder").click();
    window.run();
    window.get_by_role_and_label(Role::TextInput, "Name of the folder").type_text("Friends");
    window.run();
    window.get_by_role_and_label(Role::CheckBox, "Grace Hopper").click();
    window.run();
    window.get_all_by_role_and_label(Role::Button, "Unread").last().expect("a condition").click();
    window.run();
    window.picture("folder_edit_light");
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "Save").click();
    window.run();
    let friends = Folder { members: vec![id(1)], only_unread: true, ..folder(1, "Friends") };
    assert_eq!(arrangements(&script), [Arrangement::Folders(vec![friends])]);
}

#[test]
fn folders_are_moved_and_deleted() {
    let (mut window, script) = ready(ThemeName::ClassicLight);
    let friends = folder(1, "Friends");
    feed_folders(&script, vec![friends.clone(), folder(5, "A folder with quite a long name, forty or so")]);
    window.run();
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(Overlay::Folders));
    window.run();
    window.picture("folders_edit_light");
    window.get_by_role_and_label(Role::Button, "Move Friends down").click();
    window.run();
    let long = folder(5, "A folder with quite a long name, forty or so");
    let asked = script.take_commands().into_iter().find_map(|command| match command {
        Command::Arrange { ticket, arrangement } => Some((ticket, arrangement)),
        _ => None,
    });
    let (ticket, arrangement) = asked.expect("it is moved");
    assert_eq!(arrangement, Arrangement::Folders(vec![long.clone(), friends.clone()]));
    // What comes next is built on this, so it waits for its answer.
    let delete = window.get_by_role_and_label(Role::Button, "Delete Friends");
    assert!(egui_kittest::kittest::NodeT::accesskit_node(&delete).is_disabled());
    feed_folders(&script, vec![friends.clone(), long.clone()]);
    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::Done });
    window.run();
    window.get_by_role_and_label(Role::Button, "Delete Friends").click();
    window.run();
    assert_eq!(arrangements(&script), [Arrangement::Folders(vec![long.clone()])]);
    window.get_by_role_and_label(Role::Button, "Undo").click();
    window.run();
    assert_eq!(arrangements(&script), [Arrangement::Folders(vec![friends, long])]);
}

#[test]
fn a_conversation_joins_a_folder_from_its_menu() {
    let (mut window, script) = ready(ThemeName::ClassicDark);
    feed_folders(&script, vec![folder(1, "Friends"), Folder { takes_all: true, ..folder(2, "Everybody") }]);
    window.run();
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(Overlay::FoldersOf(id(6))));
    window.run();
    window.picture("folders_of_dark");
    window.get_by_role_and_label(Role::CheckBox, "Friends").click();
    window.run();
    let friends = Folder { members: vec![id(6)], ..folder(1, "Friends") };
    let everybody = Folder { takes_all: true, ..folder(2, "Everybody") };
    assert_eq!(arrangements(&script), [Arrangement::Folders(vec![friends, everybody])]);
    window.get_by_role_and_label(Role::Button, "New folder").click();
    window.run();
    window.get_by_role_and_label(Role::TextInput, "Name of the folder");
}

#[test]
fn what_is_archived_has_a_list_of_its_own() {
    let (mut window, script) = ready(ThemeName::ClassicLight);
    window.picture("archive_row_light");
    let archived = "2 archived conversations";
    let before = listed(&window);
    window.get_by_role_and_label(Role::Button, archived).click();
    window.run();
    assert_eq!(listed(&window).len(), 2);
    window.picture("archive_light");
    let name = listed(&window).first().expect("one").clone();
    window.query_all_by_role(Role::ListBoxOption).next().expect("one").click_secondary();
    window.run();
    window.get_by_role_and_label(Role::MenuItem, "Move back to the list").click();
    window.run();
    let [Arrangement::Archived(back, false)] = arrangements(&script)[..] else { panic!("it is taken out") };
    let mut rows = arranged();
    let row = rows.iter_mut().find(|row| row.conversation == back).expect("a row");
    row.is_archived = false;
    script.feed_rows(rows.clone());
    window.run();
    assert_eq!(listed(&window).len(), 1);
    for row in &mut rows {
        row.is_archived = false;
    }
    script.feed_rows(rows);
    window.run();
    let now = listed(&window);
    assert!(now.len() == before.len() + 2 && now.contains(&name), "the empty list is left");
}

#[test]
fn what_is_archived_is_no_longer_open_and_that_can_be_undone() {
    let (mut window, script) = ready(ThemeName::ClassicDark);
    window.query_all_by_role(Role::ListBoxOption).next().expect("a row").click();
    window.run();
    assert_eq!(window.state().model().open_conversation(), Some(id(1)));
    window.query_all_by_role(Role::ListBoxOption).next().expect("a row").click_secondary();
    window.run();
    window.picture("menu_pinned_dark");
    window.get_by_role_and_label(Role::MenuItem, "Archive").click();
    window.run();
    assert_eq!(arrangements(&script), [Arrangement::Archived(id(1), true)]);
    assert_eq!(window.state().model().open_conversation(), None);
    window.get_by_role_and_label(Role::Button, "Undo").click();
    window.run();
    assert_eq!(arrangements(&script), [Arrangement::Archived(id(1), false)]);
}

#[test]
fn pins_are_put_in_order_by_the_menu_and_by_dragging() {
    let (mut window, script) = ready(ThemeName::ClassicDark);
    window.query_all_by_role(Role::ListBoxOption).next().expect("a row").click_secondary();
    window.run();
    assert!(window.query_by_role_and_label(Role::MenuItem, "Move up among the pins").is_none(), "it is the first");
    window.get_by_role_and_label(Role::MenuItem, "Move down among the pins").click();
    window.run();
    assert_eq!(arrangements(&script), [Arrangement::PinOrder(vec![id(6), id(1)])]);
    let places: Vec<egui::Rect> = window.query_all_by_role(Role::ListBoxOption).map(|row| row.rect()).collect();
    let [first, second, third, ..] = places.as_slice() else { panic!("three rows") };
    let (first, second, third) = (first.center(), second.center(), third.center());
    window.drag_at(first);
    window.run_steps(1);
    for at in [first + egui::vec2(0.0, 12.0), second, third] {
        window.hover_at(at);
        window.run_steps(1);
    }
    window.snapshot("pins_dragged_dark");
    window.drop_at(third);
    window.run();
    assert_eq!(arrangements(&script), [Arrangement::PinOrder(vec![id(6), id(1)])], "no further than the last pin");
}

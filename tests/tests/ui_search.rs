//! Looking for messages: everywhere in the list, and in the open conversation.

mod ui_scenes;

use std::sync::Arc;

use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{
    Anchor, Command, ConversationId, Direction, Event, Matcher, MessageId, NetworkTime, Outcome, SearchHit, SearchKind,
    SearchQuery, SearchResults, SearchTotal, Ticket, TimelineItem,
};
use onionskin_tests::scripted::{NOON, Script, account, message};
use ui_scenes::{Window, open, people, prefer, themed};

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run();
}

const EVERYWHERE: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

fn scene(theme: ThemeName) -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 760.0], theme, Accent::Green);
    script.feed_ready(people());
    window.run();
    (window, script)
}

fn hit(query: &str, id: u64, (with, author): (u8, u8), minutes: u64, body: &str) -> SearchHit {
    let snippet = Matcher::new(query);
    SearchHit {
        message: MessageId(id),
        conversation: ConversationId::Contact(account(with)),
        author: account(author),
        author_name: "Somebody".into(),
        direction: if author == 0 { Direction::Outgoing } else { Direction::Incoming },
        sent_at: NetworkTime(NOON - minutes * 60_000),
        snippet: body.into(),
        matches: snippet.ranges(body),
    }
}

/// The searches the window asked for since the last time.
fn asked(script: &Script) -> Vec<(Ticket, Option<Ticket>, SearchQuery)> {
    let commands = script.take_commands().into_iter();
    let searches = commands.filter_map(|command| match command {
        Command::Search { ticket, instead_of, query } => Some((ticket, instead_of, query)),
        _ => None,
    });
    searches.collect()
}

fn answer(window: &mut Window, script: &Script, ticket: Ticket, results: SearchResults) {
    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::Found(Arc::new(results)) });
    window.run();
}

fn type_everywhere(window: &mut Window, text: &str) {
    press(window, EVERYWHERE, Key::F);
    window.get_by_role_and_label(Role::TextInput, "Search").type_text(text);
    window.run();
}

fn everywhere(theme: ThemeName) -> (Window, Script) {
    let (mut window, script) = scene(theme);
    type_everywhere(&mut window, "ch");
    let (ticket, _, query) = asked(&script).pop().expect("a search");
    assert_eq!((query.text.as_str(), query.conversation), ("ch", None));
    let hits = vec![
        hit("ch", 40, (1, 1), 3, "Check the charts, then come and see how it turns words into changes of the machine"),
        hit("ch", 31, (4, 0), 300, "Could you bring the chalk?"),
        hit("ch", 20, (0, 0), 3_000, "Cheese, oat milk, chocolate"),
        hit("ch", 9, (2, 2), 90_000, "בוא נשתה קפה ב־Choco מחר"),
    ];
    answer(&mut window, &script, ticket, SearchResults { hits, ..SearchResults::default() });
    (window, script)
}

#[test]
fn what_is_found_everywhere_in_the_dark() {
    everywhere(ThemeName::ClassicDark).0.picture("search_everywhere_dark");
}

#[test]
fn what_is_found_everywhere_in_the_light() {
    everywhere(ThemeName::OceanLight).0.picture("search_everywhere_light");
}

#[test]
fn arrows_choose_and_enter_goes_to_the_message() {
    let (mut window, script) = everywhere(ThemeName::ClassicDark);
    for _ in 0..2 {
        press(&mut window, Modifiers::NONE, Key::ArrowDown);
    }
    let node = window.get_by(|node| node.label().is_some_and(|label| label.ends_with("chalk?")));
    assert_eq!(node.accesskit_node().toggled(), Some(Toggled::True), "arrows choose, conversations first");
    press(&mut window, Modifiers::NONE, Key::Enter);
    let mut opened = script.take_commands().into_iter().filter_map(|command| match command {
        Command::OpenTimeline { conversation, anchor, .. } => Some((conversation, anchor)),
        _ => None,
    });
    assert_eq!(opened.next_back(), Some((ConversationId::Contact(account(4)), Anchor::Message(MessageId(31)))));
    assert!(window.query_by_label("Search results").is_some(), "the results stay for the next one");
}

#[test]
fn nothing_is_found_and_escape_goes_back_in_two_steps() {
    let (mut window, script) = scene(ThemeName::ClassicDark);
    type_everywhere(&mut window, "xylophone");
    let (ticket, ..) = asked(&script).pop().expect("a search");
    answer(&mut window, &script, ticket, SearchResults { is_indexing: true, ..SearchResults::default() });
    assert!(window.query_by_label("No results for “xylophone”").is_some());
    assert!(window.query_by_label("Older messages are still being indexed").is_some());
    window.picture("search_nothing_dark");
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("No results for “xylophone”").is_none());
    let has_keys =
        |window: &Window| window.get_by_role_and_label(Role::TextInput, "Search").accesskit_node().is_focused();
    assert!(has_keys(&window), "the first Escape empties the field");
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!has_keys(&window), "the second leaves it");
}

#[test]
fn a_newer_question_overtakes_the_older_and_only_its_answer_counts() {
    let (mut window, script) = scene(ThemeName::ClassicDark);
    type_everywhere(&mut window, "c");
    let (first, none, _) = asked(&script).pop().expect("a search");
    assert_eq!(none, None);
    window.get_by_role_and_label(Role::TextInput, "Search").type_text("x");
    window.run();
    let (second, instead_of, query) = asked(&script).pop().expect("a search");
    assert_eq!((instead_of, query.text.as_str()), (Some(first), "cx"));
    answer(&mut window, &script, second, SearchResults::default());
    let late = SearchResults { hits: vec![hit("c", 40, (1, 1), 3, "cat")], ..SearchResults::default() };
    answer(&mut window, &script, first, late);
    assert!(window.query_by(|node| node.label().is_some_and(|label| label.ends_with(": cat"))).is_none());
}

#[test]
fn filters_go_with_the_question() {
    let (mut window, script) = everywhere(ThemeName::ClassicDark);
    window.get_by_role_and_label(Role::Button, "Links").click();
    window.run();
    assert_eq!(asked(&script).pop().expect("a search").2.kind, SearchKind::Links);
    window.get_by_role_and_label(Role::Button, "From").click();
    window.run();
    window.get_by_role_and_label(Role::MenuItem, "From me").click();
    window.run();
    assert_eq!(asked(&script).pop().expect("a search").2.author, Some(account(0)));
    window.get_by_role_and_label(Role::Button, "Date").click();
    window.run();
    window.picture("search_filters_dark");
    window.get_by_role_and_label(Role::MenuItem, "Last 7 days").click();
    window.run();
    let query = asked(&script).pop().expect("a search").2;
    assert_eq!(query.from, Some(NetworkTime(NOON - NOON % 86_400_000 - 6 * 86_400_000)), "whole days");
}

fn items() -> Vec<Arc<TimelineItem>> {
    let texts = [
        (1, "Have you seen the engine?"),
        (0, "The engine could compose music, said the Countess"),
        (1, "An Engine of engines: https://example.org/engine"),
        (0, "Nothing about it here"),
        (1, "ואין פה engine בכלל"),
    ];
    let one = |(id, (author, text)): (u64, &(u8, &str))| {
        message(id, *author, if *author == 0 { "Ada Lovelace" } else { "Grace Hopper" }, 900 - id * 100, text)
    };
    (1..).zip(&texts).map(one).collect()
}

fn within(theme: ThemeName) -> (Window, Script) {
    let (mut window, script) = scene(theme);
    open(&mut window, &script, 1, items());
    script.take_commands();
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.get_by_role_and_label(Role::TextInput, "Search in conversation").type_text("engine");
    window.run();
    let (ticket, _, query) = asked(&script).pop().expect("a search");
    assert_eq!(query.conversation, Some(ConversationId::Contact(account(1))));
    let hits = [5, 3, 2, 1].map(|id| hit("engine", id, (1, 1), 10, "engine")).to_vec();
    let total = Some(SearchTotal { count: 4, or_more: false });
    answer(&mut window, &script, ticket, SearchResults { hits, total, ..SearchResults::default() });
    (window, script)
}

#[test]
fn what_is_found_in_a_conversation_lights_up_in_the_dark() {
    within(ThemeName::ClassicDark).0.picture("search_within_dark");
}

#[test]
fn what_is_found_in_a_conversation_lights_up_in_the_light() {
    within(ThemeName::ClassicLight).0.picture("search_within_light");
}

#[test]
fn keys_go_through_what_is_found_in_a_conversation() {
    let (mut window, _script) = within(ThemeName::ClassicDark);
    assert!(window.query_by_label("1 of 4").is_some());
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.query_by_label("2 of 4").is_some());
    press(&mut window, Modifiers::NONE, Key::F3);
    assert!(window.query_by_label("3 of 4").is_some());
    press(&mut window, Modifiers::SHIFT, Key::F3);
    press(&mut window, Modifiers::SHIFT, Key::Enter);
    assert!(window.query_by_label("1 of 4").is_some());
    press(&mut window, Modifiers::SHIFT, Key::Enter);
    assert!(window.query_by_label("4 of 4").is_some(), "before the newest comes the oldest");
    window.get_by_role_and_label(Role::Button, "Older match").click();
    window.run();
    assert!(window.query_by_label("1 of 4").is_some());
    window.get_by_role_and_label(Role::Button, "Close search").click();
    window.run();
    assert!(window.query_by_label("1 of 4").is_none());
    let composer = window.get_by_role_and_label(Role::MultilineTextInput, "Message");
    assert!(composer.accesskit_node().is_focused(), "writing goes on");
}

#[test]
fn the_next_page_is_asked_for_when_the_oldest_match_is_passed() {
    let (mut window, script) = scene(ThemeName::ClassicDark);
    open(&mut window, &script, 1, items());
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.get_by_role_and_label(Role::TextInput, "Search in conversation").type_text("engine");
    window.run();
    let (ticket, ..) = asked(&script).pop().expect("a search");
    let hits = vec![hit("engine", 5, (1, 1), 10, "engine")];
    let total = Some(SearchTotal { count: 2, or_more: true });
    let first = SearchResults { hits, total, next: Some(MessageId(5)), is_indexing: false };
    answer(&mut window, &script, ticket, first);
    assert!(window.query_by_label("1 of 2+").is_some());
    press(&mut window, Modifiers::NONE, Key::Enter);
    let (ticket, _, query) = asked(&script).pop().expect("the next page");
    assert_eq!(query.before, Some(MessageId(5)));
    let hits = vec![hit("engine", 1, (1, 1), 10, "engine")];
    answer(&mut window, &script, ticket, SearchResults { hits, ..SearchResults::default() });
    assert!(window.query_by_label("2 of 2+").is_some());
}

#[test]
fn note_to_self_is_found_in_english_and_names_without_their_accents() {
    let (mut window, script) = prefer([1060.0, 760.0], |preferences| preferences.language = Some("he".to_owned()));
    script.feed_ready(people());
    window.run();
    press(&mut window, EVERYWHERE, Key::F);
    window.get_by_role_and_label(Role::TextInput, "חיפוש").type_text("note to s");
    window.run();
    let rows = window.query_all_by_role(Role::ListBoxOption).count();
    assert_eq!(rows, 1);
}

#[test]
fn what_was_found_is_asked_for_again_when_messages_change() {
    let (mut window, script) = everywhere(ThemeName::ClassicDark);
    script.feed(Event::MessagesChanged);
    window.run();
    let (ticket, _, query) = asked(&script).pop().expect("a search");
    assert_eq!(query.text, "ch");
    answer(&mut window, &script, ticket, SearchResults::default());
    let has = |part: &str| window.query_by(|node| node.label().is_some_and(|label| label.ends_with(part))).is_some();
    assert!(!has("chalk?"), "what was deleted is gone");
    assert!(has("On my way"), "the conversation is still found by its name");
}

#[test]
fn a_list_of_one_conversation_has_a_field_once_it_is_asked_for() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people().into_iter().take(1).collect());
    window.run();
    assert!(window.query_by_role_and_label(Role::TextInput, "Search").is_none());
    press(&mut window, EVERYWHERE, Key::F);
    assert!(window.query_by_role_and_label(Role::TextInput, "Search").is_some());
}

#[test]
fn the_bar_fits_a_narrow_window_from_right_to_left() {
    let (mut window, script) = prefer([420.0, 720.0], |preferences| preferences.language = Some("he".to_owned()));
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, items());
    script.take_commands();
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.get_by_role_and_label(Role::TextInput, "חיפוש בשיחה").type_text("engine");
    window.run();
    let (ticket, ..) = asked(&script).pop().expect("a search");
    let hits = [5, 3, 2, 1].map(|id| hit("engine", id, (1, 1), 10, "engine")).to_vec();
    let total = Some(SearchTotal { count: 4, or_more: false });
    answer(&mut window, &script, ticket, SearchResults { hits, total, ..SearchResults::default() });
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.query_by_label("2 מתוך 4").is_some());
    window.picture("search_narrow_he_dark");
}

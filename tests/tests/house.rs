//! The rules of the house, checked on every file of the repository.
//!
//! Each rule is a function from files to complaints, so that each has a test which proves that it can
//! fail. The rules themselves are written down in `ARCHITECTURE.md`: which module may import which, what
//! the crates may depend on, sizes, where colors may be made, words.

mod house {
    pub mod files;
    pub mod imports;
    pub mod strings;
    pub mod text;
}

use house::files::{Source, repository};
use house::{imports, strings, text};

fn check(rule: &str, complaints: &[String]) {
    assert!(complaints.is_empty(), "{rule}:\n  {}", complaints.join("\n  "));
}

fn fake(path: &str, text: &str) -> Vec<Source> {
    vec![Source { path: path.to_owned(), text: text.to_owned() }]
}

/// Asserts that a rule complains about the first text and not about the second.
fn can_fail(rule: fn(&[Source]) -> Vec<String>, path: &str, bad: &str, good: &str) {
    assert_eq!(rule(&fake(path, bad)).len(), 1, "the rule must see: {bad}");
    let complaints = rule(&fake(path, good));
    assert!(complaints.is_empty(), "the rule must accept: {good}\n{complaints:?}");
}

#[test]
fn the_repository_is_found_whole() {
    let files = repository();
    for path in ["core/src/lib.rs", "app/src/main.rs", "tests/tests/house.rs", "Cargo.toml", "ARCHITECTURE.md"] {
        assert!(files.iter().any(|file| file.path == path), "{path} is missing from the scan");
    }
    assert!(files.iter().all(|file| !file.path.starts_with("target/")));
}

#[test]
fn modules_of_core_import_only_what_lies_below_them() {
    check("core imports", &imports::core(&repository()));
}

#[test]
fn the_import_rule_of_core_can_fail() {
    let rule = imports::core;
    let network = "core/src/network/swarm.rs";
    can_fail(rule, network, "use crate::storage::Store;", "use crate::protocol::content::Content;");
    can_fail(rule, network, "use crate::{id::AccountId, engine};", "use crate::{id::AccountId, codec};");
    can_fail(rule, network, "fn f() { crate::storage::open(); }", "fn f() { crate::crypto::open(); }");
    can_fail(rule, network, "use super::super::storage::Store;", "use super::super::protocol::X;");
    can_fail(rule, network, "mod t { use super::super::super::storage::X; }", "mod t { use super::X; }");
    can_fail(rule, network, "fn f() { vec![crate::api::X]; }", "fn f() { vec![crate::clock::X]; }");
    can_fail(rule, "core/src/codec/mod.rs", "use super::crypto::Key;", "use super::id::AccountId;");
    can_fail(rule, "core/src/api/event.rs", "use crate::storage::Row;", "use crate::engine::Poller;");
    can_fail(rule, "core/src/newcomer.rs", "use crate::id::AccountId;", "fn f() {}");
}

#[test]
fn the_app_sees_only_the_api_of_core() {
    check("app imports", &imports::app(&repository()));
}

#[test]
fn the_import_rule_of_the_app_can_fail() {
    let rule = imports::app;
    let screen = "app/src/screens/home/mod.rs";
    can_fail(rule, screen, "use onionskin_core::id::AccountId;", "use onionskin_core::api::AccountId;");
    can_fail(rule, screen, "use onionskin_core::{api, engine};", "use onionskin_core::{api};");
    can_fail(rule, screen, "use onionskin_localnet::X;", "use onionskin_media::image;");
    can_fail(rule, "app/src/model/list.rs", "use egui::Ui;", "use onionskin_core::api::Event;");
    can_fail(rule, "app/src/rpc/run.rs", "fn f(x: eframe::Frame) {}", "use onionskin_core::api::Event;");
    can_fail(rule, "app/src/widgets/bubble.rs", "use crate::model::Row;", "use crate::theme::Tokens;");
    can_fail(rule, "app/src/widgets/bubble.rs", "use onionskin_core::api::Event;", "use egui::Ui;");
    can_fail(rule, "app/src/theme/mod.rs", "use crate::widgets::button;", "use egui::Color32;");
}

#[test]
fn crates_depend_only_on_what_they_may() {
    check("dependencies", &imports::crates(&repository()));
}

#[test]
fn the_dependency_rule_can_fail() {
    let rule = imports::crates;
    can_fail(rule, "core/Cargo.toml", "[dependencies]\negui.workspace = true\n", "[dependencies]\nredb = \"4\"\n");
    can_fail(rule, "media/Cargo.toml", "[dependencies]\nonionskin-core.workspace = true\n", "[dependencies]\n");
    can_fail(
        rule,
        "tests/localnet/Cargo.toml",
        "[dev-dependencies]\nonionskin-core = { path = \"../../core\" }\n",
        "[dependencies]\nhyper.workspace = true\n",
    );
    can_fail(rule, "app/Cargo.toml", "[dependencies]\nredb.workspace = true\n", "[dependencies]\negui = \"1\"\n");
}

#[test]
fn files_keep_to_their_sizes() {
    check("sizes", &text::sizes(&repository()));
}

#[test]
fn the_size_rule_can_fail() {
    let lines = |count: usize| "//! Doc.\n".repeat(count);
    can_fail(text::sizes, "core/src/a.rs", &lines(601), &lines(600));
    can_fail(text::sizes, "tests/tests/a.rs", &lines(801), &lines(800));
    can_fail(text::sizes, "core/src/a/tests.rs", &lines(801), &lines(800));
    can_fail(text::sizes, "core/src/a/mod.rs", &lines(81), &lines(80));
    can_fail(text::sizes, "app/src/main.rs", &lines(61), &lines(60));
    can_fail(text::sizes, "core/src/a.rs", &lines(700), &format!("// @generated\n{}", lines(700)));
}

#[test]
fn colors_are_made_in_the_theme_only() {
    check("colors", &text::colors(&repository()));
}

#[test]
fn the_color_rule_can_fail() {
    let path = "app/src/widgets/bubble.rs";
    can_fail(text::colors, path, "let c = Color32::from_rgb(1, 2, 3);", "let c = theme.accent; // Color32::from_rgb");
    can_fail(text::colors, path, "let c = egui::hex_color!(\"#fff\");", "let c = Color32::TRANSPARENT;");
    can_fail(text::colors, path, "let c = Color32::RED;", "let c: Color32 = theme.danger;");
    can_fail(text::colors, path, "let c = egui::Rgba::from_rgb(0.0, 0.0, 0.0);", "let s = \"Color32::RED\";");
    assert!(text::colors(&fake("app/src/theme/palette.rs", "Color32::from_rgb(1, 2, 3)")).is_empty());
}

#[test]
fn nothing_is_left_for_later_without_an_issue() {
    check("unfinished", &text::unfinished(&repository()));
}

#[test]
fn the_rule_on_unfinished_work_can_fail() {
    let path = "core/src/a.rs";
    can_fail(text::unfinished, path, concat!("fn f() { to", "do!() }"), "fn f() { done() }");
    can_fail(text::unfinished, path, concat!("fn f() { unimpl", "emented!() }"), "fn f() {}");
    can_fail(text::unfinished, path, concat!("// FIX", "ME: later"), "// fixed");
    can_fail(text::unfinished, path, concat!("// TO", "DO: later"), concat!("// TO", "DO(#12): later"));
}

#[test]
fn one_thing_has_one_name() {
    check("words", &text::words(&repository()));
}

#[test]
fn the_word_rule_can_fail() {
    let path = "core/src/a.rs";
    can_fail(text::words, path, concat!("// the sess", "ion id of Bob"), "// the account id of Bob");
    can_fail(text::words, path, concat!("let master_", "node = 1;"), "let snode = 1;");
    can_fail(text::words, path, concat!("struct Sess", "ionId;"), "struct AccountId;");
    can_fail(text::words, "README.md", concat!("see /wo", "rk/main"), "see the worktree");
    can_fail(text::words, path, concat!("// clos", "ing note"), "// closing the file");
}

#[test]
fn every_module_says_what_it_is_for() {
    check("module docs", &text::module_docs(&repository()));
}

#[test]
fn the_rule_on_module_docs_can_fail() {
    can_fail(text::module_docs, "core/src/a.rs", "fn f() {}", "//! What this is for.\nfn f() {}");
    can_fail(text::module_docs, "core/src/a.rs", &"//! Too long.\n".repeat(31), &"//! Long.\n".repeat(30));
}

#[test]
fn every_sentence_that_is_asked_for_exists_and_every_other_is_gone() {
    check("unknown keys", &strings::unknown(&repository()));
    check("unused keys", &strings::unused(&repository()));
    check("arguments of sentences", &strings::arguments(&repository()));
}

#[test]
fn no_sentence_stands_in_the_code_of_the_window() {
    check("sentences in code", &strings::sentences(&repository()));
}

#[test]
fn the_rules_of_sentences_can_fail() {
    let files = |code: &str| {
        let english = Source { path: "assets/strings/en/a.ftl".into(), text: "a-key = Hi, { $name }\n".into() };
        vec![english, Source { path: "app/src/screens/a.rs".into(), text: code.into() }]
    };
    assert_eq!(strings::unknown(&files("cx.t(\"no-key\")")).len(), 1);
    assert_eq!(strings::unknown(&files("cx.t(\"a-key\")")).len(), 0);
    assert_eq!(strings::unused(&files("fn f() {}")).len(), 1);
    assert_eq!(strings::unused(&files("const KEY: &str = \"a-key\";")).len(), 0);
    assert_eq!(strings::arguments(&files("text.with(\"a-key\", &[(\"what\", it)])")).len(), 1);
    assert_eq!(strings::arguments(&files("text.with(\"a-key\", &[(\"name\", it)])")).len(), 0);
    assert_eq!(strings::arguments(&files("text.count(\"a-key\", 7)")).len(), 1);
    let sentence = "ui.label(\"Hello there, friend\");";
    can_fail(strings::sentences, "app/src/screens/a.rs", sentence, "ui.label(cx.t(\"hello-there\"));");
    can_fail(strings::sentences, "app/src/widgets/a.rs", sentence, "x.expect(\"a list is never empty here\");");
}

#[test]
fn every_picture_is_on_the_sheet_and_no_other() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots");
    let sheet = std::fs::read_to_string(format!("{folder}/README.md")).expect("the sheet of pictures");
    let entries = std::fs::read_dir(folder).expect("the folder of pictures");
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let is_kept = |name: &String| name.split_once('.').is_some_and(|(_, rest)| rest == "png");
    let kept: std::collections::BTreeSet<String> = names.filter(is_kept).collect();
    let shown = sheet.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let shown: std::collections::BTreeSet<String> = shown.map(str::to_owned).collect();
    assert_eq!(kept.symmetric_difference(&shown).collect::<Vec<_>>(), Vec::<&String>::new());
}

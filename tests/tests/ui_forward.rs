//! Sending messages on to several people at once.

mod ui_scenes;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::actions::Action;
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{Command, ConversationId};
use onionskin_tests::scripted::account;
use ui_scenes::{chat, open, people, themed};

#[test]
fn texts_are_sent_on_to_everybody_who_was_chosen_in_order() {
    let (mut window, script) = themed([1060.0, 760.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, chat());
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Forward(vec!["First".into(), "Second".into()]));
    window.run();
    for name in ["Grace Hopper", "Hedy Lamarr"] {
        window.get_by_role_and_label(Role::CheckBox, name).click();
        window.run();
    }
    assert!(window.query_by_role_and_label(Role::CheckBox, "Mallory").is_none(), "a request is nobody to send to");
    assert!(window.query_by_role_and_label(Role::CheckBox, "Spam King").is_none());
    window.picture("forward_dark");
    script.take_commands();
    // The composer below the dialog has a button of this name, too.
    window.get_all_by_role_and_label(Role::Button, "Send").last().expect("a button").click();
    window.run();
    let sent: Vec<(ConversationId, String)> = script
        .take_commands()
        .into_iter()
        .filter_map(|command| match command {
            Command::SendMessage { conversation, draft, .. } => Some((conversation, draft.text)),
            _ => None,
        })
        .collect();
    let to = |number, text: &str| (ConversationId::Contact(account(number)), text.to_owned());
    assert_eq!(sent, [to(1, "First"), to(1, "Second"), to(6, "First"), to(6, "Second")]);
}

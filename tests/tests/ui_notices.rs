//! Notices of the system: what the window asks for, and what a press on one does.

mod ui_scenes;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use egui::Event;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::actions::{Action, Overlay};
use onionskin::model::notices::{Deed, Telling};
use onionskin::platform::{Answer, Buttons, Notify};
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{Command, ConversationId, ConversationSummary, MessageId, Preview};
use onionskin_tests::scripted::account;
use ui_scenes::{Window, people, themed, with_notices};

/// Notes what the window asks for.
#[derive(Clone, Default)]
struct Desk {
    wishes: Rc<RefCell<Vec<Deed>>>,
    answers: Rc<RefCell<VecDeque<Answer>>>,
}

impl Notify for Desk {
    fn wish(&self, _account: u32, deed: Deed, _buttons: Buttons) {
        self.wishes.borrow_mut().push(deed);
    }

    fn answer(&self) -> Option<(u32, Answer)> {
        Some((1, self.answers.borrow_mut().pop_front()?))
    }
}

impl Desk {
    fn take(&self) -> Vec<Deed> {
        std::mem::take(&mut self.wishes.borrow_mut())
    }
}

/// The list with one more message of Grace.
fn more(unread: u32) -> Vec<ConversationSummary> {
    let mut rows = people();
    if let Some(first) = rows.first_mut() {
        let said =
            |known: Preview| Preview { message: MessageId(u64::from(unread)), text: "Look at this".into(), ..known };
        first.preview = first.preview.clone().map(said);
        first.unread = unread;
    }
    rows
}

fn look_away(window: &mut Window) {
    window.input_mut().focused = false;
    window.event(Event::WindowFocused(false));
    window.run();
}

#[test]
fn what_comes_while_nobody_looks_is_told_and_a_press_leads_there() {
    let desk = Desk::default();
    let (mut window, script) = with_notices([1060.0, 760.0], Box::new(desk.clone()));
    script.feed_ready(people());
    window.run();
    script.feed_rows(more(3));
    window.run();
    assert!(desk.take().is_empty(), "the window is in use");
    look_away(&mut window);
    script.feed_rows(more(4));
    window.run();
    let said = desk.take().into_iter().find_map(|deed| match deed {
        Deed::Show(notice) => Some((notice.title, notice.body)),
        Deed::Withdraw => None,
    });
    assert_eq!(said, Some(("Grace Hopper".to_owned(), "Look at this".to_owned())));
    let grace = ConversationId::Contact(account(1));
    script.take_commands();
    desk.answers.borrow_mut().push_back(Answer::MarkRead(grace));
    window.run();
    let is_marked =
        |command: &Command| matches!(command, Command::MarkAllRead { conversation, .. } if *conversation == grace);
    assert!(script.take_commands().iter().any(is_marked));
    script.feed_rows(more(0));
    window.run();
    assert_eq!(desk.take(), [Deed::Withdraw], "read here, or elsewhere");
    desk.answers.borrow_mut().push_back(Answer::Open(Some(grace)));
    window.run();
    assert_eq!(window.state().model().open_conversation(), Some(grace));
}

#[test]
fn what_is_notified_is_chosen_on_a_page() {
    let (mut window, script) = themed([1060.0, 860.0], ThemeName::ClassicDark, Accent::Green);
    script.feed_ready(people());
    window.run();
    let ctx = window.ctx.clone();
    window.state_mut().perform(&ctx, Action::Show(Overlay::Settings));
    window.run();
    window.get_by_role_and_label(Role::Tab, "Notifications").click();
    window.run();
    window.get_by_role_and_label(Role::RadioButton, "Name only").click();
    window.run();
    window.get_by_role_and_label(Role::Switch, "Quiet hours").click();
    window.run();
    window.get_by_role_and_label(Role::Button, "Until: later").click();
    window.run();
    window.picture("notices_quiet_dark");
    let notices = window.state().preferences().notices.clone();
    assert_eq!((notices.telling, notices.has_quiet, notices.quiet), (Telling::Name, true, (22 * 60, 7 * 60 + 30)));
}

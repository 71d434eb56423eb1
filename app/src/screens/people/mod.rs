//! What can be done with people and conversations: their menu, their details, and the dialogs that ask.
//!
//! What destroys something asks first and says what will be gone where; what can be taken back is done at
//! once and offers to be undone.

mod confirm;
mod contacts;
mod details;
mod menu;
mod nickname;
mod notifications;
mod timer;

use egui::Context;
use onionskin_core::api::AccountId;

pub use confirm::Question;
pub use contacts::ContactPicker;
pub use details::details_ui;
pub use menu::conversation_menu_ui;
pub use notifications::notifications_ui;

use super::Cx;

/// What the dialogs remember while one is open.
#[derive(Debug, Default)]
pub struct PeopleDialogs {
    nickname: nickname::Nickname,
    deletes_messages: bool,
    /// What is chosen in the dialog of the timer.
    timer: Option<timer::Choice>,
}

impl PeopleDialogs {
    /// Asks for a name of ours for a person.
    pub fn nickname_ui(&mut self, ctx: &Context, cx: &Cx<'_>, account: AccountId) {
        self.nickname.ui(ctx, cx, account);
    }

    /// Asks whether the person is sure.
    pub fn confirm_ui(&mut self, ctx: &Context, cx: &Cx<'_>, question: Question) {
        confirm::confirm_ui(ctx, cx, question, &mut self.deletes_messages);
    }
}

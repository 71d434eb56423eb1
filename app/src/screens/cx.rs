//! What a screen is given for a frame: what to show, and where to leave what it asks for.

use std::cell::RefCell;
use std::path::Path;

use onionskin_core::api::{Command, ConversationId, NetworkTime, Ticket};

use crate::actions::{Action, Overlay};
use crate::bridge::{Intake, Pictures, Sounds};
use crate::model::{Answer, Model, SeatView, Tickets};
use crate::platform::Preferences;
use crate::text::Strings;
use crate::theme::{Palette, Theme};

/// The surroundings of a screen in one frame.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Cx<'a> {
    /// What the engine told.
    pub model: &'a Model,
    /// The accounts of the window.
    pub seats: &'a [SeatView],
    /// Whether another account can be added.
    pub can_add: bool,
    /// The sentences.
    pub text: &'a Strings,
    /// The look.
    pub theme: &'a Theme,
    /// What the person chose about the window.
    pub prefs: &'a Preferences,
    /// Whether this is the demo.
    pub is_demo: bool,
    /// Whether there is room for one pane only.
    pub is_narrow: bool,
    /// Whether the first screen can offer the demo.
    pub can_demo: bool,
    /// The folder of the profile, if there is one.
    pub profile_dir: Option<&'a Path>,
    /// The folder of downloads, if there is one.
    pub downloads: Option<&'a Path>,
    /// The pictures of messages.
    pub pictures: &'a Pictures,
    /// The sound that plays.
    pub sounds: &'a Sounds,
    /// The way in for files that are sent.
    pub intake: &'a Intake,
    /// What lies over the window.
    pub overlay: Option<Overlay>,
    /// Whether the system has a tray.
    pub has_tray: bool,
    /// Whether the system can be told to start the program.
    pub has_desktop_files: bool,
    /// The present moment, in Unix milliseconds.
    pub now_millis: u64,
    /// The zone of the computer.
    pub zone: &'a jiff::tz::TimeZone,
    pub(crate) tickets: &'a Tickets,
    pub(crate) actions: RefCell<Vec<Action>>,
}

impl Cx<'_> {
    /// The colors.
    pub fn palette(&self) -> &Palette {
        &self.theme.palette
    }

    /// A sentence.
    pub fn t<'k>(&'k self, key: &'k str) -> &'k str {
        self.text.get(key)
    }

    /// A time where the person is.
    pub fn local(&self, time: NetworkTime) -> jiff::Zoned {
        crate::text::time::local(time, self.zone)
    }

    /// The full date and time where the person is.
    pub fn full_time(&self, time: NetworkTime) -> String {
        crate::text::time::full(&self.local(time), self.text)
    }

    /// Whether something lies over the window.
    pub fn has_overlay(&self) -> bool {
        self.overlay.is_some()
    }

    /// Asks for something.
    pub fn act(&self, action: Action) {
        self.actions.borrow_mut().push(action);
    }

    /// Asks the engine for something whose answer is wanted; take it by [`Self::answer`].
    pub fn run(&self, command: impl FnOnce(Ticket) -> Command) -> Ticket {
        let ticket = self.tickets.next();
        self.act(Action::Run(command(ticket)));
        ticket
    }

    /// Asks the engine for something of which only a failure is worth a note.
    pub fn tell(&self, command: impl FnOnce(Ticket) -> Command) {
        let ticket = self.run(command);
        self.act(Action::Watch(ticket));
    }

    /// Shows a note with a button that runs a command.
    pub fn offer_undo(&self, text: String, command: impl FnOnce(Ticket) -> Command) {
        let ticket = self.tickets.next();
        self.act(Action::OfferUndo(text, ticket, command(ticket)));
    }

    /// Closes a conversation if it is the one that is open.
    pub fn leave(&self, conversation: ConversationId) {
        if self.model.open_conversation() == Some(conversation) {
            self.act(Action::CloseConversation);
        }
    }

    /// Takes the answer to a command, once it is here.
    pub fn answer(&self, ticket: Ticket) -> Option<Answer> {
        self.model.answers.take(ticket)
    }
}

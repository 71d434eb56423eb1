//! Notices of the system: what is to be shown goes there, what the person does with it comes back.
//!
//! A thread of its own speaks to the system, since that may take its time. There is one notice at a time and a new one
//! takes its place, so of several wishes that wait for the thread only the newest counts.

use std::sync::mpsc::{Receiver, sync_channel};

use onionskin_core::api::{ConversationId, Waker};

#[cfg(not(all(unix, not(target_os = "macos"))))]
use super::elsewhere as center;
#[cfg(all(unix, not(target_os = "macos")))]
use super::freedesktop as center;
use super::newest::{Put, newest};
use crate::model::notices::Deed;

/// Answers that wait at most.
const WAITING: usize = 4;

/// What the person did with a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Show the window, and this conversation.
    Open(Option<ConversationId>),
    /// All of this conversation is read.
    MarkRead(ConversationId),
    /// This text was typed into the notice, for the conversation.
    Reply(ConversationId, String),
}

/// The words on the buttons of a notice.
#[derive(Debug, Clone)]
pub struct Buttons {
    /// Shows the conversation.
    pub open: String,
    /// Marks it as read.
    pub mark_read: String,
    /// Answers in the notice itself, where the system can do that.
    pub reply: String,
}

/// Shows notices. Tests put their own in its place.
pub trait Notify {
    /// Shows or withdraws, for the account of a number.
    fn wish(&self, account: u32, deed: Deed, buttons: Buttons);
    /// What the person did with a notice of an account, if anything.
    fn answer(&self) -> Option<(u32, Answer)>;
}

/// A notice to show or to take back.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Of which account.
    pub account: u32,
    /// Shown or taken back.
    pub deed: Deed,
    /// The words on its buttons.
    pub buttons: Buttons,
}

/// An answer to a notice, with the account whose notice it was.
pub type Told = (u32, Answer);

/// Notices of the system.
#[derive(Debug)]
pub struct SystemNotifier {
    wishes: Put<Wish>,
    answers: Receiver<Told>,
}

impl SystemNotifier {
    /// Starts the thread that speaks to the system; nothing if it can't be started.
    pub fn start(waker: Waker) -> Option<Self> {
        let (wishes, waiting) = newest();
        let (told, answers) = sync_channel(WAITING);
        let run = move || center::run(&waiting, &told, &waker);
        match std::thread::Builder::new().name("notices".to_owned()).spawn(run) {
            Ok(_running) => Some(Self { wishes, answers }),
            Err(error) => {
                tracing::warn!(%error, "there are no notices");
                None
            }
        }
    }
}

impl Notify for SystemNotifier {
    fn wish(&self, account: u32, deed: Deed, buttons: Buttons) {
        self.wishes.put(Wish { account, deed, buttons });
    }

    fn answer(&self) -> Option<Told> {
        self.answers.try_recv().ok()
    }
}

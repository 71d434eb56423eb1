//! Notices of the system: what is to be shown goes there, what the person does with it comes back.
//!
//! A thread of its own speaks to the system, since that may take its time. There is one notice at a time and a new one
//! takes its place, so of several wishes that wait for the thread only the newest counts.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use onionskin_core::api::{ConversationId, Waker};

#[cfg(not(all(unix, not(target_os = "macos"))))]
use super::elsewhere as center;
#[cfg(all(unix, not(target_os = "macos")))]
use super::freedesktop as center;
use crate::model::notices::Deed;

/// Answers that wait at most.
const WAITING: usize = 4;

/// What the person did with a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Show the window, and this conversation.
    Open(Option<ConversationId>),
    /// All of this conversation is read.
    MarkRead(ConversationId),
}

/// The words on the buttons of a notice.
#[derive(Debug, Clone)]
pub struct Buttons {
    /// Shows the conversation.
    pub open: String,
    /// Marks it as read.
    pub mark_read: String,
}

/// Shows notices. Tests put their own in its place.
pub trait Notify {
    /// Shows or withdraws.
    fn wish(&self, deed: Deed, buttons: Buttons);
    /// What the person did, if anything.
    fn answer(&self) -> Option<Answer>;
}

/// The newest wish, until the thread takes it. The lock is held for a swap only.
type Newest = Arc<Mutex<Option<(Deed, Buttons)>>>;

/// Notices of the system.
#[derive(Debug)]
pub struct SystemNotifier {
    newest: Newest,
    bell: SyncSender<()>,
    answers: Receiver<Answer>,
}

/// What the thread takes wishes from.
#[derive(Debug)]
pub struct Wishes {
    newest: Newest,
    bell: Receiver<()>,
}

impl Wishes {
    /// Waits for a wish; nothing when there will be none any more.
    pub fn next(&self) -> Option<(Deed, Buttons)> {
        loop {
            let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner).take();
            if newest.is_some() {
                return newest;
            }
            self.bell.recv().ok()?;
        }
    }
}

impl SystemNotifier {
    /// Starts the thread that speaks to the system; nothing if it can't be started.
    pub fn start(waker: Waker) -> Option<Self> {
        let (notifier, wishes, told) = Self::new();
        let run = move || center::run(&wishes, &told, &waker);
        match std::thread::Builder::new().name("notices".to_owned()).spawn(run) {
            Ok(_running) => Some(notifier),
            Err(error) => {
                tracing::warn!(%error, "there are no notices");
                None
            }
        }
    }

    fn new() -> (Self, Wishes, SyncSender<Answer>) {
        let (bell, rung) = sync_channel(1);
        let (told, answers) = sync_channel(WAITING);
        let newest = Newest::default();
        let wishes = Wishes { newest: Arc::clone(&newest), bell: rung };
        (Self { newest, bell, answers }, wishes, told)
    }
}

impl Notify for SystemNotifier {
    fn wish(&self, deed: Deed, buttons: Buttons) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some((deed, buttons));
        match self.bell.try_send(()) {
            // A bell that was rung already is enough.
            Ok(()) | Err(TrySendError::Full(())) => {}
            Err(TrySendError::Disconnected(())) => tracing::debug!("there are no notices any more"),
        }
    }

    fn answer(&self) -> Option<Answer> {
        self.answers.try_recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::notices::Notice;

    fn buttons() -> Buttons {
        Buttons { open: String::new(), mark_read: String::new() }
    }

    fn show(title: &str) -> Deed {
        let (title, body) = (title.to_owned(), String::new());
        Deed::Show(Notice { title, body, conversation: None, has_sound: false })
    }

    #[test]
    fn of_many_wishes_the_last_one_counts_and_none_is_heard_after_the_end() {
        let (notifier, wishes, _told) = SystemNotifier::new();
        for number in 0..50 {
            notifier.wish(show(&number.to_string()), buttons());
        }
        notifier.wish(Deed::Withdraw, buttons());
        assert_eq!(wishes.next().map(|(deed, _)| deed), Some(Deed::Withdraw));
        notifier.wish(show("again"), buttons());
        assert_eq!(wishes.next().map(|(deed, _)| deed), Some(show("again")));
        drop(notifier);
        assert!(wishes.next().is_none());
    }
}

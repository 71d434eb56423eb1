//! Notices of the system, by the crate notify-rust: freedesktop on Linux, the centers of Windows and macOS.
//!
//! A thread of its own speaks to the system, since that may take its time; only the newest wish waits for it. There is
//! one notice at a time, and a new one takes its place. What the person does with it comes back as an [`Answer`].

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use notify_rust::Notification;
#[cfg(all(unix, not(target_os = "macos")))]
use notify_rust::{Hint, NotificationHandle};
use onionskin_core::api::{ConversationId, Waker};

use crate::model::notices::Deed;
#[cfg(all(unix, not(target_os = "macos")))]
use crate::model::notices::Notice;

/// Wishes and answers that wait at most.
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

/// Notices of the system.
#[derive(Debug)]
pub struct SystemNotifier {
    wishes: SyncSender<(Deed, Buttons)>,
    answers: Receiver<Answer>,
}

impl SystemNotifier {
    /// Starts the thread that speaks to the system; nothing if it can't be started.
    pub fn start(waker: Waker) -> Option<Self> {
        let (wishes, waiting) = sync_channel(WAITING);
        let (told, answers) = sync_channel(WAITING);
        let thread = std::thread::Builder::new().name("notices".to_owned()).spawn(move || run(&waiting, &told, &waker));
        match thread {
            Ok(_running) => Some(Self { wishes, answers }),
            Err(error) => {
                tracing::warn!(%error, "there are no notices");
                None
            }
        }
    }
}

impl Notify for SystemNotifier {
    fn wish(&self, deed: Deed, buttons: Buttons) {
        // A system that doesn't keep up gets fewer.
        if self.wishes.try_send((deed, buttons)).is_err() {
            tracing::debug!("a notice was left out");
        }
    }

    fn answer(&self) -> Option<Answer> {
        self.answers.try_recv().ok()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn run(waiting: &Receiver<(Deed, Buttons)>, told: &SyncSender<Answer>, waker: &Waker) {
    let mut shown: Option<NotificationHandle> = None;
    while let Ok((deed, buttons)) = waiting.recv() {
        if let Some(old) = shown.take() {
            old.close();
        }
        if let Deed::Show(notice) = deed {
            match show(&notice, &buttons) {
                Ok(handle) => {
                    listen(&handle, notice.conversation, told.clone(), waker.clone());
                    shown = Some(handle);
                }
                Err(error) => tracing::info!(%error, "the system shows no notices"),
            }
        }
    }
    if let Some(old) = shown {
        old.close();
    }
}

/// Elsewhere notices can't be taken back, and a press on one only shows the window.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn run(waiting: &Receiver<(Deed, Buttons)>, _told: &SyncSender<Answer>, _waker: &Waker) {
    while let Ok((deed, _buttons)) = waiting.recv() {
        if let Deed::Show(notice) = deed {
            let mut shown = Notification::new();
            shown.appname("Onionskin").summary(&notice.title).body(&notice.body);
            if let Err(error) = shown.show() {
                tracing::info!(%error, "the system shows no notices");
            }
        }
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn show(notice: &Notice, buttons: &Buttons) -> Result<NotificationHandle, notify_rust::error::Error> {
    let mut shown = Notification::new();
    shown.appname("Onionskin").summary(&notice.title).body(&plain(&notice.body)).icon("onionskin");
    shown.action("default", &buttons.open);
    if notice.conversation.is_some() {
        shown.action("mark-read", &buttons.mark_read);
    }
    shown.hint(Hint::Category("im.received".to_owned())).hint(Hint::DesktopEntry("onionskin".to_owned()));
    if notice.has_sound {
        shown.sound_name("message-new-instant");
    } else {
        shown.hint(Hint::SuppressSound(true));
    }
    shown.show()
}

#[cfg(all(unix, not(target_os = "macos")))]
/// The body of a notice may hold marks; what people write holds none.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(all(unix, not(target_os = "macos")))]
/// Waits on a thread of its own for what becomes of a notice; it ends with the notice.
fn listen(handle: &NotificationHandle, conversation: Option<ConversationId>, told: SyncSender<Answer>, waker: Waker) {
    let id = handle.id();
    let wait = move || {
        let listened = notify_rust::handle_action(id, |action: &notify_rust::ActionResponse<'_>| {
            let answer = match (action, conversation) {
                (notify_rust::ActionResponse::Custom("default"), _) => Answer::Open(conversation),
                (notify_rust::ActionResponse::Custom("mark-read"), Some(conversation)) => {
                    Answer::MarkRead(conversation)
                }
                _ => return,
            };
            if told.try_send(answer).is_ok() {
                waker();
            }
        });
        if let Err(error) = listened {
            tracing::debug!(%error, "nobody listens to a notice");
        }
    };
    if let Err(error) = std::thread::Builder::new().name("notice".to_owned()).spawn(wait) {
        tracing::debug!(%error, "nobody listens to a notice");
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::plain;

    #[test]
    fn what_people_write_is_no_markup() {
        assert_eq!(plain("<b>1 & 2</b>"), "&lt;b&gt;1 &amp; 2&lt;/b&gt;");
    }
}

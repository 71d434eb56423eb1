//! Notices on Linux and its kin, by the Desktop Notifications Specification of freedesktop.org, which the crate
//! notify-rust speaks. Answers that are typed into a notice are an extension (`inline-reply`) that KDE has and that crate
//! doesn't, so they are heard here.

use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

use notify_rust::{ActionResponse, Hint, Notification, NotificationHandle};
use onionskin_core::api::{ConversationId, Waker};

use super::newest::Take;
use super::notifier::{Answer, Buttons, Told, Wish};
use crate::model::notices::{Deed, Notice};

/// Shows and withdraws until there are no more wishes.
pub fn run(wishes: &Take<Wish>, told: &SyncSender<Told>, waker: &Waker) {
    let mut shown: Option<NotificationHandle> = None;
    let mut replies = Replies { capability: None, shown: Arc::default() };
    while let Some(Wish { account, deed, buttons }) = wishes.next() {
        if let Some(old) = shown.take() {
            old.close();
        }
        if let Deed::Show(notice) = deed {
            let can_reply = notice.conversation.is_some() && replies.are_possible(told, waker);
            match show(&notice, &buttons, can_reply) {
                Ok(handle) => {
                    let of = Of { notice: handle.id(), account, conversation: notice.conversation };
                    replies.expect(of);
                    listen(of, told.clone(), waker.clone());
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

/// Longest answer that is taken from a notice, in bytes; what is longer is no message.
const LONGEST_REPLY: usize = 8_192;

/// What a notice is about.
#[derive(Debug, Clone, Copy)]
struct Of {
    /// What the system calls it.
    notice: u32,
    /// The account that tells of it.
    account: u32,
    /// Where it happened, if that is told.
    conversation: Option<ConversationId>,
}

/// Which notice may be answered, and where the answer goes.
type Answered = Arc<Mutex<Option<Of>>>;

/// Answers that are typed into notices.
struct Replies {
    /// Whether the system can do that, once it was asked.
    capability: Option<bool>,
    shown: Answered,
}

impl Replies {
    /// Whether the system can do that. Whoever asks first has the answers heard from then on.
    fn are_possible(&mut self, told: &SyncSender<Told>, waker: &Waker) -> bool {
        let (shown, told, waker) = (&self.shown, told, waker);
        *self.capability.get_or_insert_with(|| {
            let capabilities = notify_rust::get_capabilities().unwrap_or_default();
            if !capabilities.iter().any(|capability| capability == "inline-reply") {
                return false;
            }
            let (shown, told, waker) = (Arc::clone(shown), told.clone(), waker.clone());
            let hear = move || {
                if let Err(error) = hear_replies(&shown, &told, &waker) {
                    tracing::info!(%error, "answers in notices are not heard");
                }
            };
            std::thread::Builder::new().name("notice-replies".to_owned()).spawn(hear).is_ok()
        })
    }

    fn expect(&self, of: Of) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(of);
    }
}

fn hear_replies(shown: &Answered, told: &SyncSender<Told>, waker: &Waker) -> zbus::Result<()> {
    let bus = zbus::blocking::Connection::session()?;
    let name = "org.freedesktop.Notifications";
    let center = zbus::blocking::Proxy::new(&bus, name, "/org/freedesktop/Notifications", name)?;
    for signal in center.receive_signal("NotificationReplied")? {
        let Ok((id, text)) = signal.body().deserialize::<(u32, String)>() else { continue };
        let answered = *shown.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(of) = answered.filter(|of| of.notice == id) else { continue };
        let Some(conversation) = of.conversation else { continue };
        let is_text = !text.trim().is_empty() && text.len() <= LONGEST_REPLY;
        if is_text && told.try_send((of.account, Answer::Reply(conversation, text))).is_ok() {
            waker();
        }
    }
    Ok(())
}

fn show(notice: &Notice, buttons: &Buttons, can_reply: bool) -> Result<NotificationHandle, notify_rust::error::Error> {
    let mut shown = Notification::new();
    shown.appname("Onionskin").summary(&notice.title).body(&plain(&notice.body)).icon("onionskin");
    shown.action("default", &buttons.open);
    if notice.conversation.is_some() {
        shown.action("mark-read", &buttons.mark_read);
    }
    if can_reply {
        shown.action("inline-reply", &buttons.reply);
    } else if notice.conversation.is_some() {
        // Where nothing can be typed into a notice, the window is opened to answer in.
        shown.action("reply", &buttons.reply);
    }
    shown.hint(Hint::Category("im.received".to_owned())).hint(Hint::DesktopEntry("onionskin".to_owned()));
    if notice.has_sound {
        shown.sound_name("message-new-instant");
    } else {
        shown.hint(Hint::SuppressSound(true));
    }
    shown.show()
}

/// The body of a notice may hold marks; what people write holds none.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Waits on a thread of its own for what becomes of a notice; it ends with the notice.
fn listen(of: Of, told: SyncSender<Told>, waker: Waker) {
    let wait = move || {
        let listened = notify_rust::handle_action(of.notice, |action: &ActionResponse<'_>| {
            let answer = match (action, of.conversation) {
                (ActionResponse::Custom("default" | "reply"), conversation) => Answer::Open(conversation),
                (ActionResponse::Custom("mark-read"), Some(conversation)) => Answer::MarkRead(conversation),
                _ => return,
            };
            if told.try_send((of.account, answer)).is_ok() {
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

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_people_write_is_no_markup() {
        assert_eq!(plain("<b>1 & 2</b>"), "&lt;b&gt;1 &amp; 2&lt;/b&gt;");
    }
}

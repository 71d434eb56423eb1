//! Notices on Linux and its kin, by the Desktop Notifications Specification of freedesktop.org, which the crate
//! notify-rust speaks.

use std::sync::mpsc::SyncSender;

use notify_rust::{ActionResponse, Hint, Notification, NotificationHandle};
use onionskin_core::api::{ConversationId, Waker};

use super::newest::Take;
use super::notifier::{Answer, Buttons, Wish};
use crate::model::notices::{Deed, Notice};

/// Shows and withdraws until there are no more wishes.
pub fn run(wishes: &Take<Wish>, told: &SyncSender<Answer>, waker: &Waker) {
    let mut shown: Option<NotificationHandle> = None;
    while let Some((deed, buttons)) = wishes.next() {
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

/// The body of a notice may hold marks; what people write holds none.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Waits on a thread of its own for what becomes of a notice; it ends with the notice.
fn listen(handle: &NotificationHandle, conversation: Option<ConversationId>, told: SyncSender<Answer>, waker: Waker) {
    let id = handle.id();
    let wait = move || {
        let listened = notify_rust::handle_action(id, |action: &ActionResponse<'_>| {
            let answer = match (action, conversation) {
                (ActionResponse::Custom("default"), _) => Answer::Open(conversation),
                (ActionResponse::Custom("mark-read"), Some(conversation)) => Answer::MarkRead(conversation),
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

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_people_write_is_no_markup() {
        assert_eq!(plain("<b>1 & 2</b>"), "&lt;b&gt;1 &amp; 2&lt;/b&gt;");
    }
}

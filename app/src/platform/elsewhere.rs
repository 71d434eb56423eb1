//! Notices on Windows and macOS, by the crate notify-rust. They are shown there and that is all: they are not taken
//! back, and a press on one is not told to us.

use std::sync::mpsc::SyncSender;

use notify_rust::Notification;
use onionskin_core::api::Waker;

use super::newest::Take;
use super::notifier::{Told, Wish};
use crate::model::notices::Deed;

/// Shows until there are no more wishes.
pub fn run(wishes: &Take<Wish>, _told: &SyncSender<Told>, _waker: &Waker) {
    while let Some(Wish { deed, .. }) = wishes.next() {
        if let Deed::Show(notice) = deed {
            let mut shown = Notification::new();
            shown.appname("Onionskin").summary(&notice.title).body(&notice.body);
            if let Err(error) = shown.show() {
                tracing::info!(%error, "the system shows no notices");
            }
        }
    }
}

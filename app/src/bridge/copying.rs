//! A picture of a message on its way to the clipboard: read by the engine, decoded by a thread, handed to the system.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use egui::{ColorImage, Context};
use onionskin_core::api::{Outcome, Ticket};
use onionskin_media::image::{Limits, Size, thumbnail};

use super::workers::Workers;
use crate::model::Answer;

/// Pixels of a side at most: the system takes the picture while the window waits.
const MOST: u32 = 2_048;

/// At most one picture at a time; a newer wish replaces an older one.
pub struct Copying {
    workers: Arc<Workers>,
    asked: Cell<Option<Ticket>>,
    decoding: RefCell<Option<Receiver<Option<ColorImage>>>>,
}

impl Copying {
    /// Nothing yet.
    pub fn new(workers: Arc<Workers>) -> Self {
        Self { workers, asked: Cell::new(None), decoding: RefCell::new(None) }
    }

    /// Waits for the bytes of a picture that the engine was asked for.
    pub fn wait(&self, ticket: Ticket) {
        self.asked.set(Some(ticket));
        *self.decoding.borrow_mut() = None;
    }

    /// Forgets what is on its way, as when another account is shown.
    pub fn forget(&self) {
        self.asked.set(None);
        *self.decoding.borrow_mut() = None;
    }

    /// Goes on, once a frame. Says whether a picture is on the clipboard now, or can't be; nothing in between.
    pub fn step(&self, ctx: &Context, answer: impl Fn(Ticket) -> Option<Answer>) -> Option<bool> {
        if let Some(answer) = self.asked.get().and_then(answer) {
            self.asked.set(None);
            let Ok(Outcome::File(bytes)) = answer else { return Some(false) };
            let (finish, decoding) = sync_channel(1);
            let waker = ctx.clone();
            let is_taken = self.workers.begin(move || {
                // Nobody listens when something else was asked for meanwhile.
                drop(finish.send(decoded(&bytes)));
                waker.request_repaint();
            });
            *self.decoding.borrow_mut() = is_taken.then_some(decoding);
            return (!is_taken).then_some(false);
        }
        let came = self.decoding.borrow().as_ref()?.try_recv();
        let image = match came {
            Err(TryRecvError::Empty) => return None,
            // The decoder failed on it.
            Err(TryRecvError::Disconnected) => None,
            Ok(image) => image,
        };
        *self.decoding.borrow_mut() = None;
        let is_copied = image.is_some();
        if let Some(image) = image {
            ctx.copy_image(image);
        }
        Some(is_copied)
    }
}

fn decoded(bytes: &[u8]) -> Option<ColorImage> {
    let pixels = thumbnail(bytes, Size { width: MOST, height: MOST }, Limits::default()).ok()?;
    let size = [usize::try_from(pixels.width).ok()?, usize::try_from(pixels.height).ok()?];
    Some(ColorImage::from_rgba_unmultiplied(size, &pixels.rgba))
}

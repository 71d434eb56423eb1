//! Files in the window: their pictures, the way in for those that are sent, and saving them.

use std::sync::Arc;

use egui::Context;
use onionskin_core::api::{Command, FileId, FileWish, Outcome, Ticket};
use onionskin_media::audio::Output;
use onionskin_media::name::safe_file_name;

use super::app::App;
use super::execute;
use crate::bridge::pictures::Source;
use crate::bridge::sounds::Standing;
use crate::bridge::{Copying, Intake, Pictures, Shown, Sounds, Workers};
use crate::text::failure_sentence;
use crate::widgets::{Portraits, ToastKind};

/// Pixels of a side of a person's picture: enough for the largest on a fine screen.
const PORTRAIT: u32 = 192;

/// What the window has for files.
pub(super) struct Media {
    /// The pictures of the account that is shown.
    pub pictures: Pictures,
    /// The sound that plays.
    pub sounds: Sounds,
    /// The way in.
    pub intake: Intake,
    /// The picture that goes to the clipboard.
    copying: Copying,
    /// Files that are being saved.
    saving: Vec<Ticket>,
    /// Of which account the pictures are.
    account: u32,
}

impl Media {
    /// Starts the threads.
    pub fn start(ctx: &Context, output: Box<dyn Output>) -> Self {
        let workers = Arc::new(Workers::start());
        let pictures = Pictures::new(Arc::clone(&workers));
        let sounds = Sounds::start(ctx, output);
        let copying = Copying::new(Arc::clone(&workers));
        Self { pictures, sounds, copying, intake: Intake::new(workers), saving: Vec::new(), account: 0 }
    }
}

impl App {
    /// Takes what came for pictures and asks for what they want; says what became of files that were saved.
    pub(super) fn mind_media(&mut self, ctx: &Context) {
        if self.media.account != self.seat.number || self.seat.lock.is_closed() {
            self.media.account = self.seat.number;
            self.media.pictures.forget();
            self.media.sounds.stop();
            self.media.copying.forget();
        }
        let (seat, tickets) = (&self.seat, &self.tickets);
        let send = |source: Source| {
            let ticket = tickets.next();
            seat.engine.send(source.command(ticket)?).is_ok().then_some(ticket)
        };
        self.media.sounds.step(ctx, send, |ticket| seat.model.answers.take(ticket));
        let pictures = &self.media.pictures;
        pictures.step(ctx, send, |ticket| seat.model.answers.take(ticket));
        Portraits::of(ctx).renew(|portrait| match pictures.portrait(portrait, PORTRAIT) {
            Shown::Ready(texture, _) => Some(texture),
            Shown::Waiting | Shown::Broken => None,
        });
        self.mind_copied(ctx);
        self.mind_saved();
    }

    fn mind_copied(&mut self, ctx: &Context) {
        let answers = &self.seat.model.answers;
        let (kind, key) = match self.media.copying.step(ctx, |ticket| answers.take(ticket)) {
            None => return,
            Some(true) => (ToastKind::Done, "picture-copied"),
            Some(false) => (ToastKind::Trouble, "file-broken"),
        };
        let text = self.text.get(key).to_owned();
        self.toasts.add(kind, text);
    }

    fn mind_saved(&mut self) {
        let mut ended = Vec::new();
        let answers = &self.seat.model.answers;
        self.media.saving.retain(|ticket| match answers.take(*ticket) {
            None => true,
            Some(answer) => {
                ended.push(answer);
                false
            }
        });
        for answer in ended {
            match answer {
                Ok(Outcome::Saved(path)) => {
                    let text = self.text.with("file-saved", &[("path", &path.to_string_lossy())]);
                    self.toasts.add(ToastKind::Done, text);
                }
                Ok(_) => {}
                Err(failure) => {
                    let text = failure_sentence(&self.text, failure.code).to_owned();
                    self.toasts.add(ToastKind::Trouble, text);
                }
            }
        }
    }

    /// Bytes of the pictures that are ready to be shown.
    pub fn picture_bytes(&self) -> usize {
        self.media.pictures.bytes()
    }

    /// Whether a picture that is shown is still on its way.
    pub fn is_picture_coming(&self) -> bool {
        self.media.pictures.is_coming()
    }

    /// How a sound stands; nothing for one that is not the present one.
    pub fn sound_of(&self, file: FileId) -> Option<Standing> {
        self.media.sounds.of(file)
    }

    /// Puts a picture on the clipboard.
    pub(super) fn copy_picture(&mut self, file: FileId) {
        let ticket = self.tickets.next();
        self.media.copying.wait(ticket);
        execute::send(self, Command::UseFile { ticket, file, wish: FileWish::Read });
    }

    /// Saves a file into the folder of downloads.
    pub(super) fn save_file(&mut self, file: FileId, name: &str) {
        let Some(folder) = &self.config.downloads else {
            let text = self.text.get("failure-file-unwritable").to_owned();
            return self.toasts.add(ToastKind::Trouble, text);
        };
        let path = folder.join(safe_file_name(name));
        let ticket = self.tickets.next();
        self.media.saving.push(ticket);
        execute::send(self, Command::UseFile { ticket, file, wish: FileWish::Save(path) });
    }
}

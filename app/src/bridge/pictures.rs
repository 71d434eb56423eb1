//! The pictures of messages as textures, each in the size in which it is shown.
//!
//! A picture that is wanted and not here is read from the engine, decoded by a thread within limits, and uploaded. All
//! textures together take at most [`BUDGET`] bytes: those that were not shown for longest go first. A file that can't
//! be decoded stays broken until the account is left.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use egui::{ColorImage, Context, TextureHandle, TextureId, TextureOptions};
use onionskin_core::api::{Command, ConversationId, FileId, FileWish, Outcome, Ticket};
use onionskin_media::image::{Limits, Pixels, Size, thumbnail};

use super::workers::Workers;
use crate::model::Answer;
use crate::widgets::Portrait;

/// Bytes of all textures together.
pub const BUDGET: usize = 96 << 20;
/// Files that are read at the same time.
const READS: usize = 4;
/// Pictures that may wait to be uploaded.
const DONE: usize = 16;
/// Frames for which a picture that is shown no more is kept at least.
const GRACE: u64 = 2;

/// A picture as it can be shown now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shown {
    /// Not yet.
    Waiting,
    /// Here, with its width and height in pixels.
    Ready(TextureId, [f32; 2]),
    /// Never: the file is damaged, or too large to be decoded.
    Broken,
}

/// Where a picture comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A file of a message.
    File(FileId),
    /// A picture of a person.
    Portrait(Portrait),
}

impl Source {
    /// What asks the engine for its bytes; nothing for what can't be.
    pub fn command(self, ticket: Ticket) -> Option<Command> {
        match self {
            Self::File(file) => Some(Command::UseFile { ticket, file, wish: FileWish::Read }),
            Self::Portrait(portrait) => match ConversationId::from_bytes(&portrait.owner) {
                Ok(ConversationId::Contact(account)) => Some(Command::ReadPortrait { ticket, account }),
                _ => None,
            },
        }
    }
}

/// A picture within a size, in pixels.
type Key = (Source, u32, u32);

enum Slot {
    Wanted,
    Coming,
    Ready(TextureHandle, usize),
    Broken,
}

struct Entry {
    slot: Slot,
    used: u64,
}

struct Inner {
    entries: HashMap<Key, Entry>,
    reading: Vec<(Ticket, Key)>,
    done: Receiver<(Key, u64, Option<Pixels>)>,
    finish: SyncSender<(Key, u64, Option<Pixels>)>,
    frame: u64,
    bytes: usize,
    /// Grows when all is forgotten, so that what was on its way is, too.
    era: u64,
}

/// The pictures of the account that is shown.
pub struct Pictures {
    inner: RefCell<Inner>,
    workers: Arc<Workers>,
}

impl Pictures {
    /// None yet.
    pub fn new(workers: Arc<Workers>) -> Self {
        let (finish, done) = sync_channel(DONE);
        let entries = HashMap::new();
        let inner = Inner { entries, reading: Vec::new(), done, finish, frame: 0, bytes: 0, era: 0 };
        Self { inner: RefCell::new(inner), workers }
    }

    /// Bytes of all textures.
    pub fn bytes(&self) -> usize {
        self.inner.borrow().bytes
    }

    /// Whether a picture that was shown in the last frame is still on its way.
    pub fn is_coming(&self) -> bool {
        let inner = self.inner.borrow();
        let is_coming = |entry: &Entry| matches!(entry.slot, Slot::Wanted | Slot::Coming);
        inner.entries.values().any(|entry| entry.used == inner.frame && is_coming(entry))
    }

    /// The picture of a file that is here, within a size in pixels.
    pub fn get(&self, file: FileId, size: [u32; 2]) -> Shown {
        self.of(Source::File(file), size)
    }

    /// The picture of a person, cut to a square of so many pixels a side at most.
    pub fn portrait(&self, portrait: Portrait, side: u32) -> Shown {
        self.of(Source::Portrait(portrait), [side, side])
    }

    fn of(&self, file: Source, [width, height]: [u32; 2]) -> Shown {
        let mut inner = self.inner.borrow_mut();
        let used = inner.frame;
        let entry = inner.entries.entry((file, width, height)).or_insert(Entry { slot: Slot::Wanted, used });
        entry.used = used;
        match &entry.slot {
            Slot::Wanted | Slot::Coming => Shown::Waiting,
            Slot::Ready(texture, _) => Shown::Ready(texture.id(), texture.size_vec2().into()),
            Slot::Broken => Shown::Broken,
        }
    }

    /// Forgets everything, as when another account is shown.
    pub fn forget(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.entries.clear();
        inner.reading.clear();
        inner.bytes = 0;
        inner.era += 1;
    }

    /// Takes what came and asks for what is wanted: once a frame, before screens are shown. `send` asks the engine
    /// for the bytes of a picture if there is room, `answer` takes the answer to one.
    pub fn step(
        &self,
        ctx: &Context,
        mut send: impl FnMut(Source) -> Option<Ticket>,
        answer: impl Fn(Ticket) -> Option<Answer>,
    ) {
        let mut inner = self.inner.borrow_mut();
        let inner = &mut *inner;
        inner.take_done(ctx);
        inner.take_answers(ctx, &self.workers, answer);
        inner.shrink();
        inner.frame += 1;
        let wanted = inner.entries.iter().filter(|(_, entry)| matches!(entry.slot, Slot::Wanted));
        let free = READS.saturating_sub(inner.reading.len());
        // What is in view now comes before what was scrolled away.
        let mut wanted: Vec<(u64, Key)> = wanted.map(|(key, entry)| (u64::MAX - entry.used, *key)).collect();
        wanted.sort_unstable();
        for (_, key) in wanted.into_iter().take(free) {
            let Some(ticket) = send(key.0) else { return };
            inner.reading.push((ticket, key));
            if let Some(entry) = inner.entries.get_mut(&key) {
                entry.slot = Slot::Coming;
            }
        }
    }
}

impl Inner {
    fn put(&mut self, key: Key, slot: Slot) {
        if let Some(entry) = self.entries.get_mut(&key) {
            if let Slot::Ready(_, bytes) = slot {
                self.bytes += bytes;
            }
            entry.slot = slot;
        }
    }

    fn take_done(&mut self, ctx: &Context) {
        while let Ok((key, era, pixels)) = self.done.try_recv() {
            if era != self.era {
                continue;
            }
            let slot = match pixels {
                Some(pixels) => {
                    let size = [pixels.width, pixels.height].map(|side| usize::try_from(side).unwrap_or(0));
                    let image = ColorImage::from_rgba_unmultiplied(size, &pixels.rgba);
                    let bytes = pixels.rgba.len();
                    Slot::Ready(ctx.load_texture("picture", image, TextureOptions::LINEAR), bytes)
                }
                None => Slot::Broken,
            };
            self.put(key, slot);
        }
    }

    fn take_answers(&mut self, ctx: &Context, workers: &Workers, answer: impl Fn(Ticket) -> Option<Answer>) {
        let mut still = Vec::new();
        for (ticket, key) in std::mem::take(&mut self.reading) {
            match answer(ticket) {
                None => still.push((ticket, key)),
                Some(Ok(Outcome::File(bytes))) => {
                    let (finish, waker, era) = (self.finish.clone(), ctx.clone(), self.era);
                    let is_taken = workers.begin(move || {
                        let fit = Size { width: key.1, height: key.2 };
                        let pixels = thumbnail(&bytes, fit, Limits::default()).ok();
                        // Nobody listens only when the window is gone.
                        drop(finish.send((key, era, pixels)));
                        waker.request_repaint();
                    });
                    if !is_taken {
                        self.put(key, Slot::Wanted);
                        ctx.request_repaint();
                    }
                }
                Some(_) => self.put(key, Slot::Broken),
            }
        }
        self.reading = still;
    }

    fn shrink(&mut self) {
        if self.bytes <= BUDGET {
            return;
        }
        let mut ready: Vec<(u64, Key, usize)> = self
            .entries
            .iter()
            .filter_map(|(key, entry)| match entry.slot {
                Slot::Ready(_, bytes) if entry.used + GRACE < self.frame => Some((entry.used, *key, bytes)),
                _ => None,
            })
            .collect();
        ready.sort_unstable();
        for (_, key, bytes) in ready {
            if self.bytes <= BUDGET {
                return;
            }
            self.entries.remove(&key);
            self.bytes -= bytes;
        }
    }
}

//! Files on their way into a message: chosen in a dialog of the system, dropped on the window or pasted.
//!
//! A thread reads each, takes out what it tells about who made it and where, makes a picture that is too large
//! smaller, and makes a small picture of it to show over the composer. Nothing is written to the disk.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use egui::{ColorImage, Context, TextureHandle, TextureOptions};
use onionskin_core::api::NewFile;
use onionskin_media::clean::clean;
use onionskin_media::image::{Crop, Limits, Pixels, Quality, Size, avatar, dimensions, prepare, thumbnail};
use onionskin_media::kind::{Kind, identify};
use onionskin_media::name::safe_file_name;
use onionskin_media::video;

use super::workers::Workers;

/// Bytes of a file that is read at most: a picture may shrink.
const MOST_READ: u64 = 60_000_000;
/// Bytes of a file that is sent at most.
pub const MOST_SENT: usize = 10_000_000;
/// Side of the small picture, in pixels.
const SMALL: u32 = 160;
/// Files that may wait to be shown.
const DONE: usize = 64;

/// Why a file can't be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It can't be read.
    Unreadable,
    /// It is empty or a folder.
    Empty,
    /// It is larger than can be sent.
    TooLarge,
}

/// A file over the composer.
#[derive(Clone)]
pub struct Attached {
    /// What is sent.
    pub file: NewFile,
    /// A small picture of it.
    pub small: Option<TextureHandle>,
}

impl std::fmt::Debug for Attached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Attached").field(&self.file).finish()
    }
}

/// A file that was read, or its name and why it can't be sent.
type Read = Result<(NewFile, Option<Pixels>), (String, Unfit)>;

/// The picture of ourselves that was chosen, why it is none, or nothing when the dialog was closed.
type Chosen = Option<Result<Arc<[u8]>, Unfit>>;

/// A file that is not yet read.
enum Source {
    Path(PathBuf),
    Bytes(String, Arc<[u8]>),
    Image(String, Arc<ColorImage>),
}

/// The way in.
pub struct Intake {
    workers: Arc<Workers>,
    done: Receiver<Read>,
    finish: SyncSender<Read>,
    chosen: RefCell<Option<Receiver<Vec<PathBuf>>>>,
    portrait: RefCell<Option<Receiver<Chosen>>>,
}

impl Intake {
    /// Nothing yet.
    pub fn new(workers: Arc<Workers>) -> Self {
        let (finish, done) = sync_channel(DONE);
        Self { workers, done, finish, chosen: RefCell::new(None), portrait: RefCell::new(None) }
    }

    /// Reads a file.
    pub fn add_path(&self, ctx: &Context, path: PathBuf) {
        self.add(ctx, Source::Path(path));
    }

    /// Takes bytes under a name.
    pub fn add_bytes(&self, ctx: &Context, name: String, bytes: Arc<[u8]>) {
        self.add(ctx, Source::Bytes(name, bytes));
    }

    /// Takes a picture from the clipboard under a name without an extension.
    pub fn add_image(&self, ctx: &Context, name: String, image: Arc<ColorImage>) {
        self.add(ctx, Source::Image(name, image));
    }

    fn add(&self, ctx: &Context, source: Source) {
        let (finish, ctx) = (self.finish.clone(), ctx.clone());
        let is_taken = self.workers.begin(move || {
            // Nobody listens only when the window is gone.
            drop(finish.send(read(&source)));
            ctx.request_repaint();
        });
        if !is_taken {
            tracing::warn!("too many files at once");
        }
    }

    /// Lets the person choose files in a dialog of the system, unless one is open.
    pub fn choose(&self, ctx: &Context) {
        let mut chosen = self.chosen.borrow_mut();
        if chosen.is_some() {
            return;
        }
        let (finish, waiting) = sync_channel(1);
        let ctx = ctx.clone();
        let started = std::thread::Builder::new().name("file-dialog".to_owned()).spawn(move || {
            let paths = rfd::FileDialog::new().pick_files().unwrap_or_default();
            drop(finish.send(paths));
            ctx.request_repaint();
        });
        match started {
            Ok(_) => *chosen = Some(waiting),
            Err(error) => tracing::error!(%error, "no thread for a dialog"),
        }
    }

    /// Lets the person choose a picture of themselves, unless a dialog for that is open.
    pub fn choose_portrait(&self, ctx: &Context) {
        let mut portrait = self.portrait.borrow_mut();
        if portrait.is_some() {
            return;
        }
        let (finish, waiting) = sync_channel(1);
        let ctx = ctx.clone();
        let started = std::thread::Builder::new().name("portrait-dialog".to_owned()).spawn(move || {
            let dialog = rfd::FileDialog::new().add_filter("", &["jpg", "jpeg", "png", "webp", "gif", "bmp"]);
            drop(finish.send(dialog.pick_file().map(|path| read_path(&path).and_then(|bytes| portrait_of(&bytes)))));
            ctx.request_repaint();
        });
        match started {
            Ok(_) => *portrait = Some(waiting),
            Err(error) => tracing::error!(%error, "no thread for a dialog"),
        }
    }

    /// The picture that was chosen, or why it is none; nothing while there is none.
    pub fn take_portrait(&self) -> Option<Result<Arc<[u8]>, Unfit>> {
        let chosen = self.portrait.borrow().as_ref()?.try_recv().ok()?;
        *self.portrait.borrow_mut() = None;
        chosen
    }

    /// What is ready, or why it is not.
    pub fn take(&self, ctx: &Context) -> Vec<Result<Attached, (String, Unfit)>> {
        let paths = self.chosen.borrow().as_ref().and_then(|waiting| waiting.try_recv().ok());
        if let Some(paths) = paths {
            *self.chosen.borrow_mut() = None;
            for path in paths {
                self.add_path(ctx, path);
            }
        }
        let attached = |(file, pixels): (NewFile, Option<Pixels>)| Attached {
            file,
            small: pixels.map(|pixels| {
                let size = [pixels.width, pixels.height].map(|side| usize::try_from(side).unwrap_or(0));
                let image = ColorImage::from_rgba_unmultiplied(size, &pixels.rgba);
                ctx.load_texture("attached", image, TextureOptions::LINEAR)
            }),
        };
        self.done.try_iter().map(|read| read.map(attached)).collect()
    }
}

fn read(source: &Source) -> Read {
    match source {
        Source::Bytes(name, bytes) => prepared(name, bytes).map_err(|unfit| (name.clone(), unfit)),
        Source::Image(name, image) => {
            let name = format!("{name}.png");
            let bytes = pixels_of(image).and_then(|pixels| pixels.png()).ok_or(Unfit::Unreadable);
            bytes.and_then(|bytes| prepared(&name, &bytes)).map_err(|unfit| (name, unfit))
        }
        Source::Path(path) => {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            read_path(path).and_then(|bytes| prepared(&name, &bytes)).map_err(|unfit| (name, unfit))
        }
    }
}

fn pixels_of(image: &ColorImage) -> Option<Pixels> {
    let [width, height] = image.size.map(|side| u32::try_from(side).ok());
    let rgba = image.pixels.iter().flat_map(egui::Color32::to_srgba_unmultiplied).collect();
    Some(Pixels { width: width?, height: height?, rgba })
}

/// Reads a file from the disk, if it is not too large to be sent even when it is made smaller.
///
/// # Errors
/// [`Unfit`].
pub fn read_path(path: &Path) -> Result<Vec<u8>, Unfit> {
    let about = std::fs::metadata(path).map_err(|_error| Unfit::Unreadable)?;
    if !about.is_file() {
        return Err(Unfit::Empty);
    }
    if about.len() > MOST_READ {
        return Err(Unfit::TooLarge);
    }
    std::fs::read(path).map_err(|_error| Unfit::Unreadable)
}

/// Makes a file ready to be sent.
///
/// # Errors
/// [`Unfit::Empty`], [`Unfit::TooLarge`].
pub fn new_file(name: &str, bytes: &[u8]) -> Result<NewFile, Unfit> {
    prepared(name, bytes).map(|(file, _)| file)
}

/// The middle of a picture as a square, in the size in which people's pictures are sent.
fn portrait_of(bytes: &[u8]) -> Result<Arc<[u8]>, Unfit> {
    let size = dimensions(bytes).ok_or(Unfit::Unreadable)?;
    let made = avatar(bytes, Crop::middle(size)).map_err(|_not_a_picture| Unfit::Unreadable)?;
    Ok(made.bytes.into())
}

fn prepared(name: &str, bytes: &[u8]) -> Result<(NewFile, Option<Pixels>), Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    let kind = identify(bytes, name);
    let mut file = NewFile { name: safe_file_name(name), content_type: kind.mime().to_owned(), ..NewFile::default() };
    let mut small = None;
    if kind.is_picture() {
        // As it is it might tell where it was taken, so one that can't be taken apart stays here.
        let ready = prepare(bytes, Quality::Balanced).map_err(|_damaged| Unfit::Unreadable)?;
        ready.kind.mime().clone_into(&mut file.content_type);
        file.name = with_extension(&file.name, ready.kind, kind);
        file.dimensions = Some((ready.size.width, ready.size.height));
        small = thumbnail(&ready.bytes, Size { width: SMALL, height: SMALL }, Limits::default()).ok();
        file.bytes = ready.bytes.into();
    } else {
        let facts = video::facts(bytes);
        file.dimensions = facts.size.map(|size| (size.width, size.height));
        file.bytes = clean(bytes.to_vec()).into_bytes().into();
    }
    if file.bytes.len() > MOST_SENT {
        return Err(Unfit::TooLarge);
    }
    Ok((file, small))
}

/// The name of a file that became another kind of picture.
fn with_extension(name: &str, now: Kind, before: Kind) -> String {
    if now == before {
        return name.to_owned();
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}.{}", now.extension())
}

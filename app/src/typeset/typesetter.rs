//! The one place where texts are laid out: fonts, cache and atlas behind one handle.
//!
//! The handle is cheap to clone and is kept in egui's memory. Its lock is only ever taken by the window's thread,
//! and once by the thread that has enumerated the fonts, for as long as it takes to move a value.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use egui::epaint::FontColorTransferFunction;
use egui::mutex::Mutex;
use egui::{Context, Id};

use super::atlas::Atlas;
use super::build::{Fit, lay};
use super::cache::Cache;
use super::fonts::{EguiFonts, FontBook, OwnFont};
use super::laid::Laid;
use super::style::{Options, TextStyle};

struct Shared {
    book: FontBook,
    cache: Cache,
    atlas: Atlas,
    generation: u64,
    shaped: u64,
}

/// Lays out texts and keeps what it has laid out.
#[derive(Clone)]
pub struct Typesetter {
    shared: Arc<Mutex<Shared>>,
    is_mirrored: Arc<AtomicBool>,
}

impl std::fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typesetter").finish_non_exhaustive()
    }
}

/// What the caches hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Layouts.
    pub layouts: usize,
    /// Bytes of the layouts, about.
    pub layout_bytes: usize,
    /// Bytes of the textures with glyphs.
    pub atlas_bytes: usize,
    /// Texts that were shaped so far.
    pub shaped: u64,
}

impl Typesetter {
    /// A typesetter that knows the fonts of the program.
    pub fn new(own: &[OwnFont]) -> Self {
        Self::with(FontBook::new(own, false))
    }

    fn with(book: FontBook) -> Self {
        let shared = Shared { book, cache: Cache::default(), atlas: Atlas::default(), generation: 0, shaped: 0 };
        Self { shared: Arc::new(Mutex::new(shared)), is_mirrored: Arc::default() }
    }

    /// Installs a typesetter in a context, and lets a thread find the fonts of the system. egui's own texts fall
    /// back to the same fonts. `folders`, asked for in that thread, may hold more fonts, such as a pack that comes
    /// with the program.
    pub fn install(
        ctx: &Context,
        own: &'static [OwnFont],
        folders: impl FnOnce() -> Vec<PathBuf> + Send + 'static,
    ) -> Self {
        let typesetter = Self::new(own);
        typesetter.keep_in(ctx);
        let (loader, window) = (typesetter.clone(), ctx.clone());
        let load = move || {
            loader.load_system_and(&folders());
            window.add_font_provider(Arc::new(EguiFonts(loader)));
        };
        if let Err(error) = std::thread::Builder::new().name("fonts".into()).spawn(load) {
            tracing::warn!(%error, "the fonts of the system are not used");
        }
        typesetter
    }

    /// Installs a typesetter that knows all fonts from the first frame on: for tests.
    pub fn install_now(ctx: &Context, own: &'static [OwnFont]) -> Self {
        let typesetter = Self::new(own);
        typesetter.load_system();
        typesetter.keep_in(ctx);
        ctx.add_font_provider(Arc::new(EguiFonts(typesetter.clone())));
        typesetter
    }

    /// Installs a typesetter that knows only the fonts of the program and those in folders, as on a system that has
    /// none: for tests.
    pub fn install_without_system(ctx: &Context, own: &'static [OwnFont], folders: &[PathBuf]) -> Self {
        let typesetter = Self::with(FontBook::without_system(own, folders));
        typesetter.keep_in(ctx);
        ctx.add_font_provider(Arc::new(EguiFonts(typesetter.clone())));
        typesetter
    }

    /// Makes this the typesetter of a context.
    pub fn keep_in(&self, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(Id::NULL, self.clone()));
    }

    /// Enumerates the fonts of the system, which takes a while, and changes to them.
    pub fn load_system(&self) {
        self.load_system_and(&[]);
    }

    fn load_system_and(&self, folders: &[PathBuf]) {
        let own = self.with_book(|book| book.own());
        let mut book = FontBook::completed(own, folders);
        book.warm();
        let mut shared = self.shared.lock();
        shared.book = book;
        shared.cache.clear();
        shared.generation += 1;
    }

    /// Waits until the fonts of the system are known: for tests, whose pictures are to be the same each time.
    pub fn wait_for_system(&self) {
        while !self.with_book(|book| book.is_complete) {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    /// The typesetter of a context, if there is one.
    pub fn find(ctx: &Context) -> Option<Self> {
        ctx.data(|data| data.get_temp(Id::NULL))
    }

    /// The typesetter of a context. One without fonts of the program is made if there is none.
    pub fn of(ctx: &Context) -> Self {
        Self::find(ctx).unwrap_or_else(|| {
            let typesetter = Self::with(FontBook::new(&[], true));
            typesetter.keep_in(ctx);
            typesetter
        })
    }

    /// Says whether the window is mirrored as a whole after it was painted, so that texts are to be reflected
    /// in their boxes before.
    pub fn set_mirrored(&self, is_mirrored: bool) {
        if self.is_mirrored.swap(is_mirrored, Ordering::Relaxed) != is_mirrored {
            self.shared.lock().generation += 1;
        }
    }

    /// Whether the window is mirrored as a whole.
    pub fn is_mirrored(&self) -> bool {
        self.is_mirrored.load(Ordering::Relaxed)
    }

    /// Changes when the fonts or the direction of the window do: layouts that are kept elsewhere are then to be
    /// made again.
    pub fn generation(&self) -> u64 {
        self.shared.lock().generation
    }

    /// What the caches hold.
    pub fn held(&self) -> Held {
        let shared = self.shared.lock();
        Held {
            layouts: shared.cache.len(),
            layout_bytes: shared.cache.bytes(),
            atlas_bytes: shared.atlas.bytes(),
            shaped: shared.shaped,
        }
    }

    /// A text laid out in a width, in points; from the cache if it was laid out before. `f32::INFINITY` wraps
    /// nothing.
    pub fn layout(
        &self,
        ctx: &Context,
        text: &Arc<str>,
        style: TextStyle,
        max_width: f32,
        options: Options<'_>,
    ) -> Arc<Laid> {
        self.cached(ctx, text, &self.fit(ctx, style, max_width, options), || Arc::clone(text))
    }

    /// As [`Self::layout`], for a text that is not shared yet.
    pub fn layout_str(
        &self,
        ctx: &Context,
        text: &str,
        style: TextStyle,
        max_width: f32,
        options: Options<'_>,
    ) -> Arc<Laid> {
        self.cached(ctx, text, &self.fit(ctx, style, max_width, options), || text.into())
    }

    fn fit<'a>(&self, ctx: &Context, style: TextStyle, max_width: f32, options: Options<'a>) -> Fit<'a> {
        Fit::new(style, max_width, options, ctx.pixels_per_point()).mirrored(self.is_mirrored())
    }

    fn cached(&self, ctx: &Context, text: &str, fit: &Fit<'_>, shared_text: impl FnOnce() -> Arc<str>) -> Arc<Laid> {
        let frame = ctx.cumulative_frame_nr();
        let mut guard = self.shared.lock();
        let shared = &mut *guard;
        let key = key(text, fit);
        if let Some(laid) = shared.cache.get(key, text, frame) {
            return laid;
        }
        shared.shaped += 1;
        let laid = Arc::new(lay(&mut shared.book, &shared_text(), fit));
        shared.cache.put(key, Arc::clone(&laid));
        laid
    }

    /// A text laid out without the cache: for what changes with every key, and for secrets.
    pub fn layout_once(
        &self,
        ctx: &Context,
        text: &Arc<str>,
        style: TextStyle,
        max_width: f32,
        options: Options<'_>,
    ) -> Arc<Laid> {
        let fit = self.fit(ctx, style, max_width, options);
        let mut shared = self.shared.lock();
        shared.shaped += 1;
        Arc::new(lay(&mut shared.book, text, &fit))
    }

    /// Uses the fonts.
    pub(super) fn with_book<T>(&self, with: impl FnOnce(&mut FontBook) -> T) -> T {
        with(&mut self.shared.lock().book)
    }

    /// Uses the atlas.
    pub(super) fn with_atlas<T>(&self, ctx: &Context, with: impl FnOnce(&mut Atlas) -> T) -> T {
        let is_dark = ctx.style_of(ctx.theme()).visuals.dark_mode;
        let mut shared = self.shared.lock();
        shared.atlas.set_transfer(if is_dark {
            FontColorTransferFunction::DARK_MODE_DEFAULT
        } else {
            FontColorTransferFunction::LIGHT_MODE_DEFAULT
        });
        with(&mut shared.atlas)
    }
}

fn key(text: &str, fit: &Fit<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    fit.hash(&mut hasher);
    hasher.finish()
}

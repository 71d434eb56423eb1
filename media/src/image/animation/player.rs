//! An animation from the outside: its size, how often it plays, its frames one after another.

use std::sync::Arc;

use super::canvas::Canvas;
use super::{apng, gif, webp};
use crate::image::{DecodeError, Limits, Pixels, Size};
use crate::kind::{Kind, Picture, sniff};

/// Canvases in memory at once: the drawn one, the saved one, a frame, the copy that is given out.
const CANVASES: u64 = 4;
/// Frames that claim to last this long or less, in milliseconds, last [`USUAL_MS`]: as in every browser.
const TOO_SHORT_MS: u32 = 10;
const USUAL_MS: u32 = 100;
/// Frames are never shorter than this, in milliseconds.
const SHORTEST_MS: u32 = 20;

/// How often an animation plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loops {
    /// Without end.
    Forever,
    /// This often, at least once.
    Times(u32),
}

/// A frame, drawn over those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The whole picture.
    pub pixels: Pixels,
    /// How long it stays, in milliseconds: 20 or more.
    pub delay_ms: u32,
}

/// An animated picture. It can be handed from thread to thread.
pub struct Animation {
    bytes: Arc<[u8]>,
    limits: Limits,
    fit: Option<Size>,
    source: Source,
    canvas: Canvas,
    size: Size,
    loops: Loops,
    shown: usize,
}

impl std::fmt::Debug for Animation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Animation({}x{}, frame {})", self.size.width, self.size.height, self.shown)
    }
}

enum Source {
    Gif(Box<gif::Frames>),
    Apng(Box<apng::Frames>),
    Webp(webp::Frames),
}

impl Source {
    fn open(bytes: &Arc<[u8]>, limits: Limits) -> Result<Self, DecodeError> {
        match sniff(bytes) {
            Kind::Picture(Picture::Gif) => Ok(Self::Gif(Box::new(gif::Frames::open(Arc::clone(bytes), limits)?))),
            Kind::Picture(Picture::Apng) => Ok(Self::Apng(Box::new(apng::Frames::open(Arc::clone(bytes), limits)?))),
            Kind::Picture(Picture::Webp) => Ok(Self::Webp(webp::Frames::open(Arc::clone(bytes), limits)?)),
            _ => Err(DecodeError::UnknownFormat),
        }
    }

    fn size(&self) -> Size {
        match self {
            Self::Gif(frames) => frames.size(),
            Self::Apng(frames) => frames.size(),
            Self::Webp(frames) => frames.size(),
        }
    }

    fn loops(&self, bytes: &[u8]) -> Loops {
        match self {
            Self::Gif(_) => gif::loops(bytes),
            Self::Apng(frames) => frames.loops(),
            Self::Webp(frames) => frames.loops(),
        }
    }

    fn next(&mut self, canvas: &mut Canvas) -> Result<Option<u32>, DecodeError> {
        match self {
            Self::Gif(frames) => frames.next(canvas),
            Self::Apng(frames) => frames.next(canvas),
            Self::Webp(frames) => frames.next(canvas),
        }
    }
}

impl Animation {
    /// Reads the header of a GIF, APNG or WebP with an animation in it.
    ///
    /// # Errors
    /// [`DecodeError`]: over a limit, no such format, or damaged.
    pub fn open(bytes: Arc<[u8]>, limits: Limits) -> Result<Self, DecodeError> {
        if bytes.len() > limits.file_bytes {
            return Err(DecodeError::TooLarge);
        }
        let source = Source::open(&bytes, limits)?;
        let size = source.size();
        if size.pixels() == 0 {
            return Err(DecodeError::Damaged);
        }
        let memory = size.pixels().saturating_mul(4 * CANVASES);
        if size.width > limits.side_pixels || size.height > limits.side_pixels || memory > limits.memory_bytes {
            return Err(DecodeError::TooLarge);
        }
        let loops = source.loops(&bytes);
        Ok(Self { bytes, limits, fit: None, source, canvas: Canvas::new(size), size, loops, shown: 0 })
    }

    /// Gives its frames in the size `size().inside(fit)`.
    #[must_use]
    pub fn inside(mut self, fit: Size) -> Self {
        self.fit = Some(fit);
        self
    }

    /// Size of the canvas.
    pub fn size(&self) -> Size {
        self.size
    }

    /// How often it plays; counting is up to the one who shows it.
    pub fn loops(&self) -> Loops {
        self.loops
    }

    /// The next frame; `None` after the last, at the limit of frames, or where the rest is damaged.
    ///
    /// # Errors
    /// [`DecodeError`]: not even the first frame can be read.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, DecodeError> {
        if self.shown >= self.limits.frames {
            return Ok(None);
        }
        match self.source.next(&mut self.canvas) {
            Ok(Some(delay_ms)) => {
                self.shown += 1;
                let whole = self.canvas.pixels();
                let pixels = self.fit.map_or_else(|| whole.clone(), |fit| whole.inside(fit));
                let delay_ms = if delay_ms <= TOO_SHORT_MS { USUAL_MS } else { delay_ms.max(SHORTEST_MS) };
                Ok(Some(Frame { pixels, delay_ms }))
            }
            Ok(None) if self.shown == 0 => Err(DecodeError::Damaged),
            Err(error) if self.shown == 0 => Err(error),
            Ok(None) | Err(_) => {
                // What is damaged once stays so: nothing more comes until the start.
                self.limits.frames = self.limits.frames.min(self.shown);
                Ok(None)
            }
        }
    }

    /// Goes back to the first frame.
    ///
    /// # Errors
    /// [`DecodeError`], as [`Animation::open`].
    pub fn rewind(&mut self) -> Result<(), DecodeError> {
        self.source = Source::open(&self.bytes, self.limits)?;
        self.canvas.clear();
        self.shown = 0;
        Ok(())
    }
}

/// Whether a picture has more than one frame; looks at its structure, not at its pixels.
pub fn is_animated(bytes: &[u8]) -> bool {
    match sniff(bytes) {
        Kind::Picture(Picture::Gif) => gif::is_animated(bytes),
        Kind::Picture(Picture::Webp) => webp::is_animated(bytes),
        Kind::Picture(Picture::Apng) => {
            // The first number in `acTL`.
            crate::bytes::find(bytes, b"acTL").and_then(|at| crate::bytes::u32_be(bytes, at + 4)) > Some(1)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;

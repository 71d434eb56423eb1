//! A text that is laid out: paragraphs, each in the direction of its own content, and where every byte of it is.
//!
//! Paragraphs end at line breaks of the text (UAX 9, rule P1), and each is shaped, ordered and broken by itself,
//! since the direction of one says nothing about the next. All measures within are physical pixels, so that
//! glyphs stand on whole pixels; what is given out is in points.
//!
//! A window for a language that runs from right to left is laid out as any other and mirrored as a whole when it
//! is done. A text must not be mirrored, so for such a window all that is given out of it, glyphs and measures, is
//! reflected within its own box: mirroring the window puts it right again.

use std::ops::Range;
use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Rect, Vec2, pos2, vec2};
use parley::{Affinity, Cursor, Layout, Selection};

use super::fonts::Brush;
use super::paint::Quads;
use super::style::{Look, Span};

/// A place between two characters, and to which of them it belongs where that makes a difference: at the end of
/// a wrapped line, and where the direction changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Caret {
    /// Bytes before it.
    pub byte: usize,
    /// Whether it belongs to the character before it.
    pub is_upstream: bool,
}

impl Caret {
    /// Before the character at a byte.
    pub fn at(byte: usize) -> Self {
        Self { byte, is_upstream: false }
    }

    fn affinity(self) -> Affinity {
        if self.is_upstream { Affinity::Upstream } else { Affinity::Downstream }
    }
}

/// A paragraph that is laid out.
#[derive(Clone)]
pub struct Paragraph {
    /// Its bytes, without the line break at its end.
    pub range: Range<usize>,
    /// Bytes of its line break.
    pub break_bytes: usize,
    /// Glyphs and lines.
    pub layout: Arc<Layout<Brush>>,
    /// From the left of the text to that of the layout, in pixels.
    pub x: f32,
    /// From the top of the text, in pixels.
    pub y: f32,
    /// In pixels.
    pub height: f32,
}

impl Paragraph {
    /// The cursor of the shaper for a caret within.
    pub fn cursor(&self, caret: Caret) -> Cursor {
        let byte = caret.byte.clamp(self.range.start, self.range.end) - self.range.start;
        Cursor::from_byte_index(&self.layout, byte, caret.affinity())
    }

    /// The caret of the text for a cursor of the shaper.
    pub fn caret(&self, cursor: Cursor) -> Caret {
        let byte = (self.range.start + cursor.index()).min(self.range.end);
        Caret { byte, is_upstream: cursor.affinity() == Affinity::Upstream && byte > self.range.start }
    }
}

/// A text that is laid out. Cheap to share; painting it again costs copying its glyphs.
pub struct Laid {
    pub(super) text: Arc<str>,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) spans: Arc<[Span]>,
    pub(super) pixels_per_point: f32,
    /// Width and height, in pixels.
    pub(super) size: Vec2,
    pub(super) is_elided: bool,
    /// Whether it is for a window that is mirrored as a whole.
    pub(super) is_mirrored: bool,
    pub(super) shows_missing: bool,
    pub(super) quads: Mutex<Quads>,
}

impl std::fmt::Debug for Laid {
    /// Without the text: it is somebody's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Laid").field("size", &self.size()).field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

impl Laid {
    /// The text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Width of the widest line and height of all, in points.
    pub fn size(&self) -> Vec2 {
        self.size / self.pixels_per_point
    }

    /// Whether an ellipsis stands for a part of it.
    pub fn is_elided(&self) -> bool {
        self.is_elided
    }

    /// Lines of all paragraphs.
    pub fn lines(&self) -> usize {
        self.paragraphs.iter().map(|paragraph| paragraph.layout.len()).sum()
    }

    /// Whether the first paragraph runs from right to left; in a mirrored window, whether it runs against it.
    pub fn is_rtl(&self) -> bool {
        self.paragraphs.first().is_some_and(|paragraph| paragraph.layout.is_rtl() != self.is_mirrored)
    }

    /// As [`Self::is_rtl`], for the last paragraph.
    pub fn ends_rtl(&self) -> bool {
        self.paragraphs.last().is_some_and(|paragraph| paragraph.layout.is_rtl() != self.is_mirrored)
    }

    /// The place, in pixels from the left, where what is at `x` is given out.
    pub(super) fn across(&self, x: f32) -> f32 {
        if self.is_mirrored { self.size.x - x } else { x }
    }

    /// A rectangle, in pixels, where it is given out.
    pub(super) fn across_rect(&self, rect: Rect) -> Rect {
        let (one, other) = (self.across(rect.left()), self.across(rect.right()));
        Rect::from_min_max(pos2(one.min(other), rect.top()), pos2(one.max(other), rect.bottom()))
    }

    /// The bytes and the number in its font of every glyph; a number of 0 stands for what no font has.
    pub fn glyphs(&self) -> Vec<(Range<usize>, u32)> {
        let mut glyphs = Vec::new();
        for paragraph in &self.paragraphs {
            for run in paragraph.layout.lines().flat_map(|line| line.runs()) {
                for cluster in run.clusters() {
                    let bytes = cluster.text_range();
                    let bytes = paragraph.range.start + bytes.start..paragraph.range.start + bytes.end;
                    glyphs.extend(cluster.glyphs().map(|glyph| (bytes.clone(), glyph.id)));
                }
            }
        }
        glyphs
    }

    /// From the top to the baseline of the first line, in points.
    pub fn baseline(&self) -> f32 {
        let first = self.paragraphs.first().and_then(|paragraph| paragraph.layout.first_baseline());
        first.unwrap_or(self.size.y) / self.pixels_per_point
    }

    /// Left and right end of the ink of the last line, in points: where a time of day may stand beside it.
    pub fn last_line(&self) -> (f32, f32) {
        let Some(paragraph) = self.paragraphs.last() else { return (0.0, 0.0) };
        let Some(line) = paragraph.layout.len().checked_sub(1).and_then(|last| paragraph.layout.get(last)) else {
            return (0.0, 0.0);
        };
        let (left, right) = line_ends(&line, paragraph.layout.is_rtl());
        let (one, other) = (self.across(left + paragraph.x), self.across(right + paragraph.x));
        (one.min(other) / self.pixels_per_point, one.max(other) / self.pixels_per_point)
    }

    /// The caret nearest to a point, in points from the left upper corner.
    pub fn hit(&self, at: Vec2) -> Caret {
        let at = at * self.pixels_per_point;
        let below = |paragraph: &&Paragraph| at.y < paragraph.y + paragraph.height;
        let Some(paragraph) = self.paragraphs.iter().find(below).or(self.paragraphs.last()) else {
            return Caret::default();
        };
        let y = (at.y - paragraph.y).clamp(0.0, (paragraph.height - 1.0).max(0.0));
        paragraph.caret(Cursor::from_point(&paragraph.layout, self.across(at.x) - paragraph.x, y))
    }

    /// The byte under a point, if there is a character: for links.
    pub fn byte_at(&self, at: Vec2) -> Option<usize> {
        let at = at * self.pixels_per_point;
        let under = |paragraph: &&Paragraph| (paragraph.y..paragraph.y + paragraph.height).contains(&at.y);
        let paragraph = self.paragraphs.iter().find(under)?;
        let (x, y) = (self.across(at.x) - paragraph.x, at.y - paragraph.y);
        let (cluster, _) = parley::Cluster::from_point_exact(&paragraph.layout, x, y)?;
        Some((paragraph.range.start + cluster.text_range().start).min(paragraph.range.end))
    }

    /// The number of the paragraph that holds a byte.
    pub(super) fn paragraph_at(&self, byte: usize) -> usize {
        let after = self.paragraphs.partition_point(|paragraph| paragraph.range.start <= byte);
        after.saturating_sub(1)
    }

    /// Where a caret stands: a thin rectangle, in points from the left upper corner.
    pub fn caret_rect(&self, caret: Caret) -> Rect {
        let Some(paragraph) = self.paragraphs.get(self.paragraph_at(caret.byte)) else { return Rect::ZERO };
        let bounds = paragraph.cursor(caret).geometry(&paragraph.layout, 0.0);
        self.points(paragraph, bounds)
    }

    #[expect(clippy::cast_possible_truncation, reason = "places on a screen are small")]
    fn points(&self, paragraph: &Paragraph, bounds: parley::BoundingBox) -> Rect {
        let place = |x: f64, y: f64| pos2(x as f32 + paragraph.x, y as f32 + paragraph.y);
        let rect = Rect::from_min_max(place(bounds.x0, bounds.y0), place(bounds.x1, bounds.y1));
        self.across_rect(rect) / self.pixels_per_point
    }

    /// The rectangles that cover a range of bytes, in points from the left upper corner. Several in a line where
    /// directions mix.
    pub fn rects(&self, range: Range<usize>) -> Vec<Rect> {
        let mut rects = Vec::new();
        for paragraph in &self.paragraphs {
            if range.start > paragraph.range.end || range.end < paragraph.range.start {
                continue;
            }
            let start = paragraph.cursor(Caret::at(range.start));
            let end = paragraph.cursor(Caret { byte: range.end, is_upstream: true });
            let selection = Selection::new(start, end);
            selection.geometry_with(&paragraph.layout, |bounds, _| rects.push(self.points(paragraph, bounds)));
            // A selected line break shows as a small piece, or an empty line would seem not to be selected.
            if range.end > paragraph.range.end && range.start <= paragraph.range.end && paragraph.break_bytes > 0 {
                let rect = self.caret_rect(Caret { byte: paragraph.range.end, is_upstream: true });
                let width = rect.height() * 0.25;
                let is_rtl = paragraph.layout.is_rtl() != self.is_mirrored;
                let left = if is_rtl { rect.left() - width } else { rect.left() };
                rects.push(Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height())));
            }
        }
        rects
    }

    /// The spans with a ground of their own, and their rectangles.
    pub(super) fn grounds(&self) -> impl Iterator<Item = Rect> {
        let grounds = self.spans.iter().filter(|span| span.look.has(Look::GROUND));
        grounds.flat_map(|span| {
            let rects = self.rects(span.range.clone());
            // What has lines of its own stands on one ground.
            if self.text.get(span.range.clone()).is_some_and(|text| text.contains('\n')) {
                vec![rects.into_iter().fold(Rect::NOTHING, Rect::union)]
            } else {
                rects
            }
        })
    }

    /// Bytes of memory that it needs, about.
    pub fn bytes(&self) -> usize {
        let texts = self.text.len() + self.spans.len() * size_of::<Span>();
        let layouts: usize = self.paragraphs.iter().map(|it| LAYOUT_BYTES + it.range.len() * CHARACTER_BYTES).sum();
        size_of::<Self>() + texts + layouts
    }
}

/// What a layout needs without any character, in bytes; measured.
const LAYOUT_BYTES: usize = 1_200;
/// What it needs for a byte of text, with the glyph to be painted; measured.
const CHARACTER_BYTES: usize = 110;

/// Left and right end of a line without the white space at its end, in pixels.
pub(super) fn line_ends(line: &parley::Line<'_, Brush>, is_rtl: bool) -> (f32, f32) {
    let metrics = line.metrics();
    let start = metrics.inline_min_coord + metrics.offset;
    let end = start + metrics.advance;
    if is_rtl { (start + metrics.hanging_advance, end) } else { (start, end - metrics.hanging_advance) }
}

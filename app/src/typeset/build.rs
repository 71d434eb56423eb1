//! Laying out: paragraphs are cut, shaped, ordered, broken into lines, put below each other, and elided.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Vec2, vec2};
use parley::{
    Alignment, AlignmentOptions, FontStyle, FontWeight, Language, Layout, LineHeight, OverflowWrap, RangedBuilder,
    StyleProperty,
};

use super::fonts::{Brush, FontBook, family};
use super::laid::{Laid, Paragraph, line_ends};
use super::paint::Quads;
use super::style::{Family, Look, Options, Span, TextAlign, TextStyle};

/// Wider than any window, in pixels: what is laid out in it never wraps.
const UNBOUNDED: f32 = 16_384.0;
/// What stands for the part of a text that does not fit.
const ELLIPSIS: char = '…';
/// Fonts may be so much higher than the lines of a paragraph before the lines move apart.
const TALL: f32 = 1.16;
/// Lines move apart to so many sizes of the font at most: fonts with marks above marks ask for room that
/// hardly any word needs.
const TALLEST: f32 = 1.6;

/// How a text is fitted, with all measures in pixels.
#[derive(Debug, Clone, Copy)]
pub struct Fit<'a> {
    style: TextStyle,
    options: Options<'a>,
    width: f32,
    scale: f32,
    is_mirrored: bool,
}

impl<'a> Fit<'a> {
    /// A fit into a width in points, at a number of pixels for a point.
    pub fn new(style: TextStyle, max_width: f32, options: Options<'a>, scale: f32) -> Self {
        let width = (max_width * scale).floor().clamp(1.0, UNBOUNDED);
        Self { style, options, width: if width.is_nan() { UNBOUNDED } else { width }, scale, is_mirrored: false }
    }

    /// For a window that is mirrored as a whole after it was painted.
    pub fn mirrored(self, is_mirrored: bool) -> Self {
        Self { is_mirrored, ..self }
    }

    /// In which width lines are broken: one line is cut where it is too long, not at a space before that.
    fn line_width(&self) -> f32 {
        if self.options.is_single_line { UNBOUNDED } else { self.width }
    }

    /// Characters that can be seen at most: a text of which only lines are shown need not be shaped whole.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "both are small and not negative")]
    fn most_chars(&self) -> usize {
        match self.options.max_lines {
            0 => usize::MAX,
            lines => ((self.width / (self.style.size * self.scale * 0.12)) as usize).clamp(64, 4_096) * lines,
        }
    }
}

impl Hash for Fit<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let style = &self.style;
        let measures = [style.size, style.line_height, self.width, self.scale].map(f32::to_bits);
        let options = &self.options;
        (measures, style.weight, style.family, self.is_mirrored).hash(state);
        (options.max_lines, options.is_single_line, options.is_full_width, options.align, options.spans).hash(state);
    }
}

/// Lays out a text.
pub fn lay(book: &mut FontBook, text: &Arc<str>, fit: &Fit<'_>) -> Laid {
    let mut shown: Cow<'_, str> = Cow::Borrowed(text);
    let mut is_elided = false;
    if let Some((cut, _)) = text.char_indices().nth(fit.most_chars()) {
        shown = Cow::Owned(ellipsis_at(text, cut));
        is_elided = true;
    }
    if fit.options.is_single_line {
        shown = Cow::Owned(on_one_line(&shown));
    }
    let mut paragraphs = stack(book, &shown, fit);
    if fit.options.max_lines > 0 {
        let mut cut = shown.len();
        // Each attempt cuts behind what did not fit; a few are enough, since the first cut is measured.
        for _ in 0..8 {
            let Some(at) = overflow(&paragraphs, &shown, fit, cut) else { break };
            is_elided = true;
            cut = at;
            let elided = ellipsis_at(&shown, cut);
            paragraphs = stack(book, &elided, fit);
        }
    }
    let (size, paragraphs) = settle(paragraphs, fit);
    Laid {
        text: Arc::clone(text),
        paragraphs,
        spans: sound(fit.options.spans, text).into(),
        pixels_per_point: fit.scale,
        size,
        is_elided,
        is_mirrored: fit.is_mirrored,
        shows_missing: book.is_complete,
        quads: Mutex::new(Quads::default()),
    }
}

/// The text before a byte and an ellipsis.
fn ellipsis_at(text: &str, cut: usize) -> String {
    let mut elided = text.get(..cut).unwrap_or(text).trim_end().to_owned();
    elided.push(ELLIPSIS);
    elided
}

/// Line breaks become white space of as many bytes, so that places stay the same.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{2028}' | '\u{2029}' => line.push('\u{2003}'),
            '\u{85}' => line.push('\u{a0}'),
            control if control.is_ascii_control() => line.push(' '),
            other => line.push(other),
        }
    }
    line
}

/// The paragraphs of a text and the bytes of the line break after each.
pub fn paragraphs(text: &str) -> Vec<(Range<usize>, usize)> {
    let mut found = Vec::new();
    let (mut start, mut skip) = (0, false);
    for (at, character) in text.char_indices() {
        if skip {
            skip = false;
            continue;
        }
        let bytes = match character {
            '\r' if text.get(at + 1..).is_some_and(|rest| rest.starts_with('\n')) => 2,
            '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2029}' => character.len_utf8(),
            _ => continue,
        };
        skip = bytes == 2 && character == '\r';
        found.push((start..at, bytes));
        start = at + bytes;
    }
    found.push((start..text.len(), 0));
    found
}

/// Lays out all paragraphs, below each other.
fn stack(book: &mut FontBook, text: &str, fit: &Fit<'_>) -> Vec<Paragraph> {
    let mut stacked = Vec::new();
    let mut y = 0.0;
    let mut lines = 0;
    for (range, break_bytes) in paragraphs(text) {
        let Some(content) = text.get(range.clone()) else { continue };
        let layout = shape(book, content, range.start, fit);
        let height = layout.height();
        lines += layout.len();
        stacked.push(Paragraph { range, break_bytes, layout: Arc::new(layout), x: 0.0, y, height });
        y += height;
        // One line more than fits is enough to know that there is more.
        if fit.options.max_lines > 0 && lines > fit.options.max_lines {
            break;
        }
    }
    stacked
}

/// Shapes a paragraph, and again with more room between its lines if its script needs it.
fn shape(book: &mut FontBook, text: &str, offset: usize, fit: &Fit<'_>) -> Layout<Brush> {
    let line = fit.style.line_height;
    let layout = shape_with(book, text, offset, fit, line);
    let highest = |layout: &Layout<Brush>| {
        let runs = layout.lines().flat_map(|line| line.runs());
        runs.map(|run| run.font_metrics().ascent + run.font_metrics().descent).fold(0.0, f32::max)
    };
    let needed = highest(&layout) / fit.scale;
    if needed <= line * TALL {
        return layout;
    }
    let line = needed.min(fit.style.size * TALLEST).ceil().max(line);
    shape_with(book, text, offset, fit, line)
}

fn shape_with(book: &mut FontBook, text: &str, offset: usize, fit: &Fit<'_>, line: f32) -> Layout<Brush> {
    let style = &fit.style;
    let mut builder = book.layouts.ranged_builder(&mut book.fonts, text, fit.scale, true);
    builder.push_default(family(style.family));
    builder.push_default(StyleProperty::FontSize(style.size));
    builder.push_default(StyleProperty::FontWeight(FontWeight::new(f32::from(style.weight))));
    builder.push_default(LineHeight::Absolute(line));
    builder.push_default(OverflowWrap::Anywhere);
    builder.push_default(StyleProperty::Locale(language(text)));
    for span in fit.options.spans {
        let range = span.range.start.saturating_sub(offset)..span.range.end.saturating_sub(offset).min(text.len());
        let range = inwards(text, range);
        if !range.is_empty() {
            push_span(&mut builder, span, range);
        }
    }
    let mut layout = builder.build(text);
    layout.break_all_lines(Some(fit.line_width()));
    let alignment = match fit.options.align {
        TextAlign::Content => Alignment::Start,
        TextAlign::Left => Alignment::Left,
        TextAlign::Center => Alignment::Center,
        TextAlign::Right => Alignment::Right,
    };
    layout.align(alignment, AlignmentOptions::default());
    layout
}

fn push_span(builder: &mut RangedBuilder<'_, Brush>, span: &Span, range: Range<usize>) {
    let look = span.look;
    if look.has(Look::MEDIUM) {
        builder.push(StyleProperty::FontWeight(FontWeight::new(500.0)), range.clone());
    }
    if look.has(Look::BOLD) {
        builder.push(StyleProperty::FontWeight(FontWeight::BOLD), range.clone());
    }
    if look.has(Look::ITALIC) {
        builder.push(StyleProperty::FontStyle(FontStyle::Italic), range.clone());
    }
    if look.has(Look::MONO) {
        builder.push(family(Family::Mono), range.clone());
    }
    builder.push(StyleProperty::Brush(Brush { ink: span.ink, look }), range);
}

/// A range whose ends are boundaries of characters.
fn inwards(text: &str, range: Range<usize>) -> Range<usize> {
    let start = (range.start..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let end = text.floor_char_boundary(range.end);
    start..end.max(start)
}

fn sound(spans: &[Span], text: &str) -> Vec<Span> {
    let whole = spans.iter().map(|span| Span { range: inwards(text, span.range.clone()), ..span.clone() });
    whole.filter(|span| !span.range.is_empty()).collect()
}

/// The language of Han characters, by the characters among them that only one language has.
fn language(text: &str) -> Option<Language> {
    let tag = text.chars().find_map(|character| match character {
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => Some("ja"),
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' | '\u{3130}'..='\u{318f}' => Some("ko"),
        '\u{3100}'..='\u{312f}' => Some("zh-TW"),
        _ => None,
    })?;
    Language::parse(tag).ok()
}

/// Where a text that does not fit is to be cut, before `cut`.
fn overflow(paragraphs: &[Paragraph], text: &str, fit: &Fit<'_>, cut: usize) -> Option<usize> {
    let most = fit.options.max_lines;
    let lines = || paragraphs.iter().flat_map(|it| it.layout.lines().map(move |line| (it, line)));
    let has_more_lines = lines().count() > most;
    let (paragraph, line) = lines().take(most).last()?;
    let metrics = *line.metrics();
    let is_too_wide = metrics.advance - metrics.hanging_advance > fit.width;
    if !has_more_lines && !is_too_wide {
        return None;
    }
    let end = paragraph.range.start + line.text_range().end;
    // Room for the ellipsis, which is narrower than this: taken from the end of the line, character by character.
    let ellipsis = fit.style.size * fit.scale * 0.75;
    let mut room = metrics.advance - metrics.hanging_advance + ellipsis - fit.width;
    let mut at = end.min(paragraph.range.end).min(cut);
    while room > 0.0 {
        let inside = at.checked_sub(paragraph.range.start + 1)?;
        let Some(cluster) = parley::Cluster::from_byte_index(&paragraph.layout, inside) else { break };
        room -= cluster.advance();
        at = paragraph.range.start + cluster.text_range().start;
    }
    let before = if at < cut { at } else { text.floor_char_boundary(cut.checked_sub(1)?) };
    Some(text.floor_char_boundary(before))
}

/// Moves paragraphs so that the widest line is as wide as the text, and measures all.
fn settle(mut paragraphs: Vec<Paragraph>, fit: &Fit<'_>) -> (Vec2, Vec<Paragraph>) {
    let mut width: f32 = 0.0;
    for paragraph in &paragraphs {
        for line in paragraph.layout.lines() {
            let (left, right) = line_ends(&line, paragraph.layout.is_rtl());
            width = width.max(right - left);
        }
    }
    let width = if fit.options.is_full_width { fit.line_width() } else { width.ceil() };
    for paragraph in &mut paragraphs {
        let spare = fit.line_width() - width;
        let align = match fit.options.align {
            TextAlign::Left if fit.is_mirrored => TextAlign::Right,
            TextAlign::Right if fit.is_mirrored => TextAlign::Left,
            align => align,
        };
        paragraph.x = match (align, paragraph.layout.is_rtl()) {
            (TextAlign::Right, _) | (TextAlign::Content, true) => -spare,
            (TextAlign::Center, _) => (-spare / 2.0).round(),
            (TextAlign::Left, _) | (TextAlign::Content, false) => 0.0,
        };
    }
    let height = paragraphs.last().map_or(0.0, |last| last.y + last.height).ceil();
    (vec2(width, height), paragraphs)
}

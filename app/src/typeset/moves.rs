//! Where a caret goes: by graphemes and words in the order in which they are seen, by lines, to ends.
//!
//! Left and right follow the eye, not the order of the bytes: in a Hebrew word the right arrow goes back to its
//! beginning. At the end of a paragraph the caret goes on in the next one.

use std::ops::Range;

use parley::{Cluster, Cursor};

use super::laid::{Caret, Laid, Paragraph};

/// A move of the caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// To the left by what looks like a character.
    Left,
    /// To the right by what looks like a character.
    Right,
    /// To the left by a word.
    WordLeft,
    /// To the right by a word.
    WordRight,
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// To the beginning of the line.
    LineStart,
    /// To the end of the line.
    LineEnd,
    /// To the beginning of the paragraph.
    ParagraphStart,
    /// To the end of the paragraph.
    ParagraphEnd,
    /// To the beginning of the text.
    Start,
    /// To the end of the text.
    End,
}

impl Laid {
    /// The caret after a move. `column` is where the caret wants to be when it goes up and down over short lines,
    /// in points from the left.
    pub fn moved(&self, caret: Caret, by: Move, column: &mut Option<f32>) -> Caret {
        if !matches!(by, Move::Up | Move::Down) {
            *column = None;
        }
        let number = self.paragraph_at(caret.byte);
        let Some(paragraph) = self.paragraphs.get(number) else { return Caret::default() };
        match by {
            Move::Left => self.sideways(number, caret, false, Cursor::previous_visual),
            Move::Right => self.sideways(number, caret, true, Cursor::next_visual),
            Move::WordLeft => self.sideways(number, caret, false, Cursor::previous_visual_word),
            Move::WordRight => self.sideways(number, caret, true, Cursor::next_visual_word),
            Move::Up | Move::Down => self.vertical(caret, by == Move::Down, column),
            Move::LineStart => line_range(paragraph, caret).map_or(caret, |line| Caret::at(line.start)),
            Move::LineEnd => line_range(paragraph, caret)
                .map_or(caret, |line| Caret { byte: self.before_space(paragraph, &line), is_upstream: true }),
            Move::ParagraphStart => Caret::at(paragraph.range.start),
            Move::ParagraphEnd => Caret { byte: paragraph.range.end, is_upstream: true },
            Move::Start => Caret::at(0),
            Move::End => self.end(),
        }
    }

    /// The caret behind all.
    pub fn end(&self) -> Caret {
        Caret { byte: self.paragraphs.last().map_or(0, |last| last.range.end), is_upstream: true }
    }

    /// The white space at which a line was wrapped stays behind the caret at the end of the line.
    fn before_space(&self, paragraph: &Paragraph, line: &Range<usize>) -> usize {
        if line.end >= paragraph.range.end {
            return line.end;
        }
        let text = self.text.get(line.clone()).unwrap_or_default();
        line.start + text.trim_end_matches(' ').len()
    }

    fn sideways(
        &self,
        number: usize,
        caret: Caret,
        is_right: bool,
        step: impl Fn(&Cursor, &parley::Layout<super::fonts::Brush>) -> Cursor,
    ) -> Caret {
        let Some(paragraph) = self.paragraphs.get(number) else { return caret };
        let cursor = paragraph.cursor(caret);
        let next = paragraph.caret(step(&cursor, &paragraph.layout));
        if next.byte != caret.byte && !paragraph.range.is_empty() {
            return next;
        }
        if next != caret && paragraph.cursor(next) != cursor {
            // At the end of a wrapped line and at changes of direction one byte has two places.
            let (from, to) = (self.caret_rect(caret), self.caret_rect(next));
            if (from.min - to.min).length() > 0.5 {
                return next;
            }
        }
        let goes_on = is_right != paragraph.layout.is_rtl();
        let neighbor = if goes_on { Some(number + 1) } else { number.checked_sub(1) };
        match neighbor.and_then(|number| self.paragraphs.get(number)) {
            Some(neighbor) if goes_on => Caret::at(neighbor.range.start),
            Some(neighbor) => Caret { byte: neighbor.range.end, is_upstream: true },
            None => caret,
        }
    }

    fn vertical(&self, caret: Caret, is_down: bool, column: &mut Option<f32>) -> Caret {
        let rect = self.caret_rect(caret);
        let x = *column.get_or_insert(rect.left());
        let y = if is_down { rect.bottom() + 1.0 } else { rect.top() - 1.0 };
        if y < 0.0 {
            return Caret::at(0);
        }
        if y > self.size().y {
            return self.end();
        }
        self.hit(egui::vec2(x, y))
    }

    /// The bytes of the word around a caret, or of the white space or sign there. Where a language writes no
    /// spaces, words are those of its dictionary.
    pub fn word_at(&self, caret: Caret) -> Range<usize> {
        let Some(paragraph) = self.paragraphs.get(self.paragraph_at(caret.byte)) else { return 0..0 };
        let inside = caret.byte.saturating_sub(paragraph.range.start);
        let inside = inside.saturating_sub(usize::from(caret.is_upstream && inside > 0));
        let inside = inside.min(paragraph.range.len().saturating_sub(1));
        let Some(found) = Cluster::from_byte_index(&paragraph.layout, inside) else {
            return paragraph.range.clone();
        };
        let mut first = found;
        while !first.is_word_boundary() {
            let Some(previous) = first.previous_logical() else { break };
            first = previous;
        }
        let mut end = found.text_range().end;
        let mut next = found.next_logical();
        while let Some(cluster) = next.filter(|cluster| !cluster.is_word_boundary()) {
            end = cluster.text_range().end;
            next = cluster.next_logical();
        }
        let shift = paragraph.range.start;
        first.text_range().start + shift..(end + shift).min(paragraph.range.end)
    }

    /// The beginning of the word before a byte.
    pub fn word_before(&self, byte: usize) -> usize {
        let number = self.paragraph_at(byte);
        let Some(paragraph) = self.paragraphs.get(number) else { return 0 };
        if byte <= paragraph.range.start {
            return number.checked_sub(1).and_then(|it| self.paragraphs.get(it)).map_or(0, |it| it.range.end);
        }
        let cursor = paragraph.cursor(Caret { byte, is_upstream: true }).previous_logical_word(&paragraph.layout);
        paragraph.caret(cursor).byte
    }

    /// The beginning of the word behind a byte, or the end of the text.
    pub fn word_after(&self, byte: usize) -> usize {
        let number = self.paragraph_at(byte);
        let Some(paragraph) = self.paragraphs.get(number) else { return 0 };
        if byte >= paragraph.range.end {
            return self.paragraphs.get(number + 1).map_or(byte, |next| next.range.start);
        }
        let cursor = paragraph.cursor(Caret::at(byte)).next_logical_word(&paragraph.layout);
        paragraph.caret(cursor).byte
    }

    /// The bytes of the paragraph of a byte, without its line break.
    pub fn paragraph_range(&self, byte: usize) -> Range<usize> {
        self.paragraphs.get(self.paragraph_at(byte)).map_or(0..0, |paragraph| paragraph.range.clone())
    }
}

/// The bytes of the line of a caret.
fn line_range(paragraph: &Paragraph, caret: Caret) -> Option<Range<usize>> {
    let cursor = paragraph.cursor(caret);
    let middle = cursor.geometry(&paragraph.layout, 0.0);
    let middle = f64::midpoint(middle.y0, middle.y1);
    let mut lines = paragraph.layout.lines();
    let line = lines.find(|line| {
        let metrics = line.metrics();
        middle >= f64::from(metrics.block_min_coord) && middle < f64::from(metrics.block_max_coord)
    })?;
    let range = line.text_range();
    let shift = paragraph.range.start;
    Some(range.start + shift..(range.end + shift).min(paragraph.range.end))
}

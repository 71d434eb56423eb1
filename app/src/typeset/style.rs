//! What a text looks like: its style, the looks of spans within it, and how it is fitted into a place.
//!
//! Colors are not part of a layout. A span names an [`Ink`], and the inks get their colors when the text is
//! painted, so that a change of theme or of hovering lays nothing out again.

use std::ops::{BitOr, Range};

use egui::Color32;

/// Which fonts a text prefers; both fall back to the same fonts of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Family {
    /// The text font.
    #[default]
    Text,
    /// The font in which all characters are equally wide.
    Mono,
}

/// Size, weight and family of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    /// Size of the font in points.
    pub size: f32,
    /// Weight as in CSS: 400 regular, 500 medium, 700 bold.
    pub weight: u16,
    /// Which fonts come first.
    pub family: Family,
    /// From one line to the next, in points. Scripts that need more room get more.
    pub line_height: f32,
}

impl TextStyle {
    /// Regular text of a size in points, with lines 4/3 of it apart.
    pub fn new(size: f32) -> Self {
        Self { size, weight: 400, family: Family::Text, line_height: (size * 4.0 / 3.0).round() }
    }

    /// With another weight, as in CSS.
    #[must_use]
    pub fn weight(mut self, weight: u16) -> Self {
        self.weight = weight;
        self
    }

    /// In the font of equally wide characters.
    #[must_use]
    pub fn mono(mut self) -> Self {
        self.family = Family::Mono;
        self
    }

    /// With another distance between lines, in points.
    #[must_use]
    pub fn line_height(mut self, points: f32) -> Self {
        self.line_height = points;
        self
    }
}

/// How a span differs from the text around it; looks can be joined with `|`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Look(u8);

impl Look {
    /// As the text around it.
    pub const PLAIN: Self = Self(0);
    /// Bold.
    pub const BOLD: Self = Self(1);
    /// Italic.
    pub const ITALIC: Self = Self(2);
    /// In the font of equally wide characters.
    pub const MONO: Self = Self(4);
    /// With a line below.
    pub const UNDERLINE: Self = Self(8);
    /// With a line through it.
    pub const STRIKE: Self = Self(16);
    /// On a ground of its own, as code and mentions are.
    pub const GROUND: Self = Self(32);
    /// Medium weight.
    pub const MEDIUM: Self = Self(64);

    /// Whether all of `other` is in it.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Look {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The color of a span, by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ink {
    /// As the text.
    #[default]
    Text,
    /// Links and mentions.
    Accent,
    /// Of less weight.
    Dim,
    /// Wrong, or dangerous.
    Alert,
}

/// The colors of a text, given when it is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inks {
    /// Of [`Ink::Text`].
    pub text: Color32,
    /// Of [`Ink::Accent`].
    pub accent: Color32,
    /// Of [`Ink::Dim`].
    pub dim: Color32,
    /// Of [`Ink::Alert`].
    pub alert: Color32,
    /// Behind spans with [`Look::GROUND`].
    pub ground: Color32,
    /// Behind selected text.
    pub selection: Color32,
}

impl From<Color32> for Inks {
    /// One color for all; no grounds.
    fn from(color: Color32) -> Self {
        Self {
            text: color,
            accent: color,
            dim: color,
            alert: color,
            ground: Color32::TRANSPARENT,
            selection: color.gamma_multiply(0.25),
        }
    }
}

impl Inks {
    /// The color of an ink.
    pub fn of(&self, ink: Ink) -> Color32 {
        match ink {
            Ink::Text => self.text,
            Ink::Accent => self.accent,
            Ink::Dim => self.dim,
            Ink::Alert => self.alert,
        }
    }
}

/// A part of a text with a look of its own. Bytes; later spans win where they overlap.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Span {
    /// Bytes of the text. Ends that are no boundaries of characters are moved inwards.
    pub range: Range<usize>,
    /// The look.
    pub look: Look,
    /// The color.
    pub ink: Ink,
}

impl Span {
    /// A span.
    pub fn new(range: Range<usize>, look: Look, ink: Ink) -> Self {
        Self { range, look, ink }
    }
}

/// To which side lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TextAlign {
    /// Where the paragraph begins: left for English, right for Arabic.
    #[default]
    Content,
    /// Left.
    Left,
    /// In the middle.
    Center,
    /// Right.
    Right,
}

/// How a text is fitted into its place.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Options<'a> {
    /// Lines at most; what is more is replaced by an ellipsis. 0 stands for any number.
    pub max_lines: usize,
    /// All on one line: line breaks become spaces.
    pub is_single_line: bool,
    /// As wide as its place even if all lines are shorter, for what is being written.
    pub is_full_width: bool,
    /// To which side lines go.
    pub align: TextAlign,
    /// Parts with looks of their own.
    pub spans: &'a [Span],
}

impl<'a> Options<'a> {
    /// One line that ends in an ellipsis if it is too long.
    pub fn one_line() -> Self {
        Self { max_lines: 1, is_single_line: true, ..Self::default() }
    }

    /// At most so many lines, then an ellipsis.
    pub fn lines(max_lines: usize) -> Self {
        Self { max_lines, ..Self::default() }
    }

    /// With spans.
    #[must_use]
    pub fn spans<'b>(self, spans: &'b [Span]) -> Options<'b>
    where
        'a: 'b,
    {
        Options { spans, ..self }
    }

    /// With another alignment.
    #[must_use]
    pub fn align(mut self, align: TextAlign) -> Self {
        self.align = align;
        self
    }
}

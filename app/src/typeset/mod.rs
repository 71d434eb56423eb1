//! Text as it should be, in every script: shaped, in the right order, broken where its language allows.
//!
//! egui lays out what it draws from left to right and knows no bidirectional text. Here texts go through parley
//! (HarfBuzz's shaping, UAX 9, UAX 14, dictionaries for Thai, Lao, Khmer and Burmese), glyphs are drawn by swash
//! into textures of our own, and egui gets meshes. The module knows egui and fonts, nothing else of the program.
//!
//! - [`Typesetter`]: lays out and caches; one a window, kept in egui's memory.
//! - [`Laid`]: a text laid out: size, painting, hits, carets, rectangles of ranges.
//! - [`Label`], and [`line()`] for what is painted at a place: texts to be read.
//! - [`Selectable`]: texts that can be selected, across several of them.
//! - [`Editor`]: texts that are written.

mod atlas;
mod build;
mod cache;
mod editor;
mod fonts;
mod label;
mod laid;
mod moves;
mod paint;
mod raster;
mod selectable;
mod selection;
mod style;
mod typesetter;

#[cfg(test)]
mod tests;

pub use atlas::{PAGES, SIDE};
pub use cache::BUDGET;
pub use editor::{Edited, Editor, is_editing, replace};
pub use fonts::{OwnFont, Purpose};
pub use label::{Label, line, text, tip};
pub use laid::{Caret, Laid};
pub use moves::Move;
pub use selectable::{Selectable, clear_selection, drag_beyond, selected_text, selection};
pub use selection::{Grain, Place, TextKey, TextSelection};
pub use style::{Family, Ink, Inks, Look, Options, Span, TextAlign, TextStyle};
pub use typesetter::{Held, Typesetter};

//! The look: sizes, roles of colors, fonts, icons, and the style of egui that follows from them.
//!
//! Colors and sizes exist nowhere else; widgets ask for them by meaning.

#[cfg(test)]
mod contrast;
pub mod fonts;
pub mod icons;
pub mod manner;
pub mod palette;
pub mod style;
pub mod tokens;

pub use fonts::Weight;
pub use icons::Icon;
pub use manner::{Density, Manner};
pub use palette::{Accent, Palette, ThemeName};
pub use style::Theme;

//! How the person wants things: how near to each other, how large, how calm, how clear.
//!
//! Kept with the preferences; a theme in use holds it, so that widgets ask the theme.

use serde::{Deserialize, Serialize};

/// How near to each other things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Density {
    /// More on a screen.
    Compact,
    /// The usual.
    #[default]
    Normal,
    /// More air.
    Roomy,
}

impl Density {
    /// All, from near to far.
    pub const ALL: [Self; 3] = [Self::Compact, Self::Normal, Self::Roomy];
}

/// Smallest size of the texts of messages, in points.
pub const TEXT_MIN: f32 = 12.0;
/// Largest size of the texts of messages, in points.
pub const TEXT_MAX: f32 = 24.0;
/// Usual size of the texts of messages, in points.
pub const TEXT: f32 = 15.0;
/// Smallest zoom.
pub const ZOOM_MIN: f32 = 0.5;
/// Largest zoom.
pub const ZOOM_MAX: f32 = 2.0;

/// How the person wants things.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manner {
    /// How near to each other.
    pub density: Density,
    /// Size of the texts of messages, in points.
    pub text_size: f32,
    /// Nothing glides, fades or pulses.
    pub is_calm: bool,
    /// Stronger colors and lines around everything.
    pub is_clear: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self { density: Density::Normal, text_size: TEXT, is_calm: false, is_clear: false }
    }
}

impl Manner {
    /// A size that no window can have is replaced.
    #[must_use]
    pub fn sound(mut self) -> Self {
        self.text_size =
            if self.text_size.is_finite() { self.text_size.round().clamp(TEXT_MIN, TEXT_MAX) } else { TEXT };
        self
    }

    /// The value for this density.
    pub const fn by_density<T: Copy>(&self, [compact, normal, roomy]: [T; 3]) -> T {
        match self.density {
            Density::Compact => compact,
            Density::Normal => normal,
            Density::Roomy => roomy,
        }
    }
}

//! The fonts of the window: Roboto in three weights, `JetBrains` Mono, Lucide for icons, Noto Emoji last.
//!
//! All are static bytes of the binary, so that only what is drawn is read. Scripts they lack come from
//! the system, found when a text first needs them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId};

use crate::typeset::{OwnFont, Purpose, TextStyle};

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// 400.
    #[default]
    Regular,
    /// 500.
    Medium,
    /// 700.
    Bold,
}

impl Weight {
    /// The style of people's texts of this weight in a size, in points.
    pub fn style(self, size: f32) -> TextStyle {
        TextStyle::new(size).weight(match self {
            Self::Regular => 400,
            Self::Medium => 500,
            Self::Bold => 700,
        })
    }

    /// The font of this weight in a size, in points.
    pub fn font(self, size: f32) -> FontId {
        match self {
            Self::Regular => FontId::proportional(size),
            Self::Medium => FontId::new(size, FontFamily::Name("medium".into())),
            Self::Bold => FontId::new(size, FontFamily::Name("bold".into())),
        }
    }
}

/// The icon font in a size, in points.
pub fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Roboto-Regular.ttf");
const MEDIUM: &[u8] = include_bytes!("../../../assets/fonts/Roboto-Medium.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/Roboto-Bold.ttf");
const MONO: &[u8] = include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf");
const ICONS: &[u8] = include_bytes!("../../../assets/icons/lucide.ttf");
const EMOJI: &[u8] = include_bytes!("../../../assets/fonts/NotoEmoji-Regular.ttf");

const FILES: [(&str, &[u8]); 6] =
    [("regular", REGULAR), ("medium", MEDIUM), ("bold", BOLD), ("mono", MONO), ("icons", ICONS), ("emoji", EMOJI)];

/// The fonts of the program for texts of people.
pub static OWN: [OwnFont; 5] = [
    OwnFont { bytes: REGULAR, purpose: Purpose::Text(400) },
    OwnFont { bytes: MEDIUM, purpose: Purpose::Text(500) },
    OwnFont { bytes: BOLD, purpose: Purpose::Text(700) },
    OwnFont { bytes: MONO, purpose: Purpose::Mono },
    OwnFont { bytes: EMOJI, purpose: Purpose::Rest },
];

/// Where a pack of more fonts may lie: beside the binary, and where packages put data on Unix. Fonts of any
/// language that the system lacks are taken from there.
pub fn pack_folders() -> Vec<PathBuf> {
    std::env::current_exe().map(|binary| folders_of(&binary)).unwrap_or_default()
}

fn folders_of(binary: &Path) -> Vec<PathBuf> {
    let Some(folder) = binary.parent() else { return Vec::new() };
    vec![folder.join("fonts"), folder.join("../share/onionskin/fonts"), folder.join("../Resources/fonts")]
}

/// All fonts and the families that use them.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in FILES {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let mut family = |family: FontFamily, names: &[&str]| {
        fonts.families.insert(family, names.iter().map(|name| (*name).to_owned()).collect());
    };
    family(FontFamily::Proportional, &["regular", "emoji"]);
    family(FontFamily::Monospace, &["mono", "regular", "emoji"]);
    family(FontFamily::Name("medium".into()), &["medium", "emoji"]);
    family(FontFamily::Name("bold".into()), &["bold", "emoji"]);
    family(FontFamily::Name("icons".into()), &["icons"]);
    fonts
}

#[cfg(test)]
mod tests {
    use egui::{Context, RawInput};

    use super::*;
    use crate::theme::Icon;

    #[test]
    fn a_pack_is_looked_for_beside_the_binary_first() {
        let folders = folders_of(Path::new("/opt/onionskin/onionskin"));
        assert_eq!(folders.first(), Some(&PathBuf::from("/opt/onionskin/fonts")));
    }

    #[test]
    fn the_icon_font_has_every_icon() {
        let ctx = Context::default();
        ctx.set_fonts(definitions());
        let mut missing = Vec::new();
        let output = ctx.run_ui(RawInput::default(), |ui| {
            missing = Icon::ALL
                .iter()
                .filter(|icon| !ui.ctx().fonts_mut(|fonts| fonts.has_glyph(&icon_font(20.0), icon.glyph())))
                .collect();
        });
        output.drop_without_applying_deltas();
        assert_eq!(missing, Vec::<&Icon>::new());
    }
}

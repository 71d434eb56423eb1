//! The four themes and seven accents as roles: a widget asks for what a color means.
//!
//! Source: design notes on screens, 1.3 and 1.4. In light themes the accent is a fill only; text, icons
//! and thin lines take the text color, since no accent has contrast on white. Secondary texts are
//! checked for 4.5:1 by a test.

use egui::Color32;
use serde::{Deserialize, Serialize};

/// The light squares of a QR code, in every theme.
pub const PAPER: Color32 = Color32::WHITE;
/// The dark squares of a QR code, in every theme.
pub const INK: Color32 = Color32::BLACK;
/// What is written on pictures, which may have any color; it stands on [`PICTURE_SHADE`].
pub const ON_PICTURE: Color32 = Color32::WHITE;
/// The same, less important.
pub const ON_PICTURE_DIM: Color32 = Color32::from_gray(190);
/// The ground of what is written on pictures.
pub const PICTURE_SHADE: Color32 = Color32::from_black_alpha(150);
/// What lies behind a picture over the whole window.
pub const PICTURE_ROOM: Color32 = Color32::from_black_alpha(250);
/// With this a picture keeps its own colors.
pub const UNTINTED: Color32 = Color32::WHITE;

/// A theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeName {
    /// Near black.
    #[default]
    ClassicDark,
    /// White.
    ClassicLight,
    /// Deep blue.
    OceanDark,
    /// Pale blue.
    OceanLight,
}

impl ThemeName {
    /// All themes in the order they are offered.
    pub const ALL: [Self; 4] = [Self::ClassicDark, Self::ClassicLight, Self::OceanDark, Self::OceanLight];

    /// Whether the background is dark.
    pub const fn is_dark(self) -> bool {
        matches!(self, Self::ClassicDark | Self::OceanDark)
    }

    /// The theme of the same family with the other brightness.
    #[must_use]
    pub const fn counterpart(self) -> Self {
        match self {
            Self::ClassicDark => Self::ClassicLight,
            Self::ClassicLight => Self::ClassicDark,
            Self::OceanDark => Self::OceanLight,
            Self::OceanLight => Self::OceanDark,
        }
    }

    /// The theme of the same family with the given brightness.
    #[must_use]
    pub const fn with_darkness(self, is_dark: bool) -> Self {
        if self.is_dark() == is_dark { self } else { self.counterpart() }
    }
}

/// An accent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accent {
    /// The default.
    #[default]
    Green,
    /// The default of Ocean elsewhere.
    Blue,
    /// Yellow.
    Yellow,
    /// Pink.
    Pink,
    /// Purple.
    Purple,
    /// Orange.
    Orange,
    /// Red.
    Red,
}

impl Accent {
    /// All accents; avatars take theirs from this order.
    pub const ALL: [Self; 7] =
        [Self::Green, Self::Blue, Self::Yellow, Self::Pink, Self::Purple, Self::Orange, Self::Red];

    /// The color.
    pub const fn color(self) -> Color32 {
        match self {
            Self::Green => hex(0x0031_F196),
            Self::Blue => hex(0x0057_C9FA),
            Self::Yellow => hex(0x00FA_D657),
            Self::Pink => hex(0x00FF_95EF),
            Self::Purple => hex(0x00C9_93FF),
            Self::Orange => hex(0x00FC_B159),
            Self::Red => hex(0x00FF_9C8E),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "takes the three bytes apart")]
const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

/// The colors of a theme with an accent, by role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Whether the background is dark.
    pub is_dark: bool,
    /// Fills of what is ours or switched on.
    pub accent: Color32,
    /// Text, icons and thin lines where the accent is meant: the accent on dark, the text on light.
    pub accent_text: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Dangerous actions and errors.
    pub danger: Color32,
    /// Text on `danger`.
    pub on_danger: Color32,
    /// Warnings.
    pub warning: Color32,
    /// What can't be used.
    pub disabled: Color32,
    /// Rail, list, header, composer.
    pub background: Color32,
    /// Behind the messages.
    pub background_deep: Color32,
    /// Panels within panes, fields.
    pub background_raised: Color32,
    /// Text.
    pub text: Color32,
    /// Less important text.
    pub text_secondary: Color32,
    /// Lines.
    pub border: Color32,
    /// Bubbles of others.
    pub bubble_in: Color32,
    /// Text in bubbles of others.
    pub bubble_in_text: Color32,
    /// Our bubbles.
    pub bubble_out: Color32,
    /// Text in our bubbles.
    pub bubble_out_text: Color32,
    /// Time and marks in bubbles of others.
    pub bubble_in_dim: Color32,
    /// Time and marks in our bubbles.
    pub bubble_out_dim: Color32,
    /// Behind selected text in bubbles of others.
    pub bubble_in_selection: Color32,
    /// Behind selected text in our bubbles.
    pub bubble_out_selection: Color32,
    /// Behind the name of a day.
    pub day: Color32,
    /// The line around bubbles of others, if there is one.
    pub bubble_line: Color32,
    /// Icons of empty states, which say nothing that is not written beside them.
    pub icon_faint: Color32,
    /// A hovered row.
    pub row_hover: Color32,
    /// The selected row.
    pub row_selected: Color32,
    /// Search and text fields.
    pub field: Color32,
    /// Dialogs and menus.
    pub dialog: Color32,
    /// Over everything behind a dialog.
    pub veil: Color32,
    /// Selected text.
    pub selection: Color32,
    /// Shadows of menus, dialogs, toasts.
    pub shadow: Color32,
    /// Path stands.
    pub path_ok: Color32,
    /// Path is being built.
    pub path_connecting: Color32,
    /// No path.
    pub path_error: Color32,
    /// Initials on avatars, whose fills are the accents.
    pub on_avatar: Color32,
}

/// What the rows of the table in the design notes hold, without what follows from it.
struct Roles {
    danger: u32,
    warning: u32,
    disabled: u32,
    background: u32,
    deep: u32,
    raised: u32,
    text: u32,
    secondary: u32,
    border: u32,
    bubble_in: u32,
    on_accent: u32,
    hover: u32,
    selected: u32,
    field: u32,
    dialog: u32,
}

const CLASSIC_DARK: Roles = Roles {
    danger: 0x00FF_5A52,
    warning: 0x00FC_B159,
    disabled: 0x006D_6D6D,
    background: 0x001B_1B1B,
    deep: 0x0011_1111,
    raised: 0x002A_2A2A,
    text: 0x00FF_FFFF,
    secondary: 0x00A8_A9A8,
    border: 0x0033_3333,
    bubble_in: 0x002D_2D2D,
    on_accent: 0x0012_1212,
    hover: 0x0025_2525,
    selected: 0x0034_3434,
    field: 0x0026_2626,
    dialog: 0x001D_1D1D,
};

const CLASSIC_LIGHT: Roles = Roles {
    danger: 0x00C9_2415,
    warning: 0x00A6_4B00,
    disabled: 0x00A1_A2A1,
    background: 0x00FF_FFFF,
    deep: 0x00F5_F5F5,
    raised: 0x00F0_F0F0,
    text: 0x0011_1111,
    secondary: 0x0063_6363,
    border: 0x00E0_E0E0,
    bubble_in: 0x00FF_FFFF,
    on_accent: 0x0011_1111,
    hover: 0x00F5_F5F5,
    selected: 0x00EB_EBEB,
    field: 0x00F2_F2F2,
    dialog: 0x00FF_FFFF,
};

const OCEAN_DARK: Roles = Roles {
    danger: 0x00FF_6A63,
    warning: 0x00FC_B159,
    disabled: 0x0070_7388,
    background: 0x001A_1C28,
    deep: 0x0021_2330,
    raised: 0x002B_2D40,
    text: 0x00FF_FFFF,
    secondary: 0x00A6_A9CE,
    border: 0x0035_3A4D,
    bubble_in: 0x003D_4A5D,
    on_accent: 0x0011_1111,
    hover: 0x0022_2433,
    selected: 0x002E_3146,
    field: 0x0026_2838,
    dialog: 0x0025_2735,
};

const OCEAN_LIGHT: Roles = Roles {
    danger: 0x00C2_2010,
    warning: 0x009A_4500,
    disabled: 0x0095_A3B5,
    background: 0x00FC_FFFF,
    deep: 0x00EC_F8FA,
    raised: 0x00E7_F3F4,
    text: 0x0019_345D,
    secondary: 0x0056_5B80,
    border: 0x00C4_DFE8,
    bubble_in: 0x00B3_EDF2,
    on_accent: 0x0013_2A4C,
    hover: 0x00F0_F9FA,
    selected: 0x00DF_F1F4,
    field: 0x00EA_F5F7,
    dialog: 0x00FC_FFFF,
};

impl Palette {
    /// Colors of what stands on a ground of its own in a bubble: text, lesser text, and the ground.
    pub const fn inset(&self, is_outgoing: bool) -> (Color32, Color32, Color32) {
        if is_outgoing {
            (self.bubble_out_text, self.bubble_out_dim, self.bubble_out_selection)
        } else {
            (self.bubble_in_text, self.bubble_in_dim, self.bubble_in_selection)
        }
    }

    /// The colors of a theme with an accent.
    pub fn new(theme: ThemeName, accent: Accent) -> Self {
        let roles = match theme {
            ThemeName::ClassicDark => CLASSIC_DARK,
            ThemeName::ClassicLight => CLASSIC_LIGHT,
            ThemeName::OceanDark => OCEAN_DARK,
            ThemeName::OceanLight => OCEAN_LIGHT,
        };
        let is_dark = theme.is_dark();
        let text = hex(roles.text);
        let veil = if is_dark { 140 } else { 70 };
        Self {
            is_dark,
            accent: accent.color(),
            accent_text: if is_dark { accent.color() } else { text },
            on_accent: hex(roles.on_accent),
            danger: hex(roles.danger),
            on_danger: if is_dark { Color32::BLACK } else { Color32::WHITE },
            warning: hex(roles.warning),
            disabled: hex(roles.disabled),
            background: hex(roles.background),
            background_deep: hex(roles.deep),
            background_raised: hex(roles.raised),
            text,
            text_secondary: hex(roles.secondary),
            border: hex(roles.border),
            bubble_in: hex(roles.bubble_in),
            bubble_in_text: text,
            bubble_out: accent.color(),
            bubble_out_text: hex(roles.on_accent),
            bubble_in_dim: mixed(text, hex(roles.bubble_in), 0.72),
            bubble_out_dim: mixed(hex(roles.on_accent), accent.color(), 0.86),
            bubble_in_selection: if is_dark {
                mixed(Color32::BLACK, hex(roles.bubble_in), 0.5)
            } else {
                mixed(text, hex(roles.bubble_in), 0.14)
            },
            bubble_out_selection: mixed(Color32::WHITE, accent.color(), 0.5),
            day: mixed(hex(roles.border), hex(roles.deep), 0.55),
            bubble_line: if is_dark { Color32::TRANSPARENT } else { hex(roles.border) },
            icon_faint: mixed(hex(roles.secondary), hex(roles.background), 0.6),
            row_hover: hex(roles.hover),
            row_selected: hex(roles.selected),
            field: hex(roles.field),
            dialog: hex(roles.dialog),
            veil: Color32::from_black_alpha(veil),
            selection: if is_dark { Color32::from_white_alpha(56) } else { Color32::from_black_alpha(44) },
            shadow: Color32::from_black_alpha(if is_dark { 120 } else { 40 }),
            path_ok: if is_dark { hex(0x0031_F196) } else { hex(0x000E_9255) },
            path_connecting: hex(0x00FC_B159),
            path_error: hex(0x00EA_5545),
            on_avatar: Color32::from_black_alpha(205),
        }
    }

    /// The same for those who need stronger contrast: texts at 7:1, lines that can be seen around all that they
    /// bound.
    #[must_use]
    pub fn clearer(self) -> Self {
        let (ink, ground) =
            if self.is_dark { (Color32::WHITE, Color32::BLACK) } else { (Color32::BLACK, Color32::WHITE) };
        let strong = |color: Color32| mixed(ink, color, 0.45);
        let line = mixed(ink, ground, 0.62);
        Self {
            danger: strong(self.danger),
            warning: strong(self.warning),
            background: ground,
            background_deep: ground,
            background_raised: mixed(ink, ground, 0.1),
            text: ink,
            accent_text: if self.is_dark { self.accent } else { ink },
            text_secondary: mixed(ink, ground, 0.82),
            border: line,
            bubble_in: mixed(ink, ground, 0.06),
            bubble_in_text: ink,
            bubble_out_text: Color32::BLACK,
            on_accent: Color32::BLACK,
            bubble_in_dim: mixed(ink, ground, 0.82),
            bubble_out_dim: Color32::BLACK,
            bubble_in_selection: mixed(ink, ground, 0.3),
            day: mixed(ink, ground, 0.1),
            bubble_line: line,
            icon_faint: mixed(ink, ground, 0.7),
            row_hover: mixed(ink, ground, 0.1),
            row_selected: mixed(ink, ground, 0.16),
            field: ground,
            dialog: ground,
            veil: Color32::from_black_alpha(180),
            on_avatar: Color32::BLACK,
            on_danger: ground,
            ..self
        }
    }
}

/// A color on another, opaque.
fn mixed(front: Color32, back: Color32, share: f32) -> Color32 {
    back.lerp_to_gamma(front, share)
}

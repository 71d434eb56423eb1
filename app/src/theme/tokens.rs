//! Sizes of the window, in points at 100 % zoom, asked for by meaning.
//!
//! Source: design notes on screens, 1.1 and 1.2. Spacing grows in steps of 5, with 2.5 as hair.

/// Distances.
pub mod gap {
    /// Hair.
    pub const XXS: f32 = 2.5;
    /// Between an icon and its pill.
    pub const XS: f32 = 5.0;
    /// Between things of one group.
    pub const SM: f32 = 10.0;
    /// Between groups.
    pub const MD: f32 = 15.0;
    /// Around a dialog.
    pub const LG: f32 = 20.0;
    /// Wide.
    pub const XL: f32 = 25.0;
    /// Between sections.
    pub const XXL: f32 = 30.0;
    /// Around a page.
    pub const XXXL: f32 = 35.0;
}

/// Heights and widths.
pub mod size {
    /// Headers of the panes.
    pub const HEADER: f32 = 68.0;
    /// The icon rail.
    pub const RAIL: f32 = 68.0;
    /// The list of conversations.
    pub const LIST: f32 = 312.0;
    /// Narrowest list.
    pub const LIST_MIN: f32 = 240.0;
    /// Widest list.
    pub const LIST_MAX: f32 = 480.0;
    /// The list with pictures only.
    pub const LIST_FOLDED: f32 = 76.0;
    /// Dragged below this width, the list shows pictures only.
    pub const LIST_FOLDS: f32 = 200.0;
    /// Below this width of the window there is one pane.
    pub const NARROW: f32 = 720.0;
    /// A row of the list.
    pub const ROW: f32 = 64.0;
    /// The search field.
    pub const SEARCH: f32 = 36.0;
    /// Buttons and fields.
    pub const BUTTON: f32 = 34.0;
    /// Text fields.
    pub const FIELD: f32 = 42.0;
    /// Square buttons that hold one icon.
    pub const ICON_BUTTON: f32 = 36.0;
    /// A row of a settings page.
    pub const SETTING: f32 = 64.0;
    /// Ordinary dialog.
    pub const DIALOG: f32 = 420.0;
    /// Wide dialog.
    pub const DIALOG_WIDE: f32 = 500.0;
    /// Avatars of rows.
    pub const AVATAR: f32 = 40.0;
    /// Avatars of headers.
    pub const AVATAR_SMALL: f32 = 36.0;
    /// Avatars of profiles.
    pub const AVATAR_LARGE: f32 = 90.0;
    /// Widest bubble.
    pub const BUBBLE_MAX: f32 = 560.0;
    /// Widest column of a conversation.
    pub const COLUMN_MAX: f32 = 920.0;
}

/// Corner radii.
pub mod radius {
    /// Small things: key caps, focus rings.
    pub const SMALL: u8 = 6;
    /// Fields and menus.
    pub const FIELD: u8 = 10;
    /// Rows that are hovered or selected.
    pub const ROW: u8 = 10;
    /// Bubbles and panel groups.
    pub const BUBBLE: u8 = 16;
    /// A corner of a bubble towards its neighbor in a series.
    pub const BUBBLE_TIGHT: u8 = 5;
    /// Dialogs.
    pub const DIALOG: u8 = 14;
    /// Round buttons.
    pub const BUTTON: u8 = 17;
}

/// Font sizes.
pub mod font {
    /// Body text and buttons.
    pub const BODY: f32 = 15.0;
    /// Names in rows.
    pub const NAME: f32 = 14.5;
    /// Previews, subtitles.
    pub const SMALL: f32 = 13.0;
    /// Dates, pills, fine print.
    pub const FINE: f32 = 11.0;
    /// Large labels.
    pub const LARGE: f32 = 17.0;
    /// Titles of dialogs.
    pub const TITLE: f32 = 19.0;
    /// Titles of panes.
    pub const HEADING: f32 = 24.0;
    /// Titles of pages.
    pub const PAGE: f32 = 28.0;
    /// Account IDs.
    pub const MONO: f32 = 14.0;
    /// Icons.
    pub const ICON: f32 = 20.0;
    /// Icons beside small text.
    pub const ICON_SMALL: f32 = 15.0;
    /// Icons of empty states.
    pub const ICON_LARGE: f32 = 44.0;
}

//! A theme in use: its colors, and the style of egui's own widgets that follows from them.

use egui::style::{ScrollFadeStyle, ScrollStyle, WidgetVisuals, Widgets};
use egui::{Color32, Context, CornerRadius, Id, Margin, Shadow, Stroke, TextStyle, Vec2, Visuals};

use super::fonts::{OWN, Weight, definitions, pack_folders};
use super::manner::Manner;
use super::palette::{Accent, Palette, ThemeName};
use super::tokens::{font, gap, radius, size};
use crate::typeset::Typesetter;

/// A theme in use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    /// Which theme.
    pub name: ThemeName,
    /// Which accent.
    pub accent: Accent,
    /// How the person wants things.
    pub manner: Manner,
    /// Its colors by role.
    pub palette: Palette,
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(ThemeName::default(), Accent::default())
    }
}

impl Theme {
    /// A theme with an accent.
    pub fn new(name: ThemeName, accent: Accent) -> Self {
        Self { name, accent, manner: Manner::default(), palette: Palette::new(name, accent) }
    }

    /// The same in the manner that the person wants.
    #[must_use]
    pub fn in_manner(self, manner: Manner) -> Self {
        let palette = Palette::new(self.name, self.accent);
        let palette = if manner.is_clear { palette.clearer() } else { palette };
        Self { manner, palette, ..self }
    }

    /// Height of a row of the list, in points.
    pub const fn row(&self) -> f32 {
        self.manner.by_density([54.0, size::ROW, 76.0])
    }

    /// Size of the picture in a row of the list, in points.
    pub const fn row_avatar(&self) -> f32 {
        self.manner.by_density([36.0, size::AVATAR, 46.0])
    }

    /// Size of the texts of messages, in points.
    pub const fn text_size(&self) -> f32 {
        self.manner.text_size
    }

    /// Above and below the text of a bubble, in points.
    pub const fn bubble_pad(&self) -> f32 {
        self.manner.by_density([5.0, 8.0, 11.0])
    }

    /// Between two messages of a series and between two series, in points.
    pub const fn bubble_gaps(&self) -> (f32, f32) {
        self.manner.by_density([(1.0, 8.0), (2.0, 12.0), (4.0, 18.0)])
    }

    /// Loads the fonts of the program, and lets a thread find those of the system; once for a window.
    pub fn install_fonts(ctx: &Context) {
        ctx.set_fonts(definitions());
        Typesetter::install(ctx, &OWN, pack_folders);
    }

    /// The theme that was applied last.
    pub fn of(ctx: &Context) -> Self {
        ctx.data(|data| data.get_temp(Id::NULL)).unwrap_or_default()
    }

    /// Makes egui's own widgets look like this theme, and ours find it by [`Self::of`].
    pub fn apply(&self, ctx: &Context) {
        let palette = &self.palette;
        ctx.data_mut(|data| data.insert_temp(Id::NULL, *self));
        ctx.set_theme(if palette.is_dark { egui::Theme::Dark } else { egui::Theme::Light });
        ctx.all_styles_mut(|style| {
            style.visuals = visuals(palette);
            style.text_styles = [
                (TextStyle::Small, Weight::Regular.font(font::SMALL)),
                (TextStyle::Body, Weight::Regular.font(font::BODY)),
                (TextStyle::Button, Weight::Medium.font(font::BODY)),
                (TextStyle::Heading, Weight::Bold.font(font::TITLE)),
                (TextStyle::Monospace, egui::FontId::monospace(font::MONO)),
            ]
            .into();
            let spacing = &mut style.spacing;
            spacing.item_spacing = Vec2::new(gap::SM, gap::SM);
            spacing.button_padding = Vec2::new(gap::MD, 7.0);
            spacing.interact_size = Vec2::new(size::BUTTON, size::BUTTON);
            spacing.menu_margin = Margin::same(6);
            spacing.window_margin = Margin::same(20);
            spacing.tooltip_width = 300.0;
            spacing.scroll = scroll();
            style.interaction.tooltip_delay = 0.35;
            style.interaction.selectable_labels = false;
            style.animation_time = if self.manner.is_calm { 0.0 } else { 0.12 };
            if self.manner.is_calm {
                style.scroll_animation = egui::style::ScrollAnimation::none();
            }
            style.wrap_mode = None;
        });
    }
}

fn scroll() -> ScrollStyle {
    ScrollStyle {
        bar_width: 6.0,
        floating_width: 4.0,
        floating_allocated_width: 0.0,
        handle_min_length: 28.0,
        bar_inner_margin: 2.0,
        bar_outer_margin: 2.0,
        foreground_color: true,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 0.0,
        active_handle_opacity: 0.25,
        interact_handle_opacity: 0.5,
        fade: ScrollFadeStyle { strength: 0.0, ..ScrollFadeStyle::default() },
        ..ScrollStyle::floating()
    }
}

fn widget(fill: Color32, stroke: Stroke, text: Color32) -> WidgetVisuals {
    WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: stroke,
        corner_radius: CornerRadius::same(radius::FIELD),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    }
}

fn visuals(palette: &Palette) -> Visuals {
    let mut visuals = if palette.is_dark { Visuals::dark() } else { Visuals::light() };
    let border = Stroke::new(1.0, palette.border);
    visuals.widgets = Widgets {
        noninteractive: widget(palette.background, border, palette.text),
        inactive: widget(palette.background_raised, Stroke::NONE, palette.text),
        hovered: widget(palette.row_selected, border, palette.text),
        active: widget(palette.row_selected, Stroke::new(1.0, palette.text_secondary), palette.text),
        open: widget(palette.background_raised, border, palette.text),
    };
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(palette.text_secondary);
    visuals.selection.bg_fill = palette.selection;
    visuals.selection.stroke = Stroke::new(1.5, palette.accent_text);
    visuals.hyperlink_color = palette.accent_text;
    visuals.faint_bg_color = palette.row_hover;
    visuals.extreme_bg_color = palette.field;
    visuals.text_edit_bg_color = Some(palette.field);
    visuals.code_bg_color = palette.background_raised;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.danger;
    visuals.window_corner_radius = CornerRadius::same(radius::DIALOG);
    visuals.window_fill = palette.dialog;
    visuals.window_stroke = border;
    visuals.window_shadow = Shadow { offset: [0, 8], blur: 34, spread: 0, color: palette.shadow };
    visuals.popup_shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: palette.shadow };
    visuals.menu_corner_radius = CornerRadius::same(radius::FIELD);
    visuals.panel_fill = palette.background;
    visuals.text_cursor.stroke = Stroke::new(1.5, palette.accent_text);
    visuals.text_cursor.blink = false;
    visuals.disabled_alpha = 0.5;
    visuals
}

//! Buttons: outline, solid, plain text, and squares that hold one icon.

use egui::{Color32, CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, Widget, WidgetInfo};

use super::icon::{paint_icon, paint_spinner};
use super::ring::focus_ring;
use crate::theme::tokens::{font, gap, radius, size};
use crate::theme::{Icon, Palette, Theme, Weight};
use crate::typeset;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Outline,
    Solid,
    Simple,
}

/// How a button stands at the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Off,
    Calm,
    Hot,
}

/// A button with a text.
#[must_use = "add it with ui.add"]
pub struct Button<'a> {
    text: &'a str,
    look: Look,
    icon: Option<Icon>,
    min_width: f32,
    height: f32,
    is_dangerous: bool,
    is_enabled: bool,
    is_busy: bool,
}

impl<'a> Button<'a> {
    const fn new(text: &'a str, look: Look) -> Self {
        Self {
            text,
            look,
            icon: None,
            min_width: 0.0,
            height: size::BUTTON,
            is_dangerous: false,
            is_enabled: true,
            is_busy: false,
        }
    }

    /// The ordinary button.
    pub const fn outline(text: &'a str) -> Self {
        Self::new(text, Look::Outline)
    }

    /// The button of what most people want next; at most one on a page.
    pub const fn solid(text: &'a str) -> Self {
        Self::new(text, Look::Solid)
    }

    /// Text alone.
    pub const fn simple(text: &'a str) -> Self {
        Self::new(text, Look::Simple)
    }

    /// An icon before the text.
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// What destroys something is red.
    pub const fn danger(mut self) -> Self {
        self.is_dangerous = true;
        self
    }

    /// Whether it can be pressed.
    pub const fn enabled(mut self, is_enabled: bool) -> Self {
        self.is_enabled = is_enabled;
        self
    }

    /// Shows the spinner in place of the text and can't be pressed.
    pub const fn busy(mut self, is_busy: bool) -> Self {
        self.is_busy = is_busy;
        self
    }

    /// The least width.
    pub const fn min_width(mut self, width: f32) -> Self {
        self.min_width = width;
        self
    }

    /// Higher than usual, for the first screen.
    pub const fn tall(mut self) -> Self {
        self.height = size::FIELD;
        self
    }

    /// Fill, border and text.
    fn colors(&self, palette: &Palette, state: State) -> (Color32, Stroke, Color32) {
        let is_hot = state == State::Hot;
        if state == State::Off {
            let stroke = if self.look == Look::Simple { Stroke::NONE } else { Stroke::new(1.0, palette.border) };
            return (Color32::TRANSPARENT, stroke, palette.disabled);
        }
        let ink = if self.is_dangerous { palette.danger } else { palette.text };
        match self.look {
            Look::Outline if is_hot && self.is_dangerous => (palette.danger, Stroke::NONE, palette.on_danger),
            Look::Outline if is_hot => (palette.text, Stroke::NONE, palette.background),
            Look::Outline => (Color32::TRANSPARENT, Stroke::new(1.0, ink), ink),
            Look::Solid if self.is_dangerous => {
                (palette.danger.gamma_multiply(if is_hot { 0.85 } else { 1.0 }), Stroke::NONE, palette.on_danger)
            }
            Look::Solid => {
                let fill = if is_hot { palette.accent.lerp_to_gamma(palette.text, 0.12) } else { palette.accent };
                (fill, Stroke::NONE, palette.on_accent)
            }
            Look::Simple if is_hot => (palette.row_selected, Stroke::NONE, ink),
            Look::Simple => (Color32::TRANSPARENT, Stroke::NONE, ink),
        }
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let palette = Theme::of(ui.ctx()).palette;
        let is_enabled = self.is_enabled && !self.is_busy && ui.is_enabled();
        let laid = typeset::text(ui.ctx(), self.text, Weight::Medium.style(font::BODY));
        let icon_width = if self.icon.is_some() { font::ICON + 8.0 } else { 0.0 };
        let padding = if self.look == Look::Simple { gap::SM + 2.0 } else { 18.0 };
        let width = (laid.size().x + icon_width + 2.0 * padding).max(self.min_width);
        let sense = if is_enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, self.height), sense);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, self.text));
        if ui.is_rect_visible(rect) {
            let is_hot = is_enabled && (response.hovered() || response.is_pointer_button_down_on());
            let state = match (is_enabled, is_hot) {
                (false, _) => State::Off,
                (true, true) => State::Hot,
                (true, false) => State::Calm,
            };
            let (fill, stroke, ink) = self.colors(&palette, state);
            let corner = if self.look == Look::Simple { radius::SMALL } else { 21 };
            ui.painter().rect(rect, CornerRadius::same(corner), fill, stroke, StrokeKind::Inside);
            if self.is_busy {
                paint_spinner(ui.painter(), egui::Rect::from_center_size(rect.center(), Vec2::splat(18.0)));
            } else {
                let left = rect.center().x - 0.5 * (laid.size().x + icon_width);
                if let Some(icon) = self.icon {
                    let center = egui::pos2(left + font::ICON / 2.0, rect.center().y);
                    paint_icon(ui.painter(), center, icon, font::ICON - 2.0, ink);
                }
                let at = egui::pos2(left + icon_width, rect.center().y - laid.size().y / 2.0);
                laid.paint(ui.painter(), at, ink);
            }
            focus_ring(ui.painter(), &response, rect.expand(3.0), corner + 3);
        }
        if is_enabled { response.on_hover_cursor(egui::CursorIcon::PointingHand) } else { response }
    }
}

/// A square that holds one icon; its name is its tooltip.
#[must_use = "add it with ui.add"]
pub struct IconButton<'a> {
    icon: Icon,
    name: &'a str,
    size: f32,
    icon_size: f32,
    color: Option<Color32>,
    fill: Option<Color32>,
    is_enabled: bool,
}

impl<'a> IconButton<'a> {
    /// An icon and what it does.
    pub const fn new(icon: Icon, name: &'a str) -> Self {
        Self { icon, name, size: size::ICON_BUTTON, icon_size: font::ICON, color: None, fill: None, is_enabled: true }
    }

    /// Width and height.
    pub const fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }

    /// Size of the icon.
    pub const fn icon_size(mut self, size: f32) -> Self {
        self.icon_size = size;
        self
    }

    /// Color of the icon, otherwise that of secondary text.
    pub const fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    /// A disc behind the icon.
    pub const fn fill(mut self, fill: Color32) -> Self {
        self.fill = Some(fill);
        self
    }

    /// Whether it can be pressed.
    pub const fn enabled(mut self, is_enabled: bool) -> Self {
        self.is_enabled = is_enabled;
        self
    }
}

impl Widget for IconButton<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let palette = Theme::of(ui.ctx()).palette;
        let is_enabled = self.is_enabled && ui.is_enabled();
        let sense = if is_enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(self.size), sense);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, self.name));
        let is_hot = is_enabled && response.hovered();
        let corner = if self.fill.is_some() { CornerRadius::same(255) } else { CornerRadius::same(radius::ROW) };
        match self.fill {
            Some(fill) if is_hot => {
                ui.painter().rect_filled(rect, corner, fill.lerp_to_gamma(palette.text, 0.12));
            }
            Some(fill) => {
                ui.painter().rect_filled(rect, corner, fill);
            }
            None if is_hot => {
                ui.painter().rect_filled(rect, corner, palette.row_selected);
            }
            None => {}
        }
        let ink = match self.color {
            _ if !is_enabled => palette.disabled,
            Some(color) => color,
            None if is_hot => palette.text,
            None => palette.text_secondary,
        };
        paint_icon(ui.painter(), rect.center(), self.icon, self.icon_size, ink);
        focus_ring(ui.painter(), &response, rect, radius::ROW);
        if is_enabled {
            typeset::tip(response.on_hover_cursor(egui::CursorIcon::PointingHand), self.name)
        } else {
            response
        }
    }
}

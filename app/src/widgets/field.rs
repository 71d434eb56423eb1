//! A field for one line of text, with its name, a hint, an icon, and the eye of passwords.

use egui::{Color32, CornerRadius, EventFilter, Id, Margin, Response, Stroke, Ui, Vec2};

use super::button::IconButton;
use super::icon::icon_ui;
use crate::theme::tokens::{font, gap, radius, size};
use crate::theme::{Icon, Palette, Theme, Weight};
use crate::typeset::{Editor, Inks, TextStyle};

/// A field for text.
#[must_use = "show it with .show(ui)"]
pub struct TextField<'a> {
    text: &'a mut String,
    name: &'a str,
    hint: &'a str,
    icon: Option<Icon>,
    id: Option<Id>,
    height: f32,
    rows: usize,
    eye: Option<(&'a mut bool, &'a str)>,
    is_mono: bool,
    is_wrong: bool,
}

impl<'a> TextField<'a> {
    /// A field and its name for screen readers.
    pub fn new(text: &'a mut String, name: &'a str) -> Self {
        Self {
            text,
            name,
            hint: "",
            icon: None,
            id: None,
            height: size::FIELD,
            rows: 1,
            eye: None,
            is_mono: false,
            is_wrong: false,
        }
    }

    /// What stands in it while it is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// An icon at its start.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An id to give the keyboard to it from elsewhere.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Several lines that wrap; Enter goes on here too, and never breaks the line.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// As high as a search field.
    pub fn low(mut self) -> Self {
        self.height = size::SEARCH;
        self
    }

    /// Hides the text behind dots unless `is_shown`; `name` is that of the eye that switches.
    pub fn password(mut self, is_shown: &'a mut bool, name: &'a str) -> Self {
        self.eye = Some((is_shown, name));
        self
    }

    /// In the font of ids.
    pub fn mono(mut self) -> Self {
        self.is_mono = true;
        self
    }

    /// Whether the content is wrong, shown by a red border.
    pub fn wrong(mut self, is_wrong: bool) -> Self {
        self.is_wrong = is_wrong;
        self
    }

    /// Shows it over the whole width. The response is that of the text within.
    pub fn show(self, ui: &mut Ui) -> Response {
        let palette = Theme::of(ui.ctx()).palette;
        let id = self.id.unwrap_or_else(|| ui.make_persistent_id(self.name));
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        let stroke = match (self.is_wrong, has_focus) {
            (true, _) => Stroke::new(1.5, palette.danger),
            (false, true) => Stroke::new(1.5, palette.accent_text),
            (false, false) => Stroke::new(1.0, palette.border),
        };
        let is_masked = self.eye.as_ref().is_some_and(|(is_shown, _)| !**is_shown);
        let style = if self.is_mono { TextStyle::new(font::MONO).mono() } else { Weight::Regular.style(font::BODY) };
        let inks = inks(&palette, palette.text);
        let frame = egui::Frame::new()
            .fill(palette.field)
            .stroke(stroke)
            .corner_radius(CornerRadius::same(radius::FIELD))
            .inner_margin(Margin::symmetric(12, 0));
        let shown = frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(self.height - 2.0);
                ui.spacing_mut().item_spacing.x = gap::XS + 3.0;
                if let Some(icon) = self.icon {
                    icon_ui(ui, icon, font::ICON - 3.0, palette.text_secondary);
                }
                let margin = ((self.height - 2.0 - style.line_height) / 2.0).floor();
                let eye_width = if self.eye.is_some() { 38.0 } else { 0.0 };
                let mut editor = Editor::one_line(self.text, id, self.name, style)
                    .hint(self.hint)
                    .margin(Vec2::new(0.0, margin))
                    .width(ui.available_width() - eye_width);
                if self.eye.is_some() {
                    editor = editor.secret(is_masked);
                }
                if self.rows > 1 && !is_masked {
                    // Enter leaves a field of several lines too.
                    editor = editor.wrapped(self.rows, self.rows);
                }
                let response = editor.show(ui, inks).response;
                if let Some((is_shown, name)) = self.eye {
                    let icon = if *is_shown { Icon::EyeOff } else { Icon::Eye };
                    if ui.add(IconButton::new(icon, name).size(30.0).icon_size(17.0)).clicked() {
                        *is_shown = !*is_shown;
                    }
                }
                response
            })
            .inner
        });
        shown.inner
    }
}

/// The colors of a text in a palette.
pub fn inks(palette: &Palette, text: Color32) -> Inks {
    Inks {
        text,
        accent: palette.accent_text,
        dim: palette.text_secondary,
        alert: palette.danger,
        ground: palette.background_raised,
        selection: palette.selection,
    }
}

/// Whether Enter was pressed while the keyboard was in the field.
pub fn entered(ui: &Ui, response: &Response) -> bool {
    (response.lost_focus() || response.has_focus()) && ui.input(|input| input.key_pressed(egui::Key::Enter))
}

/// Keeps the arrows up and down for what belongs to a field; otherwise they would move the keyboard away from it.
pub fn keep_arrows(ui: &Ui, id: Id) {
    ui.memory_mut(|memory| {
        if memory.has_focus(id) {
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
            memory.set_focus_lock_filter(id, filter);
        }
    });
}

/// The space between a field and what belongs to it.
pub const BELOW: Vec2 = Vec2::new(0.0, gap::XS);

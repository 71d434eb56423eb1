//! Texts in the sizes and colors of the house.

use std::borrow::Cow;

use egui::{Align, Color32, Response, Ui, Widget};

use crate::theme::tokens::font;
use crate::theme::{Theme, Weight};
use crate::typeset::{Label, TextAlign};

/// A text in a size, weight and color, to be added to a layout.
#[must_use = "add it with ui.add"]
pub struct Rich<'a> {
    text: Cow<'a, str>,
    size: f32,
    weight: Weight,
    color: Color32,
    is_one_line: bool,
}

/// A text in a size, weight and color. It wraps in columns.
pub fn rich<'a>(text: impl Into<Cow<'a, str>>, size: f32, weight: Weight, color: Color32) -> Rich<'a> {
    Rich { text: text.into(), size, weight, color, is_one_line: false }
}

impl Rich<'_> {
    /// One line, with an ellipsis if it is too long.
    pub fn truncate(mut self) -> Self {
        self.is_one_line = true;
        self
    }
}

impl Widget for Rich<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let label = Label::new(&self.text, self.weight.style(self.size));
        let label = if self.is_one_line { label.one_line() } else { label };
        // In a centered column the lines of a paragraph are centered, too.
        let is_centered = ui.layout().is_vertical() && ui.layout().horizontal_align() == Align::Center;
        let label = if is_centered && !self.is_one_line { label.align(TextAlign::Center) } else { label };
        label.show(ui, self.color)
    }
}

/// The title of a page.
pub fn heading_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text;
    ui.add(rich(text, font::PAGE, Weight::Bold, color))
}

/// The title of a dialog or a section.
pub fn title_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text;
    ui.add(rich(text, font::TITLE, Weight::Bold, color))
}

/// Body text.
pub fn text_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text;
    ui.add(rich(text, font::BODY, Weight::Regular, color))
}

/// Text that explains.
pub fn secondary_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text_secondary;
    ui.add(rich(text, font::NAME, Weight::Regular, color))
}

/// Fine print.
pub fn fine_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text_secondary;
    ui.add(rich(text, font::SMALL, Weight::Regular, color))
}

/// What is wrong, beside the thing that is wrong.
pub fn error_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.danger;
    ui.add(rich(text, font::NAME, Weight::Regular, color))
}

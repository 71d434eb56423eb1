//! Texts in the sizes and colors of the house.

use egui::{Color32, Label, Response, RichText, Ui, WidgetText};

use crate::theme::tokens::font;
use crate::theme::{Theme, Weight};

/// A text in a size, weight and color.
pub fn rich(text: impl Into<String>, size: f32, weight: Weight, color: Color32) -> RichText {
    RichText::new(text).font(weight.font(size)).color(color)
}

fn label(ui: &mut Ui, text: impl Into<WidgetText>) -> Response {
    ui.add(Label::new(text).wrap())
}

/// The title of a page.
pub fn heading_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text;
    label(ui, rich(text, font::PAGE, Weight::Bold, color))
}

/// The title of a dialog or a section.
pub fn title_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text;
    label(ui, rich(text, font::TITLE, Weight::Bold, color))
}

/// Body text.
pub fn text_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text;
    label(ui, rich(text, font::BODY, Weight::Regular, color))
}

/// Text that explains.
pub fn secondary_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text_secondary;
    label(ui, rich(text, font::NAME, Weight::Regular, color))
}

/// Fine print.
pub fn fine_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.text_secondary;
    label(ui, rich(text, font::SMALL, Weight::Regular, color))
}

/// What is wrong, beside the thing that is wrong.
pub fn error_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette.danger;
    label(ui, rich(text, font::NAME, Weight::Regular, color))
}

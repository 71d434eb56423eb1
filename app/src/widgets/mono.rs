//! An Account ID: in mono, in three lines, selectable, with a button that copies it.

use egui::{FontId, Label, Response, RichText, Ui};

use super::button::Button;
use crate::theme::tokens::{font, gap};
use crate::theme::{Icon, Theme};

/// Shows `value` broken into lines of `columns` characters, and a button. True when it was pressed.
pub fn copyable_ui(ui: &mut Ui, value: &str, columns: usize, copy: &str) -> bool {
    mono_ui(ui, value, columns);
    ui.add_space(gap::XS);
    ui.add(Button::outline(copy).icon(Icon::Copy)).clicked()
}

/// Shows `value` in mono, broken into lines of `columns` characters.
pub fn mono_ui(ui: &mut Ui, value: &str, columns: usize) -> Response {
    let palette = Theme::of(ui.ctx()).palette;
    let letters: Vec<char> = value.chars().collect();
    let lines: Vec<String> = letters.chunks(columns.max(1)).map(|line| line.iter().collect()).collect();
    let text = RichText::new(lines.join("\n")).font(FontId::monospace(font::MONO)).color(palette.text);
    ui.add(Label::new(text).selectable(true)).accessible_name(value)
}

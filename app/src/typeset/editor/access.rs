//! What a screen reader learns of an editor: role, name, value, lines with the places of their characters, and
//! the selection; and the value that it may set.

use egui::accesskit::{self, Action, ActionData, Role, TextDirection, TextPosition, TextSelection};
use egui::{Id, Pos2, Rect, Response, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::input::Lines;
use super::state::State;
use crate::typeset::laid::{Caret, Laid, Paragraph};

/// What there is to tell.
pub struct Told<'a> {
    /// The name.
    pub name: &'a str,
    /// What stands in it while it is empty.
    pub hint: &'a str,
    /// The text.
    pub text: &'a str,
    /// One line or many.
    pub lines: Lines,
    /// Where the left upper corner of the text is.
    pub at: Pos2,
}

/// The value that a screen reader wants to be there.
pub fn value_asked_for(ui: &Ui, id: Id) -> Option<String> {
    ui.input(|input| {
        let asked = input.accesskit_action_requests(id, Action::SetValue);
        let values = asked.filter_map(|request| match &request.data {
            Some(ActionData::Value(value)) => Some(value.to_string()),
            _ => None,
        });
        values.last()
    })
}

/// Tells it.
pub fn tell(ui: &mut Ui, response: &Response, state: &State, laid: &Laid, told: &Told<'_>) {
    let shown = || state.shown(told.text);
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(ui.is_enabled(), shown(), shown(), told.hint);
        info.label = Some(told.name.to_owned());
        info
    });
    let role = match (state.is_masked, told.lines) {
        (true, _) => Role::PasswordInput,
        (false, Lines::Many | Lines::Wrapped) => Role::MultilineTextInput,
        (false, Lines::One) => Role::TextInput,
    };
    let is_heard = ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(role);
        node.set_label(told.name);
        node.add_action(Action::SetValue);
        node.add_action(Action::ReplaceSelectedText);
    });
    if is_heard.is_none() || state.is_masked {
        return;
    }
    let mut runs = Vec::new();
    for paragraph in &laid.paragraphs {
        lines(ui, response.id, laid, paragraph, &mut runs, told.at);
    }
    let position = |byte: usize| {
        let index = runs.iter().rposition(|run| run.start <= byte)?;
        let run = runs.get(index)?;
        let character_index = run.ends.partition_point(|end| *end <= byte).min(run.ends.len());
        Some(TextPosition { node: run.id.accesskit_id(), character_index })
    };
    let selected = (position(state.to_shown(told.text, state.anchor)), position(state.shown_caret(told.text).byte));
    if let (Some(anchor), Some(focus)) = selected {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_text_selection(TextSelection { anchor, focus }));
    }
}

/// A line as a screen reader knows it.
struct Run {
    id: Id,
    start: usize,
    ends: Vec<usize>,
}

fn lines(ui: &mut Ui, parent: Id, laid: &Laid, paragraph: &Paragraph, runs: &mut Vec<Run>, at: Pos2) {
    let scale = laid.pixels_per_point;
    let count = paragraph.layout.len();
    for (number, line) in paragraph.layout.lines().enumerate() {
        let range = line.text_range();
        let start = (paragraph.range.start + range.start).min(paragraph.range.end);
        let mut end = (paragraph.range.start + range.end).min(paragraph.range.end);
        let is_last = number + 1 == count;
        if is_last {
            end += paragraph.break_bytes;
        }
        let Some(value) = laid.text.get(start..end) else { continue };
        let id = parent.with(("line", runs.len()));
        let mut run = Run { id, start, ends: Vec::new() };
        let mut lengths = Vec::new();
        let mut byte = start;
        for cluster in unicode_segmentation::UnicodeSegmentation::graphemes(value, true) {
            byte += cluster.len();
            run.ends.push(byte);
            lengths.push(u8::try_from(cluster.len()).unwrap_or(u8::MAX));
        }
        let metrics = line.metrics();
        let start_x = paragraph.x + metrics.inline_min_coord + metrics.offset;
        let left = at.x + laid.across(start_x).min(laid.across(start_x + metrics.advance)) / scale;
        let top = at.y + (paragraph.y + metrics.block_min_coord) / scale;
        let (width, height) = (metrics.advance / scale, metrics.line_height / scale);
        let bounds =
            accesskit::Rect { x0: left.into(), y0: top.into(), x1: (left + width).into(), y1: (top + height).into() };
        let (positions, widths) = places(laid, &run, (left - at.x, width));
        let direction = if paragraph.layout.is_rtl() { TextDirection::RightToLeft } else { TextDirection::LeftToRight };
        // Only a region of egui can be a child of a widget.
        let rect = Rect::from_min_size(pos2(left, top), vec2(width, height));
        run.id = ui.new_child(UiBuilder::new().scope_id(id).max_rect(rect).accessibility_parent(parent)).unique_id();
        ui.ctx().accesskit_node_builder(run.id, |node| {
            node.set_role(Role::TextRun);
            node.set_text_direction(direction);
            node.set_bounds(bounds);
            node.set_value(value);
            node.set_character_lengths(lengths);
            node.set_character_positions(positions);
            node.set_character_widths(widths);
        });
        runs.push(run);
    }
}

/// From the beginning of the line to each character in the direction of the line, and how wide each is.
fn places(laid: &Laid, run: &Run, (left, width): (f32, f32)) -> (Vec<f32>, Vec<f32>) {
    let mut positions = Vec::with_capacity(run.ends.len());
    let mut widths = Vec::with_capacity(run.ends.len());
    let mut start = run.start;
    for end in &run.ends {
        let from = laid.caret_rect(Caret::at(start)).left();
        let to = laid.caret_rect(Caret { byte: *end, is_upstream: true }).left();
        let before = if laid.is_mirrored { left + width - from.max(to) } else { from.min(to) - left };
        positions.push(before.clamp(0.0, width.max(0.0)));
        widths.push((to - from).abs().min(width.max(0.0)));
        start = *end;
    }
    (positions, widths)
}

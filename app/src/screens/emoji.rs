//! The picker of emoji: a field to search, those used lately, the groups, the tones, and the name of the one below.
//!
//! Only the rows in view are painted. From the field, the arrow down goes into the grid; there the arrows go from one to
//! the next, Enter takes one, and a letter goes back to the field.

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, EventFilter, Id, Key, Modifiers, Popup, Rect, Response, Role, ScrollArea, Sense, Ui,
    WidgetInfo, pos2, vec2,
};
use emojis::Emoji;
use onionskin_core::api::{Command, EmojiTaste};

use super::Cx;
use crate::actions::Action;
use crate::model::emoji::{GROUPS, find, group_key, is_known, toned};
use crate::theme::tokens::{font, gap, radius};
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::ring::focus_ring;
use crate::widgets::{TextField, menu_frame, paint_icon};

/// Side of a cell.
const CELL: f32 = 40.0;
/// Emoji found at most.
const FOUND: usize = 200;
/// The hand that shows the tones.
const HAND: &str = "✋";

/// A row of the grid.
#[derive(Debug, Clone)]
enum Line {
    Title(&'static str),
    Cells(Vec<&'static Emoji>),
}

/// What the rows were made for.
#[derive(Debug, Clone, PartialEq)]
struct MadeFor {
    query: String,
    columns: usize,
    taste: Arc<EmojiTaste>,
}

/// What the picker remembers between frames.
#[derive(Debug, Default)]
pub struct EmojiPicker {
    query: String,
    lines: Vec<Line>,
    /// Where each group begins among the lines; those used lately first, if there are any.
    begins: Vec<(usize, &'static str)>,
    made_for: Option<MadeFor>,
    /// Where the keyboard is in the grid.
    at: Option<(usize, usize)>,
    /// The name shown below.
    named: Option<&'static Emoji>,
    scroll_to: Option<usize>,
    is_begun: bool,
}

/// What we like, as the engine knows it.
fn taste(cx: &Cx<'_>) -> Arc<EmojiTaste> {
    cx.model.own.as_ref().map(|own| Arc::clone(&own.profile.emoji)).unwrap_or_default()
}

/// Notes that an emoji was used.
pub fn used(cx: &Cx<'_>, emoji: &str) {
    let known = taste(cx);
    if known.recent.first().is_some_and(|first| first == emoji) {
        return;
    }
    let others = known.recent.iter().filter(|known| *known != emoji).cloned();
    let recent = std::iter::once(emoji.to_owned()).chain(others).take(EmojiTaste::MOST).collect();
    cx.act(Action::Run(Command::SetEmojiTaste(EmojiTaste { tone: known.tone, recent })));
}

impl EmojiPicker {
    /// Shows it over the width of `ui`, with a grid of a height. Gives the emoji that was taken.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, height: f32) -> Option<&'static str> {
        let columns = ((ui.available_width() - 14.0) / CELL).floor().max(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few cells")]
        let columns = columns as usize;
        self.make(cx, columns);
        let mut taken = self.keys(ui);
        self.field_ui(ui, cx);
        ui.add_space(gap::XS);
        self.groups_ui(ui, cx);
        ui.spacing_mut().item_spacing.y = 0.0;
        let scroll = self.scroll_to.take().map(|line| line as f32 * CELL);
        let mut area = ScrollArea::vertical().id_salt("emoji").max_height(height).auto_shrink([false, false]);
        if let Some(offset) = scroll {
            area = area.vertical_scroll_offset(offset);
        }
        let lines = std::mem::take(&mut self.lines);
        area.show_rows(ui, CELL, lines.len(), |ui, shown| {
            let first = shown.start;
            for (line, content) in lines.iter().enumerate().skip(first).take(shown.len()) {
                match content {
                    Line::Title(key) => title_ui(ui, cx, key),
                    Line::Cells(cells) => taken = self.cells_ui(ui, cx, line, cells).or(taken),
                }
            }
        });
        if lines.is_empty() {
            crate::widgets::secondary_ui(ui, cx.t("list-nothing-found"));
        }
        self.lines = lines;
        self.footer_ui(ui, cx);
        let taken = taken?.as_str();
        used(cx, taken);
        Some(taken)
    }

    /// Makes the rows when what they depend on has changed.
    fn make(&mut self, cx: &Cx<'_>, columns: usize) {
        let wanted = MadeFor { query: self.query.trim().to_owned(), columns, taste: taste(cx) };
        if self.made_for.as_ref() == Some(&wanted) {
            return;
        }
        let tone = wanted.taste.tone;
        self.lines.clear();
        self.begins.clear();
        let mut add = |title: Option<&'static str>, all: Vec<&'static Emoji>| {
            if all.is_empty() {
                return;
            }
            if let Some(title) = title {
                self.begins.push((self.lines.len(), title));
                self.lines.push(Line::Title(title));
            }
            self.lines.extend(all.chunks(columns).map(|cells| Line::Cells(cells.to_vec())));
        };
        if wanted.query.is_empty() {
            let recent = wanted.taste.recent.iter().filter_map(|emoji| emojis::get(emoji));
            add(Some("emoji-recent"), recent.collect());
            for group in GROUPS {
                add(Some(group_key(group)), group.emojis().filter(is_known).map(|emoji| toned(emoji, tone)).collect());
            }
        } else {
            let found = find(&wanted.query, FOUND);
            add(None, found.into_iter().map(|emoji| toned(emoji, tone)).collect());
        }
        // A tone or those used lately may change while one chooses; the place stays then.
        if self.made_for.as_ref().is_none_or(|made| made.query != wanted.query) {
            (self.at, self.scroll_to) = (None, Some(0));
        }
        self.made_for = Some(wanted);
    }

    fn cell(&self, (line, column): (usize, usize)) -> Option<&'static Emoji> {
        match self.lines.get(line)? {
            Line::Cells(cells) => cells.get(column).copied(),
            Line::Title(_) => None,
        }
    }

    /// The next row of cells in a direction.
    fn row_from(&self, line: usize, is_down: bool) -> Option<usize> {
        let is_row = |line: &usize| matches!(self.lines.get(*line), Some(Line::Cells(_)));
        if is_down { (line + 1..self.lines.len()).find(is_row) } else { (0..line).rev().find(is_row) }
    }

    /// Takes the keys of the grid.
    fn keys(&mut self, ui: &Ui) -> Option<&'static Emoji> {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let is_in_field = ui.memory(|memory| memory.has_focus(field_id()));
        let Some((line, column)) = self.at else {
            if is_in_field && pressed(Key::ArrowDown) {
                let first = (0..self.lines.len()).find(|line| matches!(self.lines.get(*line), Some(Line::Cells(_))));
                self.at = first.map(|line| (line, 0));
                self.named = self.at.and_then(|at| self.cell(at));
            }
            if is_in_field && pressed(Key::Enter) {
                return self.lines.iter().find_map(|line| match line {
                    Line::Cells(cells) => cells.first().copied(),
                    Line::Title(_) => None,
                });
            }
            return None;
        };
        let wide = |line: usize| match self.lines.get(line) {
            Some(Line::Cells(cells)) => cells.len(),
            _ => 0,
        };
        let mut next = (line, column);
        if pressed(Key::ArrowRight) {
            next = if column + 1 < wide(line) { (line, column + 1) } else { (self.row_from(line, true)?, 0) };
        } else if pressed(Key::ArrowLeft) {
            next = match (column.checked_sub(1), self.row_from(line, false)) {
                (Some(column), _) => (line, column),
                (None, Some(line)) => (line, wide(line).saturating_sub(1)),
                (None, None) => next,
            };
        } else if pressed(Key::ArrowDown) {
            next = self.row_from(line, true).map_or(next, |line| (line, column.min(wide(line).saturating_sub(1))));
        } else if pressed(Key::ArrowUp) {
            match self.row_from(line, false) {
                Some(line) => next = (line, column.min(wide(line).saturating_sub(1))),
                None => self.at = None,
            }
        } else if pressed(Key::Enter) {
            return self.cell((line, column));
        } else if ui.input(|input| input.events.iter().any(|event| matches!(event, egui::Event::Text(_)))) {
            self.at = None;
        }
        if self.at.is_some() && next != (line, column) {
            self.at = Some(next);
            self.named = self.cell(next);
            self.scroll_to = Some(next.0.saturating_sub(2));
        }
        None
    }

    fn field_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let name = cx.t("emoji-search");
        TextField::new(&mut self.query, name).hint(name).icon(Icon::Search).id(field_id()).show(ui);
        if ui.memory(|memory| memory.has_focus(field_id())) {
            // The arrows belong to the grid.
            let all = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(field_id(), all));
        }
        if !self.is_begun {
            self.is_begun = true;
            ui.memory_mut(|memory| memory.request_focus(field_id()));
        }
    }

    /// The groups, to go to them.
    fn groups_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let begins = self.begins.clone();
        // They share the width when that is small.
        let share = ui.available_width() / (begins.len().max(1) as f32) - 2.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (line, key) in begins {
                let (rect, response) = ui.allocate_exact_size(vec2(share.min(34.0), 32.0), Sense::click());
                let name = cx.t(key);
                response.widget_info(|| WidgetInfo::labeled(Role::Tab, true, name));
                if response.hovered() {
                    ui.painter().rect_filled(rect, CornerRadius::same(radius::SMALL), cx.palette().row_hover);
                }
                let sign = match self.lines.get(line + 1) {
                    _ if key == "emoji-recent" => None,
                    Some(Line::Cells(cells)) => cells.first(),
                    _ => None,
                };
                match sign {
                    Some(emoji) => paint_emoji(ui, cx, emoji.as_str(), rect, 17.0),
                    None => paint_icon(ui.painter(), rect.center(), Icon::Clock, 17.0, cx.palette().text_secondary),
                }
                focus_ring(ui.painter(), &response, rect, radius::SMALL);
                if typeset::tip(response, name).clicked() {
                    self.scroll_to = Some(line);
                    self.at = None;
                }
            }
        });
    }

    fn cells_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, line: usize, cells: &[&'static Emoji]) -> Option<&'static Emoji> {
        let mut taken = None;
        let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), CELL), Sense::hover());
        for (column, emoji) in cells.iter().enumerate() {
            let rect = Rect::from_min_size(pos2(row.left() + column as f32 * CELL, row.top()), vec2(CELL, CELL));
            let response = ui.interact(rect, Id::unique(("emoji", line, column)), Sense::click());
            let is_at = self.at == Some((line, column));
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_at, emoji.name()));
            if response.hovered() {
                self.named = Some(emoji);
            }
            let fill = match (is_at, response.hovered()) {
                (true, _) => cx.palette().row_selected,
                (false, true) => cx.palette().row_hover,
                (false, false) => Color32::TRANSPARENT,
            };
            ui.painter().rect_filled(rect.shrink(1.0), CornerRadius::same(radius::SMALL), fill);
            paint_emoji(ui, cx, emoji.as_str(), rect, 24.0);
            focus_ring(ui.painter(), &response, rect.shrink(1.0), radius::SMALL);
            taken = tones_ui(ui, cx, emoji, &response).or(taken);
            if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                taken = Some(*emoji);
            }
        }
        taken
    }

    /// The name of the emoji below, and the tones.
    fn footer_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), 38.0), Sense::hover());
        let palette = cx.palette();
        ui.painter().hline(bar.x_range(), bar.top() + 2.0, egui::Stroke::new(1.0, palette.border));
        let known = taste(cx);
        let hand = emojis::get(HAND);
        let mut right = bar.right();
        for tone in (0..=5_u8).rev() {
            let rect = Rect::from_min_size(pos2(right - 30.0, bar.top() + 6.0), vec2(30.0, 30.0));
            right = rect.left();
            let response = ui.interact(rect, Id::unique(("tone", tone)), Sense::click());
            let label = cx.text.with("emoji-tone", &[("number", &tone.to_string())]);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, known.tone == tone, &label));
            if known.tone == tone || response.hovered() {
                ui.painter().rect_filled(rect, CornerRadius::same(radius::SMALL), palette.row_selected);
            }
            if let Some(hand) = hand {
                paint_emoji(ui, cx, toned(hand, tone).as_str(), rect, 17.0);
            }
            focus_ring(ui.painter(), &response, rect, radius::SMALL);
            if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                let taste = EmojiTaste { tone, recent: known.recent.clone() };
                cx.act(Action::Run(Command::SetEmojiTaste(taste)));
            }
        }
        if let Some(emoji) = self.named {
            let at = Rect::from_min_size(bar.min + vec2(2.0, 6.0), vec2(30.0, 30.0));
            paint_emoji(ui, cx, emoji.as_str(), at, 20.0);
            let name = typeset::line(
                ui.ctx(),
                emoji.name(),
                Weight::Regular.style(font::SMALL),
                (right - at.right() - 12.0).max(10.0),
            );
            let place = pos2(at.right() + 6.0, at.center().y - name.size().y / 2.0);
            name.paint(ui.painter(), place, palette.text_secondary);
        }
    }
}

/// The tones of one emoji, by the other button of the pointer or a long press. Gives the one that was taken.
fn tones_ui(ui: &Ui, cx: &Cx<'_>, emoji: &'static Emoji, response: &Response) -> Option<&'static Emoji> {
    emoji.skin_tone()?;
    let mut taken = None;
    Popup::context_menu(response).frame(menu_frame(ui)).show(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.horizontal(|ui| {
            for tone in 0..=5_u8 {
                let toned = toned(emoji, tone);
                let (rect, response) = ui.allocate_exact_size(vec2(CELL, CELL), Sense::click());
                response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, true, toned.name()));
                if response.hovered() {
                    let radius = CornerRadius::same(radius::SMALL);
                    ui.painter().rect_filled(rect, radius, cx.palette().row_hover);
                }
                paint_emoji(ui, cx, toned.as_str(), rect, 24.0);
                focus_ring(ui.painter(), &response, rect, radius::SMALL);
                if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                    taken = Some(toned);
                    ui.close();
                }
            }
        });
    });
    taken
}

fn field_id() -> Id {
    Id::unique("emoji-field")
}

fn title_ui(ui: &mut Ui, cx: &Cx<'_>, key: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), CELL), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, cx.t(key)));
    let laid = typeset::text(ui.ctx(), cx.t(key), Weight::Medium.style(font::SMALL));
    let at = pos2(rect.left() + 6.0, rect.bottom() - laid.size().y - 6.0);
    laid.paint(ui.painter(), at, cx.palette().text_secondary);
}

/// Paints an emoji in the middle of a place.
pub fn paint_emoji(ui: &Ui, cx: &Cx<'_>, emoji: &str, rect: Rect, size: f32) {
    let laid = typeset::text(ui.ctx(), emoji, Weight::Regular.style(size));
    laid.paint(ui.painter(), rect.center() - laid.size() / 2.0, cx.palette().text);
}

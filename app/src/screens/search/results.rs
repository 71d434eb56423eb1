//! What was found everywhere, in place of the list: conversations by their names, then messages.
//!
//! The keyboard stays in the field: arrows choose, Enter opens. Only lines in view are laid out.

use std::sync::Arc;

use egui::{Context, Id, Key, Margin, Modifiers, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use onionskin_core::api::{Matcher, fold};

use super::asker::Asker;
use super::filters::Filters;
use super::hit::{HIT, HitView, hit_ui};
use crate::actions::Action;
use crate::model::Row;
use crate::screens::Cx;
use crate::theme::Weight;
use crate::theme::tokens::{font, gap};
use crate::typeset;
use crate::widgets::label::rich;

/// Height of a title.
const TITLE: f32 = 34.0;
/// Height of a line that says something.
const NOTE: f32 = 40.0;
/// Conversations that are shown at most.
const CONVERSATIONS: usize = 20;
/// Seconds after which it is said that the search runs.
const SLOW: f64 = 0.3;

/// Shows one row of the list over all of a place.
pub type RowUi<'a> = &'a dyn Fn(&mut Ui, &Row, bool);

/// A line of the results.
#[derive(Debug, Clone, Copy)]
enum Line {
    Title(&'static str),
    Row(usize),
    Hit(usize),
    Note(&'static str),
}

/// What was found.
#[derive(Debug, Default)]
pub struct Results {
    filters: Filters,
    asker: Asker,
    rows: Vec<Arc<Row>>,
    rows_for: Option<(String, u64)>,
    hits: Vec<HitView>,
    lines: Vec<Line>,
    /// The chosen one among what can be opened.
    at: usize,
    must_show: bool,
    asked_at: f64,
}

impl Results {
    /// Whether there is something to look for.
    pub fn is_on(&self, query: &str) -> bool {
        !query.trim().is_empty() || self.filters.are_set()
    }

    /// Forgets what was looked for.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes the keys that choose and open; before the field, which would take them. True when something was opened
    /// that ends the search.
    pub fn keys(&mut self, ctx: &Context, cx: &Cx<'_>) -> bool {
        let (down, up, enter) = ctx.input_mut(|input| {
            let mut is = |key| input.consume_key(Modifiers::NONE, key);
            (is(Key::ArrowDown), is(Key::ArrowUp), is(Key::Enter))
        });
        let count = self.openable().count();
        if down && self.at + 1 < count {
            self.at += 1;
        }
        if up {
            self.at = self.at.saturating_sub(1);
        }
        self.must_show |= down || up;
        let chosen = self.openable().nth(self.at);
        match chosen.filter(|_| enter) {
            Some(line) => self.open(cx, line),
            None => false,
        }
    }

    fn openable(&self) -> impl Iterator<Item = Line> {
        self.lines.iter().copied().filter(|line| matches!(line, Line::Row(_) | Line::Hit(_)))
    }

    /// Opens what a line stands for. True when that ends the search.
    fn open(&self, cx: &Cx<'_>, line: Line) -> bool {
        match line {
            Line::Row(index) => {
                if let Some(row) = self.rows.get(index) {
                    cx.act(Action::OpenConversation(row.conversation()));
                }
                true
            }
            Line::Hit(index) => {
                if let Some(view) = self.hits.get(index) {
                    cx.act(Action::JumpToMessage(view.hit.conversation, view.hit.message));
                }
                false
            }
            Line::Title(_) | Line::Note(_) => false,
        }
    }

    /// Shows the filters.
    pub fn filters_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        egui::Frame::new().inner_margin(Margin { left: 14, right: 14, top: 0, bottom: 8 }).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| self.filters.chips_ui(ui, cx, None));
        });
    }

    /// Shows what was found. True when something was opened that ends the search.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, query: &str, row_ui: RowUi<'_>) -> bool {
        self.find(ui, cx, query);
        if self.openable().next().is_none() {
            self.nothing_ui(ui, cx, query);
            return false;
        }
        let heights: Vec<f32> = self.lines.iter().map(|line| height(cx, *line)).collect();
        let mut pressed = None;
        ScrollArea::vertical().id_salt("search-results").auto_shrink([false, false]).show_viewport(ui, |ui, view| {
            ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
                node.set_role(Role::ListBox);
                node.set_label(cx.t("search-results"));
            });
            let (left, top, width) = (ui.max_rect().left(), ui.max_rect().top(), ui.available_width());
            let total: f32 = heights.iter().sum();
            ui.set_height(total + gap::SM);
            if self.asker.has_more() && view.bottom() > total - 8.0 * HIT {
                self.asker.ask_more(cx);
            }
            let (mut y, mut openable) = (0.0, 0);
            for (line, height) in self.lines.iter().zip(&heights) {
                let rect = Rect::from_min_size(pos2(left, top + y), vec2(width, *height));
                let can_open = matches!(line, Line::Row(_) | Line::Hit(_));
                let is_chosen = can_open && openable == self.at;
                if is_chosen && self.must_show {
                    ui.scroll_to_rect(rect, None);
                }
                if y + height >= view.top()
                    && y <= view.bottom()
                    && self.line_ui(ui, cx, *line, (rect, is_chosen), row_ui)
                {
                    pressed = Some((*line, openable));
                }
                openable += usize::from(can_open);
                y += height;
            }
        });
        self.must_show = false;
        match pressed {
            Some((line, at)) => {
                self.at = at;
                self.open(cx, line)
            }
            None => false,
        }
    }

    fn line_ui(
        &self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        line: Line,
        (rect, is_chosen): (Rect, bool),
        row_ui: RowUi<'_>,
    ) -> bool {
        match line {
            Line::Title(key) => {
                says_ui(ui, cx, key, rect, (Weight::Medium, 1.0));
                false
            }
            Line::Note(key) => {
                says_ui(ui, cx, key, rect, (Weight::Regular, 0.5));
                false
            }
            Line::Row(index) => {
                if let Some(row) = self.rows.get(index) {
                    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(Id::unique(("found", index))));
                    row_ui(&mut ui, row, is_chosen);
                }
                false
            }
            Line::Hit(index) => self.hits.get(index).is_some_and(|view| hit_ui(ui, cx, view, rect, is_chosen)),
        }
    }

    /// Asks for messages and filters the conversations, each once for a query and a state of what is looked at.
    fn find(&mut self, ui: &Ui, cx: &Cx<'_>, query: &str) {
        let wanted = (query.trim().to_owned(), cx.model.list_version);
        let is_other = self.rows_for.as_ref().is_none_or(|last| last.0 != wanted.0);
        if is_other {
            self.at = 0;
            self.asked_at = ui.input(|input| input.time);
        }
        self.asker.ask(cx, self.filters.query(cx, query, None));
        let has_answer = self.asker.take(cx);
        if self.rows_for.as_ref() != Some(&wanted) {
            self.rows = if self.filters.are_set() { Vec::new() } else { conversations(cx, &wanted.0) };
            self.rows_for = Some(wanted);
        } else if !has_answer {
            return;
        }
        if has_answer {
            self.hits = self.asker.hits().iter().map(|hit| HitView::new(cx, hit.clone())).collect();
        }
        self.arrange();
    }

    /// Puts the lines below each other.
    fn arrange(&mut self) {
        self.lines.clear();
        if !self.rows.is_empty() {
            self.lines.push(Line::Title("search-conversations"));
            self.lines.extend((0..self.rows.len()).map(Line::Row));
        }
        if !self.hits.is_empty() {
            self.lines.push(Line::Title("search-messages"));
            self.lines.extend((0..self.hits.len()).map(Line::Hit));
        }
        if self.asker.is_indexing() {
            self.lines.push(Line::Note("search-indexing"));
        }
        self.at = self.at.min(self.openable().count().saturating_sub(1));
    }

    fn nothing_ui(&self, ui: &mut Ui, cx: &Cx<'_>, query: &str) {
        let waited = ui.input(|input| input.time) - self.asked_at;
        let query = query.trim();
        let text = if !self.asker.is_answered() {
            if waited < SLOW {
                ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(SLOW - waited));
                return;
            }
            cx.t("search-running").to_owned()
        } else if query.is_empty() {
            cx.t("search-nothing-filtered").to_owned()
        } else {
            cx.text.with("search-nothing", &[("query", &query.chars().take(60).collect::<String>())])
        };
        ui.vertical_centered(|ui| {
            ui.add_space(gap::XXL);
            ui.set_max_width((ui.available_width() - 36.0).max(120.0));
            ui.add(rich(text, font::NAME, Weight::Regular, cx.palette().text_secondary));
            if self.asker.is_indexing() {
                ui.add_space(gap::SM);
                ui.add(rich(cx.t("search-indexing"), font::SMALL, Weight::Regular, cx.palette().text_secondary));
            }
        });
    }
}

/// A line that only says something, at a share of the height that is left.
fn says_ui(ui: &Ui, cx: &Cx<'_>, key: &str, rect: Rect, (weight, share): (Weight, f32)) {
    let response = ui.interact(rect, Id::unique(("search-says", key)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, cx.t(key)));
    let laid = typeset::line(ui.ctx(), cx.t(key), weight.style(font::SMALL), rect.width() - 36.0);
    let top = rect.top() + (rect.height() - 6.0 - laid.size().y) * share;
    laid.paint(ui.painter(), pos2(rect.left() + 18.0, top), cx.palette().text_secondary);
}

fn height(cx: &Cx<'_>, line: Line) -> f32 {
    match line {
        Line::Title(_) => TITLE,
        Line::Note(_) => NOTE,
        Line::Row(_) => cx.theme.row(),
        Line::Hit(_) => HIT,
    }
}

/// Conversations whose name or id fits, in the order of the list.
fn conversations(cx: &Cx<'_>, query: &str) -> Vec<Arc<Row>> {
    if query.is_empty() {
        return Vec::new();
    }
    let (folded, matcher) = (fold(query), Matcher::new(query));
    let fits = |row: &&Arc<Row>| {
        row.name_folded.contains(&folded) || row.id_text.starts_with(&folded) || matcher.fits(&row.name_folded)
    };
    cx.model.listed().chain(&cx.model.requests).filter(fits).take(CONVERSATIONS).cloned().collect()
}

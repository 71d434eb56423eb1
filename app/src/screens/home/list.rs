//! The list of conversations: title, search, rows. Only rows in view are laid out.

use std::sync::Arc;

use egui::{Align, Color32, Id, Key, Layout, Margin, Role, ScrollArea, Ui, UiBuilder, pos2, vec2};
use onionskin_core::api::{Command, ConversationId, NetworkState};

use super::{requests, row};
use crate::actions::{Action, Overlay};
use crate::model::Row;
use crate::screens::Cx;
use crate::screens::search::Results;
use crate::theme::tokens::{font, gap, size};
use crate::theme::{Icon, Weight};
use crate::widgets::field::keep_arrows;
use crate::widgets::label::rich;
use crate::widgets::{Button, IconButton, TextField, icon_ui};

/// The search field, for the keyboard.
pub fn search_id() -> Id {
    Id::unique("list-search-field")
}

/// What the list remembers between frames.
#[derive(Debug, Default)]
pub struct List {
    query: String,
    results: Results,
    /// Whether somebody asked for the search field.
    is_searched: bool,
    shown: Option<ConversationId>,
    has_requests_open: bool,
    /// A request that is open, to leave their list once it is accepted.
    open_request: Option<ConversationId>,
    /// Whether only conversations with something unread are shown.
    only_unread: bool,
}

impl List {
    /// Shows the list.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        self.follow_request(cx);
        if cx.prefs.is_list_folded && !cx.is_narrow {
            self.folded_ui(ui, cx);
            return;
        }
        if self.has_requests_open {
            if requests::header_ui(ui, cx) {
                self.has_requests_open = false;
            }
            self.rows_ui(ui, cx, &cx.model.requests);
            return;
        }
        header_ui(ui, cx);
        if cx.model.rows.len() > 1 || self.is_searched || !self.query.is_empty() {
            self.search_ui(ui, cx);
        }
        state_ui(ui, cx);
        if self.results.is_on(&self.query) {
            self.results_ui(ui, cx);
            return;
        }
        if self.only_unread {
            self.unread_ui(ui, cx);
            return;
        }
        if !cx.model.requests.is_empty() && requests::banner_ui(ui, cx) {
            self.has_requests_open = true;
        }
        if cx.model.rows.is_empty() {
            if cx.model.has_list && cx.model.requests.is_empty() {
                empty_ui(ui, cx);
            }
        } else {
            self.rows_ui(ui, cx, &cx.model.rows);
        }
    }

    /// Leaves the requests and shows the search field, which a list of one conversation has not.
    pub fn show_search(&mut self) {
        self.has_requests_open = false;
        self.is_searched = true;
    }

    /// What was found, in place of the list.
    fn results_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.results.filters_ui(ui, cx);
        let row_ui = |ui: &mut Ui, row: &Row, is_chosen: bool| {
            let id = Id::unique(("row", row.conversation()));
            row::row_ui(ui, cx, row, is_chosen, id);
        };
        if self.results.ui(ui, cx, &self.query, &row_ui) {
            self.end_search();
        }
    }

    fn end_search(&mut self) {
        self.query.clear();
        self.results.clear();
    }

    /// Pictures only: the way to a new message, then everybody.
    fn folded_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), size::HEADER),
            Layout::top_down(Align::Center).with_main_align(Align::Center),
            |ui| {
                ui.set_min_height(size::HEADER);
                ui.add_space((size::HEADER - size::ICON_BUTTON) / 2.0);
                if ui.add(IconButton::new(Icon::ChevronRight, cx.t("list-unfold"))).clicked() {
                    cx.act(Action::FoldList(false));
                }
            },
        );
        self.rows_ui(ui, cx, &cx.model.rows);
    }

    /// What is unread, and the one who is open, who would vanish while being read.
    fn unread_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let open = cx.model.open_conversation();
        let is_shown = |row: &&Arc<Row>| row.is_unread() || Some(row.conversation()) == open;
        let rows: Vec<Arc<Row>> = cx.model.rows.iter().filter(is_shown).cloned().collect();
        if rows.iter().any(|row| row.is_unread()) {
            egui::Frame::new().inner_margin(Margin { left: 14, right: 14, top: 0, bottom: 8 }).show(ui, |ui| {
                if ui.add(Button::outline(cx.t("list-read-all")).icon(Icon::CheckCheck)).clicked() {
                    cx.tell(|ticket| Command::MarkEverythingRead { ticket });
                }
            });
        } else {
            ui.vertical_centered(|ui| {
                ui.add_space(gap::XL);
                ui.add(rich(cx.t("list-no-unread"), font::NAME, Weight::Regular, cx.palette().text_secondary));
                ui.add_space(gap::MD);
            });
        }
        self.rows_ui(ui, cx, &rows);
    }

    /// The list of requests goes with the last one, and when the open one was accepted.
    fn follow_request(&mut self, cx: &Cx<'_>) {
        let open = cx.model.open_conversation();
        let is_request = |id: &ConversationId| cx.model.requests.iter().any(|row| row.conversation() == *id);
        let was_accepted = open.is_some()
            && open == self.open_request
            && cx.model.rows.iter().any(|row| Some(row.conversation()) == open);
        if cx.model.requests.is_empty() || was_accepted {
            self.has_requests_open = false;
        }
        self.open_request = open.filter(is_request);
    }

    fn search_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let has_keys = ui.memory(|memory| memory.has_focus(search_id()));
        if has_keys && self.results.is_on(&self.query) && self.results.keys(ui.ctx(), cx) {
            self.end_search();
        }
        egui::Frame::new().inner_margin(Margin { left: 14, right: 14, top: 0, bottom: 10 }).show(ui, |ui| {
            let name = cx.t("list-search");
            let bar = vec2(ui.available_width(), size::SEARCH);
            let response = ui.allocate_ui_with_layout(bar, Layout::left_to_right(Align::Center), |ui| {
                let room = vec2(bar.x - size::ICON_BUTTON - 6.0, size::SEARCH);
                let field = TextField::new(&mut self.query, name).hint(name).icon(Icon::Search).low().id(search_id());
                let response = ui.allocate_ui(room, |ui| field.show(ui)).inner;
                ui.add_space(6.0);
                let (fill, ink) = if self.only_unread {
                    (cx.palette().accent, cx.palette().on_accent)
                } else {
                    (Color32::TRANSPARENT, cx.palette().text_secondary)
                };
                let filter = IconButton::new(Icon::CircleDot, cx.t("list-only-unread")).fill(fill).color(ink);
                if ui.add(filter).clicked() {
                    self.only_unread = !self.only_unread;
                }
                response
            });
            let response = response.inner;
            if self.results.is_on(&self.query) {
                keep_arrows(ui, search_id());
            }
            let escape = ui.input(|input| input.key_pressed(Key::Escape));
            if response.lost_focus() && escape && self.results.is_on(&self.query) {
                // The first Escape empties the field, the next one leaves it.
                self.end_search();
                response.request_focus();
            }
        });
    }

    fn rows_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, rows: &[Arc<Row>]) {
        let open = cx.model.open_conversation();
        let must_show = open.filter(|_| self.shown != open);
        self.shown = open;
        let shown_height = ui.available_height();
        ScrollArea::vertical().id_salt("conversations").auto_shrink([false, false]).show_viewport(ui, |ui, view| {
            ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
                node.set_role(Role::ListBox);
                node.set_label(cx.t("list-label"));
            });
            let (left, top) = (ui.max_rect().left(), ui.max_rect().top());
            let width = ui.available_width();
            let row_height = cx.theme.row();
            ui.set_height(rows.len() as f32 * row_height + gap::SM);
            let place = |index: usize| {
                let min = pos2(left, top + index as f32 * row_height);
                egui::Rect::from_min_size(min, vec2(width, row_height))
            };
            if let Some(index) = must_show.and_then(|open| rows.iter().position(|row| row.conversation() == open)) {
                let rect = place(index);
                let is_seen = rect.top() >= top + view.top() && rect.bottom() <= top + view.top() + shown_height;
                if !is_seen {
                    ui.scroll_to_rect(rect, None);
                }
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row number, never negative")]
            let first = (view.top() / row_height).floor().max(0.0) as usize;
            for (index, row) in rows.iter().enumerate().skip(first) {
                let rect = place(index);
                if rect.top() > top + view.bottom() {
                    break;
                }
                let id = Id::unique(("row", row.conversation()));
                let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(id));
                row::row_ui(&mut ui, cx, row, Some(row.conversation()) == open, id);
            }
        });
    }
}

fn header_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let bar = vec2(ui.available_width(), size::HEADER);
    ui.allocate_ui_with_layout(bar, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_height(size::HEADER);
        ui.add_space(18.0);
        ui.add(rich(cx.t("list-title"), font::HEADING, Weight::Bold, cx.palette().text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(14.0);
            let plus =
                IconButton::new(Icon::Plus, cx.t("list-new")).color(cx.palette().on_accent).fill(cx.palette().accent);
            if ui.add(plus).clicked() {
                cx.act(Action::Show(Overlay::NewMessage));
            }
        });
    });
}

/// A calm line while there is no connection.
fn state_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let (icon, key) = match cx.model.connectivity.state {
        NetworkState::Connected => return,
        NetworkState::Connecting => (Icon::Hourglass, "state-connecting"),
        NetworkState::Offline => (Icon::WifiOff, "state-offline"),
    };
    egui::Frame::new().inner_margin(Margin { left: 18, right: 14, top: 0, bottom: 8 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            icon_ui(ui, icon, font::ICON_SMALL, cx.palette().text_secondary);
            let text = rich(cx.t(key), font::SMALL, Weight::Regular, cx.palette().text_secondary);
            ui.add(text.truncate());
        });
    });
}

fn empty_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.vertical_centered(|ui| {
        ui.add_space(64.0);
        icon_ui(ui, Icon::MessageCircle, font::ICON_LARGE, cx.palette().icon_faint);
        ui.add_space(gap::MD);
        ui.add(rich(cx.t("list-empty-title"), font::LARGE, Weight::Medium, cx.palette().text));
        ui.add_space(gap::XS);
        ui.set_max_width((ui.available_width() - 48.0).max(120.0));
        ui.add(rich(cx.t("list-empty-text"), font::NAME, Weight::Regular, cx.palette().text_secondary));
    });
}

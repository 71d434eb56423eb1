//! The list of conversations: title, search, folders, what leads to requests and to what was put away, rows.

use std::sync::Arc;

use egui::{Align, Color32, Id, Key, Layout, Margin, Sense, Ui, vec2};
use onionskin_core::api::{Command, ConversationId, NetworkState};

use super::banner::{Banner, back_ui};
use super::rows::Rows;
use super::strip::strip_ui;
use super::{requests, row};
use crate::actions::{Action, Overlay};
use crate::model::Row;
use crate::screens::Cx;
use crate::screens::search::Results;
use crate::theme::tokens::{font, gap, size};
use crate::theme::{Icon, Weight};
use crate::widgets::field::keep_arrows;
use crate::widgets::label::rich;
use crate::widgets::{Button, IconButton, TextField, fine_ui, icon_ui};

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
    rows: Rows,
    place: Place,
    /// A request that is open, to leave their list once it is accepted.
    open_request: Option<ConversationId>,
    /// Whether only conversations with something unread are shown.
    only_unread: bool,
    /// The folder that is looked at, by its number.
    folder: Option<u32>,
    /// What folder and filter leave of the list, and what that was made of.
    filtered: (Option<Filter>, Vec<Arc<Row>>),
}

/// Which list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Main,
    Requests,
    Archive,
}

/// The list by its version, the folder, whether only what is unread, and who is open.
type Filter = (u64, Option<u32>, bool, Option<ConversationId>);

impl List {
    /// Shows the list.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        self.follow(cx);
        if cx.prefs.is_list_folded && !cx.is_narrow {
            self.folded_ui(ui, cx);
            return;
        }
        match self.place {
            Place::Main => self.main_ui(ui, cx),
            Place::Requests => {
                if requests::header_ui(ui, cx) {
                    self.place = Place::Main;
                }
                self.rows.ui(ui, cx, &cx.model.requests, 0);
            }
            Place::Archive => {
                if back_ui(ui, cx, cx.t("archive-title")) {
                    self.place = Place::Main;
                }
                egui::Frame::new()
                    .inner_margin(Margin { left: 18, right: 18, top: 0, bottom: 10 })
                    .show(ui, |ui| fine_ui(ui, cx.t("archive-text")));
                self.rows.ui(ui, cx, &cx.model.archived, 0);
            }
        }
    }

    fn main_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        header_ui(ui, cx);
        if cx.model.rows.len() > 1 || self.is_searched || !self.query.is_empty() {
            self.search_ui(ui, cx);
        }
        state_ui(ui, cx);
        if self.results.is_on(&self.query) {
            self.results_ui(ui, cx);
            return;
        }
        if !cx.model.folders.is_empty() {
            strip_ui(ui, cx, &mut self.folder);
        }
        if self.only_unread || self.folder.is_some() {
            self.filtered_ui(ui, cx);
            return;
        }
        self.banners_ui(ui, cx);
        if cx.model.rows.is_empty() {
            if cx.model.has_list && cx.model.requests.is_empty() {
                empty_ui(ui, cx);
            }
        } else {
            self.rows.ui(ui, cx, &cx.model.rows, cx.model.pin_count());
        }
    }

    /// What leads to requests and to what was put away.
    fn banners_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let (requests, archived) = (cx.model.requests.len(), &cx.model.archived);
        if requests > 0 {
            let label = cx.text.count("requests-count", requests);
            let (icon, title, height) = (Icon::MessageSquareWarning, cx.t("requests-title"), size::ROW - 8.0);
            if (Banner { icon, title, label: &label, count: requests, height }).ui(ui, cx) {
                self.place = Place::Requests;
            }
        }
        if !archived.is_empty() {
            let label = cx.text.count("archive-count", archived.len());
            let count = archived.iter().filter(|row| row.is_unread()).count();
            let (icon, title, height) = (Icon::Archive, cx.t("archive-title"), size::ROW - 20.0);
            if (Banner { icon, title, label: &label, count, height }).ui(ui, cx) {
                self.place = Place::Archive;
            }
        }
    }

    /// Shows the main list with the search field, which a list of one conversation has not.
    pub fn show_search(&mut self) {
        self.place = Place::Main;
        self.is_searched = true;
    }

    /// What was found, in place of the list.
    fn results_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.results.filters_ui(ui, cx);
        let row_ui = |ui: &mut Ui, row: &Row, is_chosen: bool| {
            let id = Id::unique(("row", row.conversation()));
            row::row_ui(ui, cx, row, is_chosen, (id, Sense::click()));
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
        self.rows.ui(ui, cx, &cx.model.rows, cx.model.pin_count());
    }

    /// What folder and filter leave, and the one who is open, who would vanish while being read.
    fn filtered_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let open = cx.model.open_conversation();
        let filter = Some((cx.model.list_version, self.folder, self.only_unread, open));
        if self.filtered.0 != filter {
            self.filtered = (filter, self.filter(cx, open));
        }
        let has_unread = self.filtered.1.iter().any(|row| row.is_unread());
        if self.only_unread && self.folder.is_none() && has_unread {
            egui::Frame::new().inner_margin(Margin { left: 14, right: 14, top: 0, bottom: 8 }).show(ui, |ui| {
                if ui.add(Button::outline(cx.t("list-read-all")).icon(Icon::CheckCheck)).clicked() {
                    cx.tell(|ticket| Command::MarkEverythingRead { ticket });
                }
            });
        }
        if self.filtered.1.is_empty() || (self.only_unread && !has_unread) {
            let key = if self.only_unread { "list-no-unread" } else { "folder-empty" };
            ui.vertical_centered(|ui| {
                ui.add_space(gap::XL);
                ui.add(rich(cx.t(key), font::NAME, Weight::Regular, cx.palette().text_secondary));
                ui.add_space(gap::MD);
            });
        }
        self.rows.ui(ui, cx, &self.filtered.1, 0);
    }

    fn filter(&self, cx: &Cx<'_>, open: Option<ConversationId>) -> Vec<Arc<Row>> {
        let folder = cx.model.folders.iter().find(|view| Some(view.folder.id) == self.folder);
        let was_shown = |row: &Row| self.filtered.1.iter().any(|shown| shown.conversation() == row.conversation());
        let is_shown = |row: &&Arc<Row>| {
            let is_in = folder.is_none_or(|view| view.rows.iter().any(|inside| Arc::ptr_eq(inside, row)));
            let is_fit = is_in && (!self.only_unread || row.is_unread());
            is_fit || (Some(row.conversation()) == open && (was_shown(row) || folder.is_none()))
        };
        cx.model.rows.iter().filter(is_shown).cloned().collect()
    }

    /// Leaves a list that became empty or from which the open conversation went, and a folder that is gone.
    fn follow(&mut self, cx: &Cx<'_>) {
        let open = cx.model.open_conversation();
        let is_in = |rows: &[Arc<Row>]| rows.iter().any(|row| Some(row.conversation()) == open);
        let was_accepted = open.is_some() && open == self.open_request && is_in(&cx.model.rows);
        let is_over = match self.place {
            Place::Main => false,
            Place::Requests => cx.model.requests.is_empty() || was_accepted,
            Place::Archive => cx.model.archived.is_empty(),
        };
        if is_over {
            self.place = Place::Main;
        }
        self.open_request = open.filter(|_| is_in(&cx.model.requests));
        if self.folder.is_some_and(|folder| cx.model.folders.iter().all(|view| view.folder.id != folder)) {
            self.folder = None;
        }
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

//! Folders of the list: which there are, in which order, and what each takes. And in which of them a conversation is.

use egui::{Align, Context, Id, Layout, ScrollArea, Ui, vec2};
use onionskin_core::api::{Arrangement, Command, ConversationId, Folder, Ticket};

use super::Cx;
use super::pick::{LINE, pick_ui};
use crate::actions::{Action, Overlay};
use crate::text::failure_text;
use crate::theme::tokens::{font, gap, size};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{
    Button, Dialog, DialogEnd, IconButton, TextField, check_ui, chip_ui, error_ui, fine_ui, group_ui, secondary_ui,
    setting_ui,
};

/// What the dialogs remember between frames.
#[derive(Debug, Default)]
pub struct Folders {
    edited: Option<Folder>,
    query: String,
    has_focus: bool,
    waiting: Option<Ticket>,
    error: Option<String>,
}

impl Folders {
    /// Shows the folders, or one that is being changed.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        self.take_answer(cx);
        let is_edited = self.edited.is_some();
        let title = cx.t(if is_edited { "folder-title" } else { "folders-title" });
        let back = is_edited.then(|| cx.t("folders-back"));
        let dialog = Dialog::new("folders", title, cx.t("close")).back(back).width(480.0);
        let (end, ()) = dialog.show(ctx, |ui| match self.edited.take() {
            Some(mut folder) => {
                let is_open = self.edit_ui(ui, cx, &mut folder);
                self.edited = is_open.then_some(folder);
            }
            None => self.list_ui(ui, cx),
        });
        match end {
            DialogEnd::Open => {}
            DialogEnd::Back => *self = Self::default(),
            DialogEnd::Closed => {
                *self = Self::default();
                cx.act(Action::CloseOverlay);
            }
        }
    }

    /// Shows in which folders a conversation is. A choice counts at once.
    pub fn of_ui(&mut self, ctx: &Context, cx: &Cx<'_>, conversation: ConversationId) {
        self.take_answer(cx);
        let dialog = Dialog::new("folders-of", cx.t("folders-of-title"), cx.t("close"));
        let (end, ()) = dialog.show(ctx, |ui| {
            let folders: Vec<&Folder> = cx.model.folders.iter().map(|view| &view.folder).collect();
            if folders.is_empty() {
                secondary_ui(ui, cx.t("folders-none"));
            }
            group_ui(ui, "", |ui| {
                for folder in &folders {
                    self.membership_ui(ui, cx, folder, conversation);
                }
            });
            if let Some(error) = &self.error {
                error_ui(ui, error);
            }
            if folders.len() < Folder::MOST
                && ui.add(Button::outline(cx.t("folder-new")).icon(Icon::FolderPlus)).clicked()
            {
                *self = Self { edited: Some(fresh(cx, vec![conversation])), ..Self::default() };
                cx.act(Action::Show(Overlay::Folders));
            }
        });
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }

    fn membership_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, folder: &Folder, conversation: ConversationId) {
        let subtitle = if folder.takes_all { cx.t("folder-takes-all") } else { "" };
        setting_ui(ui, &folder.name, subtitle, |ui| {
            let mut is_in = folder.takes_all || folder.members.contains(&conversation);
            let is_free = !folder.takes_all && self.waiting.is_none();
            let is_turned = ui.add_enabled_ui(is_free, |ui| check_ui(ui, &mut is_in, &folder.name).changed()).inner;
            if is_turned {
                let mut folder = folder.clone();
                folder.members.retain(|member| *member != conversation);
                if is_in {
                    folder.members.push(conversation);
                }
                self.send(cx, with(cx, folder));
            }
        });
    }

    /// Has these folders kept. What comes next is built on them, so it waits for the answer.
    fn send(&mut self, cx: &Cx<'_>, folders: Vec<Folder>) {
        self.waiting = Some(cx.run(|ticket| set(ticket, folders)));
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.waiting.and_then(|ticket| cx.answer(ticket)) else { return };
        self.waiting = None;
        match answer {
            Ok(_) => *self = Self::default(),
            Err(failure) => self.error = Some(failure_text(cx.text, failure.code)),
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let folders = all(cx);
        if folders.is_empty() {
            secondary_ui(ui, cx.t("folders-none"));
        } else {
            group_ui(ui, "", |ui| {
                for (at, view) in cx.model.folders.iter().enumerate() {
                    let count = cx.text.count("folder-count", view.rows.len());
                    setting_ui(ui, &view.folder.name, &count, |ui| self.buttons_ui(ui, cx, &folders, at));
                }
            });
        }
        fine_ui(ui, cx.t("folders-explain"));
        ui.add_space(gap::SM);
        let new = Button::solid(cx.t("folder-new")).icon(Icon::FolderPlus).enabled(folders.len() < Folder::MOST);
        if ui.add(new).clicked() {
            *self = Self { edited: Some(fresh(cx, Vec::new())), ..Self::default() };
        }
    }

    /// Written from the end: the row runs from right to left.
    fn buttons_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, folders: &[Folder], at: usize) {
        let Some(folder) = folders.get(at) else { return };
        let named = |key: &str| cx.text.with(key, &[("name", &folder.name)]);
        let is_free = self.waiting.is_none();
        let name = named("folder-delete");
        let delete = IconButton::new(Icon::Trash2, &name).color(cx.palette().danger);
        if ui.add_enabled_ui(is_free, |ui| ui.add(delete)).inner.clicked() {
            let text = named("folder-deleted");
            let before = folders.to_vec();
            self.send(cx, folders.iter().filter(|other| other.id != folder.id).cloned().collect());
            cx.offer_undo(text, |ticket| set(ticket, before));
        }
        if ui.add(IconButton::new(Icon::Pencil, &named("folder-edit"))).clicked() {
            *self = Self { edited: Some(folder.clone()), ..Self::default() };
        }
        for (icon, key, to) in
            [(Icon::ArrowDown, "folder-down", at + 1), (Icon::ArrowUp, "folder-up", at.wrapping_sub(1))]
        {
            let can_move = is_free && to < folders.len();
            if ui.add_enabled_ui(can_move, |ui| ui.add(IconButton::new(icon, &named(key)))).inner.clicked() {
                let mut moved = folders.to_vec();
                moved.swap(at, to);
                self.send(cx, moved);
            }
        }
    }

    /// Shows a folder that is being changed. False once it is kept.
    fn edit_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, folder: &mut Folder) -> bool {
        let is_too_long = folder.name.trim().chars().count() > Folder::LONGEST_NAME;
        let field = TextField::new(&mut folder.name, cx.t("folder-name")).hint(cx.t("folder-name-hint"));
        let response = field.wrong(is_too_long || self.error.is_some()).show(ui);
        if !self.has_focus {
            self.has_focus = true;
            response.request_focus();
        }
        match &self.error {
            _ if is_too_long => drop(error_ui(ui, cx.t("folder-name-long"))),
            Some(error) => drop(error_ui(ui, error)),
            None => {}
        }
        conditions_ui(ui, cx, folder);
        if !folder.takes_all {
            self.members_ui(ui, cx, folder);
        }
        ui.add_space(gap::SM);
        let is_whole = !folder.name.trim().is_empty() && !is_too_long && self.waiting.is_none();
        let save = Button::solid(cx.t("save")).tall().min_width(ui.available_width());
        if ui.add(save.enabled(is_whole).busy(self.waiting.is_some())).clicked() {
            let folders = with(cx, folder.clone());
            self.waiting = Some(cx.run(|ticket| set(ticket, folders)));
        }
        true
    }

    fn members_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, folder: &mut Folder) {
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), size::SEARCH),
            Layout::left_to_right(Align::Center),
            |ui| {
                let name = cx.t("folder-search");
                let field = TextField::new(&mut self.query, name).hint(name).icon(Icon::Search).low();
                field.id(Id::unique("folder-search")).show(ui);
            },
        );
        let query = self.query.trim().to_lowercase();
        let rows: Vec<_> = cx.model.listed().filter(|row| row.name_folded.contains(&query)).collect();
        if rows.is_empty() {
            let text = cx.t("list-nothing-found");
            ui.add(rich(text, font::NAME, Weight::Regular, cx.palette().text_secondary));
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt("folder-members").max_height(5.0 * LINE);
        area.show_rows(ui, LINE, rows.len(), |ui, shown| {
            for row in rows.iter().skip(shown.start).take(shown.len()) {
                let id = row.conversation();
                let is_in = folder.members.contains(&id);
                if pick_ui(ui, cx, (&row.name, &row.avatar), is_in) {
                    folder.members.retain(|member| *member != id);
                    if !is_in && folder.members.len() < Folder::MOST_MEMBERS {
                        folder.members.push(id);
                    }
                }
            }
        });
    }
}

fn conditions_ui(ui: &mut Ui, cx: &Cx<'_>, folder: &mut Folder) {
    let label = |ui: &mut Ui, key: &str| {
        ui.add(rich(cx.t(key), font::SMALL, Weight::Medium, cx.palette().text_secondary));
    };
    label(ui, "folder-takes");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(gap::SM, gap::SM);
        for (key, takes_all) in [("folder-takes-chosen", false), ("folder-takes-all", true)] {
            if chip_ui(ui, cx.t(key), None, folder.takes_all == takes_all).clicked() {
                folder.takes_all = takes_all;
            }
        }
    });
    label(ui, "folder-conditions");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(gap::SM, gap::SM);
        let conditions = [
            ("folder-only-unread", &mut folder.only_unread),
            ("folder-only-unanswered", &mut folder.only_unanswered),
            ("folder-without-muted", &mut folder.without_muted),
        ];
        for (key, is_on) in conditions {
            if chip_ui(ui, cx.t(key), None, *is_on).clicked() {
                *is_on = !*is_on;
            }
        }
    });
}

fn all(cx: &Cx<'_>) -> Vec<Folder> {
    cx.model.folders.iter().map(|view| view.folder.clone()).collect()
}

/// A folder with a number that no other has.
fn fresh(cx: &Cx<'_>, members: Vec<ConversationId>) -> Folder {
    let highest = cx.model.folders.iter().map(|view| view.folder.id).max().unwrap_or(0);
    Folder { id: highest.wrapping_add(1), members, ..Folder::default() }
}

/// The folders with one that is new or changed.
fn with(cx: &Cx<'_>, folder: Folder) -> Vec<Folder> {
    let mut folders = all(cx);
    match folders.iter_mut().find(|known| known.id == folder.id) {
        Some(known) => *known = folder,
        None => folders.push(folder),
    }
    folders
}

fn set(ticket: Ticket, folders: Vec<Folder>) -> Command {
    Command::Arrange { ticket, arrangement: Arrangement::Folders(folders) }
}

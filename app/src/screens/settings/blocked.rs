//! People we blocked: choose some and unblock them together.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Align, Layout, Ui};
use onionskin_core::api::{AccountId, Command};

use crate::model::Person;
use crate::screens::Cx;
use crate::theme::tokens::{font, gap, size};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{Button, avatar_ui, check_ui, fine_ui, group_ui, icon_ui, secondary_ui};

/// What the page remembers.
#[derive(Debug, Default)]
pub struct Blocked {
    chosen: BTreeSet<AccountId>,
}

impl Blocked {
    /// Shows the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let blocked: Vec<&Arc<Person>> = cx.model.people.iter().filter(|person| person.row.is_blocked).collect();
        if blocked.is_empty() {
            empty_ui(ui, cx);
            return;
        }
        secondary_ui(ui, cx.t("blocked-text"));
        group_ui(ui, "", |ui| {
            for person in &blocked {
                self.person_ui(ui, cx, person);
            }
        });
        let count = blocked.iter().filter(|person| self.chosen.contains(&person.account())).count();
        if count == 0 {
            fine_ui(ui, cx.t("blocked-choose"));
            return;
        }
        if ui.add(Button::outline(&cx.text.count("blocked-unblock", count))).clicked() {
            let accounts = std::mem::take(&mut self.chosen).into_iter().collect();
            cx.tell(|ticket| Command::Unblock { ticket, accounts });
        }
    }

    fn person_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, person: &Person) {
        let row = egui::vec2(ui.available_width(), size::SETTING);
        ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_height(size::SETTING);
            avatar_ui(ui, &person.avatar, size::AVATAR_SMALL);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let mut is_chosen = self.chosen.contains(&person.account());
                if check_ui(ui, &mut is_chosen, &person.row.name).changed() {
                    if is_chosen {
                        self.chosen.insert(person.account());
                    } else {
                        self.chosen.remove(&person.account());
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add_space(gap::XS);
                    ui.add(rich(&*person.row.name, font::BODY, Weight::Medium, cx.palette().text).truncate());
                });
            });
        });
    }
}

fn empty_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.vertical_centered(|ui| {
        ui.add_space(gap::XXXL);
        icon_ui(ui, Icon::Ban, font::ICON_LARGE, cx.palette().icon_faint);
        ui.add_space(gap::SM);
        secondary_ui(ui, cx.t("blocked-empty"));
    });
}

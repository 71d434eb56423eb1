//! The first page.

use egui::Ui;

use super::{Onboarding, Step};
use crate::actions::Action;
use crate::screens::Cx;
use crate::screens::page::{intro_ui, page_ui};
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::widgets::{Button, fine_ui};

impl Onboarding {
    pub(super) fn start_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        page_ui(ui, cx, false, |ui| {
            intro_ui(ui, cx.t("onboarding-title"), cx.t("onboarding-text"));
            let width = ui.available_width();
            if ui.add(Button::solid(cx.t("onboarding-create")).tall().min_width(width)).clicked() {
                self.is_restoring = false;
                self.go(Step::Create);
            }
            if ui.add(Button::outline(cx.t("onboarding-restore")).tall().min_width(width)).clicked() {
                self.is_restoring = true;
                self.go(Step::Restore);
            }
            if cx.can_demo {
                ui.add_space(gap::MD);
                ui.separator();
                ui.add_space(gap::XS);
                let demo = Button::simple(cx.t("onboarding-demo")).icon(Icon::FlaskConical);
                if ui.add(demo).clicked() {
                    cx.act(Action::StartDemo);
                }
                fine_ui(ui, cx.t("onboarding-demo-text"));
            }
        });
    }
}

//! The first page.

use egui::Ui;

use super::{Onboarding, Step};
use crate::actions::Action;
use crate::screens::Cx;
use crate::screens::page::{intro_ui, page_ui};
use crate::screens::settings::ProxyPage;
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::widgets::{Button, Dialog, DialogEnd, fine_ui};

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
            let backup = Button::simple(cx.t("onboarding-backup")).icon(Icon::Database);
            if ui.add(backup).clicked() {
                self.choose_backup(cx);
            }
            let proxy = Button::simple(cx.t("onboarding-proxy")).icon(Icon::Globe);
            if ui.add(proxy).clicked() {
                self.proxy = Some(ProxyPage::default());
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
        self.proxy_ui(ui, cx);
    }

    /// A proxy must be set before the first connection, which restoring makes.
    fn proxy_ui(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let Some(page) = &mut self.proxy else { return };
        let dialog = Dialog::new("first-proxy", cx.t("settings-proxy"), cx.t("close"));
        let (end, ()) = dialog.show(ui.ctx(), |ui| page.ui(ui, cx));
        if end != DialogEnd::Open {
            self.proxy = None;
        }
    }
}

//! A screen of its own.

use egui::Ui;

use super::Cx;

/// The state of the screen.
#[derive(Debug, Default)]
pub struct StoreProblemScreen {}

impl StoreProblemScreen {
    /// Shows it over the whole window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        crate::widgets::title_ui(ui, cx.t("app-name"));
    }
}

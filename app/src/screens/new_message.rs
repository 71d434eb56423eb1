//! A dialog over the window.

use egui::Context;

use super::Cx;
use crate::actions::Action;
use crate::widgets::{Dialog, DialogEnd};

/// The state of the dialog; a fresh one each time it opens.
#[derive(Debug, Default)]
pub struct NewMessage {}

impl NewMessage {
    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let (end, ()) = Dialog::new("new_message", cx.t("list-new"), cx.t("close")).show(ctx, |_ui| {});
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }
}

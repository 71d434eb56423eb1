//! Writing one conversation into a file.

use egui::{Context, Ui};
use onionskin_core::api::{Command, ConversationId, Export, ExportFormat, Secret};

use super::Cx;
use super::saving::{Saving, row_ui};
use crate::actions::Action;
use crate::model::{Row, export};
use crate::theme::tokens::gap;
use crate::widgets::{Button, Dialog, DialogEnd, fine_ui, group_ui, radio_ui, secondary_ui, setting_ui};

/// The state of the dialog; a fresh one each time it opens.
#[derive(Debug, Default)]
pub struct ExportDialog {
    format: ExportFormat,
    saving: Saving,
    has_proposed: bool,
}

const fn keys(format: ExportFormat) -> (&'static str, &'static str) {
    match format {
        ExportFormat::Html => ("export-html", "export-html-explain"),
        ExportFormat::Json => ("export-json", "export-json-explain"),
        ExportFormat::Text => ("export-txt", "export-txt-explain"),
    }
}

impl ExportDialog {
    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>, conversation: ConversationId) {
        let Some(row) = cx.model.row(conversation) else { return cx.act(Action::CloseOverlay) };
        if !std::mem::replace(&mut self.has_proposed, true) {
            let day = cx.local(onionskin_core::api::NetworkTime(cx.now_millis)).date();
            let name = format!("{} {day}.{}", export::file_name(&row.name), self.format.extension());
            self.saving.propose(cx, &name);
        }
        self.saving.take_answer(cx);
        let (end, ()) = Dialog::new("export", cx.t("export-title"), cx.t("close")).show(ctx, |ui| {
            if let Some(path) = &self.saving.saved {
                self.saving.saved_ui(ui, cx, cx.t("saving-done"), path);
            } else if self.saving.is_busy() {
                self.saving.busy_ui(ui, cx, cx.t("export-busy"));
            } else {
                self.choose_ui(ui, cx, row);
            }
        });
        if end != DialogEnd::Open {
            self.saving.stop(cx);
            cx.act(Action::CloseOverlay);
        }
    }

    fn choose_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
        secondary_ui(ui, &cx.text.with("export-text", &[("name", &row.name)]));
        let before = self.format;
        group_ui(ui, "", |ui| {
            for format in ExportFormat::ALL {
                let (name, explain) = keys(format);
                setting_ui(ui, cx.t(name), cx.t(explain), |ui| {
                    if radio_ui(ui, self.format == format, cx.t(name)).clicked() {
                        self.format = format;
                    }
                });
            }
        });
        if before != self.format
            && let Some(stem) = self.saving.path.strip_suffix(before.extension())
        {
            self.saving.path = format!("{stem}{}", self.format.extension());
        }
        self.saving.path_ui(ui, cx, cx.t("saving-file"));
        let is_ready = self.saving.password_ui(ui, cx);
        fine_ui(ui, cx.t("export-warning"));
        self.saving.error_ui(ui);
        ui.add_space(gap::SM);
        row_ui(ui, |ui| {
            if ui.add(Button::solid(cx.t("export-go")).enabled(is_ready)).clicked() {
                self.begin(cx, row.conversation());
            }
            if ui.add(Button::outline(cx.t("cancel"))).clicked() {
                cx.act(Action::CloseOverlay);
            }
        });
    }

    fn begin(&mut self, cx: &Cx<'_>, conversation: ConversationId) {
        let password = &self.saving.password;
        let export = Export {
            conversation,
            format: self.format,
            path: self.saving.target(cx),
            password: (!password.is_empty()).then(|| Secret::new(password.clone())),
            voice: export::voice(cx.prefs.language.as_deref(), cx.prefs.clock, cx.zone),
        };
        self.saving.begin(cx.run(|ticket| Command::Export { ticket, export }));
    }
}

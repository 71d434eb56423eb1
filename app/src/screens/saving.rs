//! What the dialogs that write or read a file share: where it is, the password, how far it has come, how it ended.

use std::path::{Path, PathBuf};

use egui::{Align, Layout, Role, Sense, Ui, WidgetInfo, vec2};
use onionskin_core::api::{Command, FailureCode, Outcome, Ticket};
use zeroize::Zeroize;

use super::Cx;
use crate::actions::Action;
use crate::model::Answer;
use crate::text::failure_text;
use crate::theme::Icon;
use crate::theme::tokens::{gap, size};
use crate::widgets::{Button, TextField, error_ui, fine_ui, icon_ui, secondary_ui, text_ui};

/// A file that is to be written or read.
#[derive(Debug, Default)]
pub struct Saving {
    /// Where, as it was typed.
    pub path: String,
    /// The password of the store, as it was typed.
    pub password: String,
    is_shown: bool,
    asked: Option<Ticket>,
    error: Option<String>,
    /// Where the file is, once it is written.
    pub saved: Option<PathBuf>,
}

impl Drop for Saving {
    fn drop(&mut self) {
        self.password.zeroize();
    }
}

impl Saving {
    /// Proposes a file in the folder of downloads.
    pub fn propose(&mut self, cx: &Cx<'_>, name: &str) {
        let folder = cx.downloads.unwrap_or(Path::new(""));
        self.path = folder.join(name).display().to_string();
    }

    /// The file as a whole path: a name alone is one in the folder of downloads.
    pub fn target(&self, cx: &Cx<'_>) -> PathBuf {
        cx.downloads.unwrap_or(Path::new("")).join(self.path.trim())
    }

    /// The command that was given runs.
    pub fn begin(&mut self, ticket: Ticket) {
        self.error = None;
        self.asked = Some(ticket);
    }

    /// Whether the command runs.
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    /// Says what is wrong.
    pub fn complain(&mut self, sentence: String) {
        self.error = Some(sentence);
    }

    /// Stops the command, if one runs.
    pub fn stop(&self, cx: &Cx<'_>) {
        if let Some(work) = self.asked {
            cx.act(Action::Run(Command::StopWork { work }));
        }
    }

    /// Takes the answer, once it is here. True when the command did what it should.
    pub fn take_answer(&mut self, cx: &Cx<'_>) -> bool {
        let Some(answer): Option<Answer> = self.asked.and_then(|ticket| cx.answer(ticket)) else { return false };
        self.asked = None;
        match answer {
            Ok(outcome) => {
                self.password.zeroize();
                if let Outcome::Saved(path) = outcome {
                    self.saved = Some(path);
                }
                true
            }
            Err(failure) => {
                // Who stopped it knows.
                self.error = (failure.code != FailureCode::Stopped).then(|| failure_text(cx.text, failure.code));
                false
            }
        }
    }

    /// The field for the file.
    pub fn path_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, name: &str) {
        fine_ui(ui, name);
        if TextField::new(&mut self.path, name).icon(Icon::Folder).rows(2).show(ui).changed() {
            self.error = None;
        }
        if let Some(folder) = cx.downloads.filter(|_| !self.path.is_empty() && !Path::new(&self.path).is_absolute()) {
            let folder = folder.display().to_string();
            fine_ui(ui, &cx.text.with("saving-relative", &[("folder", &folder)]));
        }
    }

    /// The field for the password of the store, if there is one. True when all that is needed was typed.
    pub fn password_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let has_password = cx.model.own.as_ref().is_some_and(|own| own.profile.has_password);
        if has_password {
            let name = cx.t("saving-password");
            fine_ui(ui, name);
            let field = TextField::new(&mut self.password, name).wrong(self.error.is_some());
            field.password(&mut self.is_shown, cx.t("settings-password-show")).show(ui);
        }
        !self.path.trim().is_empty() && (!has_password || !self.password.is_empty())
    }

    /// What is wrong, if something is.
    pub fn error_ui(&self, ui: &mut Ui) {
        if let Some(error) = &self.error {
            error_ui(ui, error);
        }
    }

    /// How far it has come, and the button that stops it.
    pub fn busy_ui(&self, ui: &mut Ui, cx: &Cx<'_>, sentence: &str) {
        let percent = self.asked.and_then(|ticket| cx.model.answers.progress(ticket)).unwrap_or(0);
        secondary_ui(ui, sentence);
        bar_ui(ui, cx, sentence, percent);
        ui.add_space(gap::SM);
        row_ui(ui, |ui| {
            if ui.add(Button::outline(cx.t("cancel"))).clicked() {
                self.stop(cx);
            }
        });
    }

    /// Where the file is now.
    pub fn saved_ui(&self, ui: &mut Ui, cx: &Cx<'_>, sentence: &str, path: &Path) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = gap::SM;
            icon_ui(ui, Icon::CircleCheck, 20.0, cx.palette().accent_text);
            secondary_ui(ui, sentence);
        });
        let path = path.display().to_string();
        text_ui(ui, &path);
        ui.add_space(gap::SM);
        row_ui(ui, |ui| {
            if ui.add(Button::solid(cx.t("ok"))).clicked() {
                cx.act(Action::CloseOverlay);
            }
            if ui.add(Button::outline(cx.t("saving-copy")).icon(Icon::Copy)).clicked() {
                cx.act(Action::Copy(path));
            }
        });
    }
}

/// A bar that shows how far something has come.
pub fn bar_ui(ui: &mut Ui, cx: &Cx<'_>, name: &str, percent: u8) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 8.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, name));
    let mut done = rect;
    done.set_width(rect.width() * (f32::from(percent.min(100)) / 100.0).max(0.02));
    ui.painter().rect_filled(rect, 4, cx.palette().background_raised);
    ui.painter().rect_filled(done, 4, cx.palette().accent);
}

/// The row of buttons at the end of a dialog.
pub fn row_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let bar = vec2(ui.available_width(), size::BUTTON);
    ui.allocate_ui_with_layout(bar, Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = gap::SM;
        content(ui);
    });
}

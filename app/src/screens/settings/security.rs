//! The password of the account on this computer: set, change, remove.

use egui::Ui;
use onionskin_core::api::{Command, Secret, Ticket};
use zeroize::Zeroize;

use crate::actions::{Action, Overlay};
use crate::screens::Cx;
use crate::text::{failure_sentence, time};
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::widgets::{Button, TextField, ToastKind, error_ui, fine_ui, group_ui, secondary_ui, setting_ui, toggle_ui};

/// What the page remembers; what was typed is erased with it.
#[derive(Debug, Default)]
pub struct Security {
    current: String,
    new: String,
    repeat: String,
    is_shown: bool,
    is_removing: bool,
    asked: Option<Ticket>,
    error: Option<String>,
}

impl Drop for Security {
    fn drop(&mut self) {
        self.forget();
    }
}

impl Security {
    fn forget(&mut self) {
        self.current.zeroize();
        self.new.zeroize();
        self.repeat.zeroize();
    }

    /// Shows the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(own) = &cx.model.own else { return };
        let has_password = own.profile.has_password;
        self.take_answer(cx);
        group_ui(ui, "", |ui| {
            setting_ui(ui, cx.t("settings-receipts"), cx.t("settings-receipts-explain"), |ui| {
                let mut is_on = own.profile.sends_receipts;
                if toggle_ui(ui, &mut is_on, cx.t("settings-receipts")).changed() {
                    cx.tell(|ticket| Command::SetReadReceipts { ticket, is_on });
                }
            });
            setting_ui(ui, cx.t("settings-files"), cx.t("settings-files-explain"), |ui| {
                let mut is_on = own.profile.fetches_files;
                if toggle_ui(ui, &mut is_on, cx.t("settings-files")).changed() {
                    cx.tell(|ticket| Command::SetFetchesFiles { ticket, is_on });
                }
            });
            setting_ui(ui, cx.t("settings-typing"), cx.t("settings-typing-explain"), |ui| {
                let mut is_on = own.profile.shows_typing;
                if toggle_ui(ui, &mut is_on, cx.t("settings-typing")).changed() {
                    cx.tell(|ticket| Command::SetTypingIndicators { ticket, is_on });
                }
            });
        });
        if has_password {
            lock_ui(ui, cx);
        }
        group_ui(ui, "", |ui| {
            setting_ui(ui, cx.t("settings-backup"), cx.t("settings-backup-explain"), |ui| {
                if ui.add(Button::outline(cx.t("settings-backup-open")).icon(Icon::Database)).clicked() {
                    cx.act(Action::Show(Overlay::BackUp));
                }
            });
        });
        let key = if has_password { "settings-password-on" } else { "settings-password-off" };
        group_ui(ui, "", |ui| {
            ui.add_space(gap::MD);
            secondary_ui(ui, cx.t(key));
            ui.add_space(gap::MD);
        });
        let eye = cx.t("settings-password-show");
        if has_password {
            let name = cx.t("settings-password-current");
            fine_ui(ui, name);
            TextField::new(&mut self.current, name).password(&mut self.is_shown, eye).show(ui);
        }
        for (text, key) in [(&mut self.new, "settings-password-new"), (&mut self.repeat, "settings-password-repeat")] {
            let name = cx.t(key);
            fine_ui(ui, name);
            TextField::new(text, name).password(&mut self.is_shown, eye).show(ui);
        }
        fine_ui(ui, cx.t("settings-password-explain"));
        if let Some(error) = &self.error {
            error_ui(ui, error);
        }
        ui.horizontal(|ui| self.buttons_ui(ui, cx, has_password));
    }

    fn buttons_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, has_password: bool) {
        let is_busy = self.asked.is_some();
        let key = if has_password { "settings-password-change" } else { "settings-password-set" };
        let is_ready = !self.new.is_empty() && !self.repeat.is_empty() && (!has_password || !self.current.is_empty());
        if ui.add(Button::solid(cx.t(key)).enabled(is_ready).busy(is_busy && !self.is_removing)).clicked() {
            if self.new == self.repeat {
                self.ask(cx, Some(Secret::new(self.new.clone())), has_password);
            } else {
                self.error = Some(cx.t("settings-password-differ").to_owned());
            }
        }
        if has_password {
            let remove = Button::outline(cx.t("settings-password-remove")).danger();
            if ui.add(remove.enabled(!self.current.is_empty()).busy(is_busy && self.is_removing)).clicked() {
                self.ask(cx, None, has_password);
            }
        }
    }

    fn ask(&mut self, cx: &Cx<'_>, new: Option<Secret>, has_password: bool) {
        self.is_removing = new.is_none();
        self.error = None;
        let current = has_password.then(|| Secret::new(self.current.clone()));
        self.asked = Some(cx.run(|ticket| Command::ChangePassword { ticket, current, new }));
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.asked.and_then(|ticket| cx.answer(ticket)) else { return };
        self.asked = None;
        match answer {
            Ok(_) => {
                let key = if self.is_removing { "settings-password-removed" } else { "settings-password-changed" };
                cx.act(Action::Toast(ToastKind::Done, cx.t(key).to_owned()));
                self.forget();
            }
            Err(failure) => self.error = Some(failure_sentence(cx.text, failure.code).to_owned()),
        }
    }
}

/// Minutes that are offered; 0 is never.
const MINUTES: [u16; 5] = [0, 1, 5, 15, 60];

/// When the window locks itself, and locking it now.
fn lock_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let (chosen, on_sleep) = (cx.prefs.lock_after_minutes, cx.prefs.locks_on_sleep);
    group_ui(ui, "", |ui| {
        setting_ui(ui, cx.t("settings-lock"), cx.t("settings-lock-explain"), |ui| {
            if ui.add(Button::outline(cx.t("settings-lock-now")).icon(Icon::Lock)).clicked() {
                cx.act(Action::LockNow);
            }
        });
        setting_ui(ui, cx.t("settings-lock-sleep"), "", |ui| {
            let mut wanted = on_sleep;
            if toggle_ui(ui, &mut wanted, cx.t("settings-lock-sleep")).changed() {
                cx.act(Action::SetLock(chosen, wanted));
            }
        });
    });
    fine_ui(ui, cx.t("settings-lock-after"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(gap::SM, gap::SM);
        for minutes in MINUTES {
            let name = match minutes {
                0 => cx.t("settings-lock-never").to_owned(),
                minutes => time::span(u32::from(minutes) * 60, cx.text),
            };
            let button = if minutes == chosen { Button::solid(&name) } else { Button::outline(&name) };
            if ui.add(button).clicked() {
                cx.act(Action::SetLock(minutes, on_sleep));
            }
        }
    });
    ui.add_space(gap::MD);
}

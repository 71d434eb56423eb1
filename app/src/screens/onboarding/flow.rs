//! From page to page: what was typed, what is waited for, and the one command at the end.

use egui::Ui;
use onionskin_core::api::{Command, FailureCode, Outcome, Phase, Protection, Secret, Ticket};

use super::backup::is_about_backup;
use super::progress;
use crate::model::Answer;
use crate::screens::Cx;
use crate::screens::saving::Saving;
use crate::screens::settings::ProxyPage;
use crate::text::failure_text;

/// Which page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Step {
    #[default]
    Start,
    Create,
    Restore,
    Backup,
    Protect,
}

/// The state of the screen.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is the state of one control")]
pub struct Onboarding {
    pub(super) step: Step,
    /// The settings of the proxy, while they are open.
    pub(super) proxy: Option<ProxyPage>,
    pub(super) is_restoring: bool,
    /// Whether it is restored from a backup, not from the 13 words.
    pub(super) is_from_backup: bool,
    /// The file of the backup.
    pub(super) saving: Saving,
    pub(super) backup_password: String,
    pub(super) name: String,
    pub(super) words: String,
    pub(super) are_words_shown: bool,
    pub(super) password: String,
    pub(super) repeat: String,
    pub(super) is_password_shown: bool,
    pub(super) waiting: Option<Ticket>,
    pub(super) error: Option<String>,
    pub(super) has_focus: bool,
}

impl Onboarding {
    /// Shows it over the whole window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.take_answer(cx);
        if let Phase::Restoring { step, percent } = cx.model.phase {
            progress::progress_ui(ui, cx, step, percent);
            return;
        }
        if self.is_from_backup && self.waiting.is_some() {
            return self.reading_ui(ui, cx);
        }
        match self.step {
            Step::Start => self.start_ui(ui, cx),
            Step::Create => self.create_ui(ui, cx),
            Step::Restore => self.restore_ui(ui, cx),
            Step::Backup => self.backup_ui(ui, cx),
            Step::Protect => self.protect_ui(ui, cx),
        }
    }

    /// Asks for the name that a restored account lacks.
    pub fn name_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.take_answer(cx);
        self.missing_name_ui(ui, cx);
    }

    pub(super) fn go(&mut self, step: Step) {
        self.step = step;
        self.error = None;
        self.has_focus = false;
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some(ticket) = self.waiting else { return };
        let Some(answer): Option<Answer> = cx.answer(ticket) else { return };
        self.waiting = None;
        match answer {
            Ok(Outcome::Done | _) => self.forget_secrets(),
            Err(failure) => {
                // Who stopped it knows.
                self.error = (failure.code != FailureCode::Stopped).then(|| failure_text(cx.text, failure.code));
                if self.is_from_backup && is_about_backup(failure.code) {
                    self.step = Step::Backup;
                }
                if self.step == Step::Protect && self.is_restoring && is_about_words(failure.code) {
                    self.step = Step::Restore;
                }
            }
        }
    }

    pub(super) fn forget_secrets(&mut self) {
        for text in [&mut self.words, &mut self.password, &mut self.repeat, &mut self.backup_password] {
            drop(Secret::new(std::mem::take(text)));
        }
    }

    /// The last step of a page: on to the password, or the account is made.
    pub(super) fn finish(&mut self, cx: &Cx<'_>) {
        match cx.model.phase {
            Phase::NoAccount { is_keyring_available: true } => self.submit(cx, Protection::Keyring),
            _ => self.go(Step::Protect),
        }
    }

    pub(super) fn submit(&mut self, cx: &Cx<'_>, protection: Protection) {
        self.error = None;
        if self.is_from_backup {
            return self.submit_backup(cx, protection);
        }
        let display_name = self.name.trim().to_owned();
        let recovery_password = Secret::new(self.words.clone());
        let is_restoring = self.is_restoring;
        self.waiting = Some(cx.run(|ticket| {
            if is_restoring {
                Command::RestoreAccount { ticket, recovery_password, display_name, protection }
            } else {
                Command::CreateAccount { ticket, display_name, protection }
            }
        }));
    }
}

const fn is_about_words(code: onionskin_core::api::FailureCode) -> bool {
    use onionskin_core::api::FailureCode as Code;
    matches!(
        code,
        Code::RecoveryTooFewWords
            | Code::RecoveryTooManyWords
            | Code::RecoveryUnknownWord { .. }
            | Code::RecoveryChecksum
            | Code::RecoveryInvalid
    )
}

//! Reasons in words: each code of the engine is a key of `failures.ftl`, which also says what to do.

use onionskin_core::api::{FailureCode, StoreProblem};

use super::Strings;

const fn key(code: FailureCode) -> &'static str {
    match code {
        FailureCode::NameEmpty => "failure-name-empty",
        FailureCode::NameTooLong => "failure-name-too-long",
        FailureCode::RecoveryTooFewWords => "failure-recovery-too-few-words",
        FailureCode::RecoveryTooManyWords => "failure-recovery-too-many-words",
        FailureCode::RecoveryUnknownWord { .. } => "failure-recovery-unknown-word",
        FailureCode::RecoveryChecksum => "failure-recovery-checksum",
        FailureCode::RecoveryInvalid => "failure-recovery-invalid",
        FailureCode::WrongPassword => "failure-wrong-password",
        FailureCode::PasswordLength => "failure-password-length",
        FailureCode::KeyringUnavailable => "failure-keyring-unavailable",
        FailureCode::WrongPhase => "failure-wrong-phase",
        FailureCode::AccountIdInvalid => "failure-account-id-invalid",
        FailureCode::AccountIdWrongKind => "failure-account-id-wrong-kind",
        FailureCode::MessageEmpty => "failure-message-empty",
        FailureCode::MessageTooLong => "failure-message-too-long",
        FailureCode::NotFound => "failure-not-found",
        FailureCode::Blocked => "failure-blocked",
        FailureCode::Offline => "failure-offline",
        FailureCode::NetworkTrouble => "failure-network-trouble",
        FailureCode::ClockWrong => "failure-clock-wrong",
        FailureCode::Refused => "failure-refused",
        FailureCode::ProxyUnreachable => "failure-proxy-unreachable",
        FailureCode::ProxyDenied => "failure-proxy-denied",
        FailureCode::Storage => "failure-storage",
        FailureCode::OnlyNetworkCleared => "failure-only-network-cleared",
        FailureCode::HoldsRecoveryPassword => "failure-holds-recovery-password",
        FailureCode::TooManyReactions => "failure-too-many-reactions",
        FailureCode::Stopped => "failure-stopped",
        FailureCode::FileExists => "failure-file-exists",
        FailureCode::FileUnwritable => "failure-file-unwritable",
        FailureCode::FileUnreadable => "failure-file-unreadable",
        FailureCode::FileTooLarge => "failure-file-too-large",
        FailureCode::TooManyFiles => "failure-too-many-files",
        FailureCode::FileDamaged => "failure-file-damaged",
        FailureCode::BackupPasswordShort => "failure-backup-password-short",
        FailureCode::BackupPasswordWrong => "failure-backup-password-wrong",
        FailureCode::BackupForeign => "failure-backup-foreign",
        FailureCode::BackupDamaged => "failure-backup-damaged",
        FailureCode::BackupNewer => "failure-backup-newer",
        FailureCode::SendingUnknown => "failure-sending-unknown",
        FailureCode::TimerInvalid => "failure-timer-invalid",
        FailureCode::FolderInvalid => "failure-folder-invalid",
        _ => "failure-internal",
    }
}

/// The sentence of a reason.
pub fn failure_sentence(text: &Strings, code: FailureCode) -> &str {
    text.get(key(code))
}

/// The sentence of a reason with what is known about it, such as which word is wrong.
pub fn failure_text(text: &Strings, code: FailureCode) -> String {
    match code {
        FailureCode::RecoveryUnknownWord { position } => {
            text.with("failure-recovery-unknown-word-at", &[("position", &position.to_string())])
        }
        _ => failure_sentence(text, code).to_owned(),
    }
}

/// The keys of title and explanation of a store that can't be opened.
pub const fn problem_keys(problem: StoreProblem) -> (&'static str, &'static str) {
    match problem {
        StoreProblem::KeyringMissing => ("problem-keyring-missing", "problem-keyring-missing-text"),
        StoreProblem::KeyMissing => ("problem-key-missing", "problem-key-missing-text"),
        StoreProblem::KeyMismatch => ("problem-key-mismatch", "problem-key-mismatch-text"),
        StoreProblem::ForeignFile => ("problem-foreign-file", "problem-foreign-file-text"),
        StoreProblem::NewerSchema { .. } => ("problem-newer-schema", "problem-newer-schema-text"),
        StoreProblem::InUse => ("problem-in-use", "problem-in-use-text"),
        StoreProblem::Unwritable => ("problem-unwritable", "problem-unwritable-text"),
        _ => ("problem-damaged", "problem-damaged-text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_sentence_of_its_own() {
        use FailureCode as Code;
        let codes = [
            Code::NameEmpty,
            Code::NameTooLong,
            Code::RecoveryTooFewWords,
            Code::RecoveryTooManyWords,
            Code::RecoveryUnknownWord { position: 3 },
            Code::RecoveryChecksum,
            Code::RecoveryInvalid,
            Code::WrongPassword,
            Code::PasswordLength,
            Code::KeyringUnavailable,
            Code::WrongPhase,
            Code::AccountIdInvalid,
            Code::AccountIdWrongKind,
            Code::MessageEmpty,
            Code::MessageTooLong,
            Code::NotFound,
            Code::Blocked,
            Code::Offline,
            Code::NetworkTrouble,
            Code::ClockWrong,
            Code::Refused,
            Code::ProxyUnreachable,
            Code::ProxyDenied,
            Code::Storage,
            Code::OnlyNetworkCleared,
            Code::HoldsRecoveryPassword,
            Code::TooManyReactions,
            Code::Stopped,
            Code::FileExists,
            Code::FileUnwritable,
            Code::FileUnreadable,
            Code::FileTooLarge,
            Code::TooManyFiles,
            Code::FileDamaged,
            Code::BackupPasswordShort,
            Code::BackupPasswordWrong,
            Code::BackupForeign,
            Code::BackupDamaged,
            Code::BackupNewer,
            Code::SendingUnknown,
            Code::Internal,
        ];
        let strings = Strings::default();
        let mut seen = std::collections::HashSet::new();
        for code in codes {
            assert!(strings.has(key(code)), "{code:?}");
            assert!(seen.insert(failure_sentence(&strings, code).to_owned()), "{code:?} says what another says");
        }
        assert!(failure_text(&strings, Code::RecoveryUnknownWord { position: 3 }).contains('3'));
    }

    #[test]
    fn every_problem_of_the_store_has_a_title_and_an_explanation() {
        use StoreProblem as Problem;
        let strings = Strings::default();
        for problem in [
            Problem::KeyringMissing,
            Problem::KeyMissing,
            Problem::KeyMismatch,
            Problem::ForeignFile,
            Problem::Damaged,
            Problem::NewerSchema { found: 2, supported: 1 },
            Problem::InUse,
            Problem::Unwritable,
        ] {
            let (title, explanation) = problem_keys(problem);
            assert!(strings.has(title) && strings.has(explanation), "{problem:?}");
        }
    }
}

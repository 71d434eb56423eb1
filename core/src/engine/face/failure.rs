//! Why something did not work, as stable codes that the window turns into sentences.

/// A stable reason. It never carries user data; names and texts belong to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureCode {
    /// The display name is empty.
    NameEmpty,
    /// The display name has more than 100 bytes.
    NameTooLong,
    /// The recovery password has fewer than 13 words.
    RecoveryTooFewWords,
    /// The recovery password has more than 13 words.
    RecoveryTooManyWords,
    /// A word of the recovery password is not in the list.
    RecoveryUnknownWord {
        /// Position of the word, counted from 1.
        position: u8,
    },
    /// The words are known, but the last one doesn't fit the others.
    RecoveryChecksum,
    /// The words are known, but they encode no seed.
    RecoveryInvalid,
    /// The password is wrong.
    WrongPassword,
    /// The password is empty or longer than 256 characters.
    PasswordLength,
    /// The keyring of the system can't be used.
    KeyringUnavailable,
    /// The command isn't possible in the present phase.
    WrongPhase,
    /// The text is no account id.
    AccountIdInvalid,
    /// The id belongs to a group or to someone in a community, not to an account.
    AccountIdWrongKind,
    /// The message has no text.
    MessageEmpty,
    /// The message has more than 2,000 code points.
    MessageTooLong,
    /// There is no such message or conversation.
    NotFound,
    /// The person is blocked.
    Blocked,
    /// There is no connection to the network.
    Offline,
    /// The network answered, but not usefully; trying again may help.
    NetworkTrouble,
    /// The clock of this computer is too far off and could not be corrected.
    ClockWrong,
    /// The swarm refused the message for good.
    Refused,
    /// The proxy can't be reached or refuses.
    ProxyUnreachable,
    /// The proxy asks for another user name or password.
    ProxyDenied,
    /// The disk is full or can't be written.
    Storage,
    /// Everything was to be forgotten: the network did, this device could not. The store stays closed.
    OnlyNetworkCleared,
    /// A folder has no name, too long a name, or there are too many.
    FolderInvalid,
    /// Our own recovery password is in the message.
    HoldsRecoveryPassword,
    /// Too many emoji within a minute.
    TooManyReactions,
    /// No such timer can be set for messages of this conversation.
    TimerInvalid,
    /// Somebody stopped it.
    Stopped,
    /// There is something already where the file is to be.
    FileExists,
    /// The file can't be written there: no such folder, not allowed, no room.
    FileUnwritable,
    /// The file can't be read: no such file, not allowed.
    FileUnreadable,
    /// A file to send is larger than 10,000,000 bytes, or empty.
    FileTooLarge,
    /// More than 32 files in one message.
    TooManyFiles,
    /// A file that somebody sent was changed on its way, or its key is another.
    FileDamaged,
    /// The password of a new backup is too short.
    BackupPasswordShort,
    /// The password of the backup is another.
    BackupPasswordWrong,
    /// The file is no backup.
    BackupForeign,
    /// The backup is cut off or changed.
    BackupDamaged,
    /// A newer version of the program wrote the backup.
    BackupNewer,
    /// The message was on its way when the backup was made from which it was restored.
    SendingUnknown,
    /// A defect of ours.
    Internal,
}

impl FailureCode {
    /// Whether the same may work at another time without a change by the person.
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Offline
                | Self::NetworkTrouble
                | Self::ClockWrong
                | Self::KeyringUnavailable
                | Self::Storage
                | Self::OnlyNetworkCleared
                | Self::TooManyReactions
        )
    }

    /// The code that [`Self::as_str`] calls `word`, among those that a kept message or file can fail with.
    pub fn from_word(word: &str) -> Option<Self> {
        let codes = [
            Self::Offline,
            Self::NetworkTrouble,
            Self::ClockWrong,
            Self::Refused,
            Self::MessageTooLong,
            Self::FileDamaged,
            Self::SendingUnknown,
            Self::Internal,
        ];
        codes.into_iter().find(|code| code.as_str() == word)
    }

    /// The code as a stable word, for scripts and translations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NameEmpty => "name-empty",
            Self::NameTooLong => "name-too-long",
            Self::RecoveryTooFewWords => "recovery-too-few-words",
            Self::RecoveryTooManyWords => "recovery-too-many-words",
            Self::RecoveryUnknownWord { .. } => "recovery-unknown-word",
            Self::RecoveryChecksum => "recovery-checksum",
            Self::RecoveryInvalid => "recovery-invalid",
            Self::WrongPassword => "wrong-password",
            Self::PasswordLength => "password-length",
            Self::KeyringUnavailable => "keyring-unavailable",
            Self::WrongPhase => "wrong-phase",
            Self::AccountIdInvalid => "account-id-invalid",
            Self::AccountIdWrongKind => "account-id-wrong-kind",
            Self::MessageEmpty => "message-empty",
            Self::MessageTooLong => "message-too-long",
            Self::NotFound => "not-found",
            Self::Blocked => "blocked",
            Self::Offline => "offline",
            Self::NetworkTrouble => "network-trouble",
            Self::ClockWrong => "clock-wrong",
            Self::Refused => "refused",
            Self::ProxyUnreachable => "proxy-unreachable",
            Self::ProxyDenied => "proxy-denied",
            Self::Storage => "storage",
            Self::OnlyNetworkCleared => "only-network-cleared",
            Self::FolderInvalid => "folder-invalid",
            Self::HoldsRecoveryPassword => "holds-recovery-password",
            Self::TooManyReactions => "too-many-reactions",
            Self::TimerInvalid => "timer-invalid",
            Self::Stopped => "stopped",
            Self::FileExists => "file-exists",
            Self::FileUnwritable => "file-unwritable",
            Self::FileUnreadable => "file-unreadable",
            Self::FileTooLarge => "file-too-large",
            Self::TooManyFiles => "too-many-files",
            Self::FileDamaged => "file-damaged",
            Self::BackupPasswordShort => "backup-password-short",
            Self::BackupPasswordWrong => "backup-password-wrong",
            Self::BackupForeign => "backup-foreign",
            Self::BackupDamaged => "backup-damaged",
            Self::BackupNewer => "backup-newer",
            Self::SendingUnknown => crate::storage::backup::SENDING_UNKNOWN,
            Self::Internal => "internal",
        }
    }
}

/// A failed command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", code.as_str())]
pub struct Failure {
    /// Why.
    pub code: FailureCode,
}

impl From<FailureCode> for Failure {
    fn from(code: FailureCode) -> Self {
        Self { code }
    }
}

//! Opening and making the store, and what its errors mean to a person.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::face::{FailureCode, Protection, Secret, StoreProblem};
use crate::crypto::mnemonic::MnemonicError;
use crate::protocol::content::MAX_NAME_BYTES;
use crate::storage::{self, OpenError, Store};

/// Most characters of a password.
const MAX_PASSWORD_CHARS: usize = 256;

/// How opening a folder ended.
pub enum Opening {
    /// There is no store.
    Nothing {
        /// Whether the keyring can hold a key.
        is_keyring_available: bool,
    },
    /// It needs its password.
    Locked,
    /// It is open.
    Open(Store),
    /// It can't be opened.
    Problem(StoreProblem),
}

/// Opens the store of a folder if no password is needed. Blocks, on a slow keyring for a while.
pub fn open(location: &storage::Location) -> Opening {
    match location.find() {
        Ok(storage::Found::Nothing) => Opening::Nothing { is_keyring_available: location.is_keyring_available() },
        Ok(storage::Found::Password) => Opening::Locked,
        Ok(storage::Found::Keyring) => match location.open(None) {
            Ok(store) => Opening::Open(store),
            Err(error) => Opening::Problem(problem(&error)),
        },
        Err(error) => Opening::Problem(problem(&error)),
    }
}

/// What a store that can't be opened looks like to a program.
pub fn problem(error: &OpenError) -> StoreProblem {
    tracing::error!(%error, "the store can't be opened");
    match error {
        OpenError::KeyringMissing => StoreProblem::KeyringMissing,
        OpenError::KeyMissing | OpenError::NoStore => StoreProblem::KeyMissing,
        OpenError::KeyMismatch | OpenError::WrongPassword | OpenError::PasswordNeeded => StoreProblem::KeyMismatch,
        OpenError::ForeignFile | OpenError::AlreadyThere => StoreProblem::ForeignFile,
        OpenError::Damaged | OpenError::Fill(_) => StoreProblem::Damaged,
        OpenError::NewerSchema { found, supported } => {
            StoreProblem::NewerSchema { found: *found, supported: *supported }
        }
        OpenError::InUse => StoreProblem::InUse,
        OpenError::Unwritable(_) => StoreProblem::Unwritable,
    }
}

/// Why a command that opens or makes a store failed.
pub fn failure(error: &OpenError) -> FailureCode {
    match error {
        OpenError::WrongPassword | OpenError::PasswordNeeded => FailureCode::WrongPassword,
        OpenError::KeyringMissing | OpenError::KeyMissing => FailureCode::KeyringUnavailable,
        other => {
            tracing::error!(error = %other, "the store can't be opened or made");
            FailureCode::Storage
        }
    }
}

/// What a person chose, checked.
///
/// # Errors
/// [`FailureCode::PasswordLength`].
pub fn protection(chosen: &Protection) -> Result<storage::Protection, FailureCode> {
    match chosen {
        Protection::Keyring => Ok(storage::Protection::Keyring),
        Protection::Password(password) => new_password(password),
    }
}

/// A new password, checked.
///
/// # Errors
/// [`FailureCode::PasswordLength`].
pub fn new_password(password: &Secret) -> Result<storage::Protection, FailureCode> {
    let chars = password.reveal().chars().count();
    if chars == 0 || chars > MAX_PASSWORD_CHARS {
        return Err(FailureCode::PasswordLength);
    }
    Ok(storage::Protection::Password(Zeroizing::new(password.reveal().to_owned())))
}

/// A display name, trimmed and checked.
///
/// # Errors
/// [`FailureCode::NameEmpty`], [`FailureCode::NameTooLong`].
pub fn display_name(typed: &str) -> Result<String, FailureCode> {
    match typed.trim() {
        "" => Err(FailureCode::NameEmpty),
        name if name.len() > MAX_NAME_BYTES => Err(FailureCode::NameTooLong),
        name => Ok(name.to_owned()),
    }
}

/// What is wrong with a recovery password.
pub fn mnemonic_failure(error: MnemonicError) -> FailureCode {
    match error {
        MnemonicError::TooFewWords { .. } => FailureCode::RecoveryTooFewWords,
        MnemonicError::TooManyWords { .. } => FailureCode::RecoveryTooManyWords,
        MnemonicError::UnknownWord { position } => {
            FailureCode::RecoveryUnknownWord { position: u8::try_from(position).unwrap_or(u8::MAX) }
        }
        MnemonicError::Checksum => FailureCode::RecoveryChecksum,
        MnemonicError::InvalidGroup => FailureCode::RecoveryInvalid,
    }
}

/// Moves a store that can't be opened out of the way.
///
/// # Errors
/// [`FailureCode::Storage`].
pub fn set_aside(location: &storage::Location, now_secs: u64) -> Result<PathBuf, FailureCode> {
    location.set_aside(now_secs).map_err(|error| failure(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_measured_in_bytes() {
        assert_eq!(display_name("  Ada "), Ok("Ada".to_owned()));
        assert_eq!(display_name(" \t"), Err(FailureCode::NameEmpty));
        assert_eq!(display_name(&"ü".repeat(51)), Err(FailureCode::NameTooLong));
    }

    #[test]
    fn passwords_have_a_length() {
        let of = |text: String| new_password(&Secret::new(text)).map(drop);
        assert_eq!(of(String::new()), Err(FailureCode::PasswordLength));
        assert_eq!(of("ü".repeat(256)), Ok(()));
        assert_eq!(of("ü".repeat(257)), Err(FailureCode::PasswordLength));
    }
}

//! Backups: writing one, and what can be wrong with one.
//!
//! A backup is behind the password of the store, as the recovery password is, which is in it; and it has a password of
//! its own, since the file goes to other places than the store.

use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use super::account::{Account, store_failure};
use super::commands::{Done, blocking};
use super::export::file_failure;
use super::face::{BackUp, FailureCode, Outcome, Proxy, RestoreBackup, Secret, Ticket};
use super::work::{Work, Works};
use super::{opening, proxy};
use crate::storage::backup::{self, BackupError};
use crate::storage::{self, FreshFile, Store};

/// Writes a backup; the answer comes when it is done, other commands need not wait for it.
pub fn start(account: &Arc<Account>, works: &Arc<Works>, location: storage::Location, ticket: Ticket, backup: BackUp) {
    let (account, mut work) = (Arc::clone(account), works.begin(ticket));
    tokio::spawn(async move {
        work.take_turn().await;
        let writer = Arc::clone(&account);
        let done: Done = blocking(move || {
            write(&writer, &location, &mut work, &backup)?;
            Ok(Outcome::Saved(backup.path))
        })
        .await;
        account.answer(ticket, done).await;
    });
}

fn write(account: &Account, location: &storage::Location, work: &mut Work, wanted: &BackUp) -> Result<(), FailureCode> {
    let password = wanted.backup_password.reveal();
    if password.chars().count() < BackUp::MIN_CHARS {
        return Err(FailureCode::BackupPasswordShort);
    }
    let own = wanted.password.as_ref().map(Secret::reveal);
    location.check_password(own).map_err(|error| opening::failure(&error))?;
    let file = FreshFile::create(&wanted.path).map_err(|error| file_failure(&error))?;
    let mut progress = |done, total| {
        work.tell(done, total);
        !work.is_stopped()
    };
    let guard = (password, location.password_cost());
    let written = backup::write(&account.store, file, guard, account.clock.now(), &mut progress);
    let file = written.map_err(|error| match error {
        BackupError::File(error) => file_failure(&error),
        other => failure(&other),
    })?;
    file.finish().map_err(|error| file_failure(&error))
}

/// Makes the store of an account from a backup. Blocks. A proxy that was set before counts more than that of the backup.
///
/// # Errors
/// What is wrong with the backup, or with making a store; there is none then.
pub fn restore(
    location: &storage::Location,
    work: &mut Work,
    wanted: &RestoreBackup,
    (now_secs, set_proxy): (u64, Option<&Proxy>),
) -> Result<Store, FailureCode> {
    let protection = opening::protection(&wanted.protection)?;
    let file = File::open(&wanted.path).map_err(|error| {
        tracing::warn!(kind = %error.kind(), "a backup can't be read");
        FailureCode::FileUnreadable
    })?;
    let mut progress = |done, total| {
        work.tell(done, total);
        !work.is_stopped()
    };
    let source = (BufReader::new(file), wanted.backup_password.reveal());
    let made = backup::restore(location, source, (&protection, now_secs), &mut progress, |tx| match set_proxy {
        Some(_) => proxy::write(tx, set_proxy),
        None => Ok(()),
    });
    made.map_err(|error| failure(&error))
}

fn failure(error: &BackupError) -> FailureCode {
    match error {
        BackupError::Foreign => FailureCode::BackupForeign,
        BackupError::Newer => FailureCode::BackupNewer,
        BackupError::Damaged => FailureCode::BackupDamaged,
        BackupError::WrongPassword => FailureCode::BackupPasswordWrong,
        BackupError::Stopped => FailureCode::Stopped,
        BackupError::OutOfMemory => {
            tracing::error!("there is not enough memory for the password of a backup");
            FailureCode::Internal
        }
        BackupError::File(error) => {
            tracing::warn!(kind = %error.kind(), "a backup can't be read");
            FailureCode::FileUnreadable
        }
        BackupError::Store(error) => store_failure(error).code,
        BackupError::Open(error) => opening::failure(error),
    }
}

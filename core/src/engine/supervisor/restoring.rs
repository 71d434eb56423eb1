//! An account from a backup: read on a thread that may block, while commands are served, so that it can be stopped.

use super::{State, Supervisor};
use crate::engine::backup;
use crate::engine::commands::blocking;
use crate::engine::face::{Failure, FailureCode, Outcome, Phase, Protection, RestoreBackup, Ticket};
use crate::storage::Store;

/// How restoring ended.
pub(super) struct Restored {
    ticket: Ticket,
    has_password: bool,
    made: Result<Store, Failure>,
}

impl Supervisor {
    /// Begins to restore.
    pub(super) fn begin_restore(&mut self, ticket: Ticket, restore: RestoreBackup) {
        self.state = State::Restoring;
        let mut work = self.works.begin(ticket);
        let (location, proxy, now_secs) = (self.location.clone(), self.proxy.clone(), self.now_secs());
        let restored = self.restored.clone();
        tokio::spawn(async move {
            work.take_turn().await;
            let has_password = matches!(restore.protection, Protection::Password(_));
            let made =
                blocking(move || backup::restore(&location, &mut work, &restore, (now_secs, proxy.as_ref()))).await;
            // Nobody listens when the engine is being stopped: the next start finds the account.
            drop(restored.send(Restored { ticket, has_password, made }).await);
        });
    }

    /// Starts the account that was restored, or goes back to none.
    pub(super) async fn finish_restore(&mut self, restored: Restored) {
        let Restored { ticket, has_password, made } = restored;
        match made {
            Ok(store) => {
                let is_started = self.start(store, has_password).await;
                if is_started {
                    self.tell(Phase::Ready);
                }
                let done = if is_started { Ok(Outcome::Done) } else { Err(FailureCode::Storage.into()) };
                self.answer(ticket, done).await;
            }
            Err(failure) => {
                self.state = State::NoAccount;
                self.answer(ticket, Err(failure)).await;
            }
        }
    }
}

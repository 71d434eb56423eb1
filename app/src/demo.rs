//! `--demo` and "Try it offline": the whole app over the real protocol, without a connection.
//!
//! A local network runs inside the process, and an engine on a scratch profile speaks to it, with its key
//! in memory only. As soon as there is an account, scripted contacts write to it. Quitting ends all of it
//! and removes the folder; after a crash what is left in the folder can't be read by anyone.

use std::path::Path;
use std::time::Duration;

use onionskin_core::api::{
    Busy, Command, EngineConfig, Event, KeyChoice, NetworkSpec, SpecError, StartError, Waker, start,
};
use onionskin_localnet::{Demo, NetworkError};

use crate::shell::{Engine, EngineLink};

/// Pause between two polls: the network is inside the process and tires nobody.
const POLL_EVERY: Duration = Duration::from_secs(1);
/// How long the engine may take to put things away.
const QUITTING: Duration = Duration::from_secs(2);

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The local network could not start.
    #[error("the network for the demo could not start: {0}")]
    Network(#[from] NetworkError),
    /// The local network describes itself in a way that core does not read.
    #[error("the network for the demo is not understood: {0}")]
    Spec(#[from] SpecError),
    /// No folder for the scratch profile.
    #[error("there is no place for the profile of the demo: {0}")]
    Folder(#[from] std::io::Error),
    /// The engine could not start.
    #[error("the engine could not start: {0}")]
    Engine(#[from] StartError),
}

/// The engine of the demo, with the network and the contacts behind it.
pub struct DemoEngine {
    link: EngineLink,
    demo: Demo,
    is_introduced: bool,
    folder: tempfile::TempDir,
}

impl DemoEngine {
    /// Starts the network and the engine.
    ///
    /// # Errors
    /// [`DemoError`], a sentence for the person.
    pub fn start(waker: Waker) -> Result<Self, DemoError> {
        let demo = Demo::start()?;
        let spec = NetworkSpec::from_json(&demo.network_json())?;
        let folder = tempfile::Builder::new().prefix("onionskin-demo-").tempdir()?;
        let mut config = EngineConfig::new(folder.path().join("profile"), spec, waker);
        config.keys = KeyChoice::in_memory();
        config.policy.poll_every = POLL_EVERY;
        let (handle, events) = start(config)?;
        Ok(Self { link: EngineLink { handle, events }, demo, is_introduced: false, folder })
    }

    /// Where the scratch profile is while the demo runs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl std::fmt::Debug for DemoEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoEngine").field("is_introduced", &self.is_introduced).finish_non_exhaustive()
    }
}

impl Engine for DemoEngine {
    fn send(&self, command: Command) -> Result<(), Busy> {
        self.link.send(command)
    }

    fn try_recv(&mut self) -> Option<Event> {
        let event = self.link.try_recv()?;
        if let (Event::ProfileChanged(profile), false) = (&event, self.is_introduced) {
            self.is_introduced = true;
            if let Err(error) = self.demo.introduce(&profile.account.to_string()) {
                tracing::warn!(%error, "the contacts of the demo could not start");
            }
        }
        Some(event)
    }
}

impl Drop for DemoEngine {
    fn drop(&mut self) {
        // The store is closed before its folder goes.
        self.link.handle.clone().shutdown(QUITTING);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onionskin_core::api::Protection;
    use onionskin_core::api::{Phase, Ticket};
    use std::sync::Arc;
    use std::sync::mpsc::sync_channel;

    #[test]
    fn the_contacts_of_the_demo_write_and_quitting_leaves_nothing() {
        let (ring, bell) = sync_channel(1);
        let waker: Waker = Arc::new(move || match ring.try_send(()) {
            Ok(()) | Err(_) => {}
        });
        let mut demo = DemoEngine::start(waker).expect("the demo starts");
        let folder = demo.folder().to_owned();
        let mut has_account = false;
        let unread = loop {
            match demo.try_recv() {
                Some(Event::PhaseChanged(Phase::NoAccount { .. })) if !has_account => {
                    has_account = true;
                    let (ticket, display_name) = (Ticket(1), "Newcomer".to_owned());
                    let create = Command::CreateAccount { ticket, display_name, protection: Protection::Keyring };
                    demo.send(create).expect("the engine is not busy");
                }
                Some(Event::ConversationsChanged(list)) if list.rows.len() >= 2 => break list.unread,
                Some(_) => {}
                None => bell.recv_timeout(Duration::from_mins(1)).expect("an event comes"),
            }
        };
        assert!(unread >= 2, "several people write");
        assert!(folder.exists());
        drop(demo);
        assert!(!folder.exists());
    }
}

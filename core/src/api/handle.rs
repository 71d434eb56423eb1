//! Starting the engine and talking to it.

use std::path::PathBuf;
use std::sync::Arc;

use super::command::Command;
use super::event::Event;
use crate::clock::{Clock, Rng};
use crate::network::spec::NetworkSpec;

/// Called from any thread when there are events to take; must return at once.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// The command queue of 256 is full; the program should try again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the engine is busy")]
pub struct Busy;

/// Why the engine could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No thread could be started.
    #[error("the system refuses a thread")]
    Thread(#[from] std::io::Error),
}

/// What the engine needs to know.
pub struct EngineConfig {
    /// The folder that holds the store; made if missing.
    pub profile_dir: PathBuf,
    /// Which network to speak to.
    pub network: NetworkSpec,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Whom to call when there are events.
    pub waker: Waker,
}

/// The sending side: cheap to clone, never blocks.
#[derive(Debug, Clone)]
pub struct EngineHandle {}

impl EngineHandle {
    /// Queues a command.
    ///
    /// # Errors
    /// [`Busy`] when 256 commands wait already.
    pub fn send(&self, _command: Command) -> Result<(), Busy> {
        Err(Busy)
    }
}

/// The receiving side.
#[derive(Debug)]
pub struct EventReceiver {}

impl EventReceiver {
    /// Takes the next event, if there is one.
    pub fn try_recv(&mut self) -> Option<Event> {
        None
    }
}

/// Starts the engine on threads of its own.
///
/// # Errors
/// [`StartError`] when the system refuses threads. Everything else, a damaged store included, is told
/// by [`Event::PhaseChanged`](super::Event::PhaseChanged).
pub fn start(_config: EngineConfig) -> Result<(EngineHandle, EventReceiver), StartError> {
    Ok((EngineHandle {}, EventReceiver {}))
}

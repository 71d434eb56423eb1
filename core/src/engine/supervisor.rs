//! The phases of the engine and the tasks of an account.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::config::EngineConfig;
use super::face::{Command, Event, Phase};
use super::queue::EventQueue;

/// Runs the engine until `stop` is cancelled or every handle is gone.
pub async fn run(
    _config: EngineConfig,
    queue: Arc<EventQueue>,
    mut commands: mpsc::Receiver<Command>,
    stop: CancellationToken,
) {
    queue.tell(Event::PhaseChanged(Phase::Opening));
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            command = commands.recv() => if command.is_none() { break },
        }
    }
}

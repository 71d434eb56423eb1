//! Starting the engine and talking to it.
//!
//! The engine runs on threads of its own: two for its tasks, a few for reading the store, one for
//! writing it, and those of the network. They end when the last handle is dropped or when
//! [`EngineHandle::shutdown`] is called, within two seconds, and nothing committed is lost.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::engine::Connect;
use crate::engine::config::EngineConfig;
use crate::engine::face::{Command, Event};
use crate::engine::queue::EventQueue;

/// Commands that may wait.
const COMMANDS: usize = 256;
/// Threads that run the engine's tasks.
const WORKERS: usize = 2;
/// Threads that read the store and open messages; they end after 10 idle seconds.
const BLOCKING: usize = 4;
/// How long dropping the last handle may take.
const PATIENCE: Duration = Duration::from_secs(2);

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

struct Running {
    runtime: Runtime,
    supervisor: JoinHandle<()>,
}

struct Inner {
    commands: mpsc::Sender<Command>,
    stop: CancellationToken,
    running: Mutex<Option<Running>>,
}

impl Inner {
    fn end(&self, within: Duration) {
        self.stop.cancel();
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Running { runtime, supervisor }) = running else { return };
        let is_done = runtime.block_on(async { tokio::time::timeout(within, supervisor).await.is_ok() });
        if !is_done {
            tracing::warn!("the engine did not stop in time");
        }
        runtime.shutdown_timeout(within.min(PATIENCE));
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.end(PATIENCE);
    }
}

/// The sending side: queues commands and never blocks. Clones speak to the same engine.
#[derive(Clone)]
pub struct EngineHandle {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for EngineHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EngineHandle")
    }
}

impl EngineHandle {
    /// Queues a command.
    ///
    /// # Errors
    /// [`Busy`] when 256 commands wait already, or when the engine was shut down.
    pub fn send(&self, command: Command) -> Result<(), Busy> {
        self.inner.commands.try_send(command).map_err(|_full_or_closed| Busy)
    }

    /// Ends the engine: finishes what is being written, closes the store, ends every thread. Returns
    /// when that is done or `within` is over. Must not be called from an engine's waker.
    pub fn shutdown(self, within: Duration) {
        self.inner.end(within);
    }
}

/// The receiving side.
#[derive(Debug)]
pub struct EventReceiver {
    queue: Arc<EventQueue>,
}

impl EventReceiver {
    /// Takes the next event, if there is one. After it returned nothing, the waker is called for the next.
    pub fn try_recv(&mut self) -> Option<Event> {
        self.queue.take()
    }
}

/// Starts the engine on threads of its own.
///
/// # Errors
/// [`StartError`] when the system refuses threads. Everything else, a damaged store included, is told
/// by [`Event::PhaseChanged`](super::Event::PhaseChanged).
pub fn start(config: EngineConfig) -> Result<(EngineHandle, EventReceiver), StartError> {
    start_with(config, crate::engine::connect())
}

/// [`start`] with another network behind the engine.
pub(super) fn start_with(config: EngineConfig, connect: Connect) -> Result<(EngineHandle, EventReceiver), StartError> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .max_blocking_threads(BLOCKING)
        .thread_name("engine")
        .enable_all()
        .build()?;
    let queue = Arc::new(EventQueue::new(Arc::clone(&config.waker)));
    let (commands, waiting) = mpsc::channel(COMMANDS);
    let stop = CancellationToken::new();
    let supervisor = runtime.spawn(crate::engine::run(config, connect, Arc::clone(&queue), waiting, stop.clone()));
    let inner = Inner { commands, stop, running: Mutex::new(Some(Running { runtime, supervisor })) };
    Ok((EngineHandle { inner: Arc::new(inner) }, EventReceiver { queue }))
}

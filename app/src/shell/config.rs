//! What the window needs to know, and how it speaks to the engine.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use jiff::tz::TimeZone;
use onionskin_core::api::{Busy, Clock, Command, EngineHandle, Event, EventReceiver, SystemClock, Waker};
use onionskin_media::audio::Output;

use crate::platform::instance::Request;
use crate::platform::{DesktopFiles, Notify, Preferences, Tray};

/// An engine as the window sees it. Tests put their own in its place.
pub trait Engine {
    /// Queues a command; never blocks.
    ///
    /// # Errors
    /// [`Busy`] when too many wait.
    fn send(&self, command: Command) -> Result<(), Busy>;

    /// Takes the next event, if there is one.
    fn try_recv(&mut self) -> Option<Event>;
}

/// The engine of `onionskin-core`.
#[derive(Debug)]
pub struct EngineLink {
    /// The sending side.
    pub handle: EngineHandle,
    /// The receiving side.
    pub events: EventReceiver,
}

impl Engine for EngineLink {
    fn send(&self, command: Command) -> Result<(), Busy> {
        self.handle.send(command)
    }

    fn try_recv(&mut self) -> Option<Event> {
        self.events.try_recv()
    }
}

/// Starts the demo: a network inside the process and an engine on it. An error is a sentence.
pub type DemoStarter = Box<dyn Fn(Waker) -> Result<Box<dyn Engine>, String>>;

/// Starts the engine of another account, by the number of its folder. An error is a sentence.
pub type AccountStarter = Box<dyn Fn(u32) -> Result<Box<dyn Engine>, String>>;

/// What the window needs to know.
pub struct AppConfig {
    /// The engines, each with the number of the folder of its account; one at least.
    pub engines: Vec<(u32, Box<dyn Engine>)>,
    /// How to start one for a further account; without it there is only one.
    pub more: Option<AccountStarter>,
    /// Whether the engine is the demo's.
    pub is_demo: bool,
    /// How to start the demo from the first screen; without it there is no such button.
    pub demo: Option<DemoStarter>,
    /// Shows notices of the system; without it there are none.
    pub notifier: Option<Box<dyn Notify>>,
    /// The tray; without it there is none.
    pub tray: Option<Box<dyn Tray>>,
    /// Where sounds are played; without it on the devices of the system.
    pub sound: Option<Box<dyn Output>>,
    /// Writes the files by which the system starts the program; without it there are none.
    pub desktop_files: Option<Box<dyn DesktopFiles>>,
    /// What other starts of the program ask for.
    pub requests: Option<Receiver<Request>>,
    /// Links that the window is to open at first.
    pub links: Vec<String>,
    /// Whether the window stays in the tray at first.
    pub is_hidden: bool,
    /// Whether the system can hide windows.
    pub can_hide: bool,
    /// The folder of the profile, where the state of the window is kept; `None` keeps nothing.
    pub profile_dir: Option<PathBuf>,
    /// The folder of downloads, where files are proposed to be.
    pub downloads: Option<PathBuf>,
    /// The state of the window from the last time.
    pub preferences: Preferences,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Where the person is.
    pub zone: TimeZone,
}

impl Default for AppConfig {
    fn default() -> Self {
        Self {
            engines: Vec::new(),
            more: None,
            is_demo: false,
            demo: None,
            notifier: None,
            tray: None,
            sound: None,
            desktop_files: None,
            requests: None,
            links: Vec::new(),
            is_hidden: false,
            can_hide: true,
            profile_dir: None,
            downloads: None,
            preferences: Preferences::default(),
            clock: Arc::new(SystemClock::default()),
            zone: TimeZone::system(),
        }
    }
}

impl AppConfig {
    /// A window on one engine, with the clock and the zone of the system, that keeps nothing.
    pub fn new(engine: Box<dyn Engine>) -> Self {
        Self { engines: vec![(1, engine)], ..Self::default() }
    }
}

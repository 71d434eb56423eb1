//! The tray of the system, where it has one: the program's mark, whether something is unread, a menu.
//!
//! On Linux that is a `StatusNotifierItem` of freedesktop.org, which the crate ksni speaks on a thread of its own. Elsewhere
//! there is none yet, which is a state the settings show.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use onionskin_core::api::Waker;

use super::newest::{Put, newest};

/// Wishes that wait at most.
const WAITING: usize = 8;

/// What the person chose in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrayWish {
    /// Show the window, or hide it.
    Turn,
    /// Notify of nothing for an hour.
    MuteHour,
    /// Notify of nothing until tomorrow morning.
    MuteTomorrow,
    /// Notify again.
    Unmute,
    /// Lock the window.
    Lock,
    /// End the program.
    Quit,
}

/// How it looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrayState {
    /// What it says when the pointer rests on it.
    pub tip: String,
    /// Whether something is unread.
    pub is_unread: bool,
    /// The lines of the menu.
    pub lines: Vec<(TrayWish, String)>,
}

/// A tray. Tests put their own in its place.
pub trait Tray {
    /// Whether the system has one now.
    fn is_there(&self) -> bool;
    /// Makes it look so.
    fn show(&self, state: TrayState);
    /// What the person chose, if anything.
    fn wish(&self) -> Option<TrayWish>;
}

/// The tray of the system.
#[derive(Debug)]
pub struct SystemTray {
    states: Put<TrayState>,
    wishes: Receiver<TrayWish>,
    is_there: Arc<AtomicBool>,
}

impl SystemTray {
    /// Starts the thread that speaks to the system; nothing if it can't be started or there is no such thing.
    pub fn start(waker: Waker) -> Option<Self> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let (states, waiting) = newest();
        let (told, wishes) = sync_channel(WAITING);
        let is_there = Arc::new(AtomicBool::new(false));
        let shared = Arc::clone(&is_there);
        #[cfg(target_os = "linux")]
        let run = move || super::status_item::run(&waiting, told, &shared, &waker);
        #[cfg(not(target_os = "linux"))]
        let run = move || drop((waiting, told, shared, waker));
        match std::thread::Builder::new().name("tray".to_owned()).spawn(run) {
            Ok(_running) => Some(Self { states, wishes, is_there }),
            Err(error) => {
                tracing::warn!(%error, "there is no tray");
                None
            }
        }
    }
}

impl Tray for SystemTray {
    fn is_there(&self) -> bool {
        self.is_there.load(Ordering::Relaxed)
    }

    fn show(&self, state: TrayState) {
        self.states.put(state);
    }

    fn wish(&self) -> Option<TrayWish> {
        self.wishes.try_recv().ok()
    }
}

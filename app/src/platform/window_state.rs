//! What the person chose about the window, in `window.json` of the profile. Nothing personal is in it.
//!
//! It is read once at the start and written by a thread of its own, the newest state only. A file that
//! can't be read counts as none; one that can't be written is left alone.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use serde::{Deserialize, Serialize};

use super::desktop_files::Starts;
use crate::model::notices::NoticePrefs;
use crate::shell::keymap::Changes;
use crate::text::ClockForm;
use crate::theme::manner::{ZOOM_MAX, ZOOM_MIN};
use crate::theme::tokens::size;
use crate::theme::{Accent, Manner, ThemeName};

/// What the person chose about the window.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The theme.
    pub theme: ThemeName,
    /// The accent.
    pub accent: Accent,
    /// Whether light or dark is taken from the system.
    pub follows_system: bool,
    /// How near, large, calm and clear things are.
    pub manner: Manner,
    /// The tag of the language; nothing for that of the system.
    pub language: Option<String>,
    /// How the time of day is written.
    pub clock: ClockForm,
    /// Whether to ask before a link opens.
    pub asks_before_links: bool,
    /// Whether Enter sends; if not, it begins a line, and Ctrl+Enter sends.
    pub enter_sends: bool,
    /// After so many minutes without input the window is locked; 0 for never.
    pub lock_after_minutes: u16,
    /// Whether the window is locked when the computer slept.
    pub locks_on_sleep: bool,
    /// What is notified.
    pub notices: NoticePrefs,
    /// Whether closing the window leaves the program in the tray.
    pub keeps_in_tray: bool,
    /// When the system starts the program.
    pub starts: Starts,
    /// The keys that were changed.
    pub keys: Changes,
    /// Whether the list shows pictures only.
    pub is_list_folded: bool,
    /// The account that was shown last, by the number of its folder.
    pub account: u32,
    /// Zoom; 1 is the original size.
    pub zoom: f32,
    /// Width of the list, in points.
    pub list_width: f32,
    /// Size of the window, in points.
    pub window: [f32; 2],
    /// Whether the window fills the screen.
    pub is_maximized: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: ThemeName::default(),
            accent: Accent::default(),
            follows_system: false,
            manner: Manner::default(),
            language: None,
            asks_before_links: true,
            lock_after_minutes: 0,
            locks_on_sleep: false,
            notices: NoticePrefs::default(),
            keeps_in_tray: false,
            starts: Starts::default(),
            keys: Changes::new(),
            is_list_folded: false,
            enter_sends: true,
            clock: ClockForm::default(),
            account: 1,
            zoom: 1.0,
            list_width: size::LIST,
            window: [1060.0, 760.0],
            is_maximized: false,
        }
    }
}

impl Preferences {
    /// Values that no window can have are replaced.
    #[must_use]
    pub fn sound(mut self) -> Self {
        let within = |value: f32, low: f32, high: f32, usual: f32| {
            if value.is_finite() { value.clamp(low, high) } else { usual }
        };
        self.zoom = within(self.zoom, ZOOM_MIN, ZOOM_MAX, 1.0);
        self.manner = self.manner.sound();
        self.list_width = within(self.list_width, size::LIST_MIN, size::LIST_MAX, size::LIST);
        let [width, height] = self.window;
        self.window = [within(width, 360.0, 8_000.0, 1_060.0), within(height, 480.0, 8_000.0, 760.0)];
        self
    }
}

/// The file, and the thread that writes it.
#[derive(Debug)]
pub struct PreferencesFile {
    sender: Option<SyncSender<Preferences>>,
    thread: Option<JoinHandle<()>>,
    written: Option<Preferences>,
}

impl PreferencesFile {
    /// Reads the file of a profile.
    pub fn read(profile: &Path) -> Preferences {
        let text = std::fs::read_to_string(path(profile)).unwrap_or_default();
        serde_json::from_str::<Preferences>(&text).unwrap_or_default().sound()
    }

    /// Starts the thread that writes it; without a folder nothing is kept.
    pub fn start(profile: Option<&Path>) -> Self {
        let none = Self { sender: None, thread: None, written: None };
        let Some(path) = profile.map(path) else { return none };
        let (sender, receiver) = sync_channel(1);
        let thread = std::thread::Builder::new().name("window-state".to_owned()).spawn(move || write(&path, &receiver));
        match thread {
            Ok(thread) => Self { sender: Some(sender), thread: Some(thread), written: None },
            Err(error) => {
                tracing::warn!(%error, "the state of the window is not kept");
                none
            }
        }
    }

    /// Has a state written if it is new. When the thread is busy, the next call tries again.
    pub fn keep(&mut self, preferences: &Preferences) {
        if self.written.as_ref() == Some(preferences) {
            return;
        }
        let Some(sender) = &self.sender else { return };
        if sender.try_send(preferences.clone()).is_ok() {
            self.written = Some(preferences.clone());
        }
    }
}

impl Drop for PreferencesFile {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::warn!("the thread of the window's state broke");
        }
    }
}

fn path(profile: &Path) -> PathBuf {
    profile.join("window.json")
}

fn write(path: &Path, receiver: &Receiver<Preferences>) {
    while let Ok(preferences) = receiver.recv() {
        let Ok(text) = serde_json::to_vec_pretty(&preferences) else { continue };
        let beside = path.with_extension("json.new");
        let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
        if let Err(error) = written {
            tracing::warn!(kind = ?error.kind(), "the state of the window can't be written");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(PreferencesFile::read(folder.path()), Preferences::default());
        let chosen = Preferences { theme: ThemeName::OceanLight, zoom: 1.25, ..Preferences::default() };
        let mut file = PreferencesFile::start(Some(folder.path()));
        file.keep(&chosen);
        drop(file);
        assert_eq!(PreferencesFile::read(folder.path()), chosen);
    }

    #[test]
    fn a_damaged_file_counts_as_none_and_odd_values_are_put_right() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(path(folder.path()), "{\"zoom\": ").expect("writing");
        assert_eq!(PreferencesFile::read(folder.path()), Preferences::default());
        std::fs::write(path(folder.path()), "{\"zoom\": 99, \"list_width\": -4}").expect("writing");
        let read = PreferencesFile::read(folder.path());
        assert!((read.zoom - ZOOM_MAX).abs() < 0.01 && (read.list_width - size::LIST_MIN).abs() < 0.01);
    }
}

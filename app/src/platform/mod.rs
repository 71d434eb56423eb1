//! What belongs to the computer rather than to the conversation.

pub mod desktop_files;
pub mod downloads;
#[cfg(not(all(unix, not(target_os = "macos"))))]
mod elsewhere;
#[cfg(all(unix, not(target_os = "macos")))]
mod freedesktop;
pub mod instance;
mod newest;
pub mod notifier;
#[cfg(target_os = "linux")]
mod status_item;
pub mod tray;
pub mod window_state;

pub use desktop_files::{DesktopFiles, Starts, SystemFiles};
pub use downloads::downloads;
pub use notifier::{Answer, Buttons, Notify, SystemNotifier};
pub use tray::{SystemTray, Tray, TrayState, TrayWish};
pub use window_state::{Preferences, PreferencesFile};

//! What belongs to the computer rather than to the conversation.

#[cfg(not(all(unix, not(target_os = "macos"))))]
mod elsewhere;
#[cfg(all(unix, not(target_os = "macos")))]
mod freedesktop;
pub mod notifier;
pub mod window_state;

pub use notifier::{Answer, Buttons, Notify, SystemNotifier};
pub use window_state::{Preferences, PreferencesFile};

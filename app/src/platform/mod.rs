//! What belongs to the computer rather than to the conversation.

pub mod notifier;
pub mod window_state;

pub use notifier::{Answer, Buttons, Notify, SystemNotifier};
pub use window_state::{Preferences, PreferencesFile};

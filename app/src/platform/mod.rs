//! What belongs to the computer rather than to the conversation.

pub mod window_state;

pub use window_state::{Preferences, PreferencesFile};

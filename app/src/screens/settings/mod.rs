//! The settings: a dialog with pages. What was typed lives as long as the dialog.

mod about;
mod appearance;
mod blocked;
mod conversations;
mod devices;
mod dialog;
mod language;
mod notices;
mod profile;
mod proxy;
mod recovery;
mod security;

pub use dialog::Settings;
pub use proxy::ProxyPage;

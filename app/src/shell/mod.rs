//! The window itself: takes events in `logic`, shows the screen of the phase in `ui`, carries out actions.

pub mod accounts;
mod app;
pub mod config;
mod desk;
pub mod execute;
pub mod keymap;
pub mod keys;
mod lock;
mod media;
pub mod mirror;
mod notice;
pub mod run;
mod seat;

pub use accounts::MOST as MOST_ACCOUNTS;
pub use app::App;
pub use config::{AccountStarter, AppConfig, DemoStarter, Engine, EngineLink};
pub use run::{WindowConfig, run_window};

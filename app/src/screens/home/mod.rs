//! The main screen: rail, list of conversations, the open conversation. One pane when it is narrow.

mod list;
mod rail;
mod requests;
mod row;
mod screen;
mod welcome;

pub use screen::Home;

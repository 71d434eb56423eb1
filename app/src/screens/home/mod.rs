//! The main screen: rail, list of conversations, the open conversation. One pane when it is narrow.

mod banner;
mod list;
mod rail;
mod requests;
mod row;
mod rows;
mod screen;
mod strip;
mod welcome;

pub use screen::Home;

//! The main screen: rail, list of conversations, the open conversation. One pane when it is narrow.

mod list;
mod rail;
mod row;
mod screen;
mod welcome;

pub use row::menu_ui as conversation_menu_ui;
pub use screen::Home;

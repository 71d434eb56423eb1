//! The open conversation: header, messages, a bar when there is something to decide, composer.

mod anchor;
mod bar;
mod bubble;
mod choose;
mod column;
mod composer;
mod delete;
mod details;
mod empty;
mod header;
mod jump;
mod layout;
mod menu;
mod messages;
mod notice;
mod quote;
mod reactions;
mod screen;
mod sticky;

pub use delete::{DeleteMessages, delete_ui};
pub use details::details_ui;
pub use screen::Conversation;

//! The open conversation: header, messages, a bar when there is something to decide, composer.

mod anchor;
mod attached;
mod bar;
mod bubble;
mod choose;
mod column;
mod composer;
mod countdown;
mod delete;
mod details;
mod empty;
mod files;
mod find;
mod header;
mod jump;
mod layout;
mod menu;
mod messages;
mod note;
mod notice;
mod preview;
mod quote;
mod reactions;
mod screen;
mod shortcodes;
mod sound;
mod sticky;
mod typing;
mod viewer;

pub use delete::{DeleteMessages, delete_ui};
pub use details::details_ui;
pub use reactions::{ReactDialog, reactions_ui};
pub use screen::Conversation;
pub use viewer::Viewer;

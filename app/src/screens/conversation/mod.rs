//! The open conversation: header, messages, a bar when there is something to decide, composer.

mod anchor;
mod bar;
mod bubble;
mod column;
mod composer;
mod empty;
mod header;
mod jump;
mod layout;
mod messages;
mod notice;
mod screen;
mod sticky;

pub use screen::Conversation;

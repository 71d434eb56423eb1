//! Messages: kept in the order of their conversation, once each.
//!
//! A message is identified by its author and the millisecond they wrote it (protocol notes, messages
//! 2.1 and 2.4): the same pair, or the same server hash, is the same message. So our own messages get
//! distinct milliseconds, and a message that was deleted here doesn't come back while a swarm may
//! still serve it. A conversation is sorted by time of writing, then by our number.
//!
//! The conversation's row (newest message, unread count) changes in the same transaction.

mod expiry;
mod marks;
mod message;
mod read;
mod write;

pub use expiry::{due, forget_shortening, hasten, next_expiry, shortenings, start_timer};
pub use marks::{react, remember_deleted, remember_read, retract, set_read};
pub use message::{Delivery, Direction, LinkPreview, Message, Note, Position, Quote, Reaction};
pub(super) use message::{timer_from_row, timer_to_row};
pub use read::{Window, WindowAnchor, by_server_hash, find, first_unread, get, incoming_between, window};
pub use write::{
    Inserted, NewMessage, Place, delete, delete_all, insert_incoming, insert_note, insert_outgoing, insert_sync_copy,
    set_delivery, set_server_hash,
};

pub(super) use expiry::read_between;
pub(super) use marks::put;
pub(super) use read::place;

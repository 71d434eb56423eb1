//! Groups whose members share keys: what admins and members write to the group's swarm and how they
//! read it (protocol notes, config 8 to 10).
//!
//! Pure: bytes and times in, bytes and values out. An admin is who has the group's seed ([`GroupAdmin`]).
//! Admins make keys and tell them to members ([`GroupKeys`]); info and members are config messages under
//! these keys that only admins can sign ([`GroupInfo`], [`GroupMembers`]); [`GroupState`] keeps the three
//! in step. [`envelope`] leads from what people write to stored bytes and back, [`removal`] how somebody learns that he was removed,
//! [`control`] what admins sign.

mod admin;
pub mod control;
pub mod envelope;
mod fields;
mod info;
pub mod key_message;
mod keys;
mod members;
pub mod message;
pub mod multi_encrypt;
pub mod removal;
mod state;

pub use admin::GroupAdmin;
pub use info::GroupInfo;
pub use key_message::KeyMessageError;
pub use keys::{GroupKeys, KeysError};
pub use members::{GroupMember, GroupMembers, Removal, Sending};
pub use state::GroupState;

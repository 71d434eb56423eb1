//! Config messages: what the devices of an account agree on without a server (protocol notes, config).
//!
//! Pure: bytes and times in, bytes and values out. [`Config`] holds one config as a device knows it;
//! `message`, `diff` and `merge` are the rules by which devices that changed the same thing come to the
//! same result; `seal`, `wrap` and `multipart` lead to stored bytes and back. What the keys of each kind
//! mean is in a file of its own.

pub mod bt;
pub mod community_url;
mod contacts;
pub mod data;
pub mod diff;
mod dump;
mod fields;
mod groups;
mod kind;
mod local;
pub mod merge;
pub mod message;
mod multipart;
mod object;
mod profile;
pub mod seal;
mod volatile;
pub mod wrap;

pub use contacts::{BlindedEntry, ContactEntry, Contacts, TimerMode};
pub use data::{Dict, Scalar, Value};
pub use fields::{Avatar, Notifications, short_name};
pub use groups::{Common, CommunityEntry, GroupEntry, LegacyGroupEntry, Removed, UserGroups};
pub use kind::ConfigKind;
pub use local::Local;
pub use object::{Config, ConfigError, ConfigKeys, Incoming, Intent, Merged, Push, State};
pub use profile::UserProfile;
pub use volatile::{ConvoInfoVolatile, ReadPlace, ReadState};

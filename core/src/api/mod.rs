//! The only face of the engine that other crates use.
//!
//! A program starts the engine with [`start`], sends [`Command`]s through the [`EngineHandle`], and
//! takes [`Event`]s from the [`EventReceiver`]. Commands never block and events are never needed for
//! correctness: after an overflow the engine sends [`Event::Resynced`] and fresh snapshots.

mod command;
mod event;
mod failure;
mod handle;
mod snapshot;

pub use command::{Anchor, Command, Draft, Protection, Proxy, ProxyKind, Secret, Ticket, TimelineId};
pub use event::{Event, Outcome};
pub use failure::{Failure, FailureCode};
pub use handle::{Busy, EngineConfig, EngineHandle, EventReceiver, StartError, Waker, start};
pub use snapshot::{
    Connectivity, ConversationKind, ConversationList, ConversationSummary, Delivery, Direction, NetworkState, NodeInfo,
    OwnProfile, PathInfo, Phase, Preview, RestoreStep, StoreProblem, TimelineItem, TimelineSnapshot,
};

pub use crate::clock::{Clock, NetworkTime, Rng, SystemClock, SystemRng};
pub use crate::id::{AccountId, ConversationId, GroupId, IdError, MessageId};
pub use crate::network::spec::{NetworkSpec, SpecError};

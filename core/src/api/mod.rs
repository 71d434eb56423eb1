//! The only face of the engine that other crates use.
//!
//! A program starts the engine with [`start`], sends [`Command`]s through the [`EngineHandle`], and
//! takes [`Event`]s from the [`EventReceiver`]. Commands never block and events are never needed for
//! correctness: after an overflow the engine sends [`Event::Resynced`] and fresh snapshots.

mod handle;
#[cfg(test)]
mod tests;

pub use handle::{Busy, EngineHandle, EventReceiver, StartError, start};

pub use crate::engine::{Ill, Report, doctor};

pub use crate::engine::config::{EngineConfig, EnginePolicy, KeyChoice, Waker};
pub use crate::engine::face::{
    Anchor, Arrangement, BackUp, ClearScope, Command, CommunityUrl, Connectivity, ContactList, ContactRow,
    ConversationKind, ConversationList, ConversationSummary, Delivery, Direction, Draft, EmojiTaste, Event, Expiry,
    ExpiryMode, Export, ExportFormat, ExportVoice, ExportWords, Failure, FailureCode, FileEntry, FileInfo, FilePage,
    FileState, FileWish, FilesBrief, Folder, LinkPreview, Matcher, NetworkState, NewFile, NodeInfo, Note,
    NotificationLevel, Outcome, OwnProfile, PathInfo, Phase, Preview, Protection, Proxy, ProxyKind, Quoted, Reach,
    Reacted, ReactionNews, RestoreBackup, RestoreStep, SearchHit, SearchKind, SearchQuery, SearchResults, SearchTotal,
    Secret, StoreProblem, SyncStatus, Ticket, TimelineId, TimelineItem, TimelineSnapshot, fold,
};

pub use crate::clock::{Clock, NetworkTime, Rng, SystemClock, SystemRng};
pub use crate::id::{AccountId, ConversationId, FileId, GroupId, IdError, MessageId};
pub use crate::network::spec::{NetworkSpec, SpecError};

//! The language between the engine and programs: commands in, events out, snapshots to paint.
//!
//! These types are defined beside the services that use them and shown to other crates by
//! [`api`](crate::api), so that imports go one way: the engine never looks at its own face.

pub mod arrange;
pub mod attachment;
pub mod command;
pub mod event;
pub mod failure;
pub mod files;
pub mod input;
pub mod snapshot;
mod tickets;

pub use arrange::{Arrangement, Folder};
pub use attachment::{FileEntry, FileInfo, FilePage, FileState, FileWish, NewFile};
pub use command::Command;
pub use event::{Event, Outcome, ReactionNews};
pub use failure::{Failure, FailureCode};
pub use files::{BackUp, Export, ExportFormat, ExportVoice, ExportWords, RestoreBackup};
pub use input::{
    Anchor, ClearScope, Draft, EmojiTaste, NotificationLevel, Protection, Proxy, ProxyKind, Reach, SearchKind,
    SearchQuery, Secret, Ticket, TimelineId,
};
pub use snapshot::{
    Connectivity, ContactList, ContactRow, ConversationKind, ConversationList, ConversationSummary, Delivery,
    Direction, NetworkState, NodeInfo, OwnProfile, PathInfo, Phase, Preview, Quoted, Reacted, RestoreStep, SearchHit,
    SearchResults, SearchTotal, StoreProblem, SyncStatus, TimelineItem, TimelineSnapshot,
};

pub use crate::protocol::config::community_url::CommunityUrl;
pub use crate::protocol::content::{Expiry, ExpiryMode};
/// How texts are compared, so that a program emphasises what the engine finds.
pub use crate::storage::search::{Matcher, folded as fold};
pub use crate::storage::{FilesBrief, LinkPreview, Note};

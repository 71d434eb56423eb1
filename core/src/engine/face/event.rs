//! What the engine tells a program: facts, in the past tense.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::attachment::FilePage;
use super::failure::Failure;
use super::input::{Proxy, Secret, Ticket, TimelineId};
use super::snapshot::{
    Connectivity, ContactList, ConversationList, NodeInfo, OwnProfile, Phase, SearchResults, SyncStatus,
    TimelineSnapshot,
};
use crate::clock::NetworkTime;
use crate::id::{ConversationId, MessageId};

/// What a command achieved.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing to add.
    Done,
    /// The conversation that was asked for exists.
    ConversationReady(ConversationId),
    /// The message is stored and will be sent.
    MessageQueued(MessageId),
    /// What a search found.
    Found(Arc<SearchResults>),
    /// The bytes of a file.
    File(Arc<[u8]>),
    /// Files of a conversation.
    Files(Arc<FilePage>),
    /// The proxy that is set.
    Proxy(Option<Proxy>),
    /// The file is written, here.
    Saved(PathBuf),
    /// The recovery password, as its words separated by spaces.
    RecoveryPassword(Secret),
    /// Where the store that could not be opened is now.
    StoreSetAside(PathBuf),
    /// Everything is forgotten, but for what these nodes kept.
    DataCleared {
        /// Nodes of our swarm that did not delete.
        refused: Vec<NodeInfo>,
    },
}

/// An emoji that somebody put on a message of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionNews {
    /// Where the message is.
    pub conversation: ConversationId,
    /// The message.
    pub message: MessageId,
    /// The emoji.
    pub emoji: String,
    /// When it was put there.
    pub at: NetworkTime,
}

/// One fact.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// What the engine is able to do changed.
    PhaseChanged(Phase),
    /// Our own name or id changed, or became known.
    ProfileChanged(Arc<OwnProfile>),
    /// The list of conversations changed.
    ConversationsChanged(Arc<ConversationList>),
    /// Who types to us changed: the conversations in which somebody does.
    TypingChanged(Arc<[ConversationId]>),
    /// Somebody put an emoji on a message of ours.
    ReactionCame(Arc<ReactionNews>),
    /// Messages came, changed or went, in whatever conversation: what was found may be another now.
    MessagesChanged,
    /// The people we know changed.
    ContactsChanged(Arc<ContactList>),
    /// How far our devices agree changed.
    SyncChanged(Arc<SyncStatus>),
    /// A window changed.
    TimelineChanged {
        /// Which window.
        timeline: TimelineId,
        /// The whole window as it is now; unchanged items are the same `Arc`s as before.
        snapshot: Arc<TimelineSnapshot>,
        /// Which items of the new snapshot are new or different.
        changed: Range<usize>,
    },
    /// The state of the connection changed.
    ConnectivityChanged(Arc<Connectivity>),
    /// A command that takes long has come so far.
    WorkProgressed {
        /// Which command.
        ticket: Ticket,
        /// 0 to 100.
        percent: u8,
    },
    /// A command with a ticket did what it should.
    CommandSucceeded {
        /// Which command.
        ticket: Ticket,
        /// What it achieved.
        outcome: Outcome,
    },
    /// A command with a ticket failed; nothing was changed.
    CommandFailed {
        /// Which command.
        ticket: Ticket,
        /// Why.
        failure: Failure,
    },
    /// Events were dropped since the program did not take them; fresh snapshots follow.
    Resynced,
}

//! An engine that does nothing by itself: a test feeds events and reads the commands.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use onionskin::shell::Engine;
use onionskin_core::api::{
    AccountId, Busy, Clock, Command, Connectivity, ConversationId, ConversationKind, ConversationList,
    ConversationSummary, Delivery, Direction, Event, MessageId, NetworkState, NetworkTime, OwnProfile, Phase, Preview,
    TimelineId, TimelineItem, TimelineSnapshot,
};

/// 23 November 2026, 12:00 UTC, in Unix milliseconds.
pub const NOON: u64 = 1_795_435_200_000;

/// A clock that stands still at [`NOON`].
#[derive(Debug)]
pub struct StillClock;

impl Clock for StillClock {
    fn wall_millis(&self) -> u64 {
        NOON
    }

    fn monotonic_millis(&self) -> u64 {
        0
    }
}

#[derive(Debug, Default)]
struct Inner {
    events: VecDeque<Event>,
    commands: Vec<Command>,
}

/// The test's side of the engine; clones are the same one.
#[derive(Debug, Default, Clone)]
pub struct Script {
    inner: Rc<RefCell<Inner>>,
}

impl Engine for Script {
    fn send(&self, command: Command) -> Result<(), Busy> {
        self.inner.borrow_mut().commands.push(command);
        Ok(())
    }

    fn try_recv(&mut self) -> Option<Event> {
        self.inner.borrow_mut().events.pop_front()
    }
}

impl Script {
    /// Feeds an event.
    pub fn feed(&self, event: Event) {
        self.inner.borrow_mut().events.push_back(event);
    }

    /// Takes the commands the window gave since the last time.
    pub fn take_commands(&self) -> Vec<Command> {
        std::mem::take(&mut self.inner.borrow_mut().commands)
    }

    /// Feeds what an engine says that has an account and a connection.
    pub fn feed_ready(&self, rows: Vec<ConversationSummary>) {
        self.feed(Event::PhaseChanged(Phase::Ready));
        self.feed(Event::ProfileChanged(Arc::new(profile(0, "Ada Lovelace"))));
        self.feed(Event::ConnectivityChanged(Arc::new(Connectivity {
            state: NetworkState::Connected,
            known_nodes: 1_600,
            ..Connectivity::default()
        })));
        self.feed_rows(rows);
    }

    /// Feeds the list of conversations.
    pub fn feed_rows(&self, rows: Vec<ConversationSummary>) {
        let unread = rows.iter().map(|row| row.unread).sum();
        let rows = rows.into_iter().map(Arc::new).collect();
        self.feed(Event::ConversationsChanged(Arc::new(ConversationList { rows, unread })));
    }

    /// Feeds the messages of a window.
    pub fn feed_timeline(&self, snapshot: TimelineSnapshot) {
        let changed = 0..snapshot.items.len();
        self.feed(Event::TimelineChanged { timeline: snapshot.timeline, snapshot: Arc::new(snapshot), changed });
    }
}

/// The account of a number.
pub fn account(number: u8) -> AccountId {
    let mut key = [number.wrapping_mul(37).wrapping_add(11); 32];
    key[0] = number;
    AccountId::from_key(key)
}

/// The profile of the account of a number, who chose nothing.
pub fn profile(number: u8, name: &str) -> OwnProfile {
    OwnProfile {
        account: account(number),
        display_name: name.into(),
        has_password: false,
        sends_receipts: false,
        shows_typing: false,
        emoji: Arc::default(),
        folders: Arc::default(),
        fetches_files: true,
        portrait: 0,
    }
}

/// A row of the list, with the newest message so many minutes ago.
pub fn row(number: u8, name: &str, text: &str, minutes: u64) -> ConversationSummary {
    ConversationSummary {
        conversation: ConversationId::Contact(account(number)),
        kind: ConversationKind::Contact,
        name: name.into(),
        preview: Some(Preview {
            text: text.into(),
            delivery: Delivery::Received,
            message: MessageId(1),
            is_deleted: false,
            note: None,
            files: None,
        }),
        active_at: NetworkTime(NOON - minutes * 60_000),
        unread: 0,
        draft: None,
        draft_answers: None,
        timer: None,
        is_archived: false,
        portrait: 0,
        is_request: false,
        priority: 0,
        is_marked_unread: false,
        notifications: onionskin_core::api::NotificationLevel::All,
        mute_until: None,
        is_awaiting_reply: false,
        is_blocked: false,
    }
}

/// A message of the account of a number (0 is ourselves), so many seconds ago.
pub fn message(id: u64, author: u8, name: &str, seconds: u64, body: &str) -> Arc<TimelineItem> {
    let is_ours = author == 0;
    Arc::new(TimelineItem {
        message: MessageId(id),
        author: account(author),
        author_name: name.into(),
        direction: if is_ours { Direction::Outgoing } else { Direction::Incoming },
        sent_at: NetworkTime(NOON - seconds * 1_000),
        received_at: NetworkTime(NOON - seconds * 1_000 + 400),
        body: body.into(),
        delivery: if is_ours { Delivery::Sent } else { Delivery::Received },
        quote: None,
        reactions: Vec::new(),
        read_at: None,
        is_deleted: false,
        timer: None,
        expires_at: None,
        note: None,
        preview: None,
        files: Arc::default(),
    })
}

/// A window that holds all of a conversation.
pub fn timeline(number: u64, with: u8, items: Vec<Arc<TimelineItem>>) -> TimelineSnapshot {
    TimelineSnapshot {
        timeline: TimelineId(number),
        conversation: ConversationId::Contact(account(with)),
        items: items.into(),
        has_older: false,
        has_newer: false,
        first_unread: None,
        left_at: None,
        clock_ahead_millis: 0,
    }
}

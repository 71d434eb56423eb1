//! The open conversation as entries to paint: days, the line over unread messages, messages in series.
//!
//! A series is of one author, on one day, with less than five minutes between two messages.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use onionskin_core::api::{
    ConversationId, Delivery, Direction, Expiry, MessageId, NetworkTime, Note, TimelineId, TimelineItem,
    TimelineSnapshot,
};

use super::content::Content;
use super::files::FileWords;
use super::note;
use super::state::Now;
use crate::text::{Strings, time};

/// Longest pause within a series, in milliseconds.
const SERIES_MILLIS: u64 = 5 * 60 * 1000;

/// Names an entry whatever its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKey {
    /// The name of a day, by its number.
    Day(i64),
    /// The line over unread messages.
    Unread,
    /// A message.
    Message(MessageId),
}

/// What of a message depends on others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether it opens a series.
    pub is_first: bool,
    /// Whether it ends a series.
    pub is_last: bool,
    /// Whether it says that the other side set a timer which is their present one and not ours.
    pub can_follow: bool,
}

/// Our own timer in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnTimer {
    /// There is none to set: it is a request.
    Fixed,
    /// What is set; nothing if what we write stays.
    Free(Option<Expiry>),
}

/// A message, ready to paint.
#[derive(Debug)]
pub struct MessageView {
    /// What the engine says.
    pub item: Arc<TimelineItem>,
    /// The text to show: that of the message, or that it was deleted.
    pub body: Arc<str>,
    /// Time of day.
    pub time: String,
    /// What depends on the messages around it.
    pub standing: Standing,
    /// What is in the text, found when it is first shown: most of a window never is.
    content: OnceLock<Content>,
    /// Everything, for screen readers, written when one first asks.
    label: OnceLock<String>,
    /// What is said of its files, found when it is first shown.
    files: OnceLock<Vec<FileWords>>,
}

impl MessageView {
    /// Whether it is ours.
    pub fn is_outgoing(&self) -> bool {
        self.item.direction == Direction::Outgoing
    }

    /// What is in the text.
    pub fn content(&self) -> &Content {
        let none = || Content { scale: 1.0, ..Content::default() };
        let is_plain = self.item.is_deleted || self.item.note.is_some();
        self.content.get_or_init(|| if is_plain { none() } else { Content::of(&self.body) })
    }

    /// What is said of its files, in their order.
    pub fn files(&self, text: &Strings) -> &[FileWords] {
        self.files.get_or_init(|| self.item.files.iter().map(|file| FileWords::of(file, text)).collect())
    }

    /// Everything, for screen readers.
    pub fn label(&self, text: &Strings) -> &str {
        if self.item.note.is_some() {
            return &self.body;
        }
        self.label.get_or_init(|| match self.item.delivery {
            Delivery::Received => {
                let values = [("name", &*self.item.author_name), ("time", &*self.time), ("text", &*self.body)];
                text.with("message-incoming", &values)
            }
            delivery => {
                let state = if self.item.read_at.is_some() { "delivery-read" } else { delivery_key(delivery) };
                let state = text.get(state);
                text.with("message-outgoing", &[("time", &*self.time), ("state", state), ("text", &*self.body)])
            }
        })
    }
}

/// One thing in the column of a conversation.
#[derive(Debug, Clone)]
pub enum Entry {
    /// The name of a day.
    Day(i64, String),
    /// The line over unread messages, which says how many they are.
    Unread(String),
    /// A message.
    Message(Arc<MessageView>),
}

impl Entry {
    /// Its name.
    pub fn key(&self) -> EntryKey {
        match self {
            Self::Day(number, _) => EntryKey::Day(*number),
            Self::Unread(_) => EntryKey::Unread,
            Self::Message(view) => EntryKey::Message(view.item.message),
        }
    }
}

/// The open conversation.
#[derive(Debug)]
pub struct TimelineView {
    /// The name of the window on it.
    pub timeline: TimelineId,
    /// Which conversation.
    pub conversation: ConversationId,
    /// What is painted, oldest first.
    pub entries: Vec<Entry>,
    /// Where each entry is.
    pub places: HashMap<EntryKey, usize>,
    /// Whether there is more before it.
    pub has_older: bool,
    /// Whether there is more after it.
    pub has_newer: bool,
    /// Whether its messages arrived.
    pub is_loaded: bool,
    /// Grows with every change.
    pub version: u64,
    /// Where the reader left it the last time.
    pub left_at: Option<(MessageId, i32)>,
    /// Messages that were unread when it was opened.
    unread: u32,
    /// Where the names of days stand.
    days: Vec<usize>,
    own_timer: OwnTimer,
    snapshot: Option<Arc<TimelineSnapshot>>,
    /// When the next message disappears, in Unix milliseconds of this computer.
    next_expiry: Option<u64>,
}

impl TimelineView {
    /// A window whose messages have not arrived, on a conversation with so many unread.
    pub fn opening(timeline: TimelineId, conversation: ConversationId, unread: u32, own_timer: OwnTimer) -> Self {
        Self {
            timeline,
            conversation,
            entries: Vec::new(),
            places: HashMap::new(),
            has_older: false,
            has_newer: false,
            is_loaded: false,
            version: 0,
            left_at: None,
            unread,
            days: Vec::new(),
            own_timer,
            snapshot: None,
            next_expiry: None,
        }
    }

    /// How far network time is ahead of the clock of this computer, in milliseconds.
    pub fn clock_ahead_millis(&self) -> i64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.clock_ahead_millis)
    }

    /// When the next message disappears, in Unix milliseconds of this computer.
    pub const fn next_expiry(&self) -> Option<u64> {
        self.next_expiry
    }

    /// The newest message of the window.
    pub fn newest(&self) -> Option<&Arc<MessageView>> {
        self.messages().next_back()
    }

    /// The messages, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Arc<MessageView>> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Message(view) => Some(view),
            Entry::Day(..) | Entry::Unread(_) => None,
        })
    }

    /// The name of the day of an entry, and where it stands.
    pub fn day_of(&self, index: usize) -> Option<(&str, usize)> {
        let after = self.days.partition_point(|day| *day <= index);
        let at = *self.days.get(after.checked_sub(1)?)?;
        match self.entries.get(at)? {
            Entry::Day(_, name) => Some((name, at)),
            Entry::Unread(_) | Entry::Message(_) => None,
        }
    }

    /// Writes everything anew: on another day, or in another language.
    pub fn rewrite(&mut self, now: &Now, text: &Strings) {
        self.entries.clear();
        if let Some(snapshot) = self.snapshot.take() {
            self.apply(&snapshot, now, text);
        }
    }

    /// Notes our own timer, on which it depends whether that of the other side can be followed.
    pub fn set_own_timer(&mut self, own_timer: OwnTimer, now: &Now, text: &Strings) {
        if self.own_timer == own_timer {
            return;
        }
        self.own_timer = own_timer;
        if let Some(snapshot) = self.snapshot.take() {
            self.apply(&snapshot, now, text);
        }
    }

    /// Whether a line of the other side tells of another timer than ours.
    fn can_follow(&self, item: &TimelineItem) -> bool {
        match (item.note, self.own_timer) {
            (Some(Note::Timer(theirs)), OwnTimer::Free(ours)) => theirs != ours,
            _ => false,
        }
    }

    /// Takes over a snapshot; what did not change is kept as it was.
    pub fn apply(&mut self, snapshot: &Arc<TimelineSnapshot>, now: &Now, text: &Strings) {
        let mut kept: HashMap<MessageId, Arc<MessageView>> =
            self.messages().map(|view| (view.item.message, Arc::clone(view))).collect();
        if !self.is_loaded && !snapshot.has_newer {
            self.unread = unread_from(snapshot).unwrap_or(self.unread);
        }
        self.left_at = snapshot.left_at;
        let ahead = snapshot.clock_ahead_millis;
        let present = now.millis().saturating_add_signed(ahead);
        let ends = snapshot.items.iter().filter_map(|item| item.expires_at).map(NetworkTime::millis);
        self.next_expiry = ends.filter(|at| *at > present).min().map(|at| at.saturating_add_signed(-ahead));
        // What is over by now is not painted, even if the engine has not heard of it yet.
        let is_shown = |item: &&Arc<TimelineItem>| item.expires_at.is_none_or(|at| at.millis() > present);
        let items: Vec<&Arc<TimelineItem>> = snapshot.items.iter().filter(is_shown).collect();
        let theirs = items.iter().rev().find(|item| is_their_timer(item));
        let followed = theirs.filter(|item| self.can_follow(item)).map(|item| item.message);
        let mut entries = Vec::with_capacity(items.len() + 8);
        let mut day = None;
        for (index, item) in items.iter().enumerate() {
            let local = now.local(item.sent_at);
            let date = local.date();
            let number = i64::from(date.year()) * 400 + i64::from(date.day_of_year());
            let is_new_day = day != Some(number);
            if is_new_day {
                day = Some(number);
                entries.push(Entry::Day(number, time::day(&local, &now.moment, text)));
            }
            let is_unread_start = snapshot.first_unread == Some(item.message);
            if is_unread_start {
                let count = usize::try_from(self.unread).unwrap_or(usize::MAX);
                entries.push(Entry::Unread(text.count("conversation-unread", count)));
            }
            let before = index.checked_sub(1).and_then(|before| items.get(before));
            let after = items.get(index + 1).filter(|next| now.local(next.sent_at).date() == date);
            let is_first = is_new_day || is_unread_start || !before.is_some_and(|before| is_series(before, item));
            let ends =
                after.is_none_or(|after| !is_series(item, after) || snapshot.first_unread == Some(after.message));
            let can_follow = followed == Some(item.message);
            let standing = Standing { is_first, is_last: ends, can_follow };
            let is_same = |old: &Arc<MessageView>| Arc::ptr_eq(&old.item, item) && old.standing == standing;
            let kept = kept.remove(&item.message).filter(is_same);
            entries.push(Entry::Message(kept.unwrap_or_else(|| Arc::new(view(item, &local, standing, text)))));
        }
        self.places = entries.iter().enumerate().map(|(index, entry)| (entry.key(), index)).collect();
        let days = entries.iter().enumerate().filter(|(_, entry)| matches!(entry, Entry::Day(..)));
        self.days = days.map(|(index, _)| index).collect();
        self.entries = entries;
        self.snapshot = Some(Arc::clone(snapshot));
        self.has_older = snapshot.has_older;
        self.has_newer = snapshot.has_newer;
        self.is_loaded = true;
        self.version += 1;
    }
}

/// Whether it says that the other side set a timer.
fn is_their_timer(item: &TimelineItem) -> bool {
    matches!(item.note, Some(Note::Timer(_))) && item.direction == Direction::Incoming
}

/// How many messages of others there are from the first unread one on.
fn unread_from(snapshot: &TimelineSnapshot) -> Option<u32> {
    let first = snapshot.first_unread?;
    let from = snapshot.items.iter().position(|item| item.message == first)?;
    let theirs = snapshot.items.iter().skip(from).filter(|item| item.direction == Direction::Incoming).count();
    u32::try_from(theirs).ok()
}

fn is_series(before: &TimelineItem, after: &TimelineItem) -> bool {
    before.note.is_none()
        && after.note.is_none()
        && before.author == after.author
        && after.sent_at.millis().abs_diff(before.sent_at.millis()) < SERIES_MILLIS
}

fn view(item: &Arc<TimelineItem>, local: &jiff::Zoned, standing: Standing, text: &Strings) -> MessageView {
    MessageView {
        item: Arc::clone(item),
        body: match item.note {
            Some(what) => note::sentence(what, item, text).into(),
            None if item.is_deleted => text.get("message-deleted").into(),
            None => Arc::clone(&item.body),
        },
        standing,
        time: time::clock(local, text),
        content: OnceLock::new(),
        label: OnceLock::new(),
        files: OnceLock::new(),
    }
}

/// The sentence for how far a message of ours has come.
pub const fn delivery_key(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Received | Delivery::Sent => "delivery-sent",
        Delivery::Sending => "delivery-sending",
        Delivery::Failed(_) => "delivery-failed",
    }
}

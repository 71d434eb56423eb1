//! One window on a conversation: which messages it holds and how it grows, without any reading.
//!
//! A window opens with about 200 messages, grows in both directions, and drops what is farthest from
//! where it grew once it holds more than 600. Items are shared: one that did not change is the same
//! `Arc` in the next snapshot, so a program can keep its layout.

use std::ops::Range;
use std::sync::Arc;

use super::face::{TimelineId, TimelineItem, TimelineSnapshot};
use crate::clock::NetworkTime;
use crate::id::{ConversationId, MessageId};

/// Messages in a window that was just opened, and in one step of growing.
pub const STEP: usize = 200;
/// Most messages in a window.
pub const MOST: usize = 600;

/// Which items of `new` are not the same `Arc`s as in `old`, seen from both ends.
pub fn changed_range(old: &[Arc<TimelineItem>], new: &[Arc<TimelineItem>]) -> Range<usize> {
    let same = |(old, new): &(&Arc<TimelineItem>, &Arc<TimelineItem>)| Arc::ptr_eq(old, new);
    let start = old.iter().zip(new).take_while(same).count();
    let most = old.len().min(new.len()).saturating_sub(start);
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
    start..new.len().saturating_sub(end)
}

/// What was told of a window, shared with the program that shows it.
pub type Told = Arc<[Arc<TimelineItem>]>;

/// The messages next to a window that were read to make it grow.
#[derive(Debug, Default)]
pub struct Neighbors {
    /// Oldest first.
    pub items: Vec<Arc<TimelineItem>>,
    /// Whether there are more behind them.
    pub has_more: bool,
}

/// A window.
#[derive(Debug)]
pub struct Window {
    timeline: TimelineId,
    conversation: ConversationId,
    items: Vec<Arc<TimelineItem>>,
    has_older: bool,
    has_newer: bool,
    first_unread: Option<MessageId>,
    left_at: Option<(MessageId, i32)>,
    told: Option<Told>,
}

fn place(item: &TimelineItem) -> (NetworkTime, MessageId) {
    (item.sent_at, item.message)
}

impl Window {
    /// A window that shows `items` and knows what lies around them.
    pub const fn new(timeline: TimelineId, conversation: ConversationId, items: Vec<Arc<TimelineItem>>) -> Self {
        Self {
            timeline,
            conversation,
            items,
            has_older: false,
            has_newer: false,
            first_unread: None,
            left_at: None,
            told: None,
        }
    }

    /// Says that there are older messages before the window.
    #[must_use]
    pub fn with_older(self, has_older: bool) -> Self {
        Self { has_older, ..self }
    }

    /// Says that there are newer messages after the window.
    #[must_use]
    pub fn with_newer(self, has_newer: bool) -> Self {
        Self { has_newer, ..self }
    }

    /// Says which message was the first unread one.
    #[must_use]
    pub fn with_first_unread(self, first_unread: Option<MessageId>) -> Self {
        Self { first_unread, ..self }
    }

    /// Says where the reader left it.
    #[must_use]
    pub fn with_left_at(self, left_at: Option<(MessageId, i32)>) -> Self {
        Self { left_at, ..self }
    }

    /// Which conversation it looks at.
    pub const fn conversation(&self) -> ConversationId {
        self.conversation
    }

    /// The oldest and the newest message in it.
    pub fn ends(&self) -> Option<(&TimelineItem, &TimelineItem)> {
        Some((self.items.first()?, self.items.last()?))
    }

    /// Whether there are older messages than the oldest in it.
    pub const fn has_older(&self) -> bool {
        self.has_older
    }

    /// Whether there are newer messages than the newest in it.
    pub const fn has_newer(&self) -> bool {
        self.has_newer
    }

    /// Takes in a message that is new or different. Says whether that changed the window.
    pub fn put(&mut self, item: Arc<TimelineItem>) -> bool {
        match self.items.binary_search_by_key(&place(&item), |known| place(known)) {
            Ok(index) => match self.items.get_mut(index) {
                Some(known) if **known != *item => {
                    *known = item;
                    true
                }
                _ => false,
            },
            Err(0) if self.has_older => false,
            Err(end) if end == self.items.len() && self.has_newer => false,
            Err(index) => {
                self.items.insert(index, item);
                self.drop_oldest();
                true
            }
        }
    }

    /// Takes a message out. Says whether it was there.
    pub fn remove(&mut self, message: MessageId) -> bool {
        let before = self.items.len();
        self.items.retain(|item| item.message != message);
        self.items.len() != before
    }

    /// Grows towards older messages.
    pub fn grow_older(&mut self, older: Neighbors) {
        self.items.splice(0..0, older.items);
        self.has_older = older.has_more;
        if self.items.len() > MOST {
            self.items.truncate(MOST);
            self.has_newer = true;
        }
    }

    /// Grows towards newer messages.
    pub fn grow_newer(&mut self, newer: Neighbors) {
        self.items.extend(newer.items);
        self.has_newer = newer.has_more;
        self.drop_oldest();
    }

    fn drop_oldest(&mut self) {
        if let Some(surplus) = self.items.len().checked_sub(MOST).filter(|surplus| *surplus > 0) {
            self.items.drain(..surplus);
            self.has_older = true;
        }
    }

    /// The messages that answer one for which `is_wanted` says so.
    pub fn answers(&self, is_wanted: impl Fn(MessageId) -> bool) -> impl Iterator<Item = MessageId> {
        let quoted = |item: &TimelineItem| item.quote.as_ref().and_then(|quote| quote.message);
        self.items.iter().filter(move |item| quoted(item).is_some_and(&is_wanted)).map(|item| item.message)
    }

    /// Changes every item that `change` has another form for. Says whether there was one.
    pub fn rewrite(&mut self, change: impl Fn(&TimelineItem) -> Option<TimelineItem>) -> bool {
        let mut is_changed = false;
        for item in &mut self.items {
            if let Some(now) = change(item) {
                *item = Arc::new(now);
                is_changed = true;
            }
        }
        is_changed
    }

    /// The window to tell, and what was told before.
    pub fn tell(&mut self, clock_ahead_millis: i64) -> (Arc<TimelineSnapshot>, Option<Told>) {
        let items: Told = self.items.as_slice().into();
        let snapshot = Arc::new(TimelineSnapshot {
            timeline: self.timeline,
            conversation: self.conversation,
            items: Arc::clone(&items),
            has_older: self.has_older,
            has_newer: self.has_newer,
            first_unread: self.first_unread,
            left_at: self.left_at,
            clock_ahead_millis,
        });
        (snapshot, self.told.replace(items))
    }

    /// Forgets what was told, so that the next snapshot counts as wholly new.
    pub fn forget_told(&mut self) {
        self.told = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::face::{Delivery, Direction};
    use crate::id::AccountId;

    const AUTHOR: AccountId = AccountId::from_key([1; 32]);

    fn item(number: u64) -> Arc<TimelineItem> {
        let at = NetworkTime(number * 10);
        Arc::new(TimelineItem {
            message: MessageId(number),
            author: AUTHOR,
            author_name: "Alice".into(),
            direction: Direction::Incoming,
            sent_at: at,
            received_at: at,
            body: "text".into(),
            delivery: Delivery::Received,
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

    fn window(numbers: Range<u64>) -> Window {
        Window::new(TimelineId(1), ConversationId::Contact(AUTHOR), numbers.map(item).collect())
    }

    fn numbers(window: &Window) -> Vec<u64> {
        window.items.iter().map(|item| item.message.0).collect()
    }

    #[test]
    fn only_the_changed_stretch_is_named() {
        let old: Vec<_> = (0..10).map(item).collect();
        let mut new = old.clone();
        assert_eq!(changed_range(&old, &new), 10..10);
        new[4] = item(4);
        assert_eq!(changed_range(&old, &new), 4..5);
        new.push(item(10));
        assert_eq!(changed_range(&old, &new), 4..11);
        let mut older = vec![item(100), item(101)];
        older.extend(old.iter().cloned());
        assert_eq!(changed_range(&old, &older), 0..2);
        assert_eq!(changed_range(&old, &old[1..]), 0..0, "removal at the start changes no item");
        assert_eq!(changed_range(&[], &old), 0..10);
    }

    #[test]
    fn a_message_outside_a_cut_window_is_left_out() {
        let mut cut = window(10..20).with_older(true).with_newer(true);
        assert!(!cut.put(item(5)));
        assert!(!cut.put(item(25)));
        let mut whole = window(10..20);
        assert!(whole.put(item(5)));
        assert!(whole.put(item(25)));
        assert_eq!(numbers(&whole).first(), Some(&5));
        assert!(!whole.put(item(25)), "the same again changes nothing");
    }

    #[test]
    fn a_window_drops_what_is_far_from_where_it_grows() {
        let mut window = window(600..1_200);
        window.grow_older(Neighbors { items: (400..600).map(item).collect(), has_more: true });
        assert_eq!((numbers(&window).first(), numbers(&window).last()), (Some(&400), Some(&999)));
        assert!(window.has_older() && window.has_newer());
        window.grow_newer(Neighbors { items: (1_000..1_200).map(item).collect(), has_more: false });
        assert_eq!((numbers(&window).first(), numbers(&window).last()), (Some(&600), Some(&1_199)));
        assert!(window.has_older() && !window.has_newer());
        assert!(window.put(item(1_200)));
        assert_eq!(numbers(&window).len(), MOST);
    }

    #[test]
    fn unchanged_items_are_shared_between_snapshots() {
        let mut window = window(0..3);
        let (first, base) = window.tell(0);
        assert!(base.is_none());
        let changed = TimelineItem { delivery: Delivery::Sent, ..(*item(1)).clone() };
        assert!(window.put(Arc::new(changed)));
        let (second, base) = window.tell(0);
        assert_eq!(changed_range(&base.expect("told before"), &second.items), 1..2);
        assert!(Arc::ptr_eq(&first.items[2], &second.items[2]));
    }
}

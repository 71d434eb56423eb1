//! From commits to snapshots: the list of conversations and the open windows.
//!
//! The views are told which rows changed and read those again, so that what they show is always what
//! is stored, in whatever order the news of two commits come in. The first change after a quiet time is
//! told at once; while more keep coming, snapshots are at least the policy's pause apart.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::time::Instant;

use super::account::{Account, Inlet};
use super::changes::Changes;
use super::face::{Anchor, Event, TimelineId, TimelineItem};
use super::items::{Names, renamed};
use super::summaries::{Summaries, contact_list, name_of, summary};
use super::timeline::{Neighbors, STEP, Window};
use crate::id::{AccountId, ConversationId, MessageId};
use crate::storage::contacts::{self, Contact};
use crate::storage::{Message, Position, ReadTx, StoreError, WindowAnchor, conversations, messages};

/// Windows that may be open at once; the one opened first goes when there are more.
const WINDOWS: usize = 64;

/// What the views are asked.
#[derive(Debug)]
pub enum ViewRequest {
    /// Rows changed.
    Changed(Changes),
    /// Our own name changed.
    NameChanged,
    /// Open a window.
    Open(TimelineId, ConversationId, Anchor),
    /// Extend a window towards older messages.
    Older(TimelineId),
    /// Extend a window towards newer messages.
    Newer(TimelineId),
    /// Forget a window.
    Close(TimelineId),
    /// Tell everything again.
    Resync,
}

/// The state of the views.
struct Views {
    account: Arc<Account>,
    people: HashMap<AccountId, Contact>,
    own_name: Arc<str>,
    list: Summaries,
    windows: Vec<(TimelineId, Window)>,
    dirty: Changes,
    /// Whether messages changed, also of conversations that nobody looks at.
    are_messages_changed: bool,
}

/// Serves requests until the account stops.
pub async fn run(account: Arc<Account>, requests: Inlet<ViewRequest>) {
    let mut requests = requests.lock_owned().await;
    let stop = account.stop.clone();
    let pause = account.policy.snapshot_pause;
    let Some(mut views) = on_blocking(Views::new(account), Views::load).await else { return };
    let mut not_before = Instant::now();
    loop {
        let request = tokio::select! {
            () = stop.cancelled() => return,
            request = requests.recv() => request,
            () = tokio::time::sleep_until(not_before), if !views.dirty.is_empty() => {
                let Some(refreshed) = on_blocking(views, Views::refresh).await else { return };
                views = refreshed;
                not_before = Instant::now() + pause;
                continue;
            }
        };
        match request {
            None => return,
            Some(ViewRequest::Changed(changes)) => views.note(changes),
            Some(other) => {
                let Some(served) = on_blocking(views, move |views| views.serve(other)).await else { return };
                views = served;
            }
        }
    }
}

/// Runs `work` where reading from the disk is allowed. Nothing when it panicked: the views start anew.
async fn on_blocking(
    mut views: Views,
    work: impl FnOnce(&mut Views) -> Result<(), StoreError> + Send + 'static,
) -> Option<Views> {
    let done = tokio::task::spawn_blocking(move || {
        if let Err(error) = work(&mut views) {
            tracing::error!(%error, "the views can't read the store");
        }
        views
    });
    done.await.inspect_err(|error| tracing::error!(is_panic = error.is_panic(), "the views failed")).ok()
}

impl Views {
    fn new(account: Arc<Account>) -> Self {
        Self {
            account,
            people: HashMap::new(),
            own_name: Arc::default(),
            list: Summaries::default(),
            windows: Vec::new(),
            dirty: Changes::default(),
            are_messages_changed: false,
        }
    }

    /// Reads everybody and every conversation once.
    fn load(&mut self) -> Result<(), StoreError> {
        self.own_name = self.account.me.borrow().display_name.as_str().into();
        let store = self.account.store.clone();
        store.read(|tx| {
            self.people = contacts::all(tx)?.into_iter().map(|contact| (contact.account, contact)).collect();
            for conversation in conversations::all(tx)? {
                self.set_row(conversation.id, Some(&conversation));
            }
            Ok(())
        })?;
        self.list.touch();
        self.tell_list();
        self.tell_contacts();
        Ok(())
    }

    fn note(&mut self, mut changes: Changes) {
        self.are_messages_changed |= !changes.messages.is_empty();
        let is_open = |conversation| self.windows.iter().any(|(_, window)| window.conversation() == conversation);
        changes.messages.retain(|(conversation, _)| is_open(*conversation));
        self.dirty.merge(changes);
    }

    fn serve(&mut self, request: ViewRequest) -> Result<(), StoreError> {
        match request {
            ViewRequest::Changed(changes) => self.note(changes),
            ViewRequest::NameChanged => self.rename_own(),
            ViewRequest::Open(timeline, conversation, anchor) => self.open(timeline, conversation, anchor)?,
            ViewRequest::Older(timeline) => self.grow(timeline, true)?,
            ViewRequest::Newer(timeline) => self.grow(timeline, false)?,
            ViewRequest::Close(timeline) => self.windows.retain(|(open, _)| *open != timeline),
            ViewRequest::Resync => self.tell_all(),
        }
        Ok(())
    }

    /// Reads what changed and tells what looks different now.
    fn refresh(&mut self) -> Result<(), StoreError> {
        let dirty = std::mem::take(&mut self.dirty);
        let are_people_changed = !dirty.people.is_empty();
        let store = self.account.store.clone();
        let now = self.account.clock.now();
        let mut touched = vec![false; self.windows.len()];
        store.read(|tx| {
            for account in &dirty.people {
                self.reload_person(tx, *account, &mut touched)?;
            }
            for id in &dirty.conversations {
                let conversation = conversations::get(tx, *id)?;
                self.set_row(*id, conversation.as_ref());
            }
            for (conversation, message) in self.with_answers(dirty.messages) {
                let item = messages::get(tx, message)?;
                let item =
                    item.filter(|message| !message.is_over(now)).map(|message| self.item(tx, message)).transpose()?;
                let windows = self.windows.iter_mut().zip(&mut touched);
                for ((_, window), touched) in windows.filter(|((_, window), _)| window.conversation() == conversation) {
                    *touched |= match &item {
                        Some(item) => window.put(Arc::clone(item)),
                        None => window.remove(message),
                    };
                }
            }
            Ok(())
        })?;
        self.tell_list();
        if are_people_changed {
            self.tell_contacts();
        }
        self.tell_windows(&touched);
        if std::mem::take(&mut self.are_messages_changed) {
            self.account.queue.tell(Event::MessagesChanged);
        }
        Ok(())
    }

    fn reload_person(&mut self, tx: &ReadTx, account: AccountId, touched: &mut [bool]) -> Result<(), StoreError> {
        let before = name_of(account, self.people.get(&account));
        match contacts::get(tx, account)? {
            Some(contact) => drop(self.people.insert(account, contact)),
            None => drop(self.people.remove(&account)),
        }
        let name = name_of(account, self.people.get(&account));
        if name != before {
            self.rewrite_name(account, &name, touched);
        }
        Ok(())
    }

    /// Messages that changed, and those that answer them.
    fn with_answers(&self, changed: BTreeSet<(ConversationId, MessageId)>) -> BTreeSet<(ConversationId, MessageId)> {
        let mut answers = Vec::new();
        for (_, window) in &self.windows {
            let conversation = window.conversation();
            let ids = window.answers(|quoted| changed.contains(&(conversation, quoted)));
            answers.extend(ids.map(|id| (conversation, id)));
        }
        changed.into_iter().chain(answers).collect()
    }

    fn rename_own(&mut self) {
        self.own_name = self.account.me.borrow().display_name.as_str().into();
        let (own, name) = (self.account.id(), Arc::clone(&self.own_name));
        let mut touched = vec![false; self.windows.len()];
        self.rewrite_name(own, &name, &mut touched);
        self.tell_windows(&touched);
    }

    fn rewrite_name(&mut self, account: AccountId, name: &Arc<str>, touched: &mut [bool]) {
        for ((_, window), touched) in self.windows.iter_mut().zip(touched) {
            *touched |= window.rewrite(|item| renamed(item, account, name));
        }
    }

    fn set_row(&mut self, id: ConversationId, conversation: Option<&conversations::Conversation>) {
        let contact = match id {
            ConversationId::Contact(account) => self.people.get(&account),
            ConversationId::Group(_) => None,
        };
        let row = conversation
            .and_then(|conversation| summary(conversation, contact, self.account.id(), self.account.clock.now()));
        self.list.set(id, row);
    }

    fn item(&self, tx: &ReadTx, message: Message) -> Result<Arc<TimelineItem>, StoreError> {
        let now = self.account.clock.now();
        Names { people: &self.people, own: self.account.id(), own_name: &self.own_name, now }.item(tx, message)
    }

    fn items(&self, tx: &ReadTx, messages: Vec<Message>) -> Result<Vec<Arc<TimelineItem>>, StoreError> {
        let now = self.account.clock.now();
        messages.into_iter().filter(|message| !message.is_over(now)).map(|message| self.item(tx, message)).collect()
    }

    fn open(&mut self, timeline: TimelineId, id: ConversationId, anchor: Anchor) -> Result<(), StoreError> {
        let store = self.account.store.clone();
        let (items, (has_older, has_newer), (first_unread, left_at)) = store.read(|tx| {
            let first_unread = messages::first_unread(tx, id)?;
            let left_at = conversations::get(tx, id)?.and_then(|conversation| conversation.left_at);
            let around = match anchor {
                Anchor::Newest => None,
                Anchor::FirstUnread => first_unread,
                Anchor::Message(message) => Some(message),
                Anchor::LeftOff => first_unread.or(left_at.map(|left| left.message)),
            };
            let newest = || messages::window(tx, id, WindowAnchor::Newest, STEP, 0);
            let window = match around {
                None => newest()?,
                Some(message) => match messages::window(tx, id, WindowAnchor::Message(message), STEP / 2, STEP / 2) {
                    Err(StoreError::NotFound) => newest()?,
                    read => read?,
                },
            };
            let items = self.items(tx, window.messages)?;
            Ok((items, (window.has_older, window.has_newer), (first_unread, left_at)))
        })?;
        let mut window = Window::new(timeline, id, items)
            .with_older(has_older)
            .with_newer(has_newer)
            .with_first_unread(first_unread)
            .with_left_at(left_at.map(|left| (left.message, left.offset)));
        self.windows.retain(|(open, _)| *open != timeline);
        if self.windows.len() >= WINDOWS {
            self.windows.remove(0);
        }
        let (snapshot, base) = window.tell(self.account.clock.offset_millis());
        self.account.queue.tell_timeline(snapshot, base);
        self.windows.push((timeline, window));
        Ok(())
    }

    /// Extends a window; one that is at its end, or gone, stays as it is.
    fn grow(&mut self, timeline: TimelineId, to_older: bool) -> Result<(), StoreError> {
        let Some(index) = self.windows.iter().position(|(open, _)| *open == timeline) else { return Ok(()) };
        let Some((_, window)) = self.windows.get(index) else { return Ok(()) };
        let Some((first, last)) = window.ends() else { return Ok(()) };
        if !(if to_older { window.has_older() } else { window.has_newer() }) {
            return Ok(());
        }
        let place = |item: &TimelineItem| Position { sent_at: item.sent_at, message: item.message };
        let (cut, older, newer) = if to_older { (place(first), STEP, 0) } else { (place(last).next(), 0, STEP) };
        let conversation = window.conversation();
        let neighbors = self.account.store.read(|tx| {
            let read = messages::window(tx, conversation, WindowAnchor::At(cut), older, newer)?;
            let has_more = if to_older { read.has_older } else { read.has_newer };
            Ok(Neighbors { items: self.items(tx, read.messages)?, has_more })
        })?;
        let Some((_, window)) = self.windows.get_mut(index) else { return Ok(()) };
        if to_older {
            window.grow_older(neighbors);
        } else {
            window.grow_newer(neighbors);
        }
        let (snapshot, base) = window.tell(self.account.clock.offset_millis());
        self.account.queue.tell_timeline(snapshot, base);
        Ok(())
    }

    fn tell_list(&mut self) {
        if let Some(list) = self.list.take_changed() {
            self.account.queue.tell(Event::ConversationsChanged(Arc::new(list)));
        }
    }

    fn tell_contacts(&self) {
        let list = contact_list(self.people.values(), self.account.id());
        self.account.queue.tell(Event::ContactsChanged(Arc::new(list)));
    }

    fn tell_windows(&mut self, touched: &[bool]) {
        let windows = self.windows.iter_mut().zip(touched);
        for ((_, window), _) in windows.filter(|(_, touched)| **touched) {
            let (snapshot, base) = window.tell(self.account.clock.offset_millis());
            self.account.queue.tell_timeline(snapshot, base);
        }
    }

    fn tell_all(&mut self) {
        self.list.touch();
        self.tell_list();
        self.tell_contacts();
        for (_, window) in &mut self.windows {
            window.forget_told();
        }
        self.tell_windows(&vec![true; self.windows.len()]);
    }
}

//! From commits to snapshots: the list of conversations and the open windows.
//!
//! The views are told which rows changed and read those again, so that what they show is always what
//! is stored, in whatever order the news of two commits come in. The first change after a quiet time is
//! told at once; while more keep coming, snapshots are at least the policy's pause apart.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::time::Instant;

use super::account::{Account, Inlet};
use super::changes::Changes;
use super::face::{Anchor, Direction, Event, TimelineId, TimelineItem};
use super::summaries::{Summaries, contact_list, delivery, name_of, summary};
use super::timeline::{Neighbors, STEP, Window};
use crate::id::{AccountId, ConversationId};
use crate::storage::contacts::{self, Contact};
use crate::storage::{self, Message, Position, ReadTx, StoreError, WindowAnchor, conversations, messages};

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
        let mut touched = vec![false; self.windows.len()];
        store.read(|tx| {
            for account in &dirty.people {
                self.reload_person(tx, *account, &mut touched)?;
            }
            for id in &dirty.conversations {
                let conversation = conversations::get(tx, *id)?;
                self.set_row(*id, conversation.as_ref());
            }
            for (conversation, message) in &dirty.messages {
                let item = messages::get(tx, *message)?.map(|message| self.item(message));
                let windows = self.windows.iter_mut().zip(&mut touched);
                for ((_, window), touched) in windows.filter(|((_, window), _)| window.conversation() == *conversation)
                {
                    *touched |= match &item {
                        Some(item) => window.put(Arc::clone(item)),
                        None => window.remove(*message),
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

    fn rename_own(&mut self) {
        self.own_name = self.account.me.borrow().display_name.as_str().into();
        let (own, name) = (self.account.id(), Arc::clone(&self.own_name));
        let mut touched = vec![false; self.windows.len()];
        self.rewrite_name(own, &name, &mut touched);
        self.tell_windows(&touched);
    }

    fn rewrite_name(&mut self, account: AccountId, name: &Arc<str>, touched: &mut [bool]) {
        for ((_, window), touched) in self.windows.iter_mut().zip(touched) {
            *touched |= window.rewrite(|item| {
                (item.author == account).then(|| TimelineItem { author_name: Arc::clone(name), ..item.clone() })
            });
        }
    }

    fn set_row(&mut self, id: ConversationId, conversation: Option<&conversations::Conversation>) {
        let contact = match id {
            ConversationId::Contact(account) => self.people.get(&account),
            ConversationId::Group(_) => None,
        };
        let row = conversation.and_then(|conversation| summary(conversation, contact, self.account.id()));
        self.list.set(id, row);
    }

    fn item(&self, message: Message) -> Arc<TimelineItem> {
        let is_own = message.author == self.account.id();
        Arc::new(TimelineItem {
            message: message.id,
            author: message.author,
            author_name: if is_own {
                Arc::clone(&self.own_name)
            } else {
                name_of(message.author, self.people.get(&message.author))
            },
            direction: match message.direction {
                storage::Direction::Incoming => Direction::Incoming,
                storage::Direction::Outgoing => Direction::Outgoing,
            },
            sent_at: message.sent_at,
            received_at: message.received_at,
            body: message.body.into(),
            delivery: delivery(&message.delivery),
        })
    }

    fn open(&mut self, timeline: TimelineId, id: ConversationId, anchor: Anchor) -> Result<(), StoreError> {
        let store = self.account.store.clone();
        let (read, first_unread) = store.read(|tx| {
            let first_unread = messages::first_unread(tx, id)?;
            let around = match anchor {
                Anchor::Newest => None,
                Anchor::FirstUnread => first_unread,
                Anchor::Message(message) => Some(message),
            };
            let newest = || messages::window(tx, id, WindowAnchor::Newest, STEP, 0);
            let Some(message) = around else { return Ok((newest()?, first_unread)) };
            match messages::window(tx, id, WindowAnchor::Message(message), STEP / 2, STEP / 2) {
                Err(StoreError::NotFound) => Ok((newest()?, first_unread)),
                read => Ok((read?, first_unread)),
            }
        })?;
        let items = read.messages.into_iter().map(|message| self.item(message)).collect();
        let mut window = Window::new(timeline, id, items)
            .with_older(read.has_older)
            .with_newer(read.has_newer)
            .with_first_unread(first_unread);
        self.windows.retain(|(open, _)| *open != timeline);
        if self.windows.len() >= WINDOWS {
            self.windows.remove(0);
        }
        let (snapshot, base) = window.tell();
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
        let read =
            self.account.store.read(|tx| messages::window(tx, conversation, WindowAnchor::At(cut), older, newer))?;
        let has_more = if to_older { read.has_older } else { read.has_newer };
        let items = read.messages.into_iter().map(|message| self.item(message)).collect();
        let neighbors = Neighbors { items, has_more };
        let Some((_, window)) = self.windows.get_mut(index) else { return Ok(()) };
        if to_older {
            window.grow_older(neighbors);
        } else {
            window.grow_newer(neighbors);
        }
        let (snapshot, base) = window.tell();
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
            let (snapshot, base) = window.tell();
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

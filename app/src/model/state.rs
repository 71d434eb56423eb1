//! The state of the window as the engine told it.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{Zoned, civil::Date};
use onionskin_core::api::{
    AccountId, Connectivity, ContactList, ConversationId, ConversationList, Event, NetworkTime, OwnProfile, Phase,
    ReactionNews, SyncStatus, TimelineId,
};

use super::answers::Answers;
use super::folders::FolderView;
use super::list::Row;
use super::people::{Person, SyncView};
use super::timeline::{OwnTimer, TimelineView};
use crate::text::{Strings, time};
use crate::widgets::{Avatar, Portrait};

/// The present moment where the person is.
#[derive(Debug, Clone)]
pub struct Now {
    /// The moment.
    pub moment: Zoned,
    /// The zone.
    pub zone: TimeZone,
}

impl Now {
    /// The moment of a clock, in Unix milliseconds, in a zone.
    pub fn new(millis: u64, zone: TimeZone) -> Self {
        Self { moment: time::local(NetworkTime(millis), &zone), zone }
    }

    /// The moment in Unix milliseconds.
    pub fn millis(&self) -> u64 {
        u64::try_from(self.moment.timestamp().as_millisecond()).unwrap_or(0)
    }

    /// How long this day lasts; a moment is added, so that what is asked then is asked on the next.
    pub fn until_midnight(&self) -> Duration {
        let end = self.moment.tomorrow().and_then(|tomorrow| tomorrow.start_of_day());
        let left =
            end.map_or(i64::MAX, |end| end.timestamp().as_millisecond() - self.moment.timestamp().as_millisecond());
        Duration::from_millis(u64::try_from(left).unwrap_or(0).clamp(1_000, 86_400_000) + 50)
    }

    /// A time where the person is.
    pub fn local(&self, time: NetworkTime) -> Zoned {
        time::local(time, &self.zone)
    }
}

/// Ourselves, ready to paint.
#[derive(Debug)]
pub struct OwnView {
    /// What the engine says.
    pub profile: Arc<OwnProfile>,
    /// Our id as text.
    pub id_text: String,
    /// Our picture.
    pub avatar: Avatar,
}

/// What the window knows.
#[derive(Debug)]
pub struct Model {
    /// What the engine is able to do.
    pub phase: Phase,
    /// Ourselves, once known.
    pub own: Option<OwnView>,
    /// The rows of the list: pinned ones, then the newest first.
    pub rows: Vec<Arc<Row>>,
    /// Rows of what was put away, in the same order.
    pub archived: Vec<Arc<Row>>,
    /// The folders with what is in them.
    pub folders: Vec<FolderView>,
    /// Rows of people who want to write to us, newest first.
    pub requests: Vec<Arc<Row>>,
    /// Rows that no list shows: requests of people we blocked.
    aside: Vec<Arc<Row>>,
    /// Everybody we know, by name.
    pub people: Vec<Arc<Person>>,
    /// Grows with every change of the people.
    pub people_version: u64,
    /// How far our devices agree.
    pub sync: SyncView,
    status: SyncStatus,
    /// Whether the list arrived.
    pub has_list: bool,
    /// Grows with every change of the list.
    pub list_version: u64,
    /// Grows with every change of messages.
    pub messages_version: u64,
    /// All unread messages.
    pub unread: u32,
    /// How well the network can be reached.
    pub connectivity: Arc<Connectivity>,
    /// The open conversation.
    pub timeline: Option<TimelineView>,
    /// Answers that wait for the screens that asked.
    pub answers: Answers,
    list: Arc<ConversationList>,
    day: Option<Date>,
    /// The last emoji on a message of ours, until it is told.
    pub reaction: Option<Arc<ReactionNews>>,
    /// The conversations in which the other side types.
    pub typing: Arc<[ConversationId]>,
    /// When the next of the mutes for a time ends.
    next_unmute: Option<u64>,
    next_timeline: u64,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            phase: Phase::Opening,
            own: None,
            rows: Vec::new(),
            archived: Vec::new(),
            folders: Vec::new(),
            requests: Vec::new(),
            aside: Vec::new(),
            people: Vec::new(),
            people_version: 0,
            sync: SyncView::default(),
            status: SyncStatus::default(),
            has_list: false,
            list_version: 0,
            messages_version: 0,
            unread: 0,
            connectivity: Arc::default(),
            timeline: None,
            answers: Answers::default(),
            list: Arc::default(),
            day: None,
            reaction: None,
            typing: Arc::default(),
            next_unmute: None,
            next_timeline: 0,
        }
    }
}

impl Model {
    /// Takes over one event.
    pub fn apply(&mut self, event: Event, now: &Now, text: &Strings) {
        match event {
            Event::PhaseChanged(phase) => self.phase = phase,
            Event::ProfileChanged(profile) => self.set_profile(profile, now),
            Event::ConversationsChanged(list) => self.set_list(list, now, text),
            Event::MessagesChanged => self.messages_version += 1,
            Event::ContactsChanged(list) => self.set_people(&list),
            Event::SyncChanged(status) => {
                self.sync = SyncView::new(&status, now, text);
                self.status = *status;
            }
            Event::TimelineChanged { timeline, snapshot, .. } => {
                if let Some(open) = self.timeline.as_mut().filter(|open| open.timeline == timeline) {
                    open.apply(&snapshot, now, text);
                }
            }
            Event::TypingChanged(typing) => self.typing = typing,
            Event::ReactionCame(news) => self.reaction = Some(news),
            Event::ConnectivityChanged(connectivity) => self.connectivity = connectivity,
            Event::CommandSucceeded { ticket, outcome } => self.answers.put(ticket, Ok(outcome)),
            Event::CommandFailed { ticket, failure } => self.answers.put(ticket, Err(failure)),
            Event::WorkProgressed { ticket, percent } => self.answers.set_progress(ticket, percent),
            // Fresh snapshots follow by themselves; kinds that come later need nothing here.
            _ => {}
        }
    }

    fn set_profile(&mut self, profile: Arc<OwnProfile>, now: &Now) {
        let id_text = profile.account.to_string();
        let portrait = Portrait::of(profile.account.to_bytes(), profile.portrait);
        let avatar = Avatar::of_person(&id_text, &profile.display_name).with(portrait);
        self.own = Some(OwnView { profile, id_text, avatar });
        self.list_version += 1;
        self.fill_folders(now);
    }

    fn fill_folders(&mut self, now: &Now) {
        let folders = self.own.as_ref().map(|own| Arc::clone(&own.profile.folders)).unwrap_or_default();
        self.folders = folders.iter().map(|folder| FolderView::of(folder, &self.rows, now.millis())).collect();
    }

    fn set_list(&mut self, list: Arc<ConversationList>, now: &Now, text: &Strings) {
        let mut old: std::collections::HashMap<ConversationId, Arc<Row>> =
            self.all_rows().map(|row| (row.conversation(), Arc::clone(row))).collect();
        let is_same_day = self.day == Some(now.moment.date());
        let rows = list.rows.iter().map(|summary| match old.remove(&summary.conversation) {
            Some(row) if is_same_day && Arc::ptr_eq(&row.summary, summary) => row,
            _ => Arc::new(Row::new(Arc::clone(summary), now, text)),
        });
        let (requests, rows): (Vec<_>, Vec<_>) = rows.partition(|row| row.summary.is_request);
        let (aside, requests) = requests.into_iter().partition(|row| row.summary.is_blocked);
        let (archived, rows) = rows.into_iter().partition(|row| row.summary.is_archived);
        (self.rows, self.archived, self.requests, self.aside) = (rows, archived, requests, aside);
        self.fill_folders(now);
        self.day = Some(now.moment.date());
        self.unread = list.unread;
        self.list = list;
        self.has_list = true;
        self.list_version += 1;
        if let Some(open) = self.open_conversation() {
            let own_timer = self.own_timer(open);
            if let Some(timeline) = &mut self.timeline {
                timeline.set_own_timer(own_timer, now, text);
            }
        }
    }

    /// Our own timer in a conversation.
    fn own_timer(&self, conversation: ConversationId) -> OwnTimer {
        let row = self.row(conversation).filter(|row| !row.summary.is_request);
        row.map_or(OwnTimer::Fixed, |row| OwnTimer::Free(row.summary.timer))
    }

    fn set_people(&mut self, list: &ContactList) {
        let mut old: std::collections::HashMap<AccountId, Arc<Person>> =
            self.people.drain(..).map(|person| (person.account(), person)).collect();
        let known = |row: &Arc<onionskin_core::api::ContactRow>| match old.remove(&row.account) {
            Some(person) if *person.row == **row => person,
            _ => Arc::new(Person::new(Arc::clone(row))),
        };
        self.people = list.rows.iter().map(known).collect();
        self.people_version += 1;
    }

    fn all_rows(&self) -> impl Iterator<Item = &Arc<Row>> {
        self.listed().chain(&self.requests).chain(&self.aside)
    }

    /// The rows of all conversations, those that were put away last.
    pub fn listed(&self) -> impl Iterator<Item = &Arc<Row>> {
        self.rows.iter().chain(&self.archived)
    }

    /// How many rows at the top are pinned.
    pub fn pin_count(&self) -> usize {
        self.rows.iter().take_while(|row| row.summary.is_pinned()).count()
    }

    /// What is pinned, in its order.
    pub fn pins(&self) -> Vec<ConversationId> {
        self.rows.iter().take(self.pin_count()).map(|row| row.conversation()).collect()
    }

    /// A person we know.
    pub fn person(&self, account: AccountId) -> Option<&Arc<Person>> {
        self.people.iter().find(|person| person.account() == account)
    }

    /// Forgets the account, after everything was cleared; answers that wait are kept.
    pub fn forget(&mut self) {
        let answers = std::mem::take(&mut self.answers);
        let phase = std::mem::replace(&mut self.phase, Phase::Opening);
        let next_timeline = self.next_timeline;
        *self = Self { phase, answers, next_timeline, ..Self::default() };
    }

    /// Writes everything anew in another language.
    pub fn rewrite(&mut self, now: &Now, text: &Strings) {
        self.day = None;
        if self.has_list {
            self.set_list(Arc::clone(&self.list), now, text);
        }
        self.sync = SyncView::new(&self.status, now, text);
        if let Some(timeline) = &mut self.timeline {
            timeline.rewrite(now, text);
        }
    }

    /// Writes the times anew if the day changed.
    pub fn turn_day(&mut self, now: &Now, text: &Strings) {
        if self.has_list && self.day != Some(now.moment.date()) {
            self.set_list(Arc::clone(&self.list), now, text);
            self.sync = SyncView::new(&self.status, now, text);
            if let Some(timeline) = &mut self.timeline {
                timeline.rewrite(now, text);
            }
        }
    }

    /// Takes away what has disappeared by now from the open conversation.
    pub fn expire(&mut self, now: &Now, text: &Strings) {
        let millis = now.millis();
        if let Some(timeline) = self.timeline.as_mut().filter(|it| it.next_expiry().is_some_and(|at| at <= millis)) {
            timeline.rewrite(now, text);
        }
    }

    /// How far network time is ahead of the clock of this computer, in milliseconds.
    pub fn clock_ahead_millis(&self) -> i64 {
        self.timeline.as_ref().map_or(0, TimelineView::clock_ahead_millis)
    }

    /// Whether the other side of a conversation types.
    pub fn is_typing(&self, conversation: ConversationId) -> bool {
        self.typing.contains(&conversation)
    }

    /// When the next of the mutes for a time ends, in Unix milliseconds, counted from `now_millis`.
    pub fn next_unmute(&self, now_millis: u64) -> Option<u64> {
        let ends = self.all_rows().filter_map(|row| row.summary.mute_until).map(NetworkTime::millis);
        ends.filter(|end| *end > now_millis).min()
    }

    /// Writes the rows anew whose mute for a time has ended.
    pub fn end_mutes(&mut self, now: &Now, text: &Strings) {
        let millis = now.millis();
        let next = self.next_unmute(millis);
        if self.next_unmute != next {
            let has_ended = self.next_unmute.is_some_and(|end| end <= millis);
            self.next_unmute = next;
            if has_ended && self.has_list {
                self.day = None;
                self.set_list(Arc::clone(&self.list), now, text);
            }
        }
    }

    /// The row of a conversation.
    pub fn row(&self, conversation: ConversationId) -> Option<&Arc<Row>> {
        self.all_rows().find(|row| row.conversation() == conversation)
    }

    /// The conversation that is open.
    pub fn open_conversation(&self) -> Option<ConversationId> {
        self.timeline.as_ref().map(|timeline| timeline.conversation)
    }

    /// Notes that a window is being opened, and gives its name.
    pub fn begin_timeline(&mut self, conversation: ConversationId) -> TimelineId {
        self.next_timeline += 1;
        let timeline = TimelineId(self.next_timeline);
        let unread = self.row(conversation).map_or(0, |row| row.summary.unread);
        let own_timer = self.own_timer(conversation);
        self.timeline = Some(TimelineView::opening(timeline, conversation, unread, own_timer));
        timeline
    }
}

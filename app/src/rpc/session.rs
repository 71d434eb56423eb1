//! What stands between a script and the engine: requests and events in, commands and lines out.
//!
//! No thread, no clock and no stream here: `run` hands over lines, events and the time, and takes the
//! lines to print. A request is pending until the event that answers it has come; at most [`PENDING`]
//! may be.

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onionskin_core::api::{
    Anchor, Busy, Command, Connectivity, ContactList, ConversationId, ConversationList, EngineHandle, Event, Failure,
    FailureCode, Outcome, OwnProfile, Phase, Protection, RestoreBackup, Secret, SyncStatus, Ticket, TimelineId,
    TimelineSnapshot,
};
use serde_json::{Value, json};

use super::answer;
use super::changes::Changes;
use super::method::{Method, PagePlace, PageRequest};
use super::wire::{self, Request, RequestId, RpcError};

/// Most requests that wait for their answer.
const PENDING: usize = 256;
/// How long a page of messages may take.
const PAGE_TIME: Duration = Duration::from_secs(30);
/// How long `mark_read` waits to see its effect before it answers anyway.
const MARK_TIME: Duration = Duration::from_secs(5);

/// Where commands go; a seam for tests.
pub trait Commands {
    /// Queues a command.
    fn send(&self, command: Command) -> Result<(), Busy>;
}

impl Commands for EngineHandle {
    fn send(&self, command: Command) -> Result<(), Busy> {
        Self::send(self, command)
    }
}

/// What a pending ticket will be answered with.
enum Pending {
    /// What the engine says.
    Answer(Option<RequestId>),
    /// Our account, as soon as it is ready.
    Account(Option<RequestId>),
    /// Nothing: we unlock by ourselves.
    Unlock,
}

struct PendingPage {
    id: Option<RequestId>,
    request: PageRequest,
    deadline: Instant,
}

struct PendingWait {
    id: Option<RequestId>,
    after: u64,
    deadline: Instant,
}

struct PendingMark {
    id: Option<RequestId>,
    conversation: ConversationId,
    unread: u32,
    deadline: Instant,
}

/// One script and its engine.
pub struct Session<C> {
    engine: C,
    password: Option<Secret>,
    is_unlocking: bool,
    phase: Phase,
    profile: Option<Arc<OwnProfile>>,
    conversations: Option<Arc<ConversationList>>,
    connectivity: Arc<Connectivity>,
    contacts: Arc<ContactList>,
    sync: SyncStatus,
    changes: Changes,
    is_subscribed: bool,
    next_number: u64,
    tickets: HashMap<Ticket, Pending>,
    pages: HashMap<TimelineId, PendingPage>,
    waits: Vec<PendingWait>,
    marks: Vec<PendingMark>,
    for_account: Vec<Option<RequestId>>,
    lines: Vec<String>,
    is_over: bool,
}

impl<C: Commands> Session<C> {
    /// A session that unlocks the store by itself if it has the password.
    pub fn new(engine: C, password: Option<Secret>) -> Self {
        Self {
            engine,
            password,
            is_unlocking: false,
            phase: Phase::Opening,
            profile: None,
            conversations: None,
            connectivity: Arc::default(),
            contacts: Arc::default(),
            sync: SyncStatus::default(),
            changes: Changes::default(),
            is_subscribed: false,
            next_number: 1,
            tickets: HashMap::new(),
            pages: HashMap::new(),
            waits: Vec::new(),
            marks: Vec::new(),
            for_account: Vec::new(),
            lines: Vec::new(),
            is_over: false,
        }
    }

    /// Whether the store is open or needs the script's help, so that requests make sense.
    pub fn is_settled(&self) -> bool {
        match self.phase {
            Phase::Opening => false,
            Phase::Locked => !self.is_unlocking,
            Phase::Ready => self.profile.is_some() && self.conversations.is_some(),
            _ => true,
        }
    }

    /// Whether a request still waits for its answer; `wait` does not count.
    pub fn is_busy(&self) -> bool {
        !(self.tickets.is_empty() && self.pages.is_empty() && self.marks.is_empty() && self.for_account.is_empty())
    }

    /// Whether the script asked for the end.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The lines to print since the last call.
    pub fn take_lines(&mut self) -> Vec<String> {
        mem::take(&mut self.lines)
    }

    /// When [`Self::tick`] is due.
    pub fn next_deadline(&self) -> Option<Instant> {
        let waits = self.waits.iter().map(|wait| wait.deadline);
        let marks = self.marks.iter().map(|mark| mark.deadline);
        waits.chain(marks).chain(self.pages.values().map(|page| page.deadline)).min()
    }

    /// Answers what waited long enough.
    pub fn tick(&mut self, now: Instant) {
        let (due, waiting) = mem::take(&mut self.waits).into_iter().partition(|wait| wait.deadline <= now);
        self.waits = waiting;
        for wait in due {
            let news = self.changes.after(wait.after);
            self.answer(wait.id, Ok(news));
        }
        let (due, waiting) = mem::take(&mut self.marks).into_iter().partition(|mark| mark.deadline <= now);
        self.marks = waiting;
        for mark in due {
            self.answer(mark.id, Ok(json!({})));
        }
        let late: Vec<TimelineId> =
            self.pages.iter().filter(|(_, page)| page.deadline <= now).map(|(timeline, _)| *timeline).collect();
        for timeline in late {
            if let Some(page) = self.pages.remove(&timeline) {
                self.answer(page.id, Err(RpcError::Timeout));
            }
        }
    }

    /// The streams end: whoever still waits is told.
    pub fn close(&mut self) {
        let mut open: Vec<Option<RequestId>> = mem::take(&mut self.for_account);
        open.extend(mem::take(&mut self.waits).into_iter().map(|wait| wait.id));
        open.extend(mem::take(&mut self.marks).into_iter().map(|mark| mark.id));
        open.extend(mem::take(&mut self.pages).into_values().map(|page| page.id));
        open.extend(mem::take(&mut self.tickets).into_values().filter_map(|pending| match pending {
            Pending::Answer(id) | Pending::Account(id) => Some(id),
            Pending::Unlock => None,
        }));
        for id in open {
            self.answer(id, Err(RpcError::Closing));
        }
    }

    /// A line came in while too many wait already.
    pub fn refuse_busy(&mut self, line: Option<&str>) {
        match line.map(wire::parse) {
            Some(Ok(request)) => self.answer(request.id, Err(RpcError::Busy)),
            Some(Err((id, error))) => self.answer(Some(id), Err(error)),
            None => self.lines.push(wire::refusal(RpcError::TooLong)),
        }
    }

    /// A line came in; `None` stands for one that was too long.
    pub fn on_line(&mut self, line: Option<&str>, now: Instant) {
        let Some(line) = line else {
            self.lines.push(wire::refusal(RpcError::TooLong));
            return;
        };
        if line.trim().is_empty() {
            return;
        }
        match wire::parse(line) {
            Err((id, error)) => self.answer(Some(id), Err(error)),
            Ok(Request { id, method, params }) => {
                let pending = self.tickets.len() + self.pages.len() + self.waits.len() + self.marks.len();
                if pending + self.for_account.len() >= PENDING {
                    return self.answer(id, Err(RpcError::Busy));
                }
                match Method::read(&method, params) {
                    Ok(method) => self.call(id, method, now),
                    Err(error) => self.answer(id, Err(error)),
                }
            }
        }
    }

    fn call(&mut self, id: Option<RequestId>, method: Method, now: Instant) {
        match method {
            Method::State => self.answer(id, Ok(self.state())),
            Method::Account => self.answer(id, self.account()),
            Method::CreateAccount { .. } | Method::RestoreAccount { .. } | Method::RestoreBackup { .. } => {
                self.call_onboarding(id, method);
            }
            Method::Conversations => self.answer(id, self.list()),
            Method::Contacts => self.answer(id, Ok(answer::contacts(&self.contacts))),
            Method::SyncStatus => self.answer(id, Ok(answer::sync(self.sync))),
            Method::Messages(request) => self.open_page(id, request, now),
            Method::Typing { conversation, is_typing } => {
                self.tell(id, Command::SetTyping { conversation, is_typing }, Self::done);
            }
            Method::MarkRead { conversation, up_to } => {
                self.tell(id, Command::MarkRead { conversation, up_to }, |session, id| {
                    session.await_mark(id, conversation, now);
                });
            }
            Method::Connectivity => self.answer(id, Ok(answer::connectivity(&self.connectivity))),
            Method::RebuildPaths => self.tell(id, Command::RebuildPaths, Self::done),
            Method::Poll => self.tell(id, Command::PollNow, Self::done),
            Method::Wait { after, timeout_millis } => {
                let deadline = now + Duration::from_millis(timeout_millis);
                self.waits.push(PendingWait { id, after, deadline });
                self.answer_waits();
            }
            Method::Subscribe(on) => {
                self.is_subscribed = on;
                self.done(id);
            }
            Method::Shutdown => {
                self.is_over = true;
                self.done(id);
            }
            other => self.call_ticketed(id, other),
        }
    }

    fn call_ticketed(&mut self, id: Option<RequestId>, method: Method) {
        let ticket = self.ticket();
        let command = match method {
            Method::Unlock(password) => {
                let password = password.or_else(|| self.password.clone()).unwrap_or_default();
                Command::Unlock { ticket, password }
            }
            Method::ChangePassword { current, new } => {
                Command::ChangePassword { ticket, current: current.or_else(|| self.password.clone()), new }
            }
            Method::RecoveryPassword(password) => {
                let password = password.or_else(|| self.password.clone());
                Command::RevealRecoveryPassword { ticket, password }
            }
            Method::SetDisplayName(display_name) => Command::SetDisplayName { ticket, display_name },
            Method::StartConversation(account_id) => Command::StartConversation { ticket, account_id },
            Method::Send { conversation, draft } => Command::SendMessage { ticket, conversation, draft },
            Method::Retry(message) => Command::RetryMessage { ticket, message },
            Method::Delete(messages) => Command::DeleteLocally { ticket, messages },
            Method::Search(query) => Command::Search { ticket, instead_of: None, query },
            Method::Change(change) => change.command(ticket),
            Method::Attachment(call) => call.command(ticket),
            Method::File(call) => call.command(ticket, self.password.as_ref()),
            Method::SetProxy(proxy) => Command::SetProxy { ticket, proxy },
            _ => return self.answer(id, Err(FailureCode::Internal.into())),
        };
        self.ask(ticket, command, Pending::Answer(id));
    }

    fn call_onboarding(&mut self, id: Option<RequestId>, method: Method) {
        let ticket = self.ticket();
        let protect = |password: Option<Secret>| {
            password.or_else(|| self.password.clone()).map_or(Protection::Keyring, Protection::Password)
        };
        let command = match method {
            Method::CreateAccount { display_name, password } => {
                Command::CreateAccount { ticket, display_name, protection: protect(password) }
            }
            Method::RestoreAccount { words, display_name, password } => Command::RestoreAccount {
                ticket,
                recovery_password: words,
                display_name,
                protection: protect(password),
            },
            Method::RestoreBackup { path, backup_password, password } => Command::RestoreBackup {
                ticket,
                restore: RestoreBackup { path, backup_password, protection: protect(password) },
            },
            _ => return self.answer(id, Err(FailureCode::Internal.into())),
        };
        self.ask(ticket, command, Pending::Account(id));
    }

    /// An event came from the engine.
    pub fn on_event(&mut self, event: Event) {
        match event {
            Event::PhaseChanged(phase) => self.on_phase(phase),
            Event::ProfileChanged(profile) => {
                let mut event = answer::profile(&profile);
                self.profile = Some(profile);
                name_event(&mut event, "account");
                self.push(event);
            }
            Event::ConversationsChanged(list) => self.on_conversations(list),
            Event::TimelineChanged { timeline, snapshot, .. } => self.on_timeline(timeline, &snapshot),
            Event::ConnectivityChanged(connectivity) => self.on_connectivity(connectivity),
            Event::ContactsChanged(contacts) => self.contacts = contacts,
            Event::SyncChanged(sync) => self.sync = *sync,
            Event::CommandSucceeded { ticket, outcome } => self.on_answer(ticket, Ok(outcome)),
            Event::CommandFailed { ticket, failure } => self.on_answer(ticket, Err(failure)),
            Event::TypingChanged(typing) => {
                let typing: Vec<String> = typing.iter().map(ToString::to_string).collect();
                self.push(json!({ "event": "typing", "conversations": typing }));
            }
            Event::Resynced => self.push(json!({ "event": "resynced" })),
            _ => {}
        }
        self.answer_accounts();
    }

    fn on_phase(&mut self, phase: Phase) {
        let mut event = answer::phase(&phase);
        name_event(&mut event, "phase");
        if phase == Phase::Locked && !self.is_unlocking {
            // The password stays for commands that ask for it again; a wrong one is tried only once.
            if let Some(password) = self.password.clone() {
                let ticket = self.ticket();
                self.is_unlocking = true;
                self.ask(ticket, Command::Unlock { ticket, password }, Pending::Unlock);
            }
        } else if phase != Phase::Locked {
            self.is_unlocking = false;
        }
        self.phase = phase;
        self.push(event);
    }

    fn on_conversations(&mut self, list: Arc<ConversationList>) {
        let before: HashMap<ConversationId, _> = self
            .conversations
            .iter()
            .flat_map(|list| list.rows.iter())
            .map(|row| (row.conversation, Arc::clone(row)))
            .collect();
        let changed: Vec<Value> = list
            .rows
            .iter()
            .filter(|row| before.get(&row.conversation) != Some(row))
            .map(|row| answer::conversation(row))
            .collect();
        self.conversations = Some(list);
        self.push(json!({ "event": "conversations", "changed": changed }));
        let marks = mem::take(&mut self.marks);
        for mark in marks {
            if self.unread(mark.conversation) < mark.unread {
                self.answer(mark.id, Ok(json!({})));
            } else {
                self.marks.push(mark);
            }
        }
    }

    fn on_connectivity(&mut self, connectivity: Arc<Connectivity>) {
        let old = mem::replace(&mut self.connectivity, connectivity);
        let new = &self.connectivity;
        let is_same = (old.state, old.trouble, &old.paths, old.known_nodes, old.is_proxied)
            == (new.state, new.trouble, &new.paths, new.known_nodes, new.is_proxied);
        if !is_same {
            let mut event = answer::connectivity(new);
            name_event(&mut event, "connectivity");
            self.push(event);
        }
    }

    fn on_answer(&mut self, ticket: Ticket, outcome: Result<Outcome, Failure>) {
        let Some(pending) = self.tickets.remove(&ticket) else { return };
        match (pending, outcome) {
            (Pending::Answer(id), Ok(outcome)) => self.answer(id, Ok(answer::outcome(&outcome))),
            (Pending::Account(id), Ok(_)) => self.for_account.push(id),
            (Pending::Answer(id) | Pending::Account(id), Err(failure)) => self.answer(id, Err(failure.into())),
            (Pending::Unlock, Ok(_)) => {}
            (Pending::Unlock, Err(_)) => {
                self.is_unlocking = false;
                self.password = None;
                self.push(json!({ "event": "unlock-failed" }));
            }
        }
    }

    fn on_timeline(&mut self, timeline: TimelineId, snapshot: &TimelineSnapshot) {
        let Some(page) = self.pages.remove(&timeline) else { return };
        // A window that can't be closed now is replaced never; it costs the engine a little memory only.
        if self.engine.send(Command::CloseTimeline { timeline }).is_err() {
            tracing::debug!("a window stays open since the engine is busy");
        }
        self.answer(page.id, answer::page(snapshot, page.request).ok_or_else(|| FailureCode::NotFound.into()));
    }

    fn open_page(&mut self, id: Option<RequestId>, request: PageRequest, now: Instant) {
        let is_known = self
            .conversations
            .iter()
            .flat_map(|list| list.rows.iter())
            .any(|row| row.conversation == request.conversation);
        if !is_known {
            return self.answer(id, Err(FailureCode::NotFound.into()));
        }
        let timeline = TimelineId(self.ticket().0);
        let anchor = match request.place {
            PagePlace::Newest => Anchor::Newest,
            PagePlace::Before(message) => Anchor::Message(message),
            PagePlace::Unread => Anchor::FirstUnread,
        };
        let command = Command::OpenTimeline { timeline, conversation: request.conversation, anchor };
        self.tell(id, command, |session, id| {
            session.pages.insert(timeline, PendingPage { id, request, deadline: now + PAGE_TIME });
        });
    }

    fn await_mark(&mut self, id: Option<RequestId>, conversation: ConversationId, now: Instant) {
        let unread = self.unread(conversation);
        if unread == 0 {
            self.done(id);
        } else {
            self.marks.push(PendingMark { id, conversation, unread, deadline: now + MARK_TIME });
        }
    }

    fn unread(&self, conversation: ConversationId) -> u32 {
        let rows = self.conversations.iter().flat_map(|list| list.rows.iter());
        rows.filter(|row| row.conversation == conversation).map(|row| row.unread).sum()
    }

    fn state(&self) -> Value {
        let mut state = answer::phase(&self.phase);
        if let Some(map) = state.as_object_mut() {
            map.insert("account".to_owned(), self.profile.as_deref().map_or(Value::Null, answer::profile));
            map.insert("connectivity".to_owned(), answer::connectivity(&self.connectivity));
            map.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
        }
        state
    }

    fn account(&self) -> Result<Value, RpcError> {
        self.profile.as_deref().map(answer::profile).ok_or_else(|| FailureCode::WrongPhase.into())
    }

    fn list(&self) -> Result<Value, RpcError> {
        let list = self.conversations.as_deref().ok_or(FailureCode::WrongPhase)?;
        let rows: Vec<Value> = list.rows.iter().map(|row| answer::conversation(row)).collect();
        Ok(json!({ "conversations": rows, "unread": list.unread }))
    }

    fn ticket(&mut self) -> Ticket {
        self.next_number += 1;
        Ticket(self.next_number)
    }

    /// Sends a command whose answer comes by its ticket.
    fn ask(&mut self, ticket: Ticket, command: Command, pending: Pending) {
        if self.engine.send(command).is_ok() {
            self.tickets.insert(ticket, pending);
        } else if let Pending::Answer(id) | Pending::Account(id) = pending {
            self.answer(id, Err(RpcError::Busy));
        } else {
            self.is_unlocking = false;
        }
    }

    /// Sends a command without a ticket, then goes on.
    fn tell(&mut self, id: Option<RequestId>, command: Command, then: impl FnOnce(&mut Self, Option<RequestId>)) {
        if self.engine.send(command).is_ok() {
            then(self, id);
        } else {
            self.answer(id, Err(RpcError::Busy));
        }
    }

    fn done(&mut self, id: Option<RequestId>) {
        self.answer(id, Ok(json!({})));
    }

    fn answer(&mut self, id: Option<RequestId>, result: Result<Value, RpcError>) {
        if let Some(id) = id {
            self.lines.push(wire::answer(&id, result));
        }
    }

    fn answer_accounts(&mut self) {
        if self.phase == Phase::Ready && self.is_settled() {
            for id in mem::take(&mut self.for_account) {
                let account = self.account();
                self.answer(id, account);
            }
        }
    }

    fn answer_waits(&mut self) {
        let (due, waiting) =
            mem::take(&mut self.waits).into_iter().partition(|wait| self.changes.has_after(wait.after));
        self.waits = waiting;
        for wait in due {
            let news = self.changes.after(wait.after);
            self.answer(wait.id, Ok(news));
        }
    }

    fn push(&mut self, event: Value) {
        let event = self.changes.push(event);
        if self.is_subscribed {
            self.lines.push(wire::notification(&event));
        }
        self.answer_waits();
    }
}

fn name_event(event: &mut Value, name: &str) {
    if let Some(map) = event.as_object_mut() {
        map.insert("event".to_owned(), json!(name));
    }
}

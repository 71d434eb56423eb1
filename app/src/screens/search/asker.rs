//! One line of questions to the engine, of which only the last matters.

use onionskin_core::api::{Command, MessageId, Outcome, SearchHit, SearchQuery, SearchResults, SearchTotal, Ticket};

use crate::screens::Cx;

/// Questions whose answers are awaited at most; older ones are forgotten.
const MOST_WAITING: usize = 16;
/// Most messages of one answer.
const MOST: usize = 200;
/// Messages of a page.
pub const PAGE: usize = 50;

/// What was asked for, and in which state of the messages.
type Asked = (SearchQuery, u64);

/// Asks, and keeps what was found.
#[derive(Debug, Default)]
pub struct Asker {
    waiting: Vec<(Ticket, bool)>,
    /// The question whose answer counts.
    newest: Option<Ticket>,
    asked: Option<Asked>,
    hits: Vec<SearchHit>,
    next: Option<MessageId>,
    total: Option<SearchTotal>,
    is_indexing: bool,
    is_answered: bool,
    version: u64,
}

impl Asker {
    /// What was found, newest first.
    pub fn hits(&self) -> &[SearchHit] {
        &self.hits
    }

    /// How many there are in all, of one conversation.
    pub const fn total(&self) -> Option<SearchTotal> {
        self.total
    }

    /// Whether older messages can't be found yet.
    pub const fn is_indexing(&self) -> bool {
        self.is_indexing
    }

    /// Whether the engine answered since there is something to look for.
    pub const fn is_answered(&self) -> bool {
        self.is_answered
    }

    /// Whether there are more than are here.
    pub const fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// Grows with every answer.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        if self.asked.is_some() {
            *self = Self { version: self.version + 1, ..Self::default() };
        }
    }

    /// Asks, unless that was asked already in the same state of the messages.
    pub fn ask(&mut self, cx: &Cx<'_>, query: SearchQuery) {
        let state = cx.model.messages_version;
        let is_same = |asked: &Asked| asked.0 == query;
        if self.asked.as_ref().is_some_and(|asked| is_same(asked) && asked.1 == state) {
            return;
        }
        // What is here stays as long when only the messages changed.
        let limit = if self.asked.as_ref().is_some_and(is_same) { self.hits.len().clamp(PAGE, MOST) } else { PAGE };
        self.asked = Some((query.clone(), state));
        self.send(cx, SearchQuery { limit, ..query }, false);
    }

    /// Asks for the next page, once.
    pub fn ask_more(&mut self, cx: &Cx<'_>) {
        let is_asked = self.waiting.iter().any(|(_, is_more)| *is_more);
        if let (Some(next), Some((query, _)), false) = (self.next, &self.asked, is_asked) {
            let query = SearchQuery { before: Some(next), limit: PAGE, ..query.clone() };
            self.send(cx, query, true);
        }
    }

    fn send(&mut self, cx: &Cx<'_>, query: SearchQuery, is_more: bool) {
        let instead_of = self.waiting.last().map(|(ticket, _)| *ticket);
        let ticket = cx.run(|ticket| Command::Search { ticket, instead_of, query });
        if self.waiting.len() >= MOST_WAITING {
            self.waiting.remove(0);
        }
        self.waiting.push((ticket, is_more));
        self.newest = Some(ticket);
    }

    /// Takes the answers that came. Says whether what is here is another.
    pub fn take(&mut self, cx: &Cx<'_>) -> bool {
        let before = self.version;
        let waiting = std::mem::take(&mut self.waiting);
        for (ticket, is_more) in waiting {
            match cx.answer(ticket) {
                None => self.waiting.push((ticket, is_more)),
                Some(Ok(Outcome::Found(found))) if Some(ticket) == self.newest => self.put(&found, is_more),
                Some(_) => {}
            }
        }
        self.version != before
    }

    fn put(&mut self, found: &SearchResults, is_more: bool) {
        if is_more {
            self.hits.extend(found.hits.iter().cloned());
        } else {
            self.hits.clone_from(&found.hits);
            self.total = found.total;
        }
        self.next = found.next;
        self.is_indexing = found.is_indexing;
        self.is_answered = true;
        self.version += 1;
    }
}

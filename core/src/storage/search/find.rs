//! From a query to the messages that match it.
//!
//! Every part of the query and every filter is a list of messages; what is in all of them matches. Messages are
//! numbered in the order in which they came, so the newest come first without sorting. Where lists can't say all,
//! the message itself is looked at: three letters of a script without spaces may be there, but apart, and a beginning
//! that thousands of words have is first found by two letters of it.

use redb::ReadableTable;

use super::cursor::{Index, Lists, Source, Union, terms_between};
use super::matcher::Matcher;
use super::postings::day;
use super::words::{self, Part, SHORT};
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};
use crate::storage::db::Reads;
use crate::storage::error::StoreError;
use crate::storage::schema::keys;
use crate::storage::schema::tables::{PLACES, SEARCH, SEARCH_FRESH};
use crate::storage::{conversations, messages};

/// Messages that are counted at most for a total.
const MOST_COUNTED: usize = 10_000;
/// Messages that are read at most for a total.
const MOST_READ: usize = 1_000;
/// Candidates between two questions whether anybody still waits.
const STRIDE: usize = 64;

/// What kind of message is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Any.
    #[default]
    Any,
    /// With a link.
    Links,
    /// With a file.
    Files,
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// The words.
    pub matcher: &'a Matcher,
    /// Only in this conversation.
    pub conversation: Option<ConversationId>,
    /// Only what this person wrote.
    pub author: Option<AccountId>,
    /// Only written at this moment or later.
    pub from: Option<NetworkTime>,
    /// Only written before this moment.
    pub until: Option<NetworkTime>,
    /// Only of this kind.
    pub kind: Kind,
    /// Only older messages than this one, for the next page.
    pub before: Option<MessageId>,
    /// Messages of a page.
    pub limit: usize,
}

/// How many messages match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// So many.
    pub count: usize,
    /// Whether there may be more.
    pub or_more: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The messages, newest first.
    pub messages: Vec<MessageId>,
    /// Where the next page begins, if there may be one: use it as `before`.
    pub next: Option<MessageId>,
    /// How many match in all: only of the first page, and of one conversation.
    pub total: Option<Total>,
}

/// Finds messages. Gives nothing at all, as soon as `is_over` says that nobody waits any more.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn find(tx: &impl Reads, search: &Search<'_>, is_over: &dyn Fn() -> bool) -> Result<Option<Found>, StoreError> {
    let index = Index { rows: tx.open(SEARCH)?, fresh: tx.open(SEARCH_FRESH)? };
    let Some(mut plan) = Plan::new(tx, &index, search)? else { return Ok(Some(Found::default())) };
    let counts = search.conversation.is_some() && search.before.is_none();
    let most = if plan.must_read { MOST_READ } else { MOST_COUNTED };
    let mut found = Found::default();
    let (mut count, mut looked_at) = (0, 0_usize);
    let mut or_more = false;
    let mut below = search.before.map_or(u64::MAX, |before| before.0);
    while let Some(candidate) = plan.next(below)? {
        below = candidate;
        looked_at += 1;
        if looked_at.is_multiple_of(STRIDE) && is_over() {
            return Ok(None);
        }
        if count >= search.limit && (!counts || count >= MOST_COUNTED || looked_at > most) {
            or_more = true;
            break;
        }
        if !plan.is_right(tx, search, MessageId(candidate))? {
            continue;
        }
        if count < search.limit {
            found.messages.push(MessageId(candidate));
        }
        count += 1;
    }
    if or_more || count > search.limit {
        found.next = found.messages.last().copied();
    }
    found.total = counts.then_some(Total { count, or_more });
    Ok(Some(found))
}

/// The lists that a search intersects.
struct Plan<'t, T> {
    sources: Vec<Source<'t, T>>,
    /// The words of a candidate must be looked at.
    must_read: bool,
    /// The time of a candidate must be looked at.
    must_date: bool,
}

impl<'t, T: Lists> Plan<'t, T> {
    /// Nothing if nothing can match.
    fn new(tx: &impl Reads, table: &'t T, search: &Search<'_>) -> Result<Option<Self>, StoreError> {
        let must_date = search.from.is_some() || search.until.is_some();
        let mut plan = Self { sources: Vec::new(), must_read: false, must_date };
        for part in search.matcher.parts() {
            plan.add_part(table, part)?;
        }
        if search.matcher.is_empty() && !search.matcher.is_blank() {
            return Ok(None);
        }
        if let Some(conversation) = search.conversation {
            let Some(number) = conversations::number(tx, conversation)? else { return Ok(None) };
            plan.sources.push(Source::one(table, words::in_conversation(number)));
        }
        if let Some(author) = search.author {
            plan.sources.push(Source::one(table, words::by_author(&author.to_bytes())));
        }
        match search.kind {
            Kind::Any => {}
            Kind::Links => plan.sources.push(Source::one(table, words::with_link())),
            Kind::Files => plan.sources.push(Source::one(table, words::with_file())),
        }
        // All of a conversation is no answer to nothing.
        let is_asked =
            !search.matcher.is_empty() || search.author.is_some() || search.kind != Kind::Any || plan.must_date;
        if !is_asked {
            return Ok(None);
        }
        if plan.must_date {
            plan.add_days(table, search)?;
        }
        Ok(Some(plan).filter(|plan| !plan.sources.is_empty()))
    }

    fn add_part(&mut self, table: &'t T, part: &Part) -> Result<(), StoreError> {
        match part {
            Part::Whole(text) => self.sources.push(Source::one(table, words::word(text))),
            Part::Beginning(text) if text.chars().count() <= SHORT => {
                self.sources.push(Source::one(table, words::short(text)));
            }
            Part::Beginning(text) => self.add_beginning(table, text)?,
            Part::Dense(text) => {
                let letters: Vec<char> = text.chars().collect();
                self.must_read |= letters.len() > 2;
                if letters.len() == 1 {
                    self.sources.push(Source::one(table, words::short(text)));
                }
                for pair in letters.windows(2) {
                    self.sources.push(Source::one(table, words::word(&pair.iter().collect::<String>())));
                }
            }
        }
        Ok(())
    }

    fn add_beginning(&mut self, table: &'t T, text: &str) -> Result<(), StoreError> {
        let from = words::word(text);
        let mut to = from.clone();
        // No byte of UTF-8 is that high.
        to.push(0xFF);
        if let Some(terms) = terms_between(table, &from, &to)? {
            self.sources.push(Source::Any(Union::new(table, terms)?));
        } else {
            let two: String = text.chars().take(SHORT).collect();
            self.must_read = true;
            self.sources.push(Source::one(table, words::short(&two)));
        }
        Ok(())
    }

    /// Only the days that matter, so that an old time is not looked for among all that is newer.
    fn add_days(&mut self, table: &'t T, search: &Search<'_>) -> Result<(), StoreError> {
        let from = words::on_day(search.from.map_or(0, |from| day(from.0)));
        let last = search.until.map_or(u32::MAX, |until| day(until.0));
        let mut to = words::on_day(last);
        to.push(0xFF);
        let days = terms_between(table, &from, &to)?;
        if let Some(days) = days {
            self.sources.push(Source::Any(Union::new(table, days)?));
        } else if self.sources.is_empty() {
            // More days than a life of messages has: any of them will do.
            let all = terms_between(table, &words::on_day(last.saturating_sub(1_900)), &to)?;
            self.sources.push(Source::Any(Union::new(table, all.unwrap_or_default())?));
        }
        Ok(())
    }

    /// The newest message below a number that is in all lists.
    fn next(&mut self, below: u64) -> Result<Option<u64>, StoreError> {
        let Some(mut candidate) = below.checked_sub(1) else { return Ok(None) };
        loop {
            let before = candidate;
            for source in &mut self.sources {
                match source.seek(candidate)? {
                    Some(found) => candidate = found,
                    None => return Ok(None),
                }
            }
            if candidate == before {
                return Ok(Some(candidate));
            }
        }
    }

    /// Looks at what the lists can't say.
    fn is_right(&self, tx: &impl Reads, search: &Search<'_>, id: MessageId) -> Result<bool, StoreError> {
        if self.must_date {
            let places = tx.open(PLACES)?;
            let Some(place) = places.get(&id.0.to_be_bytes())? else { return Ok(false) };
            let (_, sent_at) = keys::of_place(place.value())?;
            let is_late = search.from.is_none_or(|from| sent_at >= from.0);
            let is_early = search.until.is_none_or(|until| sent_at < until.0);
            if !is_late || !is_early {
                return Ok(false);
            }
        }
        if self.must_read {
            return Ok(messages::get(tx, id)?.is_some_and(|message| search.matcher.fits(&message.searchable())));
        }
        Ok(true)
    }
}

/// How much the index takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Rows.
    pub rows: u64,
    /// Bytes of keys and values, without the pages they lie in.
    pub bytes: u64,
}

/// How much the index takes, for those who check or measure it. Reads all of it.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn size(tx: &impl Reads) -> Result<Size, StoreError> {
    let table = tx.open(SEARCH)?;
    let mut size = Size::default();
    for entry in table.iter()? {
        let (key, value) = entry?;
        size.rows += 1;
        size.bytes += (key.value().len() + value.value().len()) as u64;
    }
    for entry in tx.open(SEARCH_FRESH)?.iter()? {
        size.rows += 1;
        size.bytes += entry?.0.value().len() as u64;
    }
    Ok(size)
}

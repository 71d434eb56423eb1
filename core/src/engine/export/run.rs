//! From the store into the file.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::form::{Form, Head};
use super::html::Html;
use super::json::Json;
use super::text::Text;
use crate::engine::account::{Account, store_failure};
use crate::engine::commands::{Done, blocking};
use crate::engine::face::{Export, ExportFormat, ExportWords, FailureCode, Outcome, Ticket, TimelineItem};
use crate::engine::items::Names;
use crate::engine::opening;
use crate::engine::summaries::name_of;
use crate::engine::work::{Work, Works};
use crate::id::ConversationId;
use crate::storage::contacts::Contact;
use crate::storage::{self, FreshFile, Position, StoreError, WindowAnchor, contacts, conversations, messages};

/// Messages that are read at a time.
const WINDOW: usize = 256;

/// Writes a conversation; the answer comes when it is done, other commands need not wait for it.
pub fn start(account: &Arc<Account>, works: &Arc<Works>, location: storage::Location, ticket: Ticket, export: Export) {
    let (account, mut work) = (Arc::clone(account), works.begin(ticket));
    tokio::spawn(async move {
        work.take_turn().await;
        let writer = Arc::clone(&account);
        let done: Done = blocking(move || {
            let password = export.password.as_ref().map(crate::engine::face::Secret::reveal);
            location.check_password(password).map_err(|error| opening::failure(&error))?;
            write(&writer, &mut work, &export)?;
            Ok(Outcome::Saved(export.path))
        })
        .await;
        account.answer(ticket, done).await;
    });
}

/// Why a file could not be written.
pub fn file_failure(error: &io::Error) -> FailureCode {
    tracing::warn!(kind = %error.kind(), "a file can't be written");
    match error.kind() {
        io::ErrorKind::AlreadyExists => FailureCode::FileExists,
        _ => FailureCode::FileUnwritable,
    }
}

fn write(account: &Account, work: &mut Work, export: &Export) -> Result<(), FailureCode> {
    let conversation = export.conversation;
    let read = account.store.read(|tx| {
        let found = conversations::get(tx, conversation)?.ok_or(StoreError::NotFound)?;
        let people = contacts::all(tx)?.into_iter().map(|contact| (contact.account, contact));
        Ok((found.messages, people.collect::<HashMap<_, _>>()))
    });
    let (total, people) = read.map_err(|error| store_failure(&error).code)?;
    let words = (export.voice.0)();
    let mut file = FreshFile::create(&export.path).map_err(|error| file_failure(&error))?;
    let mut form: Box<dyn Form> = match export.format {
        ExportFormat::Html => Box::new(Html::default()),
        ExportFormat::Json => Box::new(Json::default()),
        ExportFormat::Text => Box::new(Text::default()),
    };
    let head = head(account, conversation, &people);
    form.begin(&mut file, &head, &*words).map_err(|error| file_failure(&error))?;
    let mut pages = Pages { account, people, conversation, cursor: Position::FIRST, is_over: false };
    let (mut read, mut written) = (0, 0);
    while let Some(Page { seen, items }) = pages.next()? {
        if work.is_stopped() {
            return Err(FailureCode::Stopped);
        }
        write_all(&mut *form, &mut file, &items, &*words).map_err(|error| file_failure(&error))?;
        read += seen;
        written += items.len() as u64;
        work.tell(read, total);
    }
    form.end(&mut file, written).map_err(|error| file_failure(&error))?;
    file.finish().map_err(|error| file_failure(&error))
}

fn write_all(
    form: &mut dyn Form,
    out: &mut dyn io::Write,
    items: &[Arc<TimelineItem>],
    words: &dyn ExportWords,
) -> io::Result<()> {
    items.iter().try_for_each(|item| form.message(out, item, words))
}

fn head(account: &Account, conversation: ConversationId, people: &HashMap<crate::id::AccountId, Contact>) -> Head {
    let own = account.id();
    let name = match conversation {
        ConversationId::Contact(other) if other == own => None,
        ConversationId::Contact(other) => Some(name_of(other, people.get(&other)).to_string()),
        ConversationId::Group(_) => Some(conversation.to_string()),
    };
    Head { conversation, name, own, made_at: account.clock.now() }
}

/// The messages of a window that are still to be seen, and how many were read.
struct Page {
    seen: u64,
    items: Vec<Arc<TimelineItem>>,
}

/// The messages of a conversation, a window at a time.
struct Pages<'a> {
    account: &'a Account,
    people: HashMap<crate::id::AccountId, Contact>,
    conversation: ConversationId,
    /// Where the next window begins.
    cursor: Position,
    is_over: bool,
}

impl Pages<'_> {
    /// The next window; nothing after the last.
    fn next(&mut self) -> Result<Option<Page>, FailureCode> {
        if self.is_over {
            return Ok(None);
        }
        let now = self.account.clock.now();
        let own_name: Arc<str> = self.account.me.borrow().display_name.as_str().into();
        let names = Names { people: &self.people, own: self.account.id(), own_name: &own_name, now };
        let read = self.account.store.read(|tx| {
            let window = messages::window(tx, self.conversation, WindowAnchor::At(self.cursor), 0, WINDOW)?;
            let next = window.messages.last().map(|last| last.position().next());
            let seen = window.messages.len() as u64;
            let there = window.messages.into_iter().filter(|message| !message.is_over(now));
            let items = there.map(|message| names.item(tx, message)).collect::<Result<Vec<_>, _>>()?;
            Ok((seen, items, next, window.has_newer))
        });
        let (seen, items, next, has_newer) = read.map_err(|error| store_failure(&error).code)?;
        self.cursor = next.unwrap_or(Position::LAST);
        self.is_over = !has_newer;
        Ok(Some(Page { seen, items }))
    }
}

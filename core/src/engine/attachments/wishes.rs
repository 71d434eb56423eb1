//! What a program may ask for a file: fetch it, stop that, give its bytes, save it; and the list of all files.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{fetch, info};
use crate::engine::account::{Account, store_failure};
use crate::engine::changes::Changes;
use crate::engine::commands::{Done, blocking};
use crate::engine::export::file_failure;
use crate::engine::face::{Direction, FailureCode, FileEntry, FilePage, FileWish, Outcome, Ticket};
use crate::engine::letter::{JobKind, Letter};
use crate::engine::outbox::enqueue;
use crate::id::{ConversationId, FileId, MessageId};
use crate::protocol::content::{ContentKind, DataExtraction, ExtractionKind};
use crate::storage::{self, FileState, FreshFile, StoreError, WindowAnchor, files, jobs, messages};

/// Messages with files that one page of the list holds.
const PAGE: usize = 60;

/// Names that are tried for a file that is saved.
const MOST_NAMES: u32 = 200;

/// Does what is wished; the answer comes when it is done, other commands need not wait for it.
pub fn start(account: &Arc<Account>, ticket: Ticket, file: FileId, wish: FileWish) {
    let account = Arc::clone(account);
    tokio::spawn(async move {
        let done = tokio::select! {
            () = account.stop.cancelled() => return,
            done = fulfil(&account, file, wish) => done,
        };
        account.answer(ticket, done).await;
    });
}

async fn fulfil(account: &Arc<Account>, file: FileId, wish: FileWish) -> Done {
    match wish {
        FileWish::Fetch => order(account, file).await,
        FileWish::Stop => stop(account, file).await,
        FileWish::Read => Ok(Outcome::File(read(account, file).await?)),
        FileWish::Save(path) => save(account, file, path).await,
    }
}

async fn order(account: &Arc<Account>, id: FileId) -> Done {
    let now = account.clock.now();
    let written = account.store.write(move |tx| {
        let file = files::get(tx, id)?.ok_or(StoreError::NotFound)?;
        if matches!(file.state, FileState::Here | FileState::Fetching) {
            return Ok(None);
        }
        let message = files::change(tx, id, |file| file.state = FileState::Fetching)?;
        Ok(Some((Changes::message(message.conversation, message.id), fetch::order(tx, id, now)?)))
    });
    if let Some((changes, news)) = written.await.map_err(|error| store_failure(&error))? {
        account.changed(changes).await;
        account.tell_jobs([news]).await;
    }
    Ok(Outcome::Done)
}

/// The job that runs notices when it ends: what it brings is dropped.
async fn stop(account: &Arc<Account>, id: FileId) -> Done {
    let written = account.store.write(move |tx| {
        let file = files::get(tx, id)?.ok_or(StoreError::NotFound)?;
        if file.state != FileState::Fetching {
            return Ok(Changes::default());
        }
        for job in jobs::of_message(tx, id.message)? {
            if job.kind == JobKind::Fetch.number() && job.payload == [id.index] {
                jobs::finish(tx, job.id)?;
            }
        }
        let message = files::change(tx, id, |file| file.state = FileState::Offered)?;
        Ok(Changes::message(message.conversation, message.id))
    });
    let changes = written.await.map_err(|error| store_failure(&error))?;
    account.changed(changes).await;
    Ok(Outcome::Done)
}

async fn read(account: &Arc<Account>, id: FileId) -> Result<Arc<[u8]>, crate::engine::face::Failure> {
    let store = account.store.clone();
    blocking(move || {
        let read = store.read(|tx| {
            let file = files::get(tx, id)?.filter(|file| file.state == FileState::Here).ok_or(StoreError::NotFound)?;
            debug_assert!(file.pointer.size_bytes.is_some());
            files::bytes(tx, id)
        });
        read.map(Arc::from).map_err(|error| store_failure(&error).code)
    })
    .await
}

async fn save(account: &Arc<Account>, id: FileId, path: PathBuf) -> Done {
    let bytes = read(account, id).await?;
    let path = blocking(move || write_beside(&path, &bytes)).await?;
    if let Err(error) = tell_saved(account, id.message).await {
        tracing::error!(%error, "that a file was saved can't be told");
    }
    Ok(Outcome::Saved(path))
}

/// Writes a file under a name, or under one with a number if there is something already. Gives the name it got.
fn write_beside(path: &Path, bytes: &[u8]) -> Result<PathBuf, FailureCode> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|it| format!(".{}", it.to_string_lossy())).unwrap_or_default();
    for number in 1..=MOST_NAMES {
        let name =
            if number == 1 { path.to_owned() } else { path.with_file_name(format!("{stem} ({number}){extension}")) };
        match write(&name, bytes) {
            Err(FailureCode::FileExists) => {}
            Ok(()) => return Ok(name),
            Err(code) => return Err(code),
        }
    }
    Err(FailureCode::FileExists)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), FailureCode> {
    let mut file = FreshFile::create(path).map_err(|error| file_failure(&error))?;
    file.write_all(bytes).map_err(|error| file_failure(&error))?;
    file.finish().map_err(|error| file_failure(&error))
}

/// Tells the other side that we saved what it sent (protocol notes, messages 3.13).
async fn tell_saved(account: &Arc<Account>, message: MessageId) -> Result<(), StoreError> {
    let now = account.clock.now();
    let sealing = Arc::clone(account);
    let sealed = tokio::task::spawn_blocking(move || {
        let Some(message) = sealing.store.read(|tx| messages::get(tx, message))? else { return Ok(None) };
        let ConversationId::Contact(with) = message.conversation else { return Ok(None) };
        if message.direction == storage::Direction::Outgoing {
            return Ok(None);
        }
        let kind = ExtractionKind::MediaSaved;
        let saved = DataExtraction { kind, message_sent_at: Some(message.sent_at) };
        let timer = crate::engine::outbox::timer_of(&sealing, with)?;
        let mut letter = Letter::unsealed(with, now);
        let is_sealed = letter.seal_message(&sealing, ContentKind::DataExtraction(saved), timer).is_ok();
        letter.row.copy = None;
        Ok(is_sealed.then_some(letter))
    });
    let Some(letter) = sealed.await.unwrap_or(Err(StoreError::Panicked))? else { return Ok(()) };
    let news = account.store.write(move |tx| enqueue(tx, letter.job(JobKind::Content, None, now))).await?;
    account.tell_jobs([news]).await;
    Ok(())
}

/// The files of a conversation, newest first, beginning before a message.
pub async fn list(account: &Arc<Account>, conversation: ConversationId, before: Option<MessageId>) -> Done {
    let (store, now) = (account.store.clone(), account.clock.now());
    let page = blocking(move || {
        let before = before.map_or(WindowAnchor::Newest, WindowAnchor::Message);
        let read = store.read(|tx| files::page(tx, conversation, before, PAGE));
        let messages = read.map_err(|error| store_failure(&error).code)?;
        let next = messages.last().filter(|_| messages.len() == PAGE).map(|message| message.id);
        let mut page = FilePage { files: Vec::new(), next };
        for message in messages.into_iter().filter(|message| !message.is_over(now)) {
            let direction = match message.direction {
                storage::Direction::Incoming => Direction::Incoming,
                storage::Direction::Outgoing => Direction::Outgoing,
            };
            for (index, file) in (0_u8..).zip(&message.files) {
                let file = info(FileId { message: message.id, index }, file);
                page.files.push(FileEntry { file, author: message.author, direction, sent_at: message.sent_at });
            }
        }
        Ok(page)
    });
    Ok(Outcome::Files(Arc::new(page.await?)))
}

/// Has small files fetched at once, or only when asked for.
pub async fn set_automatic(account: &Account, is_on: bool) -> Done {
    let written = account.store.write(move |tx| fetch::set_automatic(tx, is_on));
    written.await.map_err(|error| store_failure(&error))?;
    account.me.send_modify(|me| me.fetches_files = is_on);
    account.tell_profile();
    Ok(Outcome::Done)
}

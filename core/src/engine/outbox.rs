//! Messages on their way out: kept before anything else happens.
//!
//! A message gets its number and its network time, is sealed, and is committed together with the job
//! that sends it; this commit is its echo on the screen. Messages that come in quick succession share a
//! commit and keep their order. Writing to a person approves them, and if they wrote first, their
//! request is accepted with a response that is a little older than the message (protocol notes,
//! messages 3.12 and 7).

use std::sync::Arc;

use zeroize::Zeroizing;

use super::account::{Account, Inlet, store_failure};
use super::changes::Changes;
use super::config_sync::{Configs, derive};
use super::face::{Draft, Failure, FailureCode, NewFile, Outcome, Ticket};
use super::jobs::JobNews;
use super::letter::{JobKind, Letter};
use crate::clock::NetworkTime;
use crate::crypto::files::MAX_FILE_BYTES;
use crate::crypto::mnemonic::ENGLISH;
use crate::id::{AccountId, ConversationId, FileId, MessageId};
use crate::protocol::config::ContactEntry;
use crate::protocol::content::{self, Attachment, Author, BodyError, ContentKind, Expiry, VisibleMessage, check_body};
use crate::protocol::envelope::SealError;
use crate::storage::{
    self, Delivery, File, FileState, NewJob, NewMessage, Place, Quote, StoreError, WriteTx, contacts, conversations,
    identity, jobs, messages,
};

/// Messages that share a commit.
const BATCH: usize = 32;
/// Letters of 13 of the shortest words.
const SHORTEST_WORDS: usize = 13 * 3;
/// How much older than the message a response is.
const RESPONSE_BEFORE_MILLIS: u64 = 100;

/// A message to keep and send.
#[derive(Debug)]
pub struct Outgoing {
    /// For the answer.
    pub ticket: Ticket,
    /// Where to.
    pub conversation: ConversationId,
    /// What.
    pub draft: Draft,
}

/// A message that may be sent, sealed for the time it will most probably get.
struct Prepared {
    recipient: AccountId,
    body: String,
    files: Vec<NewFile>,
    quote: Option<Quote>,
    timer: Option<Expiry>,
    letter: Letter,
    own: AccountId,
    now: NetworkTime,
}

/// What keeping a message did.
struct Kept {
    place: Place,
    jobs: Vec<JobNews>,
}

/// Serves until the account stops. What waits then is kept still: it was promised by no answer, but
/// the person pressed send.
pub async fn run(account: Arc<Account>, waiting: Inlet<Outgoing>) {
    let mut waiting = waiting.lock_owned().await;
    let mut last_sent_at = NetworkTime(0);
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        tokio::select! {
            biased;
            count = waiting.recv_many(&mut batch, BATCH) => if count == 0 { return },
            () = account.stop.cancelled() => return,
        }
        keep_batch(&account, batch, &mut last_sent_at).await;
    }
}

async fn keep_batch(account: &Arc<Account>, batch: Vec<Outgoing>, last_sent_at: &mut NetworkTime) {
    let mut valid = Vec::with_capacity(batch.len());
    for outgoing in batch {
        match recipient(&outgoing) {
            Ok(recipient) => {
                *last_sent_at = account.clock.now().max(last_sent_at.plus_millis(1));
                valid.push((outgoing.ticket, recipient, outgoing.draft, *last_sent_at));
            }
            Err(failure) => account.answer(outgoing.ticket, Err(failure)).await,
        }
    }
    let sealing = Arc::clone(account);
    let sealed = tokio::task::spawn_blocking(move || {
        valid.into_iter().map(|(ticket, to, draft, at)| (ticket, prepare(&sealing, to, draft, at))).collect::<Vec<_>>()
    });
    let Ok(sealed) = sealed.await else {
        tracing::error!("sealing messages failed");
        return;
    };
    let mut prepared = Vec::with_capacity(sealed.len());
    for (ticket, result) in sealed {
        match result {
            Ok(one) => prepared.push((ticket, one)),
            Err(failure) => account.answer(ticket, Err(failure)).await,
        }
    }
    if !prepared.is_empty() {
        commit(account, prepared).await;
    }
}

fn recipient(outgoing: &Outgoing) -> Result<AccountId, Failure> {
    let ConversationId::Contact(recipient) = outgoing.conversation else {
        return Err(FailureCode::NotFound.into());
    };
    let files = &outgoing.draft.files;
    if files.len() > storage::files::MOST {
        return Err(FailureCode::TooManyFiles.into());
    }
    if files.iter().any(|file| file.bytes.is_empty() || file.bytes.len() > MAX_FILE_BYTES) {
        return Err(FailureCode::FileTooLarge.into());
    }
    match check_body(&outgoing.draft.text) {
        Ok(()) => Ok(recipient),
        Err(BodyError::Empty) if !files.is_empty() => Ok(recipient),
        Err(BodyError::Empty) => Err(FailureCode::MessageEmpty.into()),
        Err(BodyError::TooLong) => Err(FailureCode::MessageTooLong.into()),
    }
}

fn prepare(account: &Account, recipient: AccountId, draft: Draft, now: NetworkTime) -> Result<Prepared, Failure> {
    if !draft.is_sure && holds_words(account, &draft.text).map_err(|error| store_failure(&error))? {
        return Err(FailureCode::HoldsRecoveryPassword.into());
    }
    let mut letter = Letter::unsealed(recipient, now);
    let quote = quote(account, recipient, draft.quote).map_err(|error| store_failure(&error))?;
    let on_wire = quote.map(|quote| content::Quote { sent_at: quote.sent_at, author: Author::Account(quote.author) });
    let message = VisibleMessage { quote: on_wire, ..VisibleMessage::text(draft.text.as_str()) };
    let timer = timer_of(account, recipient).map_err(|error| store_failure(&error))?;
    let (body, files) = (draft.text, draft.files);
    if !files.is_empty() {
        // It says where its files are, so it is sealed when they are uploaded.
        return Ok(Prepared { recipient, body, files, quote, timer, letter, own: account.id(), now });
    }
    let kind = ContentKind::Visible(Box::new(message));
    letter.seal_message(account, kind, timer).map_err(|error| match error {
        SealError::Recipient => FailureCode::AccountIdInvalid,
        SealError::TooLarge => FailureCode::MessageTooLong,
    })?;
    Ok(Prepared { recipient, body, files, quote, timer, letter, own: account.id(), now })
}

/// When what we write to a person disappears.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn timer_of(account: &Account, with: AccountId) -> Result<Option<Expiry>, StoreError> {
    let row = account.store.read(|tx| conversations::get(tx, ConversationId::Contact(with)))?;
    Ok(row.and_then(|row| row.timer))
}

/// Whether our own recovery password is in a text, whatever stands between its words. Whoever gets it has the
/// account.
fn holds_words(account: &Account, text: &str) -> Result<bool, StoreError> {
    let letters = |text: &str| -> Zeroizing<String> {
        Zeroizing::new(text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect())
    };
    let text = letters(text);
    if text.len() < SHORTEST_WORDS {
        return Ok(false);
    }
    let Some(identity) = account.store.read(identity::get)? else { return Ok(false) };
    Ok(ENGLISH.encode(&identity.seed).is_some_and(|words| text.contains(letters(&words).as_str())))
}

/// The message that is answered; one that was deleted meanwhile is answered no more.
fn quote(account: &Account, with: AccountId, quoted: Option<MessageId>) -> Result<Option<Quote>, StoreError> {
    let Some(quoted) = quoted else { return Ok(None) };
    let message = account.store.read(|tx| messages::get(tx, quoted))?;
    let message = message.filter(|message| {
        message.conversation == ConversationId::Contact(with) && !message.is_deleted && message.note.is_none()
    });
    Ok(message.map(|message| Quote { author: message.author, sent_at: message.sent_at }))
}

/// Commits a batch and tells everybody who waits for it.
async fn commit(account: &Account, prepared: Vec<(Ticket, Prepared)>) {
    let (tickets, messages): (Vec<Ticket>, Vec<Prepared>) = prepared.into_iter().unzip();
    let written = account.edit(move |tx, configs, changes| {
        messages.iter().map(|one| keep(tx, configs, changes, one)).collect::<Result<Vec<_>, _>>()
    });
    let kept = match written.await {
        Ok(kept) => kept,
        Err(error) => {
            let failure = store_failure(&error);
            for ticket in tickets {
                account.answer(ticket, Err(failure)).await;
            }
            return;
        }
    };
    let mut changes = Changes::default();
    let mut news = Vec::new();
    let mut answers = Vec::new();
    for (ticket, one) in tickets.into_iter().zip(kept) {
        let answer = one.map(|(recipient, kept)| {
            account.typing.sent(recipient);
            changes.add_message(ConversationId::Contact(recipient), kept.place.message);
            news.extend(kept.jobs);
            Outcome::MessageQueued(kept.place.message)
        });
        answers.push((ticket, answer));
    }
    account.changed(changes).await;
    account.tell_jobs(news).await;
    for (ticket, answer) in answers {
        account.answer(ticket, answer).await;
    }
}

/// Writes one message, its job, and what it says about the person it is for.
fn keep(
    tx: &WriteTx,
    configs: &mut Configs,
    changes: &mut Changes,
    one: &Prepared,
) -> Result<Result<(AccountId, Kept), Failure>, StoreError> {
    let mut news = Vec::new();
    if one.recipient == one.own {
        if configs.profile.note_to_self_priority() < 0 {
            configs.profile.set_note_to_self_priority(0);
            derive::profile(tx, one.own, configs, one.now, changes)?;
        }
    } else {
        let known = configs.contacts.get(one.recipient).unwrap_or_else(|| ContactEntry::new(one.recipient));
        if known.is_blocked {
            return Ok(Err(FailureCode::Blocked.into()));
        }
        news.extend(approve(tx, configs, changes, one, known)?);
    }
    let conversation = ConversationId::Contact(one.recipient);
    let new = NewMessage {
        quote: one.quote,
        timer: one.timer,
        files: one.files.iter().map(kept_file).collect(),
        ..NewMessage::text(conversation, one.own, one.now, one.body.as_str())
    };
    let (place, job) = insert(tx, &new, |sent_at| {
        // Another device of ours took the millisecond: what is sealed has the wrong time.
        if sent_at == one.now { one.letter.clone() } else { Letter::unsealed(one.recipient, sent_at) }
    })?;
    for (index, file) in (0_u8..).zip(&one.files) {
        storage::files::put_bytes(tx, FileId { message: place.message, index }, &file.bytes)?;
    }
    if conversations::get(tx, conversation)?.is_some_and(|row| row.draft.is_some() || row.draft_answers.is_some()) {
        conversations::set_draft(tx, conversation, "", None)?;
    }
    news.push(job);
    Ok(Ok((one.recipient, Kept { place, jobs: news })))
}

/// What is kept of a file that is to be uploaded, besides its bytes.
fn kept_file(file: &NewFile) -> File {
    let pointer = Attachment {
        content_type: Some(file.content_type.clone()).filter(|it| !it.is_empty()),
        file_name: Some(file.name.clone()).filter(|it| !it.is_empty()),
        size_bytes: u32::try_from(file.bytes.len()).ok(),
        dimensions: file.dimensions,
        is_voice: file.is_voice,
        ..Attachment::default()
    };
    File { pointer, state: FileState::Here }
}

/// Keeps a message of ours with the job that sends it; `letter` gets its final time.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn insert(
    tx: &WriteTx,
    new: &NewMessage,
    letter: impl FnOnce(NetworkTime) -> Letter,
) -> Result<(Place, JobNews), StoreError> {
    let mut lane = Vec::new();
    let due_at = new.sent_at;
    let (place, job) = messages::insert_outgoing(tx, new, |place| {
        let job = letter(place.sent_at).job(JobKind::Message, Some(place.message), due_at);
        lane.clone_from(&job.lane);
        job
    })?;
    Ok((place, JobNews::Added { job, lane, due_at }))
}

/// Notes that we wrote to a person; accepts their request if they wrote first.
fn approve(
    tx: &WriteTx,
    configs: &mut Configs,
    changes: &mut Changes,
    one: &Prepared,
    known: ContactEntry,
) -> Result<Option<JobNews>, StoreError> {
    if known.is_approved && known.priority >= 0 {
        return Ok(None);
    }
    let is_response_due = known.did_approve_us && !known.is_approved;
    let created_at_secs = if known.created_at_secs == 0 { one.now.millis() / 1_000 } else { known.created_at_secs };
    configs.contacts.set(&ContactEntry {
        is_approved: true,
        priority: known.priority.max(0),
        created_at_secs,
        ..known
    });
    derive::contact(tx, configs, one.recipient, one.now, changes)?;
    if !is_response_due {
        return Ok(None);
    }
    let letter = Letter::unsealed(one.recipient, one.now.minus_millis(RESPONSE_BEFORE_MILLIS));
    enqueue(tx, letter.job(JobKind::RequestResponse, None, one.now)).map(Some)
}

/// Keeps a job and says so to whom runs it.
pub fn enqueue(tx: &WriteTx, job: NewJob) -> Result<JobNews, StoreError> {
    let (lane, due_at) = (job.lane.clone(), job.due_at);
    Ok(JobNews::Added { job: jobs::enqueue(tx, job)?, lane, due_at })
}

/// Sends a failed message again, with the time it had: whoever got it after all has it once.
///
/// # Errors
/// [`FailureCode::NotFound`] when it is gone or did not fail, [`FailureCode::Blocked`], and those of the store.
pub async fn retry(account: &Account, message: MessageId) -> Result<Outcome, Failure> {
    let now = account.clock.now();
    let written = account.store.write(move |tx| {
        let found = messages::get(tx, message)?.ok_or(StoreError::NotFound)?;
        let (ConversationId::Contact(recipient), Delivery::Failed(_)) = (found.conversation, &found.delivery) else {
            return Err(StoreError::NotFound);
        };
        if contacts::get(tx, recipient)?.is_some_and(|contact| contact.is_blocked) {
            return Ok(Err(Failure::from(FailureCode::Blocked)));
        }
        for index in (0_u8..).take(found.files.len()) {
            // What was uploaded for the first attempt may be gone by now.
            storage::files::change(tx, FileId { message, index }, |file| {
                if file.state == FileState::Here {
                    file.pointer.url.clear();
                }
            })?;
        }
        messages::set_delivery(tx, message, &Delivery::Sending)?;
        let letter = Letter::unsealed(recipient, found.sent_at);
        let news = enqueue(tx, letter.job(JobKind::Message, Some(message), now))?;
        Ok(Ok((found.conversation, news)))
    });
    let (conversation, news) = written.await.map_err(|error| store_failure(&error))??;
    account.changed(Changes::message(conversation, message)).await;
    account.tell_jobs([news]).await;
    Ok(Outcome::Done)
}

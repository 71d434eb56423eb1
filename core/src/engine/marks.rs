//! What a program may do about a message after it was sent: emoji on it, and deleting it elsewhere.
//!
//! An emoji is a message of its own with a time of its own; our other devices get a copy that says which
//! conversation it belongs to. What is taken back is asked of the other side and of our devices, each request with
//! its own time, and our swarm forgets its copy; the other side's swarm is not ours to delete from (protocol
//! notes, messages 3.6, 3.8 and 3.11). At most 20 emoji go out in a minute, as from every client.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::account::{Account, store_failure};
use super::changes::Changes;
use super::commands::Done;
use super::face::{FailureCode, Outcome, Reach};
use super::letter::{JobKind, Letter};
use super::outbox::{self, enqueue};
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};
use crate::protocol::content::{self, Author, Content, ContentKind, ReactionAction, Unsend};
use crate::storage::{Delivery, Message, Reaction, StoreError, WriteTx, contacts, jobs, messages};

/// Emoji that may go out within [`WITHIN_MILLIS`].
const MOST_REACTIONS: usize = 20;
/// A minute.
const WITHIN_MILLIS: u64 = 60_000;
/// Bytes of an emoji at most.
const LONGEST_EMOJI: usize = 64;

/// When the last emoji went out, so that there are not too many.
#[derive(Debug, Default)]
pub struct Pace(Mutex<VecDeque<NetworkTime>>);

impl Pace {
    /// Whether another may go out now; if so, it is counted.
    fn allows(&self, now: NetworkTime) -> bool {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.retain(|time| now.0.saturating_sub(time.0) < WITHIN_MILLIS && time.0 <= now.0);
        let is_allowed = times.len() < MOST_REACTIONS;
        if is_allowed {
            times.push_back(now);
        }
        is_allowed
    }
}

/// Puts an emoji on a message, or takes ours away.
pub async fn react(account: &Arc<Account>, id: MessageId, emoji: String, is_put: bool) -> Done {
    let now = account.clock.now();
    let is_emoji = !emoji.is_empty() && emoji.len() <= LONGEST_EMOJI && !emoji.chars().any(char::is_control);
    if !is_emoji {
        return Err(FailureCode::NotFound.into());
    }
    let sealing = Arc::clone(account);
    let sealed = tokio::task::spawn_blocking(move || {
        let message = sealing.store.read(|tx| messages::get(tx, id))?.ok_or(StoreError::NotFound)?;
        let ConversationId::Contact(with) = message.conversation else { return Err(StoreError::NotFound) };
        if message.note.is_some() {
            return Err(StoreError::NotFound);
        }
        let reaction = Reaction { emoji, author: sealing.id(), at: now };
        let letter = reaction_letter(&sealing, with, &message, &reaction, is_put).ok_or(StoreError::NotFound)?;
        Ok((with, reaction, letter))
    });
    let sealed = sealed.await.unwrap_or(Err(StoreError::Panicked));
    let (with, reaction, letter) = sealed.map_err(|error| store_failure(&error))?;
    if is_put && !account.pace.allows(now) {
        return Err(FailureCode::TooManyReactions.into());
    }
    let written = account.store.write(move |tx| {
        if contacts::get(tx, with)?.is_some_and(|contact| contact.is_blocked) {
            return Ok(Err(FailureCode::Blocked));
        }
        if messages::react(tx, id, &reaction, is_put)?.is_none() {
            return Ok(Ok(None));
        }
        Ok(Ok(Some(enqueue(tx, letter.job(JobKind::Content, None, now))?)))
    });
    let news = written.await.map_err(|error| store_failure(&error))??;
    account.changed(Changes::message(ConversationId::Contact(with), id)).await;
    account.tell_jobs(news).await;
    Ok(Outcome::Done)
}

fn reaction_letter(
    account: &Account,
    with: AccountId,
    message: &Message,
    reaction: &Reaction,
    is_put: bool,
) -> Option<Letter> {
    let kind = ContentKind::Reaction(content::Reaction {
        target_sent_at: message.sent_at,
        target_author: Author::Account(message.author),
        emoji: reaction.emoji.clone(),
        action: if is_put { ReactionAction::React } else { ReactionAction::Remove },
    });
    let timer = outbox::timer_of(account, with).ok()?;
    let mut letter = Letter::unsealed(with, reaction.at);
    letter.seal_message(account, kind, timer).ok()?;
    Some(letter)
}

/// What is to be done about one message that is deleted elsewhere.
struct Doomed {
    id: MessageId,
    /// Nobody else ever saw it: it goes without a trace.
    vanishes: bool,
    letter: Option<Letter>,
}

/// Deletes messages here and elsewhere.
pub async fn delete_everywhere(account: &Arc<Account>, ids: Vec<MessageId>, reach: Reach) -> Done {
    let now = account.clock.now();
    let sealing = Arc::clone(account);
    let sealed = tokio::task::spawn_blocking(move || {
        let mut doomed = Vec::new();
        for (count, id) in (0_u64..).zip(ids) {
            let Some(message) = sealing.store.read(|tx| messages::get(tx, id))? else { continue };
            // One request a message, each with a time of its own.
            doomed.push(doom(&sealing, &message, reach, now.plus_millis(count)));
        }
        Ok(doomed)
    });
    let doomed = sealed.await.unwrap_or(Err(StoreError::Panicked)).map_err(|error| store_failure(&error))?;
    let own = account.id();
    let written = account.store.write(move |tx| {
        let mut changes = Changes::default();
        let mut news = Vec::new();
        let mut hashes = Vec::new();
        for one in &doomed {
            let Some(message) = carry_out(tx, one, now)? else { continue };
            changes.add_message(message.conversation, message.id);
            hashes.extend(message.server_hash);
            if let Some(letter) = &one.letter {
                news.push(enqueue(tx, letter.job(JobKind::Content, None, now))?);
            }
        }
        if !hashes.is_empty() {
            news.push(enqueue(tx, Letter::to_forget(own, hashes).job(JobKind::Forget, None, now))?);
        }
        Ok((changes, news))
    });
    let (changes, news) = written.await.map_err(|error| store_failure(&error))?;
    account.changed(changes).await;
    account.tell_jobs(news).await;
    Ok(Outcome::Done)
}

fn doom(account: &Account, message: &Message, reach: Reach, at: NetworkTime) -> Doomed {
    let own = account.id();
    let ConversationId::Contact(with) = message.conversation else {
        return Doomed { id: message.id, vanishes: true, letter: None };
    };
    let is_for_all = reach == Reach::Everybody
        && message.author == own
        && with != own
        && !message.is_deleted
        && message.note.is_none();
    let was_never_sent = matches!(message.delivery, Delivery::Failed(_)) || message.is_deleted;
    let content: Content = ContentKind::Unsend(Unsend { sent_at: message.sent_at, author: message.author }).into();
    let mut letter = Letter::unsealed(if is_for_all { with } else { own }, at);
    // Our devices get the same request, without saying whom it went to.
    let letter = letter.seal(account, &content, &content).is_ok().then_some(letter);
    Doomed { id: message.id, vanishes: !is_for_all || was_never_sent, letter }
}

/// Deletes a message here, with what was still to be done about it. Gives it as it was.
fn carry_out(tx: &WriteTx, one: &Doomed, now: NetworkTime) -> Result<Option<Message>, StoreError> {
    let done = if one.vanishes { messages::delete(tx, one.id, now) } else { messages::retract(tx, one.id) };
    let message = match done {
        Err(StoreError::NotFound) => return Ok(None),
        done => done?,
    };
    jobs::finish_all_of(tx, one.id)?;
    Ok(Some(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_emoji_go_out_in_a_minute_and_no_more() {
        let pace = Pace::default();
        let at = |millis: u64| NetworkTime(1_000_000 + millis);
        assert!((0..20).all(|count| pace.allows(at(count * 1_000))));
        assert!(!pace.allows(at(59_999)));
        assert!(pace.allows(at(60_000)), "the first is a minute ago");
        assert!(!pace.allows(at(60_001)));
    }
}

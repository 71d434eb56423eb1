//! Who types: off until one turns it on, and reciprocal: who tells nobody is told nothing.
//!
//! Rules: protocol notes, messages 3.10. Only in one-to-one conversations where both sides accepted each other. While
//! we type, *started* goes out at most every ten seconds; ten seconds after the last change of the text *stopped* does.
//! What others send counts for fifteen seconds, and a message of theirs ends it. Nothing of this is stored, nor
//! repeated: swarms keep it for twenty seconds.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::account::{Account, store_failure};
use super::commands::Done;
use super::face::{Event, Outcome};
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId};
use crate::protocol::content::{self, Content, ContentKind};
use crate::protocol::envelope::seal_for;
use crate::storage::{Reads, StoreError, contacts, settings};

/// Name of the setting.
const SETTING: &str = "typing_indicators";
/// How long word of somebody typing counts, in milliseconds.
pub const SHOWN_MILLIS: u64 = 15_000;
/// At most this often *started* goes out, in milliseconds.
const REPEAT_MILLIS: u64 = 10_000;
/// So long after the last change *stopped* goes out, in milliseconds.
const IDLE_MILLIS: u64 = 10_000;
/// How long a swarm keeps it, in milliseconds.
const TTL_MILLIS: u64 = 20_000;
/// People who are shown typing at once at most.
const MOST: usize = 200;
/// Longest sleep while somebody types.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// Whether who types is sent and shown.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn is_on(tx: &impl Reads) -> Result<bool, StoreError> {
    settings::is_on(tx, SETTING)
}

/// Turns it on or off.
pub async fn turn(account: &Account, is_on: bool) -> Done {
    let written = account.store.write(move |tx| settings::turn(tx, SETTING, is_on));
    written.await.map_err(|error| store_failure(&error))?;
    account.me.send_modify(|me| me.shows_typing = is_on);
    account.tell_profile();
    if !is_on {
        account.typing.lock().theirs.clear();
        account.typing.news.notify_one();
    }
    Ok(Outcome::Done)
}

/// What we told somebody.
#[derive(Debug, Clone, Copy)]
struct Told {
    started_at: NetworkTime,
    changed_at: NetworkTime,
}

#[derive(Debug, Default)]
struct State {
    /// Until when others type.
    theirs: BTreeMap<AccountId, NetworkTime>,
    /// To whom we type.
    ours: BTreeMap<AccountId, Told>,
    /// Who was last told to type; nothing when it is to be told again.
    told: Option<Vec<ConversationId>>,
}

/// Who types.
#[derive(Debug, Default)]
pub struct Typing {
    state: Mutex<State>,
    news: Notify,
}

impl Typing {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes until when others type.
    pub fn note(&self, until: &[(AccountId, NetworkTime)]) {
        if until.is_empty() {
            return;
        }
        let mut state = self.lock();
        for (account, until) in until {
            if state.theirs.len() < MOST || state.theirs.contains_key(account) {
                state.theirs.insert(*account, *until);
            }
        }
        drop(state);
        self.news.notify_one();
    }

    /// Has it told again who types.
    pub fn tell_again(&self) {
        self.lock().told = None;
        self.news.notify_one();
    }

    /// A message to somebody went out, which ends our typing without another word.
    pub fn sent(&self, to: AccountId) {
        self.lock().ours.remove(&to);
    }
}

/// Notes that we type, or no longer do, and tells the other side if it is time to.
pub fn set(account: &Arc<Account>, conversation: ConversationId, is_typing: bool) {
    let ConversationId::Contact(to) = conversation else { return };
    if to == account.id() || !account.me.borrow().shows_typing {
        return;
    }
    let now = account.clock.now();
    let is_told = {
        let mut state = account.typing.lock();
        match (state.ours.get_mut(&to), is_typing) {
            (Some(told), true) => {
                told.changed_at = now;
                let is_due = now.0.saturating_sub(told.started_at.0) >= REPEAT_MILLIS;
                if is_due {
                    told.started_at = now;
                }
                is_due
            }
            (None, true) => {
                state.ours.insert(to, Told { started_at: now, changed_at: now });
                true
            }
            (Some(_), false) => state.ours.remove(&to).is_some(),
            (None, false) => false,
        }
    };
    if is_told {
        tell(account, to, is_typing);
    }
    account.typing.news.notify_one();
}

/// Tells somebody, if both accepted each other. It is not worth a second attempt.
fn tell(account: &Arc<Account>, to: AccountId, is_typing: bool) {
    let account = Arc::clone(account);
    tokio::spawn(async move {
        let sealing = Arc::clone(&account);
        let sealed = tokio::task::spawn_blocking(move || {
            let known = sealing.store.read(|tx| contacts::get(tx, to)).ok()??;
            if !known.is_approved || !known.did_approve_us || known.is_blocked {
                return None;
            }
            let at = sealing.clock.now();
            let content: Content = ContentKind::Typing(content::Typing { at, is_typing }).into();
            seal_for(&to, &content, &sealing.keys, at, &*sealing.rng).ok()
        });
        let Ok(Some(sealed)) = sealed.await else { return };
        tokio::select! {
            () = account.stop.cancelled() => {}
            stored = account.wire.store(to, sealed, TTL_MILLIS) => {
                if let Err(error) = stored {
                    tracing::debug!(%error, "nobody was told that we type");
                }
            }
        }
    });
}

/// Ends what is over and tells who types, until the account stops.
pub async fn run(account: Arc<Account>) {
    account.typing.lock().told = Some(Vec::new());
    loop {
        let now = account.clock.now();
        let (stopped, news, next) = {
            let mut state = account.typing.lock();
            state.theirs.retain(|_, until| *until > now);
            let idle = |told: &Told| now.0.saturating_sub(told.changed_at.0) >= IDLE_MILLIS;
            let stopped: Vec<AccountId> = state.ours.iter().filter(|(_, it)| idle(it)).map(|(to, _)| *to).collect();
            state.ours.retain(|_, told| !idle(told));
            let theirs = state.theirs.values().copied();
            let ours = state.ours.values().map(|told| told.changed_at.plus_millis(IDLE_MILLIS));
            let next = theirs.chain(ours).min();
            let typing: Vec<ConversationId> = state.theirs.keys().copied().map(ConversationId::Contact).collect();
            let is_news = state.told.as_ref() != Some(&typing);
            if is_news {
                state.told = Some(typing.clone());
            }
            (stopped, is_news.then_some(typing), next)
        };
        for to in stopped {
            tell(&account, to, false);
        }
        if let Some(typing) = news {
            account.queue.tell(Event::TypingChanged(typing.as_slice().into()));
        }
        let pause = next.map(|next| Duration::from_millis(next.0.saturating_sub(now.0).max(10)).min(LONGEST_SLEEP));
        tokio::select! {
            () = account.stop.cancelled() => return,
            () = account.typing.news.notified() => {}
            () = tokio::time::sleep(pause.unwrap_or(LONGEST_SLEEP)), if pause.is_some() => {}
        }
    }
}

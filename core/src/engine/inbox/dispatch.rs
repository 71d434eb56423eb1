//! From an opened message to the handler of its kind.

use std::collections::BTreeMap;

use crate::clock::NetworkTime;
use crate::engine::changes::Changes;
use crate::engine::config_sync::{Configs, derive};
use crate::engine::face::ReactionNews;
use crate::engine::jobs::JobNews;
use crate::engine::letter::{JobKind, Letter};
use crate::engine::outbox::enqueue;
use crate::id::AccountId;
use crate::protocol::config::ContactEntry;
use crate::protocol::content::ContentKind;
use crate::protocol::envelope::{OpenError, Opened};
use crate::storage::contacts;
use crate::storage::{StoreError, WriteTx, swarm_state};

/// A message from our swarm, opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// What the swarm calls it.
    pub hash: String,
    /// Until when a node may serve it again.
    pub expires_at: NetworkTime,
    /// What it is, or why it is nothing.
    pub opened: Result<Opened, OpenError>,
}

/// What became of the messages of a page, by a word for the log.
pub type Tally = BTreeMap<&'static str, u32>;

/// What a page did.
#[derive(Debug, Default)]
pub struct Taken {
    /// Rows that changed.
    pub changes: Changes,
    /// What became of the messages.
    pub tally: Tally,
    /// What is to be done after it.
    pub news: Vec<JobNews>,
    /// Who types until when; at once over for those who don't.
    pub typing: Vec<(AccountId, NetworkTime)>,
    /// The last emoji that somebody put on a message of ours.
    pub reaction: Option<ReactionNews>,
}

/// What a handler works with.
pub(super) struct Desk<'a> {
    pub tx: &'a WriteTx,
    pub configs: &'a mut Configs,
    pub own: AccountId,
    pub now: NetworkTime,
    pub hash: &'a str,
    /// Until when our swarm keeps the message.
    pub expires_at: NetworkTime,
    pub changes: Changes,
    pub typing: Vec<(AccountId, NetworkTime)>,
    pub reaction: Option<ReactionNews>,
    /// Messages of our swarm that are to be deleted there.
    pub doomed: Vec<String>,
    /// What is to be done after it.
    pub news: Vec<JobNews>,
}

/// Applies a page in the order in which the swarm has it.
///
/// # Errors
/// [`StoreError`] when the store fails; nothing of the page is applied then.
pub fn take_in(
    tx: &WriteTx,
    configs: &mut Configs,
    own: AccountId,
    now: NetworkTime,
    page: &[Arrival],
) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    let mut doomed = Vec::new();
    for arrival in page {
        if swarm_state::is_seen(tx, &arrival.hash)? {
            continue;
        }
        let mut desk = Desk {
            tx,
            configs,
            own,
            now,
            hash: &arrival.hash,
            expires_at: arrival.expires_at,
            changes: Changes::default(),
            typing: Vec::new(),
            reaction: None,
            doomed: Vec::new(),
            news: Vec::new(),
        };
        let end = match &arrival.opened {
            Ok(opened) => desk.handle(opened)?,
            Err(error) => unopened(error),
        };
        *taken.tally.entry(end).or_default() += 1;
        taken.changes.merge(desk.changes);
        taken.typing.append(&mut desk.typing);
        taken.reaction = desk.reaction.or(taken.reaction);
        doomed.append(&mut desk.doomed);
        taken.news.append(&mut desk.news);
        swarm_state::mark_seen(tx, &arrival.hash, arrival.expires_at)?;
    }
    if !doomed.is_empty() {
        taken.news.push(enqueue(tx, Letter::to_forget(own, doomed).job(JobKind::Forget, None, now))?);
    }
    Ok(taken)
}

fn unopened(error: &OpenError) -> &'static str {
    match error {
        OpenError::ProtocolV2 => "newer protocol",
        OpenError::Timestamp | OpenError::ForeignSyncCopy | OpenError::SelfSent => "against the rules",
        _ => "not readable",
    }
}

impl Desk<'_> {
    /// Changes a person in the configs, and the rows that follow from them.
    pub(super) fn change_person(
        &mut self,
        account: AccountId,
        change: impl FnOnce(&mut ContactEntry),
    ) -> Result<(), StoreError> {
        self.configs.contacts.update(account, change);
        derive::contact(self.tx, self.configs, account, self.now, &mut self.changes)
    }

    /// Hands a message to the handler of its kind and says what became of it.
    fn handle(&mut self, opened: &Opened) -> Result<&'static str, StoreError> {
        let is_blocked = opened.sender != self.own
            && contacts::get(self.tx, opened.sender)?.is_some_and(|contact| contact.is_blocked);
        if is_blocked {
            return Ok("blocked");
        }
        match &opened.content.kind {
            ContentKind::Visible(message) => self.visible(opened, message),
            ContentKind::RequestResponse(response) => self.request_response(opened, *response),
            ContentKind::Reaction(reaction) => self.reaction(opened, reaction),
            ContentKind::Receipt(receipt) => self.receipt(opened, receipt),
            ContentKind::Unsend(unsend) => self.unsend(opened, *unsend),
            ContentKind::ExpiryChange => self.timer_change(opened),
            ContentKind::DataExtraction(extraction) => self.extraction(opened, *extraction),
            ContentKind::Typing(typing) => self.typing(opened, *typing),
            // Known and valid, but nothing here shows them yet; each gets a handler of its own.
            ContentKind::GroupUpdate(_) => Ok("group update skipped"),
            ContentKind::Call(_) => Ok("call skipped"),
        }
    }
}

//! The people we know and how far our devices agree, ready to paint.

use std::sync::Arc;

use onionskin_core::api::{AccountId, ContactRow, NetworkTime, SyncStatus, fold};

use super::state::Now;
use crate::text::{Strings, time};
use crate::widgets::{Avatar, Portrait};

/// A person we know.
#[derive(Debug)]
pub struct Person {
    /// What the engine says.
    pub row: Arc<ContactRow>,
    /// Their id as text.
    pub id_text: String,
    /// Their name and the name they gave themselves without case and accents, for the search.
    pub folded: String,
    /// Their picture.
    pub avatar: Avatar,
}

impl Person {
    /// Makes what is painted of a person.
    pub fn new(row: Arc<ContactRow>) -> Self {
        let id_text = row.account.to_string();
        let folded = format!("{}\n{}", fold(&row.name), fold(&row.display_name));
        let portrait = Portrait::of(row.account.to_bytes(), row.portrait);
        let avatar = Avatar::of_person(&id_text, &row.name).with(portrait);
        Self { row, id_text, folded, avatar }
    }

    /// Who.
    pub fn account(&self) -> AccountId {
        self.row.account
    }

    /// Whether they stand among the contacts: we talk to them and did not block them.
    pub fn is_contact(&self) -> bool {
        self.row.is_approved && !self.row.is_blocked
    }
}

/// How far our devices agree, in words.
#[derive(Debug, Default)]
pub struct SyncView {
    /// When this device last had all settings of the swarm.
    pub fetched: String,
    /// When this device last stored settings in the swarm.
    pub stored: String,
    /// Whether our other devices lack something.
    pub is_pending: bool,
}

impl SyncView {
    /// Puts a status in words.
    pub fn new(status: &SyncStatus, now: &Now, text: &Strings) -> Self {
        let words = |time: Option<NetworkTime>| match time {
            Some(time) => time::moment(&now.local(time), &now.moment, text),
            None => text.get("devices-never").to_owned(),
        };
        Self { fetched: words(status.fetched_at), stored: words(status.stored_at), is_pending: status.is_pending }
    }
}

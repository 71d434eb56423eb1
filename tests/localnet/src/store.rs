//! What one service node holds: messages by account, and revoked tokens.
//!
//! Messages keep the order in which they reached this node; two members of a swarm may hold the same
//! messages in different orders. A hash is found in any namespace of its account. Message hash:
//! protocol notes, network 4.6.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use blake2::{Blake2b256, Digest};

/// One stored message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// 43 characters of base64.
    pub(crate) hash: String,
    /// The namespace.
    pub(crate) namespace: i16,
    /// The sender's time, ms.
    pub(crate) timestamp: u64,
    /// When it goes, ms.
    pub(crate) expiry: u64,
    /// The raw bytes.
    pub(crate) data: Arc<[u8]>,
}

/// The identifier of a message: a hash of account, namespace and bytes.
pub(crate) fn message_hash(account: &[u8; 33], namespace: i16, data: &[u8]) -> String {
    let namespace = namespace_text(namespace);
    let digest = Blake2b256::new().chain_update(account).chain_update(namespace).chain_update(data).finalize();
    data_encoding::BASE64_NOPAD.encode(&digest)
}

/// A namespace in signed text: nothing for 0, else decimal.
pub(crate) fn namespace_text(namespace: i16) -> String {
    if namespace == 0 { String::new() } else { namespace.to_string() }
}

/// What a node knows of one account.
#[derive(Debug, Default, Clone)]
pub(crate) struct Shelf {
    /// In order of arrival.
    messages: Vec<Message>,
    /// The hashes of them all.
    known: HashSet<String>,
    /// No message expires before.
    earliest: u64,
    /// Revoked subaccount tokens, oldest first.
    pub(crate) revoked: Vec<[u8; 36]>,
}

impl Shelf {
    /// The messages, in order of arrival.
    pub(crate) fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The messages, to change their expiry.
    pub(crate) fn messages_mut(&mut self) -> &mut [Message] {
        self.earliest = 0;
        &mut self.messages
    }

    /// Adds a message unless it is there.
    pub(crate) fn push(&mut self, message: Message) {
        if self.known.insert(message.hash.clone()) {
            self.earliest = self.earliest.min(message.expiry);
            self.messages.push(message);
        }
    }

    /// Removes what has expired by `now`.
    fn sweep(&mut self, now: u64) {
        if self.earliest <= now {
            self.remove(|message| message.expiry <= now);
            self.earliest = self.messages.iter().map(|message| message.expiry).min().unwrap_or(u64::MAX);
        }
    }

    /// Removes what `which` says; hashes by namespace, sorted.
    pub(crate) fn remove(&mut self, which: impl Fn(&Message) -> bool) -> BTreeMap<i16, BTreeSet<String>> {
        let mut removed: BTreeMap<i16, BTreeSet<String>> = BTreeMap::new();
        self.messages.retain(|message| {
            let goes = which(message);
            if goes {
                self.known.remove(&message.hash);
                removed.entry(message.namespace).or_default().insert(message.hash.clone());
            }
            !goes
        });
        removed
    }

    /// The message of a hash, to change its expiry.
    pub(crate) fn find(&mut self, hash: &str) -> Option<&mut Message> {
        if !self.known.contains(hash) {
            return None;
        }
        self.earliest = 0;
        self.messages.iter_mut().find(|message| message.hash == hash)
    }
}

/// All of one node.
#[derive(Debug, Default)]
pub(crate) struct Store {
    shelves: HashMap<[u8; 33], Shelf>,
}

impl Store {
    /// The shelf of an account, without what has expired by `now`.
    pub(crate) fn shelf(&mut self, account: &[u8; 33], now: u64) -> &mut Shelf {
        let held = self.shelves.entry(*account).or_default();
        held.sweep(now);
        held
    }

    /// Every account with what it holds.
    pub(crate) fn shelves(&self) -> impl Iterator<Item = (&[u8; 33], &Shelf)> {
        self.shelves.iter()
    }

    /// Forgets an account.
    pub(crate) fn forget(&mut self, account: &[u8; 33]) {
        self.shelves.remove(account);
    }

    /// Takes over what a peer of the swarm pushed.
    pub(crate) fn merge(&mut self, account: &[u8; 33], pushed: &Shelf) {
        let held = self.shelves.entry(*account).or_default();
        for message in &pushed.messages {
            held.push(message.clone());
        }
        for token in &pushed.revoked {
            if !held.revoked.contains(token) {
                held.revoked.push(*token);
            }
        }
    }
}

//! Tests of the store as a whole.

mod disk;
pub(in crate::storage) mod doctor;
mod files;
mod model;
mod rules;

use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::*;
use crate::clock::NetworkTime;
use crate::crypto::keys::Seed;
use crate::id::{AccountId, ConversationId};

/// An account made of one byte.
fn account(byte: u8) -> AccountId {
    AccountId::from_key([byte; 32])
}

fn conversation(byte: u8) -> ConversationId {
    ConversationId::Contact(account(byte))
}

/// A message from the other side of conversation `byte`.
fn incoming(byte: u8, sent_at: u64, body: &str) -> NewMessage {
    NewMessage {
        received_at: NetworkTime(sent_at + 5),
        ..NewMessage::text(conversation(byte), account(byte), NetworkTime(sent_at), body)
    }
}

fn identity() -> identity::Identity {
    identity::Identity {
        seed: Seed::from_padded([42; 32]),
        display_name: "Zoë".to_owned(),
        name_updated_at_secs: 1_700_000_000,
    }
}

pub(in crate::storage) fn location(folder: &Path, keeper: &Arc<MemoryKeeper>) -> Location {
    let keeper: Arc<dyn KeyKeeper> = Arc::clone(keeper) as Arc<dyn KeyKeeper>;
    Location::new(folder.to_owned(), keeper).with_password_cost(PasswordCost::TRIFLING)
}

pub(in crate::storage) fn password(text: &str) -> Protection {
    Protection::Password(Zeroizing::new(text.to_owned()))
}

/// A store with an account in a fresh folder, its key in memory.
fn fresh() -> (tempfile::TempDir, Location, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let location = location(folder.path(), &Arc::default());
    let store = location.create(&Protection::Keyring, 1, |tx| identity::put(tx, &identity())).expect("a store");
    (folder, location, store)
}

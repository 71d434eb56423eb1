//! How the list is arranged: what is put away, the order of what is pinned, the folders.
//!
//! The order of pins is a priority that our devices agree on, the higher one first (protocol notes, config 3). What is
//! put away and the folders belong to this device, since no client shares them.

use std::collections::HashSet;
use std::sync::Arc;

use super::account::{Account, store_failure};
use super::changes::Changes;
use super::commands::Done;
use super::face::{Arrangement, Failure, FailureCode, Folder, Outcome};
use super::people;
use crate::id::ConversationId;
use crate::storage::{StoreError, conversations, folders};

/// Pins that can be put in order at most.
const MOST_PINS: usize = 1_000;

/// Changes one thing about the list.
pub async fn arrange(account: &Account, arrangement: Arrangement) -> Done {
    match arrangement {
        Arrangement::Archived(conversation, is_archived) => set_archived(account, conversation, is_archived).await,
        Arrangement::PinOrder(order) => order_pins(account, order).await,
        Arrangement::Folders(folders) => set_folders(account, folders).await,
    }
}

async fn set_archived(account: &Account, id: ConversationId, is_archived: bool) -> Done {
    let written = account.store.write(move |tx| conversations::set_archived(tx, id, is_archived));
    written.await.map_err(|error| store_failure(&error))?;
    let mut changes = Changes::default();
    changes.conversations.insert(id);
    account.changed(changes).await;
    Ok(Outcome::Done)
}

async fn order_pins(account: &Account, order: Vec<ConversationId>) -> Done {
    let is_once = order.iter().collect::<HashSet<_>>().len() == order.len();
    if order.len() > MOST_PINS || !is_once {
        return Err(FailureCode::NotFound.into());
    }
    let (own, now) = (account.id(), account.clock.now());
    let written = account.edit(move |tx, configs, changes| {
        for (priority, id) in (1_i64..).zip(order.iter().rev()) {
            // Somebody may have unpinned or deleted one meanwhile.
            let is_pinned = conversations::get(tx, *id)?.is_some_and(|row| row.priority > 0);
            if is_pinned {
                let at = people::At { conversation: *id, own, now };
                people::prioritize(tx, configs, at, |_before| priority, changes)?;
            }
        }
        Ok::<_, StoreError>(())
    });
    written.await.map_err(|error| store_failure(&error))?;
    Ok(Outcome::Done)
}

/// What may be kept: names in order, no number twice, nothing beyond the bounds.
fn sound(mut folders: Vec<Folder>) -> Result<Vec<Folder>, Failure> {
    let ids: HashSet<u32> = folders.iter().map(|folder| folder.id).collect();
    if folders.len() > Folder::MOST || ids.len() != folders.len() {
        return Err(FailureCode::FolderInvalid.into());
    }
    for folder in &mut folders {
        folder.name = folder.name.trim().to_owned();
        let length = folder.name.chars().count();
        let is_fit = (1..=Folder::LONGEST_NAME).contains(&length) && !folder.name.contains(char::is_control);
        if !is_fit || folder.members.len() > Folder::MOST_MEMBERS {
            return Err(FailureCode::FolderInvalid.into());
        }
        let mut seen = HashSet::new();
        folder.members.retain(|member| seen.insert(*member));
    }
    Ok(folders)
}

async fn set_folders(account: &Account, folders: Vec<Folder>) -> Done {
    let folders = sound(folders)?;
    let kept = folders.clone();
    let written = account.store.write(move |tx| folders::replace(tx, &kept));
    written.await.map_err(|error| store_failure(&error))?;
    account.me.send_modify(|me| me.folders = Arc::from(folders));
    account.tell_profile();
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(id: u32, name: &str) -> Folder {
        Folder { id, name: name.to_owned(), ..Folder::default() }
    }

    #[test]
    fn folders_have_names_and_numbers_of_their_own() {
        let good = sound(vec![folder(1, " Work "), folder(2, "家族")]).expect("they are sound");
        assert_eq!(good.iter().map(|folder| folder.name.as_str()).collect::<Vec<_>>(), ["Work", "家族"]);
        for bad in [vec![folder(1, "  ")], vec![folder(1, &"x".repeat(41))], vec![folder(1, "a"), folder(1, "b")]] {
            assert!(sound(bad).is_err());
        }
        assert!(sound((0..21).map(|id| folder(id, "a")).collect()).is_err());
    }
}

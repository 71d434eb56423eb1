//! What our other devices stored, merged in one go for each kind.
//!
//! What can't be read is counted by its kind and stays in the swarm: it may be from a newer version.
//! Edits of ours that no swarm confirmed and that the others are too far ahead to take in are made again
//! on top, so a device that was away for long loses nothing a person did (protocol notes, config 13.20).

use super::derive;
use super::room::Configs;
use crate::clock::NetworkTime;
use crate::engine::changes::Changes;
use crate::engine::wire::Fetched;
use crate::id::AccountId;
use crate::protocol::config::{ConfigKind, Incoming};
use crate::storage::{StoreError, WriteTx, swarm_state};

/// Merges what came and derives the rows. Says whether anything came.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn take_in(
    tx: &WriteTx,
    own: AccountId,
    configs: &mut Configs,
    now: NetworkTime,
    fetched: &[(ConfigKind, Vec<Fetched>)],
    changes: &mut Changes,
) -> Result<bool, StoreError> {
    let mut is_changed = false;
    for (kind, messages) in fetched {
        let mut incoming = Vec::new();
        for message in messages {
            if !swarm_state::is_seen(tx, &message.hash)? {
                incoming.push(Incoming { hash: message.hash.clone(), data: message.data.clone() });
            }
        }
        if incoming.is_empty() {
            continue;
        }
        let Some(config) = configs.of_kind(*kind) else { continue };
        let intent = config.intent();
        let merged = config.merge(&incoming, now);
        if merged.skipped > 0 {
            tracing::warn!(kind = kind.name(), skipped = merged.skipped, "config messages can't be read");
        }
        // What was read where is of the moment; old readings are not worth repeating.
        if let Some(intent) = intent.filter(|_edits| merged.is_intent_lost && *kind != ConfigKind::ConvoInfoVolatile) {
            tracing::info!(kind = kind.name(), "edits made offline are made again");
            config.redo(&intent);
        }
        for message in messages.iter().filter(|message| merged.accepted.contains(&message.hash)) {
            swarm_state::mark_seen(tx, &message.hash, message.expires_at)?;
        }
        is_changed |= merged.is_changed;
    }
    if is_changed {
        derive::all(tx, own, configs, now, changes)?;
    }
    Ok(is_changed)
}

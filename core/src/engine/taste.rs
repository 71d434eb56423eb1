//! Which emoji we like, kept on this device.

use std::sync::Arc;

use super::account::Account;
use super::face::EmojiTaste;
use crate::storage::{Reads, StoreError, settings};

/// Name of the setting: the tone and the emoji, each on a line of its own.
const SETTING: &str = "emoji";
/// Bytes of an emoji at most.
const LONGEST: usize = 64;

/// What is kept.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn read(tx: &impl Reads) -> Result<EmojiTaste, StoreError> {
    let kept = settings::get(tx, SETTING)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&kept);
    let mut lines = text.lines();
    let tone = lines.next().and_then(|line| line.parse().ok()).unwrap_or(0);
    Ok(EmojiTaste { tone, recent: lines.map(str::to_owned).collect() })
}

/// Keeps it.
pub async fn set(account: &Account, mut taste: EmojiTaste) {
    taste.tone = taste.tone.min(5);
    taste.recent.retain(|emoji| !emoji.is_empty() && emoji.len() <= LONGEST && !emoji.contains(char::is_control));
    taste.recent.truncate(EmojiTaste::MOST);
    let lines = std::iter::once(taste.tone.to_string()).chain(taste.recent.iter().cloned());
    let text = lines.collect::<Vec<_>>().join("\n");
    let written = account.store.write(move |tx| settings::put(tx, SETTING, text.as_bytes()));
    if let Err(error) = written.await {
        tracing::error!(%error, "the emoji we like can't be kept");
        return;
    }
    account.me.send_modify(|me| me.emoji = Arc::new(taste));
    account.tell_profile();
}

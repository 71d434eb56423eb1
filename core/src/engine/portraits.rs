//! Profile pictures: those of people we talk to are fetched and opened, ours is sealed, uploaded, told and kept alive.
//!
//! Rules: protocol notes, messages 4.4 to 4.6, network 7.4. A picture is sealed with AES-GCM, which every client reads;
//! one with the newer encryption is read, too. Ours is uploaded again when it is twelve days old, since file servers
//! keep files for fourteen; that is no change of the profile.

use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::account::{Account, store_failure};
use super::backoff;
use super::changes::Changes;
use super::commands::{Done, blocking};
use super::config_sync::derive;
use super::face::{FailureCode, Outcome};
use super::wire::WireError;
use crate::clock::random;
use crate::crypto::files::{FileError, avatar as sealing, stream};
use crate::id::AccountId;
use crate::protocol::config::Avatar;
use crate::protocol::content::FileUrl;
use crate::storage::{StoreError, portraits};

/// Bytes of a picture of ours at most.
const MOST_BYTES: usize = 5_000_000;
/// Age at which ours is uploaded again.
const RENEW_SECS: u64 = 12 * 24 * 3_600;
/// How often that is looked at.
const LOOK: Duration = Duration::from_hours(2);

/// Fetches what is wanted and keeps ours alive, until the account stops.
pub async fn run(account: Arc<Account>) {
    let mut failures = 0_u32;
    loop {
        let pause = match step(&account).await {
            Ok(true) => {
                failures = 0;
                LOOK
            }
            Ok(false) => {
                failures = failures.saturating_add(1);
                backoff::pause(account.policy.retry_first, account.policy.retry_max, failures, &*account.rng)
            }
            Err(error) => {
                tracing::error!(%error, "profile pictures can't be read or written");
                LOOK
            }
        };
        tokio::select! {
            () = account.stop.cancelled() => return,
            () = account.portraits_wanted.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Fetches what is missing. Says whether all of it could be had, or never can.
async fn step(account: &Arc<Account>) -> Result<bool, StoreError> {
    let (store, own) = (account.store.clone(), account.id());
    let read = tokio::task::spawn_blocking(move || store.read(|tx| portraits::missing(tx, own)));
    let missing = read.await.unwrap_or(Err(StoreError::Panicked))?;
    let mut is_done = true;
    for (of, avatar) in missing {
        match account.wire.download(avatar.url.clone()).await {
            Ok(sealed) => take(account, of, avatar, sealed).await?,
            Err(WireError::Gone | WireError::Refused) => lose(account, of, avatar).await?,
            Err(WireError::Later(_) | WireError::Clock) => is_done = false,
        }
    }
    Ok(renew(account).await? && is_done)
}

fn open(sealed: &[u8], avatar: &Avatar) -> Result<Vec<u8>, FileError> {
    if FileUrl::parse(&avatar.url).is_some_and(|url| url.is_stream) {
        return stream::open(sealed, &avatar.key);
    }
    sealing::open(sealed, &avatar.key)
}

async fn take(account: &Arc<Account>, of: AccountId, avatar: Avatar, sealed: Vec<u8>) -> Result<(), StoreError> {
    let key = avatar.clone();
    let opened = tokio::task::spawn_blocking(move || open(&sealed, &key)).await;
    match opened.map_err(|_panicked| StoreError::Panicked)? {
        Ok(bytes) => {
            let kept = account.store.write(move |tx| portraits::keep(tx, of, &avatar, &bytes)).await?;
            if kept {
                tell(account, of).await?;
            }
            Ok(())
        }
        Err(error) => {
            tracing::info!(%error, "a profile picture can't be opened");
            lose(account, of, avatar).await
        }
    }
}

async fn lose(account: &Arc<Account>, of: AccountId, avatar: Avatar) -> Result<(), StoreError> {
    account.store.write(move |tx| portraits::lose(tx, of, &avatar)).await.map(drop)
}

/// Lets programs know that somebody's picture is another one.
async fn tell(account: &Arc<Account>, of: AccountId) -> Result<(), StoreError> {
    if of != account.id() {
        let mut changes = Changes::default();
        changes.add_person(of);
        account.changed(changes).await;
        return Ok(());
    }
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || store.read(|tx| portraits::version_of(tx, of)));
    let version = read.await.unwrap_or(Err(StoreError::Panicked))?;
    account.me.send_modify(|me| me.portrait = version);
    account.tell_profile();
    Ok(())
}

/// Uploads ours again when it is old. Says whether nothing is left to do.
async fn renew(account: &Arc<Account>) -> Result<bool, StoreError> {
    let own = account.id();
    let now_secs = account.clock.now().millis() / 1_000;
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || {
        store.read(|tx| Ok(portraits::avatar(tx, own)?.zip(portraits::bytes(tx, own)?)))
    });
    let Some((avatar, bytes)) = read.await.unwrap_or(Err(StoreError::Panicked))? else { return Ok(true) };
    let changed_at = account.me.borrow().name_updated_at_secs;
    if changed_at == 0 || now_secs < changed_at.saturating_add(RENEW_SECS) {
        return Ok(true);
    }
    let key = avatar.key;
    match upload(account, bytes.clone(), key).await {
        Ok(url) => {
            put(account, Some((Avatar { url, key }, bytes)), true).await?;
            Ok(true)
        }
        Err(_later) => Ok(false),
    }
}

async fn upload(account: &Arc<Account>, bytes: Vec<u8>, key: [u8; 32]) -> Result<String, WireError> {
    let rng = Arc::clone(&account.rng);
    let sealed = tokio::task::spawn_blocking(move || sealing::seal(&bytes, &key, &*rng)).await;
    account.wire.upload(sealed.map_err(|_panicked| WireError::Refused)?).await
}

/// Notes our picture in the configs and keeps its bytes.
async fn put(account: &Arc<Account>, picture: Option<(Avatar, Vec<u8>)>, is_renewal: bool) -> Result<(), StoreError> {
    let (own, now) = (account.id(), account.clock.now());
    let written = account.edit(move |tx, configs, changes| {
        // Others take only a profile that is newer than the one they have, so two within a second get two.
        let now_secs = (now.millis() / 1_000).max(configs.profile.updated_at_secs().saturating_add(1));
        match (&picture, is_renewal) {
            (Some((avatar, _)), true) => configs.profile.set_uploaded_avatar(avatar, now_secs),
            (picture, _) => configs.profile.set_avatar(picture.as_ref().map(|(avatar, _)| avatar), now_secs),
        }
        derive::profile(tx, own, configs, now, changes)?;
        if let Some((avatar, bytes)) = &picture {
            portraits::keep(tx, own, avatar, bytes)?;
        }
        Ok(())
    });
    written.await?;
    tell(account, own).await
}

/// Sets or removes our picture; answered when it is uploaded.
pub async fn set(account: &Arc<Account>, bytes: Option<Arc<[u8]>>) -> Done {
    let Some(bytes) = bytes else {
        put(account, None, false).await.map_err(|error| store_failure(&error))?;
        return Ok(Outcome::Done);
    };
    if bytes.is_empty() || bytes.len() > MOST_BYTES {
        return Err(FailureCode::FileTooLarge.into());
    }
    let key = Zeroizing::new(random::<32>(&*account.rng));
    let uploaded = upload(account, bytes.to_vec(), *key).await.map_err(|error| match error {
        WireError::Later(code) => code,
        WireError::Clock => FailureCode::ClockWrong,
        WireError::Refused | WireError::Gone => FailureCode::Refused,
    })?;
    let avatar = Avatar { url: uploaded, key: *key };
    put(account, Some((avatar, bytes.to_vec())), false).await.map_err(|error| store_failure(&error))?;
    Ok(Outcome::Done)
}

/// The bytes of somebody's picture.
pub async fn read(account: &Arc<Account>, of: AccountId) -> Done {
    let store = account.store.clone();
    let bytes = blocking(move || {
        let read = store.read(|tx| portraits::bytes(tx, of)).map_err(|error| store_failure(&error).code)?;
        read.ok_or(FailureCode::NotFound)
    });
    Ok(Outcome::File(bytes.await?.into()))
}

/// Has the pictures of these people looked for.
pub fn look_for(account: &Account, changes: &Changes) {
    if !changes.people.is_empty() || changes.own_name.is_some() {
        account.portraits_wanted.notify_one();
    }
}

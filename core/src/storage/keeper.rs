//! Who keeps the key when there is no password: the keyring of the system.
//!
//! Linux: the Secret Service over D-Bus; macOS: Keychain; Windows: Credential Manager. Any of them
//! may be missing (a container, a bare window manager) or wait for a person, so each call runs on a
//! thread of its own and is given up after a while. Trying again later connects anew.

use std::collections::HashMap;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use keyring_core::CredentialStore;
use zeroize::Zeroizing;

use super::key::StoreKey;

/// Under what name entries are kept.
const SERVICE: &str = "onionskin";
/// How long it may take to find out whether there is a keyring.
const PROBE: Duration = Duration::from_secs(3);
/// How long a person may take to unlock the keyring.
const UNLOCK: Duration = Duration::from_mins(1);

/// Why the keyring did not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeeperError {
    /// It isn't there, is locked and stays so, or does not answer.
    #[error("the keyring can't be reached")]
    Unavailable,
    /// It is there and has no such entry.
    #[error("the keyring has no such entry")]
    NoEntry,
}

/// Keeps keys under names. Calls may block for as long as a person takes to unlock a keyring.
pub trait KeyKeeper: Send + Sync + 'static {
    /// Whether keys can be kept at present. Answers within seconds.
    fn is_available(&self) -> bool;
    /// Keeps a key; one of the same name is replaced.
    ///
    /// # Errors
    /// [`KeeperError::Unavailable`].
    fn put(&self, name: &str, key: &StoreKey) -> Result<(), KeeperError>;
    /// The key of a name.
    ///
    /// # Errors
    /// Both of [`KeeperError`].
    fn get(&self, name: &str) -> Result<StoreKey, KeeperError>;
    /// Forgets a key.
    ///
    /// # Errors
    /// Both of [`KeeperError`].
    fn remove(&self, name: &str) -> Result<(), KeeperError>;
}

/// The keyring of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyring;

/// Connects to the keyring of the system. Not kept: a broken connection must not last.
fn connect() -> keyring_core::Result<std::sync::Arc<CredentialStore>> {
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new()?;
    #[cfg(target_os = "windows")]
    let store = windows_native_keyring_store::Store::new()?;
    #[cfg(not(any(target_os = "macos", target_os = "windows")))]
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

fn entry(name: &str) -> keyring_core::Result<keyring_core::Entry> {
    connect()?.build(SERVICE, name, None::<&HashMap<&str, &str>>)
}

fn translate(error: &keyring_core::Error) -> KeeperError {
    match error {
        keyring_core::Error::NoEntry => KeeperError::NoEntry,
        _ => KeeperError::Unavailable,
    }
}

/// Runs `call` on a thread of its own and waits for it at most `limit`. A call that hangs leaves its
/// thread behind, which ends with the process.
fn within<T: Send + 'static>(
    limit: Duration,
    call: impl FnOnce() -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, KeeperError> {
    let (sender, receiver) = sync_channel(1);
    let thread = std::thread::Builder::new().name("keyring".into()).spawn(move || {
        // Nobody listens any more after the limit.
        drop(sender.send(call().map_err(|error| translate(&error))));
    });
    if thread.is_err() {
        return Err(KeeperError::Unavailable);
    }
    match receiver.recv_timeout(limit) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(KeeperError::Unavailable),
    }
}

impl KeyKeeper for SystemKeyring {
    fn is_available(&self) -> bool {
        within(PROBE, || connect().map(drop)).is_ok()
    }

    fn put(&self, name: &str, key: &StoreKey) -> Result<(), KeeperError> {
        let (name, key) = (name.to_owned(), key.clone());
        within(UNLOCK, move || entry(&name)?.set_secret(key.as_bytes()))
    }

    fn get(&self, name: &str) -> Result<StoreKey, KeeperError> {
        let name = name.to_owned();
        let secret = Zeroizing::new(within(UNLOCK, move || entry(&name)?.get_secret())?);
        StoreKey::from_slice(&secret).ok_or(KeeperError::NoEntry)
    }

    fn remove(&self, name: &str) -> Result<(), KeeperError> {
        let name = name.to_owned();
        within(UNLOCK, move || entry(&name)?.delete_credential())
    }
}

/// Keeps keys in memory, for tests and for the demo whose store is thrown away.
#[derive(Debug, Default)]
pub struct MemoryKeeper {
    keys: Mutex<HashMap<String, StoreKey>>,
}

impl MemoryKeeper {
    fn keys(&self) -> std::sync::MutexGuard<'_, HashMap<String, StoreKey>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyKeeper for MemoryKeeper {
    fn is_available(&self) -> bool {
        true
    }

    fn put(&self, name: &str, key: &StoreKey) -> Result<(), KeeperError> {
        self.keys().insert(name.to_owned(), key.clone());
        Ok(())
    }

    fn get(&self, name: &str) -> Result<StoreKey, KeeperError> {
        self.keys().get(name).cloned().ok_or(KeeperError::NoEntry)
    }

    fn remove(&self, name: &str) -> Result<(), KeeperError> {
        self.keys().remove(name).map(drop).ok_or(KeeperError::NoEntry)
    }
}

/// A keyring that isn't there, for tests and for people who want none.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyring;

impl KeyKeeper for NoKeyring {
    fn is_available(&self) -> bool {
        false
    }

    fn put(&self, _name: &str, _key: &StoreKey) -> Result<(), KeeperError> {
        Err(KeeperError::Unavailable)
    }

    fn get(&self, _name: &str) -> Result<StoreKey, KeeperError> {
        Err(KeeperError::Unavailable)
    }

    fn remove(&self, _name: &str) -> Result<(), KeeperError> {
        Err(KeeperError::Unavailable)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn asking_for_the_keyring_ends_within_seconds_whatever_is_there() {
        let started = Instant::now();
        let is_available = SystemKeyring.is_available();
        assert!(started.elapsed() < PROBE * 2, "it took {:?} to say {is_available}", started.elapsed());
    }

    #[test]
    fn a_keyring_that_hangs_is_given_up() {
        let (_keep, hang) = sync_channel::<()>(0);
        let hung = within(Duration::from_millis(20), move || {
            // Ends when the test does.
            assert!(hang.recv().is_err());
            Ok(())
        });
        assert_eq!(hung, Err(KeeperError::Unavailable));
        assert_eq!(within(PROBE, || Err::<(), _>(keyring_core::Error::NoEntry)), Err(KeeperError::NoEntry));
    }

    #[test]
    fn keys_in_memory_are_kept_until_they_are_removed() {
        let (keeper, key) = (MemoryKeeper::default(), StoreKey::generate());
        assert_eq!(keeper.get("a"), Err(KeeperError::NoEntry));
        keeper.put("a", &key).expect("it keeps");
        assert_eq!(keeper.get("a"), Ok(key));
        keeper.remove("a").expect("it was there");
        assert_eq!(keeper.remove("a"), Err(KeeperError::NoEntry));
    }
}

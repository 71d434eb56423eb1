//! Finding, making, opening and setting aside the store of a folder.
//!
//! A store is made under another name, filled in one transaction, and only then put in place: a
//! folder has a store with an account, or none. Every reason why a store can't be opened has its own
//! [`OpenError`], and none of them changes the data.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use redb::Database;
use zeroize::Zeroizing;

use super::db::{self, Store, WriteTx};
use super::error::{OpenError, StoreError};
use super::keeper::{KeeperError, KeyKeeper};
use super::key::{StoreId, StoreKey};
use super::page_file::{Head, PageFile};
use super::positioned::{create_folder, only_for_owner, replace, sync_folder};
use super::schema;
use super::search;
use super::vault::{PasswordCost, Slot, Vault, VaultError, Wrapped};
use crate::clock::{SystemRng, random};

/// Bytes of pages the database keeps in memory.
const CACHE_BYTES: usize = 12 * 1024 * 1024;
const DATA: &str = "onionskin.db";
const KEYS: &str = "onionskin.keys";
const LOCK: &str = "onionskin.lock";
/// A store that isn't finished.
const UNFINISHED: &str = "onionskin.db.new";

/// What guards the key of a store.
#[derive(Clone)]
pub enum Protection {
    /// The keyring.
    Keyring,
    /// A password.
    Password(Zeroizing<String>),
}

/// Hides the password.
impl std::fmt::Debug for Protection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Keyring => "Keyring",
            Self::Password(_) => "Password(…)",
        })
    }
}

/// What a folder has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// No store.
    Nothing,
    /// A store whose key is in the keyring.
    Keyring,
    /// A store behind a password.
    Password,
}

/// A folder that has a store or will have one.
#[derive(Clone)]
pub struct Location {
    folder: PathBuf,
    keeper: Arc<dyn KeyKeeper>,
    cost: PasswordCost,
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Location")
    }
}

impl Location {
    /// The store of `folder`, with keys kept by `keeper`.
    pub fn new(folder: PathBuf, keeper: Arc<dyn KeyKeeper>) -> Self {
        Self { folder, keeper, cost: PasswordCost::default() }
    }

    /// The same with another cost of guessing passwords set from now on, for tests.
    #[must_use]
    pub fn with_password_cost(self, cost: PasswordCost) -> Self {
        Self { cost, ..self }
    }

    /// What guessing passwords costs from now on.
    pub const fn password_cost(&self) -> PasswordCost {
        self.cost
    }

    /// Whether the keyring can keep a key at present. Takes up to a few seconds.
    pub fn is_keyring_available(&self) -> bool {
        self.keeper.is_available()
    }

    /// What the folder has. Opens nothing and asks no keyring.
    ///
    /// # Errors
    /// Every [`OpenError`] that shows without the key; so nobody is asked for the password of a store
    /// that is in use.
    pub fn find(&self) -> Result<Found, OpenError> {
        let found = match self.vault() {
            Ok(Vault { slot: Slot::Keyring(_), .. }) => Found::Keyring,
            Ok(Vault { slot: Slot::Password(_), .. }) => Found::Password,
            Err(OpenError::NoStore) => return Ok(Found::Nothing),
            Err(error) => return Err(error),
        };
        drop(self.lock()?);
        Ok(found)
    }

    /// Makes a store and opens it. `fill` writes what it has from the start, in one transaction; if it
    /// fails there is no store. Takes about half a second with a password.
    ///
    /// # Errors
    /// [`OpenError::AlreadyThere`], [`OpenError::KeyringMissing`], [`OpenError::InUse`],
    /// [`OpenError::Unwritable`], [`OpenError::Fill`].
    pub fn create(
        &self,
        protection: &Protection,
        now_secs: u64,
        fill: impl FnOnce(&WriteTx) -> Result<(), StoreError>,
    ) -> Result<Store, OpenError> {
        create_folder(&self.folder)?;
        let lock = self.lock()?;
        if self.path(DATA).exists() {
            return Err(OpenError::AlreadyThere);
        }
        if self.path(KEYS).exists() {
            self.move_aside(now_secs, &[KEYS])?;
        }
        let (store, key) = (random(&SystemRng), StoreKey::generate());
        let unfinished = self.path(UNFINISHED);
        let database = open_database(PageFile::create(&unfinished, store, &key)?)?;
        let filled = fill_database(&database, fill);
        drop(database);
        if let Err(error) = filled {
            // What is left of it has no key and is of no use.
            std::fs::remove_file(&unfinished)?;
            return Err(OpenError::Fill(error));
        }
        let slot = self.protect(&key, &store, protection)?;
        replace(&self.path(KEYS), &Vault { store, slot }.encode())?;
        std::fs::rename(&unfinished, self.path(DATA))?;
        sync_folder(&self.folder)?;
        self.open_locked(&key, lock)
    }

    /// Opens the store; `password` is needed if it is behind one. Takes about half a second then.
    ///
    /// # Errors
    /// [`OpenError`] says it all.
    pub fn open(&self, password: Option<&str>) -> Result<Store, OpenError> {
        let vault = self.vault()?;
        let lock = self.lock()?;
        let key = self.key(&vault, password)?;
        self.open_locked(&key, lock)
    }

    /// Whether `password` opens the store, which may be open already.
    ///
    /// # Errors
    /// [`OpenError::WrongPassword`], [`OpenError::PasswordNeeded`] when there is none behind a password,
    /// and those of a damaged key file.
    pub fn check_password(&self, password: Option<&str>) -> Result<(), OpenError> {
        let vault = self.vault()?;
        match vault.slot {
            Slot::Keyring(_) => Ok(()),
            Slot::Password(_) => self.key(&vault, password).map(drop),
        }
    }

    /// Sets, changes or removes the password of the store, which may be open. A crash at any moment
    /// leaves a key file that works: with the old protection or with the new one.
    ///
    /// # Errors
    /// [`OpenError::WrongPassword`], [`OpenError::KeyringMissing`], [`OpenError::Unwritable`], …
    pub fn change_protection(&self, current: Option<&str>, new: &Protection) -> Result<(), OpenError> {
        let vault = self.vault()?;
        let key = self.key(&vault, current)?;
        let slot = self.protect(&key, &vault.store, new)?;
        let is_entry_old = match (&vault.slot, &slot) {
            (Slot::Keyring(old), Slot::Keyring(new)) => old != new,
            (Slot::Keyring(_), Slot::Password(_)) => true,
            (Slot::Password(_), _) => false,
        };
        replace(&self.path(KEYS), &Vault { store: vault.store, slot }.encode())?;
        if let Slot::Keyring(entry) = vault.slot
            && is_entry_old
            && let Err(error) = self.keeper.remove(&entry)
        {
            tracing::warn!(%error, "the old key stays in the keyring");
        }
        Ok(())
    }

    /// Moves the files of a store out of the way, as they are, into `set-aside-<seconds>` below the
    /// folder, and says where they are now.
    ///
    /// # Errors
    /// [`OpenError::InUse`], [`OpenError::Unwritable`].
    pub fn set_aside(&self, now_secs: u64) -> Result<PathBuf, OpenError> {
        let _lock = self.lock()?;
        self.move_aside(now_secs, &[DATA, KEYS, UNFINISHED])
    }

    /// Deletes the store with its key, for good. It must be closed.
    ///
    /// # Errors
    /// [`OpenError::InUse`], [`OpenError::Unwritable`]; what is left can't be opened any more when the key
    /// is gone, so the key goes first.
    pub fn erase(&self) -> Result<(), OpenError> {
        let _lock = self.lock()?;
        if let Ok(Vault { slot: Slot::Keyring(entry), .. }) = self.vault() {
            match self.keeper.remove(&entry) {
                Ok(()) | Err(KeeperError::NoEntry) => {}
                Err(error) => return Err(error.into()),
            }
        }
        for name in [KEYS, DATA, UNFINISHED] {
            match std::fs::remove_file(self.path(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                Ok(()) | Err(_) => {}
            }
        }
        sync_folder(&self.folder)?;
        Ok(())
    }

    fn move_aside(&self, now_secs: u64, names: &[&str]) -> Result<PathBuf, OpenError> {
        let mut aside = self.path(&format!("set-aside-{now_secs}"));
        let mut attempt = 1;
        while aside.exists() {
            attempt += 1;
            aside = self.path(&format!("set-aside-{now_secs}-{attempt}"));
        }
        create_folder(&aside)?;
        for name in names {
            match std::fs::rename(self.path(name), aside.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                Ok(()) | Err(_) => {}
            }
        }
        sync_folder(&aside)?;
        sync_folder(&self.folder)?;
        Ok(aside)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Reads the key file of an existing store.
    fn vault(&self) -> Result<Vault, OpenError> {
        let head = Head::read(&self.path(DATA))?;
        let bytes = match std::fs::read(self.path(KEYS)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(OpenError::KeyMissing),
            Err(error) => return Err(error.into()),
        };
        let vault = Vault::decode(&bytes)?;
        if vault.store == head.store { Ok(vault) } else { Err(OpenError::KeyMismatch) }
    }

    /// Finds the key.
    fn key(&self, vault: &Vault, password: Option<&str>) -> Result<StoreKey, OpenError> {
        match (&vault.slot, password) {
            (Slot::Keyring(entry), _) => Ok(self.keeper.get(entry)?),
            (Slot::Password(_), None) => Err(OpenError::PasswordNeeded),
            (Slot::Password(wrapped), Some(password)) => Ok(wrapped.open(&vault.store, password)?),
        }
    }

    /// Puts the key where `protection` says.
    fn protect(&self, key: &StoreKey, store: &StoreId, protection: &Protection) -> Result<Slot, OpenError> {
        match protection {
            Protection::Password(password) => Ok(Slot::Password(Wrapped::seal(key, store, password, self.cost)?)),
            Protection::Keyring => {
                let entry = format!("store {}", data_encoding::HEXLOWER.encode(store));
                self.keeper.put(&entry, key)?;
                // A keyring that forgets at once would lock the person out.
                if self.keeper.get(&entry)? == *key { Ok(Slot::Keyring(entry)) } else { Err(OpenError::KeyringMissing) }
            }
        }
    }

    fn lock(&self) -> Result<File, OpenError> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        only_for_owner(&mut options);
        let file = options.open(self.path(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    fn open_locked(&self, key: &StoreKey, lock: File) -> Result<Store, OpenError> {
        let (path, key) = (self.path(DATA), key.clone());
        let open = move || open_database(PageFile::open(&path, &key)?);
        let database = open()?;
        migrate(&database)?;
        Ok(Store::start(database, Some(lock), Box::new(open))?)
    }
}

/// Opens or makes the database in a file of pages. A damaged one may make the database panic; the file
/// is as it was then, since nothing was committed.
pub(super) fn open_database(file: impl redb::StorageBackend) -> Result<Database, OpenError> {
    let opening = AssertUnwindSafe(|| Database::builder().set_cache_size(CACHE_BYTES).create_with_backend(file));
    match catch_unwind(opening) {
        Ok(Ok(database)) => Ok(database),
        Ok(Err(error)) => Err(StoreError::from(redb::Error::from(error)).into()),
        Err(_panic) => Err(OpenError::Damaged),
    }
}

fn fill_database(database: &Database, fill: impl FnOnce(&WriteTx) -> Result<(), StoreError>) -> Result<(), StoreError> {
    let tx = db::begin(database)?;
    schema::migrate(&tx, 0)?;
    fill(&tx)?;
    db::commit(tx)
}

/// Brings an older schema up to date; refuses a newer one.
fn migrate(database: &Database) -> Result<(), OpenError> {
    let found = schema::version(&db::snapshot(database)?)?.ok_or(OpenError::Damaged)?;
    match found.cmp(&schema::CURRENT) {
        std::cmp::Ordering::Greater => Err(OpenError::NewerSchema { found, supported: schema::CURRENT }),
        std::cmp::Ordering::Equal if search::is_prepared(&db::snapshot(database)?)? => Ok(()),
        std::cmp::Ordering::Equal => {
            let tx = db::begin(database)?;
            search::prepare(&tx)?;
            Ok(db::commit(tx)?)
        }
        std::cmp::Ordering::Less => {
            let tx = db::begin(database)?;
            schema::migrate(&tx, found)?;
            Ok(db::commit(tx)?)
        }
    }
}

impl From<VaultError> for OpenError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Foreign => Self::ForeignFile,
            VaultError::Damaged => Self::Damaged,
            VaultError::Newer(found) => Self::NewerSchema { found, supported: 1 },
            VaultError::WrongPassword => Self::WrongPassword,
            VaultError::OutOfMemory => Self::Unwritable(ErrorKind::OutOfMemory.into()),
        }
    }
}

impl From<KeeperError> for OpenError {
    fn from(error: KeeperError) -> Self {
        match error {
            KeeperError::Unavailable => Self::KeyringMissing,
            KeeperError::NoEntry => Self::KeyMissing,
        }
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(error) => match *error {
                redb::Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => Self::Damaged,
                redb::Error::Io(error) => Self::Unwritable(error),
                _ => Self::Damaged,
            },
            _ => Self::Damaged,
        }
    }
}
